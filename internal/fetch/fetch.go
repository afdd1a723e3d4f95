// Package fetch is the one HTTP client for addresses that somebody typed or
// sent. Nothing else of the program asks such an address.
//
// Invariants:
//  1. Where a connection goes is decided on the socket, when the kernel is
//     about to connect: after every lookup, for every hop, whatever the name
//     said a moment before.
//  2. Only public addresses, ports 80 and 443, http and https.
//  3. One time runs for all hops together, from the lookup to the last byte.
//  4. A body is cut at what the caller asked for and never decompressed.
//  5. No cookie, referrer, password or proxy goes along, and what comes back is
//     data: the caller parses it and shows none of it as it is.
//  6. The site itself is never asked, so no fetch leads to another one here.
package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"onrecord/internal/fault"
)

// Limits of one fetch.
const (
	MaxAddress   = 2048 // bytes
	MaxRedirects = 3
	headerMost   = 64 << 10
	timeMost     = 10 * time.Second
)

// Options is what a Client works with.
type Options struct {
	// Site is the site's own address. It is named to those who are asked, and
	// never asked itself.
	Site *url.URL
	// Listener is where this program listens. It is never dialled.
	Listener netip.AddrPort
	// Version of the program, for the User-Agent.
	Version string

	// Time is how long a fetch may take; 0 means ten seconds.
	Time time.Duration
	// Resolver, Roots and Open are for tests: who knows names, whom a
	// certificate must come from, and which addresses may be dialled though
	// they are not public (and, with an invalid address, which ports asked for).
	Resolver *net.Resolver
	Roots    *x509.CertPool
	Open     func(netip.AddrPort) bool
}

// Client fetches from addresses that nobody vouches for. It may be used by
// many goroutines; it asks 8 addresses at once, and 2 of one host.
type Client struct {
	Options
	agent string
	lines *lines
	http  *http.Client
}

// New makes a Client.
func New(o Options) *Client {
	if o.Time == 0 {
		o.Time = timeMost
	}
	c := &Client{Options: o, agent: "Onrecord/" + o.Version, lines: newLines()}
	if o.Site != nil {
		c.agent += " (+" + o.Site.String() + "/)"
	}
	dialer := &net.Dialer{Control: c.control, Resolver: o.Resolver}
	c.http = &http.Client{
		Transport: &http.Transport{
			Proxy:                  nil, // one from the environment would dial for us, unseen
			DialContext:            dialer.DialContext,
			DisableKeepAlives:      true, // each request is looked at anew
			DisableCompression:     true,
			MaxResponseHeaderBytes: headerMost,
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: o.Roots},
			TLSNextProto:           map[string]func(string, *tls.Conn) http.RoundTripper{}, // HTTP/1.1 is all that is needed
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c
}

// Answer is what an address answered.
type Answer struct {
	URL    *url.URL // after redirects
	Status int
	Type   string // the media type, in lower case; "" when it was not said
	Header string // the whole Content-Type
	Body   []byte
	Cut    bool // the body goes on
}

// Get asks an address and reads at most most bytes of the body; none for 0.
// An address that may not be asked is fault.Invalid, one that does not answer
// fault.Unavailable; both say in a sentence why. Every status is an answer.
func (c *Client) Get(ctx context.Context, address string, most int64) (a Answer, err error) {
	defer fault.Wrap(&err, "fetch.Get(%q)", address)
	at, err := c.parse(address)
	if err != nil {
		return Answer{}, err
	}
	left := c.Time
	for hop := 0; ; hop++ {
		var next *url.URL
		if a, next, err = c.hop(ctx, at, most, &left); err != nil || next == nil {
			return a, err
		}
		if hop == MaxRedirects {
			return Answer{}, fault.New(fault.Unavailable, "%s sends on more than %d times.", at.Hostname(), MaxRedirects)
		}
		if err := c.check(next); err != nil {
			return Answer{}, err
		}
		if at.Scheme == "https" && next.Scheme == "http" {
			return Answer{}, fault.New(fault.Unavailable, "%s sends on to an address that is not encrypted.", at.Hostname())
		}
		at = next
	}
}

// hop asks one address. Waiting for a place in the line does not count as time.
func (c *Client) hop(ctx context.Context, at *url.URL, most int64, left *time.Duration) (a Answer, next *url.URL, err error) {
	leave, err := c.lines.enter(ctx, at.Hostname())
	if err != nil {
		return Answer{}, nil, err
	}
	defer leave()
	began := time.Now()
	defer func() { *left -= time.Since(began) }()
	timed, cancel := context.WithTimeout(ctx, max(*left, 0))
	defer cancel()
	r, err := http.NewRequestWithContext(timed, http.MethodGet, at.String(), nil)
	if err != nil {
		return Answer{}, nil, notAnAddress(err)
	}
	r.Header.Set("User-Agent", c.agent)
	r.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.5")
	r.Header.Set("Accept-Encoding", "identity")
	res, err := c.http.Do(r)
	if err != nil {
		return Answer{}, nil, c.why(ctx, at, err)
	}
	defer res.Body.Close()
	if next, err := redirect(res); next != nil || err != nil {
		return Answer{}, next, err
	}
	a = Answer{URL: at, Status: res.StatusCode, Header: res.Header.Get("Content-Type")}
	a.Type, _, _ = mime.ParseMediaType(a.Header)
	if most <= 0 {
		return a, nil, nil
	}
	if coding := res.Header.Get("Content-Encoding"); coding != "" && coding != "identity" {
		return Answer{}, nil, fault.New(fault.Unavailable, "%s answers in a compressed form that was not asked for.", at.Hostname())
	}
	a.Body, err = io.ReadAll(io.LimitReader(res.Body, most+1))
	if a.Cut = int64(len(a.Body)) > most; a.Cut {
		a.Body = a.Body[:most]
	}
	if err != nil {
		return Answer{}, nil, c.why(ctx, at, err)
	}
	return a, nil, nil
}

// redirect is where an answer sends on to; nil when it does not.
func redirect(res *http.Response) (*url.URL, error) {
	switch res.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil, nil
	}
	if len(res.Header.Get("Location")) > MaxAddress {
		return nil, notAnAddress(nil)
	}
	next, err := res.Location()
	if errors.Is(err, http.ErrNoLocation) {
		return nil, nil
	}
	if err != nil {
		return nil, notAnAddress(err)
	}
	return next, nil
}

// why says in a sentence what went wrong with an address.
func (c *Client) why(ctx context.Context, at *url.URL, err error) error {
	if ctx.Err() != nil {
		return ctx.Err() // whoever asked is gone
	}
	host := at.Hostname()
	if refused, ok := fault.As(err); ok {
		return fault.New(refused.Kind, refused.Format, refused.Args...).Because(err)
	}
	say := "%s cannot be reached."
	var dns *net.DNSError
	var cert *tls.CertificateVerificationError
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return fault.New(fault.Unavailable, "%s did not answer within %d seconds.", host, max(1, int(c.Time.Seconds()))).Because(err)
	case errors.As(err, &dns) && dns.IsNotFound:
		say = "There is no host called %s."
	case errors.As(err, &cert):
		say = "The certificate of %s is not valid."
	}
	return fault.New(fault.Unavailable, say, host).Because(err)
}
