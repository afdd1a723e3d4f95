package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"onrecord/internal/feed"
	"onrecord/internal/locale"
	"onrecord/internal/markup"
	"onrecord/internal/menu"
	"onrecord/internal/newsletter"
	"onrecord/internal/page"
	"onrecord/internal/post"
	"onrecord/internal/site"
)

// frame is what goes around one page: the publication as it is now, its
// language, and the templates in it.
type frame struct {
	*Page
	r     *http.Request
	urls  site.URLs
	site  site.Site
	l     *locale.Locale
	zone  *time.Location
	now   time.Time
	look  *look
	looks *looks
	set   *page.Set
	byID  map[int64]newsletter.Newsletter
	maker feed.Organization

	announcer string    // address of announcement.js
	code      site.Code // the owner's own, where the page carries it

	frames []string // the origins of what a reader may have shown in the page
}

// frame makes the frame for the answer to r. The page depends on everything
// that the frame shows.
func (s *Web) frame(r *http.Request, kind string) (*frame, error) {
	page.Depends(r, shellTags...)
	v, err := s.shell(r.Context())
	if err != nil {
		return nil, err
	}
	f, err := s.bare(r, v.site, kind)
	if err != nil {
		return nil, err
	}
	if v.site.LogoMediaID != 0 {
		page.Depends(r, mediaTag(v.site.LogoMediaID))
	}
	page.Depends(r, v.menus.Tags...)
	f.furnish(v)
	return f, nil
}

const notReady = "This publication is not set up yet; its owner finds the link for it where the program was started."

// bare is a frame that needs nothing from the database.
func (s *Web) bare(r *http.Request, st site.Site, kind string) (*frame, error) {
	l := locale.For(st.Language)
	look := s.looks.of(st)
	set, err := look.set(l)
	if err != nil {
		return nil, err
	}
	d := look.wear(st)
	f := &frame{r: r, urls: s.urls, site: st, l: l, zone: st.Location(), now: s.Now(), look: look, looks: s.looks, set: set, announcer: look.announcer()}
	f.Page = &Page{
		Lang: l.Tag(), Dir: l.Dir(), Kind: kind, Title: st.Name, CSS: d.css, Scheme: schemes(st.Scheme), Icon: d.icon, JS: look.assets.URL("site.js"), Fonts: d.fonts.on(kind), Subscribe: "/newsletters",
		Site: SiteView{
			Name: st.Name, Tagline: st.Tagline, Description: st.Description, Home: s.urls.Home(),
			Publisher: st.Publisher, Email: st.ContactEmail, Locale: strings.ReplaceAll(l.Tag(), "-", "_"),
			Social: socialLinks(st.Social),
		},
	}
	for line := range strings.Lines(st.PostalAddress) {
		f.Site.Address = append(f.Site.Address, strings.TrimSpace(line))
	}
	f.maker = feed.Organization{Name: st.Name, URL: s.urls.Home(), Description: st.Description}
	if st.Publisher != "" {
		f.maker.Name = st.Publisher
	}
	for _, link := range st.Social {
		f.maker.SameAs = append(f.maker.SameAs, link.URL)
	}
	return f, nil
}

func socialLinks(links []site.Link) (out []SocialLink) {
	for _, l := range links {
		out = append(out, SocialLink{NavLink{Label: l.Label, URL: l.URL}, site.NetworkOf(l.URL).ID})
	}
	return out
}

// menu is the links of a menu that lead somewhere, with the page that shows
// them marked.
func (f *frame) menu(links []menu.Link) (out []NavLink) {
	for _, l := range links {
		if !l.Gone {
			out = append(out, NavLink{Label: l.Text(), URL: l.URL, Current: l.URL == f.r.URL.EscapedPath()})
		}
	}
	return out
}

// furnish adds what the frame shows from the database.
func (f *frame) furnish(v *shell) {
	f.Site.Nav = f.menu(v.menus.Header)
	for _, g := range v.menus.Footer {
		f.Site.Footer = append(f.Site.Footer, NavGroup{Title: g.Title, Links: f.menu(g.Links)})
	}
	if v.logo != nil {
		f.Site.Logo, f.Site.LogoIsName = v.logo, v.wideLogo
		f.maker.Logo = f.urls.Media(v.logo.Src)
		if !v.wideLogo {
			f.Icon = v.logo.Src
		}
	}
	f.offer(v.newsletters)
	f.announce()
	f.encode(v.code)
}

