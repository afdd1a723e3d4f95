package page_test

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/andybalholm/brotli"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/page"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func adapter() *page.Adapter {
	return &page.Adapter{Log: quiet(), Page: func(w http.ResponseWriter, _ *http.Request, status int, err error) {
		w.WriteHeader(status)
		fmt.Fprint(w, fault.Sentence(err))
	}}
}

// site is a server of one page that counts its renders and can be held up.
type site struct {
	*httptest.Server
	cache   *page.Cache
	renders atomic.Int64
	hold    chan struct{} // if not nil, each render waits for one value
	began   chan struct{} // if not nil, each render sends one value first
	text    atomic.Value
	dropped sync.Map // tag -> true; "" once everything was dropped
}

func newSite(t *testing.T, d *db.DB, maxBytes int64) *site {
	s := &site{cache: page.NewCache(d, maxBytes, quiet())}
	s.cache.OnChange(func(tags []string) {
		if tags == nil {
			s.dropped.Store("", true)
		}
		for _, tag := range tags {
			s.dropped.Store(tag, true)
		}
	})
	s.text.Store(strings.Repeat("Grey seals are back on the western skerries. ", 40))
	h := s.cache.Wrap(func(w http.ResponseWriter, r *http.Request) error {
		page.Depends(r, "post:1", "path:"+r.URL.Path)
		text := s.text.Load().(string)
		if s.began != nil {
			s.began <- struct{}{}
		}
		if s.hold != nil {
			<-s.hold
		}
		s.renders.Add(1)
		switch r.URL.Path {
		case "/cookie":
			http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"})
		case "/missing":
			return fault.New(fault.NotFound, fault.Missing)
		case "/broken":
			return fmt.Errorf("no luck")
		case "/panic":
			panic("oh")
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, "%s q=%q host=%q cookie=%q agent=%q addr=%q", text, r.URL.RawQuery, r.Host, r.Header.Get("Cookie"), r.UserAgent(), r.RemoteAddr)
		return nil
	}, adapter(), "before", "q")
	base, _ := url.Parse("https://paper.example")
	s.Server = httptest.NewServer(page.Headers(base)(h))
	t.Cleanup(s.Close)
	return s
}

type answer struct {
	*http.Response
	body string
}

func (s *site) ask(t *testing.T, method, path string, header ...string) answer {
	t.Helper()
	req, err := http.NewRequest(method, s.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", "identity")
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{res, string(body)}
}

func (s *site) rendered(t *testing.T, want int64) {
	t.Helper()
	if got := s.renders.Load(); got != want {
		t.Fatalf("rendered %d times, want %d", got, want)
	}
}

func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !ok(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("waited in vain until " + what)
		}
	}
}

func TestEachCodingIsTheSamePageWithAnETagOfItsOwn(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t), 1<<20)
	plain := s.ask(t, "GET", "/a")
	tags := map[string]bool{plain.Header.Get("ETag"): true}
	for coding, open := range map[string]func(io.Reader) io.Reader{
		"gzip": func(r io.Reader) io.Reader {
			z, err := gzip.NewReader(r)
			if err != nil {
				t.Fatal(err)
			}
			return z
		},
		"br": func(r io.Reader) io.Reader { return brotli.NewReader(r) },
	} {
		got := s.ask(t, "GET", "/a", "Accept-Encoding", coding+";q=0.5, identity;q=0.1")
		if got.Header.Get("Content-Encoding") != coding {
			t.Fatalf("%s: encoded as %q", coding, got.Header.Get("Content-Encoding"))
		}
		if body, err := io.ReadAll(open(strings.NewReader(got.body))); err != nil || string(body) != plain.body {
			t.Fatalf("%s: other bytes, %v", coding, err)
		}
		if got.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s: Vary %q", coding, got.Header.Get("Vary"))
		}
		tags[got.Header.Get("ETag")] = true
	}
	if len(tags) != 3 {
		t.Errorf("ETags %v", tags)
	}
	if got := s.ask(t, "GET", "/a", "Accept-Encoding", "br;q=0, gzip;q=0.0"); got.Header.Get("Content-Encoding") != "" {
		t.Error("a refused coding was sent")
	}
	s.rendered(t, 1)
}

func TestAGoodCopyGets304WithTheSecurityHeaders(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t), 1<<20)
	first := s.ask(t, "GET", "/a")
	conditions := [][2]string{
		{"If-None-Match", first.Header.Get("ETag")},
		{"If-None-Match", `"other", W/` + first.Header.Get("ETag")},
		{"If-Modified-Since", first.Header.Get("Last-Modified")},
	}
	for _, c := range conditions {
		got := s.ask(t, "GET", "/a", c[0], c[1])
		if got.StatusCode != http.StatusNotModified || got.body != "" || got.Header.Get("ETag") != first.Header.Get("ETag") {
			t.Errorf("%s: %d %q", c, got.StatusCode, got.body)
		}
		for _, name := range []string{"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy", "Cross-Origin-Opener-Policy", "Strict-Transport-Security"} {
			if got.Header.Get(name) == "" {
				t.Errorf("304 without %s", name)
			}
		}
	}
	for _, c := range [][2]string{{"If-None-Match", `"other"`}, {"If-Modified-Since", "Mon, 02 Jan 2006 15:04:05 GMT"}, {"If-Modified-Since", "yesterday"}} {
		if got := s.ask(t, "GET", "/a", c[0], c[1]); got.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", c, got.StatusCode)
		}
	}
	head := s.ask(t, "HEAD", "/a")
	if head.body != "" || head.ContentLength != int64(len(first.body)) || head.Header.Get("ETag") != first.Header.Get("ETag") {
		t.Errorf("HEAD says length %d of %d", head.ContentLength, len(first.body))
	}
	s.rendered(t, 1)
}

