package job_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/job"
)

func queue(t *testing.T, d *db.DB) *job.Queue {
	t.Helper()
	return job.New(d, slog.New(slog.DiscardHandler))
}

func add(t *testing.T, d *db.DB, q *job.Queue, event string, id int64, at time.Time) {
	t.Helper()
	ctx := context.Background()
	if err := d.Write(ctx, func(tx *db.Tx) error { return q.AddAt(ctx, tx, event, id, at) }); err != nil {
		t.Fatal(err)
	}
}

func TestEachReactionRunsOnceAndTheRowIsGone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, q := context.Background(), queue(t, d)
		var index, mail atomic.Int64
		q.On("post.published", "index", func(_ context.Context, id int64) error { index.Add(id); return nil })
		q.On("post.published", "mail", func(_ context.Context, id int64) error { mail.Add(id); return nil })
		add(t, d, q, "post.published", 7, time.Time{})
		if err := q.Drain(ctx); err != nil {
			t.Fatal(err)
		}
		if index.Load() != 7 || mail.Load() != 7 {
			t.Errorf("index %d, mail %d", index.Load(), mail.Load())
		}
		if c, err := q.Counts(ctx); err != nil || len(c) != 0 {
			t.Errorf("left %v, %v", c, err)
		}
	})
}

func TestAJobOfARolledBackChangeDoesNotExist(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, q := context.Background(), queue(t, d)
		q.On("e", "r", func(context.Context, int64) error { t.Error("it ran"); return nil })
		_ = d.Write(ctx, func(tx *db.Tx) error {
			if err := q.Add(ctx, tx, "e", 1); err != nil {
				t.Error(err)
			}
			return errors.New("no")
		})
		if err := q.Drain(ctx); err != nil {
			t.Fatal(err)
		}
	})
}

func TestAFailureIsRetriedAndAHopelessOneIsDeadUntilSomebodyDecides(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, q := context.Background(), queue(t, d)
		cured := false
		q.On("e", "hopeless", func(context.Context, int64) error {
			if cured {
				return nil
			}
			return job.Never(errors.New("no such issue"))
		})
		q.On("f", "later", func(context.Context, int64) error { return errors.New("try later") })
		q.On("g", "panics", func(context.Context, int64) error { panic("oh") })
		for _, e := range []string{"e", "f", "g"} {
			add(t, d, q, e, 1, time.Time{})
		}
		if err := q.Drain(ctx); err != nil {
			t.Fatal(err)
		}
		dead, err := q.Dead(ctx, 0, 10)
		if err != nil || len(dead) != 1 || dead[0].LastError != "no such issue" {
			t.Fatalf("dead %+v, %v", dead, err)
		}
		ready, err := q.List(ctx, "ready", 0, 10)
		if err != nil || len(ready) != 2 || !ready[0].RunAt.After(time.Now()) {
			t.Fatalf("ready %+v, %v", ready, err)
		}
		cured = true
		if err := q.Retry(ctx, dead[0].ID); err != nil {
			t.Fatal(err)
		}
		if err := q.Drain(ctx); err != nil {
			t.Fatal(err)
		}
		if dead, _ = q.Dead(ctx, 0, 10); len(dead) != 0 {
			t.Errorf("still dead: %+v", dead)
		}
		if err := q.Discard(ctx, 99); !fault.Is(err, fault.NotFound) {
			t.Errorf("discarding nothing: %v", err)
		}
	})
}

func TestAJobForLaterWaits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, q := context.Background(), queue(t, d)
		q.On("e", "r", func(context.Context, int64) error { t.Error("too early"); return nil })
		add(t, d, q, "e", 1, time.Now().Add(time.Hour))
		if err := q.Drain(ctx); err != nil {
			t.Fatal(err)
		}
	})
}

func TestManyWorkersOnTwoQueuesRunEachJobOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const n = 60
		ctx, stop := context.WithCancel(context.Background())
		defer stop()
		var mu sync.Mutex
		seen := map[int64]int{}
		done := make(chan struct{})
		run := func(_ context.Context, id int64) error {
			mu.Lock()
			defer mu.Unlock()
			if seen[id]++; len(seen) == n && seen[id] == 1 {
				close(done)
			}
			return nil
		}
		a, b := queue(t, d), queue(t, d)
		a.On("e", "r", run)
		b.On("e", "r", run)
		for id := range int64(n) {
			add(t, d, a, "e", id, time.Time{})
		}
		var wg sync.WaitGroup
		for _, q := range []*job.Queue{a, b} {
			wg.Go(func() {
				if err := q.Run(ctx); err != nil {
					t.Error(err)
				}
			})
		}
		select {
		case <-done:
		case <-time.After(20 * time.Second):
			t.Error("not all ran")
		}
		stop()
		wg.Wait()
		for id, times := range seen {
			if times != 1 {
				t.Errorf("job %d ran %d times", id, times)
			}
		}
		if c, err := a.Counts(context.Background()); err != nil || len(c) != 0 {
			t.Errorf("left %v, %v", c, err)
		}
	})
}

func TestStoppingLetsTheRunningJobFinish(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, stop := context.WithCancel(context.Background())
		q := queue(t, d)
		started, finish := make(chan struct{}), make(chan struct{})
		q.On("e", "r", func(ctx context.Context, _ int64) error {
			close(started)
			<-finish
			return ctx.Err()
		})
		add(t, d, q, "e", 1, time.Time{})
		ended := make(chan error, 1)
		go func() { ended <- q.Run(ctx) }()
		<-started
		stop()
		close(finish)
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		if c, err := q.Counts(context.Background()); err != nil || len(c) != 0 {
			t.Errorf("left %v, %v", c, err)
		}
	})
}

