package main

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"onrecord/internal/admin"
	"onrecord/internal/api"
	"onrecord/internal/blob"
	"onrecord/internal/claim"
	"onrecord/internal/comment"
	"onrecord/internal/db"
	"onrecord/internal/demo"
	"onrecord/internal/fault"
	"onrecord/internal/fetch"
	"onrecord/internal/job"
	"onrecord/internal/limit"
	"onrecord/internal/link"
	"onrecord/internal/mail"
	"onrecord/internal/margin"
	"onrecord/internal/media"
	"onrecord/internal/member"
	"onrecord/internal/newsletter"
	"onrecord/internal/page"
	"onrecord/internal/post"
	"onrecord/internal/reading"
	"onrecord/internal/search"
	"onrecord/internal/seed"
	"onrecord/internal/site"
	"onrecord/internal/staff"
	"onrecord/internal/transfer"
	"onrecord/internal/web"
)

// app is everything a command works with, wired together.
type app struct {
	cfg         Config
	log         *slog.Logger
	urls        site.URLs
	d           *db.DB
	files       *blob.Folder
	jobs        *job.Queue
	transport   mail.Transport
	site        *site.Store
	staff       *staff.Store
	media       *media.Store
	claims      *claim.Store
	members     *member.Store
	posts       *post.Store
	newsletters *newsletter.Store
	comments    *comment.Store
	search      *search.Store
	readings    *reading.Store
	fetch       *fetch.Client
	links       *link.Store
	public      *web.Web // once the server is made
	cache       *page.Cache
	engine      *newsletter.Engine
	migrated    atomic.Bool
}

// cacheMost is how many bytes of finished pages the server keeps.
const cacheMost = 128 << 20

// open opens database and files, migrates, and wires the packages.
func open(ctx context.Context, cfg Config, log *slog.Logger) (_ *app, err error) {
	base, err := cfg.base()
	if err != nil {
		return nil, err
	}
	a := &app{cfg: cfg, log: log, urls: site.URLs{Base: base}}
	if a.d, err = db.Open(ctx, cfg.database()); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.d.Close())
		}
	}()
	if err := a.migrate(ctx); err != nil {
		return nil, err
	}
	if a.files, err = blob.OpenFolder(cfg.files()); err != nil {
		return nil, err
	}
	if a.transport, err = mail.NewTransport(cfg.SMTP, a.d, time.Now); err != nil {
		return nil, err
	}
	if err := a.bequeath(); err != nil {
		return nil, err
	}
	a.stores(base)
	a.react()
	return a, nil
}

// openPlace is open for a command that works beside the server.
func openPlace(ctx context.Context, p Place, w *world) (*app, error) {
	a, err := open(ctx, Config{Place: p, Listen: "127.0.0.1:8080", beside: true}, w.log)
	return a, mayNot(p.Data, err)
}

// mayNot is err, but for a site of another user a sentence that says so.
func mayNot(path string, err error) error {
	if !errors.Is(err, fs.ErrPermission) {
		return err
	}
	return fault.New(fault.Forbidden, "You may not read %s; run this as the user the server runs as.", path).Because(err)
}

// migrate brings the schema up to date. A command beside the server makes a
// new one only: to change the database under an older server, and before the
// backup that an upgrade begins with, is the new server's business alone.
func (a *app) migrate(ctx context.Context) error {
	if a.cfg.beside {
		done, err := a.d.Migrated(ctx)
		if done || err != nil {
			return err
		}
		begun, err := a.d.Begun(ctx)
		if err != nil {
			return err
		}
		if begun {
			return fault.New(fault.Conflict, "The site is of an older version than this program; use the program that serves it, or start onrecord serve of this version once.")
		}
	}
	return a.d.Migrate(ctx)
}

// openSite is openPlace for a command that makes no sense without a site: from
// the wrong folder it would else make an empty one, and back that up.
func openSite(ctx context.Context, p Place, w *world) (*app, error) {
	if path, ok := strings.CutPrefix(p.database(), "sqlite:"); ok {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrPermission) {
			return nil, mayNot(path, err)
		} else if err != nil {
			return nil, fault.New(fault.NotFound, "There is no site at %s; say where it is with --data or --database.", path).Because(err)
		}
	}
	return openPlace(ctx, p, w)
}

