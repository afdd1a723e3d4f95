package feed

import (
	"encoding/xml"
	"fmt"
	"time"
)

// Limits of the sitemap protocol and of news sitemaps.
const (
	MaxSitemapURLs = 50_000
	MaxNewsURLs    = 1_000
	NewsAge        = 48 * time.Hour
)

const sitemapSpace = "http://www.sitemaps.org/schemas/sitemap/0.9"

// Location is one address in a sitemap or in an index of sitemaps. A zero
// time leaves lastmod out.
type Location struct {
	URL     string
	Changed time.Time
}

type sitemapURL struct {
	Loc     string       `xml:"loc"`
	LastMod string       `xml:"lastmod,omitempty"`
	News    *sitemapNews `xml:"news:news"`
}

type sitemapURLSet struct {
	XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	News    string       `xml:"xmlns:news,attr,omitempty"`
	URLs    []sitemapURL `xml:"url"`
}

type sitemapIndex struct {
	XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
	Maps    []sitemapURL `xml:"sitemap"`
}

type sitemapNews struct {
	Publication struct {
		Name     string `xml:"news:name"`
		Language string `xml:"news:language"`
	} `xml:"news:publication"`
	Published string `xml:"news:publication_date"`
	Title     string `xml:"news:title"`
}

// Sitemap writes one sitemap of at most MaxSitemapURLs addresses.
func Sitemap(at []Location) ([]byte, error) {
	if len(at) > MaxSitemapURLs {
		return nil, fmt.Errorf("a sitemap of %d addresses: at most %d fit", len(at), MaxSitemapURLs)
	}
	return xmlDocument(sitemapURLSet{URLs: sitemapURLs(at)}), nil
}

// SitemapIndex writes the index of at most MaxSitemapURLs sitemaps.
func SitemapIndex(maps []Location) ([]byte, error) {
	if len(maps) > MaxSitemapURLs {
		return nil, fmt.Errorf("an index of %d sitemaps: at most %d fit", len(maps), MaxSitemapURLs)
	}
	return xmlDocument(sitemapIndex{Maps: sitemapURLs(maps)}), nil
}

func sitemapURLs(at []Location) []sitemapURL {
	out := make([]sitemapURL, len(at))
	for i, l := range at {
		out[i].Loc = l.URL
		if !l.Changed.IsZero() {
			out[i].LastMod = rfc3339(l.Changed)
		}
	}
	return out
}

// NewsSitemap writes the items that were first published in the last NewsAge
// before now, at most MaxNewsURLs of them in the given order. Publication is
// the site's name, language its BCP 47 tag.
func NewsSitemap(publication, language string, items []Item, now time.Time) []byte {
	set := sitemapURLSet{News: "http://www.google.com/schemas/sitemap-news/0.9"}
	for _, it := range items {
		if now.Sub(it.Published) > NewsAge || it.Published.After(now) || len(set.URLs) == MaxNewsURLs {
			continue
		}
		n := &sitemapNews{Published: rfc3339(it.Published), Title: it.Title}
		n.Publication.Name, n.Publication.Language = publication, newsLanguage(language)
		set.URLs = append(set.URLs, sitemapURL{Loc: it.URL, News: n})
	}
	return xmlDocument(set)
}

// newsLanguage is the two- or three-letter code that news sitemaps want;
// only Chinese keeps its region.
func newsLanguage(tag string) string {
	switch tag {
	case "zh-Hans", "zh-CN", "zh-SG":
		return "zh-cn"
	case "zh-Hant", "zh-TW", "zh-HK":
		return "zh-tw"
	}
	for i := range len(tag) {
		if tag[i] == '-' {
			return tag[:i]
		}
	}
	return tag
}
