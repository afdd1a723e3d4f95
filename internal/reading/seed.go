package reading

import (
	"context"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Seed is a made-up figure of a day, for the whole site (PostID 0) or a post.
type Seed struct {
	Day            time.Time
	PostID         int64
	Views, Readers int64
}

// SeedSource is a made-up source of readings on a day.
type SeedSource struct {
	Day   time.Time
	Name  string
	Views int64
}

// InsertBulk adds made-up figures in one transaction; it is for demonstrations
// and trusts its caller. A figure that is there already fails them all.
func (s *Store) InsertBulk(ctx context.Context, list []Seed, sources []SeedSource, hours []Figure) (err error) {
	defer fault.Wrap(&err, "reading.InsertBulk(%d, %d)", len(list), len(sources))
	var rows, from [][]any
	for _, v := range list {
		rows = append(rows, []any{"day", v.Day.Format(time.DateOnly), v.PostID, v.Views, v.Readers})
	}
	for _, f := range hours {
		rows = append(rows, []any{"hour", f.At.Format(hourLayout), int64(0), f.Views, f.Readers})
	}
	for _, v := range sources {
		from = append(from, []any{"day", v.Day.Format(time.DateOnly), v.Name, v.Views})
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := tx.InsertMany(ctx, "reading", []string{"span", "period", "post_id", "views", "readers"}, rows); err != nil {
			return err
		}
		return tx.InsertMany(ctx, "reading_source", []string{"span", "period", "name", "views"}, from)
	})
}

// Any tells whether anything was ever counted.
func (s *Store) Any(ctx context.Context) (bool, error) {
	n, err := db.One(ctx, s.DB, db.Value[int64], `SELECT count(*) FROM (SELECT period FROM reading LIMIT 1) AS one`)
	return n > 0, err
}
