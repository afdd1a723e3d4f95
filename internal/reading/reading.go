// Package reading counts how often the site's pages are read, and by how many
// people, without cookies, scripts or the address of anybody.
//
// Invariants:
//  1. Counting never waits: Seen touches memory alone, and what it may fill has
//     a limit. Flush writes what was gathered in one go; a process that is
//     killed loses what it gathered since the last one.
//  2. An address is never stored, nor anything that is made from one alone. It
//     is hashed with the day's salt, and of the hash a sketch keeps six bits at
//     one of 4,096 places, the same for everybody who happens to share them.
//  3. The salt is one for all nodes and is written over when the day is over,
//     so that nobody can be followed from one day to the next.
//  4. What several nodes counted adds up: views by sum, sketches by union.
package reading

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"onrecord/internal/db"
)

// Deps is what a Store works with.
type Deps struct {
	DB  *db.DB
	Log *slog.Logger
	// Zone is the site's time zone, in which days begin. Nil means UTC.
	Zone func(ctx context.Context) *time.Location
	// Host is the site's own, without a port: no source of readings.
	Host string
	// Secure tells that readers come by https, where every browser of these
	// years says for what it asks.
	Secure bool
	// Now is the clock. Nil means time.Now.
	Now func() time.Time
}

// Store counts and knows what was counted.
type Store struct {
	Deps
	open     atomic.Pointer[gathering] // nil until the first Flush
	flushing sync.Mutex
	agents   agents
}

// New makes a Store. It counts from the first Flush on.
func New(d Deps) *Store {
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	return &Store{Deps: d}
}

func (s *Store) local(ctx context.Context) time.Time {
	if s.Zone == nil {
		return s.Now().UTC()
	}
	return s.Now().In(s.Zone(ctx))
}

// Seen counts one page that was sent: postID is the post on it, 0 for a page
// that is of none. What no person reads is passed over. See page.Cache.OnRead.
func (s *Store) Seen(r *http.Request, postID int64) {
	g := s.open.Load()
	if g == nil || !s.person(r) {
		return
	}
	v := view{post: postID, source: s.source(r)}
	if !declines(r.Header) {
		v.reader, v.counted = g.reader(r), true
	}
	for !g.add(v) { // it was closed a moment ago; another is open
		g = s.open.Load()
	}
}
