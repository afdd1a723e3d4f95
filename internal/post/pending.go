// Signatures first: each moves to its file as its body is written.
package post

import (
	"context"
	"time"

	"onrecord/internal/db"
)

func (s *Store) Create(ctx context.Context, by int64, in Input) (Post, error) { panic("pending") }
func (s *Store) Save(ctx context.Context, id, version, by int64, in Input) (Post, error) {
	panic("pending")
}
func (s *Store) Get(ctx context.Context, id int64) (Post, error)                 { panic("pending") }
func (s *Store) Owns(ctx context.Context, postID, staffID int64) (bool, error)   { panic("pending") }
func (s *Store) List(ctx context.Context, f ListFilter) ([]Post, Cursor, error)  { panic("pending") }
func (s *Store) CountByStatus(ctx context.Context) (map[string]int64, error)     { panic("pending") }
func (s *Store) Delete(ctx context.Context, id, version int64) error             { panic("pending") }
func (s *Store) NewPreviewToken(ctx context.Context, id, by int64) (Post, error) { panic("pending") }

func (s *Store) Publish(ctx context.Context, id, by int64, o PublishOptions) (Revision, error) {
	panic("pending")
}

func (s *Store) Unpublish(ctx context.Context, id, by, version int64) (Post, error) { panic("pending") }

func (s *Store) Schedule(ctx context.Context, id, by, version int64, at time.Time) (Post, error) {
	panic("pending")
}

func (s *Store) Unschedule(ctx context.Context, id, by, version int64) (Post, error) {
	panic("pending")
}
func (s *Store) PublishDue(ctx context.Context, id int64) error { panic("pending") }

func (s *Store) Revisions(ctx context.Context, postID int64) ([]Revision, error) { panic("pending") }
func (s *Store) Revision(ctx context.Context, id int64) (Revision, error)        { panic("pending") }

func (s *Store) BySlug(ctx context.Context, slug string) (p Published, redirectTo string, err error) {
	panic("pending")
}
func (s *Store) ByPreview(ctx context.Context, token string) (Published, error) { panic("pending") }
func (s *Store) Published(ctx context.Context, postID int64) (Published, error) { panic("pending") }
func (s *Store) PublishedRevision(ctx context.Context, revisionID int64) (Published, error) {
	panic("pending")
}

func (s *Store) Listed(ctx context.Context, list string, before Cursor, limit int) ([]Published, Cursor, error) {
	panic("pending")
}

func (s *Store) Addresses(ctx context.Context, list string, before Cursor, limit int) ([]Address, Cursor, error) {
	panic("pending")
}
func (s *Store) Months(ctx context.Context) ([]Month, error) { panic("pending") }

func (s *Store) Sections(ctx context.Context) ([]Section, error)        { panic("pending") }
func (s *Store) Section(ctx context.Context, id int64) (Section, error) { panic("pending") }
func (s *Store) SectionBySlug(ctx context.Context, slug string) (Section, error) { panic("pending") }

func (s *Store) CreateSection(ctx context.Context, in SectionInput) (Section, error) {
	panic("pending")
}

func (s *Store) UpdateSection(ctx context.Context, id, version int64, in SectionInput) (Section, error) {
	panic("pending")
}
func (s *Store) DeleteSection(ctx context.Context, id int64) error { panic("pending") }

func (s *Store) Tags(ctx context.Context) ([]Tag, error) { panic("pending") }
func (s *Store) TagPage(ctx context.Context, f GroupFilter) (tags []Tag, next string, err error) {
	panic("pending")
}
func (s *Store) Tag(ctx context.Context, id int64) (Tag, error)          { panic("pending") }
func (s *Store) TagBySlug(ctx context.Context, slug string) (Tag, error) { panic("pending") }
func (s *Store) CreateTag(ctx context.Context, in TagInput) (Tag, error) { panic("pending") }
func (s *Store) UpdateTag(ctx context.Context, id, version int64, in TagInput) (Tag, error) {
	panic("pending")
}
func (s *Store) DeleteTag(ctx context.Context, id int64) error                 { panic("pending") }
func (s *Store) EnsureTags(ctx context.Context, names []string) ([]Tag, error) { panic("pending") }

func (s *Store) Authors(ctx context.Context) ([]Author, error) { panic("pending") }
func (s *Store) AuthorPage(ctx context.Context, f GroupFilter) (authors []Author, next string, err error) {
	panic("pending")
}
func (s *Store) Author(ctx context.Context, id int64) (Author, error)          { panic("pending") }
func (s *Store) AuthorBySlug(ctx context.Context, slug string) (Author, error) { panic("pending") }
func (s *Store) AuthorOfStaff(ctx context.Context, staffID int64) (Author, error) { panic("pending") }

func (s *Store) EnsureStaffAuthor(ctx context.Context, tx *db.Tx, staffID int64, name string) (Author, error) {
	panic("pending")
}

func (s *Store) CreateAuthor(ctx context.Context, in AuthorInput) (Author, error) { panic("pending") }

func (s *Store) UpdateAuthor(ctx context.Context, id, version int64, in AuthorInput) (Author, error) {
	panic("pending")
}
func (s *Store) DeleteAuthor(ctx context.Context, id int64) error { panic("pending") }

func (s *Store) InsertBulk(ctx context.Context, posts []SeedPost) (ids []int64, err error) {
	panic("pending")
}
