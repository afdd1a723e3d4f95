package member

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"onrecord/internal/db"
)

// write stores what a batch decided.
func (b *batch) write(ctx context.Context, tx *db.Tx, queue []*known) error {
	if len(queue) == 0 {
		return nil
	}
	var fresh, old []*known
	for _, m := range queue {
		if m.id == 0 {
			fresh = append(fresh, m)
		} else {
			old = append(old, m)
		}
	}
	if err := addMembers(ctx, tx, fresh, b.now); err != nil {
		return err
	}
	if err := b.mend(ctx, tx, old); err != nil {
		return err
	}
	return b.attach(ctx, tx, queue)
}

// insertRows is how many members one statement inserts: under the engines'
// limits of arguments.
const insertRows = 2000

// addMembers inserts members with their terms, and learns their ids.
func addMembers(ctx context.Context, tx *db.Tx, fresh []*known, now time.Time) error {
	const width = 7
	rows := make([][]any, 0, 5*len(fresh))
	came := daily{}
	for part := range slices.Chunk(fresh, insertRows) {
		args := make([]any, 0, len(part)*width)
		byNorm := make(map[string]*known, len(part))
		words := make(map[string][]string, len(part))
		for _, m := range part {
			came.came(m, now)
			w := terms(m.email, m.name)
			byNorm[m.normal], words[m.normal] = m, w
			args = append(args, m.email, m.normal, m.name, string(m.status), searchText(w), db.Ms(m.created), db.Ms(now))
		}
		err := pairs(ctx, tx, func(id int64, normal string) { byNorm[normal].id = id },
			`INSERT INTO member (email, email_norm, name, status, search, created_at, updated_at) VALUES `+tuples(tx.Engine, len(part), width)+` RETURNING id, email_norm`, args...)
		if err != nil {
			return err
		}
		for normal, m := range byNorm {
			rows = termRows(rows, m.id, normal, words[normal])
		}
	}
	if err := came.write(ctx, tx); err != nil {
		return err
	}
	return insertTerms(ctx, tx, rows)
}

// insertTerms writes terms in their order, so that neighbours in the index are
// written together: that is most of the work of a large import.
func insertTerms(ctx context.Context, tx *db.Tx, rows [][]any) error {
	slices.SortFunc(rows, func(a, b []any) int {
		return cmp.Or(strings.Compare(a[0].(string), b[0].(string)), cmp.Compare(a[1].(int64), b[1].(int64)))
	})
	return tx.InsertMany(ctx, "member_term", []string{"term", "member_id"}, rows)
}

// tuples is the text of n rows of placeholders.
func tuples(e db.Engine, n, width int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = "(" + e.Marks(width, i*width+1) + ")"
	}
	return strings.Join(out, ", ")
}

// mend updates members that were stored before.
func (b *batch) mend(ctx context.Context, tx *db.Tx, old []*known) error {
	var rest []any
	went := daily{}
	for _, m := range old {
		if m.stopped {
			went.add(b.now, 0, 1)
		}
		if m.name == m.oldName && !m.stopped {
			rest = append(rest, m.id)
			continue
		}
		before, after := storedTerms(m.search), terms(m.email, m.name)
		_, err := tx.Exec(ctx, `UPDATE member SET name = $1, status = $2, search = $3, version = version + 1, updated_at = $4 WHERE id = $5`,
			m.name, string(m.status), searchText(after), db.Ms(b.now), m.id)
		if err != nil {
			return err
		}
		if m.name != m.oldName {
			if err := dropTerms(ctx, tx, m.id, before); err != nil {
				return err
			}
			if err := addTerms(ctx, tx, m.id, m.normal, after); err != nil {
				return err
			}
		}
		if m.stopped && m.status != Bounced {
			if err := endRows(ctx, tx, m.id, b.now); err != nil {
				return err
			}
		}
	}
	if err := went.write(ctx, tx); err != nil || len(rest) == 0 {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE member SET version = version + 1, updated_at = $1 WHERE id IN (`+tx.Engine.Marks(len(rest), 2)+`)`, append([]any{db.Ms(b.now)}, rest...)...)
	return err
}

// attach writes labels, subscriptions, proofs and bars.
func (b *batch) attach(ctx context.Context, tx *db.Tx, queue []*known) error {
	var labels, subs, proofs [][]any
	var bars []any
	now := db.Ms(b.now)
	for _, m := range queue {
		for _, l := range m.newLabels {
			labels = append(labels, []any{l, m.id})
		}
		for _, id := range m.joined {
			subs = append(subs, []any{id, m.id, subscribed, now})
			proofs = append(proofs, []any{m.id, id, "imported", b.source, now})
		}
		switch isNew := !m.created.IsZero(); {
		case isNew && len(m.joined) == 0:
			proofs = append(proofs, []any{m.id, 0, "imported", b.source, now})
		case !isNew && m.stopped:
			proofs = append(proofs, []any{m.id, 0, "suppressed", b.source, now})
		}
		if m.stopped {
			bars = append(bars, b.hash.of(m.normal), string(barOf[m.status]), now)
		}
	}
	if err := tx.InsertMany(ctx, "member_label", []string{"label", "member_id"}, labels); err != nil {
		return err
	}
	if err := tx.InsertMany(ctx, "subscription", []string{"newsletter_id", "member_id", "state", "changed_at"}, subs); err != nil {
		return err
	}
	if err := tx.InsertMany(ctx, "consent", []string{"member_id", "newsletter_id", "action", "text_shown", "at"}, proofs); err != nil {
		return err
	}
	if len(bars) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `INSERT INTO suppression (address_hash, reason, at) VALUES `+tuples(tx.Engine, len(bars)/3, 3)+` `+stricter, bars...)
	return err
}