func TestAPageKnowsNothingAboutItsReader(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t), 1<<20)
	first := s.ask(t, "GET", "/a?utm_source=x&before=7&zzz", "Cookie", "who=me", "User-Agent", "spy", "Host", "evil.example")
	if !strings.HasSuffix(first.body, `q="before=7" host="" cookie="" agent="" addr=""`) {
		t.Fatalf("it saw: %s", first.body[len(first.body)-120:])
	}
	for _, path := range []string{"/a?before=7", "/a?before=7&before=8", "/a?fbclid=1&before=7", "/a?before=7&q="} {
		if got := s.ask(t, "GET", path); got.body != first.body {
			t.Errorf("%s gave another page", path)
		}
	}
	s.rendered(t, 1)
	if got := s.ask(t, "GET", "/a?before=8"); got.body == first.body {
		t.Error("a declared parameter made no page of its own")
	}
}

func TestWhatIsPersonalOrFailedIsNotKept(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t), 1<<20)
	for path, status := range map[string]int{"/cookie": 200, "/missing": 404, "/broken": 500, "/panic": 500} {
		before := s.renders.Load()
		for range 2 {
			got := s.ask(t, "GET", path)
			if got.StatusCode != status || got.Header.Get("Content-Security-Policy") == "" {
				t.Errorf("%s: %d", path, got.StatusCode)
			}
			if status != 200 && (got.Header.Get("Cache-Control") != "no-store" || got.Header.Get("ETag") != "") {
				t.Errorf("%s may be stored: %v", path, got.Header)
			}
			if status == 500 && got.body != fault.Unknown {
				t.Errorf("%s says %q", path, got.body)
			}
		}
		if s.renders.Load() != before+2 {
			t.Errorf("%s was kept", path)
		}
	}
}

func TestAColdPageIsRenderedOnceForAThousandReaders(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t), 1<<20)
	s.began, s.hold = make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	get := func() {
		rec := httptest.NewRecorder()
		s.Config.Handler.ServeHTTP(rec, httptest.NewRequest("GET", "/a", nil))
		if rec.Code != http.StatusOK {
			t.Errorf("status %d", rec.Code)
		}
	}
	wg.Go(get)
	<-s.began
	for range 1000 {
		wg.Go(get)
	}
	close(s.hold)
	wg.Wait()
	s.rendered(t, 1)
}

func TestACommittedChangeIsSeenByTheNextRequest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d, 1<<20)
		first := s.ask(t, "GET", "/a")
		changed(t, d, "post:2")
		s.ask(t, "GET", "/a")
		s.rendered(t, 1)
		s.text.Store("New text.")
		changed(t, d, "post:1")
		got := s.ask(t, "GET", "/a", "If-None-Match", first.Header.Get("ETag"))
		if got.StatusCode != http.StatusOK || !strings.HasPrefix(got.body, "New text.") {
			t.Fatalf("%d %.20q", got.StatusCode, got.body)
		}
		if again := s.ask(t, "GET", "/a", "If-Modified-Since", first.Header.Get("Last-Modified")); again.StatusCode != http.StatusOK {
			t.Error("two versions of one second were taken for one")
		}
	})
}

func TestTwoVersionsOfOneSecondAreToldApartAfterEverythingWasDropped(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t), 1<<20)
	first := s.ask(t, "GET", "/a")
	s.text.Store("New text.")
	s.cache.DropAll()
	s.ask(t, "GET", "/a")
	if again := s.ask(t, "GET", "/a", "If-Modified-Since", first.Header.Get("Last-Modified")); again.StatusCode != http.StatusOK {
		t.Error("two versions of one second were taken for one")
	}
}

func changed(t *testing.T, d *db.DB, tags ...string) {
	t.Helper()
	err := d.Write(context.Background(), func(tx *db.Tx) error { return page.Changed(context.Background(), tx, tags...) })
	if err != nil {
		t.Fatal(err)
	}
}

