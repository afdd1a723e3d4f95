package web

import (
	"net/http"
	"strings"
	"unicode/utf8"

	"onrecord/internal/fault"
	"onrecord/internal/page"
	"onrecord/internal/search"
)

// Limits of a search.
const (
	mostQuery = 200 // runes
	perSearch = 15
)

// search is not kept: its words are the reader's own. Instead it is throttled
// by network.
func (s *Web) search(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	q := strings.TrimSpace(r.URL.Query().Get("q"))
	if !page.Clean(q) {
		return fault.New(fault.BadRequest, "These words hold characters that cannot be read; please type them again.")
	}
	from, err := search.ParseCursor(r.URL.Query().Get("before"))
	if err != nil {
		return err
	}
	f, err := s.frame(r, "search")
	if err != nil {
		return err
	}
	f.headed(f.l.T("Search"), "", f.urls.Search(""))
	f.Head.NoIndex = true
	v := SearchPage{Page: f.Page, Crumbs: f.crumbs(Crumb{Label: f.l.T("Search")}), Query: q, Script: f.look.assets.URL("search.js")}
	narrow, err := s.narrow(f, &v)
	switch {
	case err != nil:
		return err
	case utf8.RuneCountInString(q) > mostQuery:
		v.Query, v.Problem = "", f.l.T("That is a lot of words. Please use at most %d characters.", mostQuery)
		return f.show(w, http.StatusUnprocessableEntity, "search", v)
	case v.Filters.Problem != "":
		return f.show(w, http.StatusUnprocessableEntity, "search", v)
	case q == "":
		return f.show(w, http.StatusOK, "search", v)
	}
	if err := s.searches.allow(r); err != nil {
		return err
	}
	v.Asked = true
	f.Title = f.l.T("Results for “%s”", q) + " · " + f.site.Name
	if err := s.find(f, &v, search.Query{Text: q, Filter: narrow, Before: from, Limit: perSearch}); err != nil {
		return err
	}
	return f.show(w, http.StatusOK, "search", v)
}

func (s *Web) find(f *frame, v *SearchPage, q search.Query) error {
	ctx := f.r.Context()
	results, err := s.Search.Find(ctx, q)
	if err != nil {
		return err
	}
	ids := make([]int64, len(results.Hits))
	for i, h := range results.Hits {
		ids[i] = h.PostID
	}
	posts, err := s.Posts.PublishedMany(ctx, ids)
	if err != nil {
		return err
	}
	for _, h := range results.Hits {
		p, ok := posts[h.PostID]
		if !ok {
			continue // taken down since it was indexed
		}
		c := f.card(p, sizesRiver, 0, 0)
		c.Marked, c.Snippet = marks(h.Headline), marks(h.Snippet)
		v.Cards = append(v.Cards, c)
	}
	v.Found = f.l.T("Posts found: %d", len(v.Cards))
	if !results.Next.IsZero() {
		v.Older = searchPath(v, f.r.URL.Query()) + "&before=" + results.Next.String()
		v.Found = f.l.T("The first %d are shown.", len(v.Cards))
	}
	if len(v.Cards) == 0 || !q.Before.IsZero() {
		v.Found = ""
	}
	return nil
}

func marks(parts []search.Part) []Mark {
	out := make([]Mark, len(parts))
	for i, p := range parts {
		out[i] = Mark{Text: p.Text, Hit: p.Match}
	}
	return out
}
