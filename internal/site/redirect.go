package site

import (
	"context"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"
	"unicode/utf8"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/page"
)

// MostRedirects is how many there may be: they are held in memory, and read
// again at each change.
const MostRedirects = 5000

// Redirect leads from a path that no page has to somewhere else.
type Redirect struct {
	ID      int64
	Source  string // a path, decoded, without a slash at its end
	Target  string // a path of this site, or an http or https address
	Prefix  bool   // what follows Source is kept and put behind Target
	Forever bool   // 301, which search engines take over; else 302
}

// Status is the one of its answer.
func (r Redirect) Status() int {
	if r.Forever {
		return http.StatusMovedPermanently
	}
	return http.StatusFound
}

// check tidies the fields and tells what is wrong with them.
func (r *Redirect) check(p *fault.Problems) {
	r.Source = tidySource(r.Source)
	r.Target = strings.TrimSpace(r.Target)
	first, _, _ := strings.Cut(strings.TrimPrefix(r.Source, "/"), "/")
	switch {
	case !strings.HasPrefix(r.Source, "/") || r.Source == "/" || path.Clean(r.Source) != r.Source ||
		!page.Clean(r.Source) || strings.ContainsFunc(r.Source, hidden) || strings.ContainsAny(r.Source, `\?#`):
		p.Add("source", "Give a path of this site that begins with a slash, such as /old-page, without a question mark.")
	case utf8.RuneCountInString(r.Source) > mostURL:
		p.Add("source", "This may be at most %d characters long.", mostURL)
	case first == "admin" || first == "api" || first == "setup":
		p.Add("source", "Addresses of the desk and of the API cannot be redirected.")
	}
	if strings.HasPrefix(r.Target, "mailto:") || !SafeURL(r.Target) {
		p.Add("target", "Give a path of this site that begins with a slash, or an address that begins with https:// or http://.")
	}
}

// tidySource takes a path as people paste it: escaped, or with a slash at the end.
func tidySource(s string) string {
	s = strings.TrimSpace(s)
	if decoded, err := url.PathUnescape(s); err == nil {
		s = decoded
	}
	if len(s) > 1 {
		s = strings.TrimRight(s, "/")
	}
	return s
}

// routes is all redirects in the form in which they are looked up.
type routes struct {
	exact, prefix map[string]Redirect
	at            time.Time
}

func routesOf(list []Redirect) *routes {
	t := &routes{exact: map[string]Redirect{}, prefix: map[string]Redirect{}}
	for _, r := range list {
		t.put(r)
	}
	return t
}

func (t *routes) put(r Redirect) {
	delete(t.exact, r.Source)
	delete(t.prefix, r.Source)
	if r.Prefix {
		t.prefix[r.Source] = r
	} else {
		t.exact[r.Source] = r
	}
}

// find gives the redirect for a path: the one of exactly it, or the one of the
// longest beginning of whole segments.
func (t *routes) find(p string) (r Redirect, rest string, ok bool) {
	if r, ok = t.exact[p]; ok {
		return r, "", true
	}
	for at := p; at != "" && at != "/"; at = at[:strings.LastIndexByte(at, '/')] {
		if r, ok = t.prefix[at]; ok {
			return r, p[len(at):], true
		}
	}
	return Redirect{}, "", false
}

// mostHops is how often an address is led on before it counts as a loop.
const mostHops = 10

// follow leads a path on to the end, as if no page were on the way. Through is
// whether more than one redirect was; endless that there is no end.
func (t *routes) follow(p string) (to string, through, endless bool) {
	for hops := 0; ; hops++ {
		r, rest, ok := t.find(p)
		if !ok {
			return to, hops > 1, false
		}
		if hops == mostHops {
			return "", true, true
		}
		to = r.join(rest)
		u, err := url.Parse(to)
		if err != nil || u.Host != "" {
			return to, hops > 0, false
		}
		p = tidySource(u.EscapedPath())
	}
}

// join puts what follows the source behind the target. It stays on the host of
// the target: the rest comes from a stranger.
func (r Redirect) join(rest string) string {
	u, err := url.Parse(r.Target)
	if err != nil || rest == "" {
		return r.Target
	}
	joined := path.Join("/", u.Path, rest) // one slash at the beginning, whatever the rest holds
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: joined, RawQuery: u.RawQuery, Fragment: u.Fragment}).String()
}

const redirectTopic = "redirects"

func redirectsChanged(ctx context.Context, tx *db.Tx) error {
	tx.Announce(redirectTopic)
	return page.Changed(ctx, tx, redirectTopic)
}

// Redirected tells where a path that no page has leads to; status is 301 or
// 302. It goes one step: a page may be there, before the next redirect. A query is
// not passed on: pages know none but their own.
func (s *Store) Redirected(ctx context.Context, path string) (to string, status int, err error) {
	defer fault.Wrap(&err, "site.Redirected(%q)", path)
	t, err := s.routes(ctx)
	if err != nil {
		return "", 0, err
	}
	r, rest, ok := t.find(tidyPath(path))
	if !ok {
		return "", 0, nil
	}
	return r.join(rest), r.Status(), nil
}

// tidyPath is tidySource for a path that is decoded already.
func tidyPath(p string) string {
	if len(p) > 1 {
		return strings.TrimRight(p, "/")
	}
	return p
}

// routes gives the redirects from memory, a second old at most.
func (s *Store) routes(ctx context.Context) (*routes, error) {
	if t := s.redirects.Load(); t != nil && time.Since(t.at) < fresh {
		return t, nil
	}
	generation, at := s.begin(), time.Now()
	list, err := allRedirects(ctx, s.d)
	if err != nil {
		return nil, err
	}
	t := routesOf(list)
	t.at = at
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.generation == generation {
		s.redirects.Store(t)
	}
	return t, nil
}

func allRedirects(ctx context.Context, q db.Querier) ([]Redirect, error) {
	return db.All(ctx, q, scanRedirect, `SELECT id, source, target, prefix, status FROM redirect ORDER BY source, id LIMIT $1`, MostRedirects)
}

func scanRedirect(r db.Row) (v Redirect, err error) {
	var prefix, status int64
	err = r.Scan(&v.ID, &v.Source, &v.Target, &prefix, &status)
	v.Prefix, v.Forever = prefix != 0, status == http.StatusMovedPermanently
	return v, err
}
