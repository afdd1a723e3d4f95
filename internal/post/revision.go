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
	return s.RevisionsBefore(ctx, postID, 0, MaxRevisions)
}

// RevisionsBefore lists up to limit revisions of a post with a smaller number
// than before, newest first and without their bodies; 0 begins with the newest.
func (s *Store) RevisionsBefore(ctx context.Context, postID, before int64, limit int) (list []Revision, err error) {
	defer fault.Wrap(&err, "post.RevisionsBefore(%d, %d)", postID, before)
	if before <= 0 {
		before = 1 << 62
	}
	return db.All(ctx, s.DB, scanRevision, `SELECT `+revisionColumns+`, '' FROM revision r WHERE r.post_id = $1 AND r.number < $2
		ORDER BY r.number DESC, r.id DESC LIMIT $3`, postID, before, min(max(limit, 1), MaxRevisions))
}

// Revision reads one whole revision.
func (s *Store) Revision(ctx context.Context, id int64) (r Revision, err error) {
	defer fault.Wrap(&err, "post.Revision(%d)", id)
	return revision(ctx, s.DB, id)
}

// RevisionNumber reads the whole revision of a post that has this number.
func (s *Store) RevisionNumber(ctx context.Context, postID, number int64) (r Revision, err error) {
	defer fault.Wrap(&err, "post.RevisionNumber(%d, %d)", postID, number)
	return numberedRevision(ctx, s.DB, postID, number)
}

const noRevision = "This revision was not found."

func revision(ctx context.Context, q db.Querier, id int64) (Revision, error) {
	r, err := db.One(ctx, q, scanRevision, `SELECT `+revisionColumns+`, r.body FROM revision r WHERE r.id = $1`, id)
	return r, missing(err, noRevision)
}

func numberedRevision(ctx context.Context, q db.Querier, postID, number int64) (Revision, error) {
	r, err := db.One(ctx, q, scanRevision, `SELECT `+revisionColumns+`, r.body FROM revision r WHERE r.post_id = $1 AND r.number = $2`, postID, number)
	return r, missing(err, noRevision)
}
