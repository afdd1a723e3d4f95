package post

import (
	"context"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Change saves what edit makes of the working copy, if that is still at
// version: the one at which it was decided that the person may. The function
// may run again, so it touches nothing but the input. changed is false when it
// made nothing new.
func (s *Store) Change(ctx context.Context, id, version, by int64, edit func(in *Input)) (p Post, changed bool, err error) {
	defer fault.Wrap(&err, "post.Change(%d, version %d)", id, version)
	now := s.Now()
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		old, err := loadVersion(ctx, tx, id, version)
		if err != nil {
			return err
		}
		in := old.Input
		edit(&in)
		if in, err = clean(in); err != nil {
			return err
		}
		p, err = save(ctx, tx, old, old.Version, by, in, now)
		changed = p.Version != old.Version
		return err
	})
	return p, changed, err
}
