package post

import (
	"context"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// MostLinks is how many posts Links offers at once.
const MostLinks = 8

// Link is a post that another one may point to.
type Link struct {
	ID             int64
	Headline, Slug string // as readers see them, where the post is published
	Status         string
}

// LinkFilter says which posts Links offers.
type LinkFilter struct {
	Query   string // words of the headline; empty for the last edited
	StaffID int64  // 0: every post; else those of this person and the published ones
	Not     int64  // the post that is being written
}

func scanLink(r db.Row) (l Link, err error) {
	err = r.Scan(&l.ID, &l.Headline, &l.Slug, &l.Status)
	return l, err
}

// Links finds posts to point to by their headline, the last edited first, at
// most MostLinks. A working copy of somebody else's says nothing here: not its
// headline, nor, by what is found, which words that has.
func (s *Store) Links(ctx context.Context, f LinkFilter) (list []Link, err error) {
	defer fault.Wrap(&err, "post.Links(%+v)", f)
	var p fault.Problems
	line(&p, "query", f.Query, queryMost)
	if err := p.Err(); err != nil {
		return nil, err
	}
	var w where
	w.add("p.id <> %s", f.Not)
	if f.StaffID != 0 {
		w.add(`(p.created_by = %s OR p.id IN (SELECT pa.post_id FROM post_author pa JOIN author a ON a.id = pa.author_id
			WHERE a.staff_id = %s) OR r.headline = p.headline)`, f.StaffID, f.StaffID)
	}
	if q := Fold(f.Query); q != "" {
		w.add(`p.headline_folded LIKE %s ESCAPE '\'`, within(q))
	}
	return db.All(ctx, s.DB, scanLink, `SELECT p.id, COALESCE(r.headline, p.headline), COALESCE(r.slug, p.slug), p.status
		FROM post p LEFT JOIN revision r ON r.id = p.revision_id AND p.status = 'published'
		WHERE `+w.String()+` ORDER BY p.updated_at DESC, p.id DESC LIMIT `+w.arg(MostLinks), w.args...)
}
