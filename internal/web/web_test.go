package web_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"onrecord/internal/blob"
	"onrecord/internal/comment"
	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/job"
	"onrecord/internal/mail"
	"onrecord/internal/media"
	"onrecord/internal/member"
	"onrecord/internal/newsletter"
	"onrecord/internal/page"
	"onrecord/internal/post"
	"onrecord/internal/search"
	"onrecord/internal/site"
	"onrecord/internal/theme"
	"onrecord/internal/web"
)

// base is the address that the operator configured; the test server's own
// address is another one, so a link made from the request would show.
const base = "https://lamp.example"

var dawn = time.Date(2026, 11, 8, 6, 40, 0, 0, time.UTC)

// paper is a whole publication on a real socket.
type paper struct {
	t           *testing.T
	ctx         context.Context
	d           *db.DB
	web         *web.Web
	themes      theme.Shelf
	cache       *page.Cache
	server      *httptest.Server
	site        *site.Store
	posts       *post.Store
	media       *media.Store
	members     *member.Store
	newsletters *newsletter.Store
	comments    *comment.Store
	search      *search.Store
	jobs        *job.Queue
	outbox      *mail.Outbox
	clock       atomic.Int64 // Unix milliseconds
}

// each runs a test on a publication on both engines.
func each(t *testing.T, test func(t *testing.T, p *paper)) {
	t.Helper()
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, open(t, d)) })
}

// open wires a publication that is set up, with one newsletter and no post.
func open(t *testing.T, d *db.DB) *paper {
	t.Helper()
	p := wire(t, d)
	token, _, err := p.site.SetupToken(p.ctx)
	p.ok(err)
	p.ok(d.Write(p.ctx, func(tx *db.Tx) error {
		return p.site.Claim(p.ctx, tx, token, site.Claim{SiteName: "The Harbour Lamp", Language: "en-GB", TimeZone: "Europe/Lisbon"})
	}))
	_, err = p.newsletters.Create(p.ctx, newsletter.Input{Name: "The Morning Tide", Description: "Every day at seven.", SenderName: "The Harbour Lamp", SenderAddress: "tide@lamp.example", IsDefault: true})
	p.ok(err)
	return p
}

func wire(t *testing.T, d *db.DB) *paper {
	t.Helper()
	address, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	p := &paper{t: t, ctx: t.Context(), d: d}
	p.clock.Store(dawn.UnixMilli())
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))
	files, err := blob.OpenFolder(t.TempDir())
	p.ok(err)
	t.Cleanup(func() { files.Close() })
	transport, err := mail.NewTransport("", d, p.now)
	p.ok(err)
	p.outbox = &mail.Outbox{DB: d, Now: p.now}
	p.jobs = job.New(d, log)
	p.site = site.New(d, p.now)
	p.media = media.New(media.Deps{DB: d, Blobs: files, Log: log, Now: p.now})
	p.posts = post.New(post.Deps{DB: d, Jobs: p.jobs, Media: p.media, Now: p.now})
	p.members = member.New(d, p.jobs, p.site.Key, p.now)
	p.newsletters = newsletter.New(newsletter.Deps{DB: d, Site: p.site, Posts: p.posts, Members: p.members, Media: p.media, Transport: transport, Base: address, Now: p.now, Log: log})
	p.comments = comment.New(comment.Deps{DB: d, Site: p.site, Now: p.now})
	p.members.OnDelete = func(ctx context.Context, tx *db.Tx, id int64, _ string) error {
		return p.comments.ForgetMember(ctx, tx, id)
	}
	p.members.Comments = func(ctx context.Context, id int64) (any, error) { return p.comments.Export(ctx, id) }
	p.search = search.New(d)
	p.cache = page.NewCache(d, 16<<20, log)
	p.react()
	p.themes = theme.Shelf{Dir: t.TempDir()}
	p.web, err = web.New(web.Deps{
		DB: d, Log: log, Base: address, Cache: p.cache, Site: p.site, Media: p.media, Posts: p.posts,
		Search: p.search, Members: p.members, Newsletters: p.newsletters, Comments: p.comments, Jobs: p.jobs, Now: p.now, Themes: p.themes,
	})
	p.ok(err)
	p.server = httptest.NewServer(page.Headers(address)(p.web))
	t.Cleanup(p.server.Close)
	return p
}

func (p *paper) react() {
	p.jobs.On("post.due", "publish", p.posts.PublishDue)
	p.jobs.On("post.published", "search", p.search.Index)
	p.jobs.On("post.unpublished", "search", p.search.Remove)
	p.jobs.On("signup.requested", "mail", p.newsletters.SendConfirmation)
	p.jobs.On(web.OwnDataWanted, "mail", func(ctx context.Context, id int64) error {
		if id == 0 {
			return nil
		}
		return p.newsletters.SendOwnDataLink(ctx, id)
	})
}

func (p *paper) now() time.Time { return time.UnixMilli(p.clock.Load()).UTC() }

func (p *paper) later(d time.Duration) { p.clock.Add(d.Milliseconds()) }

