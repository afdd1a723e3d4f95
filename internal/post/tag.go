package post

import (
	"context"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

const tagColumns = `id, slug, name, description, version, created_at, updated_at`

func scanTag(r db.Row) (v Tag, err error) {
	var created, updated int64
	err = r.Scan(&v.ID, &v.Slug, &v.Name, &v.Description, &v.Version, &created, &updated)
	v.CreatedAt, v.UpdatedAt = db.Time(created), db.Time(updated)
	return v, err
}

func (v Tag) id() int64      { return v.ID }
func (v Tag) slug() string   { return v.Slug }
func (v Tag) version() int64 { return v.Version }

func tagNoun() noun[Tag] {
	return noun[Tag]{
		table: "tag", columns: tagColumns, scan: scanTag,
		missing: "This tag was not found.",
		stale:   "Somebody changed this tag in between; look at it again and repeat your change.",
		most:    MaxTagsHeld,
	}
}

// Tags lists every tag by slug. There may be thousands; TagPage gives them in
// parts.
func (s *Store) Tags(ctx context.Context) (list []Tag, err error) {
	defer fault.Wrap(&err, "post.Tags()")
	return db.All(ctx, s.DB, scanTag, `SELECT `+tagColumns+` FROM tag ORDER BY slug, id`)
}

// TagPage lists tags by slug. The next page comes After the slug it gives; an
// empty one says that there is no more.
func (s *Store) TagPage(ctx context.Context, f GroupFilter) (list []Tag, next string, err error) {
	defer fault.Wrap(&err, "post.TagPage(%+v)", f)
	return tagNoun().page(ctx, s.DB, f)
}

// Tag reads a tag.
func (s *Store) Tag(ctx context.Context, id int64) (v Tag, err error) {
	defer fault.Wrap(&err, "post.Tag(%d)", id)
	return tagNoun().get(ctx, s.DB, id)
}

// TagBySlug finds a tag by its slug, or by one it had before: then its Slug is
// another one, to which the reader should be sent.
func (s *Store) TagBySlug(ctx context.Context, slug string) (v Tag, err error) {
	defer fault.Wrap(&err, "post.TagBySlug(%q)", slug)
	return tagNoun().bySlug(ctx, s.DB, slug)
}

// CreateTag makes a tag.
func (s *Store) CreateTag(ctx context.Context, in TagInput) (v Tag, err error) {
	defer fault.Wrap(&err, "post.CreateTag(%q)", in.Name)
	if err := in.clean(); err != nil {
		return Tag{}, err
	}
	now := db.Ms(s.Now())
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		v, err = createTag(ctx, tx, in, now)
		return err
	})
	return v, err
}

func createTag(ctx context.Context, tx *db.Tx, in TagInput, now int64) (Tag, error) {
	if err := freeTagName(ctx, tx, 0, in.Name); err != nil {
		return Tag{}, err
	}
	return tagNoun().create(ctx, tx, in.Slug, in.Name, func(slug string) (Tag, error) {
		return db.One(ctx, tx, scanTag, `INSERT INTO tag (slug, name, name_folded, description, created_at, updated_at)
			VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT (slug) DO NOTHING RETURNING `+tagColumns,
			slug, in.Name, Fold(in.Name), in.Description, now)
	})
}

// freeTagName refuses a second tag of the same name. The transaction is
// serialisable, so nobody can take the name between the check and the write.
func freeTagName(ctx context.Context, tx *db.Tx, id int64, name string) error {
	n, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM tag WHERE name_folded = $1 AND id <> $2`, Fold(name), id)
	if err == nil && n > 0 {
		err = invalid(nil, "name", "There is a tag of this name already.")
	}
	return err
}

// EnsureTags gives the tags of these names, in their order and each once, and
// makes those that do not exist. Names are the same whatever their case and
// accents.
func (s *Store) EnsureTags(ctx context.Context, names []string) (tags []Tag, err error) {
	defer fault.Wrap(&err, "post.EnsureTags(%d names)", len(names))
	inputs, err := tagInputs(names)
	if err != nil {
		return nil, err
	}
	now := db.Ms(s.Now())
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		tags = nil
		for _, in := range inputs {
			tag, err := db.One(ctx, tx, scanTag, `SELECT `+tagColumns+` FROM tag WHERE name_folded = $1 ORDER BY id LIMIT 1`, Fold(in.Name))
			if fault.Is(err, fault.NotFound) {
				tag, err = createTag(ctx, tx, in, now)
			}
			if err != nil {
				return err
			}
			tags = append(tags, tag)
		}
		return nil
	})
	return tags, err
}

func tagInputs(names []string) ([]TagInput, error) {
	var p fault.Problems
	if len(names) > MaxTags {
		p.Add("tags", "At most %d can be chosen.", MaxTags)
		return nil, p.Err()
	}
	var out []TagInput
	seen := map[string]bool{}
	for _, name := range names {
		name = line(&p, "tags", name, MaxName)
		if key := Fold(name); key != "" && !seen[key] {
			seen[key] = true
			out = append(out, TagInput{Name: name})
		}
	}
	return out, p.Err()
}

// UpdateTag changes a tag; its old slug leads to the new one. A stale version
// is fault.Conflict.
func (s *Store) UpdateTag(ctx context.Context, id, version int64, in TagInput) (v Tag, err error) {
	defer fault.Wrap(&err, "post.UpdateTag(%d, version %d)", id, version)
	if err := in.clean(); err != nil {
		return Tag{}, err
	}
	now := db.Ms(s.Now())
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := freeTagName(ctx, tx, id, in.Name); err != nil {
			return err
		}
		v, err = tagNoun().update(ctx, tx, id, version, in.Slug, func(slug string) (Tag, error) {
			return db.One(ctx, tx, scanTag, `UPDATE tag SET slug = $1, name = $2, name_folded = $3, description = $4,
				updated_at = $5, version = version + 1 WHERE id = $6 RETURNING `+tagColumns,
				slug, in.Name, Fold(in.Name), in.Description, now, id)
		})
		return err
	})
	return v, slugTaken(err, in.Slug)
}

// DeleteTag removes a tag; its posts stay, without it. A version that
// is not that of now is a fault.Conflict; 0 is any.
func (s *Store) DeleteTag(ctx context.Context, id, version int64) (err error) {
	defer fault.Wrap(&err, "post.DeleteTag(%d)", id)
	return s.DB.Write(ctx, func(tx *db.Tx) error { return tagNoun().remove(ctx, tx, id, version) })
}

func (in *TagInput) clean() error {
	var p fault.Problems
	in.Slug = slugOf(&p, in.Slug)
	in.Name = named(&p, in.Name)
	in.Description = text(&p, "description", in.Description, MaxAbout)
	return p.Err()
}
