package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"onrecord/internal/api"
	"onrecord/internal/blob"
	"onrecord/internal/claim"
	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/job"
	"onrecord/internal/mail"
	"onrecord/internal/media"
	"onrecord/internal/member"
	"onrecord/internal/newsletter"
	"onrecord/internal/post"
	"onrecord/internal/site"
	"onrecord/internal/staff"
)

var ctx = context.Background()

// world is a site with its API on a real socket.
type world struct {
	t      testing.TB
	d      *db.DB
	deps   api.Deps
	api    *api.API
	server *httptest.Server
	doc    *document
	tokens map[string]string // plain tokens by their scopes
	token  string            // what requests carry: one with every scope
}

// each runs a test on both engines.
func each(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, open(t, d, "")) })
}

func open(t testing.TB, d *db.DB, smtp string) *world {
	t.Helper()
	w := &world{t: t, d: d, tokens: map[string]string{}}
	w.server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { w.api.ServeHTTP(rw, r) }))
	t.Cleanup(w.server.Close)
	base, err := url.Parse(w.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	w.deps = wire(t, d, base, smtp)
	w.api = api.New(w.deps)
	claimSite(t, d, w.deps.Site)
	for _, scopes := range []string{"read", "write", "send", "read write send"} {
		var list []staff.Scope
		for s := range strings.FieldsSeq(scopes) {
			list = append(list, staff.Scope(s))
		}
		plain, _, err := w.deps.Staff.CreateToken(ctx, "Test "+scopes, list, 0)
		if err != nil {
			t.Fatal(err)
		}
		w.tokens[scopes], w.token = plain, plain
	}
	w.doc = readDocument(t, w)
	return w
}

func wire(t testing.TB, d *db.DB, base *url.URL, smtp string) api.Deps {
	t.Helper()
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))
	queue := job.New(d, log)
	for _, event := range []string{"post.due", "post.published", "post.unpublished", "signup.requested", "issue.due", "issue.started"} {
		queue.On(event, "nothing", func(context.Context, int64) error { return nil })
	}
	places := site.New(d, time.Now)
	blobs, err := blob.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	transport, err := mail.NewTransport(smtp, d, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	pictures := media.New(media.Deps{DB: d, Blobs: blobs, Log: log})
	posts := post.New(post.Deps{DB: d, Jobs: queue, Media: pictures})
	members := member.New(d, queue, places.Key, time.Now)
	people := staff.New(d, time.Now)
	return api.Deps{
		DB: d, Log: log, Now: time.Now, Base: base, Site: places,
		Staff:   people,
		Claims:  claim.New(claim.Deps{DB: d, Staff: people}),
		Posts:   posts,
		Media:   pictures,
		Members: members,
		Newsletters: newsletter.New(newsletter.Deps{
			DB: d, Site: places, Posts: posts, Members: members, Media: pictures, Transport: transport, Base: base, Now: time.Now, Log: log,
		}),
	}
}

func claimSite(t testing.TB, d *db.DB, s *site.Store) {
	t.Helper()
	token, _, err := s.SetupToken(ctx)
	if err != nil {
		t.Fatal(err)
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		return s.Claim(ctx, tx, token, site.Claim{SiteName: "The Harbour Lamp", Language: "en", TimeZone: "UTC"})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// reply is an answer read to its end.
type reply struct {
	*http.Response
	t    testing.TB
	body []byte
}

// header changes a request before it is sent.
type header func(*http.Request)

func with(name, value string) header { return func(r *http.Request) { r.Header.Set(name, value) } }

func key(k string) header { return with("Idempotency-Key", k) }

// on is If-Match with the ETag of what was read.
func on(etag string) header { return with("If-Match", etag) }

// do sends a request. A body that is a string or bytes goes as it is, anything
// else as JSON.
func (w *world) do(method, path string, body any, headers ...header) reply {
	w.t.Helper()
	var in io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		in = strings.NewReader(b)
	case []byte:
		in = bytes.NewReader(b)
	default:
		data, err := json.Marshal(b)
		if err != nil {
			w.t.Fatal(err)
		}
		in = bytes.NewReader(data)
	}
	if strings.HasPrefix(path, "/") {
		path = w.server.URL + api.Prefix + path
	}
	r, err := http.NewRequestWithContext(ctx, method, path, in)
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+w.token)
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		h(r)
	}
	return w.send(r)
}

func (w *world) send(r *http.Request) reply {
	w.t.Helper()
	res, err := w.server.Client().Do(r)
	if err != nil {
		w.t.Fatalf("%s %s: %v", r.Method, r.URL, err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	out := reply{Response: res, t: w.t, body: body}
	if res.StatusCode >= 500 {
		w.t.Errorf("%s %s: %d %s", r.Method, r.URL.Path, res.StatusCode, body)
	}
	if w.doc != nil {
		w.doc.hold(w.t, r, out)
	}
	return out
}

// want fails the test unless the status is this one.
func (r reply) want(status int) reply {
	r.t.Helper()
	if r.StatusCode != status {
		r.t.Fatalf("%s %s: got %d, want %d: %s", r.Request.Method, r.Request.URL.Path, r.StatusCode, status, r.body)
	}
	return r
}

// problem fails the test unless the answer is a problem of this sort.
func (r reply) problem(code string) reply {
	r.t.Helper()
	if got := r.text("code"); got != code {
		r.t.Fatalf("%s %s: got %d %q, want %q: %s", r.Request.Method, r.Request.URL.Path, r.StatusCode, got, code, r.body)
	}
	return r
}

func (r reply) object() map[string]any {
	r.t.Helper()
	var m map[string]any
	if err := json.Unmarshal(r.body, &m); err != nil {
		r.t.Fatalf("%s %s: %v in %s", r.Request.Method, r.Request.URL.Path, err, r.body)
	}
	return m
}

func (r reply) text(name string) string {
	r.t.Helper()
	s, _ := r.object()[name].(string)
	return s
}

func (r reply) number(name string) int64 {
	r.t.Helper()
	n, _ := r.object()[name].(float64)
	return int64(n)
}

func (r reply) etag() string { return r.Header.Get("ETag") }

// items are the entries of a list.
func (r reply) items() []map[string]any {
	r.t.Helper()
	var out []map[string]any
	list, _ := r.object()["items"].([]any)
	for _, v := range list {
		out = append(out, v.(map[string]any))
	}
	return out
}

// path is the address of what was made, under the prefix.
func (r reply) path() string {
	r.t.Helper()
	_, path, ok := strings.Cut(r.Header.Get("Location"), api.Prefix)
	if !ok {
		r.t.Fatalf("%s %s: Location is %q", r.Request.Method, r.Request.URL.Path, r.Header.Get("Location"))
	}
	return path
}

// pointers are the fields that a problem names.
func (r reply) pointers() []string {
	r.t.Helper()
	var out []string
	list, _ := r.object()["errors"].([]any)
	for _, v := range list {
		e := v.(map[string]any)
		for _, name := range []string{"pointer", "parameter"} {
			if s, ok := e[name].(string); ok {
				out = append(out, s)
			}
		}
	}
	return out
}
