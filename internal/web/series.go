package web

import (
	"fmt"
	"net/http"
	"net/url"

	"onrecord/internal/page"
	"onrecord/internal/post"
)

func seriesPath(slug string) string { return "/series/" + url.PathEscape(slug) }

// seriesList is the series that an address names. Its page depends on no more
// than its list.
func (s *Web) seriesList(r *http.Request) (channel, error) {
	slug := post.SeriesSlug(r.PathValue("slug"))
	page.Depends(r, "list:series:"+slug)
	parts, err := s.Posts.Parts(r.Context(), slug)
	if err != nil {
		return channel{}, err
	}
	return channel{list: "series:" + slug, path: seriesPath(slug), name: parts[len(parts)-1].Revision.Series}, nil
}

// series shows the parts of a series in their order.
func (s *Web) series(w http.ResponseWriter, r *http.Request) error {
	slug := post.SeriesSlug(r.PathValue("slug"))
	page.Depends(r, "list:series:"+slug)
	parts, err := s.Posts.Parts(r.Context(), slug)
	if err != nil {
		return err
	}
	path := seriesPath(slug)
	if gone, err := moved(w, r, slug, path); gone {
		return err
	}
	f, err := s.frame(r, "series")
	if err != nil {
		return err
	}
	name := parts[len(parts)-1].Revision.Series
	f.headed(name, "", f.urls.Absolute(path))
	f.feeds(path, name+" · "+f.site.Name)
	v := ListPage{Page: f.Page, Over: f.l.T("Series"), Heading: name, Feed: path + "/feed.xml", First: true}
	v.Crumbs = f.crumbs(Crumb{Label: name})
	v.Cards = f.cards(parts, sizesRiver, 0, 0)
	for i, p := range parts {
		c := &v.Cards[i]
		c.Label, c.LabelURL, c.Kind = f.l.T("Part %d", place(p, i)), "", "" // the number says enough
	}
	return f.show(w, http.StatusOK, "series", v)
}

// place is the number of a part: its own, or else where it stands.
func place(p post.Published, i int) int64 {
	if p.Revision.Part > 0 {
		return p.Revision.Part
	}
	return int64(i + 1)
}

// addSeries shows which part of a series the post is, with all of them.
func (s *Web) addSeries(f *frame, v *PostPage, p post.Published) error {
	if p.Revision.Series == "" || p.Revision.ID == 0 { // a preview stands in no list
		return nil
	}
	slug := post.SeriesSlug(p.Revision.Series)
	page.Depends(f.r, "list:series:"+slug)
	parts, err := s.Posts.Parts(f.r.Context(), slug)
	if err != nil {
		return err
	}
	v.Series = &SeriesView{Name: p.Revision.Series, URL: seriesPath(slug)}
	own, all := int64(0), int64(len(parts))
	for i, part := range parts {
		page.Depends(f.r, fmt.Sprintf("post:%d", part.PostID))
		v.Series.Parts = append(v.Series.Parts, NavLink{Label: part.Revision.Headline, URL: postPath(part.Revision.Slug), Current: part.PostID == p.PostID})
		all = max(all, part.Revision.Part)
		if part.PostID == p.PostID {
			own = place(part, i)
		}
	}
	if v.Series.Place = f.l.T("Part %d", own); all > 1 {
		v.Series.Place = f.l.T("Part %d of %d", own, all)
	}
	return nil
}

// addAround leads to the posts before and after this one in its section, or on
// the front page when it has none.
func (s *Web) addAround(f *frame, v *PostPage, p post.Published) error {
	list := "home"
	if len(p.Sections) > 0 {
		list = fmt.Sprintf("section:%d", p.Sections[0].ID)
	}
	page.Depends(f.r, "list:"+list)
	earlier, later, err := s.Posts.Around(f.r.Context(), list, p)
	if err != nil {
		return err
	}
	v.Earlier, v.Later = f.neighbour(earlier), f.neighbour(later)
	return nil
}

func (f *frame) neighbour(a *post.Address) *NavLink {
	if a == nil {
		return nil
	}
	page.Depends(f.r, fmt.Sprintf("post:%d", a.PostID))
	return &NavLink{Label: a.Headline, URL: postPath(a.Slug)}
}