// announce adds what is announced now. The page is good until that changes.
func (f *frame) announce() {
	a := f.site.Announcement
	shown, changes := a.At(f.now)
	if !changes.IsZero() {
		page.Until(f.r, changes)
	}
	if shown {
		f.Announcement = &Announcement{ID: a.ID(), Tone: a.Tone, Text: markup.Phrase(a.Text), LinkLabel: a.LinkLabel, URL: a.LinkURL, JS: f.announcer}
	}
}

// offer puts the newsletters that take subscriptions into the sign-up form.
func (f *frame) offer(list []newsletter.Newsletter) {
	f.byID = make(map[int64]newsletter.Newsletter, len(list))
	for _, n := range list {
		f.byID[n.ID] = n
		f.Signup.Newsletters = append(f.Signup.Newsletters, NewsletterChoice{
			ID: n.ID, Name: n.Name, Description: n.Description, URL: newsletterPath(n.Slug), Ticked: n.IsDefault || len(list) == 1,
		})
	}
	if f.Band = len(list) > 0; f.Band {
		f.Subscribe = "#subscribe"
	}
}

// noBand takes the sign-up form above the footer away, for pages that have one
// of their own or are for one person.
func (f *frame) noBand(subscribe string) { f.Band, f.Subscribe = false, subscribe }

// headed gives the page its title, description and address.
func (f *frame) headed(title, description, canonical string) {
	f.Head.SocialTitle = title
	f.Title = title
	if title != f.site.Name {
		f.Title = title + " · " + f.site.Name
	}
	f.Head.Description, f.Head.Canonical = description, canonical
}

// feeds names the feeds of a list, for feed readers.
func (f *frame) feeds(path, title string) {
	for _, kind := range []struct{ mime, url string }{
		{"application/rss+xml", f.urls.RSS(path)}, {"application/atom+xml", f.urls.Atom(path)}, {"application/feed+json", f.urls.JSONFeed(path)},
	} {
		f.Head.Feeds = append(f.Head.Feeds, FeedLink{Type: kind.mime, Title: title, URL: kind.url})
	}
}

// crumbs is the way from the home page; the last step has no URL. It is said
// to machines too.
func (f *frame) crumbs(steps ...Crumb) []Crumb {
	all := append([]Crumb{{Label: f.l.T("Home"), URL: "/"}}, steps...)
	var said feed.Breadcrumbs
	for _, c := range all {
		at := f.Head.Canonical
		if c.URL != "" {
			at = f.urls.Absolute(c.URL)
		}
		said = append(said, feed.Crumb{Name: c.Label, URL: at})
	}
	f.Head.LinkedData += feed.Script(said)
	return all
}

// show renders a page of the theme.
func (f *frame) show(w http.ResponseWriter, status int, name string, view any) error {
	if policy := f.policy(); policy != page.ContentPolicy {
		w.Header().Set("Content-Security-Policy", policy)
	}
	err := f.set.Render(w, status, name, view)
	if f.look.own != nil && errors.Is(err, page.ErrTemplate) {
		err = f.plainly(w, status, name, view, err)
	}
	return err
}

func (f *frame) date(t time.Time) Moment {
	if t.IsZero() {
		return Moment{}
	}
	return Moment{ISO: t.UTC().Format(time.RFC3339), Text: f.l.Date(t, f.zone)}
}

func (f *frame) dateTime(t time.Time) Moment {
	if t.IsZero() {
		return Moment{}
	}
	return Moment{ISO: t.UTC().Format(time.RFC3339), Text: f.l.DateTime(t, f.zone)}
}

// private marks an answer that is for one person: nobody stores it, no search
// engine lists it, and its address, which is a key, is told to nobody.
func private(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Robots-Tag", "noindex")
	h.Set("Referrer-Policy", "no-referrer")
}

func postPath(slug string) string       { return "/" + url.PathEscape(slug) }
func sectionPath(v post.Section) string { return "/section/" + url.PathEscape(v.Slug) }
func tagPath(v post.Tag) string         { return "/tag/" + url.PathEscape(v.Slug) }
func authorPath(v post.Author) string   { return "/author/" + url.PathEscape(v.Slug) }
func newsletterPath(slug string) string { return "/newsletters/" + url.PathEscape(slug) }
func issuePath(newsletter, issue string) string {
	return newsletterPath(newsletter) + "/" + url.PathEscape(issue)
}
