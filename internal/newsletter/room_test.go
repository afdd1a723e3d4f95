package newsletter_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"net/url"
	"strings"
	"testing"
	"time"

	"onrecord/internal/blob"
	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/job"
	"onrecord/internal/mail"
	"onrecord/internal/media"
	"onrecord/internal/member"
	"onrecord/internal/newsletter"
	"onrecord/internal/post"
	"onrecord/internal/site"
)

// room is a small newsroom on a real database.
type room struct {
	*newsletter.Store
	t    testing.TB
	d    *db.DB
	jobs *job.Queue
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// wire puts the stores together as the program does.
func wire(d *db.DB, files string, transport mail.Transport, now func() time.Time) (*newsletter.Store, *job.Queue, error) {
	folder, err := blob.OpenFolder(files)
	if err != nil {
		return nil, nil, err
	}
	jobs := job.New(d, quiet())
	st := site.New(d, now)
	pictures := media.New(media.Deps{DB: d, Blobs: folder, Log: quiet()})
	posts := post.New(post.Deps{DB: d, Jobs: jobs, Media: pictures, Now: now})
	members := member.New(d, jobs, st.Key, now)
	base := &url.URL{Scheme: "https", Host: "lantern.example"}
	s := newsletter.New(newsletter.Deps{
		DB: d, Site: st, Posts: posts, Members: members, Media: pictures, Transport: transport, Base: base, Now: now, Log: quiet(),
	})
	members.OnDelete = func(ctx context.Context, tx *db.Tx, id int64, _ string) error { return s.ForgetMember(ctx, tx, id) }
	jobs.On("post.due", "publish", posts.PublishDue)
	jobs.On("post.published", "issue", s.OnPublished)
	jobs.On("post.unpublished", "nothing", func(context.Context, int64) error { return nil })
	jobs.On("signup.requested", "confirmation", s.SendConfirmation)
	return s, jobs, nil
}

// openRoom sets up a site; transport nil is the outbox.
func openRoom(t testing.TB, d *db.DB, transport mail.Transport) *room {
	t.Helper()
	return openRoomAt(t, d, transport, time.Now)
}

func openRoomAt(t testing.TB, d *db.DB, transport mail.Transport, now func() time.Time) *room {
	t.Helper()
	if transport == nil {
		transport = &mail.Outbox{DB: d, Now: now}
	}
	s, jobs, err := wire(d, t.TempDir(), transport, now)
	if err != nil {
		t.Fatal(err)
	}
	r := &room{Store: s, t: t, d: d, jobs: jobs}
	token, _, err := s.Site.SetupToken(t.Context())
	r.ok(err)
	r.ok(d.Write(t.Context(), func(tx *db.Tx) error {
		return s.Site.Claim(t.Context(), tx, token, site.Claim{SiteName: "The Lantern", Language: "en", TimeZone: "UTC"})
	}))
	return r
}

func (r *room) ok(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func wantKind(t *testing.T, err error, k fault.Kind) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Errorf("got kind %v of %v, not %v", fault.KindOf(err), err, k)
	}
}

func weekly() newsletter.Input {
	return newsletter.Input{Name: "Weekly Light", SenderName: "The Lantern", SenderAddress: "news@lantern.example", ReplyTo: "editor@lantern.example"}
}

func (r *room) newsletter() newsletter.Newsletter {
	r.t.Helper()
	return must(r.Create(r.t.Context(), weekly()))(r.t)
}

// subscribers adds n members, m0000@example.org and so on.
func (r *room) subscribers(n int, newsletterID int64) {
	r.t.Helper()
	for from := 0; from < n; from += 5000 {
		var list []member.Seed
		for i := from; i < min(n, from+5000); i++ {
			// The name is a canary: no link token, which is base64url, can hold it by chance.
			list = append(list, member.Seed{Email: address(i), Name: fmt.Sprintf("Member N~%d~N", i), Status: member.Active, NewsletterIDs: []int64{newsletterID}, CreatedAt: time.Now()})
		}
		r.ok(r.Members.InsertBulk(r.t.Context(), list))
	}
}

func address(i int) string { return fmt.Sprintf("m%04d@example.org", i) }

// published makes and publishes a post.
func (r *room) published(headline, body string) post.Post {
	r.t.Helper()
	p := r.draft(headline, body)
	must(r.Posts.Publish(r.t.Context(), p.ID, 0, post.PublishOptions{}))(r.t)
	return p
}

