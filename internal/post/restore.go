package post

import (
	"context"
	"slices"
	"strings"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Restoration names what becomes the working copy again: a revision by its
// number, or else a working copy that gave way before.
type Restoration struct {
	Version int64 // of the post, as the person saw it
	Number  int64
	AsideID int64
	// Replace says that changes which no revision has may give way. They are
	// kept among the Asides.
	Replace bool
}

// Restored is a post after a restoration.
type Restored struct {
	Post
	// Gaps tells that a section, tag, author or picture of the older state was
	// deleted since, and is left out.
	Gaps bool
}

// Restore makes an older state of a post its working copy. It publishes
// nothing, and the address and who may read it stay: they are not what the post
// says, and an older text must not open what was closed since. A stale version is fault.Conflict as in Save.
func (s *Store) Restore(ctx context.Context, id, by int64, o Restoration) (out Restored, err error) {
	defer fault.Wrap(&err, "post.Restore(%d, %+v)", id, o)
	lost, err := s.lostLead(ctx, id, o)
	if err != nil {
		return Restored{}, err
	}
	now := s.Now()
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		out.Gaps = lost
		old, err := loadVersion(ctx, tx, id, o.Version)
		if err != nil {
			return err
		}
		in, err := olderState(ctx, tx, id, o)
		if err != nil {
			return err
		}
		if lost {
			in.LeadMediaID = 0
		}
		if err := dropGone(ctx, tx, &in, &out.Gaps); err != nil {
			return err
		}
		if in.Slug, in.Access = old.Slug, old.Access; !in.same(old.Input) {
			if err := giveWay(ctx, tx, old, o.Replace); err != nil {
				return err
			}
		}
		out.Post, err = save(ctx, tx, old, old.Version, by, in, now)
		return err
	})
	return out, err
}

// Unrecorded tells whether the working copy says something that no revision
// says, whatever their addresses.
func (s *Store) Unrecorded(ctx context.Context, p Post) (yes bool, err error) {
	defer fault.Wrap(&err, "post.Unrecorded(%d)", p.ID)
	on, err := onRecord(ctx, s.DB, p)
	return !on, err
}

// giveWay keeps a working copy that no revision has.
func giveWay(ctx context.Context, tx *db.Tx, old Post, replace bool) error {
	on, err := onRecord(ctx, tx, old)
	if err != nil || on {
		return err
	}
	if !replace {
		return invalid(nil, "replace", "The working copy has changes that were never published; say that they may be replaced. They are kept and can be brought back.")
	}
	return setAside(ctx, tx, old)
}

func olderState(ctx context.Context, tx *db.Tx, id int64, o Restoration) (Input, error) {
	if o.AsideID != 0 {
		a, err := aside(ctx, tx, id, o.AsideID)
		return a.Input, err
	}
	r, err := numberedRevision(ctx, tx, id, o.Number)
	return r.Input, err
}

// sameLimit is how many revisions with one headline and text are looked at.
const sameLimit = 50

func onRecord(ctx context.Context, q db.Querier, p Post) (bool, error) {
	alike, err := db.All(ctx, q, scanRevision, `SELECT `+revisionColumns+`, r.body FROM revision r
		WHERE r.post_id = $1 AND r.headline = $2 AND r.body = $3 ORDER BY r.number DESC, r.id DESC LIMIT $4`, p.ID, p.Headline, p.Body, sameLimit)
	return slices.ContainsFunc(alike, func(r Revision) bool { return r.sameButAddress(p.Input) }), err
}

func (in Input) sameButAddress(other Input) bool {
	in.Slug, in.Access = other.Slug, other.Access
	return in.same(other)
}

// lostLead tells whether the lead picture of an older state was deleted since.
func (s *Store) lostLead(ctx context.Context, id int64, o Restoration) (lost bool, err error) {
	var in Input
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		in, err = olderState(ctx, tx, id, o)
		return err
	})
	if err != nil || in.LeadMediaID == 0 {
		return false, err
	}
	found, err := s.Media.ByIDs(ctx, []int64{in.LeadMediaID})
	_, there := found[in.LeadMediaID]
	return !there, err
}

// dropGone takes out the groups that were deleted.
func dropGone(ctx context.Context, tx *db.Tx, in *Input, gaps *bool) error {
	for _, rel := range relations() {
		list := rel.of(in)
		if len(*list) == 0 {
			continue
		}
		there, err := db.All(ctx, tx, db.Value[int64], `SELECT id FROM `+strings.TrimPrefix(rel.table, "post_")+`
			WHERE id IN (`+db.In(len(*list), 1)+`) ORDER BY id`, db.Args(*list)...)
		if err != nil {
			return err
		}
		left := slices.DeleteFunc(slices.Clone(*list), func(id int64) bool { return !slices.Contains(there, id) })
		*gaps = *gaps || len(left) < len(*list)
		if *list = left; len(left) == 0 {
			*list = nil
		}
	}
	return nil
}
