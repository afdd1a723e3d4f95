package post

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Most that one page of a list can hold.
const (
	MaxListed    = 200
	MaxAddresses = 50_000
)

// span is a part of a list: from the newest before a cursor down to a time.
type span struct {
	list   string
	before Cursor
	from   int64
}

func (sp span) args(limit int) []any {
	return []any{sp.list, sp.before.At, sp.before.ID, sp.from, limit + 1}
}

// listed is the FROM and the rest of a query over a span.
const listed = ` FROM listing l JOIN post p ON p.id = l.post_id JOIN revision r ON r.id = p.revision_id
	WHERE l.list = $1 AND (l.published_at, l.post_id) < ($2, $3) AND l.published_at >= $4
	ORDER BY l.published_at DESC, l.post_id DESC LIMIT $5`

// Listed gives a page of a list, newest first publication first, and where the
// next page starts: the zero Cursor when there is none. The lists are "all",
// "page" for the pages alone, and without pages "home", "section:3", "tag:7", "author:2" and
// "month:2026-11". The limit is 1 to MaxListed. It takes five queries however
// many posts there are.
func (s *Store) Listed(ctx context.Context, list string, before Cursor, limit int) (posts []Published, next Cursor, err error) {
	defer fault.Wrap(&err, "post.Listed(%q, %v, %d)", list, before, limit)
	limit = clamp(limit, MaxListed)
	sp, err := s.span(ctx, list, before)
	if err != nil {
		return nil, Cursor{}, err
	}
	const query = `SELECT ` + revisionColumns + `, r.body, p.first_published_at, p.significant_at` + listed
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		if posts, err = db.All(ctx, tx, scanPublished, query, sp.args(limit)...); err != nil {
			return err
		}
		if len(posts) > limit {
			posts = posts[:limit]
			last := posts[limit-1]
			next = Cursor{At: db.Ms(last.FirstPublishedAt), ID: last.PostID}
		}
		return fill(ctx, tx, posts)
	})
	if err == nil {
		err = s.addPictures(ctx, posts)
	}
	return posts, next, err
}

// Addresses is Listed for sitemaps: addresses alone, at most MaxAddresses.
func (s *Store) Addresses(ctx context.Context, list string, before Cursor, limit int) (found []Address, next Cursor, err error) {
	defer fault.Wrap(&err, "post.Addresses(%q, %v, %d)", list, before, limit)
	limit = clamp(limit, MaxAddresses)
	sp, err := s.span(ctx, list, before)
	if err != nil {
		return nil, Cursor{}, err
	}
	found, err = db.All(ctx, s.DB, scanAddress,
		`SELECT p.id, r.kind, r.slug, r.headline, p.first_published_at, r.published_at`+listed, sp.args(limit)...)
	if len(found) > limit {
		found = found[:limit]
		last := found[limit-1]
		next = Cursor{At: db.Ms(last.FirstPublishedAt), ID: last.PostID}
	}
	return found, next, err
}

func scanAddress(r db.Row) (a Address, err error) {
	var first, updated int64
	err = r.Scan(&a.PostID, &a.Kind, &a.Slug, &a.Headline, &first, &updated)
	a.FirstPublishedAt, a.UpdatedAt = db.Time(first), db.Time(updated)
	return a, err
}

func clamp(limit, most int) int { return min(max(limit, 1), most) }

// span reads the name of a list. A month is a part of "home".
func (s *Store) span(ctx context.Context, list string, before Cursor) (span, error) {
	sp := span{list: list, before: before.start(), from: math.MinInt64}
	name, isMonth := strings.CutPrefix(list, "month:")
	if !isMonth {
		return sp, nil
	}
	month, err := time.Parse("2006-01", name)
	if err != nil || month.Year() < 1 {
		return span{}, fault.New(fault.NotFound, "There is no such month in the archive.").Because(err)
	}
	zone := s.Zone(ctx)
	sp.list, sp.from = "home", monthStart(month.Year(), month.Month(), zone).UnixMilli()
	if end := monthStart(month.Year(), month.Month()+1, zone).UnixMilli(); before.IsZero() || before.At >= end {
		sp.before = Cursor{At: end} // no id is below 0, so the end itself is left out
	}
	return sp, nil
}

// Months lists the months in which something on "home" was first published,
// newest first, in the site's time zone.
func (s *Store) Months(ctx context.Context) (months []Month, err error) {
	defer fault.Wrap(&err, "post.Months()")
	zone := s.Zone(ctx)
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		var newest, oldest int64
		err := tx.QueryRow(ctx, `SELECT COALESCE(max(published_at), 0), COALESCE(min(published_at), 0) FROM listing WHERE list = 'home'`).
			Scan(&newest, &oldest)
		if err != nil || newest == 0 {
			return err
		}
		all := monthsBetween(db.Time(oldest).In(zone), db.Time(newest).In(zone))
		months, err = db.All(ctx, tx, scanMonth(zone), countMonths(all))
		return err
	})
	return months, err
}

// monthsBetween gives the first instant of each month, oldest first, and of the
// month after the last.
func monthsBetween(oldest, newest time.Time) []time.Time {
	var out []time.Time
	for month := oldest.Month(); ; month++ {
		at := monthStart(oldest.Year(), month, oldest.Location())
		out = append(out, at)
		if at.After(newest) {
			return out
		}
	}
}

// monthStart is the first instant of a month; month 13 is January of the year
// after. Where clocks are put forward as the month begins it has no midnight,
// and time.Date may give an hour of the month before.
func monthStart(year int, month time.Month, zone *time.Location) time.Time {
	at := time.Date(year, month, 1, 0, 0, 0, 0, zone)
	if at.Day() != 1 {
		_, at = at.ZoneBounds()
	}
	return at
}

// countMonths counts each month by its range of the listing's key, since no
// function of both engines knows the months of a time zone.
func countMonths(starts []time.Time) string {
	var b strings.Builder
	b.WriteString(`WITH month (lo, hi) AS (VALUES `)
	for i := range len(starts) - 1 {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "(%d, %d)", starts[i].UnixMilli(), starts[i+1].UnixMilli())
	}
	b.WriteString(`) SELECT c.lo, c.n FROM (SELECT m.lo, (SELECT count(*) FROM listing l
		WHERE l.list = 'home' AND l.published_at >= m.lo AND l.published_at < m.hi) AS n FROM month m) c
		WHERE c.n > 0 ORDER BY c.lo DESC`)
	return b.String()
}

func scanMonth(zone *time.Location) func(db.Row) (Month, error) {
	return func(r db.Row) (m Month, err error) {
		var first int64
		err = r.Scan(&first, &m.Posts)
		at := time.UnixMilli(first).In(zone)
		m.Year, m.Month = at.Year(), at.Month()
		return m, err
	}
}
