package admin

import (
	"context"
	"net/http"
	"net/url"

	"onrecord/internal/fault"
	"onrecord/internal/post"
	"onrecord/internal/staff"
)

type postsPage struct {
	frame
	Rows     []postRow
	Tabs     []tab
	Sections []option
	Form     form // what is looked for
	Filtered bool
	Next     string // the address of the next page
	Own      bool   // only the person's own are listed
}

// postRow is a post with the names of its groups.
type postRow struct {
	post.Post
	Section, Authors string
}

// tab is one of a row of filters.
type tab struct {
	Label, Path string
	N           int64
	Counted     bool
	Current     bool
}

// handedIn is the word for what waits for the editors, in the address of the list.
const handedIn = "handed-in"

// postRun is how many posts a page lists.
const postRun = 30

func (a *Admin) posts(w http.ResponseWriter, r *http.Request, v *visit) error {
	before, err := post.ParseCursor(r.URL.Query().Get("before"))
	if err != nil {
		return err
	}
	section := beforeID(r, "section")
	f := post.ListFilter{Status: query(r, "status"), HandedIn: query(r, "status") == handedIn, Query: query(r, "q"), SectionID: section, Before: before, Limit: postRun}
	if f.HandedIn {
		f.Status = ""
	}
	if !v.can(staff.PostReadAny) {
		f.AuthorStaffID = v.me.ID
	}
	p := postsPage{frame: a.frame(r, v, "Posts"), Own: f.AuthorStaffID != 0, Filtered: f.Query != "" || query(r, "status") != "" || section != 0}
	p.Form = filled("q", f.Query, "status", query(r, "status"), "section", query(r, "section"))
	list, next, err := a.Posts.List(r.Context(), f)
	if err != nil {
		return err
	}
	if err := a.addRows(r.Context(), &p, list); err != nil {
		return err
	}
	if p.Tabs, err = a.postTabs(r, p.Own); err != nil {
		return err
	}
	if !next.IsZero() {
		p.Next = with(r, "before", next.String())
	}
	return a.show(w, http.StatusOK, "posts", p)
}

// addRows names the groups of the posts.
func (a *Admin) addRows(ctx context.Context, p *postsPage, list []post.Post) error {
	sections, err := a.Posts.Sections(ctx)
	if err != nil {
		return err
	}
	names := map[int64]string{}
	p.Sections = []option{{"", "All sections"}}
	for _, s := range sections {
		names[s.ID] = s.Name
		p.Sections = append(p.Sections, idOption(s.ID, s.Name))
	}
	bylines, err := a.bylines(ctx, list)
	if err != nil {
		return err
	}
	for i, q := range list {
		row := postRow{Post: q, Authors: bylines[i]}
		if len(q.SectionIDs) > 0 {
			row.Section = names[q.SectionIDs[0]]
		}
		p.Rows = append(p.Rows, row)
	}
	return nil
}

// bylines names the authors of posts.
func (a *Admin) bylines(ctx context.Context, list []post.Post) ([]string, error) {
	names := map[int64]string{}
	out := make([]string, len(list))
	for i, p := range list {
		for _, id := range p.AuthorIDs {
			if _, known := names[id]; !known {
				author, err := a.Posts.Author(ctx, id)
				if err != nil && !fault.Is(err, fault.NotFound) {
					return nil, err
				}
				names[id] = author.Name
			}
			if out[i] != "" {
				out[i] += ", "
			}
			out[i] += names[id]
		}
	}
	return out, nil
}

// postTabs are the filters by state. The numbers are of the whole site, so who
// sees only their own posts is shown none.
func (a *Admin) postTabs(r *http.Request, own bool) ([]tab, error) {
	counts := map[string]int64{}
	if !own {
		var err error
		if counts, err = a.Posts.CountByStatus(r.Context()); err != nil {
			return nil, err
		}
		if counts[handedIn], err = a.Posts.CountHandedIn(r.Context()); err != nil {
			return nil, err
		}
	}
	current := query(r, "status")
	tabs := []tab{{Label: "All", Path: without(r, "status"), Current: current == ""}}
	for _, s := range post.Statuses() {
		t := tab{Label: capital(s), Path: with(r, "status", s), N: counts[s], Counted: !own, Current: s == current}
		if s == post.Draft {
			t.Label = "Drafts"
		}
		tabs = append(tabs, t)
		if s == post.Draft {
			tabs = append(tabs, tab{Label: "Handed in", Path: with(r, "status", handedIn), N: counts[handedIn], Counted: !own, Current: current == handedIn})
		}
	}
	return tabs, nil
}

// with is the address of this page with one word of its query replaced. A
// change of the filter begins at the first page.
func with(r *http.Request, name, value string) string {
	q := kept(r)
	q.Set(name, value)
	return r.URL.Path + "?" + q.Encode()
}

func without(r *http.Request, name string) string {
	q := kept(r)
	q.Del(name)
	if len(q) == 0 {
		return r.URL.Path
	}
	return r.URL.Path + "?" + q.Encode()
}

// kept is the query without what only concerns this very page.
func kept(r *http.Request) url.Values {
	q := r.URL.Query()
	for _, name := range []string{"done", "before", "after"} {
		q.Del(name)
	}
	for name, values := range q {
		if len(values) == 0 || values[0] == "" {
			q.Del(name)
		}
	}
	return q
}
