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

// troubledMost is how many issues Troubled gives.
const troubledMost = 20

// Troubled lists the issues that wait for a person, the newest first: those
// that are paused, and those with deliveries nobody knows the end of. At most 20.
func (s *Store) Troubled(ctx context.Context) (list []Issue, err error) {
	defer fault.Wrap(&err, "newsletter.Troubled()")
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		list, err = db.All(ctx, tx, scanIssue, `SELECT `+issueColumns+` FROM issue WHERE state = 'paused' OR uncertain > 0 ORDER BY id DESC LIMIT $1`, troubledMost)
		for n := range list {
			if err == nil {
				err = list[n].fill(ctx, tx, s.counts)
			}
		}
		return err
	})
	return list, err
}

func scanDated(r db.Row) (d Dated, err error) {
	var at int64
	err = r.Scan(&d.ID, &d.NewsletterID, &d.Subject, &d.State, &at)
	d.At = db.Time(at)
	return d, err
}