func TestARenderThatBeganBeforeTheChangeIsNeitherKeptNorJoined(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d, 1<<20)
		s.began, s.hold = make(chan struct{}), make(chan struct{})
		old := make(chan string, 1)
		go func() { old <- s.ask(t, "GET", "/a").body }()
		<-s.began // the old text has been read
		s.text.Store("New text.")
		changed(t, d, "post:1")
		fresh := make(chan string, 1)
		go func() { fresh <- s.ask(t, "GET", "/a").body }()
		<-s.began // so it did not join the old one
		s.hold <- struct{}{}
		s.hold <- struct{}{}
		if got := <-fresh; !strings.HasPrefix(got, "New text.") {
			t.Errorf("after the change came %.20q", got)
		}
		<-old
		s.began, s.hold = nil, nil
		if got := s.ask(t, "GET", "/a").body; !strings.HasPrefix(got, "New text.") {
			t.Errorf("kept: %.20q", got)
		}
	})
}

func TestEvictionKeepsTheCacheUnderItsBound(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t), 64<<10)
	for i := range 100 {
		s.ask(t, "GET", "/hot")
		s.ask(t, "GET", fmt.Sprint("/", i))
	}
	if got := s.cache.Bytes(); got > 64<<10 || got < 32<<10 {
		t.Errorf("%d bytes", got)
	}
	s.rendered(t, 101)
	s.ask(t, "GET", "/0")
	s.rendered(t, 102)
}

func TestAnotherProcessesChangeIsSeenWithinASecond(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		other := reopen(t, d)
		s := newSite(t, d, 1<<20)
		watch(t, s.cache)
		until(t, "the watch begins", s.wasDropped(""))
		s.ask(t, "GET", "/a")
		s.text.Store("New text.")
		began := time.Now()
		changed(t, other, "post:1")
		until(t, "the change is seen", func() bool { return strings.HasPrefix(s.ask(t, "GET", "/a").body, "New text.") })
		if took := time.Since(began); took > 2*time.Second { // a second, and one for a busy machine
			t.Errorf("it took %v", took)
		}
	})
}

func (s *site) wasDropped(tag string) func() bool {
	return func() bool { _, ok := s.dropped.Load(tag); return ok }
}

func TestIDsThatCommitOutOfOrderAreNotMissed(t *testing.T) {
	d := dbtest.Postgres(t)
	other := reopen(t, d)
	s := newSite(t, d, 1<<20)
	watch(t, s.cache)
	until(t, "the watch begins", s.wasDropped(""))

	wrote, commit, done := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		once := sync.OnceFunc(func() { close(wrote) })
		done <- other.Write(context.Background(), func(tx *db.Tx) error {
			err := page.Changed(context.Background(), tx, "path:/low")
			once()
			<-commit
			return err
		})
	}()
	<-wrote
	changed(t, other, "path:/high") // a higher id, committed first
	until(t, "the higher id is seen", s.wasDropped("path:/high"))
	s.ask(t, "GET", "/low")
	s.ask(t, "GET", "/low")
	s.rendered(t, 1)
	close(commit)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	until(t, "the lower id is seen", s.wasDropped("path:/low"))
	s.ask(t, "GET", "/low")
	s.rendered(t, 2)
}

func watch(t *testing.T, c *page.Cache) {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- c.Watch(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// reopen is the same database as another process would open it.
func reopen(t *testing.T, d *db.DB) *db.DB {
	t.Helper()
	other, err := db.Open(context.Background(), d.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { other.Close() })
	return other
}

func TestAPageOfOneLevelIsNeverSentToAnother(t *testing.T) {
	c := page.NewCache(dbtest.SQLite(t), 1<<20, quiet())
	var renders atomic.Int64
	h := func(w http.ResponseWriter, r *http.Request) error {
		renders.Add(1)
		if r.URL.Path == "/none" {
			return fault.New(fault.NotFound, fault.Missing)
		}
		page.Depends(r, "post:1")
		fmt.Fprintf(w, "for %q, cookie %q", page.Level(r), r.Header.Get("Cookie"))
		return nil
	}
	levels := map[string]http.Handler{"": c.Wrap(h, adapter()), "members": c.WrapLevel("members", h, adapter())}
	ask := func(level, method, path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(method, path, nil)
		r.Header.Set("Cookie", "a=b")
		levels[level].ServeHTTP(w, r)
		return w
	}
	var all sync.WaitGroup
	for range 20 {
		for level, private := range map[string]bool{"": false, "members": true} {
			all.Go(func() {
				got := ask(level, "GET", "/a")
				if got.Body.String() != fmt.Sprintf("for %q, cookie %q", level, "") || strings.Contains(got.Header().Get("Cache-Control"), "private") != private {
					t.Errorf("%q got %v %s", level, got.Header(), got.Body)
				}
			})
		}
	}
	all.Wait()
	if renders.Load() != 2 {
		t.Errorf("%d renders", renders.Load())
	}
	c.Drop("post:1")
	ask("members", "GET", "/a")
	if got := ask("", "GET", "/a").Body.String(); !strings.HasPrefix(got, `for ""`) {
		t.Error(got)
	}
	if got := ask("members", "POST", "/a").Body.String(); !strings.HasPrefix(got, `for "members", cookie "a=b"`) {
		t.Error(got)
	}
	if got := ask("members", "GET", "/none"); got.Code != 404 || got.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v", got.Code, got.Header())
	}
}
