// Package web is the public site: what readers, feed readers and search
// engines see. It reads what other packages say and shows it through a theme;
// routes.go lists every URL.
//
// Pages that are the same for everyone go through the page cache, set no
// cookies and know nothing about who asks. Pages for one member are reached
// by a signed link alone and are never stored.
package web

import (
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/sync/semaphore"

	"onrecord/internal/comment"
	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/job"
	"onrecord/internal/media"
	"onrecord/internal/member"
	"onrecord/internal/newsletter"
	"onrecord/internal/page"
	"onrecord/internal/post"
	"onrecord/internal/search"
	"onrecord/internal/site"
	"onrecord/internal/theme"
	"onrecord/themes"
)

// Deps is what the public site works with.
type Deps struct {
	DB          *db.DB // for rate limits
	Log         *slog.Logger
	Base        *url.URL    // the site's own address; the request's Host never counts
	Themes      theme.Shelf // the themes that the publication has of its own
	Theme       string      // a folder of one that is used whatever the settings say; "" for none
	Cache       *page.Cache
	Site        *site.Store
	Media       *media.Store
	Posts       *post.Store
	Search      *search.Store
	Members     *member.Store
	Newsletters *newsletter.Store
	Comments    *comment.Store
	Jobs        *job.Queue
	// Now is the clock. Nil means time.Now.
	Now func() time.Time
}

// OwnDataWanted is the event that a member asked for the link to what is
// stored about them. Its subject is the member, or 0 when the address that
// was typed belongs to nobody; the reaction then does nothing.
const OwnDataWanted = "own_data.requested"

// Web answers everything that is not the admin or the API.
type Web struct {
	Deps
	urls     site.URLs
	looks    *looks
	adapter  *page.Adapter
	shells   shells
	searches *throttle
	draws    *semaphore.Weighted // share images drawn at the same time
	origin   *http.CrossOriginProtection
	last     []byte // the error page for when no page can be made
	handler  http.Handler
}

// New makes the public site. It fails when the theme's templates do not parse.
func New(d Deps) (*Web, error) {
	if d.Now == nil {
		d.Now = time.Now
	}
	s := &Web{Deps: d, urls: site.URLs{Base: d.Base}, searches: newThrottle(d.Now), draws: semaphore.NewWeighted(mostDraws)}
	s.adapter = &page.Adapter{Log: d.Log, Page: s.failed}
	s.origin = http.NewCrossOriginProtection()
	if err := s.origin.AddTrustedOrigin(d.Base.Scheme + "://" + d.Base.Host); err != nil {
		return nil, err
	}
	d.Cache.OnChange(d.Site.Heard) // before the shell, which is made of it
	d.Cache.OnChange(s.shells.heard)
	base, err := newLook(themes.Default(), nil)
	if err != nil {
		return nil, err
	}
	s.looks = &looks{base: base, shelf: d.Themes, fixed: d.Theme, log: d.Log, heard: d.Cache.DropAll}
	if s.last, err = s.lastPage(); err != nil {
		return nil, err
	}
	s.handler = s.mux()
	return s, nil
}

// longestURL is the most that an address may have, in bytes. No link of the
// site comes near it.
const longestURL = 4096

// ServeHTTP answers one request.
func (s *Web) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if len(r.URL.Path)+len(r.URL.RawQuery) > longestURL || !page.Clean(r.URL.Path) || strings.ContainsAny(r.URL.Path, "\r\n\t") {
		s.adapter.Handle(badAddress).ServeHTTP(w, r)
		return
	}
	s.handler.ServeHTTP(w, r)
}

func badAddress(http.ResponseWriter, *http.Request) error {
	return fault.New(fault.BadRequest, "This address is damaged; start again from the front page.")
}

// fromHere lets a form through that was sent from a page of this site.
func (s *Web) fromHere(h page.Handler) page.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := s.origin.Check(r); err != nil {
			return fault.New(fault.Forbidden, "This form was sent from another site; please open it here and send it again.").Because(err)
		}
		return h(w, r)
	}
}

// Unexecuted names the templates that were never executed, for tests.
func (s *Web) Unexecuted() []string { return s.looks.base.unexecuted() }
