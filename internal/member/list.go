package member

import (
	"context"
	"math"
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
	walk, others := choose(sets)
	ids, err := walk.members(ctx, tx, others, before, f.Limit+1)
	if err != nil {
		return Page{}, err
	}
	p := Page{Count: int64(len(ids)), AtLeast: !walk.whole}
	switch {
	case len(ids) > f.Limit:
		ids = ids[:f.Limit]
		p.Next = ids[f.Limit-1]
		if f.Before <= 0 {
			if p.Count, err = walk.count(ctx, tx, others, before); err != nil {
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
