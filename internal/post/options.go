package post

import "time"

// PublishOptions says how to publish.
type PublishOptions struct {
	// Version is the version that the person saw; 0 publishes whatever is there.
	Version int64
	// Significant marks a revision after the first as one that readers should
	// be told of. It needs a Note. The first one is always significant.
	Significant bool
	// Note says in a sentence what changed; at most 500 characters.
	Note string
	// Override says why the text prints what is refuted or retracted; it goes
	// to the audit log. Without it such a text is not published.
	Override string
}

// ListFilter narrows the list of posts for staff. Zero fields do not.
type ListFilter struct {
	Status        string
	HandedIn      bool // only what the editors have for review
	Kind          string
	AuthorStaffID int64 // made by this person, or with this person in the byline
	SectionID     int64
	TagID         int64
	AuthorID      int64  // in the byline
	Access        string // who may read all of it
	Changed       bool   // published, with changes that readers do not see
	Sort          string // one of Sorts; "" means SortChanged
	Query         string // part of the headline or the standfirst, whatever its case and accents
	Before        Cursor
	Limit         int // 1 to 100; 0 means 30
}

// GroupFilter narrows a list of tags or authors, which runs by slug.
type GroupFilter struct {
	Query string // part of the name
	After string // the slug that the page before ended with
	Limit int    // 1 to 100; 0 means 30
}

// SeedPost is one post for InsertBulk.
type SeedPost struct {
	Input
	CreatedAt   time.Time // zero: PublishedAt, or now
	PublishedAt time.Time // zero: a draft; it must not be in the future
	By          int64     // staff; 0 for none
}

// The orders of the list, the newest first in each.
const (
	SortChanged   = "changed"
	SortCreated   = "created"
	SortPublished = "published" // first; what never was comes last
	SortScheduled = "scheduled"
)

// Sorts lists every order.
func Sorts() []string { return []string{SortChanged, SortCreated, SortPublished, SortScheduled} }

// sortColumns are the times that the orders go by.
var sortColumns = map[string]string{
	"": "p.updated_at", SortChanged: "p.updated_at", SortCreated: "p.created_at",
	SortPublished: "p.first_published_at", SortScheduled: "p.scheduled_at",
}

// sortedAt is the time of a post that an order goes by.
func (p Post) sortedAt(sort string) time.Time {
	switch sort {
	case SortCreated:
		return p.CreatedAt
	case SortPublished:
		return p.FirstPublishedAt
	case SortScheduled:
		return p.ScheduledAt
	}
	return p.UpdatedAt
}
