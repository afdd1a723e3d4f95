package post

import (
	"context"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

const sectionColumns = `id, slug, name, description, position, version, created_at, updated_at`

func scanSection(r db.Row) (v Section, err error) {
	var created, updated int64
	err = r.Scan(&v.ID, &v.Slug, &v.Name, &v.Description, &v.Position, &v.Version, &created, &updated)
	v.CreatedAt, v.UpdatedAt = db.Time(created), db.Time(updated)
	return v, err
}

func (v Section) id() int64      { return v.ID }
func (v Section) slug() string   { return v.Slug }
func (v Section) version() int64 { return v.Version }

func sectionNoun() noun[Section] {
	return noun[Section]{
		table: "section", columns: sectionColumns, scan: scanSection,
		missing: "This section was not found.",
		stale:   "Somebody changed this section in between; look at it again and repeat your change.",
		most:    MaxSectionsHeld,
	}
}

// Sections lists every section in its order.
func (s *Store) Sections(ctx context.Context) (list []Section, err error) {
	defer fault.Wrap(&err, "post.Sections()")
	return db.All(ctx, s.DB, scanSection, `SELECT `+sectionColumns+` FROM section ORDER BY position, id`)
}

// Section reads a section.
func (s *Store) Section(ctx context.Context, id int64) (v Section, err error) {
	defer fault.Wrap(&err, "post.Section(%d)", id)
	return sectionNoun().get(ctx, s.DB, id)
}

// SectionBySlug finds a section by its slug, or by one it had before: then its
// Slug is another one, to which the reader should be sent.
func (s *Store) SectionBySlug(ctx context.Context, slug string) (v Section, err error) {
	defer fault.Wrap(&err, "post.SectionBySlug(%q)", slug)
	return sectionNoun().bySlug(ctx, s.DB, slug)
}

// CreateSection makes a section.
func (s *Store) CreateSection(ctx context.Context, in SectionInput) (v Section, err error) {
	defer fault.Wrap(&err, "post.CreateSection(%q)", in.Name)
	if err := in.clean(); err != nil {
		return Section{}, err
	}
	now := db.Ms(s.Now())
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		v, err = sectionNoun().create(ctx, tx, in.Slug, in.Name, func(slug string) (Section, error) {
			return db.One(ctx, tx, scanSection, `INSERT INTO section (slug, name, description, position, created_at, updated_at)
				VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT (slug) DO NOTHING RETURNING `+sectionColumns,
				slug, in.Name, in.Description, in.Position, now)
		})
		return err
	})
	return v, err
}

// UpdateSection changes a section; its old slug leads to the new one. A stale
// version is fault.Conflict.
func (s *Store) UpdateSection(ctx context.Context, id, version int64, in SectionInput) (v Section, err error) {
	defer fault.Wrap(&err, "post.UpdateSection(%d, version %d)", id, version)
	if err := in.clean(); err != nil {
		return Section{}, err
	}
	now := db.Ms(s.Now())
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		v, err = sectionNoun().update(ctx, tx, id, version, in.Slug, func(slug string) (Section, error) {
			return db.One(ctx, tx, scanSection, `UPDATE section SET slug = $1, name = $2, description = $3, position = $4,
				updated_at = $5, version = version + 1 WHERE id = $6 RETURNING `+sectionColumns,
				slug, in.Name, in.Description, in.Position, now, id)
		})
		return err
	})
	return v, slugTaken(err, in.Slug)
}

// DeleteSection removes a section; its posts stay, without it. A version that
// is not that of now is a fault.Conflict; 0 is any.
func (s *Store) DeleteSection(ctx context.Context, id, version int64) (err error) {
	defer fault.Wrap(&err, "post.DeleteSection(%d)", id)
	return s.DB.Write(ctx, func(tx *db.Tx) error { return sectionNoun().remove(ctx, tx, id, version) })
}

const maxPosition = 1_000_000

func (in *SectionInput) clean() error {
	var p fault.Problems
	in.Slug = slugOf(&p, in.Slug)
	in.Name = named(&p, in.Name)
	in.Description = text(&p, "description", in.Description, MaxAbout)
	if in.Position < 0 || in.Position > maxPosition {
		p.Add("position", "Choose a number from 0 to %d.", maxPosition)
	}
	return p.Err()
}

// named is the name of a section, tag or author.
func named(p *fault.Problems, name string) string {
	name = line(p, "name", name, MaxName)
	if name == "" {
		p.Add("name", "A name is needed.")
	}
	return name
}
