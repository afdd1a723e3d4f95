// Package site holds the settings of the one publication that a database
// serves, the keys that sign its links, and the addresses of its pages.
package site

import (
	"sync"
	"sync/atomic"
	"time"

	"onrecord/internal/db"
)

// Site is the publication as its owner set it up.
type Site struct {
	Name          string // at most 120 characters, never empty
	Tagline       string // at most 200
	Description   string // at most 500
	Language      string // one of locale.Languages()
	TimeZone      string // an IANA name, such as "Europe/Lisbon"
	Accent        string // "#rrggbb", or "" for the theme's own
	Scheme        string // one of Schemes
	Front         string // one of Fronts
	Layout        string // of posts, one of Layouts
	Typeface      string // one of typeface.IDs()
	Theme         string // name of an installed theme; "" for the one that comes with the program
	Comments      string // one of CommentRules
	Publisher     string // at most 200
	PostalAddress string // at most 500, of several lines; newsletters show it
	ContactEmail  string
	LogoMediaID   int64
	Header        []Item  // at most MostHeader; nil: the sections, see package menu
	Footer        []Group // at most MostGroups; nil: the sections and what every site has
	Social        []Link  // at most 20
	Announcement  Announcement
	Version       int64
	RestoredAt    time.Time // set while a restored site holds its mail back
	CreatedAt     time.Time
	UpdatedAt     time.Time
}

// Link is a label of at most 60 characters and an http, https or mailto
// address, or a path of this site, of at most 500.
type Link struct {
	Label string `json:"label"`
	URL   string `json:"url"`
}

// Location is the site's time zone; UTC should its name no longer be known.
func (s Site) Location() *time.Location {
	if l, err := time.LoadLocation(s.TimeZone); err == nil {
		return l
	}
	return time.UTC
}

// Store reads and writes the site. It is safe for use by many goroutines.
type Store struct {
	d   *db.DB
	now func() time.Time

	kept      atomic.Pointer[kept]
	redirects atomic.Pointer[routes]

	mu         sync.Mutex
	generation int64 // counts the changes that were heard of
	master     []byte
}

// New makes a store over d.
func New(d *db.DB, now func() time.Time) *Store {
	s := &Store{d: d, now: now}
	d.Listen(topic, func([]string) { s.drop() })
	d.Listen(redirectTopic, func([]string) { s.drop() })
	return s
}
