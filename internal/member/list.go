package member

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Filter picks members; its zero value picks all.
type Filter struct {
	Query        string // each word is the beginning of a word of the address or name
	Status       Status
	Label        string
	NewsletterID int64 // subscribed to it
	Before       int64 // only ids under it; 0 begins with the newest
	Limit        int   // 1 to 1,000; 0 is 50
}

// Page is a run of members, the newest first.
type Page struct {
	Members []Member
	Next    int64 // Before of the next page; 0 when this was the last
	// Count, on the first page alone, is how many the filter picks; with
	// AtLeast it is a lower bound.
	Count   int64
	AtLeast bool
	// Partial says that the search stopped before the page was full, to
	// answer in time; go on with Next.
	Partial bool
}

const (
	usualLimit = 50
	mostLimit  = 1000
)

// List gives one page of members in under 200 ms, however many there are.
//
// A filter is a conjunction of sets of members. The database walks one of them
// downwards by id and asks of each member whether it is in the others:
//  1. If one of the sets has at most scanMost members, it is walked whole: the
//     answer is exact.
//  2. Else the sparsest is walked, scanMost members of it at most. If that does
//     not fill the page, the page is Partial, and Next goes on where it stopped:
//     no member is ever passed over.
func (s *Store) List(ctx context.Context, f Filter) (p Page, err error) {
	defer fault.Wrap(&err, "member.List(%+v)", f)
	if f.Limit <= 0 {
		f.Limit = usualLimit
	}
	f.Limit = min(f.Limit, mostLimit)
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		p, err = s.list(ctx, tx, f)
		return err
	})
	return p, err
}

// scanUsual is how many members of a set are looked at for one page.
const scanUsual = 10_000

// everyID is above every id.
const everyID = math.MaxInt64

func (s *Store) list(ctx context.Context, tx *db.Tx, f Filter) (Page, error) {
	before := f.Before
	if before <= 0 {
		before = everyID
	}
	sets := f.sets()
	for i := range sets {
		if err := sets[i].measure(ctx, tx, before, s.scanMost); err != nil {
			return Page{}, err
		}
	}
	walk := choose(sets)
	ids, err := walk.members(ctx, tx, sets, before, f.Limit+1)
	if err != nil {
		return Page{}, err
	}
	p := Page{Count: int64(len(ids)), AtLeast: !walk.whole}
	switch {
	case len(ids) > f.Limit:
		ids = ids[:f.Limit]
		p.Next = ids[f.Limit-1]
		if f.Before <= 0 {
			if p.Count, err = walk.count(ctx, tx, sets, before); err != nil {
				return Page{}, err
			}
		}
	case !walk.whole:
		p.Next, p.Partial = walk.floor, true
	}
	if f.Before > 0 {
		p.Count, p.AtLeast = 0, false
	}
	p.Members, err = byIDs(ctx, tx, ids)
	return p, err
}

// set is one condition of a filter, as a set of members.
type set struct {
	from, id string // the rows that make the set, and where the member's id stands in them
	where    string // conditions on those rows; @ stands for each of args
	args     []any
	ask      string // whether the member :id is in the set, for when another set is walked
	askArgs  []any
	walkable bool // by id; a set of words can only be walked whole

	size  int64 // of what lies below the cursor, at most scanMost+1
	floor int64 // the lowest id to look at
	whole bool  // size is exact
}

func (f Filter) sets() []set {
	out := []set{{from: "member c", id: "c.id", walkable: true}}
	if f.Status != "" {
		out = append(out, set{
			from: "member c", id: "c.id", where: "c.status = @", args: []any{string(f.Status)}, walkable: true,
			ask: "(SELECT m.status FROM member m WHERE m.id = :id) = @", askArgs: []any{string(f.Status)},
		})
	}
	if f.Label != "" {
		label := strings.ToLower(f.Label)
		out = append(out, set{
			from: "member_label c", id: "c.member_id", where: "c.label = @", args: []any{label}, walkable: true,
			ask: "(SELECT l.member_id FROM member_label l WHERE l.label = @ AND l.member_id = :id) IS NOT NULL", askArgs: []any{label},
		})
	}
	if f.NewsletterID != 0 {
		out = append(out, set{
			from: "subscription c", id: "c.member_id", where: "c.newsletter_id = @ AND c.state = 'subscribed'", args: []any{f.NewsletterID}, walkable: true,
			ask: "(SELECT u.state FROM subscription u WHERE u.newsletter_id = @ AND u.member_id = :id) = 'subscribed'", askArgs: []any{f.NewsletterID},
		})
	}
	for _, w := range queryWords(f.Query) {
		out = append(out, set{
			from: "member_term c", id: "c.member_id", where: "c.term >= @ AND c.term < @", args: []any{w, w + "\U0010ffff"},
			ask: "(SELECT replace(m.search, @, '') <> m.search FROM member m WHERE m.id = :id)", askArgs: []any{" " + w},
		})
	}
	return out
}

