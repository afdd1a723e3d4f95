package page_test

import (
	"compress/gzip"
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