func (p *paper) ok(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// publish writes a post and shows it to readers.
func (p *paper) publish(in post.Input) post.Post {
	p.t.Helper()
	draft, err := p.posts.Create(p.ctx, 0, in)
	p.ok(err)
	_, err = p.posts.Publish(p.ctx, draft.ID, 0, post.PublishOptions{})
	p.ok(err)
	p.later(time.Minute)
	out, err := p.posts.Get(p.ctx, draft.ID)
	p.ok(err)
	return out
}

// work does the jobs that wait.
func (p *paper) work() {
	p.t.Helper()
	p.ok(p.jobs.Drain(p.ctx))
}

func (p *paper) section(name string) post.Section {
	p.t.Helper()
	v, err := p.posts.CreateSection(p.ctx, post.SectionInput{Name: name, Description: "About " + name + "."})
	p.ok(err)
	return v
}

func (p *paper) picture() media.Media {
	p.t.Helper()
	im := image.NewRGBA(image.Rect(0, 0, 640, 400))
	for x := range 640 {
		for y := range 400 {
			im.Set(x, y, color.RGBA{uint8(x / 3), uint8(y / 2), 120, 255})
		}
	}
	var b bytes.Buffer
	p.ok(jpeg.Encode(&b, im, nil))
	m, err := p.media.Upload(p.ctx, "quay.jpg", &b, 0)
	p.ok(err)
	m, err = p.media.Update(p.ctx, m.ID, "The quay at dawn", "Bea Holm")
	p.ok(err)
	return m
}

// answer is what came back, read to its end.
type answer struct {
	*http.Response
	t    *testing.T
	body string
}

// securityHeaders must stand on every answer, whatever it is.
var securityHeaders = []string{
	"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy",
	"Cross-Origin-Opener-Policy", "Strict-Transport-Security",
}

// do asks without following redirects, and checks what holds for every answer.
func (p *paper) do(method, path string, body io.Reader, header ...string) answer {
	p.t.Helper()
	req, err := http.NewRequestWithContext(p.ctx, method, p.server.URL, body)
	p.ok(err)
	req.URL.Opaque = path // exactly as it is written here
	for i := 0; i < len(header); i += 2 {
		if header[i] == "Host" {
			req.Host = header[i+1]
		}
		req.Header.Set(header[i], header[i+1])
	}
	client := *p.server.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := client.Do(req)
	p.ok(err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	p.ok(err)
	for _, name := range securityHeaders {
		if res.Header.Get(name) == "" {
			p.t.Errorf("%s %s: %d without %s", method, path, res.StatusCode, name)
		}
	}
	if len(res.Header["Set-Cookie"]) > 0 {
		p.t.Errorf("%s %s sets a cookie", method, path)
	}
	return answer{res, p.t, string(text)}
}

func (p *paper) get(path string, header ...string) answer {
	p.t.Helper()
	return p.do("GET", path, nil, header...)
}

func (p *paper) send(path string, form url.Values, header ...string) answer {
	p.t.Helper()
	return p.do("POST", path, strings.NewReader(form.Encode()), append([]string{"Content-Type", "application/x-www-form-urlencoded"}, header...)...)
}

// is checks the status and that the body holds each text.
func (a answer) is(status int, texts ...string) answer {
	a.t.Helper()
	if a.StatusCode != status {
		a.t.Errorf("%s %s: %d, want %d: %s", a.Request.Method, a.Request.URL.Opaque, a.StatusCode, status, firstLines(a.body))
	}
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			a.t.Errorf("%s %s: no %q in %s", a.Request.Method, a.Request.URL.Opaque, text, firstLines(a.main()))
		}
	}
	return a
}

// lacks checks that the body holds none of the texts.
func (a answer) lacks(texts ...string) answer {
	a.t.Helper()
	for _, text := range texts {
		if strings.Contains(a.body, text) {
			a.t.Errorf("%s %s: has %q", a.Request.Method, a.Request.URL.Opaque, text)
		}
	}
	return a
}

// main is what stands in the page's main element.
func (a answer) main() string {
	_, rest, _ := strings.Cut(a.body, "<main")
	rest, _, _ = strings.Cut(rest, "</main>")
	return rest
}

func firstLines(s string) string { return s[:min(len(s), 1500)] }

// link finds an address of the site in a mail to someone, by how its path begins.
func (p *paper) link(to, prefix string) string {
	p.t.Helper()
	list, _, err := p.outbox.List(p.ctx, 0, 20, to)
	p.ok(err)
	for _, m := range list {
		full, err := p.outbox.Get(p.ctx, m.ID)
		p.ok(err)
		for _, l := range full.Links {
			if path, ok := strings.CutPrefix(l, base); ok && strings.HasPrefix(path, prefix) {
				return path
			}
		}
	}
	p.t.Fatalf("no link to %s… in %d mails to %s", prefix, len(list), to)
	return ""
}

// deliver runs the engine until the issue is sent.
func (p *paper) deliver(issueID int64) {
	p.t.Helper()
	ctx, stop := context.WithCancel(p.ctx)
	done := make(chan error, 1)
	engine := &newsletter.Engine{Store: p.newsletters, Poll: 5 * time.Millisecond, Connections: 2}
	go func() { done <- engine.Run(ctx) }()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		i, err := p.newsletters.Issue(p.ctx, issueID)
		p.ok(err)
		if i.State == newsletter.Sent {
			break
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("the issue is %s: %s", i.State, i.Trouble)
		}
	}
	stop()
	p.ok(<-done)
}
