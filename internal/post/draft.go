package post

import (
	"context"
	"crypto/rand"
	"slices"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Create makes a draft, made by a member of staff (0 for none). Its version is 1.
func (s *Store) Create(ctx context.Context, by int64, in Input) (p Post, err error) {
	return s.CreateOnce(ctx, by, "", in)
}

func create(ctx context.Context, tx *db.Tx, by int64, birth string, in Input, token string, now time.Time) (Post, error) {
	id, err := db.One(ctx, tx, db.Value[int64], `INSERT INTO post
		(kind, access, status, slug, headline, headline_folded, standfirst, body, lead_media_id, lead_alt, lead_caption, lead_credit,
		preview_token, created_by, updated_by, created_at, updated_at, birth, series, part, layout)
		VALUES ($1, $2, 'draft', '', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13, $13, $14, $15, $16, $17) RETURNING id`,
		in.Kind, in.Access, in.Headline, in.found(), in.Standfirst, in.Body, db.NullID(in.LeadMediaID),
		in.LeadAlt, in.LeadCaption, in.LeadCredit, token, db.NullID(by), db.Ms(now), birth, in.Series, in.Part, in.Layout)
	if err != nil {
		return Post{}, lostPicture(err, in)
	}
	slug, err := takeSlug(ctx, tx, Post{ID: id}, in, now)
	if err != nil {
		return Post{}, err
	}
	if _, err := tx.Exec(ctx, `UPDATE post SET slug = $1 WHERE id = $2`, slug, id); err != nil {
		return Post{}, err
	}
	for _, rel := range relations() {
		if err := rel.set(ctx, tx, id, *rel.of(&in)); err != nil {
			return Post{}, err
		}
	}
	return load(ctx, tx, id)
}

// Save writes the working copy. The version is the one that the person began
// with: if the post has moved on since, nothing is written and the error is
// fault.Conflict with a *ConflictError in its chain. Saving what is there
// already changes nothing, whatever the version.
func (s *Store) Save(ctx context.Context, id, version, by int64, in Input) (p Post, err error) {
	defer fault.Wrap(&err, "post.Save(%d, version %d)", id, version)
	in, err = clean(in)
	if err != nil {
		return Post{}, err
	}
	now := s.Now()
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		old, err := load(ctx, tx, id)
		if err != nil {
			return err
		}
		p, err = save(ctx, tx, old, version, by, in, now)
		return err
	})
	return p, err
}

func save(ctx context.Context, tx *db.Tx, old Post, version, by int64, in Input, now time.Time) (Post, error) {
	mine := in
	if in.Slug == "" && old.keepsSlug(in.Headline) {
		in.Slug = old.Slug
	}
	if in.same(old.Input) {
		return old, nil
	}
	if version != old.Version {
		return Post{}, conflict(mine, old)
	}
	if old.Status == Scheduled {
		if err := publishable(in); err != nil {
			return Post{}, err
		}
	}
	slug, err := takeSlug(ctx, tx, old, in, now)
	if err != nil {
		return Post{}, err
	}
	in.Slug = slug
	return write(ctx, tx, old, by, in, now)
}

// write puts in where old was.
func write(ctx context.Context, tx *db.Tx, old Post, by int64, in Input, now time.Time) (Post, error) {
	changed, err := differs(ctx, tx, old.RevisionID, in)
	if err != nil {
		return Post{}, err
	}
	_, err = tx.Exec(ctx, `UPDATE post SET kind = $1, slug = $2, headline = $3, headline_folded = $4, standfirst = $5,
		body = $6, lead_media_id = $7, lead_alt = $8, lead_caption = $9, lead_credit = $10,
		changed = $11, updated_by = $12, updated_at = $13, access = $14, series = $15, part = $16, layout = $17, version = version + 1 WHERE id = $18`,
		in.Kind, in.Slug, in.Headline, in.found(), in.Standfirst,
		in.Body, db.NullID(in.LeadMediaID), in.LeadAlt, in.LeadCaption, in.LeadCredit,
		db.Bit(changed), db.NullID(by), db.Ms(now), in.Access, in.Series, in.Part, in.Layout, old.ID)
	if err != nil {
		return Post{}, lostPicture(err, in)
	}
	for _, rel := range relations() {
		if want := *rel.of(&in); !slices.Equal(want, *rel.of(&old.Input)) {
			if err := rel.set(ctx, tx, old.ID, want); err != nil {
				return Post{}, err
			}
		}
	}
	return load(ctx, tx, old.ID)
}

