package newsletter

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"onrecord/internal/db"
)

// ask is what a sender wants written: an intent, to which the verdict is the
// answer, or an outcome.
type ask struct {
	task    *task
	host    string
	verdict chan verdict
	outcome *outcome
}

// verdict says whether the dot may be released.
type verdict int

const (
	refused verdict = iota // we are stopping
	failed                 // it could not be written, as far as we know: try again
	granted
	withdrawn // the chunk is not ours any more, or the issue is not to be sent
	excluded  // this one delivery is not to be sent; that is written already
)

// outcome is what became of a delivery.
type outcome struct {
	chunk     *chunk
	id, epoch int64
	state     string
	tried     int64 // attempts to add
	nextAt    int64
	host      string
	code      int
	reply     string
	where     int64 // how far the delivery had come, see below
}

// How far a delivery had come, which decides what its row may say for an outcome
// to be written to it.
const (
	beforeIntent = iota // pending, under our lease
	maybeIntent         // no dot went out, but an intent may be on disk whose commit was not answered: either
	afterDot            // our intent is on disk, so it is committing, or was called uncertain since
)

func (t *task) outcome(state, reply string) *outcome {
	o := &outcome{chunk: t.chunk, id: t.id, epoch: t.chunk.epoch, state: state, reply: reply}
	if t.intended {
		o.where = maybeIntent
	}
	return o
}

// Bounds of one group: how many asks at most, how long the first waits for
// others, and how long its transaction may take.
const (
	groupMost     = 500
	groupLinger   = time.Millisecond
	groupPatience = 30 * time.Second
)

// clerk writes intents and results, those of all senders that are ready in one
// transaction. While one group is written the next one gathers by itself.
func (w *worker) clerk() {
	defer close(w.ended)
	var unwritten []*outcome // the database was away
	var late time.Time       // when to give up
	for open := true; open || len(unwritten) > 0; {
		var intents []ask
		intents, unwritten, open = w.gather(unwritten, open)
		if len(intents) == 0 && len(unwritten) == 0 {
			continue
		}
		if !open && late.IsZero() {
			late = time.Now().Add(w.Patience)
		}
		err := w.writeGroup(intents, unwritten)
		switch {
		case err == nil:
			unwritten = nil
		case !late.IsZero() && time.Now().After(late):
			w.log.Error("newsletter engine: results could not be written; their deliveries become uncertain", "count", len(unwritten), "error", err)
			return
		default:
			w.log.Error("newsletter engine: writing", "results", len(unwritten), "intents", len(intents), "error", err)
		}
	}
}

// gather waits for something to write and takes what else is there. With old
// results at hand it waits a moment only, before they are tried again.
func (w *worker) gather(results []*outcome, open bool) ([]ask, []*outcome, bool) {
	var intents []ask
	take := func(a ask) {
		if a.outcome != nil {
			results = append(results, a.outcome)
		} else {
			intents = append(intents, a)
		}
	}
	var moment <-chan time.Time
	if len(results) > 0 {
		moment = time.After(200 * time.Millisecond)
	}
	if !open {
		<-moment
		return nil, results, false
	}
	select {
	case a, ok := <-w.asks:
		if !ok {
			return nil, results, false
		}
		take(a)
	case <-moment:
	}
	linger := time.NewTimer(groupLinger)
	defer linger.Stop()
	for len(intents)+len(results) < groupMost && !w.enough(len(intents), len(results)) {
		select {
		case a, ok := <-w.asks:
			if !ok {
				return intents, results, false
			}
			take(a)
		case <-linger.C:
			return intents, results, true
		}
	}
	return intents, results, true
}

// enough tells whether a group is worth a transaction: half of the senders that
// are at work are ready, so that the other half works while this one is written.
func (w *worker) enough(intents, results int) bool {
	return 2*intents >= int(w.busy.Load()) || w.stopping()
}

// writeGroup commits one group and answers. Without the commit nobody is
// granted anything.
func (w *worker) writeGroup(intents []ask, results []*outcome) error {
	if w.stopping() {
		for _, a := range intents {
			a.verdict <- refused
		}
		intents = nil
	}
	verdicts := make([]verdict, len(intents))
	ctx, cancel := context.WithTimeout(w.hard, groupPatience)
	defer cancel()
	now := db.Ms(w.Now())
	err := w.DB.Write(ctx, func(tx *db.Tx) error {
		if err := w.record(ctx, tx, results, now); err != nil {
			return err
		}
		return w.intend(ctx, tx, intents, verdicts, now)
	})
	for n, a := range intents {
		if err != nil {
			verdicts[n] = failed
		}
		a.verdict <- verdicts[n]
	}
	if err != nil {
		return err
	}
	for _, o := range results {
		w.settled(o.chunk)
	}
	return nil
}

