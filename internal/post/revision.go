package post

import (
	"context"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Revisions lists the newest MaxRevisions revisions of a post, newest first,
// without their bodies.
func (s *Store) Revisions(ctx context.Context, postID int64) (list []Revision, err error) {
	defer fault.Wrap(&err, "post.Revisions(%d)", postID)
	return db.All(ctx, s.DB, scanRevision, `SELECT `+revisionColumns+`, '' FROM revision r WHERE r.post_id = $1
		ORDER BY r.number DESC, r.id DESC LIMIT $2`, postID, MaxRevisions)
}

// Revision reads one whole revision.
func (s *Store) Revision(ctx context.Context, id int64) (r Revision, err error) {
	defer fault.Wrap(&err, "post.Revision(%d)", id)
	return revision(ctx, s.DB, id)
}

func revision(ctx context.Context, q db.Querier, id int64) (Revision, error) {
	r, err := db.One(ctx, q, scanRevision, `SELECT `+revisionColumns+`, r.body FROM revision r WHERE r.id = $1`, id)
	return r, missing(err, "This revision was not found.")
}
