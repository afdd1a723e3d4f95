package fetch_test

import (
	"compress/gzip"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"onrecord/internal/fault"
	"onrecord/internal/fetch"
)

func TestAnAnswerIsReadAsFarAsItWasAskedFor(t *testing.T) {
	var asked http.Header
	w := found(t, func(rw http.ResponseWriter, r *http.Request) {
		asked = r.Header.Clone()
		rw.Header().Set("Content-Type", "Text/HTML; charset=latin1")
		rw.Header().Set("Set-Cookie", "a=b")
		rw.WriteHeader(http.StatusTeapot)
		io.WriteString(rw, "<title>Harbour</title>")
	})
	w.call("harbour.example", public.String())
	c := w.client(nil)
	a, err := c.Get(t.Context(), "  "+w.at("harbour.example", "/x?y=1#z")+" ", 7)
	if err != nil || a.Status != http.StatusTeapot || a.Type != "text/html" || string(a.Body) != "<title>" || !a.Cut || a.URL.String() != w.at("harbour.example", "/x?y=1") {
		t.Errorf("%+v, %v", a, err)
	}
	if a, err := c.Get(t.Context(), w.at("harbour.example", "/"), 0); err != nil || a.Body != nil || a.Cut {
		t.Errorf("without a body: %+v, %v", a, err)
	}
	if got := asked.Get("User-Agent"); got != "Onrecord/test (+https://tidemark.example/)" {
		t.Errorf("it says that it is %q", got)
	}
	for _, name := range []string{"Cookie", "Referer", "Authorization"} {
		if asked.Get(name) != "" {
			t.Errorf("it sends %s: %s", name, asked.Get(name))
		}
	}
}

func TestEachRedirectIsLookedAtAnew(t *testing.T) {
	w := found(t, func(rw http.ResponseWriter, r *http.Request) {
		if n := len(r.URL.Path); strings.Trim(r.URL.Path, "/") == "" && n > 1 { // a path of slashes: one hop for each
			http.Redirect(rw, r, "http://"+r.Host+r.URL.Path[1:], http.StatusMovedPermanently)
		} else if to := r.URL.Query().Get("to"); to != "" {
			rw.Header().Set("Location", to)
			rw.WriteHeader(http.StatusSeeOther)
		}
		if r.Referer() != "" || r.Header.Get("Cookie") != "" {
			t.Errorf("a hop carries %q", r.Header)
		}
	})
	w.call("hop.example", public.String())
	w.call("inside.example", inside.String())
	c := w.client(nil)
	if a, err := c.Get(t.Context(), w.at("hop.example", "////"), 1); err != nil || a.Status != 200 || a.URL.Path != "/" {
		t.Errorf("three hops: %+v, %v", a, err)
	}
	_, err := c.Get(t.Context(), w.at("hop.example", "/////"), 1)
	w.refused("four hops", err, fault.Unavailable)
	for _, to := range append([]string{
		w.at("inside.example", "/"), w.at("127.0.0.1", "/"), "http://inside.example/", "http://hop.example:22/", "//127.0.0.1/", "http://127.0.0.1\\@hop.example/",
		"http://" + strings.Repeat("a", fetch.MaxAddress),
	}, forms...) {
		if to == "" || to == "/x" || to == "//example.org/" || strings.ContainsAny(to, "\x00") {
			continue // those stay where they are, or lead to a public name
		}
		if _, err := c.Get(t.Context(), w.at("hop.example", "/?to="+url.QueryEscape(to)), 1); !fault.Is(err, fault.Unavailable) {
			w.refused("a hop to "+to, err, fault.Invalid)
		}
	}
}

func TestNothingAnswersLongerOrLargerThanItMay(t *testing.T) {
	var gone sync.WaitGroup
	w := found(t, func(rw http.ResponseWriter, r *http.Request) {
		gone.Add(1)
		defer gone.Done()
		flush := http.NewResponseController(rw).Flush
		switch r.URL.Path {
		case "/drip": // a byte now and then, for ever
			for r.Context().Err() == nil {
				fmt.Fprint(rw, "x")
				flush()
				<-time.After(20 * time.Millisecond)
			}
		case "/silent":
			<-r.Context().Done()
		case "/endless":
			for r.Context().Err() == nil {
				if _, err := rw.Write(make([]byte, 64<<10)); err != nil {
					return
				}
			}
		case "/bomb":
			rw.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(rw)
			for range 1000 {
				z.Write(make([]byte, 64<<10))
			}
			z.Close()
		case "/headers":
			for i := range 20_000 {
				rw.Header().Set(fmt.Sprintf("X-%d", i), "y")
			}
		case "/hints":
			for range 10_000 {
				rw.WriteHeader(http.StatusEarlyHints)
			}
		case "/round":
			<-time.After(150 * time.Millisecond)
			http.Redirect(rw, r, "/round", http.StatusFound)
		}
	})
	c := w.client(func(o *fetch.Options) { o.Time = 400 * time.Millisecond })
	for _, path := range []string{"/drip", "/silent", "/headers", "/hints", "/round", "/bomb"} {
		began := time.Now()
		_, err := c.Get(t.Context(), w.at(public.String(), path), 1<<20)
		w.refused(path, err, fault.Unavailable)
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("%s was stopped after %v", path, took)
		}
	}
	a, err := w.client(nil).Get(t.Context(), w.at(public.String(), "/endless"), 1<<20)
	if err != nil || len(a.Body) != 1<<20 || !a.Cut {
		t.Errorf("an endless body: %d bytes, %v", len(a.Body), err)
	}
	gone.Wait() // nobody is kept on the line
}

