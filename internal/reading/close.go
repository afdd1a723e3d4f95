package reading

import (
	"context"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// How long things are kept apart. After daysKept the days of posts and of
// sources are summed up by months; the days of the whole site stay.
const (
	daysKept  = 100
	hoursKept = 3
	// openDays is how long a day's sketches stay, for a node that could not
	// write at once.
	openDays = 2
)

// Close drops the sketches of days that are over, removes old hours, and sums
// old days up; run it about hourly.
func (s *Store) Close(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "reading.Close()")
	today := s.local(ctx)
	ago := func(days int) string { return today.AddDate(0, 0, -days).Format(time.DateOnly) }
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE reading SET sketch = '' WHERE span = 'day' AND period < $1 AND sketch <> ''`, ago(openDays-1)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DELETE FROM reading WHERE span = 'hour' AND period < $1`, ago(hoursKept-1))
		return err
	})
	if err != nil {
		return err
	}
	for {
		more, err := s.sumUp(ctx, ago(daysKept))
		if err != nil || !more {
			return err
		}
	}
}

// sumUp adds the earliest day before another to its month, and tells whether
// there was one.
func (s *Store) sumUp(ctx context.Context, before string) (more bool, err error) {
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		day, err := db.One(ctx, tx, db.Value[string], `SELECT COALESCE(min(period), '') FROM (
			SELECT period FROM reading WHERE span = 'day' AND period < $1 AND post_id > 0
			UNION ALL SELECT period FROM reading_source WHERE span = 'day' AND period < $1) AS old`, before)
		if more = day != ""; err != nil || !more {
			return err
		}
		month := day[:len("2006-01")]
		for _, q := range []string{
			`INSERT INTO reading (span, period, post_id, views, readers)
				SELECT 'month', $1, post_id, views, readers FROM reading WHERE span = 'day' AND period = $2 AND post_id > 0
				ON CONFLICT (span, period, post_id) DO UPDATE SET views = reading.views + excluded.views, readers = reading.readers + excluded.readers`,
			`INSERT INTO reading_source (span, period, name, views)
				SELECT 'month', $1, name, views FROM reading_source WHERE span = 'day' AND period = $2
				ON CONFLICT (span, period, name) DO UPDATE SET views = reading_source.views + excluded.views`,
		} {
			if _, err := tx.Exec(ctx, q, month, day); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `DELETE FROM reading WHERE span = 'day' AND period = $1 AND post_id > 0`, day); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `DELETE FROM reading_source WHERE span = 'day' AND period = $1`, day)
		return err
	})
	return more, err
}
