package member_test

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/job"
	"onrecord/internal/member"
	"onrecord/internal/site"
)

var ctx = context.Background()

// clock is moved by hand.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// readers is a store of members on a fresh database with two newsletters.
type readers struct {
	*member.Store
	*clock
	d             *db.DB
	queue         *job.Queue
	weekly, daily int64

	mu     sync.Mutex
	mailed []int64 // sign-ups for which a mail would go out
}

func open(tb testing.TB, d *db.DB) *readers {
	tb.Helper()
	k := &readers{d: d, clock: &clock{now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}}
	k.queue = job.New(d, slog.New(slog.DiscardHandler))
	k.queue.On("signup.requested", "mail", func(_ context.Context, id int64) error {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.mailed = append(k.mailed, id)
		return nil
	})
	k.queue.On("import.planned", "import", func(context.Context, int64) error { return nil })
	k.Store = member.New(d, k.queue, site.New(d, k.Now).Key, k.Now)
	k.weekly, k.daily = k.newsletter(tb, "weekly", true), k.newsletter(tb, "daily", false)
	return k
}

// wire is a store as another process opens it.
func wire(d *db.DB) *member.Store {
	return member.New(d, job.New(d, slog.New(slog.DiscardHandler)), site.New(d, time.Now).Key, time.Now)
}

func (k *readers) newsletter(tb testing.TB, slug string, std bool) int64 {
	tb.Helper()
	var id int64
	k.exec(tb, func(tx *db.Tx) (err error) {
		id, err = db.One(ctx, tx, db.Value[int64], `INSERT INTO newsletter (slug, name, sender_name, sender_address, list_id, is_default, created_at, updated_at)
			VALUES ($1, $1, 'Desk', 'desk@lamp.example', $1, $2, 0, 0) RETURNING id`, slug, db.Bit(std))
		return err
	})
	return id
}

func (k *readers) exec(tb testing.TB, f func(tx *db.Tx) error) {
	tb.Helper()
	if err := k.d.Write(ctx, f); err != nil {
		tb.Fatal(err)
	}
}

func (k *readers) count(tb testing.TB, query string, args ...any) int64 {
	tb.Helper()
	n, err := db.One(ctx, k.d, db.Value[int64], query, args...)
	if err != nil {
		tb.Fatal(err)
	}
	return n
}

func wantField(t *testing.T, err error, names ...string) {
	t.Helper()
	got := map[string]bool{}
	for _, f := range fault.FieldsOf(err) {
		got[f.Name] = true
	}
	ok := fault.Is(err, fault.Invalid) && len(got) == len(names)
	for _, n := range names {
		ok = ok && got[n]
	}
	if !ok {
		t.Errorf("want problems with %v: %v", names, err)
	}
}
