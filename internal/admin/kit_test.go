package admin_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"testing"
	"time"

	"onrecord/internal/admin"
	"onrecord/internal/blob"
	"onrecord/internal/claim"
	"onrecord/internal/comment"
	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
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
	"onrecord/internal/search"
	"onrecord/internal/site"
	"onrecord/internal/staff"
	"onrecord/internal/theme"
	"onrecord/internal/web"
)

// desk is a whole site behind a real socket, with everything wired as the
// program wires it.
type desk struct {
	t           testing.TB
	d           *db.DB
	url         string
	setup       string // the token that claims the site
	admin       *admin.Admin
	themes      theme.Shelf
	public      *web.Web
	fetch       *fetch.Client
	links       *link.Store
	town        uint16 // the port of a host on this machine that may be asked
	site        *site.Store
	staff       *staff.Store
	media       *media.Store
	members     *member.Store
	posts       *post.Store
	newsletters *newsletter.Store
	comments    *comment.Store
	readings    *reading.Store
	jobs        *job.Queue
	engine      *newsletter.Engine
	files       *blob.Folder
	log         *bytes.Buffer
}

const (
	password = "herring gull lantern"
	owner    = "owner@tidemark.example"
)

// each runs the test on an empty site on both engines.
func each(t *testing.T, test func(t *testing.T, k *desk)) {
	t.Helper()
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, newDesk(t, d, "http")) })
}

func newDesk(t testing.TB, d *db.DB, scheme string) *desk {
	t.Helper()
	k := &desk{t: t, d: d, log: &bytes.Buffer{}}
	log := slog.New(slog.NewTextHandler(k.log, nil))
	var handler http.Handler
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	if scheme == "https" {
		server.StartTLS()
	} else {
		server.Start()
	}
	t.Cleanup(server.Close)
	k.url = server.URL
	base, err := url.Parse(server.URL)
	k.must(err)
	k.files, err = blob.OpenFolder(t.TempDir())
	k.must(err)
	transport, err := mail.NewTransport("", d, time.Now)
	k.must(err)
	k.jobs = job.New(d, log)
	k.site = site.New(d, time.Now)
	k.media = media.New(media.Deps{DB: d, Blobs: k.files, Log: log})
	zone := func(ctx context.Context) *time.Location {
		s, err := k.site.Get(ctx)
		if err != nil {
			return time.UTC
		}
		return s.Location()
	}
	k.posts = post.New(post.Deps{DB: d, Jobs: k.jobs, Media: k.media, Zone: zone})
	k.members = member.New(d, k.jobs, k.site.Key, time.Now)
	k.newsletters = newsletter.New(newsletter.Deps{
		DB: d, Site: k.site, Members: k.members, Posts: k.posts, Media: k.media,
		Transport: transport, Base: base, Now: time.Now, Log: log,
	})
	k.comments = comment.New(comment.Deps{DB: d, Site: k.site})
	k.readings = reading.New(reading.Deps{DB: d, Zone: zone})
	k.members.Zone = zone
	k.engine = &newsletter.Engine{Store: k.newsletters}
	k.members.OnDelete = func(ctx context.Context, tx *db.Tx, id int64, _ string) error {
		return k.newsletters.ForgetMember(ctx, tx, id)
	}
	k.staff = staff.New(d, time.Now)
	k.staff.CheckSetupToken = k.site.CheckSetupToken
	k.staff.ClaimSite = func(ctx context.Context, tx *db.Tx, token string, in staff.SetupInput) error {
		return k.site.Claim(ctx, tx, token, site.Claim{SiteName: in.SiteName, Language: in.Language, TimeZone: in.TimeZone})
	}
	k.staff.OnSetup = func(ctx context.Context, tx *db.Tx, p staff.Person, _ staff.SetupInput) error {
		_, err := k.posts.EnsureStaffAuthor(ctx, tx, p.ID, p.Name)
		return err
	}
	k.react()
	k.themes = theme.Shelf{Dir: t.TempDir()}
	k.public, err = web.New(web.Deps{
		DB: d, Log: log, Base: base, Cache: page.NewCache(d, 1<<20, log), Site: k.site, Posts: k.posts, Media: k.media,
		Members: k.members, Newsletters: k.newsletters, Search: search.New(d), Comments: k.comments, Jobs: k.jobs,
		Themes: k.themes,
	})
	k.must(err)
	k.fetch = fetch.New(fetch.Options{Site: base, Version: "test", Open: func(at netip.AddrPort) bool { return at.Port() == k.town }})
	k.links = link.New(link.Deps{DB: d, Jobs: k.jobs, Fetch: k.fetch, Base: base, Own: k.public.Status})
	k.jobs.On(link.Asked, "check", k.links.CheckWaiting)
	k.admin, err = admin.New(admin.Deps{
		Themes: k.themes, ThemeWorks: k.public.ThemeWorks, ThemeTrouble: k.public.ThemeTrouble,
		Links: k.links, Fetch: k.fetch, Proof: k.public.Proof, Claims: claim.New(claim.Deps{DB: d, Staff: k.staff}),

		DB: d, Log: log, Base: base, Site: k.site, Staff: k.staff, Media: k.media, Members: k.members, Posts: k.posts,
		Margin: margin.New(d, time.Now), Newsletters: k.newsletters, Comments: k.comments, Readings: k.readings, Outbox: &mail.Outbox{DB: d, Now: time.Now}, Transport: transport, Jobs: k.jobs, Blobs: k.files, Version: "test",
	})
	k.must(err)
	k.setup, _, err = k.site.SetupToken(t.Context())
	k.must(err)
	handler = k.handler()
	return k
}

