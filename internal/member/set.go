package member

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"onrecord/internal/db"
)

// set is one condition of a filter, as a set of members.
type set struct {
	from, id string // the rows that make the set, and where the member's id stands in them
	where    string // conditions on those rows
	args     []any  // for each @ of from and where
	row      string // what the member's own row must say, :row being it, for when another set is walked
	ask      string // or what is asked of the member :id
	askArgs  []any
	walkable bool // by id; a set of words can only be walked whole

	size  int64 // of what lies below the cursor, at most scanMost+1
	floor int64 // the lowest id to look at
	whole bool  // size is exact
}

func (f Filter) sets() []set {
	out := []set{{from: "member c", id: "c.id", where: "1 = 1", walkable: true}}
	if f.Status != "" {
		out = append(out, set{
			from: "member c", id: "c.id", where: "c.status = @", args: []any{string(f.Status)}, walkable: true,
			row: ":row.status = @", askArgs: []any{string(f.Status)},
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
			from: wordRows, id: "c.id", where: "1 = 1", args: []any{w, w + last, w, w + last},
			row: "replace(:row.search, @, '') <> :row.search", askArgs: []any{" " + w},
		})
	}
	return out
}

// wordRows are the members with a term, or an address, between two words. The
// address has its own index and stands in no other.
const wordRows = `(SELECT t.member_id AS id FROM member_term t WHERE t.term >= @ AND t.term < @
	UNION ALL SELECT m.id FROM member m WHERE m.email_norm >= @ AND m.email_norm < @) c`

// last is the character after which none comes.
const last = "\U0010ffff"

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

// rows appends FROM and WHERE for the part of the set below an id.
func (s *statement) rows(c set, before int64) *statement {
	s.add(" FROM "+c.from+" WHERE "+c.where+" AND ", c.args...)
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
// walk comes farthest, and gives the others beside it.
func choose(sets []set) (walk set, others []set) {
	best := 0
	for i, c := range sets {
		b := sets[best]
		switch {
		case c.whole && (!b.whole || c.size < b.size):
			best = i
		case !c.whole && c.walkable && !b.whole && c.floor < b.floor:
			best = i
		}
	}
	return sets[best], slices.Delete(slices.Clone(sets), best, best+1)
}

// walked appends the members of the set between floor and before who are in
// the other sets too.
func (s *statement) walked(c set, others []set, before int64) *statement {
	return s.rows(c, before).add(" AND "+c.id+" >= @", c.floor).also(c, others)
}

// also appends what is asked of each member of c who is walked past: of their
// own row in one look, then of the other tables. The questions are scalar
// subqueries, since PostgreSQL makes joins of EXISTS and IN, and may read all
// of a large table to answer for a few members.
func (s *statement) also(c set, others []set) *statement {
	inRow := c.from == "member c"
	row := "m"
	if inRow {
		row = "c"
	}
	asked := false
	for _, o := range others {
		switch {
		case o.row == "":
			continue
		case inRow || asked:
			s.add(" AND ")
		default:
			s.add(" AND (SELECT ")
		}
		s.add(strings.ReplaceAll(o.row, ":row", row), o.askArgs...)
		asked = true
	}
	if asked && !inRow {
		s.add(" FROM member m WHERE m.id = " + c.id + ")")
	}
	for _, o := range others {
		if o.ask != "" {
			s.add(" AND "+strings.ReplaceAll(o.ask, ":id", c.id), o.askArgs...)
		}
	}
	return s
}

func (c set) members(ctx context.Context, q db.Querier, others []set, before int64, limit int) ([]int64, error) {
	var s statement
	s.add("SELECT ")
	if !c.walkable { // two words of one member may begin alike
		s.add("DISTINCT ")
	}
	s.add(c.id).walked(c, others, before).add(" ORDER BY "+c.id+" DESC LIMIT @", limit)
	return db.All(ctx, q, db.Value[int64], s.text.String(), s.args...)
}

func (c set) count(ctx context.Context, q db.Querier, others []set, before int64) (int64, error) {
	var s statement
	s.add("SELECT count(DISTINCT "+c.id+")").walked(c, others, before)
	return db.One(ctx, q, db.Value[int64], s.text.String(), s.args...)
}