func TestACertificateMustBeOfTheHostAndOfSomebodyTrusted(t *testing.T) {
	secure := httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/down" {
			http.Redirect(rw, r, "http://"+r.Host+"/", http.StatusFound)
		}
	}))
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	t.Cleanup(secure.Close)
	old := httptest.NewUnstartedServer(nil)
	old.Config.ErrorLog = secure.Config.ErrorLog
	old.TLS = &tls.Config{MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10}
	old.StartTLS()
	t.Cleanup(old.Close)
	w := found(t, nil)
	w.call("example.com", inside.String()) // the certificates of httptest are for it
	w.call("other.example", inside.String())
	roots := x509.NewCertPool()
	roots.AddCert(secure.Certificate())
	ports := map[uint16]bool{}
	for _, s := range []*httptest.Server{secure, old} {
		ports[netip.MustParseAddrPort(s.Listener.Addr().String()).Port()] = true
	}
	trusting := func(o *fetch.Options) {
		o.Roots, o.Open = roots, func(at netip.AddrPort) bool { return ports[at.Port()] }
	}
	strangers := func(o *fetch.Options) { trusting(o); o.Roots = x509.NewCertPool() }
	at := func(s *httptest.Server, host, path string) string {
		return "https://" + host + ":" + itoa(netip.MustParseAddrPort(s.Listener.Addr().String()).Port()) + path
	}
	if a, err := w.client(trusting).Get(t.Context(), at(secure, "example.com", "/"), 1); err != nil || a.Status != 200 {
		t.Errorf("a good certificate: %+v, %v", a, err)
	}
	for what, try := range map[string]func() error{
		"a certificate of nobody": func() error {
			_, err := w.client(strangers).Get(t.Context(), at(secure, "example.com", "/"), 1)
			return err
		},
		"another's certificate": func() error {
			_, err := w.client(trusting).Get(t.Context(), at(secure, "other.example", "/"), 1)
			return err
		},
		"an old protocol": func() error {
			_, err := w.client(trusting).Get(t.Context(), at(old, "example.com", "/"), 1)
			return err
		},
		"a way down to http": func() error {
			_, err := w.client(trusting).Get(t.Context(), at(secure, "example.com", "/down"), 1)
			return err
		},
	} {
		w.refused(what, try(), fault.Unavailable)
	}
}

func TestAHostIsAskedByTwoAtOnceAndAllOfThemByEight(t *testing.T) {
	var now, most atomic.Int64
	open := make(chan struct{})
	w := found(t, func(_ http.ResponseWriter, r *http.Request) {
		n := now.Add(1)
		for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
		}
		<-open
		now.Add(-1)
	})
	c := w.client(nil)
	ask := func(hosts []string) (done func()) {
		var all sync.WaitGroup
		for _, host := range hosts {
			w.call(host, public.String())
			all.Go(func() {
				if _, err := c.Get(t.Context(), w.at(host, "/"), 1); err != nil {
					t.Error(err)
				}
			})
		}
		return all.Wait
	}
	var one, many []string
	for i := range 12 {
		one, many = append(one, "one.example"), append(many, fmt.Sprintf("host%d.example", i))
	}
	done := ask(one)
	until(t, func() bool { return c.InLine("one.example") == 12 && now.Load() == 2 })
	more := ask(many)
	until(t, func() bool { return now.Load() == fetch.AtOnce })
	close(open)
	done()
	more()
	if most.Load() != fetch.AtOnce {
		t.Errorf("%d at once", most.Load())
	}
	if c.InLine("one.example") != 0 {
		t.Error("somebody is still in the line")
	}
}

func until(t *testing.T, is func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !is(); {
		if time.Now().After(end) {
			t.Fatal("it did not come about")
		}
		time.Sleep(time.Millisecond)
	}
}
