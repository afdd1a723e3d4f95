// Package feed writes what machines read: RSS 2.0, Atom, JSON Feed, sitemaps
// and JSON-LD. It is pure: what goes in is all it knows, and it reads no
// clock and no database.
package feed

import (
	"bytes"
	"encoding/xml"
	"time"
)

// Feed is one channel in any of the three formats. Every URL is absolute.
type Feed struct {
	Title       string
	Description string
	Language    string // BCP 47
	Home        string // the page that the feed follows
	Self        string // where this very document lives
	ID          string // never changes, whatever it is called or its address becomes; Self if empty
	Publisher   string // stands for entries without authors; the title if empty
	Icon        string // square image; may be empty
	Copyright   string
	// Since is when an empty feed last changed; a feed with items takes the
	// latest of its items.
	Since time.Time
	Items []Item
}

// Item is one post with its whole content.
type Item struct {
	ID         string // never changes; the URL if empty
	URL        string
	Title      string
	Summary    string // plain text
	HTML       string // whole, sanitised, with absolute URLs
	Authors    []Author
	Categories []string
	Image      Image
	Enclosure  Enclosure
	// Published is the first publication and never moves. Updated moves only
	// with a significant revision; zero means never.
	Published, Updated time.Time
}

// Author is who wrote an item; the URL may be empty.
type Author struct{ Name, URL string }

// Image is the lead image of an item; without a URL there is none.
type Image struct {
	URL           string
	Width, Height int
}

// Enclosure is the sound or film of an item, as podcasts have it; without a URL
// there is none.
type Enclosure struct {
	URL, Type string
	Length    int64 // bytes
}

// Content types of the three formats.
const (
	RSSType  = "application/rss+xml; charset=utf-8"
	AtomType = "application/atom+xml; charset=utf-8"
	JSONType = "application/feed+json; charset=utf-8"
	XMLType  = "application/xml; charset=utf-8"
)

const generator = "Onrecord"

// Updated is when the feed last changed in a way that readers should notice.
func (f *Feed) Updated() time.Time {
	latest := f.Since
	if len(f.Items) > 0 {
		latest = time.Time{}
	}
	for _, it := range f.Items {
		if u := it.updated(); u.After(latest) {
			latest = u
		}
	}
	return latest.UTC()
}

func (f *Feed) publisher() string {
	if f.Publisher != "" {
		return f.Publisher
	}
	return f.Title
}

func (f *Feed) id() string {
	if f.ID != "" {
		return f.ID
	}
	return f.Self
}

func (it *Item) id() string {
	if it.ID != "" {
		return it.ID
	}
	return it.URL
}

func (it *Item) updated() time.Time {
	if it.Updated.After(it.Published) {
		return it.Updated
	}
	return it.Published
}

// xmlDocument never fails on the structs of this package: they hold only
// text, and encoding/xml replaces the characters that XML cannot hold.
func xmlDocument(v any) []byte {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	if err := xml.NewEncoder(&b).Encode(v); err != nil {
		panic(err)
	}
	b.WriteByte('\n')
	return b.Bytes()
}

func rfc3339(t time.Time) string { return t.UTC().Format(time.RFC3339) }
