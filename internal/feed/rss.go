package feed

import (
	"encoding/xml"
	"time"
)

type rss struct {
	XMLName xml.Name   `xml:"rss"`
	Version string     `xml:"version,attr"`
	Content string     `xml:"xmlns:content,attr"`
	Atom    string     `xml:"xmlns:atom,attr"`
	DC      string     `xml:"xmlns:dc,attr"`
	Media   string     `xml:"xmlns:media,attr"`
	Channel rssChannel `xml:"channel"`
}

type rssChannel struct {
	Title       string    `xml:"title"`
	Link        string    `xml:"link"`
	Description string    `xml:"description"`
	Language    string    `xml:"language,omitempty"`
	Copyright   string    `xml:"copyright,omitempty"`
	Built       string    `xml:"lastBuildDate"`
	Generator   string    `xml:"generator"`
	Image       *rssImage `xml:"image"`
	Self        atomLink  `xml:"atom:link"`
	Items       []rssItem `xml:"item"`
}

type rssImage struct {
	URL   string `xml:"url"`
	Title string `xml:"title"`
	Link  string `xml:"link"`
}

type rssItem struct {
	Title       string        `xml:"title"`
	Link        string        `xml:"link"`
	GUID        rssGUID       `xml:"guid"`
	Published   string        `xml:"pubDate"`
	Creators    []string      `xml:"dc:creator"`
	Categories  []string      `xml:"category"`
	Description string        `xml:"description,omitempty"`
	Content     string        `xml:"content:encoded"`
	Enclosure   *rssEnclosure `xml:"enclosure"`
	Media       *rssMedia     `xml:"media:content"`
}

type rssGUID struct {
	Permalink bool   `xml:"isPermaLink,attr"`
	ID        string `xml:",chardata"`
}

type rssEnclosure struct {
	URL    string `xml:"url,attr"`
	Length int64  `xml:"length,attr"`
	Type   string `xml:"type,attr"`
}

type rssMedia struct {
	URL    string `xml:"url,attr"`
	Medium string `xml:"medium,attr"`
	Width  int    `xml:"width,attr,omitempty"`
	Height int    `xml:"height,attr,omitempty"`
}

// RSS writes the feed as RSS 2.0. An item's pubDate is its first publication
// and never moves; the description of a feed without one is its title.
func RSS(f Feed) []byte {
	ch := rssChannel{
		Title: f.Title, Link: f.Home, Description: f.Description, Language: f.Language,
		Copyright: f.Copyright, Built: rfc822(f.Updated()), Generator: generator,
		Self: atomLink{Rel: "self", Type: "application/rss+xml", Href: f.Self},
	}
	if ch.Description == "" {
		ch.Description = f.Title
	}
	if f.Icon != "" {
		ch.Image = &rssImage{URL: f.Icon, Title: f.Title, Link: f.Home}
	}
	for i := range f.Items {
		ch.Items = append(ch.Items, rssOf(&f.Items[i]))
	}
	return xmlDocument(rss{
		Version: "2.0",
		Content: "http://purl.org/rss/1.0/modules/content/",
		Atom:    "http://www.w3.org/2005/Atom",
		DC:      "http://purl.org/dc/elements/1.1/",
		Media:   "http://search.yahoo.com/mrss/",
		Channel: ch,
	})
}

func rssOf(it *Item) rssItem {
	out := rssItem{
		Title: it.Title, Link: it.URL, Published: rfc822(it.Published),
		GUID:       rssGUID{Permalink: it.id() == it.URL, ID: it.id()},
		Categories: it.Categories, Description: it.Summary, Content: it.HTML,
	}
	for _, a := range it.Authors {
		out.Creators = append(out.Creators, a.Name)
	}
	if e := it.Enclosure; e.URL != "" {
		out.Enclosure = &rssEnclosure{e.URL, e.Length, e.Type}
	}
	if it.Image.URL != "" {
		out.Media = &rssMedia{URL: it.Image.URL, Medium: "image", Width: it.Image.Width, Height: it.Image.Height}
	}
	return out
}

// rfc822 is the date of RFC 822 with the year in four digits, as RSS wants it.
func rfc822(t time.Time) string { return t.UTC().Format("Mon, 02 Jan 2006 15:04:05 +0000") }
