package post

import (
	"context"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Pulse is what tells an open page that the post has moved on.
type Pulse struct {
	Version, UpdatedBy int64
	Status             string
	HandedIn           bool
}

// Pulse reads the pulse of a post: one row, without its text.
func (s *Store) Pulse(ctx context.Context, id int64) (p Pulse, err error) {
	defer fault.Wrap(&err, "post.Pulse(%d)", id)
	p, err = db.One(ctx, s.DB, scanPulse, `SELECT p.version, COALESCE(p.updated_by, 0), p.status,
		(SELECT count(*) FROM hand_in h WHERE h.post_id = p.id AND h.state = 'waiting') FROM post p WHERE p.id = $1`, id)
	return p, missing(err, "This post was not found; it may have been deleted.")
}

func scanPulse(r db.Row) (p Pulse, err error) {
	var waiting int64
	err = r.Scan(&p.Version, &p.UpdatedBy, &p.Status, &waiting)
	p.HandedIn = waiting > 0
	return p, err
}
