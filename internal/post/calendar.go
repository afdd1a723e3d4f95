package post

import (
	"context"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Dated is a post on a calendar: when it was published first, or will be.
type Dated struct {
	ID, Version int64
	Headline    string
	Status      string
	At          time.Time
}

// MaxDated is how many posts Between gives.
const MaxDated = 1000

// Between lists what was first published, and is still, or is scheduled from a
// moment until before another, the earliest first; ofStaff, unless it is 0,
// leaves only what is this person's own. more tells that there are others.
func (s *Store) Between(ctx context.Context, from, to time.Time, ofStaff int64) (list []Dated, more bool, err error) {
	defer fault.Wrap(&err, "post.Between(%v, %v)", from, to)
	list, err = db.All(ctx, s.DB, scanDated, `SELECT d.id, d.version, d.headline, d.status, d.moment FROM (
		SELECT id, version, headline, status, created_by, scheduled_at AS moment FROM post WHERE status = 'scheduled' AND scheduled_at >= $1 AND scheduled_at < $2
		UNION ALL
		SELECT id, version, headline, status, created_by, first_published_at AS moment FROM post WHERE status = 'published' AND first_published_at >= $1 AND first_published_at < $2
		) AS d WHERE d.created_by = $3 OR $3 = 0 OR EXISTS (
		SELECT 1 FROM post_author pa JOIN author a ON a.id = pa.author_id WHERE pa.post_id = d.id AND a.staff_id = $3)
		ORDER BY d.moment, d.id LIMIT $4`, db.Ms(from), db.Ms(to), ofStaff, MaxDated+1)
	if len(list) > MaxDated {
		list, more = list[:MaxDated], true
	}
	return list, more, err
}

func scanDated(r db.Row) (d Dated, err error) {
	var at int64
	err = r.Scan(&d.ID, &d.Version, &d.Headline, &d.Status, &at)
	d.At = db.Time(at)
	return d, err
}
