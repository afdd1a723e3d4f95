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
	afterDot  bool // its intent is on disk
}

func (t *task) outcome(state, reply string) *outcome {
	return &outcome{chunk: t.chunk, id: t.id, epoch: t.chunk.epoch, state: state, reply: reply}
}

// Bounds of one group: how many asks at most, and how long its transaction may take.
const (
	groupMost     = 500
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
	for len(intents)+len(results) < groupMost {
		select {
		case a, ok := <-w.asks:
			if !ok {
				return intents, results, false
			}
			take(a)
		default:
			return intents, results, true
		}
	}
	return intents, results, true
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

// values writes n rows of placeholders for VALUES, from $from on. The casts
// give every column its type on both engines.
func values(n, from int, casts ...string) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		for c, cast := range casts {
			b.WriteString([]string{"(", ", "}[min(c, 1)])
			b.WriteString("CAST($" + strconv.Itoa(from) + " AS " + cast + ")")
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

// record writes results. One that came after the dot holds as long as the
// delivery is where our intent left it, or was called uncertain since. One from
// before the dot needs our lease.
func (w *worker) record(ctx context.Context, tx *db.Tx, results []*outcome, now int64) error {
	if len(results) == 0 {
		return nil
	}
	args := []any{now}
	for _, o := range results {
		args = append(args, o.id, o.epoch, o.state, o.tried, o.nextAt, o.host, o.code, o.reply, db.Bit(o.afterDot), o.chunk.number, w.owner)
	}
	_, err := tx.Exec(ctx, `UPDATE delivery SET updated_at = $1, state = v.column3, attempts = attempts + v.column4, next_at = v.column5,
		host = v.column6, reply_code = v.column7, reply = v.column8
		FROM (VALUES `+values(len(results), 2, number, number, words, number, number, words, number, words, number, number, words)+`) AS v
		WHERE delivery.id = v.column1 AND (
			(v.column9 = 1 AND delivery.epoch = v.column2 AND delivery.state IN ('committing', 'uncertain'))
			OR (v.column9 = 0 AND delivery.state = 'pending' AND EXISTS (SELECT 1 FROM delivery_chunk c
				WHERE c.issue_id = delivery.issue_id AND c.number = v.column10 AND c.epoch = v.column2 AND c.lease_owner = v.column11)))`, args...)
	return err
}

// intend writes that dots are about to be released, for those that may.
func (w *worker) intend(ctx context.Context, tx *db.Tx, intents []ask, verdicts []verdict, now int64) error {
	if len(intents) == 0 {
		return nil
	}
	found, err := w.look(ctx, tx, intents)
	if err != nil {
		return err
	}
	var go_, skip []any
	for n, a := range intents {
		var reason string
		verdicts[n], reason = w.judge(a.task, found[a.task.id])
		switch {
		case verdicts[n] == granted:
			go_ = append(go_, a.task.id, a.task.chunk.epoch, a.host)
		case verdicts[n] == excluded && reason != "":
			skip = append(skip, a.task.id, reason)
		}
	}
	if len(go_) > 0 {
		_, err := tx.Exec(ctx, `UPDATE delivery SET state = 'committing', updated_at = $1, epoch = v.column2, host = v.column3
			FROM (VALUES `+values(len(go_)/3, 2, number, number, words)+`) AS v WHERE delivery.id = v.column1`, slices.Insert(go_, 0, any(now))...)
		if err != nil {
			return err
		}
	}
	if len(skip) > 0 {
		_, err := tx.Exec(ctx, `UPDATE delivery SET state = 'skipped', reply_code = 0, updated_at = $1, reply = v.column2
			FROM (VALUES `+values(len(skip)/2, 2, number, words)+`) AS v WHERE delivery.id = v.column1`, slices.Insert(skip, 0, any(now))...)
		return err
	}
	return nil
}

// seen is all that the verdict about one delivery hangs on, in one snapshot.
type seen struct {
	state, issue, owner string
	epoch, lease        int64
	standing
}

func (w *worker) look(ctx context.Context, tx *db.Tx, intents []ask) (map[int64]seen, error) {
	var args []any
	for _, a := range intents {
		args = append(args, a.task.id, a.task.chunk.number)
	}
	found := make(map[int64]seen, len(intents))
	_, err := db.All(ctx, tx, func(r db.Row) (_ struct{}, err error) {
		var id int64
		var s seen
		err = r.Scan(&id, &s.state, &s.epoch, &s.issue, &s.lease, &s.owner, &s.member, &s.subscription)
		found[id] = s
		return struct{}{}, err
	}, `SELECT d.id, d.state, d.epoch, i.state, c.epoch, c.lease_owner, COALESCE(m.status, ''), COALESCE(s.state, '')
		FROM (VALUES `+values(len(intents), 1, number, number)+`) AS v
		JOIN delivery d ON d.id = v.column1
		JOIN issue i ON i.id = d.issue_id
		JOIN delivery_chunk c ON c.issue_id = d.issue_id AND c.number = v.column2
		LEFT JOIN member m ON m.id = d.member_id
		LEFT JOIN subscription s ON s.newsletter_id = i.newsletter_id AND s.member_id = d.member_id`, args...)
	return found, err
}

// judge decides about one dot, with the reason if the delivery is skipped.
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
	return granted, ""
}
