package margin

import (
	"context"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

const (
	// Beat is how often a page that is open must say so.
	Beat = 4 * time.Second
	// gone is how long one that did not counts as open.
	gone = 10 * time.Second
	// MaxPage is the most bytes of the word that a page chose.
	MaxPage = 64
	// most is how many people Present names.
	most = 20
)

// Here says that somebody has a post open in a page.
func (s *Store) Here(ctx context.Context, postID, staffID int64, page string) (err error) {
	defer fault.Wrap(&err, "margin.Here(post %d, staff %d)", postID, staffID)
	if page == "" || len(page) > MaxPage {
		return fault.New(fault.BadRequest, "The page sent something that it should not; please load it again.")
	}
	now := s.now()
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM presence WHERE seen_at < $1`, db.Ms(now.Add(-time.Minute))); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO presence (post_id, staff_id, page, seen_at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (post_id, staff_id, page) DO UPDATE SET seen_at = excluded.seen_at`, postID, staffID, page, db.Ms(now))
		return err
	})
	if db.IsForeign(err) {
		err = fault.New(fault.NotFound, fault.Missing).Because(err)
	}
	return err
}

// Leave takes back Here.
func (s *Store) Leave(ctx context.Context, postID, staffID int64, page string) (err error) {
	defer fault.Wrap(&err, "margin.Leave(post %d, staff %d)", postID, staffID)
	return s.d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM presence WHERE post_id = $1 AND staff_id = $2 AND page = $3`, postID, staffID, page)
		return err
	})
}

// Present gives the staff, but for one, who have a post open, by id.
func (s *Store) Present(ctx context.Context, postID, but int64) (ids []int64, err error) {
	defer fault.Wrap(&err, "margin.Present(post %d)", postID)
	return db.All(ctx, s.d, db.Value[int64], `SELECT DISTINCT staff_id FROM presence
		WHERE post_id = $1 AND staff_id <> $2 AND seen_at > $3 ORDER BY staff_id LIMIT $4`, postID, but, db.Ms(s.now().Add(-gone)), most)
}
