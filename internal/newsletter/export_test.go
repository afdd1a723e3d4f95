package newsletter

import (
	"context"
	"fmt"
	"time"
)

// FreezeSome freezes one batch of an audience, as an engine does that is killed after it.
func (s *Store) FreezeSome(ctx context.Context, id int64, batch, chunk int) (done bool, err error) {
	if err := s.start(ctx, id); err != nil {
		return false, err
	}
	return s.freezeAudience(ctx, id, sizes{batch, chunk})
}

// Granted asks in one group for the dot of one delivery under several epochs of
// its chunk, as an engine does that lost its lease and took the chunk again, and
// tells which are granted.
func (s *Store) Granted(ctx context.Context, owner string, d Delivery, newsletterID int64, epochs ...int64) (epochsGranted []int64, err error) {
	w := &worker{Store: s, Engine: Engine{}.withDefaults(), owner: owner, stop: ctx, hard: ctx}
	asks := make([]ask, len(epochs))
	for n, epoch := range epochs {
		t := &task{id: d.ID, chunk: &chunk{issueID: d.IssueID, number: 1, epoch: epoch}, form: &form{head: head{List: newsletterID}}}
		asks[n] = ask{task: t, verdict: make(chan verdict, 1)}
	}
	err = w.writeGroup(asks, nil)
	for n, a := range asks {
		if <-a.verdict == granted {
			epochsGranted = append(epochsGranted, epochs[n])
		}
	}
	return epochsGranted, err
}

// TryIntended makes one try at a delivery whose intent may be on disk already,
// as an engine does to which the commit of it was not answered.
func (s *Store) TryIntended(ctx context.Context, owner string, d Delivery, epoch int64) error {
	f, err := s.loadForm(ctx, d.IssueID)
	if err != nil {
		return err
	}
	w := newWorker(ctx, &Engine{Store: s})
	w.owner = owner
	t := &task{id: d.ID, chunk: &chunk{issueID: d.IssueID, number: 1, first: d.ID, last: d.ID, epoch: epoch}, form: f, intended: true}
	t.recipient = recipient{issueID: d.IssueID, memberID: d.MemberID, email: d.Email, normal: d.Email, name: d.Name}
	t.chunk.left.Store(2) // so that nothing is given back
	by := &sender{worker: w}
	defer by.hangUp()
	return w.writeGroup(nil, []*outcome{by.try(t)})
}

// LeaseHalf claims two chunks as one engine and forgets the second, as an engine
// does to which the commit of the claim was not answered. Then it renews what it
// holds and takes back what ran out, each time after most of a lease.
func (s *Store) LeaseHalf(ctx context.Context) error {
	now := s.Now()
	s.Now = func() time.Time { return now }
	w := newWorker(ctx, &Engine{Store: s})
	for n := range 2 {
		c, err := w.claim(ctx)
		if err != nil || c == nil {
			return fmt.Errorf("chunk %d is not claimed: %w", n, err)
		}
		if n == 1 {
			w.letGo(c)
		}
	}
	for range 2 {
		now = now.Add(w.Lease * 3 / 4)
		if err := w.renew(); err != nil {
			return err
		}
	}
	return w.reap(ctx)
}
