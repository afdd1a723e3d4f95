package fetch_test

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"onrecord/internal/fault"
	"onrecord/internal/fetch"
)

// town is a web of its own on this machine: names, and servers at 127.0.0.2,
// which stands for the public internet, and at 127.0.0.1, which is inside.
type town struct {
	t      *testing.T
	port   uint16
	inside atomic.Int64 // requests that reached the inside
	names  sync.Map     // name -> func() []string, the addresses of now
	dns    net.PacketConn
}

var (
	public = netip.MustParseAddr("127.0.0.2")
	inside = netip.MustParseAddr("127.0.0.1")
)

// found builds a town whose public server answers by h.
func found(t *testing.T, h http.HandlerFunc) *town {
	t.Helper()
	w := &town{t: t}
	out, err := net.Listen("tcp", public.String()+":0")
	if err != nil {
		t.Fatal(err)
	}
	w.port = netip.MustParseAddrPort(out.Addr().String()).Port()
	in, err := net.Listen("tcp", netip.AddrPortFrom(inside, w.port).String())
	if err != nil {
		t.Fatal(err)
	}
	w.serve(out, h)
	w.serve(in, func(http.ResponseWriter, *http.Request) { w.inside.Add(1) })
	if w.dns, err = net.ListenPacket("udp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.dns.Close() })
	go w.tell()
	return w
}

func (w *town) serve(l net.Listener, h http.HandlerFunc) {
	s := &http.Server{Handler: h, ErrorLog: nil, ReadHeaderTimeout: time.Minute}
	go s.Serve(l) //nolint:errcheck // it ends with the test
	w.t.Cleanup(func() { s.Close() })
}

// call says where a name leads, now and at each later lookup.
func (w *town) call(name string, addresses ...string) {
	w.names.Store(name, func() []string { return addresses })
}

// tell answers questions for names until the test ends.
func (w *town) tell() {
	buf := make([]byte, 1500)
	for {
		n, from, err := w.dns.ReadFrom(buf)
		if err != nil {
			return
		}
		var m dnsmessage.Message
		if m.Unpack(buf[:n]) != nil || len(m.Questions) != 1 {
			continue
		}
		q := m.Questions[0]
		m.Response, m.Authoritative, m.Additionals = true, true, nil
		m.RCode = dnsmessage.RCodeNameError
		if say, ok := w.names.Load(strings.TrimSuffix(q.Name.String(), ".")); ok {
			m.RCode = dnsmessage.RCodeSuccess
			for _, a := range say.(func() []string)() {
				m.Answers = append(m.Answers, answers(q, netip.MustParseAddr(a))...)
			}
		}
		if out, err := m.Pack(); err == nil {
			w.dns.WriteTo(out, from) //nolint:errcheck // whoever asked asks again
		}
	}
}

func answers(q dnsmessage.Question, a netip.Addr) []dnsmessage.Resource {
	head := dnsmessage.ResourceHeader{Name: q.Name, Class: dnsmessage.ClassINET, Type: q.Type}
	switch {
	case q.Type == dnsmessage.TypeA && a.Is4():
		return []dnsmessage.Resource{{Header: head, Body: &dnsmessage.AResource{A: a.As4()}}}
	case q.Type == dnsmessage.TypeAAAA && a.Is6():
		return []dnsmessage.Resource{{Header: head, Body: &dnsmessage.AAAAResource{AAAA: a.As16()}}}
	}
	return nil
}

// client asks in the town: its public server may be dialled, and nothing else
// that is not public.
func (w *town) client(change func(*fetch.Options)) *fetch.Client {
	o := fetch.Options{
		Version: "test", Site: &url.URL{Scheme: "https", Host: "tidemark.example"}, Time: 20 * time.Second,
		Resolver: &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "udp", w.dns.LocalAddr().String())
		}},
		Open: func(at netip.AddrPort) bool {
			return at.Port() == w.port && (at.Addr() == public || !at.Addr().IsValid())
		},
	}
	if change != nil {
		change(&o)
	}
	return fetch.New(o)
}

// at is the address of a path at a host of the town.
func (w *town) at(host, path string) string {
	return "http://" + net.JoinHostPort(host, url.PathEscape(itoa(w.port))) + path
}

func itoa(n uint16) string { return netip.AddrPortFrom(inside, n).String()[len("127.0.0.1:"):] }

// refused fails the test unless the error is of the kind, and unless nothing
// got inside.
func (w *town) refused(what string, err error, kind fault.Kind) {
	w.t.Helper()
	if !fault.Is(err, kind) {
		w.t.Errorf("%s: %v", what, err)
	}
	if w.inside.Load() != 0 {
		w.t.Fatalf("%s got inside", what)
	}
}
