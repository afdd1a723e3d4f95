package web

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"onrecord/internal/claim"
	"onrecord/internal/feed"
	"onrecord/internal/locale"
	"onrecord/internal/markup"
	"onrecord/internal/media"
	"onrecord/internal/page"
	"onrecord/internal/post"
	"onrecord/internal/site"
)

// perFeed is how many posts a feed holds, each with its whole text.
const perFeed = 30

// channel is a list that has feeds.
type channel struct {
	list  string // as post.Listed knows it
	path  string // of its page; empty for the whole site
	name  string // empty for the whole site
	about string
	tag   string
}

// finder finds the channel that a feed's address names.
type finder func(r *http.Request) (channel, error)

func (s *Web) wholeSite(*http.Request) (channel, error) { return channel{list: "home"}, nil }

func (s *Web) sectionList(r *http.Request) (channel, error) {
	v, err := s.Posts.SectionBySlug(r.Context(), r.PathValue("slug"))
	return channel{list: fmt.Sprintf("section:%d", v.ID), path: sectionPath(v), name: v.Name, about: v.Description, tag: fmt.Sprintf("section:%d", v.ID)}, err
}

func (s *Web) tagList(r *http.Request) (channel, error) {
	v, err := s.Posts.TagBySlug(r.Context(), r.PathValue("slug"))
	return channel{list: fmt.Sprintf("tag:%d", v.ID), path: tagPath(v), name: v.Name, about: v.Description, tag: fmt.Sprintf("tag:%d", v.ID)}, err
}

func (s *Web) authorList(r *http.Request) (channel, error) {
	v, err := s.Posts.AuthorBySlug(r.Context(), r.PathValue("slug"))
	return channel{list: fmt.Sprintf("author:%d", v.ID), path: authorPath(v), name: v.Name, tag: fmt.Sprintf("author:%d", v.ID)}, err
}

// format is one of the three kinds of feed.
type format struct {
	mime   string
	encode func(feed.Feed) []byte
	self   func(u site.URLs, path string) string
}

var (
	rss      = format{feed.RSSType, feed.RSS, site.URLs.RSS}
	atom     = format{feed.AtomType, feed.Atom, site.URLs.Atom}
	jsonFeed = format{feed.JSONType, feed.JSON, site.URLs.JSONFeed}
)

// feed serves one list in one format. A feed under an old slug is served as it
// is: many feed readers follow no redirect for good.
func (s *Web) feed(find finder, as format) page.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		st, err := s.Site.Get(r.Context())
		if err != nil {
			return err
		}
		c, err := find(r)
		if err != nil {
			return err
		}
		page.Depends(r, "site", "list:"+c.list, c.tag)
		out, err := s.makeFeed(r, st, c)
		if err != nil {
			return err
		}
		out.Self, out.ID = as.self(s.urls, c.path), as.self(s.urls, "")
		if c.tag != "" { // the address of a group changes with its name
			out.ID += "#" + strings.ReplaceAll(c.tag, ":", "-")
		}
		w.Header().Set("Content-Type", as.mime)
		_, err = w.Write(as.encode(out))
		return err
	}
}

func (s *Web) makeFeed(r *http.Request, st site.Site, c channel) (feed.Feed, error) {
	l := locale.For(st.Language)
	out := feed.Feed{
		Title: st.Name, Description: c.about, Language: l.Tag(), Home: s.urls.Home(), Publisher: st.Publisher,
		Icon: s.urls.Absolute("/favicon.ico"), Since: st.CreatedAt,
	}
	if c.path != "" {
		out.Title, out.Home = c.name+" · "+st.Name, s.urls.Absolute(c.path)
	}
	if out.Description == "" {
		out.Description = st.Tagline
	}
	posts, _, err := s.Posts.Listed(r.Context(), c.list, post.Cursor{}, perFeed)
	if err != nil {
		return out, err
	}
	if err := s.carried(r.Context(), c.list, posts); err != nil {
		return out, err
	}
	depend := func(tags ...string) { page.Depends(r, tags...) }
	out.Items, err = s.feedItems(r.Context(), l, depend, posts)
	return out, err
}

// carried notes what a feed carries of the record before it leaves. The three
// formats of a list are one feed.
func (s *Web) carried(ctx context.Context, list string, posts []post.Published) error {
	var places []claim.Place
	for _, p := range posts {
		if len(p.Revision.Claims) > 0 {
			places = append(places, claim.Places(list, p.Revision.Public(), p.Revision.Claims, claim.OnPages)...)
		}
	}
	prints, err := s.Posts.Claims.Prints(ctx, s.DB, places)
	if err != nil || len(prints) == 0 {
		return err
	}
	for i := range prints {
		prints[i].Locator = list
	}
	return s.Posts.Claims.Carried(ctx, claim.Surface{Kind: claim.FeedBuild}, prints)
}

func (s *Web) feedItems(ctx context.Context, l *locale.Locale, depend func(tags ...string), posts []post.Published) ([]feed.Item, error) {
	docs := make([]*markup.Document, len(posts))
	for i, p := range posts {
		docs[i] = p.Revision.Public()
	}
	find, err := s.pictures(ctx, depend, docs...)
	if err != nil {
		return nil, err
	}
	play, err := s.sounds(ctx, depend, docs...)
	if err != nil {
		return nil, err
	}
	items := make([]feed.Item, len(posts))
	for i, p := range posts {
		depend(postTags(p)...)
		items[i] = s.feedItem(l, p, docs[i], find, play)
	}
	return items, nil
}

func (s *Web) feedItem(l *locale.Locale, p post.Published, doc *markup.Document, find func(string) (markup.Image, bool), play func(string) (markup.File, bool)) feed.Item {
	base := *s.Base
	base.Path = postPath(p.Revision.Slug)
	it := feed.Item{
		ID: s.urls.Absolute(fmt.Sprintf("/#post-%d", p.PostID)), URL: s.urls.Post(p.Revision.Slug), Title: p.Revision.Headline, Summary: p.Revision.Standfirst,
		HTML: doc.Feed(markup.Options{Base: &base, Image: find, File: play, Strings: markup.Spoken(l)}), Published: p.FirstPublishedAt, Updated: p.UpdatedAt,
	}
	if it.Summary == "" {
		it.Summary = doc.Excerpt(descriptionRunes)
	}
	if p.Revision.Paid() {
		it.HTML += `<p><a href="` + template.HTMLEscapeString(it.URL) + `">` + template.HTMLEscapeString(l.T("The rest of this is for members. Read on here.")) + "</a></p>\n"
	}
	for _, a := range p.Authors {
		it.Authors = append(it.Authors, feed.Author{Name: a.Name, URL: s.urls.Author(a.Slug)})
	}
	for _, v := range p.Sections {
		it.Categories = append(it.Categories, v.Name)
	}
	for _, t := range p.Tags {
		it.Categories = append(it.Categories, t.Name)
	}
	for _, src := range doc.Sounds() {
		if f, ok := play(src); ok && it.Enclosure.URL == "" {
			it.Enclosure = feed.Enclosure{URL: s.urls.Media(f.Src), Type: f.Mime, Length: f.Bytes}
		}
	}
	if p.Lead != nil && p.Lead.Kind == media.Picture {
		src, w, h := p.Lead.Display()
		it.Image = feed.Image{URL: s.urls.Media(src), Width: w, Height: h}
	}
	return it
}
