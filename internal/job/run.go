package job

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"onrecord/internal/db"
)

const (
	workers   = 6
	share     = 2 // of the workers, for reactions of one name
	lease     = time.Minute
	heartbeat = lease / 3
	poll      = time.Second
	// grace is how long a running job may go on once the program is told to stop.
	grace      = 25 * time.Second
	retryFirst = time.Second
	retryMost  = time.Hour
	errorMost  = 2000 // bytes of an error that are kept
	// farLease is further ahead than any lease goes: what claims more was
	// written by a clock that has been set back since.
	farLease = time.Hour
)

// Run works until ctx ends, then lets what it runs finish. It returns nil after
// an orderly stop.
func (q *Queue) Run(ctx context.Context) error {
	if err := q.plant(ctx); err != nil && ctx.Err() == nil {
		return err
	}
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	var running sync.WaitGroup
	at := &atWork{of: map[string]int{}}
	for ctx.Err() == nil {
		if at.all() == workers {
			q.rest(ctx)
			continue
		}
		j, ok, err := q.claim(work, at.full(q.reactions)) // a stop in mid-claim must not leave a job claimed and unrun
		if err != nil && ctx.Err() == nil {
			q.log.Error("jobs could not be claimed", "error", err)
		}
		if ok {
			at.count(j.Name, 1)
			running.Go(func() {
				defer func() { at.count(j.Name, -1); q.poke() }()
				q.do(work, j)
			})
		}
		if !ok {
			q.rest(ctx)
		}
	}
	stop := time.AfterFunc(grace, cancel)
	defer stop.Stop()
	running.Wait()
	return nil
}

// Drain runs everything that is due, one job after the other, until nothing
// is. Tests use it to reach a settled state without waiting.
func (q *Queue) Drain(ctx context.Context) error {
	for {
		j, ok, err := q.claim(ctx, nil)
		if err != nil || !ok {
			return err
		}
		q.do(ctx, j)
	}
}

func (q *Queue) rest(ctx context.Context) {
	t := time.NewTimer(poll)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-q.wake:
	case <-t.C:
	}
}

// plant makes the rows of the repeating jobs. One that is due later than it can
// be was put off by a clock that has been set back since.
func (q *Queue) plant(ctx context.Context) error {
	now := db.Ms(q.now())
	return q.d.Write(ctx, func(tx *db.Tx) error {
		for name, d := range q.every {
			const early = `UPDATE job SET run_at = $1 WHERE name = $2 AND subject_id = -1 AND run_at > $3`
			if _, err := tx.Exec(ctx, early, now, name, now+d.Milliseconds()); err != nil {
				return err
			}
			// A release without this job, as runs beside or after this one in an
			// upgrade that is taken back, may have given it up.
			const again = `UPDATE job SET state = 'ready', attempts = 0, run_at = $1 WHERE name = $2 AND subject_id = -1 AND state = 'dead'`
			if _, err := tx.Exec(ctx, again, now, name); err != nil {
				return err
			}
			const insert = `INSERT INTO job (name, subject_id, run_at, created_at) VALUES ($1, -1, $2, $2) ON CONFLICT DO NOTHING`
			if _, err := tx.Exec(ctx, insert, name, now); err != nil {
				return err
			}
		}
		return nil
	})
}

const due = `(state = 'ready' AND run_at <= $1 OR state = 'running' AND (lease_until < $1 OR lease_until > $2))`

// atWork counts what runs, by the name of the reaction without its event. None
// takes all workers: a mail server that keeps each mail waiting for minutes
// must not keep posts from being published.
type atWork struct {
	mu sync.Mutex
	of map[string]int
	n  int
}

func reactionOf(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }

func (a *atWork) count(name string, by int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.of[reactionOf(name)] += by
	a.n += by
}

func (a *atWork) all() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.n
}

// full are the names whose reactions have their share of the workers.
func (a *atWork) full(reactions map[string]Reaction) (names []string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for name := range reactions {
		if a.of[reactionOf(name)] >= share {
			names = append(names, name)
		}
	}
	return names
}

