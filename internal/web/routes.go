package web

import (
	"net/http"
	"strings"

	"onrecord/internal/page"
)

// mux lists every URL of the public site, in the order in which a reader meets
// them. Kept pages name the query parameters that make pages of their own; those
// that people read are counted.
// Forms are refused when another site sends them; one-click unsubscribing is
// for mail programs, and its address is the key.
func (s *Web) mux() http.Handler {
	m := http.NewServeMux()
	kept := func(h page.Handler, params ...string) http.Handler { return s.Cache.Wrap(h, s.adapter, params...) }
	read := func(h page.Handler, params ...string) http.Handler { return kept(ofNone(h), params...) }
	live := s.adapter.Handle
	form := func(h page.Handler) http.Handler { return s.adapter.Handle(s.fromHere(h)) }

	// Reading
	m.Handle("GET /{$}", read(s.home, "before"))
	m.Handle("GET /{slug}", sitemapOr(kept(s.sitemapPart), s.byLevel(s.post)))
	m.Handle("GET /section/{slug}", read(s.section, "before"))
	m.Handle("GET /tag/{slug}", read(s.tag, "before"))
	m.Handle("GET /author/{slug}", read(s.author, "before"))
	m.Handle("GET /series/{slug}", read(s.series))
	m.Handle("GET /archive", read(s.archive))
	m.Handle("GET /archive/{year}/{month}", read(s.month, "before"))
	m.Handle("GET /search", live(s.search))
	m.Handle("GET /preview/{token}", live(s.preview))

	// Comments; those of a post stand under it, and further ones on pages of their own
	comment := func(path string, find finding, ask, do commented) {
		m.Handle("GET /comments/{id}/"+path, live(s.onComment(find, ask)))
		m.Handle("POST /comments/{id}/"+path, form(s.onComment(find, do)))
	}
	m.Handle("GET /comments/{slug}", s.byLevel(ofNone(s.comments), "before"))
	m.Handle("POST /comments", form(s.writeComment))
	m.Handle("GET /comments/{id}/reply", live(s.onComment(s.visibleComment, s.replyForm)))
	comment("change", s.ownComment, s.changeForm, s.changeComment)
	comment("deletion", s.ownComment, s.confirmDeletion, s.deleteComment)
	comment("report", s.visibleComment, s.confirmReport, s.reportComment)

	// Newsletters
	m.Handle("GET /newsletters", read(s.newsletters))
	m.Handle("GET /newsletters/{slug}", read(s.newsletter, "before"))
	m.Handle("GET /newsletters/{slug}/{issue}", read(s.issue))
	m.Handle("GET /subscribe", live(s.subscribeForm))
	m.Handle("POST /subscribe", form(s.subscribe))
	m.Handle("GET /subscribe/sent", kept(s.subscribeSent))
	m.Handle("GET /confirm/{token}", live(s.confirmForm))
	m.Handle("POST /confirm/{token}", form(s.confirm))

	// A member's own pages, reached by links in mails
	m.Handle("GET /preferences/{token}", live(s.preferences))
	m.Handle("POST /preferences/{token}", form(s.savePreferences))
	m.Handle("POST /preferences/{token}/data", form(s.wantOwnData))
	m.Handle("GET /unsubscribe/{token}", live(s.unsubscribeForm))
	m.Handle("POST /unsubscribe/{token}", live(s.unsubscribe))
	m.Handle("GET /member", kept(s.memberForm))
	m.Handle("POST /member", form(s.memberLink))
	m.Handle("GET /member/{token}", live(s.member))
	m.Handle("GET /member/{token}/export.json", live(s.memberExport))
	m.Handle("POST /member/{token}/deletion", form(s.memberDelete))

	// Members who are signed in
	m.Handle("GET /sign-in", live(s.signinForm))
	m.Handle("POST /sign-in", form(s.signin))
	m.Handle("GET /sign-in/code", live(s.signinCodeForm))
	m.Handle("POST /sign-in/code", form(s.signinCode))
	m.Handle("GET /sign-in/{token}", live(s.signinLink))
	m.Handle("POST /sign-in/{token}", form(s.signinByLink))
	m.Handle("GET /account", live(s.asMember(s.account)))
	m.Handle("POST /account/name", form(s.asMember(s.accountName)))
	m.Handle("POST /account/address", form(s.asMember(s.accountAddress)))
	m.Handle("GET /address/{token}", live(s.addressForm))
	m.Handle("POST /address/{token}", form(s.addressChange))
	m.Handle("GET /address/{token}/undo", live(s.addressUndoForm))
	m.Handle("POST /address/{token}/undo", form(s.addressUndo))
	m.Handle("POST /account/newsletters", form(s.asMember(s.accountNewsletters)))
	m.Handle("POST /account/sign-out", form(s.asMember(s.accountSignOut)))
	m.Handle("GET /account/export.json", live(s.asMember(s.accountExport)))
	m.Handle("POST /account/deletion", form(s.asMember(s.accountDelete)))

	// For machines
	for _, list := range []struct {
		path string
		find finder
	}{{"", s.wholeSite}, {"/section/{slug}", s.sectionList}, {"/tag/{slug}", s.tagList}, {"/author/{slug}", s.authorList}, {"/series/{slug}", s.seriesList}} {
		m.Handle("GET "+list.path+"/feed.xml", kept(s.feed(list.find, rss)))
		m.Handle("GET "+list.path+"/atom.xml", kept(s.feed(list.find, atom)))
		m.Handle("GET "+list.path+"/feed.json", kept(s.feed(list.find, jsonFeed)))
	}
	m.Handle("GET /share/{post}/{picture}", kept(s.sharePicture))
	m.Handle("GET /sitemap.xml", kept(s.sitemapIndex))
	m.Handle("GET /sitemap-news.xml", kept(s.newsSitemap))
	m.Handle("GET /robots.txt", kept(s.robots))

	// Files
	m.Handle("GET /media/{file}", live(s.Media.ServeFile))
	m.Handle("GET /assets/{file...}", live(s.asset))
	m.Handle("GET /favicon.ico", kept(s.favicon))

	m.Handle("/", live(s.missing))
	return m
}

// ofNone marks the answers of h as pages that people read and that are of no post.
func ofNone(h page.Handler) page.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		page.About(r, 0)
		return h(w, r)
	}
}

// sitemapOr picks /sitemap-202611.xml out of the addresses of posts, which
// have no dot. The mux has no pattern for a part of a segment.
func sitemapOr(sitemap, post http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if slug := r.PathValue("slug"); strings.HasPrefix(slug, "sitemap-") && strings.HasSuffix(slug, ".xml") {
			sitemap.ServeHTTP(w, r)
			return
		}
		post.ServeHTTP(w, r)
	})
}
