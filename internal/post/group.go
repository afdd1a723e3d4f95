package post

import "time"

// Section is a part of the publication, such as Harbour or Weather.
type Section struct {
	ID          int64
	Slug        string
	Name        string
	Description string
	Position    int // where it stands among the sections, smallest first
	Version     int64
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// Tag is a topic that posts share.
type Tag struct {
	ID          int64
	Slug        string
	Name        string
	Description string
	Version     int64
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// Author is a name in a byline. It may belong to one of the staff.
type Author struct {
	ID        int64
	Slug      string
	Name      string
	Bio       string // Markdown
	URL       string // http or https, or empty
	MediaID   int64  // portrait; 0 for none
	StaffID   int64  // 0 for none
	Version   int64
	CreatedAt time.Time
	UpdatedAt time.Time
}

// SectionInput is what people write of a section. An empty Slug is made from
// the name when the section is new, and kept when it is not.
type SectionInput struct {
	Slug, Name, Description string
	Position                int
}

// TagInput is what people write of a tag; Slug as in SectionInput.
type TagInput struct{ Slug, Name, Description string }

// AuthorInput is what people write of an author; Slug as in SectionInput.
type AuthorInput struct {
	Slug, Name, Bio, URL string
	MediaID, StaffID     int64
}
