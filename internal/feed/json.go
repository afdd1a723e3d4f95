package feed

import (
	"bytes"
	"encoding/json"
	"time"
)

type jsonFeed struct {
	Version     string       `json:"version"`
	Title       string       `json:"title"`
	HomePageURL string       `json:"home_page_url"`
	FeedURL     string       `json:"feed_url"`
	Description string       `json:"description,omitempty"`
	Icon        string       `json:"icon,omitempty"`
	Language    string       `json:"language,omitempty"`
	Authors     []jsonAuthor `json:"authors"`
	Items       []jsonItem   `json:"items"`
}

type jsonAuthor struct {
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

type jsonItem struct {
	ID        string       `json:"id"`
	URL       string       `json:"url"`
	Title     string       `json:"title,omitempty"`
	HTML      string       `json:"content_html"`
	Summary   string       `json:"summary,omitempty"`
	Image     string       `json:"image,omitempty"`
	Published string       `json:"date_published"`
	Modified  string       `json:"date_modified,omitempty"`
	Authors   []jsonAuthor `json:"authors,omitempty"`
	Tags      []string     `json:"tags,omitempty"`
	// Attachments has one at most.
	Attachments []jsonAttachment `json:"attachments,omitempty"`
}

type jsonAttachment struct {
	URL  string `json:"url"`
	Type string `json:"mime_type"`
	Size int64  `json:"size_in_bytes"`
}

// JSON writes the feed as JSON Feed 1.1. An item has a date_modified only
// after a significant revision.
func JSON(f Feed) []byte {
	out := jsonFeed{
		Version: "https://jsonfeed.org/version/1.1",
		Title:   f.Title, HomePageURL: f.Home, FeedURL: f.Self, Description: f.Description,
		Icon: f.Icon, Language: f.Language,
		Authors: []jsonAuthor{{Name: f.publisher(), URL: f.Home}},
		Items:   []jsonItem{},
	}
	for i := range f.Items {
		out.Items = append(out.Items, jsonOf(&f.Items[i]))
	}
	return plainJSON(out)
}

func jsonOf(it *Item) jsonItem {
	out := jsonItem{
		ID: it.id(), URL: it.URL, Title: it.Title, HTML: it.HTML, Summary: it.Summary,
		Image: it.Image.URL, Published: rfc3339(it.Published), Tags: it.Categories,
	}
	if e := it.Enclosure; e.URL != "" {
		out.Attachments = []jsonAttachment{{e.URL, e.Type, e.Length}}
	}
	if it.updated().Truncate(time.Second).After(it.Published) {
		out.Modified = rfc3339(it.Updated)
	}
	for _, a := range it.Authors {
		out.Authors = append(out.Authors, jsonAuthor(a))
	}
	return out
}

// plainJSON leaves <, > and & as they are, since a feed is no web page.
func plainJSON(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err) // strings and lists always encode
	}
	return b.Bytes()
}
