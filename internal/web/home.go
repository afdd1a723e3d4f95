package web

import (
	"net/http"

	"onrecord/internal/feed"
	"onrecord/internal/page"
	"onrecord/internal/post"
	"onrecord/internal/site"
)

// How many posts a page of a list has, and how many stand in the row under
// the lead of the front page.
const (
	perPage = 20
	inRow   = 4
)

// before is where the page of a list starts.
func before(r *http.Request) (post.Cursor, error) {
	return post.ParseCursor(r.URL.Query().Get("before"))
}

// older is the address of the page after next, or empty.
func older(path string, next post.Cursor) string {
	if next.IsZero() {
		return ""
	}
	return path + "?before=" + next.String()
}

func (s *Web) home(w http.ResponseWriter, r *http.Request) error {
	from, err := before(r)
	if err != nil {
		return err
	}
	f, err := s.frame(r, "home")
	if err != nil {
		return err
	}
	page.Depends(r, "list:home")
	posts, next, err := s.Posts.Listed(r.Context(), "home", from, perPage)
	if err != nil {
		return err
	}
	f.headed(f.site.Name, f.homeDescription(), f.urls.Absolute(older("/", from)+homeIf(from.IsZero())))
	if f.site.Tagline != "" && from.IsZero() {
		f.Title = f.site.Name + " · " + f.site.Tagline
	}
	f.feeds("", f.site.Name)
	f.Head.LinkedData = feed.Script(feed.WebSite{
		Name: f.site.Name, URL: f.urls.Home(), Description: f.homeDescription(), Language: f.l.Tag(),
		Search: f.urls.Absolute("/search?q={search_term_string}"), Publisher: f.maker,
	}, f.maker)
	v := HomePage{Page: f.Page, Front: f.site.Front, Older: older("/", next), First: from.IsZero()}
	f.Head.Older = f.further(v.Older)
	f.arrange(&v, posts)
	return f.show(w, http.StatusOK, "home", v)
}

// arrange puts the posts of a page of the front in the order that the site chose.
func (f *frame) arrange(v *HomePage, posts []post.Published) {
	sizes := sizesRiver
	switch {
	case v.Front == site.FrontGrid:
		sizes = sizesGrid
	case v.Front == site.FrontLead && v.First:
		v.Lead, v.Side, posts = f.front(posts, 0)
		if len(posts) >= inRow {
			v.Row, posts = f.cards(posts[:inRow], sizesRow, 0, 0), posts[inRow:]
		}
	}
	v.River = f.cards(posts, sizes, 0, 0)
	if v.Front == site.FrontList {
		for i := range v.River {
			v.River[i].Image = nil
		}
	}
}

func homeIf(first bool) string {
	if first {
		return "/"
	}
	return ""
}

func (f *frame) homeDescription() string {
	if f.site.Description != "" {
		return f.site.Description
	}
	return f.site.Tagline
}

// further is the absolute address of the next page of a list.
func (f *frame) further(path string) string {
	if path == "" {
		return ""
	}
	return f.urls.Absolute(path)
}
