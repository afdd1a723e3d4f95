package admin

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"onrecord/internal/menu"
	"onrecord/internal/page"
	"onrecord/internal/post"
	"onrecord/internal/site"
)

// A menu is edited as a list of rows, in which a title begins a group. What
// moves, adds or takes away a row shows the page again with the rows as they
// are then; they are stored by Save alone.

// titleRow stands where a row leads when the row is the title of a group.
const titleRow = "#"

// menuRow is one row of a menu that is edited.
type menuRow struct {
	Menu      string // "header" or "footer"
	N         int    // its place
	Label, To string
	Title     bool // it is the title of a group
	Address   bool // it leads to an address that can be typed
	Name      string
	Kind      string // "Section", …, of the thing that it names
	Gone      bool
	Wrong     []string
	First     bool
	Last      bool
}

// Says is what the row is called in the names of its buttons.
func (r menuRow) Says() string {
	switch {
	case r.Label != "":
		return r.Label
	case r.Name != "":
		return r.Name
	case r.Title:
		return "a group without a title"
	}
	return "a link without a label"
}

// menuEdit is one menu as the page shows it.
type menuEdit struct {
	Name, Heading, Hint string
	Rows                []menuRow
	Own                 bool // it is not the one that follows the sections
	Groups              bool // its links stand in groups
	Most                int
	Wrong               string
	Blank               menuRow // what a script makes new rows of
	BlankTitle          menuRow
	Choices             []choiceGroup
}

// choiceGroup is a titled run of what a new link may lead to.
type choiceGroup struct {
	Title   string
	Choices []option
}

// menus are the rows of both menus as somebody sees them.
type menus struct{ header, footer []site.Item }

func rowsOf(header []site.Item, footer []site.Group) menus {
	m := menus{header: slices.Clone(header)}
	for _, g := range footer {
		m.footer = append(m.footer, site.Item{Label: g.Title, To: titleRow})
		m.footer = append(m.footer, g.Items...)
	}
	return m
}

func readMenus(f page.Form) menus {
	read := func(name string) (rows []site.Item) {
		labels, to := f.Values[name+"_label"], f.Values[name+"_to"]
		for i := range min(max(len(labels), len(to)), mostRows) {
			row := site.Item{Label: oneLine(at(labels, i)), To: oneLine(at(to, i))}
			if row != (site.Item{}) {
				rows = append(rows, row)
			}
		}
		return rows
	}
	return menus{read("header"), read("footer")}
}

// mostRows is how many rows of a menu are read.
const mostRows = 100

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// groups parts the rows at the foot at their titles.
func (m menus) groups() []site.Group {
	var out []site.Group
	for _, row := range m.footer {
		switch {
		case row.To == titleRow:
			out = append(out, site.Group{Title: row.Label, Items: []site.Item{}})
		case len(out) == 0:
			out = append(out, site.Group{Items: []site.Item{row}})
		default:
			g := &out[len(out)-1]
			g.Items = append(g.Items, row)
		}
	}
	return out
}

// put stores the rows in the site. A menu that is as the one that follows the
// sections goes on following them.
func (m menus) put(s *site.Site, d menu.Defaults) {
	s.Header, s.Footer = append([]site.Item{}, m.header...), append([]site.Group{}, m.groups()...)
	if reflect.DeepEqual(s.Header, d.Header) {
		s.Header = nil
	}
	if reflect.DeepEqual(m.groups(), d.Footer) {
		s.Footer = nil
	}
}

// act does what a button of the form says, such as "footer:up:3".
func (m *menus) act(do string, f page.Form, d menu.Defaults) {
	parts := append(strings.Split(do, ":"), "", "")
	rows, fresh := &m.header, rowsOf(d.Header, nil).header
	if parts[0] == "footer" {
		rows, fresh = &m.footer, rowsOf(nil, d.Footer).footer
	}
	n, err := strconv.Atoi(parts[2])
	inside := err == nil && n >= 0 && n < len(*rows)
	switch {
	case parts[1] == "up" && inside && n > 0:
		(*rows)[n-1], (*rows)[n] = (*rows)[n], (*rows)[n-1]
	case parts[1] == "down" && inside && n < len(*rows)-1:
		(*rows)[n+1], (*rows)[n] = (*rows)[n], (*rows)[n+1]
	case parts[1] == "remove" && inside:
		*rows = slices.Delete(*rows, n, n+1)
	case parts[1] == "add":
		row := site.Item{To: f.Text(parts[0] + "_new")}
		if row.To == "" {
			row.To = "/"
		}
		*rows = append(*rows, row)
	case parts[1] == "title":
		*rows = append(*rows, site.Item{Label: "More", To: titleRow})
	case parts[1] == "reset":
		*rows = fresh
	}
}

// navigation shows both menus to be edited.
func (a *Admin) navigation(w http.ResponseWriter, r *http.Request, v *visit) error {
	d, err := menu.DefaultsOf(r.Context(), v.site, a.Posts)
	if err != nil {
		return err
	}
	header, footer := v.site.Header, v.site.Footer
	if header == nil {
		header = d.Header
	}
	if footer == nil {
		footer = d.Footer
	}
	p := settingsPage{Part: site.Navigation, Form: settingsForm(v.site, site.Navigation, v.zone)}
	return a.showMenus(w, r, v, p, rowsOf(header, footer), d, http.StatusOK)
}