// values writes n rows of placeholders for VALUES, from $from on. The casts of
// the first row give every column its type on both engines.
func values(n, from int, types ...string) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		for c, kind := range types {
			b.WriteString([]string{"(", ", "}[min(c, 1)])
			mark := "$" + strconv.Itoa(from)
			if i == 0 {
				mark = "CAST(" + mark + " AS " + kind + ")"
			}
			b.WriteString(mark)
			from++
		}
		b.WriteByte(')')
	}
	return b.String()
}

const (
	number = "BIGINT"
	words  = "TEXT"
)

// record writes results.
func (w *worker) record(ctx context.Context, tx *db.Tx, results []*outcome, now int64) error {
	var accepted, others []*outcome
	for _, o := range results {
		switch {
		case o.id == 0: // nothing to write
		case o.state == DeliverySent:
			accepted = append(accepted, o)
		default:
			others = append(others, o)
		}
	}
	if err := recordAccepted(ctx, tx, accepted, now); err != nil {
		return err
	}
	return w.recordOthers(ctx, tx, others, now)
}

// recordAccepted writes the results that nearly all are. They hold as long as
// the delivery is where our intent left it, or was called uncertain since.
func recordAccepted(ctx context.Context, tx *db.Tx, results []*outcome, now int64) error {
	if len(results) == 0 {
		return nil
	}
	args := []any{now}
	for _, o := range results {
		args = append(args, o.id, o.epoch, o.code, o.reply)
	}
	_, err := tx.Exec(ctx, `UPDATE delivery SET updated_at = $1, state = 'sent', attempts = attempts + 1, next_at = 0, reply_code = v.column3, reply = v.column4
		FROM (VALUES `+values(len(results), 2, number, number, number, words)+`) AS v
		WHERE delivery.id = v.column1 AND delivery.epoch = v.column2 AND delivery.state IN ('committing', 'uncertain')`, args...)
	return err
}

// recordOthers writes any results. One from before the intent needs our lease.
func (w *worker) recordOthers(ctx context.Context, tx *db.Tx, results []*outcome, now int64) error {
	if len(results) == 0 {
		return nil
	}
	args := []any{now}
	for _, o := range results {
		args = append(args, o.id, o.epoch, o.state, o.tried, o.nextAt, o.host, o.code, o.reply, o.where, o.chunk.number, w.owner)
	}
	_, err := tx.Exec(ctx, `UPDATE delivery SET updated_at = $1, state = v.column3, attempts = attempts + v.column4, next_at = v.column5,
		host = v.column6, reply_code = v.column7, reply = v.column8
		FROM (VALUES `+values(len(results), 2, number, number, words, number, number, words, number, words, number, number, words)+`) AS v
		WHERE delivery.id = v.column1 AND (
			(v.column9 > 0 AND delivery.epoch = v.column2 AND delivery.state IN ('committing', 'uncertain'))
			OR (v.column9 < 2 AND delivery.state = 'pending' AND EXISTS (SELECT 1 FROM delivery_chunk c
				WHERE c.issue_id = delivery.issue_id AND c.number = v.column10 AND c.epoch = v.column2 AND c.lease_owner = v.column11)))`, args...)
	if err != nil {
		return err
	}
	for _, o := range results {
		if o.where != beforeIntent && o.state == DeliveryPending {
			if err := reopen(ctx, tx, o.chunk); err != nil {
				return err
			}
		}
	}
	return nil
}

