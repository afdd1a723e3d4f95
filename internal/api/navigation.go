package api

import (
	"onrecord/internal/menu"
	"onrecord/internal/site"
)

// Navigation is the menus at the head and the foot of every page.
type Navigation struct {
	Header    []MenuLink  `json:"header"`
	HeaderOwn bool        `json:"header_own" doc:"False while the menu follows the sections."`
	Footer    []MenuGroup `json:"footer"`
	FooterOwn bool        `json:"footer_own" doc:"False while the menu follows the sections."`
	Version   int64       `json:"version" doc:"Of the site's settings, which the menus are a part of."`
}

func (n Navigation) version() int64 { return n.Version }

// MenuLink is a link of a menu.
type MenuLink struct {
	Label string `json:"label" doc:"Empty: the name of what it leads to."`
	To    string `json:"to" doc:"An address, or section:3, tag:7 or page:12 for a thing of this site."`
	URL   string `json:"url" doc:"Where it leads now; empty where the thing is gone, and the link is not shown."`
}

// MenuGroup is a titled run of links.
type MenuGroup struct {
	Title string     `json:"title"`
	Items []MenuLink `json:"items"`
}

// MenuLinkInput is a MenuLink to be stored.
type MenuLinkInput struct {
	Label string `json:"label" max:"60" doc:"Empty: the name of what it leads to; an address needs one."`
	To    string `json:"to" need:"yes" max:"500" doc:"An http, https or mailto address, a path of this site, or section:3, tag:7 or page:12."`
}

// MenuGroupInput is a MenuGroup to be stored.
type MenuGroupInput struct {
	Title string          `json:"title" need:"yes" max:"60"`
	Items []MenuLinkInput `json:"items" need:"yes" items:"30"`
}

// NavigationInput is both menus. One that is left out follows the sections.
type NavigationInput struct {
	Header change[[]MenuLinkInput]  `json:"header" items:"12" doc:"Left out: the sections in their order."`
	Footer change[[]MenuGroupInput] `json:"footer" items:"4" doc:"At most 30 links in all. Left out: the sections and what every site has."`
}

func (a *API) getNavigation(c *call) (Navigation, error) {
	s, err := a.Site.Get(c.ctx)
	return a.navigation(c, s, err)
}

func (a *API) navigation(c *call, s site.Site, err error) (Navigation, error) {
	if err != nil {
		return Navigation{}, err
	}
	m, err := menu.Of(c.ctx, s, a.Posts)
	out := Navigation{Header: showMenu(m.Header), HeaderOwn: m.OwnHeader, Footer: []MenuGroup{}, FooterOwn: m.OwnFooter, Version: s.Version}
	for _, g := range m.Footer {
		out.Footer = append(out.Footer, MenuGroup{Title: g.Title, Items: showMenu(g.Links)})
	}
	return out, err
}

func showMenu(links []menu.Link) []MenuLink {
	out := make([]MenuLink, len(links))
	for i, l := range links {
		out[i] = MenuLink{Label: l.Label, To: l.To}
		if !l.Gone {
			out[i].URL = l.URL
		}
	}
	return out
}

func (a *API) putNavigation(c *call, in NavigationInput) (Navigation, error) {
	s, err := a.Site.Get(c.ctx)
	if err != nil {
		return Navigation{}, err
	}
	s.Header, s.Footer = nil, nil
	if in.Header.set {
		s.Header = menuItems(in.Header.value)
	}
	if in.Footer.set {
		s.Footer = []site.Group{}
		for _, g := range in.Footer.value {
			s.Footer = append(s.Footer, site.Group{Title: g.Title, Items: menuItems(g.Items)})
		}
	}
	s, err = a.Site.Update(c.ctx, c.seen.version, s)
	return a.navigation(c, s, err)
}

func menuItems(in []MenuLinkInput) []site.Item {
	out := make([]site.Item, len(in))
	for i, l := range in {
		out[i] = site.Item(l)
	}
	return out
}
