package newsletter

// How an issue is delivered, and why nobody is missed and nobody doubled.
//
// Invariants:
//  1. The audience is rows: one delivery per recipient, unique by issue and
//     normal address. An issue ends when none of them is open, and not before.
//  2. A chunk of deliveries belongs to one engine by a lease with an epoch. The
//     transaction of every change checks the epoch, so an engine that lost its
//     lease changes nothing and releases no dot.
//  3. A final dot goes out only after "committing" is on disk for its delivery.
//     Intents and results of all connections go to disk in one transaction.
//  4. A connection's next intent is written together with, or after, its last
//     result. So no more deliveries are "committing" than there are connections.
//  5. "committing" under a lease that ran out becomes "uncertain": nobody can
//     tell, so a person decides. Everything else that was open is tried again.
//     Should the engine that lost the lease hear the reply after all, the reply
//     settles the matter.
//  6. When the database is away, no intent can be written, so no dot goes out;
//     results wait in memory until they can be.

import (
	"context"
	"crypto/rand"
	"log/slog"
	"math"
	mathrand "math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"onrecord/internal/fault"
)

// Retry is the schedule by which what failed for the time being is tried again.
type Retry struct {
	First time.Duration // after the first failure; it doubles each time, give or take a quarter
	Most  time.Duration
	Tries int // how often at all; then the delivery has failed
}

func (r Retry) after(attempts int64) time.Duration {
	d := min(float64(r.First)*math.Pow(2, float64(attempts-1)), float64(r.Most))
	return time.Duration(d * (0.75 + mathrand.Float64()/2))
}

// Engine delivers what is scheduled. Any number may run on one database. The
// zero value of everything but Store is sensible.
type Engine struct {
	Store       *Store
	Connections int           // to the mail server at once; 10
	Lease       time.Duration // how long after a crash the chunks it held stay shut; 15 seconds
	Poll        time.Duration // how often to look for something to do, and how soon to call an absent server again; a second
	Retry       Retry         // twelve times within some 16 hours
	Batch       int           // recipients frozen in one transaction; 50,000
	Chunk       int           // recipients under one lease; 250
	Patience    time.Duration // how long to try to write the last results once Run is to end; 30 seconds
}

func (e Engine) withDefaults() Engine {
	set(&e.Connections, 10)
	set(&e.Lease, 15*time.Second)
	set(&e.Poll, time.Second)
	set(&e.Retry.First, time.Minute)
	set(&e.Retry.Most, 4*time.Hour)
	set(&e.Retry.Tries, 12)
	set(&e.Batch, 50_000)
	set(&e.Chunk, 250)
	set(&e.Patience, 30*time.Second)
	return e
}

func set[T comparable](v *T, otherwise T) {
	var zero T
	if *v == zero {
		*v = otherwise
	}
}

// Run delivers until ctx ends. Then it releases no further dot, waits for the
// replies that are owed, writes them down, gives back what it holds and returns.
func (e *Engine) Run(ctx context.Context) error {
	newWorker(ctx, e).run()
	return nil
}

func newWorker(ctx context.Context, e *Engine) *worker {
	w := &worker{
		Store: e.Store, Engine: e.withDefaults(), owner: rand.Text(), stop: ctx, hard: context.WithoutCancel(ctx),
		asks: make(chan ask), ended: make(chan struct{}),
		forms: map[int64]*form{}, troubles: map[int64]string{}, refusals: map[int64]int{}, taken: map[int64]bool{}, unstarted: map[int64]int{}, held: map[*chunk]bool{},
	}
	w.work = make(chan *task, w.Connections)
	w.log = w.Log.With("engine", w.owner[:6])
	return w
}

// worker is one Run of an Engine.
type worker struct {
	*Store
	Engine
	owner string
	log   *slog.Logger
	stop  context.Context // ended: no further dot
	hard  context.Context // for what must be done all the same
	work  chan *task
	asks  chan ask
	ended chan struct{} // all results are written

	background sync.WaitGroup // chunks being given back
	open       atomic.Int64   // connections
	busy       atomic.Int64   // senders with a delivery in hand

	unstarted map[int64]int // failures of starting an issue, in a row; the steward's

	mu       sync.Mutex
	forms    map[int64]*form
	troubles map[int64]string // what stands in the issue's row
	refusals map[int64]int    // about us, in a row; see refusedUs
	taken    map[int64]bool   // issues that the server accepted for somebody
	held     map[*chunk]bool  // whose leases are renewed
}

// task is one delivery in the hands of this engine.
type task struct {
	recipient
	id       int64
	attempts int64
	chunk    *chunk
	form     *form
	intended bool // an intent may be on disk whose dot was never released
}

// chunk is a run of deliveries under our lease.
type chunk struct {
	issueID, number, first, last, epoch int64
	version                             int64 // of the issue when the chunk was loaded

	left    atomic.Int64 // tasks that are not settled
	revoked atomic.Bool  // the lease is lost, or the issue is not to be sent any more
}

func (w *worker) run() {
	var producers, senders, rest sync.WaitGroup
	producers.Go(w.steward)
	producers.Go(w.claimer)
	for range w.Connections {
		senders.Go(w.sender)
	}
	rest.Go(w.clerk)
	renewing := make(chan struct{})
	rest.Go(func() { w.renewer(renewing) })
	producers.Wait()
	senders.Wait()
	close(w.asks)
	<-w.ended
	w.background.Wait()
	close(renewing)
	rest.Wait()
}

// wait pauses and tells whether there is reason to go on.
func (w *worker) wait(d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-w.stop.Done():
		return false
	case <-t.C:
		return true
	}
}

func (w *worker) stopping() bool { return w.stop.Err() != nil }

// report logs what went wrong beside the deliveries themselves.
func (w *worker) report(what string, err error) {
	if err != nil && !w.stopping() {
		w.log.Error("newsletter engine: "+what, "error", err)
	}
}

// formOf is the issue's content, read once.
func (w *worker) formOf(issueID int64) (*form, error) {
	w.mu.Lock()
	f := w.forms[issueID]
	w.mu.Unlock()
	if f != nil {
		return f, nil
	}
	f, err := w.loadForm(w.stop, issueID)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.forms) >= 8 {
		clear(w.forms)
	}
	w.forms[issueID] = f
	return f, nil
}

// trouble tells staff, in the issue's row, what keeps it from being sent; an
// empty sentence says that it goes on.
func (w *worker) trouble(issueID int64, sentence string) {
	w.mu.Lock()
	same := w.troubles[issueID] == sentence
	w.troubles[issueID] = sentence
	w.mu.Unlock()
	if !same {
		w.report("telling of trouble", w.setTrouble(w.hard, issueID, sentence))
	}
}

// pauseIssue stops an issue that cannot go on without a person, unless a person
// has done something about it since its chunk was loaded.
func (w *worker) pauseIssue(c *chunk, reason string) {
	if _, err := w.pause(w.hard, c.issueID, c.version, reason); err != nil && !fault.Is(err, fault.Conflict) {
		w.report("pausing", err)
	}
}
