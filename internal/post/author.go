package post

import (
	"context"
	"net/url"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

const authorColumns = `id, slug, name, bio, url, COALESCE(media_id, 0), COALESCE(staff_id, 0), version, created_at, updated_at`

func scanAuthor(r db.Row) (v Author, err error) {
	var created, updated int64
	err = r.Scan(&v.ID, &v.Slug, &v.Name, &v.Bio, &v.URL, &v.MediaID, &v.StaffID, &v.Version, &created, &updated)
	v.CreatedAt, v.UpdatedAt = db.Time(created), db.Time(updated)
	return v, err
}

func (v Author) id() int64      { return v.ID }
func (v Author) slug() string   { return v.Slug }
func (v Author) version() int64 { return v.Version }

func authorNoun() noun[Author] {
	return noun[Author]{
		table: "author", columns: authorColumns, scan: scanAuthor,
		missing: "This author was not found.",
		stale:   "Somebody changed this author in between; look at it again and repeat your change.",
		most:    MaxAuthorsHeld,
	}
}

// Authors lists every author by slug. AuthorPage gives them in parts.
func (s *Store) Authors(ctx context.Context) (list []Author, err error) {
	defer fault.Wrap(&err, "post.Authors()")
	return db.All(ctx, s.DB, scanAuthor, `SELECT `+authorColumns+` FROM author ORDER BY slug, id`)
}

// AuthorPage lists authors by slug, as TagPage does tags.
func (s *Store) AuthorPage(ctx context.Context, f GroupFilter) (list []Author, next string, err error) {
	defer fault.Wrap(&err, "post.AuthorPage(%+v)", f)
	return authorNoun().page(ctx, s.DB, f)
}

// Author reads an author.
func (s *Store) Author(ctx context.Context, id int64) (v Author, err error) {
	defer fault.Wrap(&err, "post.Author(%d)", id)
	return authorNoun().get(ctx, s.DB, id)
}

// AuthorBySlug finds an author by slug, or by one they had before: then the
// Slug is another one, to which the reader should be sent.
func (s *Store) AuthorBySlug(ctx context.Context, slug string) (v Author, err error) {
	defer fault.Wrap(&err, "post.AuthorBySlug(%q)", slug)
	return authorNoun().bySlug(ctx, s.DB, slug)
}

const authorOfStaff = `SELECT ` + authorColumns + ` FROM author WHERE staff_id = $1 ORDER BY id LIMIT 1`

// AuthorOfStaff is the name in bylines of a member of staff; fault.NotFound
// when there is none.
func (s *Store) AuthorOfStaff(ctx context.Context, staffID int64) (v Author, err error) {
	defer fault.Wrap(&err, "post.AuthorOfStaff(%d)", staffID)
	v, err = db.One(ctx, s.DB, scanAuthor, authorOfStaff, staffID)
	return v, missing(err, authorNoun().missing)
}

// EnsureStaffAuthor gives the author of a member of staff and makes one of that
// name if there is none, in the transaction of whoever makes the staff.
func (s *Store) EnsureStaffAuthor(ctx context.Context, tx *db.Tx, staffID int64, name string) (v Author, err error) {
	defer fault.Wrap(&err, "post.EnsureStaffAuthor(%d, %q)", staffID, name)
	v, err = db.One(ctx, tx, scanAuthor, authorOfStaff, staffID)
	if !fault.Is(err, fault.NotFound) {
		return v, err
	}
	in := AuthorInput{Name: name, StaffID: staffID}
	if err := in.clean(); err != nil {
		return Author{}, err
	}
	return createAuthor(ctx, tx, in, db.Ms(s.Now()))
}

// CreateAuthor makes an author.
func (s *Store) CreateAuthor(ctx context.Context, in AuthorInput) (v Author, err error) {
	defer fault.Wrap(&err, "post.CreateAuthor(%q)", in.Name)
	if err := in.clean(); err != nil {
		return Author{}, err
	}
	now := db.Ms(s.Now())
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		v, err = createAuthor(ctx, tx, in, now)
		return err
	})
	return v, err
}

func createAuthor(ctx context.Context, tx *db.Tx, in AuthorInput, now int64) (Author, error) {
	v, err := authorNoun().create(ctx, tx, in.Slug, in.Name, func(slug string) (Author, error) {
		return db.One(ctx, tx, scanAuthor, `INSERT INTO author (slug, name, name_folded, bio, url, media_id, staff_id, created_at, updated_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) ON CONFLICT (slug) DO NOTHING RETURNING `+authorColumns,
			slug, in.Name, Fold(in.Name), in.Bio, in.URL, db.NullID(in.MediaID), db.NullID(in.StaffID), now)
	})
	return v, lostPortrait(err)
}

// UpdateAuthor changes an author; the old slug leads to the new one. A stale
// version is fault.Conflict.
func (s *Store) UpdateAuthor(ctx context.Context, id, version int64, in AuthorInput) (v Author, err error) {
	defer fault.Wrap(&err, "post.UpdateAuthor(%d, version %d)", id, version)
	if err := in.clean(); err != nil {
		return Author{}, err
	}
	now := db.Ms(s.Now())
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		v, err = authorNoun().update(ctx, tx, id, version, in.Slug, func(slug string) (Author, error) {
			return db.One(ctx, tx, scanAuthor, `UPDATE author SET slug = $1, name = $2, name_folded = $3, bio = $4, url = $5,
				media_id = $6, staff_id = $7, updated_at = $8, version = version + 1 WHERE id = $9 RETURNING `+authorColumns,
				slug, in.Name, Fold(in.Name), in.Bio, in.URL, db.NullID(in.MediaID), db.NullID(in.StaffID), now, id)
		})
		return err
	})
	return v, lostPortrait(slugTaken(err, in.Slug))
}

func lostPortrait(err error) error {
	if db.IsForeign(err) {
		return invalid(err, "media_id", "The portrait or the person chosen no longer exists; choose again.")
	}
	return err
}

// DeleteAuthor removes an author whom no byline names. One that ever stood in a
// published byline stays on record: fault.Conflict. So is a version that is not
// that of now; 0 is any.
func (s *Store) DeleteAuthor(ctx context.Context, id, version int64) (err error) {
	defer fault.Wrap(&err, "post.DeleteAuthor(%d)", id)
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		credited, err := db.One(ctx, tx, db.Value[int64], `SELECT credited FROM author WHERE id = $1`, id)
		if err != nil {
			return missing(err, authorNoun().missing)
		}
		if credited != 0 {
			return fault.New(fault.Conflict, "This author stands in a published byline, so the name stays on record.")
		}
		return authorNoun().remove(ctx, tx, id, version)
	})
	if db.IsForeign(err) {
		return fault.New(fault.Conflict, "This author stands in the byline of a draft; take the name out there first.").Because(err)
	}
	return err
}

func (in *AuthorInput) clean() error {
	var p fault.Problems
	in.Slug = slugOf(&p, in.Slug)
	in.Name = named(&p, in.Name)
	in.Bio = text(&p, "bio", in.Bio, MaxAbout)
	in.URL = line(&p, "url", in.URL, MaxURL)
	if u, err := url.Parse(in.URL); in.URL != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
		p.Add("url", "Write a whole web address, such as https://example.org.")
	}
	if in.MediaID < 0 || in.StaffID < 0 {
		p.Add("media_id", "Choose from the list.")
	}
	return p.Err()
}
