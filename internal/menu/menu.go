// Package menu makes of the menus that a site has, or of its sections while
// nobody has edited them, what readers meet at the head and the foot of every
// page.
package menu

import (
	"context"
	"fmt"
	"net/url"
	"slices"

	"onrecord/internal/locale"
	"onrecord/internal/post"
	"onrecord/internal/site"
)

// Link is an item with where it leads now.
type Link struct {
	site.Item
	Name string // of the thing that it names; "" for an address
	URL  string
	Gone bool // the thing is not there, or readers do not see it: no link
}

// Text is what the link says.
func (l Link) Text() string {
	if l.Label != "" {
		return l.Label
	}
	return l.Name
}

// Group is a titled run of links.
type Group struct {
	Title string
	Links []Link
}

// Menus is both menus of a site.
type Menus struct {
	Header    []Link
	Footer    []Group
	OwnHeader bool // somebody edited it; else it follows the sections
	OwnFooter bool
	Tags      []string // what pages with these menus depend on besides the site, the sections and the pages
}

// Of reads the menus of a site.
func Of(ctx context.Context, s site.Site, posts *post.Store) (Menus, error) {
	d, err := DefaultsOf(ctx, s, posts)
	if err != nil {
		return Menus{}, err
	}
	header, footer := s.Header, s.Footer
	if header == nil {
		header = d.Header
	}
	if footer == nil {
		footer = d.Footer
	}
	out, err := Show(ctx, header, footer, posts)
	out.OwnHeader, out.OwnFooter = s.Header != nil, s.Footer != nil
	return out, err
}

// Show finds out where items lead, those of a menu that is being edited too.
func Show(ctx context.Context, header []site.Item, footer []site.Group, posts *post.Store) (out Menus, err error) {
	all := slices.Clone(header)
	for _, g := range footer {
		all = append(all, g.Items...)
	}
	t, err := find(ctx, all, posts)
	if err != nil {
		return Menus{}, err
	}
	out.Header = t.links(header)
	for _, g := range footer {
		out.Footer = append(out.Footer, Group{Title: g.Title, Links: t.links(g.Items)})
	}
	for _, i := range all {
		if kind, id, ok := i.Thing(); ok && kind == site.ToTag {
			out.Tags = append(out.Tags, fmt.Sprintf("tag:%d", id))
		}
	}
	return out, nil
}

// Defaults are the menus of a site that nobody has edited.
type Defaults struct {
	Header []site.Item
	Footer []site.Group
}

// How much of each the menus that nobody has edited show.
const (
	mostSections = 15 // at the foot
	mostPages    = 10
)

// DefaultsOf makes the menus that a site has until somebody edits them: the
// sections at the head; at the foot those too, what every site has, and pages
// such as /about, the oldest first, since they are the ones that stay.
func DefaultsOf(ctx context.Context, s site.Site, posts *post.Store) (d Defaults, err error) {
	sections, err := posts.Sections(ctx)
	if err != nil {
		return d, err
	}
	pages, _, err := posts.Addresses(ctx, "page", post.Cursor{}, mostPages)
	if err != nil {
		return d, err
	}
	l := locale.For(s.Language)
	items := make([]site.Item, 0, len(sections))
	for _, v := range sections {
		items = append(items, site.Item{To: fmt.Sprintf("%s:%d", site.ToSection, v.ID)})
	}
	d.Header = items[:min(len(items), site.MostHeader)]
	if len(items) > 0 {
		d.Footer = append(d.Footer, site.Group{Title: l.T("Sections"), Items: items[:min(len(items), mostSections)]})
	}
	read := site.Group{Title: l.T("Read"), Items: []site.Item{
		{Label: l.T("Newsletters"), To: "/newsletters"},
		{Label: l.T("Archive"), To: "/archive"},
		{Label: l.T("RSS feed"), To: "/feed.xml"},
		{Label: l.T("Your account"), To: "/account"},
		{Label: l.T("Your data"), To: "/member"},
	}}
	for _, p := range slices.Backward(pages) {
		read.Items = append(read.Items, site.Item{To: fmt.Sprintf("%s:%d", site.ToPage, p.PostID)})
	}
	d.Footer = append(d.Footer, read)
	return d, nil
}

// things are what items name.
type things struct {
	sections []post.Section
	tags     map[int64]post.Tag
	pages    map[int64]post.Address
}

func find(ctx context.Context, items []site.Item, posts *post.Store) (t things, err error) {
	ids := map[string][]int64{}
	for _, i := range items {
		if kind, id, ok := i.Thing(); ok {
			ids[kind] = append(ids[kind], id)
		}
	}
	if len(ids[site.ToSection]) > 0 {
		if t.sections, err = posts.Sections(ctx); err != nil {
			return t, err
		}
	}
	if t.tags, err = posts.TagsByID(ctx, ids[site.ToTag]); err != nil {
		return t, err
	}
	t.pages, err = posts.AddressesByID(ctx, ids[site.ToPage])
	return t, err
}

func (t things) links(items []site.Item) []Link {
	out := make([]Link, 0, len(items))
	for _, i := range items {
		out = append(out, t.link(i))
	}
	return out
}

func (t things) link(i site.Item) Link {
	l := Link{Item: i, URL: i.To}
	kind, id, ok := i.Thing()
	if !ok {
		return l
	}
	slug, under := "", ""
	switch kind {
	case site.ToSection:
		if n := slices.IndexFunc(t.sections, func(v post.Section) bool { return v.ID == id }); n >= 0 {
			l.Name, slug, under = t.sections[n].Name, t.sections[n].Slug, "/section/"
		}
	case site.ToTag:
		l.Name, slug, under = t.tags[id].Name, t.tags[id].Slug, "/tag/"
	case site.ToPage:
		l.Name, slug, under = t.pages[id].Headline, t.pages[id].Slug, "/"
	}
	l.URL, l.Gone = under+url.PathEscape(slug), slug == ""
	return l
}
