package post

import (
	"time"

	"onrecord/internal/markup"
	"onrecord/internal/media"
)

// Revision is one immutable published state of a post. Its Slug is the public
// address that it was published under.
type Revision struct {
	ID     int64
	PostID int64
	Number int // 1 is the first publication
	Input

	Significant bool   // readers should be told; it moves Published.UpdatedAt
	Note        string // what changed, for readers
	PublishedAt time.Time
	PublishedBy int64 // staff; 0 for none
	// Claims is what the text printed of the record, by how it names it. It is
	// empty where the body was not read.
	Claims markup.Claims
}

// Published is everything a page, a feed or a mail needs to show a post, taken
// from one revision. For a preview the revision has no ID and no Number.
type Published struct {
	PostID           int64
	Revision         Revision
	Authors          []Author  // in the order of the byline
	Sections         []Section // the first is the one of the breadcrumb
	Tags             []Tag
	Lead             *media.Media // nil without a lead picture, or when it was deleted
	FirstPublishedAt time.Time    // zero in the preview of a draft
	UpdatedAt        time.Time    // the last significant revision
}

// Updated tells whether there was a significant revision after the first.
func (p Published) Updated() bool { return p.UpdatedAt.After(p.FirstPublishedAt) }

// LeadAlt is the alternative text of the lead picture.
func (p Published) LeadAlt() string {
	if p.Revision.LeadAlt == "" && p.Lead != nil {
		return p.Lead.Alt
	}
	return p.Revision.LeadAlt
}

// LeadCredit is the credit of the lead picture.
func (p Published) LeadCredit() string {
	if p.Revision.LeadCredit == "" && p.Lead != nil {
		return p.Lead.Credit
	}
	return p.Revision.LeadCredit
}

// Address is what a sitemap says of a published post.
type Address struct {
	PostID           int64
	Kind             string
	Slug             string
	Headline         string
	FirstPublishedAt time.Time
	UpdatedAt        time.Time // the last revision, significant or not
}

// Month is one month of the archive, in the site's time zone.
type Month struct {
	Year  int
	Month time.Month
	Posts int64
}
