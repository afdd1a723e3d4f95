package newsletter

import (
	"context"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/member"
)

// claimer takes chunks and hands their deliveries to the senders.
func (w *worker) claimer() {
	defer close(w.work)
	for !w.stopping() {
		c, err := w.claim(w.stop)
		if err != nil {
			w.report("claiming", err)
		}
		if c == nil {
			if !w.wait(w.Poll) {
				return
			}
			continue
		}
		tasks, settled, err := w.load(w.stop, c)
		if err != nil {
			w.report("loading", err)
			if fault.Is(err, fault.Invalid) { // nothing passes by itself that is wrong with what is frozen
				w.pauseIssue(c, fault.Sentence(err))
			}
			c.revoked.Store(true)
		}
		c.left.Store(int64(len(tasks) + len(settled) + 1))
		for _, o := range settled {
			w.asks <- ask{outcome: o}
		}
		for _, t := range tasks {
			select {
			case w.work <- t:
			case <-w.stop.Done():
				w.drop(t)
			}
		}
		w.settled(c)
		if err != nil && !w.wait(w.Poll) {
			return
		}
	}
}

// claim leases the chunk that has been due longest; nil if none is.
func (w *worker) claim(ctx context.Context) (c *chunk, err error) {
	now := w.Now()
	const due = ` FROM delivery_chunk WHERE state = 'ready' AND (due_at <= $1 OR due_at > $2) AND issue_id IN (SELECT id FROM issue WHERE state = 'sending')`
	n, err := db.One(ctx, w.DB, db.Value[int64], `SELECT count(*) FROM (SELECT number`+due+` LIMIT 1) AS any_due`, db.Ms(now), db.Ms(w.far(now)))
	if err != nil || n == 0 {
		return nil, err
	}
	err = w.DB.Write(ctx, func(tx *db.Tx) error {
		c = nil
		list, err := db.All(ctx, tx, scanChunk, `SELECT `+chunkColumns+due+` ORDER BY due_at, issue_id, number LIMIT 1`+tx.Engine.SkipLocked(), db.Ms(now), db.Ms(w.far(now)))
		if err != nil || len(list) == 0 {
			return err
		}
		c = list[0]
		c.epoch++
		if err := strand(ctx, tx, c, db.Ms(now)); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE delivery_chunk SET state = 'leased', lease_owner = $1, lease_until = $2, epoch = $3 WHERE issue_id = $4 AND number = $5`,
			w.owner, db.Ms(now.Add(w.Lease)), c.epoch, c.issueID, c.number)
		return err
	})
	if err != nil {
		return nil, err // if the lease is on disk all the same, it runs out, since nobody renews it
	}
	w.mu.Lock()
	w.held[c] = true
	w.mu.Unlock()
	return c, nil
}

// letGo ends the renewing of a lease.
func (w *worker) letGo(c *chunk) {
	w.mu.Lock()
	delete(w.held, c)
	w.mu.Unlock()
}

// far is further ahead than anything is put off to: what waits for a later time
// was written by a clock that has been set back since, and is due.
func (w *worker) far(now time.Time) time.Time { return now.Add(2*w.Retry.Most + time.Hour) }

// standing is what decides whether a recipient may still be written to.
type standing struct{ member, subscription string }

// skip is the reason not to; empty means that mail may go.
func (s standing) skip() string {
	switch {
	case s.member == "":
		return "deleted"
	case s.member != string(member.Active):
		return s.member
	case s.subscription != "subscribed":
		return "unsubscribed"
	}
	return ""
}

// load reads what is due of a chunk; settled are those that are not written to.
func (w *worker) load(ctx context.Context, c *chunk) (tasks []*task, settled []*outcome, err error) {
	f, err := w.formOf(c.issueID)
	if err != nil {
		return nil, nil, err
	}
	type loaded struct {
		task
		standing
	}
	var rows []loaded
	now := w.Now()
	err = w.DB.Read(ctx, func(tx *db.Tx) error {
		var trouble string
		if err := tx.QueryRow(ctx, `SELECT trouble, version FROM issue WHERE id = $1`, c.issueID).Scan(&trouble, &c.version); err != nil {
			return err
		}
		w.mu.Lock()
		w.troubles[c.issueID] = trouble
		w.mu.Unlock()
		rows, err = db.All(ctx, tx, func(r db.Row) (l loaded, err error) {
			l.issueID, l.chunk, l.form = c.issueID, c, f
			err = r.Scan(&l.id, &l.memberID, &l.email, &l.normal, &l.name, &l.attempts, &l.member, &l.subscription)
			return l, err
		}, `SELECT d.id, d.member_id, d.email, d.email_norm, d.name, d.attempts, COALESCE(m.status, ''), COALESCE(s.state, '')
			FROM delivery d LEFT JOIN member m ON m.id = d.member_id LEFT JOIN subscription s ON s.newsletter_id = $1 AND s.member_id = d.member_id
			WHERE d.id >= $2 AND d.id <= $3 AND d.issue_id + 0 = $4 AND d.state = 'pending' AND (d.next_at <= $5 OR d.next_at > $6) ORDER BY d.id`,
			f.head.List, c.first, c.last, c.issueID, db.Ms(now), db.Ms(w.far(now)))
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	norms := make([]string, len(rows))
	for n, r := range rows {
		norms[n] = r.normal
	}
	barred, err := w.Members.Suppressed(ctx, w.DB, norms)
	if err != nil {
		return nil, nil, err
	}
	for n := range rows {
		r := &rows[n]
		reason := r.skip()
		if why, ok := barred[r.normal]; ok && reason == "" {
			reason = string(why)
		}
		if reason != "" {
			settled = append(settled, r.outcome(DeliverySkipped, reason))
			continue
		}
		tasks = append(tasks, &r.task)
	}
	return tasks, settled, nil
}

// drop leaves a delivery as it is, for whoever looks at its chunk next.
func (w *worker) drop(t *task) {
	if t.intended {
		w.asks <- ask{outcome: t.outcome(DeliveryPending, "")} // from committing, where a lost answer to the commit may have left it
		return
	}
	w.settled(t.chunk)
}

// settled notes that one thing less is to be done for a chunk; after the last
// it is given back.
func (w *worker) settled(c *chunk) {
	if c.left.Add(-1) > 0 {
		return
	}
	w.background.Go(func() {
		defer w.letGo(c)
		for try := 0; ; try++ {
			err := w.release(w.hard, c)
			if err == nil {
				return
			}
			w.report("giving back a chunk", err)
			if !w.wait(w.Poll) && try > 0 {
				return // its lease runs out
			}
		}
	})
}

// release gives a chunk back: done, or due when the first of it is to be tried
// again.
func (w *worker) release(ctx context.Context, c *chunk) error {
	now := db.Ms(w.Now())
	return w.DB.Write(ctx, func(tx *db.Tx) error {
		var open, due int64
		err := tx.QueryRow(ctx, `SELECT count(*), COALESCE(min(next_at), 0) FROM delivery
			WHERE id >= $1 AND id <= $2 AND issue_id + 0 = $3 AND state IN ('pending', 'committing')`, c.first, c.last, c.issueID).Scan(&open, &due)
		if err != nil {
			return err
		}
		state := "done"
		if open > 0 {
			state = "ready"
		}
		n, err := tx.Exec(ctx, `UPDATE delivery_chunk SET state = $1, due_at = $2, lease_owner = '', lease_until = 0
			WHERE issue_id = $3 AND number = $4 AND epoch = $5 AND lease_owner = $6`, state, due, c.issueID, c.number, c.epoch, w.owner)
		switch {
		case err != nil:
			return err
		case n == 0: // it was taken from us; our last results may have changed what was counted
			return recount(ctx, tx, c.issueID, now)
		case open > 0:
			return nil
		}
		return finish(ctx, tx, c.issueID, now)
	})
}
