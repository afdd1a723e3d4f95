package post

import (
	"context"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// MostNamed is how many things AddressesByID and TagsByID look up at once.
const MostNamed = 100

// AddressesByID gives the addresses of posts that readers see, by id; the
// others are left out.
func (s *Store) AddressesByID(ctx context.Context, ids []int64) (_ map[int64]Address, err error) {
	defer fault.Wrap(&err, "post.AddressesByID(%v)", ids)
	if ids = ids[:min(len(ids), MostNamed)]; len(ids) == 0 {
		return nil, nil
	}
	list, err := db.All(ctx, s.DB, scanAddress, `SELECT p.id, r.kind, r.slug, r.headline, p.first_published_at, r.published_at
		FROM post p JOIN revision r ON r.id = p.revision_id WHERE p.status = 'published' AND p.id IN (`+db.In(len(ids), 1)+`) ORDER BY p.id`, db.Args(ids)...)
	out := make(map[int64]Address, len(list))
	for _, a := range list {
		out[a.PostID] = a
	}
	return out, err
}

// TagsByID gives tags by id; one that is gone is left out.
func (s *Store) TagsByID(ctx context.Context, ids []int64) (_ map[int64]Tag, err error) {
	defer fault.Wrap(&err, "post.TagsByID(%v)", ids)
	if ids = ids[:min(len(ids), MostNamed)]; len(ids) == 0 {
		return nil, nil
	}
	list, err := db.All(ctx, s.DB, scanTag, `SELECT `+tagColumns+` FROM tag WHERE id IN (`+db.In(len(ids), 1)+`) ORDER BY id`, db.Args(ids)...)
	out := make(map[int64]Tag, len(list))
	for _, t := range list {
		out[t.ID] = t
	}
	return out, err
}
