package reading

import (
	"context"
	"strconv"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Figure is how often something was read in an hour or a day, and by how many
// people.
type Figure struct {
	At             time.Time // the beginning, in the site's time zone
	Views, Readers int64
}

// Ranking is how often a post was read. Readers is the sum over its days: who
// came on two days counts twice.
type Ranking struct {
	PostID         int64
	Views, Readers int64
}

// Source is where readings began.
type Source struct {
	Name  string // a host or the mark of a link; "" where nobody says
	Kind  Kind
	Views int64
}

// Limits of what is asked for at once.
const (
	mostDays   = 800
	mostRanked = 100
	// MostOwn is how many posts DaysOf and TopOf look at.
	MostOwn = 500
)

// days writes out the days from one to another, both included.
func days(from, to time.Time) (list []time.Time) {
	for at := midnight(from); !at.After(to) && len(list) < mostDays; at = midnight(at.AddDate(0, 0, 1)) {
		list = append(list, at)
	}
	return list
}

func midnight(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}

// Days gives the figures of the whole site for each day from one to another,
// both in the site's time zone and included.
func (s *Store) Days(ctx context.Context, from, to time.Time) (_ []Figure, err error) {
	defer fault.Wrap(&err, "reading.Days(%v, %v)", from, to)
	return s.filled(ctx, days(from, to), time.DateOnly,
		`SELECT period, views, readers FROM reading WHERE span = 'day' AND post_id = 0 AND period >= $1 AND period <= $2`,
		from.Format(time.DateOnly), to.Format(time.DateOnly))
}

// Hours gives the figures of the whole site for each hour of a day.
func (s *Store) Hours(ctx context.Context, day time.Time) (_ []Figure, err error) {
	defer fault.Wrap(&err, "reading.Hours(%v)", day)
	var hours []time.Time
	y, m, d := day.Date()
	for h := range 24 {
		hours = append(hours, time.Date(y, m, d, h, 0, 0, 0, day.Location()))
	}
	return s.filled(ctx, hours, hourLayout,
		`SELECT period, views, readers FROM reading WHERE span = 'hour' AND post_id = 0 AND period >= $1 AND period <= $2`,
		hours[0].Format(hourLayout), midnight(day).Format(time.DateOnly)+"T23")
}

// DaysOf is Days for some posts, at most MostOwn. Readers stays 0: who read two
// of them cannot be told from two people.
func (s *Store) DaysOf(ctx context.Context, ids []int64, from, to time.Time) (_ []Figure, err error) {
	defer fault.Wrap(&err, "reading.DaysOf(%d posts, %v, %v)", len(ids), from, to)
	ids = ids[:min(len(ids), MostOwn)]
	if len(ids) == 0 {
		return s.filled(ctx, days(from, to), time.DateOnly, "")
	}
	return s.filled(ctx, days(from, to), time.DateOnly,
		`SELECT period, SUM(views), 0 FROM reading WHERE span = 'day' AND period >= $1 AND period <= $2 AND post_id IN (`+db.In(len(ids), 3)+`) GROUP BY period`,
		append([]any{from.Format(time.DateOnly), to.Format(time.DateOnly)}, db.Args(ids)...)...)
}

// filled reads figures and puts them in their places; what is not there is 0.
func (s *Store) filled(ctx context.Context, places []time.Time, layout, query string, args ...any) ([]Figure, error) {
	found := map[string]Figure{}
	if query != "" {
		_, err := db.All(ctx, s.DB, func(r db.Row) (_ struct{}, err error) {
			var period string
			var f Figure
			err = r.Scan(&period, &f.Views, &f.Readers)
			found[period] = f
			return struct{}{}, err
		}, query, args...)
		if err != nil {
			return nil, err
		}
	}
	list := make([]Figure, len(places))
	for i, at := range places {
		list[i] = found[at.Format(layout)]
		list[i].At = at
	}
	return list, nil
}

// Top gives the posts that were read most from one day to another, the most
// read first; limit is 100 at most.
func (s *Store) Top(ctx context.Context, from, to time.Time, limit int) (_ []Ranking, err error) {
	defer fault.Wrap(&err, "reading.Top(%v, %v)", from, to)
	return db.All(ctx, s.DB, scanRanking, `SELECT post_id, SUM(views) AS seen, SUM(readers) FROM reading
		WHERE span = 'day' AND period >= $1 AND period <= $2 AND post_id > 0 GROUP BY post_id ORDER BY seen DESC, post_id DESC LIMIT $3`,
		from.Format(time.DateOnly), to.Format(time.DateOnly), min(limit, mostRanked))
}

// TopOf is Top among some posts, at most MostOwn.
func (s *Store) TopOf(ctx context.Context, ids []int64, from, to time.Time, limit int) (_ []Ranking, err error) {
	defer fault.Wrap(&err, "reading.TopOf(%d posts, %v, %v)", len(ids), from, to)
	ids = ids[:min(len(ids), MostOwn)]
	if len(ids) == 0 {
		return nil, nil
	}
	args := append([]any{from.Format(time.DateOnly), to.Format(time.DateOnly)}, db.Args(ids)...)
	args = append(args, min(limit, mostRanked))
	return db.All(ctx, s.DB, scanRanking, `SELECT post_id, SUM(views) AS seen, SUM(readers) FROM reading
		WHERE span = 'day' AND period >= $1 AND period <= $2 AND post_id IN (`+db.In(len(ids), 3)+`)
		GROUP BY post_id ORDER BY seen DESC, post_id DESC LIMIT $`+strconv.Itoa(len(args)), args...)
}

// Of gives what posts were ever read, by their ids; at most 100 of them.
func (s *Store) Of(ctx context.Context, ids []int64) (_ map[int64]Ranking, err error) {
	defer fault.Wrap(&err, "reading.Of(%d posts)", len(ids))
	ids = ids[:min(len(ids), mostRanked)]
	out := map[int64]Ranking{}
	if len(ids) == 0 {
		return out, nil
	}
	list, err := db.All(ctx, s.DB, scanRanking, `SELECT post_id, SUM(views), SUM(readers) FROM reading
		WHERE span IN ('day', 'month') AND post_id IN (`+db.In(len(ids), 1)+`) GROUP BY post_id`, db.Args(ids)...)
	for _, v := range list {
		out[v.PostID] = v
	}
	return out, err
}

func scanRanking(r db.Row) (v Ranking, err error) { return v, r.Scan(&v.PostID, &v.Views, &v.Readers) }

// Sources gives where readings began from one day to another, what is named
// most first; at most 100.
func (s *Store) Sources(ctx context.Context, from, to time.Time) (_ []Source, err error) {
	defer fault.Wrap(&err, "reading.Sources(%v, %v)", from, to)
	return db.All(ctx, s.DB, func(r db.Row) (v Source, err error) {
		err = r.Scan(&v.Name, &v.Views)
		v.Kind = KindOf(v.Name)
		return v, err
	}, `SELECT name, SUM(views) AS seen FROM reading_source WHERE span = 'day' AND period >= $1 AND period <= $2
		GROUP BY name ORDER BY seen DESC, name LIMIT 100`, from.Format(time.DateOnly), to.Format(time.DateOnly))
}