// differs tells whether in says something else than the published revision;
// without one it does not.
func differs(ctx context.Context, tx *db.Tx, revisionID int64, in Input) (bool, error) {
	if revisionID == 0 {
		return false, nil
	}
	r, err := revision(ctx, tx, revisionID)
	return !in.same(r.Input), err
}

func lostPicture(err error, in Input) error {
	if db.IsForeign(err) && in.LeadMediaID != 0 {
		return invalid(err, "lead_media_id", "The chosen picture is no longer in the library; choose another one.")
	}
	return err
}

func conflict(mine Input, theirs Post) error {
	return fault.New(fault.Conflict, "This post was changed since you opened it; compare the two versions and try again.").
		Because(&ConflictError{Mine: mine, Theirs: theirs})
}

// Get reads the working copy.
func (s *Store) Get(ctx context.Context, id int64) (p Post, err error) {
	defer fault.Wrap(&err, "post.Get(%d)", id)
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		p, err = load(ctx, tx, id)
		return err
	})
	return p, err
}

// Owns tells whether a post is this person's own: made by them, or with them in
// the byline of the working copy.
func (s *Store) Owns(ctx context.Context, postID, staffID int64) (owns bool, err error) {
	defer fault.Wrap(&err, "post.Owns(%d, staff %d)", postID, staffID)
	n, err := db.One(ctx, s.DB, db.Value[int64], `SELECT count(*) FROM post p WHERE p.id = $1 AND (p.created_by = $2 OR EXISTS (
		SELECT 1 FROM post_author pa JOIN author a ON a.id = pa.author_id WHERE pa.post_id = p.id AND a.staff_id = $2))`, postID, staffID)
	return n > 0 && staffID != 0, err
}

// Delete removes a post that was never published. Version 0 asks for no
// particular version. A published one stays on record: fault.Conflict.
func (s *Store) Delete(ctx context.Context, id, version int64) (err error) {
	defer fault.Wrap(&err, "post.Delete(%d)", id)
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		p, err := loadVersion(ctx, tx, id, version)
		if err != nil {
			return err
		}
		if !p.FirstPublishedAt.IsZero() {
			return fault.New(fault.Conflict, "A post that readers have seen stays on record; unpublish it instead.")
		}
		_, err = tx.Exec(ctx, `DELETE FROM post WHERE id = $1`, id)
		return err
	})
	if db.IsForeign(err) {
		return fault.New(fault.Conflict, "This post belongs to a newsletter issue; take it out there first.").Because(err)
	}
	return err
}

// loadVersion reads a post and holds it to a version, unless that is 0.
func loadVersion(ctx context.Context, tx *db.Tx, id, version int64) (Post, error) {
	p, err := load(ctx, tx, id)
	if err == nil && version != 0 && version != p.Version {
		return Post{}, conflict(Input{}, p)
	}
	return p, err
}

// NewPreviewToken makes the preview links given out so far useless and gives
// the post a new one. It is no change of the working copy.
func (s *Store) NewPreviewToken(ctx context.Context, id int64) (p Post, err error) {
	defer fault.Wrap(&err, "post.NewPreviewToken(%d)", id)
	token := rand.Text()
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE post SET preview_token = $1 WHERE id = $2`, token, id); err != nil {
			return err
		}
		p, err = load(ctx, tx, id)
		return err
	})
	return p, err
}