// audit notes what the command line is about to do with the members.
func (a *app) audit(ctx context.Context, action, subject string) error {
	return a.d.Write(ctx, func(tx *db.Tx) error {
		return a.staff.Audit(ctx, tx, staff.Actor{}, action, subject, "by the command line")
	})
}

func (a *app) close() error { return errors.Join(a.d.Close(), a.bequeath()) }

// bequeath gives what was made as root to the owner of the data folder.
func (a *app) bequeath() error {
	if err := bequeath(a.cfg.Data); err != nil {
		return fault.New(fault.Invalid, "What was made in %s could not be given to the owner of the folder.", a.cfg.Data).Because(err)
	}
	return nil
}

// stores makes the stores, each with what it works with.
func (a *app) stores(base *url.URL) {
	a.jobs = job.New(a.d, a.log)
	a.site = site.New(a.d, time.Now)
	a.media = media.New(media.Deps{DB: a.d, Blobs: a.files, Log: a.log, Jobs: a.jobs, Quota: a.cfg.MediaQuota * gigabyte, Named: a.named})
	a.staff = staff.New(a.d, time.Now)
	a.claims = claim.New(claim.Deps{DB: a.d, Staff: a.staff})
	a.posts = post.New(post.Deps{DB: a.d, Jobs: a.jobs, Media: a.media, Zone: a.zone, Claims: a.claims, Language: a.language})
	a.members = member.New(a.d, a.jobs, a.site.Key, time.Now)
	a.members.Zone = a.zone
	a.newsletters = newsletter.New(newsletter.Deps{
		DB: a.d, Site: a.site, Members: a.members, Posts: a.posts, Media: a.media,
		Transport: a.transport, Base: base, Now: time.Now, Log: a.log,
	})
	a.comments = comment.New(comment.Deps{DB: a.d, Site: a.site})
	a.search = search.New(a.d)
	a.readings = reading.New(reading.Deps{DB: a.d, Log: a.log, Zone: a.zone, Host: base.Hostname(), Secure: base.Scheme == "https"})
	a.fetch = fetch.New(fetch.Options{Site: base, Listener: a.cfg.listener(), Version: version})
	a.links = link.New(link.Deps{DB: a.d, Jobs: a.jobs, Fetch: a.fetch, Base: base, Own: a.ownStatus})
	a.engine = &newsletter.Engine{Store: a.newsletters}
	a.cache = page.NewCache(a.d, cacheMost, a.log)
	a.cache.OnRead(a.readings.Seen)
	a.members.OnDelete = func(ctx context.Context, tx *db.Tx, memberID int64, emailNorm string) error {
		if err := (&mail.Outbox{DB: a.d, Now: time.Now}).Forget(ctx, tx, emailNorm); err != nil {
			return err
		}
		if err := a.comments.ForgetMember(ctx, tx, memberID); err != nil {
			return err
		}
		return a.newsletters.ForgetMember(ctx, tx, memberID)
	}
	a.members.Comments = func(ctx context.Context, memberID int64) (any, error) { return a.comments.Export(ctx, memberID) }
	a.members.Deliveries = func(ctx context.Context, memberID int64) (any, error) {
		return a.newsletters.DeliveriesTo(ctx, memberID, 0, 1000)
	}
	a.staff.Base = base
	a.staff.CheckSetupToken = a.site.CheckSetupToken
	a.staff.ClaimSite = func(ctx context.Context, tx *db.Tx, token string, in staff.SetupInput) error {
		return a.site.Claim(ctx, tx, token, site.Claim{SiteName: in.SiteName, Language: in.Language, TimeZone: in.TimeZone})
	}
	a.staff.OnSetup = a.startingPoint
}

