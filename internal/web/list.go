package web

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"onrecord/internal/fault"
	"onrecord/internal/page"
	"onrecord/internal/post"
)

// list is what the pages of a section, a tag, an author and a month share.
type list struct {
	name    string // as post.Listed knows it
	path    string
	title   string
	about   string
	section int64
	author  int64
	hasFeed bool
}

// fill adds a page of the list to v.
func (s *Web) fill(f *frame, v *ListPage, l list) error {
	from, err := before(f.r)
	if err != nil {
		return err
	}
	page.Depends(f.r, "list:"+l.name)
	posts, next, err := s.Posts.Listed(f.r.Context(), l.name, from, perPage)
	if err != nil {
		return err
	}
	at := l.path
	if !from.IsZero() {
		at = older(l.path, from)
	}
	f.headed(l.title, l.about, f.urls.Absolute(at))
	v.Page, v.Heading, v.First, v.Older = f.Page, l.title, from.IsZero(), older(l.path, next)
	f.Head.Older = f.further(v.Older)
	v.Crumbs = f.crumbs(Crumb{Label: l.title})
	v.Empty = f.l.T("Nothing has been published here yet.")
	if l.hasFeed {
		v.Feed = l.path + "/feed.xml"
		f.feeds(l.path, l.title+" · "+f.site.Name)
	}
	if v.First && l.section != 0 && len(posts) > inRow {
		v.Lead, v.Side, posts = f.front(posts, l.section)
	}
	v.Cards = f.cards(posts, sizesRiver, l.section, l.author)
	return nil
}

func (s *Web) section(w http.ResponseWriter, r *http.Request) error {
	section, err := s.Posts.SectionBySlug(r.Context(), r.PathValue("slug"))
	if err != nil {
		return err
	}
	page.Depends(r, fmt.Sprintf("section:%d", section.ID))
	path := sectionPath(section)
	if gone, err := moved(w, r, section.Slug, path); gone {
		return err
	}
	f, err := s.frame(r, "section")
	if err != nil {
		return err
	}
	v := ListPage{Over: f.l.T("Section"), About: section.Description}
	name := fmt.Sprintf("section:%d", section.ID)
	if err := s.fill(f, &v, list{name: name, path: path, title: section.Name, about: section.Description, section: section.ID, hasFeed: true}); err != nil {
		return err
	}
	return f.show(w, http.StatusOK, "section", v)
}

func (s *Web) tag(w http.ResponseWriter, r *http.Request) error {
	tag, err := s.Posts.TagBySlug(r.Context(), r.PathValue("slug"))
	if err != nil {
		return err
	}
	page.Depends(r, fmt.Sprintf("tag:%d", tag.ID))
	path := tagPath(tag)
	if gone, err := moved(w, r, tag.Slug, path); gone {
		return err
	}
	f, err := s.frame(r, "tag")
	if err != nil {
		return err
	}
	v := ListPage{Over: f.l.T("Topic"), About: tag.Description}
	name := fmt.Sprintf("tag:%d", tag.ID)
	if err := s.fill(f, &v, list{name: name, path: path, title: tag.Name, about: tag.Description, hasFeed: true}); err != nil {
		return err
	}
	return f.show(w, http.StatusOK, "tag", v)
}

func (s *Web) author(w http.ResponseWriter, r *http.Request) error {
	author, err := s.Posts.AuthorBySlug(r.Context(), r.PathValue("slug"))
	if err != nil {
		return err
	}
	page.Depends(r, fmt.Sprintf("author:%d", author.ID))
	path := authorPath(author)
	if gone, err := moved(w, r, author.Slug, path); gone {
		return err
	}
	f, err := s.frame(r, "author")
	if err != nil {
		return err
	}
	faces, err := s.faces(f, author)
	if err != nil {
		return err
	}
	v := ListPage{Over: f.l.T("Author"), Bio: bio(author), Link: author.URL, Portrait: faces[author.ID]}
	name := fmt.Sprintf("author:%d", author.ID)
	if err := s.fill(f, &v, list{name: name, path: path, title: author.Name, author: author.ID, hasFeed: true}); err != nil {
		return err
	}
	return f.show(w, http.StatusOK, "author", v)
}

func (s *Web) month(w http.ResponseWriter, r *http.Request) error {
	year, month, ok := yearAndMonth(r.PathValue("year"), r.PathValue("month"))
	if !ok {
		return fault.New(fault.NotFound, fault.Missing)
	}
	f, err := s.frame(r, "month")
	if err != nil {
		return err
	}
	v := ListPage{}
	key := fmt.Sprintf("month:%04d-%02d", year, month)
	path := monthPath(year, month)
	if err := s.fill(f, &v, list{name: key, path: path, title: f.l.Month(year, month)}); err != nil {
		return err
	}
	if len(v.Cards) == 0 {
		return fault.New(fault.NotFound, fault.Missing)
	}
	f.Head.LinkedData = ""
	v.Crumbs = f.crumbs(Crumb{Label: f.l.T("Archive"), URL: "/archive"}, Crumb{Label: v.Heading})
	return f.show(w, http.StatusOK, "month", v)
}

// yearAndMonth reads the one spelling of a month that there is.
func yearAndMonth(y, m string) (year int, month time.Month, ok bool) {
	year, err := strconv.Atoi(y)
	n, err2 := strconv.Atoi(m)
	if err != nil || err2 != nil || len(y) != 4 || len(m) != 2 || year < 1 || n < 1 || n > 12 {
		return 0, 0, false
	}
	return year, time.Month(n), true
}

func monthPath(year int, month time.Month) string {
	return fmt.Sprintf("/archive/%04d/%02d", year, month)
}

func (s *Web) archive(w http.ResponseWriter, r *http.Request) error {
	f, err := s.frame(r, "archive")
	if err != nil {
		return err
	}
	page.Depends(r, "list:home")
	months, err := s.Posts.Months(r.Context())
	if err != nil {
		return err
	}
	f.headed(f.l.T("Archive"), "", f.urls.Archive())
	v := ArchivePage{Page: f.Page, Crumbs: f.crumbs(Crumb{Label: f.l.T("Archive")}), Years: f.years(months)}
	return f.show(w, http.StatusOK, "archive", v)
}

func (f *frame) years(months []post.Month) []ArchiveYear {
	var out []ArchiveYear
	for _, m := range months {
		year := strconv.Itoa(m.Year)
		if len(out) == 0 || out[len(out)-1].Year != year {
			out = append(out, ArchiveYear{Year: year})
		}
		last := &out[len(out)-1]
		last.Months = append(last.Months, ArchiveMonth{Name: f.l.MonthName(m.Month), URL: monthPath(m.Year, m.Month), Posts: m.Posts})
	}
	return out
}
