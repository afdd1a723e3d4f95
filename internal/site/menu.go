package site

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"onrecord/internal/fault"
)

// What menus may hold.
const (
	MostHeader = 12 // links at the head
	MostGroups = 4  // titled groups at the foot
	MostFooter = 30 // links in all of them
)

// Item is a link of a menu.
type Item struct {
	// Label is at most 60 characters. Where it is empty, a thing of this site
	// goes by its own name; an address needs one.
	Label string `json:"label"`
	// To is an address as SafeURL takes it, or names a thing whose address and
	// name may change: "section:3", "tag:7", "page:12".
	To string `json:"to"`
}

// Group is a titled run of links.
type Group struct {
	Title string `json:"title"` // at most 60 characters, never empty
	Items []Item `json:"items"`
}

// The things that Item.To can name.
const (
	ToSection = "section"
	ToTag     = "tag"
	ToPage    = "page"
)

// Thing is what the item names; ok is false when it is an address.
func (i Item) Thing() (kind string, id int64, ok bool) {
	kind, number, _ := strings.Cut(i.To, ":")
	if kind != ToSection && kind != ToTag && kind != ToPage {
		return "", 0, false
	}
	id, err := strconv.ParseInt(number, 10, 64)
	return kind, id, err == nil && id > 0 && strconv.FormatInt(id, 10) == number
}

// checkMenus tidies both menus. Problems are named by the place of what they
// are about: "header/2/to", "footer/1/items/0/label".
func (s *Site) checkMenus(p *fault.Problems) {
	s.Header = checkItems(p, "header", s.Header)
	if len(s.Header) > MostHeader {
		p.Add("header", "There may be at most %d links at the head of the pages.", MostHeader)
	}
	n := 0
	for g := range s.Footer {
		at := fmt.Sprintf("footer/%d", g)
		line(p, at+"/title", &s.Footer[g].Title, mostLabel)
		need(p, at+"/title", s.Footer[g].Title, "A group needs a title.")
		s.Footer[g].Items = checkItems(p, at+"/items", s.Footer[g].Items)
		n += len(s.Footer[g].Items)
	}
	if len(s.Footer) > MostGroups {
		p.Add("footer", "There may be at most %d groups at the foot of the pages.", MostGroups)
	}
	if n > MostFooter {
		p.Add("footer", "There may be at most %d links at the foot of the pages.", MostFooter)
	}
}

func checkItems(p *fault.Problems, field string, items []Item) []Item {
	for i := range items {
		at, item := fmt.Sprintf("%s/%d", field, i), &items[i]
		item.To = strings.TrimSpace(item.To)
		line(p, at+"/label", &item.Label, mostLabel)
		_, _, named := item.Thing()
		if !named && !SafeURL(item.To) {
			p.Add(at+"/to", "A link goes to an address that begins with https://, http:// or mailto:, or to a path of this site that begins with a slash.")
		}
		if !named && item.Label == "" {
			p.Add(at+"/label", "A link to an address needs a label.")
		}
	}
	return items
}

// menuText is how a menu is kept: "" while nobody has edited it.
func menuText[T any](menu []T) string {
	if menu == nil {
		return ""
	}
	b, err := json.Marshal(menu)
	if err != nil {
		panic(err) // texts always marshal
	}
	return string(b)
}

func readMenu[T any](text string, menu *[]T) error {
	if text == "" {
		return nil
	}
	return json.Unmarshal([]byte(text), menu)
}

// cloneMenus keeps callers from sharing the menus of the kept site.
func (s *Site) cloneMenus() {
	if s.Header != nil {
		s.Header = append([]Item{}, s.Header...)
	}
	if s.Footer == nil {
		return
	}
	groups := append([]Group{}, s.Footer...)
	for i := range groups {
		groups[i].Items = append([]Item{}, groups[i].Items...)
	}
	s.Footer = groups
}
