package member

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/mail"
)

// batch is some rows of an import, and what they are compared with.
//
// apply decides on each row in the order of the file, in memory, and then
// writes what came out by as few statements as there are tables. It may be run
// again from the beginning, so it keeps nothing from one run to the next.
type batch struct {
	hash       hasher
	now        time.Time
	newsletter int64 // that every row subscribes to; 0 for none
	source     string
	entries    []entry
}

// tally counts the outcomes of a batch.
type tally struct{ added, updated, unchanged, refused int64 }

// known is a member as far as an import cares: one that is stored, or one that
// an earlier row of the batch made.
type known struct {
	id                  int64 // 0 for one that is not stored yet
	email, normal, name string
	status              Status
	labels              []string
	states              map[int64]string // of the subscriptions, by newsletter
	created             time.Time        // of one that is not stored yet
	ended               time.Time        // of a made-up one, when they ceased to be active

	queued    bool     // something is to be written
	oldName   string   // as it is stored
	search    string   // as it is stored
	newLabels []string // not stored yet
	stopped   bool     // the file stops their mail
	joined    []int64  // newsletters they are now subscribed to
}

func (b *batch) apply(ctx context.Context, tx *db.Tx, importID int64) (n tally, err error) {
	if err := b.resolve(ctx, tx); err != nil {
		return tally{}, err
	}
	members, reasons, err := b.compare(ctx, tx)
	if err != nil {
		return tally{}, err
	}
	var queue []*known
	var refusals [][]any
	for _, e := range b.entries {
		m := members[e.normal]
		why := e.refused
		if why == "" {
			why = b.bars(e, m, reasons[e.normal])
		}
		switch {
		case why != "":
			n.refused++
			refusals = append(refusals, []any{importID, e.row, cut(strings.ToLower(e.email), 254), e.normalForm(), why})
			continue
		case m == nil:
			n.added++
			m = b.fresh(e)
			members[e.normal] = m
		case m.merge(e):
			n.updated++
		default:
			n.unchanged++
			continue
		}
		if !m.queued {
			m.queued = true
			queue = append(queue, m)
		}
	}
	if err := tx.InsertMany(ctx, "member_import_refusal", []string{"import_id", "row_no", "email", "email_norm", "reason"}, refusals); err != nil {
		return tally{}, err
	}
	return n, b.write(ctx, tx, queue)
}

// resolve finds the newsletters that the rows subscribe to.
func (b *batch) resolve(ctx context.Context, tx *db.Tx) error {
	slugs, err := newsletterSlugs(ctx, tx)
	if err != nil {
		return err
	}
	ids := make(map[string]int64, len(slugs))
	for id, slug := range slugs {
		ids[slug] = id
	}
	for i := range b.entries {
		e := &b.entries[i]
		e.joins, e.stray = nil, ""
		if b.newsletter != 0 {
			e.joins = append(e.joins, b.newsletter)
		}
		for _, slug := range e.newsletters {
			id, known := ids[slug]
			switch {
			case !known:
				e.stray = slug
			case !slices.Contains(e.joins, id):
				e.joins = append(e.joins, id)
			}
		}
	}
	return nil
}

// newsletterSlugs are those of all newsletters, by id.
func newsletterSlugs(ctx context.Context, q db.Querier) (map[int64]string, error) {
	slugs := map[int64]string{}
	return slugs, pairs(ctx, q, func(id int64, slug string) { slugs[id] = slug }, `SELECT id, slug FROM newsletter`)
}

// normalForm is that of the row's address, also where the row was refused before
// its address was read; empty if there is none.
func (e *entry) normalForm() string {
	if e.normal != "" {
		return e.normal
	}
	_, normal, err := mail.ParseAddress(e.email)
	if err != nil {
		return "" // what is no address is nobody's
	}
	return normal
}

// compare finds the members and the barred addresses among the rows.
func (b *batch) compare(ctx context.Context, tx *db.Tx) (map[string]*known, map[string]Reason, error) {
	members := map[string]*known{}
	var norms []string
	for _, e := range b.entries {
		if _, twice := members[e.normal]; e.refused == "" && !twice {
			members[e.normal] = nil
			norms = append(norms, e.normal)
		}
	}
	reasons := map[string]Reason{}
	for part := range slices.Chunk(norms, askRows) {
		why, err := b.hash.reasons(ctx, tx.Engine, tx, part)
		if err != nil {
			return nil, nil, err
		}
		maps.Copy(reasons, why)
		if err := b.find(ctx, tx, part, members); err != nil {
			return nil, nil, err
		}
	}
	return members, reasons, nil
}

// askRows is how many addresses a question names. With many more PostgreSQL
// finds it cheaper to read the whole table, batch after batch.
const askRows = 500