// startingPoint is what a new site has beside its owner: an author page and a
// newsletter to subscribe to.
func (a *app) startingPoint(ctx context.Context, tx *db.Tx, owner staff.Person, in staff.SetupInput) error {
	if _, err := a.posts.EnsureStaffAuthor(ctx, tx, owner.ID, owner.Name); err != nil {
		return err
	}
	_, err := a.newsletters.CreateIn(ctx, tx, newsletter.Input{
		Name: in.SiteName, SenderName: in.SiteName, SenderAddress: owner.Email, ReplyTo: owner.Email,
		Layout: newsletter.LayoutFull, IsDefault: true,
	})
	return err
}

// react is the answer to "what happens when": event -> who reacts.
func (a *app) react() {
	for _, w := range []struct {
		event, reaction string
		do              job.Reaction
	}{
		{media.Uploaded, "variants", a.media.MakeVariants},
		{"post.due", "publish", a.posts.PublishDue},
		{"post.published", "search", a.search.Index},
		{"post.published", "newsletter", a.newsletters.OnPublished},
		{"post.unpublished", "search", a.search.Remove},
		{"signup.requested", "mail", a.newsletters.SendConfirmation},
		{member.SigninRequested, "mail", a.newsletters.SendSignin},
		{member.AddressWanted, "mail", a.newsletters.SendAddressConfirmation},
		{member.AddressChanged, "mail", a.newsletters.SendAddressNotice},
		{web.OwnDataWanted, "mail", a.mailOwnData},
		{"import.planned", "import", a.importPlanned},
		{link.Asked, "check", a.links.CheckWaiting},
	} {
		a.jobs.On(w.event, w.reaction, w.do)
	}
	for _, w := range []struct {
		name  string
		every time.Duration
		do    func(context.Context) error
	}{
		{"plan missing variants of pictures", time.Hour, a.media.PlanMissing},
		{"sweep uploads", time.Hour, a.media.SweepUploads},
		{"sweep files that were deleted", time.Hour, a.media.SweepGone},
		{"sweep files that were replaced", 24 * time.Hour, a.media.SweepFormers},
		{"sweep rate counters", 10 * time.Minute, func(ctx context.Context) error { return limit.Sweep(ctx, a.d, time.Now()) }},
		{"sweep sessions", time.Hour, a.staff.Purge},
		{"sweep sign-ups", time.Hour, a.members.Purge},
		{"close days of readings", time.Hour, a.readings.Close},
		{"sweep failed jobs", time.Hour, a.jobs.Purge},
		{"sweep links", 6 * time.Hour, a.links.Sweep},
		{"sweep contacts of reports", 24 * time.Hour, a.claims.Sweep},
		{"sweep API answers", time.Hour, func(ctx context.Context) error { return api.Sweep(ctx, a.d, time.Now()) }},
	} {
		a.jobs.Every(w.name, w.every, w.do)
	}
}

// workers is what runs beside the server until the program ends.
func (a *app) workers() map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"jobs": a.jobs.Run, "newsletters": a.engine.Run, "page cache": a.cache.Watch, "theme": a.public.Watch, "readings": a.readings.Run,
	}
}

