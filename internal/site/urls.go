package site

import (
	"fmt"
	"net/url"
	"strings"
)

// URLs makes the absolute address of every public page, from the one base
// address that the operator configured. The request's Host never counts.
type URLs struct{ Base *url.URL }

// Absolute is the address of a path of this site, such as "/about?x=1".
func (u URLs) Absolute(path string) string {
	base := &url.URL{Scheme: u.Base.Scheme, Host: u.Base.Host, Path: strings.TrimSuffix(u.Base.Path, "/")}
	return base.String() + path
}

func (u URLs) at(parts ...string) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteByte('/')
		b.WriteString(url.PathEscape(p))
	}
	return u.Absolute(b.String())
}

// Home is the front page.
func (u URLs) Home() string { return u.Absolute("/") }

// Post is the page of a post.
func (u URLs) Post(slug string) string { return u.at(slug) }

// Section is the page of a section.
func (u URLs) Section(slug string) string { return u.at("section", slug) }

// Tag is the page of a tag.
func (u URLs) Tag(slug string) string { return u.at("tag", slug) }

// Author is the page of an author.
func (u URLs) Author(slug string) string { return u.at("author", slug) }

// Archive is the list of months.
func (u URLs) Archive() string { return u.Absolute("/archive") }

// Month is the archive of one month.
func (u URLs) Month(year, month int) string {
	return u.Absolute(fmt.Sprintf("/archive/%04d/%02d", year, month))
}

// Search is the results for a query; the search form itself for "".
func (u URLs) Search(query string) string {
	if query == "" {
		return u.Absolute("/search")
	}
	return u.Absolute("/search?q=" + url.QueryEscape(query))
}

// Preview shows a draft to whoever has its token.
func (u URLs) Preview(token string) string { return u.at("preview", token) }

// Media is a file of the media store, by the path that media.Media.URL gives.
func (u URLs) Media(path string) string { return u.Absolute("/" + strings.TrimPrefix(path, "/")) }

// RSS, Atom and JSONFeed are the feeds of the list at a path: "" or "/" for
// the whole site, "/section/harbour" for a section.
func (u URLs) RSS(list string) string { return u.Absolute(strings.TrimSuffix(list, "/") + "/feed.xml") }

// Atom is the Atom feed of a list; see RSS.
func (u URLs) Atom(list string) string {
	return u.Absolute(strings.TrimSuffix(list, "/") + "/atom.xml")
}

// JSONFeed is the JSON Feed of a list; see RSS.
func (u URLs) JSONFeed(list string) string {
	return u.Absolute(strings.TrimSuffix(list, "/") + "/feed.json")
}

// Sitemap is the index of sitemaps.
func (u URLs) Sitemap() string { return u.Absolute("/sitemap.xml") }

// SitemapPart is one sitemap of the index, by its name.
func (u URLs) SitemapPart(name string) string { return u.Absolute("/sitemap-" + name + ".xml") }

// NewsSitemap lists what was published in the last two days.
func (u URLs) NewsSitemap() string { return u.Absolute("/sitemap-news.xml") }

// Newsletters is the list of newsletters.
func (u URLs) Newsletters() string { return u.Absolute("/newsletters") }

// Newsletter is the archive of a newsletter.
func (u URLs) Newsletter(slug string) string { return u.at("newsletters", slug) }

// Issue is an issue of a newsletter, viewed in the browser.
func (u URLs) Issue(newsletter, issue string) string { return u.at("newsletters", newsletter, issue) }

// Subscribe is where the sign-up form goes.
func (u URLs) Subscribe() string { return u.Absolute("/subscribe") }

// Confirm asks a person to confirm a sign-up.
func (u URLs) Confirm(token string) string { return u.at("confirm", token) }

// Preferences is where a member chooses newsletters.
func (u URLs) Preferences(token string) string { return u.at("preferences", token) }

// Unsubscribe ends one subscription.
func (u URLs) Unsubscribe(token string) string { return u.at("unsubscribe", token) }

// OwnData shows members what is stored about them.
func (u URLs) OwnData(token string) string { return u.at("member", token) }

// Signin is where a member signs in by the link of a mail.
func (u URLs) Signin(token string) string { return u.at("sign-in", token) }

// Address is where the owner of a new address confirms it.
func (u URLs) Address(token string) string { return u.at("address", token) }

// AddressUndo is where the owner of an old address takes a change back.
func (u URLs) AddressUndo(token string) string { return u.at("address", token) + "/undo" }

// Setup is where a new site is claimed.
func (u URLs) Setup(token string) string { return u.at("setup", token) }

// Admin is a page of the admin, by its path under /admin, such as "/posts/3".
func (u URLs) Admin(path string) string { return u.Absolute("/admin" + path) }

// Invitation is where somebody invited sets a password.
func (u URLs) Invitation(token string) string { return u.at("admin", "invitation", token) }
