package page

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"
)

// renderPatience is how long one render may take. It goes on when the client
// that caused it has left: others wait for it.
const renderPatience = 20 * time.Second

// flight is one render under way.
type flight struct {
	done    chan struct{}
	result  *entry              // set before done is closed; nil: not for sharing
	dropped map[string]struct{} // tags that were dropped meanwhile
	dropAll bool
}

func (f *flight) drop(tags []string) {
	if f.dropped == nil {
		f.dropped = map[string]struct{}{}
	}
	for _, tag := range tags {
		f.dropped[tag] = struct{}{}
	}
}

// stale tells whether something that the render used has changed since.
func (f *flight) stale(tags []string) bool {
	return f.dropAll || slices.ContainsFunc(tags, func(tag string) bool { _, ok := f.dropped[tag]; return ok })
}

// needs are what a page depends on, collected while it is rendered.
type needs struct {
	tags  []string
	until time.Time
	read  bool  // About was called
	about int64 // and with what
}

type needsKey struct{}

// Depends notes what the answer to r depends on: it is dropped from the cache
// when one of the tags is Changed. Outside the cache it does nothing. It is
// not safe for concurrent use on one request.
func Depends(r *http.Request, tags ...string) {
	if n, ok := r.Context().Value(needsKey{}).(*needs); ok {
		n.tags = append(n.tags, tags...)
	}
}

// Kept tells whether the answer to r is made for the cache, so that everyone of
// an access level gets it.
func Kept(r *http.Request) bool {
	_, ok := r.Context().Value(needsKey{}).(*needs)
	return ok
}

// Until notes that the answer to r is good only up to t.
func Until(r *http.Request, t time.Time) {
	if n, ok := r.Context().Value(needsKey{}).(*needs); ok && (n.until.IsZero() || t.Before(n.until)) {
		n.until = t
	}
}

// answer serves a page that is not kept: it renders, or waits for a render.
func (c *Cache) answer(w http.ResponseWriter, r *http.Request, k key, inner http.Handler) {
	c.mu.Lock()
	if e := c.entries[k]; e != nil && (e.until.IsZero() || c.now().Before(e.until)) {
		c.mu.Unlock()
		c.send(w, r, e)
		return
	}
	f, waiting := c.joinable[k]
	if !waiting {
		f = &flight{done: make(chan struct{})}
		c.joinable[k], c.flights[f] = f, struct{}{}
	}
	c.mu.Unlock()
	if !waiting {
		c.fly(w, r, k, f, inner)
		return
	}
	select {
	case <-r.Context().Done():
		panic(http.ErrAbortHandler)
	case <-f.done:
	}
	if f.result == nil {
		inner.ServeHTTP(w, AtLevel(r, k.level))
		return
	}
	c.send(w, r, f.result)
}

func (c *Cache) fly(w http.ResponseWriter, r *http.Request, k key, f *flight, inner http.Handler) {
	rec := c.render(r, k, f, inner)
	if f.result != nil {
		c.send(w, r, f.result)
		return
	}
	rec.replay(w, r)
}

// render runs the handler, lands the flight and gives what was answered. It
// ends before anything is sent, so that a slow client holds nobody up.
func (c *Cache) render(r *http.Request, k key, f *flight, inner http.Handler) *recorder {
	rec := &recorder{header: http.Header{}, status: http.StatusOK}
	n := &needs{}
	began := c.now()
	defer c.land(k, f, rec, n)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), renderPatience)
	defer cancel()
	inner.ServeHTTP(rec, AtLevel(anonymous(r, context.WithValue(ctx, needsKey{}, n), k), k.level))
	if rec.shareable() {
		f.result = rec.finish(n, k, began)
	}
	return rec
}