// claim takes the job that has been due longest, also one whose lease ran out,
// but none of the names without.
func (q *Queue) claim(ctx context.Context, without []string) (j Job, ok bool, err error) {
	now := db.Ms(q.now())
	far := now + farLease.Milliseconds()
	where, args := due, []any{now, far}
	if len(without) > 0 {
		where += ` AND name NOT IN (` + db.In(len(without), 3) + `)`
		for _, name := range without {
			args = append(args, name)
		}
	}
	waiting, err := db.One(ctx, q.d, db.Value[int64], `SELECT count(*) FROM (SELECT id FROM job WHERE `+where+` LIMIT 1) AS waiting`, args...)
	if err != nil || waiting == 0 { // seen without the write lock, so that an idle node disturbs nobody
		return j, false, err
	}
	err = q.d.Write(ctx, func(tx *db.Tx) error {
		jobs, err := db.All(ctx, tx, scan, `SELECT `+columns+` FROM job WHERE `+where+` ORDER BY run_at, id LIMIT 1`+tx.Engine.SkipLocked(), args...)
		if ok = len(jobs) > 0; err != nil || !ok {
			return err
		}
		j = jobs[0]
		j.epoch++
		j.Attempts++
		const take = `UPDATE job SET state = 'running', lease_until = $1, epoch = $2, attempts = $3 WHERE id = $4`
		_, err = tx.Exec(ctx, take, now+lease.Milliseconds(), j.epoch, j.Attempts, j.ID)
		return err
	})
	return j, ok && err == nil, err // after an error nothing was claimed, whatever was read
}

func (q *Queue) do(ctx context.Context, j Job) {
	alive, stop := context.WithCancel(ctx)
	var beat sync.WaitGroup
	beat.Go(func() { q.keep(alive, stop, j) })
	err := q.react(alive, j)
	stop()
	beat.Wait()
	if err := q.settle(context.WithoutCancel(ctx), j, err); err != nil {
		q.log.Error("a job's result could not be written; it will run again", "job", j.Name, "id", j.ID, "error", err)
	}
}

func (q *Queue) react(ctx context.Context, j Job) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	fn := q.reactions[j.Name]
	if fn == nil {
		return fmt.Errorf("no reaction named %q in this release", j.Name)
	}
	if _, repeats := q.every[j.Name]; j.Attempts > j.MaxAttempts && !repeats {
		return Never(errors.New("the program ended each time in the middle of this job"))
	}
	return fn(ctx, j.SubjectID)
}

// keep extends the lease while the job runs; a job that lost its lease is told
// to stop by its context.
func (q *Queue) keep(ctx context.Context, lost context.CancelFunc, j Job) {
	t := time.NewTicker(heartbeat)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		n, err := q.update(ctx, `UPDATE job SET lease_until = $1 WHERE id = $2 AND epoch = $3`, db.Ms(q.now())+lease.Milliseconds(), j.ID, j.epoch)
		if err == nil && n == 0 {
			lost()
			return
		}
	}
}

func (q *Queue) settle(ctx context.Context, j Job, failure error) error {
	now := q.now()
	if d, repeats := q.every[j.Name]; repeats {
		if failure != nil {
			q.log.Error("a repeating job failed", "job", j.Name, "error", failure)
		}
		_, err := q.update(ctx, `UPDATE job SET state = 'ready', attempts = 0, run_at = $1, last_error = $2 WHERE id = $3 AND epoch = $4`, db.Ms(now.Add(d)), text(failure), j.ID, j.epoch)
		return err
	}
	if failure == nil {
		_, err := q.update(ctx, `DELETE FROM job WHERE id = $1 AND epoch = $2`, j.ID, j.epoch)
		return err
	}
	state, run := "ready", now.Add(backoff(j.Attempts))
	if j.Attempts >= j.MaxAttempts || isNever(failure) {
		state = "dead"
	}
	if errors.Is(failure, context.Canceled) { // stopped, not failed: run again at once
		state, run = "ready", now
		j.Attempts--
	}
	q.log.Error("a job failed", "job", j.Name, "subject", j.SubjectID, "attempt", j.Attempts, "then", state, "error", failure)
	_, err := q.update(ctx, `UPDATE job SET state = $1, run_at = $2, attempts = $3, last_error = $4 WHERE id = $5 AND epoch = $6`, state, db.Ms(run), j.Attempts, text(failure), j.ID, j.epoch)
	return err
}

func (q *Queue) update(ctx context.Context, query string, args ...any) (n int64, err error) {
	err = q.d.Write(ctx, func(tx *db.Tx) error {
		n, err = tx.Exec(ctx, query, args...)
		return err
	})
	return n, err
}

// backoff doubles from a second to an hour, with up to half of it as jitter.
func backoff(attempt int64) time.Duration {
	d := retryMost
	if attempt < 13 {
		d = min(retryMost, retryFirst<<(attempt-1))
	}
	return d/2 + rand.N(d/2+1)
}

// text is an error as both databases can hold it: whole letters, and no NUL.
func text(err error) string {
	if err == nil {
		return ""
	}
	s := strings.ReplaceAll(err.Error(), "\x00", "?")
	return strings.ToValidUTF8(s[:min(len(s), errorMost)], "?")
}