// handler is every URL: health, the API, the admin, and the public site.
func (a *app) handler(stopping *atomic.Bool) (http.Handler, error) {
	base := a.urls.Base
	proxies, err := a.cfg.proxies()
	if err != nil {
		return nil, err
	}
	public, err := web.New(web.Deps{
		DB: a.d, Log: a.log, Base: base, Cache: a.cache, Site: a.site, Posts: a.posts, Media: a.media,
		Members: a.members, Newsletters: a.newsletters, Comments: a.comments, Search: a.search, Jobs: a.jobs,
		Themes: a.cfg.themes(), Theme: a.cfg.Theme,
	})
	if err != nil {
		return nil, err
	}
	a.public = public
	desk, err := admin.New(admin.Deps{
		DB: a.d, Log: a.log, Base: base, Site: a.site, Staff: a.staff, Media: a.media, Members: a.members, Posts: a.posts,
		Margin: margin.New(a.d, time.Now), Newsletters: a.newsletters, Outbox: &mail.Outbox{DB: a.d, Now: time.Now}, Transport: a.transport, Jobs: a.jobs, Blobs: a.files, Version: version,
		Themes: a.cfg.themes(), ThemeWorks: public.ThemeWorks, ThemeTrouble: public.ThemeTrouble,
		Links: a.links, Fetch: a.fetch, Proof: public.Proof, Claims: a.claims,
		Comments: a.comments, Readings: a.readings,
	})
	if err != nil {
		return nil, err
	}
	machine := api.New(api.Deps{
		DB: a.d, Log: a.log, Now: time.Now, Base: base, Site: a.site, Staff: a.staff, Posts: a.posts, Media: a.media,
		Members: a.members, Newsletters: a.newsletters, Claims: a.claims,
	})
	mux := http.NewServeMux()
	a.health(mux, stopping)
	mux.Handle("/api/", machine)
	mux.Handle("/admin/", desk)
	mux.Handle("GET /admin/{$}", http.RedirectHandler("/admin", http.StatusMovedPermanently)) // as people type it
	mux.Handle("/admin", desk)
	mux.Handle("/setup/", desk)
	mux.Handle("/", public)
	return limit.Behind(proxies, page.Headers(base)(mux)), nil
}

// named tells whether a text or a mail names the address of a file.
func (a *app) named(ctx context.Context, address string) (bool, error) {
	in, err := a.posts.Mentions(ctx, address)
	if err != nil || in {
		return in, err
	}
	return a.newsletters.Mentions(ctx, address)
}

// ownStatus is the status with which the public site answers a path.
func (a *app) ownStatus(ctx context.Context, path string) int {
	if a.public == nil {
		return 0
	}
	return a.public.Status(ctx, path)
}

func (a *app) zone(ctx context.Context) *time.Location {
	s, err := a.site.Get(ctx)
	if err != nil {
		return time.UTC
	}
	return s.Location()
}

func (a *app) language(ctx context.Context) string {
	s, err := a.site.Get(ctx)
	if err != nil {
		return ""
	}
	return s.Language
}

// mailOwnData sends a member the link to what is stored about them. Nobody's
// address is subject 0: it is asked for in the same way and gets nothing.
func (a *app) mailOwnData(ctx context.Context, id int64) error {
	if id == 0 {
		return nil
	}
	err := a.newsletters.SendOwnDataLink(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil // deleted since
	}
	return err
}

func (a *app) importPlanned(ctx context.Context, id int64) error {
	plan, err := a.members.ImportByID(ctx, id)
	if err != nil || plan.State == "done" {
		return err
	}
	f, _, err := a.files.Open(ctx, plan.BlobKey)
	if err != nil {
		return job.Never(err)
	}
	_, err = a.members.Import(ctx, f, member.ImportInput{Name: plan.Name, NewsletterID: plan.NewsletterID, By: plan.By, BlobKey: plan.BlobKey}, nil)
	f.Close()
	if err != nil {
		return err
	}
	return a.files.Delete(ctx, plan.BlobKey) // it is full of addresses, and done with
}

func (a *app) seedDeps() seed.Deps {
	return seed.Deps{Posts: a.posts, Members: a.members, Newsletters: a.newsletters, Search: a.search}
}

func (a *app) transferDeps() transfer.Deps {
	return transfer.Deps{DB: a.d, Files: a.files, Site: a.site, Newsletters: a.newsletters, Search: a.search}
}

func (a *app) fillDemo(ctx context.Context, w *world) error {
	bar := newBar(w.err, "demo publication")
	defer bar.end()
	// Without the queue, so that nobody waits for what may be made while they read.
	pictures := media.New(media.Deps{DB: a.d, Blobs: a.files, Log: a.log})
	return demo.Fill(ctx, demo.Deps{
		Site: a.site, Staff: a.staff, Members: a.members, Comments: a.comments, Media: pictures, Posts: a.posts,
		Newsletters: a.newsletters, Search: a.search, Readings: a.readings, Engine: a.engine, Jobs: a.jobs,
	}, bar.show)
}
