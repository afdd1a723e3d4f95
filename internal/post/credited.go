package post

import (
	"context"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Credited lists up to limit authors whose names readers have seen in a
// byline, by name.
func (s *Store) Credited(ctx context.Context, limit int) (list []Author, err error) {
	defer fault.Wrap(&err, "post.Credited(%d)", limit)
	return db.All(ctx, s.DB, scanAuthor, `SELECT `+authorColumns+` FROM author WHERE credited = 1
		ORDER BY name_folded, id LIMIT $1`, clamp(limit, MaxListed))
}