// handler is the desk beside the pictures, which the site serves.
func (k *desk) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/admin/", k.admin)
	mux.Handle("/admin", k.admin)
	mux.Handle("/setup/", k.admin)
	mux.HandleFunc("GET /media/{file}", func(w http.ResponseWriter, r *http.Request) {
		if err := k.media.ServeFile(w, r); err != nil {
			http.NotFound(w, r)
		}
	})
	return mux
}

func (k *desk) react() {
	k.jobs.On("post.due", "publish", k.posts.PublishDue)
	k.jobs.On("post.published", "newsletter", k.newsletters.OnPublished)
	k.jobs.On("post.unpublished", "nothing", func(context.Context, int64) error { return nil })
	k.jobs.On("signup.requested", "mail", k.newsletters.SendConfirmation)
	k.jobs.On("import.planned", "import", func(ctx context.Context, id int64) error {
		m, err := k.members.ImportByID(ctx, id)
		if err != nil {
			return err
		}
		f, _, err := k.files.Open(ctx, m.BlobKey)
		if err != nil {
			return err
		}
		defer f.Close()
		_, err = k.members.Import(ctx, f, member.ImportInput{Name: m.Name, NewsletterID: m.NewsletterID, By: m.By, BlobKey: m.BlobKey}, nil)
		return err
	})
}

func (k *desk) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

// claimed sets the site up and signs its owner in.
func claimed(t testing.TB, k *desk) *browser {
	t.Helper()
	_, err := k.staff.Setup(t.Context(), k.setup, staff.SetupInput{
		SiteName: "The Tidemark", Language: "en", TimeZone: "Atlantic/Azores", Name: "Marit Oyen", Email: owner, Password: password,
	})
	k.must(err)
	b := k.browser()
	b.signIn(owner)
	return b
}

// hire adds somebody of a role and signs them in.
func (k *desk) hire(role staff.Role) *browser {
	k.t.Helper()
	boss := k.personOf(owner)
	email := string(role) + "@tidemark.example"
	_, token, err := k.staff.Invite(k.t.Context(), boss, staff.PersonInput{Name: "A " + string(role), Email: email, Role: role})
	k.must(err)
	_, err = k.staff.AcceptInvitation(k.t.Context(), token, password)
	k.must(err)
	b := k.browser()
	b.signIn(email)
	return b
}

func (k *desk) personOf(email string) staff.Person {
	k.t.Helper()
	list, err := k.staff.List(k.t.Context())
	k.must(err)
	for _, p := range list {
		if p.Email == email {
			return p
		}
	}
	k.t.Fatalf("nobody has the address %s", email)
	return staff.Person{}
}
