// Package post holds what the publication says: sections, tags and authors;
// posts as working copies that people edit; and the immutable revisions that
// readers see.
//
// What readers see is always a revision. The working copy (table post) is for
// staff and previews alone; Published and all it is made of come from the
// revision, so that no word of a draft leaks.
//
// Invariants:
//  1. A revision never changes; a trigger refuses UPDATE and DELETE. It keeps
//     what it printed of claims (Claims), and claim.Used has noted that.
//  2. A post has rows in listing exactly while its status is "published", and
//     they are those that its current revision says (lists).
//  3. A slug that was ever public belongs to its post for ever; the older ones
//     redirect to the one of the current revision. A slug of a draft is kept
//     for it until it takes another.
//  4. Every write of a working copy raises its version, and a write that was
//     made from an older version changes nothing.
package post

import (
	"context"
	"fmt"
	"time"

	"onrecord/internal/claim"
	"onrecord/internal/db"
	"onrecord/internal/job"
	"onrecord/internal/media"
)

// Store keeps sections, tags, authors, posts and revisions.
type Store struct{ Deps }

// Deps is what a Store works with.
type Deps struct {
	DB    *db.DB
	Jobs  *job.Queue
	Media *media.Store
	// Zone is the site's time zone: it decides which month of the archive a
	// post belongs to. Nil means UTC.
	Zone func(ctx context.Context) *time.Location
	// Claims is the record that texts are bound to. Nil means that of DB.
	Claims *claim.Store
	// Language is that of the site, in which a text prints figures and who said
	// so. Nil means English.
	Language func(ctx context.Context) string
	// Now is the clock. Nil means time.Now.
	Now func() time.Time
}

// New makes a Store.
func New(d Deps) *Store {
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Zone == nil {
		d.Zone = func(context.Context) *time.Location { return time.UTC }
	}
	if d.Claims == nil {
		d.Claims = claim.New(claim.Deps{DB: d.DB, Now: d.Now})
	}
	if d.Language == nil {
		d.Language = func(context.Context) string { return "en" }
	}
	return &Store{d}
}

// The kinds of post. A page stands outside the stream of news: it is on no
// lists but "all" and "page".
const (
	Article   = "article"
	Brief     = "brief"
	Explainer = "explainer"
	Page      = "page"
)

// Kinds lists every kind, in the order a form shows them.
func Kinds() []string { return []string{Article, Brief, Explainer, Page} }

// The states of a post.
const (
	Draft       = "draft"       // never published
	Scheduled   = "scheduled"   // will be published at ScheduledAt
	Live        = "published"   // readers see revision RevisionID
	Unpublished = "unpublished" // was published once and was taken down
)

// Statuses lists every state, in the order of a post's life.
func Statuses() []string { return []string{Draft, Scheduled, Live, Unpublished} }

// Input is what people write of a post. A post, a revision and a form all
// carry it. The ids keep their order: the first author is named first, the
// first section is the one of the breadcrumb.
type Input struct {
	Kind        string // empty means Article
	Access      string // who may read it whole; empty means Everyone
	Layout      string // one of Layouts; empty is as the site lays out its posts
	Slug        string // empty: made from the headline until the first publication, kept after it
	Headline    string // one line
	Standfirst  string
	Body        string // Markdown
	LeadMediaID int64
	LeadAlt     string // empty: the alternative text of the picture itself
	LeadCaption string
	LeadCredit  string // empty: the credit of the picture itself
	Series      string // name of the series it is a part of; empty for none
	Part        int64  // its place in the series, from 1; 0 comes after those, in the order of publication
	SectionIDs  []int64
	TagIDs      []int64
	AuthorIDs   []int64
}

// Post is the working copy, which staff edit and readers never see. Its Slug
// is the one that the next publication will have.
type Post struct {
	ID     int64
	Status string
	Input

	PreviewToken     string    // opens the working copy at /preview/{token}
	RevisionID       int64     // what readers see now; 0 when it is not published
	Changed          bool      // published, and the working copy says something else
	ScheduledAt      time.Time // zero unless Status is Scheduled
	HandedInAt       time.Time // zero unless the editors have it for review
	FirstPublishedAt time.Time
	CreatedAt        time.Time
	UpdatedAt        time.Time
	Version          int64
	CreatedBy        int64 // staff; 0 when gone or none
	UpdatedBy        int64

	scheduledBy   int64
	significantAt time.Time // the last significant revision
}

// ConflictError says that somebody saved the post in between. It is the cause
// of an error of kind fault.Conflict; errors.As finds it. Nothing was written.
type ConflictError struct {
	Mine   Input // what was to be saved; empty when nothing was to be
	Theirs Post  // the post as it is now
}

func (e *ConflictError) Error() string {
	return fmt.Sprintf("post %d is at version %d", e.Theirs.ID, e.Theirs.Version)
}
