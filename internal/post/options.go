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
}

// ListFilter narrows the list of posts for staff. Zero fields do not.
type ListFilter struct {
	Status        string
	HandedIn      bool // only what the editors have for review
	Kind          string
	AuthorStaffID int64 // made by this person, or with this person in the byline
	SectionID     int64
	Query         string // part of the headline, whatever its case and accents
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
