package newsletter

import (
	"context"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Dated is an issue on a calendar: when it began to be sent, or will.
type Dated struct {
	ID, NewsletterID int64
	Subject, State   string
	At               time.Time
}

// Between lists the issues that began to be sent or are scheduled from a
// moment until before another, the earliest first: at most 500.
func (s *Store) Between(ctx context.Context, from, to time.Time) (list []Dated, err error) {
	defer fault.Wrap(&err, "newsletter.Between(%v, %v)", from, to)
	return db.All(ctx, s.DB, scanDated, `SELECT d.id, d.newsletter_id, d.subject, d.state, d.moment FROM (
		SELECT id, newsletter_id, subject, state, CASE WHEN state = 'scheduled' THEN scheduled_at ELSE started_at END AS moment
		FROM issue WHERE state NOT IN ('draft', 'planned', 'cancelled')) AS d
		WHERE d.moment >= $1 AND d.moment < $2 ORDER BY d.moment, d.id LIMIT 500`, db.Ms(from), db.Ms(to))
}

func scanDated(r db.Row) (d Dated, err error) {
	var at int64
	err = r.Scan(&d.ID, &d.NewsletterID, &d.Subject, &d.State, &at)
	d.At = db.Time(at)
	return d, err
}