// statement is SQL with its arguments, whose places are numbered as they come.
type statement struct {
	text strings.Builder
	args []any
}

// add appends text in which each @ stands for the next of args.
func (s *statement) add(text string, args ...any) *statement {
	for i, part := range strings.Split(text, "@") {
		if i > 0 {
			s.args = append(s.args, args[i-1])
			s.text.WriteString("$" + strconv.Itoa(len(s.args)))
		}
		s.text.WriteString(part)
	}
	return s
}

// rows appends FROM and WHERE for the part of the set between two ids.
func (s *statement) rows(c set, before int64) *statement {
	s.add(" FROM " + c.from + " WHERE ")
	if c.where != "" {
		s.add(c.where, c.args...).add(" AND ")
	}
	return s.add(c.id+" < @", before)
}

// measure counts the set below the cursor, as far as scanMost, and finds the
// id that a walk would come to.
func (c *set) measure(ctx context.Context, q db.Querier, before, scanMost int64) error {
	var s statement
	s.add("SELECT count(*), COALESCE(min(x), 0) FROM (SELECT "+c.id+" AS x").rows(*c, before)
	if c.walkable {
		s.add(" ORDER BY " + c.id + " DESC")
	}
	s.add(" LIMIT @) t", scanMost+1)
	if err := q.QueryRow(ctx, s.text.String(), s.args...).Scan(&c.size, &c.floor); err != nil {
		return err
	}
	if c.whole = c.size <= scanMost; c.whole {
		c.floor = 0
	}
	return nil
}

// choose takes the smallest set that can be walked whole, else the one whose
// walk comes farthest.
func choose(sets []set) set {
	best := sets[0]
	for _, c := range sets[1:] {
		switch {
		case c.whole && (!best.whole || c.size < best.size):
			best = c
		case !c.whole && c.walkable && !best.whole && c.floor < best.floor:
			best = c
		}
	}
	return best
}

// walked appends the members of the set between floor and before who are in
// the other sets too.
func (s *statement) walked(c set, others []set, before int64) *statement {
	s.rows(c, before).add(" AND "+c.id+" >= @", c.floor)
	for _, o := range others {
		if o.ask != "" && !(o.where == c.where && slices.Equal(o.args, c.args)) {
			s.add(" AND "+strings.ReplaceAll(o.ask, ":id", c.id), o.askArgs...)
		}
	}
	return s
}

func (c set) members(ctx context.Context, q db.Querier, others []set, before int64, limit int) ([]int64, error) {
	var s statement
	if c.walkable {
		s.add("SELECT "+c.id).walked(c, others, before).add(" ORDER BY "+c.id+" DESC LIMIT @", limit)
	} else {
		s.add("SELECT DISTINCT "+c.id).walked(c, others, before).add(" ORDER BY "+c.id+" DESC LIMIT @", limit)
	}
	return db.All(ctx, q, db.Value[int64], s.text.String(), s.args...)
}

func (c set) count(ctx context.Context, q db.Querier, others []set, before int64) (int64, error) {
	var s statement
	s.add("SELECT count(DISTINCT "+c.id+")").walked(c, others, before)
	return db.One(ctx, q, db.Value[int64], s.text.String(), s.args...)
}

// totalsFresh is how old the numbers of Totals may be: counting a million
// members takes a tenth of a second.
const totalsFresh = 5 * time.Second

// Totals counts the members by status; up to five seconds old.
func (s *Store) Totals(ctx context.Context) (_ map[Status]int64, err error) {
	defer fault.Wrap(&err, "member.Totals()")
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.totals != nil && time.Since(s.totalsAt) < totalsFresh {
		return copied(s.totals), nil
	}
	at, out := time.Now(), map[Status]int64{}
	for _, status := range Statuses() {
		out[status] = 0
	}
	_, err = db.All(ctx, s.d, func(r db.Row) (_ struct{}, err error) {
		var status Status
		var n int64
		err = r.Scan(&status, &n)
		out[status] = n
		return struct{}{}, err
	}, `SELECT status, count(*) FROM member GROUP BY status`)
	if err != nil {
		return nil, err
	}
	s.totals, s.totalsAt = out, at
	return copied(out), nil
}

func copied(in map[Status]int64) map[Status]int64 {
	out := make(map[Status]int64, len(in))
	for k, v := range in {
		out[k] = v
	}
	return out
}

// LabelNames lists up to limit labels in use, in order. It leaps from one to
// the next, so it is quick however many members have them.
func (s *Store) LabelNames(ctx context.Context, limit int) (out []string, err error) {
	defer fault.Wrap(&err, "member.LabelNames(%d)", limit)
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		out = nil
		last := ""
		for len(out) < limit {
			next, err := db.All(ctx, tx, db.Value[string], `SELECT label FROM member_label WHERE label > $1 ORDER BY label, member_id LIMIT 1`, last)
			if err != nil || len(next) == 0 {
				return err
			}
			last = next[0]
			out = append(out, last)
		}
		return nil
	})
	return out, err
}
