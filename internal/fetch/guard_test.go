package fetch_test

import (
	"fmt"
	"net/http"
	"net/netip"
	"sync/atomic"
	"testing"

	"onrecord/internal/fault"
	"onrecord/internal/fetch"
)

// forms are addresses that lead inside, or to no web page, in every spelling.
var forms = []string{
	"http://127.0.0.1/", "http://127.1/", "http://0/", "http://0x7f000001/", "http://2130706433/", "http://017700000001/", "http://0177.0.0.1/",
	"http://127.0.0.1./", "http://0x7f.1/", "http://1.2.3.0x4/", "http://127.0.0.1:80/", "http://0.0.0.0/", "http://255.255.255.255/",
	"http://[::]/", "http://[::1]/", "http://[::ffff:10.0.0.1]/", "http://[::ffff:8.8.8.8]/", "http://[::ffff:a9fe:a9fe]/", "http://[::127.0.0.1]/",
	"http://[64:ff9b::a9fe:a9fe]/", "http://[64:ff9b:1::7f00:1]/", "http://[2002:7f00:1::]/", "http://[2002:a9fe:a9fe::]/", "http://[2001::1]/",
	"http://[fe80::1]/", "http://[fe80::1%25eth0]/", "http://[fe80::1%25lo]/", "http://[2606:4700::1%25eth0]/", "http://[fc00::1]/", "http://[fd00:ec2::254]/",
	"http://[ff02::1]/", "http://[fec0::1]/", "http://[2001:db8::1]/", "http://[3fff::1]/", "http://[100::1]/", "http://[5f00::1]/",
	"http://169.254.169.254/latest/meta-data", "http://10.1.2.3/", "http://172.16.0.1/", "http://172.31.255.255/", "http://192.168.1.1/",
	"http://100.64.0.1/", "http://100.127.255.255/", "http://198.18.0.1/", "http://198.19.255.255/", "http://192.0.0.1/", "http://192.0.2.1/",
	"http://198.51.100.1/", "http://203.0.113.1/", "http://192.88.99.1/", "http://224.0.0.1/", "http://240.0.0.1/",
	"https://example.org:22/", "http://example.org:8080/", "http://example.org:0/", "http://example.org:65536/", "http://example.org:80x/",
	"file:///etc/passwd", "gopher://example.org/", "ftp://example.org/", "javascript:alert(1)", "data:text/html,x", "//example.org/", "/x", "",
	"http:example.org", "http://", "http:///x", "http://user@example.org/", "http://user:pw@example.org/", "http://example.org\x00.evil/", "http://a b/",
	"https://tidemark.example/", "http://TIDEMARK.example./x", "https://tidemark.example:443/x",
}

func TestNoSpellingOfAnAddressLeadsInside(t *testing.T) {
	w := found(t, nil)
	c := w.client(nil)
	for _, form := range forms {
		_, err := c.Get(t.Context(), form, 1)
		w.refused(form, err, fault.Invalid)
	}
}

func TestNoNameLeadsInside(t *testing.T) {
	w := found(t, nil)
	c := w.client(nil)
	for i, a := range []string{
		"127.0.0.1", "0.0.0.0", "10.0.0.1", "169.254.169.254", "100.64.0.1", "198.18.0.1", "192.168.0.1", "224.0.0.1", "255.255.255.255",
		"::1", "::", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "fe80::1", "fd00:ec2::254", "ff02::1",
	} {
		name := fmt.Sprintf("name%d.example", i)
		w.call(name, a)
		_, err := c.Get(t.Context(), w.at(name, "/"), 1)
		w.refused(a, err, fault.Invalid)
		_, err = c.Get(t.Context(), "http://"+name+"/", 1)
		w.refused(a+" at port 80", err, fault.Invalid)
	}
	_, err := c.Get(t.Context(), w.at("nobody.example", "/"), 1)
	w.refused("a name that there is not", err, fault.Unavailable)
}

func TestANameThatChangesWhereItLeadsIsSeenAtTheSocket(t *testing.T) {
	w := found(t, func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/again" {
			http.Redirect(rw, r, "/", http.StatusFound)
		}
	})
	c := w.client(nil)
	var lookups atomic.Int64
	w.names.Store("rebound.example", func() []string {
		if lookups.Add(1) <= 2 { // one question for each family
			return []string{public.String()}
		}
		return []string{inside.String()}
	})
	if a, err := c.Get(t.Context(), w.at("rebound.example", "/"), 1); err != nil || a.Status != http.StatusOK {
		t.Fatalf("while the name is public: %+v, %v", a, err)
	}
	_, err := c.Get(t.Context(), w.at("rebound.example", "/"), 1)
	w.refused("once the name leads inside", err, fault.Invalid)

	lookups.Store(0) // the same between two hops of one fetch
	_, err = c.Get(t.Context(), w.at("rebound.example", "/again"), 1)
	w.refused("a hop to a name that changed", err, fault.Invalid)

	w.call("both.example", inside.String(), public.String())
	for range 8 {
		if _, err := c.Get(t.Context(), w.at("both.example", "/"), 1); err != nil {
			w.refused("a name with a public and a private address", err, fault.Invalid)
		}
	}
	w.refused("a mixed set", fault.New(fault.Invalid, "x"), fault.Invalid)
}

func TestTheProgramNeverAsksItself(t *testing.T) {
	w := found(t, func(rw http.ResponseWriter, r *http.Request) {
		http.Redirect(rw, r, "https://tidemark.example/feed.xml", http.StatusFound)
	})
	for _, listener := range []netip.AddrPort{netip.AddrPortFrom(public, w.port), netip.AddrPortFrom(netip.IPv6Unspecified(), w.port)} {
		c := w.client(func(o *fetch.Options) {
			o.Listener = listener
			o.Open = func(at netip.AddrPort) bool { return at.Port() == w.port && at.Addr() != inside }
		})
		target := public.String()
		if listener.Addr().IsUnspecified() { // every address of this machine is its own then
			target = "here.example"
			w.call(target, inside.String())
			c = w.client(func(o *fetch.Options) {
				o.Listener = listener
				o.Open = func(at netip.AddrPort) bool { return at.Port() == w.port }
			})
		}
		_, err := c.Get(t.Context(), w.at(target, "/"), 1)
		w.refused("our own listener "+listener.String(), err, fault.Invalid)
	}
	_, err := w.client(nil).Get(t.Context(), w.at(public.String(), "/"), 1)
	w.refused("a page that leads back to the site", err, fault.Invalid)
	if !fetch.Own(err) {
		t.Errorf("it is not said that it is our own: %v", err)
	}
}
