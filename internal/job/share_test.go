package job_test

import (
	"context"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
)

// start runs a queue until the test ends.
func start(t *testing.T, run func(context.Context) error) {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

func await(t *testing.T, done <-chan struct{}, what string) {
	t.Helper()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Error(what)
	}
}

func TestAReactionThatHangsKeepsNoOtherFromRunning(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q, back, published := queue(t, d), make(chan struct{}), make(chan struct{})
		hang := func(context.Context, int64) error { <-back; return nil }
		q.On("signup.requested", "mail", hang)
		q.On("signin.requested", "mail", hang)
		q.On("post.due", "publish", func(context.Context, int64) error { close(published); return nil })
		for n := range 10 {
			add(t, d, q, []string{"signup.requested", "signin.requested"}[n%2], int64(n), time.Time{})
		}
		add(t, d, q, "post.due", 1, time.Time{})
		start(t, q.Run)
		await(t, published, "mail that hangs kept a post from being published")
		close(back)
	})
}

func TestARepeatingJobThatAnotherReleaseGaveUpRepeatsAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q, swept := queue(t, d), make(chan struct{}, 1)
		set(t, d, `INSERT INTO job (name, subject_id, state, attempts, run_at, created_at) VALUES ('every/sweep', -1, 'dead', 20, $1, 0)`, 1)
		q.Every("sweep", time.Hour, func(context.Context) error { swept <- struct{}{}; return nil })
		start(t, q.Run)
		await(t, swept, "it is dead for ever")
	})
}
