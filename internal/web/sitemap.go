package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"onrecord/internal/fault"
	"onrecord/internal/feed"
	"onrecord/internal/locale"
	"onrecord/internal/page"
	"onrecord/internal/post"
)

// The sitemap is an index of one part for each month, named like
// /sitemap-202611.xml, so that a publication changes one part alone, and of
// part 1 for everything that is no post. A month of more posts than a part may
// hold goes on in /sitemap-202611-2.xml.
const fixedPart = "1"

// mostParts is how many parts a month may have: two million posts.
const mostParts = 40

func monthPart(m post.Month, n int) string {
	name := fmt.Sprintf("%04d%02d", m.Year, int(m.Month))
	if n > 1 {
		name += "-" + strconv.Itoa(n)
	}
	return name
}

func (s *Web) sitemapIndex(w http.ResponseWriter, r *http.Request) error {
	page.Depends(r, "site", "list:home")
	months, err := s.Posts.Months(r.Context())
	if err != nil {
		return err
	}
	parts := []feed.Location{{URL: s.urls.SitemapPart(fixedPart)}}
	for _, m := range months {
		for n := 1; n == 1 || n <= mostParts && m.Posts > int64(n-1)*feed.MaxSitemapURLs; n++ {
			parts = append(parts, feed.Location{URL: s.urls.SitemapPart(monthPart(m, n))})
		}
	}
	return sendXML(w)(feed.SitemapIndex(parts))
}

// sendXML answers with what an encoder of package feed gives.
func sendXML(w http.ResponseWriter) func(body []byte, err error) error {
	return func(body []byte, err error) error {
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", feed.XMLType)
		_, err = w.Write(body)
		return err
	}
}

func (s *Web) sitemapPart(w http.ResponseWriter, r *http.Request) error {
	name := strings.TrimSuffix(strings.TrimPrefix(r.PathValue("slug"), "sitemap-"), ".xml")
	if name == fixedPart {
		return s.fixedSitemap(w, r)
	}
	m, n, ok := partOfMonth(name)
	if !ok {
		return fault.New(fault.NotFound, fault.Missing)
	}
	list := fmt.Sprintf("month:%04d-%02d", m.Year, int(m.Month))
	page.Depends(r, "site", "list:"+list)
	var at post.Cursor
	for ; ; n-- {
		found, next, err := s.Posts.Addresses(r.Context(), list, at, feed.MaxSitemapURLs)
		switch {
		case err != nil:
			return err
		case len(found) > 0 && n == 1:
			return sendXML(w)(feed.Sitemap(s.locations(found)))
		case next == post.Cursor{}:
			return fault.New(fault.NotFound, fault.Missing)
		}
		at = next
	}
}

// partOfMonth reads a name as monthPart writes it, and no other.
func partOfMonth(name string) (m post.Month, n int, ok bool) {
	month, rest, more := strings.Cut(name, "-")
	if len(month) != len("202611") {
		return m, 0, false
	}
	year, of, ok := yearAndMonth(month[:4], month[4:])
	n = 1
	if more {
		n, _ = strconv.Atoi(rest)
	}
	m = post.Month{Year: year, Month: of}
	return m, n, ok && n <= mostParts && monthPart(m, n) == name
}

func (s *Web) locations(found []post.Address) []feed.Location {
	out := make([]feed.Location, len(found))
	for i, a := range found {
		out[i] = feed.Location{URL: s.urls.Post(a.Slug), Changed: a.UpdatedAt}
	}
	return out
}

// fixedSitemap lists everything that is no post.
func (s *Web) fixedSitemap(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	page.Depends(r, "site", "sections", "tags", "authors", "newsletters", "list:page")
	out := []feed.Location{{URL: s.urls.Home()}, {URL: s.urls.Archive()}, {URL: s.urls.Newsletters()}}
	pages, _, err := s.Posts.Addresses(ctx, "page", post.Cursor{}, feed.MaxSitemapURLs/4)
	if err != nil {
		return err
	}
	out = append(out, s.locations(pages)...)
	sections, err := s.Posts.Sections(ctx)
	if err != nil {
		return err
	}
	for _, v := range sections {
		out = append(out, feed.Location{URL: s.urls.Section(v.Slug)})
	}
	groups, err := s.groupLocations(r)
	if err != nil {
		return err
	}
	out = append(out, groups...)
	return sendXML(w)(feed.Sitemap(out[:min(len(out), feed.MaxSitemapURLs)]))
}

func (s *Web) groupLocations(r *http.Request) (out []feed.Location, err error) {
	authors, err := s.Posts.Authors(r.Context())
	if err != nil {
		return nil, err
	}
	for _, a := range authors {
		out = append(out, feed.Location{URL: s.urls.Author(a.Slug)})
	}
	tags, err := s.Posts.Tags(r.Context())
	if err != nil {
		return nil, err
	}
	for _, t := range tags {
		out = append(out, feed.Location{URL: s.urls.Tag(t.Slug)})
	}
	list, err := s.Newsletters.List(r.Context(), false)
	if err != nil {
		return nil, err
	}
	for _, n := range list {
		out = append(out, feed.Location{URL: s.urls.Newsletter(n.Slug)})
	}
	return out, nil
}

// newsSitemap lists what was published in the last two days. It is made anew
// when the oldest of it is too old.
func (s *Web) newsSitemap(w http.ResponseWriter, r *http.Request) error {
	st, err := s.Site.Get(r.Context())
	if err != nil {
		return err
	}
	page.Depends(r, "site", "list:home")
	found, _, err := s.Posts.Addresses(r.Context(), "home", post.Cursor{}, feed.MaxNewsURLs)
	if err != nil {
		return err
	}
	now := s.Now()
	var items []feed.Item
	for _, a := range found {
		if now.Sub(a.FirstPublishedAt) <= feed.NewsAge {
			items = append(items, feed.Item{URL: s.urls.Post(a.Slug), Title: a.Headline, Published: a.FirstPublishedAt})
			page.Until(r, a.FirstPublishedAt.Add(feed.NewsAge+time.Second))
		}
	}
	return sendXML(w)(feed.NewsSitemap(st.Name, locale.For(st.Language).Tag(), items, now), nil)
}

// robots keeps robots off what is no reading and shows them the sitemaps. A
// rule holds for all that begins with it, and posts stand at the root: "/search"
// alone would hide "/search-for-the-missing-boat".
func (s *Web) robots(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	var b strings.Builder
	b.WriteString("User-agent: *\n")
	for _, path := range []string{"/account", "/admin", "/member", "/search", "/sign-in"} {
		b.WriteString("Disallow: " + path + "$\nDisallow: " + path + "?\nDisallow: " + path + "/\n")
	}
	for _, path := range []string{"/api/", "/confirm/", "/preferences/", "/preview/", "/setup/", "/unsubscribe/"} {
		b.WriteString("Disallow: " + path + "\n")
	}
	b.WriteString("\nSitemap: " + s.urls.Sitemap() + "\nSitemap: " + s.urls.NewsSitemap() + "\n")
	_, err := w.Write([]byte(b.String()))
	return err
}