func (r *room) draft(headline, body string) post.Post {
	r.t.Helper()
	return must(r.Posts.Create(r.t.Context(), 0, post.Input{Headline: headline, Standfirst: "The ferry sails again.", Body: body}))(r.t)
}

// issue makes a draft of one published post.
func (r *room) issue(n newsletter.Newsletter) newsletter.Issue {
	r.t.Helper()
	p := r.published("Harbour to reopen", "The *harbour* opens on Monday.\n\nBring a [lamp](/lamps).")
	return must(r.CreateIssue(r.t.Context(), 0, newsletter.IssueInput{NewsletterID: n.ID, PostIDs: []int64{p.ID}}))(r.t)
}

// ready makes a newsletter with n subscribers and an issue that is about to start.
func (r *room) ready(n int) newsletter.Issue {
	r.t.Helper()
	nl := r.newsletter()
	r.subscribers(n, nl.ID)
	i := r.issue(nl)
	return must(r.Send(r.t.Context(), i.ID, i.Version, 0))(r.t)
}

// engine is quick to notice things and to try again.
func (r *room) engine() *newsletter.Engine {
	return &newsletter.Engine{
		Store: r.Store, Connections: 4, Lease: time.Minute, Poll: 5 * time.Millisecond, Chunk: 20, Batch: 150, Patience: 5 * time.Second,
		Retry: newsletter.Retry{First: 10 * time.Millisecond, Most: 40 * time.Millisecond, Tries: 4},
	}
}

// run runs an engine until stop is called or the test ends.
func (r *room) run(e *newsletter.Engine) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := e.Run(ctx); err != nil {
			r.t.Error(err)
		}
	}()
	stop = func() {
		cancel()
		select {
		case <-done:
		case <-time.After(30 * time.Second):
			r.t.Error("the engine did not stop within half a minute")
		}
	}
	r.t.Cleanup(stop)
	return stop
}

// until waits for a condition and fails after a while.
func (r *room) until(what string, is func() bool) {
	r.t.Helper()
	late := time.Now().Add(time.Minute)
	tick := time.NewTicker(3 * time.Millisecond)
	defer tick.Stop()
	for !is() {
		if time.Now().After(late) {
			r.t.Fatalf("after a minute still not: %s", what)
		}
		<-tick.C
	}
}

// finished waits until an issue is in a state and gives it.
func (r *room) in(id int64, state string) newsletter.Issue {
	r.t.Helper()
	var i newsletter.Issue
	r.until(fmt.Sprintf("issue %d is %s (%s %+v %s)", id, state, i.State, i.Counts, i.PauseReason), func() bool {
		i = must(r.Issue(r.t.Context(), id))(r.t)
		return i.State == state && (state != newsletter.Cancelled || !i.FinishedAt.IsZero())
	})
	return i
}

func (r *room) counts(i newsletter.Issue, want newsletter.Counts) {
	r.t.Helper()
	if i.Counts != want || i.Audience != want.Total() {
		r.t.Errorf("counts %+v of %d, not %+v", i.Counts, i.Audience, want)
	}
}

func (r *room) deliveries(id int64, state string) []newsletter.Delivery {
	r.t.Helper()
	return must(r.Deliveries(r.t.Context(), id, state, 0, 1000))(r.t)
}

func (r *room) count(query string, args ...any) int64 {
	r.t.Helper()
	return must(db.One(r.t.Context(), r.d, db.Value[int64], query, args...))(r.t)
}

func smtp(t testing.TB, address string) *mail.SMTP {
	t.Helper()
	s, err := mail.ParseSMTP(address)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// opened is a message as the standard library reads it.
type opened struct {
	netmail.Header
	text, html string
}

func open(t testing.TB, raw []byte) (o opened) {
	t.Helper()
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	o.Header = m.Header
	parts := multipart.NewReader(m.Body, params["boundary"])
	for _, into := range []*string{&o.text, &o.html} {
		p, err := parts.NextRawPart()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(quotedprintable.NewReader(p))
		if err != nil {
			t.Fatal(err)
		}
		*into = strings.ReplaceAll(string(b), "\r\n", "\n")
	}
	return o
}

func each(t *testing.T, test func(t *testing.T, r *room)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, openRoom(t, d, nil)) })
}