func (a *Admin) showMenus(w http.ResponseWriter, r *http.Request, v *visit, p settingsPage, m menus, d menu.Defaults, status int) error {
	choices, err := a.menuChoices(r.Context())
	if err != nil {
		return err
	}
	shown, err := menu.Show(r.Context(), m.header, m.groups(), a.Posts)
	if err != nil {
		return err
	}
	var mine site.Site
	m.put(&mine, d)
	p.Menus = []menuEdit{
		{
			Name: "header", Heading: "At the head of every page", Hint: "Under the name of the publication. On a phone they slide sideways, so put first what matters most.",
			Rows: headerRows(shown.Header, p.Form), Own: mine.Header != nil, Most: site.MostHeader, Wrong: p.Form.Error("header"), Choices: choices,
		},
		{
			Name: "footer", Heading: "At the foot of every page", Hint: "Links stand in groups: a title, and what follows it up to the next title.",
			Rows: footerRows(shown.Footer, p.Form), Own: mine.Footer != nil, Groups: true, Most: site.MostFooter, Wrong: p.Form.Error("footer"), Choices: choices,
		},
	}
	for i := range p.Menus {
		e := &p.Menus[i]
		for n := range e.Rows {
			e.Rows[n].Menu, e.Rows[n].N, e.Rows[n].First, e.Rows[n].Last = e.Name, n, n == 0, n == len(e.Rows)-1
		}
		e.Blank, e.BlankTitle = menuRow{Menu: e.Name, N: -1, Address: true}, menuRow{Menu: e.Name, N: -1, Title: true, To: titleRow}
	}
	return a.showSettings(w, r, v, p, status)
}

var thingNames = map[string]string{site.ToSection: "Section", site.ToTag: "Tag", site.ToPage: "Page"}

func rowOfLink(l menu.Link, f form, at string) menuRow {
	kind, _, ok := l.Thing()
	return menuRow{Label: l.Label, To: l.To, Address: !ok, Name: l.Name, Kind: thingNames[kind], Gone: l.Gone, Wrong: wrongs(f, at+"/label", at+"/to")}
}

func wrongs(f form, names ...string) (out []string) {
	for _, n := range names {
		if e := f.Error(n); e != "" {
			out = append(out, e)
		}
	}
	return out
}

func headerRows(links []menu.Link, f form) (rows []menuRow) {
	for i, l := range links {
		rows = append(rows, rowOfLink(l, f, fmt.Sprintf("header/%d", i)))
	}
	return rows
}

func footerRows(groups []menu.Group, f form) (rows []menuRow) {
	for g, group := range groups {
		at := fmt.Sprintf("footer/%d", g)
		rows = append(rows, menuRow{Label: group.Title, To: titleRow, Title: true, Wrong: wrongs(f, at+"/title")})
		for i, l := range group.Links {
			rows = append(rows, rowOfLink(l, f, fmt.Sprintf("%s/items/%d", at, i)))
		}
	}
	return rows
}

// mostOffered is how many pages and tags the list of choices has.
const mostOffered = 100

// menuChoices is what a new link may lead to without an address being typed.
func (a *Admin) menuChoices(ctx context.Context) ([]choiceGroup, error) {
	out := []choiceGroup{{"This site", []option{
		{"/", "Front page"},
		{"/archive", "Archive"},
		{"/newsletters", "Newsletters"},
		{"/search", "Search"},
		{"/feed.xml", "RSS feed"},
		{"/account", "Readers’ account"},
		{"/member", "Readers’ data"},
	}}}
	sections, err := a.Posts.Sections(ctx)
	if err != nil {
		return nil, err
	}
	out = append(out, choiceGroup{Title: "Sections"})
	for _, v := range sections {
		out[1].Choices = append(out[1].Choices, option{site.ToSection + ":" + itoa(v.ID), v.Name})
	}
	pages, _, err := a.Posts.Addresses(ctx, "page", post.Cursor{}, mostOffered)
	if err != nil {
		return nil, err
	}
	out = append(out, choiceGroup{Title: "Pages"})
	for _, v := range pages {
		out[2].Choices = append(out[2].Choices, option{site.ToPage + ":" + itoa(v.PostID), v.Headline})
	}
	tags, _, err := a.Posts.TagPage(ctx, post.GroupFilter{Limit: mostOffered})
	out = append(out, choiceGroup{Title: "Tags"})
	for _, v := range tags {
		out[3].Choices = append(out[3].Choices, option{site.ToTag + ":" + itoa(v.ID), v.Name})
	}
	return slices.DeleteFunc(out, func(g choiceGroup) bool { return len(g.Choices) == 0 }), err
}

// saveNavigation stores both menus, or shows them after a button moved a row.
func (a *Admin) saveNavigation(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	d, err := menu.DefaultsOf(r.Context(), v.site, a.Posts)
	if err != nil {
		return err
	}
	m, p := readMenus(f), settingsPage{Part: site.Navigation}
	if do := f.Text("do"); do != "" && do != "save" {
		m.act(do, f, d)
		p.Form, p.Unsaved = returned(f, nil), true
		p.Form.Sentence = ""
		return a.showMenus(w, r, v, p, m, d, http.StatusOK)
	}
	_, err = a.Site.Change(r.Context(), site.Navigation, f.Text("mark"), func(s *site.Site) { m.put(s, d) })
	if mendable(err) {
		return a.showMenus(w, r, v, a.partAgain(r.Context(), site.Navigation, f, err), m, d, statusOf(err))
	}
	if err != nil {
		return err
	}
	return see(w, r, partPath(site.Navigation), "saved")
}