// anonymous is r without anything that tells one reader from another.
func anonymous(r *http.Request, ctx context.Context, k key) *http.Request {
	a := r.WithContext(ctx)
	a.Method = http.MethodGet
	u := *r.URL
	u.RawQuery, u.Host, u.Scheme, u.User, u.Fragment, u.ForceQuery = k.query, "", "", nil, "", false
	a.URL, a.RequestURI, a.Host, a.RemoteAddr = &u, u.RequestURI(), "", ""
	a.Header, a.Body, a.ContentLength, a.TransferEncoding, a.Trailer = http.Header{}, http.NoBody, 0, nil, nil
	a.Form, a.PostForm, a.MultipartForm, a.TLS = nil, nil, nil, nil
	return a
}

// pageBrotli is the brotli level of pages: good and quick, since it is spent
// once per publication and page.
const pageBrotli = 5

// publicPages asks shared caches to come back each time: a change must be seen
// within a second, and 304 is cheap.
const publicPages = "public, max-age=0, must-revalidate"

// PrivatePages is what stands for publicPages where not everyone may see a page.
const PrivatePages = "private, max-age=0, must-revalidate"

// finish makes an entry of what was recorded. Last-Modified is when the page
// was made: nothing that it shows can have changed since without a new one.
func (rec *recorder) finish(n *needs, k key, began time.Time) *entry {
	modified := began.UTC().Truncate(time.Second)
	if rec.status == http.StatusOK {
		rec.header.Set("Last-Modified", modified.Format(http.TimeFormat))
	}
	switch {
	case k.level != "" && rec.header.Get("Cache-Control") != "no-store":
		rec.header.Set("Cache-Control", PrivatePages)
	case rec.header.Get("Cache-Control") == "":
		rec.header.Set("Cache-Control", publicPages)
	}
	rec.header.Del("Content-Length")
	headers := make(fields, 0, len(rec.header))
	for name, values := range rec.header {
		headers = append(headers, field{name, values})
	}
	e := &entry{key: k, tags: slices.Compact(slices.Sorted(slices.Values(n.tags))), until: n.until}
	e.packed = pack(rec.status, headers, rec.body.Bytes(), modified, pageBrotli)
	e.size = int64(len(e.body)) + entryOverhead
	e.read, e.about = n.read && rec.status == http.StatusOK, n.about
	return e
}

// land ends a flight: its page is kept if it may be and nothing it used has
// changed since it began.
func (c *Cache) land(k key, f *flight, rec *recorder, n *needs) {
	c.mu.Lock()
	delete(c.flights, f)
	if c.joinable[k] == f {
		delete(c.joinable, k)
	}
	if f.result != nil && rec.keepable() && !f.stale(n.tags) {
		c.keep(f.result)
	}
	c.mu.Unlock()
	close(f.done)
}

// recorder takes an answer whole.
type recorder struct {
	header http.Header
	status int
	wrote  bool
	body   bytes.Buffer
}

func (rec *recorder) Header() http.Header { return rec.header }

func (rec *recorder) WriteHeader(status int) {
	if !rec.wrote && status >= http.StatusOK {
		rec.status, rec.wrote = status, true
	}
}

func (rec *recorder) Write(b []byte) (int, error) {
	rec.wrote = true
	return rec.body.Write(b)
}

// shareable tells whether those who asked at the same time may have the answer.
func (rec *recorder) shareable() bool {
	return rec.wrote && len(rec.header["Set-Cookie"]) == 0 && !strings.Contains(rec.header.Get("Cache-Control"), "private")
}

// keepable tells whether a shareable answer may be kept for later.
func (rec *recorder) keepable() bool {
	switch rec.status {
	case http.StatusOK, http.StatusMovedPermanently, http.StatusPermanentRedirect:
		return !strings.Contains(rec.header.Get("Cache-Control"), "no-store")
	}
	return false
}

func (rec *recorder) replay(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	for name, values := range rec.header {
		h[name] = values
	}
	w.WriteHeader(rec.status)
	if r.Method != http.MethodHead {
		w.Write(rec.body.Bytes()) //nolint:errcheck // the client is gone then
	}
}