// reopen has a chunk, and its issue, looked at again if they were ended while
// we held a delivery of it that turned out not to be accepted: our lease was
// lost, and the delivery was called uncertain.
func reopen(ctx context.Context, tx *db.Tx, c *chunk) error {
	n, err := tx.Exec(ctx, `UPDATE delivery_chunk SET state = 'ready', due_at = 0 WHERE issue_id = $1 AND number = $2 AND state = 'done'
		AND EXISTS (SELECT 1 FROM delivery d WHERE d.id >= $3 AND d.id <= $4 AND d.issue_id + 0 = $1 AND d.state = 'pending')`, c.issueID, c.number, c.first, c.last)
	if err != nil || n == 0 {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE issue SET state = CASE WHEN state = 'sent' THEN 'sending' ELSE state END, finished_at = 0, version = version + 1 WHERE id = $1`, c.issueID)
	return err
}

// intent is what is written of one. It belongs to its epoch: when we lost a
// chunk and took it again, a group may hold the same delivery under both leases.
type intent struct{ id, epoch int64 }

func scanIntent(r db.Row) (i intent, err error) {
	err = r.Scan(&i.id, &i.epoch)
	return i, err
}

// intend writes that dots are about to be released, for those that may: the
// issue is being sent, the chunk is ours and the member still wants it, all in
// this transaction.
func (w *worker) intend(ctx context.Context, tx *db.Tx, intents []ask, verdicts []verdict, now int64) error {
	if len(intents) == 0 {
		return nil
	}
	args := []any{now, intents[0].host}
	for _, a := range intents {
		args = append(args, a.task.id, a.task.chunk.number, a.task.chunk.epoch, a.task.form.head.List)
	}
	// Each condition is a look-up by key of its own: a join would leave it to
	// the planner to read whole tables, which without statistics it does.
	written, err := db.All(ctx, tx, scanIntent, `UPDATE delivery SET state = 'committing', updated_at = $1, epoch = v.column3, host = $2
		FROM (VALUES `+values(len(intents), 3, number, number, number, number)+`) AS v
		WHERE delivery.id = v.column1 AND delivery.state = 'pending'
		AND (SELECT c.lease_owner FROM delivery_chunk c WHERE c.issue_id = delivery.issue_id AND c.number = v.column2 AND c.epoch = v.column3) = `+db.In(1, len(args)+1)+`
		AND (SELECT i.state FROM issue i WHERE i.id = delivery.issue_id) = 'sending'
		AND (SELECT m.status FROM member m WHERE m.id = delivery.member_id) = 'active'
		AND (SELECT s.state FROM subscription s WHERE s.newsletter_id = v.column4 AND s.member_id = delivery.member_id) = 'subscribed'
		RETURNING delivery.id, delivery.epoch`, append(args, w.owner)...)
	if err != nil {
		return err
	}
	var odd []ask
	var place []int
	for n, a := range intents {
		if verdicts[n] = granted; !slices.Contains(written, intent{a.task.id, a.task.chunk.epoch}) {
			odd, place = append(odd, a), append(place, n)
		}
	}
	return w.judgeAll(ctx, tx, odd, place, verdicts, now)
}

// judgeAll finds out why intents were not written, and writes who is skipped.
func (w *worker) judgeAll(ctx context.Context, tx *db.Tx, odd []ask, place []int, verdicts []verdict, now int64) error {
	for n, a := range odd {
		var s seen
		err := tx.QueryRow(ctx, `SELECT d.state, d.epoch, i.state, c.epoch, c.lease_owner, COALESCE(m.status, ''), COALESCE(s.state, '')
			FROM delivery d JOIN issue i ON i.id = d.issue_id JOIN delivery_chunk c ON c.issue_id = d.issue_id AND c.number = $1
			LEFT JOIN member m ON m.id = d.member_id
			LEFT JOIN subscription s ON s.newsletter_id = i.newsletter_id AND s.member_id = d.member_id WHERE d.id = $2`, a.task.chunk.number, a.task.id).
			Scan(&s.state, &s.epoch, &s.issue, &s.lease, &s.owner, &s.member, &s.subscription)
		if err != nil {
			return err
		}
		var reason string
		if verdicts[place[n]], reason = w.judge(a.task, s); reason == "" {
			continue
		}
		if _, err := tx.Exec(ctx, `UPDATE delivery SET state = 'skipped', reply_code = 0, reply = $1, updated_at = $2 WHERE id = $3`, reason, now, a.task.id); err != nil {
			return err
		}
	}
	return nil
}

// seen is all that the verdict about one delivery hangs on, in one snapshot.
type seen struct {
	state, issue, owner string
	epoch, lease        int64
	standing
}

// judge decides about a dot whose intent was not written, with the reason if
// the delivery is skipped.
func (w *worker) judge(t *task, s seen) (verdict, string) {
	switch {
	case s.owner != w.owner || s.lease != t.chunk.epoch || s.issue != Sending:
		return withdrawn, ""
	case s.state == DeliveryCommitting && s.epoch == t.chunk.epoch && t.intended:
		return granted, "" // our own intent, whose commit was not answered
	case s.state != DeliveryPending:
		return excluded, ""
	case s.skip() != "":
		return excluded, s.skip()
	}
	return withdrawn, "" // it looks fine now: it is tried again under a new lease
}
