package newsletter

import (
	"context"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// steward starts what is due, freezes audiences, takes back what dead engines
// held, and ends what is over.
func (w *worker) steward() {
	for {
		for _, duty := range []struct {
			what string
			do   func(context.Context) error
		}{
			{"taking back dead leases", w.reap}, {"starting", w.startDue}, {"freezing", w.freezeAll}, {"cancelling", w.sweep}, {"finishing", w.finishAll},
		} {
			w.report(duty.what, duty.do(w.stop))
		}
		if !w.wait(w.Poll) {
			return
		}
	}
}

// issuesIn lists issues that wait for the steward.
func (s *Store) issuesIn(ctx context.Context, where string, args ...any) ([]int64, error) {
	return db.All(ctx, s.DB, db.Value[int64], `SELECT id FROM issue WHERE `+where+` ORDER BY id`, args...)
}

func (w *worker) startDue(ctx context.Context) error {
	ids, err := w.issuesIn(ctx, `state = 'scheduled' AND scheduled_at <= $1`, db.Ms(w.Now()))
	for _, id := range ids {
		if err := w.start(ctx, id); err != nil {
			w.report("starting an issue", err)
			w.notStarted(id, err)
			continue
		}
		delete(w.unstarted, id)
	}
	return err
}

// startTries is how often in a row an issue is started before a person is to look.
const startTries = 10

// notStarted tells staff why an issue does not start. What is wrong again and
// again, while the database is well enough to say so, does not pass by itself.
func (w *worker) notStarted(id int64, err error) {
	w.trouble(id, fault.Sentence(err))
	if w.unstarted[id]++; w.unstarted[id] < startTries || w.stopping() {
		return
	}
	delete(w.unstarted, id)
	_, err = w.pause(w.hard, id, 0, "It could not be started although it was tried several times; the log of the program says why. Look at its posts, or at the log, then resume.")
	w.report("pausing", err)
}

func (w *worker) freezeAll(ctx context.Context) error {
	ids, err := w.issuesIn(ctx, `state = 'freezing'`)
	if err != nil {
		return err
	}
	for _, id := range ids {
		for done := false; !done; {
			if done, err = w.freezeAudience(ctx, id, sizes{w.Batch, w.Chunk}); err != nil {
				return err
			}
		}
	}
	return nil
}

// farLease is further ahead than any lease goes: what claims more was written
// by a clock that has been set back since.
const farLease = time.Hour

// deadReason is what is known about a delivery whose engine died at the gate.
const deadReason = "The program stopped before the server's answer was written down; the message may or may not have been accepted."

// reap takes back chunks whose lease ran out. Whatever was at the gate in them
// is uncertain from now on; the rest is tried again.
func (w *worker) reap(ctx context.Context) error {
	now := w.Now()
	dead := `state = 'leased' AND (lease_until < $1 OR lease_until > $2)`
	n, err := db.One(ctx, w.DB, db.Value[int64], `SELECT count(*) FROM delivery_chunk WHERE `+dead, db.Ms(now), db.Ms(now.Add(farLease)))
	if err != nil || n == 0 {
		return err
	}
	return w.DB.Write(ctx, func(tx *db.Tx) error {
		chunks, err := db.All(ctx, tx, scanChunk, `SELECT `+chunkColumns+` FROM delivery_chunk WHERE `+dead+` ORDER BY issue_id, number`+tx.Engine.SkipLocked(),
			db.Ms(now), db.Ms(now.Add(farLease)))
		if err != nil {
			return err
		}
		for _, c := range chunks {
			if err := takeBack(ctx, tx, c, db.Ms(now)); err != nil {
				return err
			}
		}
		return nil
	})
}

const chunkColumns = `issue_id, number, first_id, last_id, epoch`

func scanChunk(r db.Row) (*chunk, error) {
	c := new(chunk)
	return c, r.Scan(&c.issueID, &c.number, &c.first, &c.last, &c.epoch)
}

// strand calls uncertain what an earlier holder of the chunk left at the gate.
func strand(ctx context.Context, tx *db.Tx, c *chunk, now int64) error {
	_, err := tx.Exec(ctx, `UPDATE delivery SET state = 'uncertain', attempts = attempts + 1, reply_code = 0, reply = $1, updated_at = $2
		WHERE id >= $3 AND id <= $4 AND issue_id + 0 = $5 AND state = 'committing'`, deadReason, now, c.first, c.last, c.issueID)
	return err
}

func takeBack(ctx context.Context, tx *db.Tx, c *chunk, now int64) error {
	if err := strand(ctx, tx, c, now); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE delivery_chunk SET state = 'ready', due_at = 0, lease_owner = '', lease_until = 0, epoch = epoch + 1 WHERE issue_id = $1 AND number = $2`,
		c.issueID, c.number)
	return err
}

// sweptAtOnce bounds the transaction that skips what a cancelled issue left.
const sweptAtOnce = 40

// sweep skips everybody who has not got a cancelled issue. Chunks that are
// being worked on come back by themselves.
func (w *worker) sweep(ctx context.Context) error {
	ids, err := w.issuesIn(ctx, `state = 'cancelled' AND finished_at = 0`)
	if err != nil {
		return err
	}
	for _, id := range ids {
		for n := sweptAtOnce; n == sweptAtOnce; {
			if n, err = w.sweepSome(ctx, id); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *worker) sweepSome(ctx context.Context, id int64) (n int, err error) {
	now := db.Ms(w.Now())
	err = w.DB.Write(ctx, func(tx *db.Tx) error {
		chunks, err := db.All(ctx, tx, scanChunk, `SELECT `+chunkColumns+` FROM delivery_chunk WHERE issue_id = $1 AND state = 'ready' ORDER BY number LIMIT $2`, id, sweptAtOnce)
		if err != nil {
			return err
		}
		n = len(chunks)
		for _, c := range chunks {
			if _, err := tx.Exec(ctx, `UPDATE delivery SET state = 'skipped', reply_code = 0, reply = 'cancelled', updated_at = $1
				WHERE id >= $2 AND id <= $3 AND issue_id + 0 = $4 AND state = 'pending'`, now, c.first, c.last, id); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `UPDATE delivery_chunk SET state = 'done', epoch = epoch + 1 WHERE issue_id = $1 AND number = $2`, id, c.number); err != nil {
				return err
			}
		}
		return nil
	})
	return n, err
}

// finishAll ends what is over but was not ended, because whoever did the last
// of it was killed in between, or because there was nothing to do.
func (w *worker) finishAll(ctx context.Context) error {
	ids, err := w.issuesIn(ctx, `(state = 'sending' OR state = 'cancelled' AND finished_at = 0)
		AND NOT EXISTS (SELECT 1 FROM delivery_chunk c WHERE c.issue_id = issue.id AND c.state <> 'done')`)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := w.DB.Write(ctx, func(tx *db.Tx) error { return finish(ctx, tx, id, db.Ms(w.Now())) }); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) setTrouble(ctx context.Context, issueID int64, sentence string) error {
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE issue SET trouble = $1 WHERE id = $2 AND trouble <> $1 AND state IN ('scheduled', 'sending')`, sentence, issueID)
		return err
	})
}

// renewer keeps alive the leases of what we hold, until everything is given
// back. A lease that we do not know of, because the answer to its commit was
// lost, runs out.
func (w *worker) renewer(until <-chan struct{}) {
	tick := time.NewTicker(w.Lease / 3)
	defer tick.Stop()
	for {
		select {
		case <-until:
			return
		case <-tick.C:
			w.report("renewing leases", w.renew())
		}
	}
}

func (w *worker) renew() error {
	args := []any{db.Ms(w.Now().Add(w.Lease))}
	w.mu.Lock()
	for c := range w.held {
		args = append(args, c.issueID, c.number, c.epoch)
	}
	w.mu.Unlock()
	n := len(args) / 3
	if n == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(w.hard, w.Lease)
	defer cancel()
	return w.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE delivery_chunk SET lease_until = $1 FROM (VALUES `+values(n, 2, number, number, number)+`) AS v
			WHERE delivery_chunk.issue_id = v.column1 AND delivery_chunk.number = v.column2 AND delivery_chunk.epoch = v.column3
			AND delivery_chunk.state = 'leased' AND delivery_chunk.lease_owner = `+db.In(1, len(args)+1), append(args, w.owner)...)
		return err
	})
}
