// Package admin is the desk: the pages behind the sign-in, where staff write,
// publish, send and look after the site.
//
// routes.go lists every URL with the action it needs; nothing is reachable
// that is not in that table. Pages work without script; the scripts in assets
// add to them. State changes are POSTs, refused when they come from another
// origin, and answer with a redirect, or with the same page and status 422.
package admin

import (
	"embed"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"onrecord/internal/blob"
	"onrecord/internal/claim"
	"onrecord/internal/comment"
	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/fetch"
	"onrecord/internal/job"
	"onrecord/internal/link"
	"onrecord/internal/mail"
	"onrecord/internal/margin"
	"onrecord/internal/media"
	"onrecord/internal/member"
	"onrecord/internal/newsletter"
	"onrecord/internal/page"
	"onrecord/internal/post"
	"onrecord/internal/reading"
	"onrecord/internal/site"
	"onrecord/internal/staff"
	"onrecord/internal/theme"
)

//go:embed templates assets
var files embed.FS

// Deps is what the desk works with.
type Deps struct {
	DB          *db.DB // for the audit log and the readings that span packages
	Log         *slog.Logger
	Base        *url.URL // the site's own address; https makes cookies secure
	Site        *site.Store
	Staff       *staff.Store
	Media       *media.Store
	Members     *member.Store
	Posts       *post.Store
	Claims      *claim.Store
	Margin      *margin.Store
	Newsletters *newsletter.Store
	Comments    *comment.Store
	Readings    *reading.Store
	Outbox      *mail.Outbox
	Transport   mail.Transport // tells whether mail leaves this machine
	Jobs        *job.Queue
	Blobs       blob.Store // keeps the files of imports
	Links       *link.Store
	Fetch       *fetch.Client // for addresses that staff type
	// Proof shows the working copy behind a preview link as the public site
	// would, in a scheme of colours or, with "", in the reader's.
	Proof  func(w http.ResponseWriter, r *http.Request, token, scheme string) error
	Themes theme.Shelf // the themes that the publication has of its own
	// ThemeWorks tries a theme before it is chosen, and ThemeTrouble says why the
	// chosen one is not shown as it is; nil where there is no public site.
	ThemeWorks   func(name string) error
	ThemeTrouble func() string
	// Now is the clock. Nil means time.Now.
	Now func() time.Time
	// Version of the program, shown to staff.
	Version string
}

// Admin answers /admin/ and /setup/.
type Admin struct {
	Deps
	urls    site.URLs
	pages   *page.Set
	assets  *page.Assets
	adapter *page.Adapter
	last    []byte // the page for when no page can be made
	handler http.Handler
}

// New makes the desk. It fails when a template does not parse.
func New(d Deps) (*Admin, error) {
	if d.Now == nil {
		d.Now = time.Now
	}
	a := &Admin{Deps: d, urls: site.URLs{Base: d.Base}}
	a.assets = page.NewAssets(sub("assets"), "/admin/assets/")
	if err := addSpecimens(a.assets); err != nil {
		return nil, err
	}
	var err error
	if a.pages, err = page.NewSet(sub("templates"), a.funcs(), "layout.html", "part_*.html"); err != nil {
		return nil, err
	}
	if a.last, err = a.lastPage(); err != nil {
		return nil, err
	}
	a.adapter = &page.Adapter{Log: d.Log, Page: a.failed}
	a.handler = a.guard(a.mux())
	return a, nil
}

// ServeHTTP answers one request.
func (a *Admin) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.handler.ServeHTTP(w, r) }

// Unexecuted names the templates that were never executed, for tests.
func (a *Admin) Unexecuted() []string { return a.pages.Unexecuted() }

// sub is a folder of the embedded files, which are always there.
func sub(dir string) fs.FS {
	f, err := fs.Sub(files, dir)
	if err != nil {
		panic(err)
	}
	return f
}

// missing is the answer for what is not there or not for this person.
func missing() error { return fault.New(fault.NotFound, fault.Missing) }
