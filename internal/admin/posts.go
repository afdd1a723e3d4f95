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
	Form     form // what is looked for
	Filtered bool
	More     bool   // one of the filters that are folded away is set
	Here     string // the address, to come back to

	Sections, Kinds, Authors, Accesses, Sorts, Sizes []option
	Deeds, ToSection                                 []option // what can be done to chosen posts
	Next                                             string   // the address of the next page
	Own                                              bool     // only the person's own are listed
}

// postRow is a post with the names of its groups.
type postRow struct {
	post.Post
	Section, Authors string
	Views            int64 // how often it was ever read
}

// tab is one of a row of filters.
type tab struct {
	Label, Path string
	N           int64
	Counted     bool
	Current     bool
}

// postRun is how many posts a page lists.
const postRun = 30

func (a *Admin) posts(w http.ResponseWriter, r *http.Request, v *visit) error {
	p := postsPage{frame: a.frame(r, v, "Posts"), Own: !v.can(staff.PostReadAny), Form: filled("status", query(r, "status")), Here: r.URL.RequestURI()}
	p.Filtered = query(r, "status") != ""
	for _, name := range postFilters() {
		p.Form.values.Set(name, query(r, name))
		p.Filtered = p.Filtered || query(r, name) != ""
		p.More = p.More || name != "q" && name != "section" && query(r, name) != ""
	}
	err := a.addPosts(r, v, &p)
	if fault.KindOf(err) == fault.Invalid {
		p.Form.errs = fieldMessages(err)
	} else if err != nil {
		return err
	}
	if err := a.addChoices(r.Context(), v, &p); err != nil {
		return err
	}
	var tabsErr error
	if p.Tabs, tabsErr = a.postTabs(r, p.Own); tabsErr != nil {
		return tabsErr
	}
	return a.show(w, statusOf(err), "posts", p)
}

// addPosts lists the posts that fit the address.
func (a *Admin) addPosts(r *http.Request, v *visit, p *postsPage) error {
	f, err := a.postFilter(r.Context(), r, v)
	if err != nil {
		return err
	}
	list, next, err := a.Posts.List(r.Context(), f)
	if err != nil {
		return err
	}
	if !next.IsZero() {
		p.Next = with(r, "before", next.String())
	}
	return a.addRows(r.Context(), p, list)
}

// addRows names the groups of the posts.
func (a *Admin) addRows(ctx context.Context, p *postsPage, list []post.Post) error {
	sections, err := a.Posts.Sections(ctx)
	if err != nil {
		return err
	}
	names := map[int64]string{}
	for _, s := range sections {
		names[s.ID] = s.Name
	}
	bylines, err := a.bylines(ctx, list)
	if err != nil {
		return err
	}
	ids := make([]int64, len(list))
	for i, q := range list {
		ids[i] = q.ID
	}
	read, err := a.Readings.Of(ctx, ids)
	if err != nil {
		return err
	}
	for i, q := range list {
		row := postRow{Post: q, Authors: bylines[i], Views: read[q.ID].Views}
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
		if counts[unpublics], err = a.Posts.CountChanged(r.Context()); err != nil {
			return nil, err
		}
	}
	current := query(r, "status")
	tabs := []tab{{Label: "All", Path: without(r, "status"), Current: current == ""}}
	for _, one := range [][2]string{
		{post.Draft, "Drafts"},
		{handedIn, "Handed in"},
		{post.Scheduled, "Scheduled"},
		{post.Live, "Published"},
		{unpublics, "Changes not public"},
		{post.Unpublished, "Unpublished"},
	} {
		tabs = append(tabs, tab{Label: one[1], Path: with(r, "status", one[0]), N: counts[one[0]], Counted: !own, Current: one[0] == current})
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