// find reads the members of some addresses.
func (b *batch) find(ctx context.Context, tx *db.Tx, norms []string, members map[string]*known) error {
	list, err := db.All(ctx, tx, func(r db.Row) (*known, error) {
		m := &known{}
		err := r.Scan(&m.id, &m.email, &m.normal, &m.search, &m.name, &m.status)
		m.oldName = m.name
		return m, err
	}, `SELECT id, email, email_norm, search, name, status FROM member WHERE email_norm IN (`+tx.Engine.Marks(len(norms), 1)+`)`, db.Args(norms)...)
	if err != nil || len(list) == 0 {
		return err
	}
	byID := make(map[int64]*known, len(list))
	ids := make([]any, len(list))
	for i, m := range list {
		members[m.normal], byID[m.id], ids[i] = m, m, m.id
	}
	marks := tx.Engine.Marks(len(ids), 1)
	err = pairs(ctx, tx, func(id int64, label string) { byID[id].labels = append(byID[id].labels, label) },
		`SELECT member_id, label FROM member_label WHERE member_id IN (`+marks+`) ORDER BY member_id, label`, ids...)
	if err != nil || !slices.ContainsFunc(b.entries, func(e entry) bool { return len(e.joins) > 0 }) {
		return err
	}
	// By member alone: an index by newsletter would give half the table.
	_, err = db.All(ctx, tx, func(r db.Row) (_ struct{}, err error) {
		var id, newsletter int64
		var state string
		if err = r.Scan(&id, &newsletter, &state); err == nil {
			byID[id].setState(newsletter, state)
		}
		return struct{}{}, err
	}, `SELECT member_id, newsletter_id, state FROM subscription WHERE member_id IN (`+marks+`)`, ids...)
	return err
}

// pairs hands each row of a member's id and a text to put.
func pairs(ctx context.Context, q db.Querier, put func(id int64, text string), query string, args ...any) error {
	_, err := db.All(ctx, q, func(r db.Row) (_ struct{}, err error) {
		var id int64
		var text string
		if err = r.Scan(&id, &text); err == nil {
			put(id, text)
		}
		return struct{}{}, err
	}, query, args...)
	return err
}

// Sentences for rows that cannot be applied to a known member.
const (
	leftAll   = "This person left; only they can subscribe again, by the form on the site."
	leftThis  = "This person unsubscribed from this newsletter; only they can subscribe again, by the form on the site."
	overLabel = "With these, the member would have more than 30 labels."
)

// bars says why a row that can be read must not be imported: above all, it
// would write to somebody who does not want that.
func (b *batch) bars(e entry, m *known, why Reason) string {
	wishes := e.status == "" || e.status == Active
	switch {
	case why == ReasonDeleted || why == ReasonManual, wishes && why != "":
		return barred[why]
	case e.stray != "":
		return fault.New(fault.Invalid, "There is no newsletter with the slug %q; make it first, or take it out of this row.", cut(e.stray, 100)).Message()
	case wishes && m != nil && m.status != Active:
		return leftAll
	case wishes && m != nil && slices.ContainsFunc(e.joins, func(id int64) bool { return m.states[id] == unsubscribed }):
		return leftThis
	case m != nil && len(m.labels)+len(missing(e.labels, m.labels)) > mostLabels:
		return overLabel
	}
	return ""
}

// fresh is the member that a row makes.
func (b *batch) fresh(e entry) *known {
	m := &known{email: e.email, normal: e.normal, name: e.name, status: e.status, labels: e.labels, newLabels: e.labels, created: e.created}
	if m.status == "" {
		m.status = Active
	}
	if m.created.IsZero() {
		m.created = b.now
	}
	m.stopped = m.status != Active
	m.join(e.joins)
	return m
}

func (m *known) setState(newsletter int64, state string) {
	if m.states == nil {
		m.states = map[int64]string{}
	}
	m.states[newsletter] = state
}

// join subscribes an active member to what they have no standing with yet, and
// tells whether there was any.
func (m *known) join(newsletters []int64) (changed bool) {
	for _, id := range newsletters {
		if m.status == Active && m.states[id] == "" {
			m.setState(id, subscribed)
			m.joined, changed = append(m.joined, id), true
		}
	}
	return changed
}

// merge brings a known member up to a row of the file and tells whether that
// changed anything.
func (m *known) merge(e entry) (changed bool) {
	if e.name != "" && e.name != m.name {
		m.name, changed = e.name, true
	}
	if add := missing(e.labels, m.labels); len(add) > 0 {
		m.labels, m.newLabels, changed = concat(m.labels, add), concat(m.newLabels, add), true
	}
	if e.status != "" && e.status != Active && m.status == Active {
		m.status, m.stopped, m.joined, changed = e.status, true, nil, true
	}
	return m.join(e.joins) || changed
}

// concat leaves a alone, which may be the slice of an entry.
func concat(a, b []string) []string { return append(append([]string(nil), a...), b...) }