func TestARepeatingJobRunsOnOneNodeAndStays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, stop := context.WithCancel(context.Background())
		defer stop()
		ran := make(chan struct{}, 8)
		var wg sync.WaitGroup
		for range 2 {
			q := queue(t, d)
			q.Every("sweep", time.Hour, func(context.Context) error { ran <- struct{}{}; return nil })
			q.On("other", "r", func(context.Context, int64) error { stop(); return nil })
			wg.Go(func() {
				if err := q.Run(ctx); err != nil {
					t.Error(err)
				}
			})
			if len(ran) == 0 {
				<-ran
				ran <- struct{}{}
				add(t, d, q, "other", 1, time.Time{})
			}
		}
		wg.Wait()
		if len(ran) != 1 {
			t.Errorf("ran %d times", len(ran))
		}
	})
}

func TestHeldJobsWaitForTheirRelease(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, q := context.Background(), queue(t, d)
		n := 0
		q.On("e", "r", func(context.Context, int64) error { n++; return nil })
		add(t, d, q, "e", 1, time.Time{})
		if err := d.Write(ctx, func(tx *db.Tx) error { _, err := job.Hold(ctx, tx); return err }); err != nil {
			t.Fatal(err)
		}
		if err := q.Drain(ctx); err != nil || n != 0 {
			t.Fatalf("held, yet ran %d times, %v", n, err)
		}
		if r, err := q.Release(ctx); err != nil || r != 1 {
			t.Fatalf("released %d, %v", r, err)
		}
		if err := q.Drain(ctx); err != nil || n != 1 {
			t.Fatalf("ran %d times, %v", n, err)
		}
	})
}

func TestAFailureOfAnyTextIsKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, q := context.Background(), queue(t, d)
		q.On("e", "odd", func(context.Context, int64) error {
			return job.Never(errors.New("\x00\xe4" + strings.Repeat("“", 1000)))
		})
		add(t, d, q, "e", 1, time.Time{})
		if err := q.Drain(ctx); err != nil {
			t.Fatal(err)
		}
		if dead, err := q.Dead(ctx, 0, 10); err != nil || len(dead) != 1 || !strings.HasPrefix(dead[0].LastError, "??“") {
			t.Fatalf("dead %+v, %v", dead, err)
		}
	})
}

func TestAJobThatTheProgramNeverOutlivesIsDeadInTheEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, q := context.Background(), queue(t, d)
		q.On("e", "fatal", func(context.Context, int64) error { t.Error("it ran again"); return nil })
		add(t, d, q, "e", 1, time.Time{})
		set(t, d, `UPDATE job SET state = 'running', attempts = max_attempts, lease_until = $1`, 1)
		if err := q.Drain(ctx); err != nil {
			t.Fatal(err)
		}
		if dead, err := q.Dead(ctx, 0, 10); err != nil || len(dead) != 1 {
			t.Fatalf("dead %+v, %v", dead, err)
		}
	})
}

func TestAClockThatIsSetBackKeepsNoJobFromRunning(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, stop := context.WithCancel(context.Background())
		defer stop()
		nextYear := time.Now().AddDate(1, 0, 0).UnixMilli()
		q := queue(t, d)
		swept := make(chan struct{})
		q.On("e", "r", func(context.Context, int64) error { return nil })
		add(t, d, q, "e", 1, time.Time{})
		set(t, d, `UPDATE job SET state = 'running', lease_until = $1`, nextYear)
		set(t, d, `INSERT INTO job (name, subject_id, run_at, created_at) VALUES ('every/sweep', -1, $1, 0)`, nextYear)
		if err := q.Drain(ctx); err != nil {
			t.Fatal(err)
		}
		if c, err := q.Counts(ctx); err != nil || c["running"] != 0 {
			t.Errorf("left %v, %v", c, err)
		}
		q.Every("sweep", time.Hour, func(context.Context) error { close(swept); stop(); return nil })
		if err := q.Run(ctx); err != nil {
			t.Fatal(err)
		}
		<-swept
	})
}

func set(t *testing.T, d *db.DB, query string, at int64) {
	t.Helper()
	err := d.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), query, at); return err })
	if err != nil {
		t.Fatal(err)
	}
}

func TestOfJobsThatFailedForGoodTheNewestAreKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, q := context.Background(), queue(t, d)
		rows := [][]any{{"every/sweep", int64(-1), "dead", int64(0), int64(0)}, {"e/waits", int64(0), "ready", int64(0), int64(0)}}
		for n := range int64(job.DeadMost + 7) {
			rows = append(rows, []any{"e/r", n, "dead", int64(0), n})
		}
		err := d.Write(ctx, func(tx *db.Tx) error {
			return tx.InsertMany(ctx, "job", []string{"name", "subject_id", "state", "run_at", "created_at"}, rows)
		})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := q.Purge(ctx); err != nil {
				t.Fatal(err)
			}
			kept, err := q.Dead(ctx, 0, 2*job.DeadMost)
			if err != nil || len(kept) != job.DeadMost+1 || kept[0].SubjectID != job.DeadMost+6 || kept[job.DeadMost-1].SubjectID != 7 || kept[job.DeadMost].SubjectID != -1 {
				t.Fatalf("%d are kept, %v", len(kept), err)
			}
		}
		if c, err := q.Counts(ctx); err != nil || c["ready"] != 1 {
			t.Errorf("%v, %v", c, err)
		}
	})
}
