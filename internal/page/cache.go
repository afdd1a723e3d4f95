package page

import (
	"container/list"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"onrecord/internal/db"
)

// Cache holds finished public pages, each tagged with what it depends on.
//
// Invariants:
//  1. An entry whose tag changed is never served to a request that came after
//     the drop. A render that was under way when the drop came is neither kept
//     nor joined by later requests if it used one of the dropped tags.
//  2. What is kept is the same for everyone of an access level, is sent to
//     nobody of another one, and is private at every level but the open one.
//     It cannot hold more than that: the handler sees no header, no
//     cookie, no host and no address of the request, and only the declared
//     query parameters; an answer that sets a cookie, forbids storing or
//     failed is not kept.
//  3. bytes is the sum of the sizes of the entries and at most max; what was
//     not asked for since the last look goes first.
//  4. A cold page is rendered once however many ask at the same time.
type Cache struct {
	d   *db.DB
	log *slog.Logger
	max int64
	now func() time.Time

	routes atomic.Int64

	mu       sync.RWMutex
	entries  map[key]*entry
	byTag    map[string]map[*entry]struct{}
	flights  map[*flight]struct{} // every render under way
	joinable map[key]*flight      // those that a new request may wait for
	queue    *list.List           // of *entry; the next to look at for eviction is in front
	bytes    int64
	onChange []func(tags []string)
	onRead   func(r *http.Request, subject int64)
	own      map[string]time.Time // marks of the changes committed in this process
	brief    map[key]time.Time    // pages dropped in the second they were made in
}

// key names a page: which route, which access level, which path, which of the
// declared parameters.
type key struct {
	route int64
	level string
	path  string
	query string
}

// entry is a page that is kept.
type entry struct {
	*packed
	key   key
	tags  []string
	until time.Time // zero: until it is dropped
	read  bool      // it is a page that people read
	about int64     // and of what
	place *list.Element
	size  int64
	gone  bool
	used  atomic.Bool
}

// Sizes: what an entry weighs beside its bytes, and the largest part of the
// cache that one entry may take.
const (
	entryOverhead = 1024
	largestPart   = 8
)

// NewCache makes a cache of at most maxBytes for pages made from d. It hears
// of changes committed in this process; Watch hears of the others.
func NewCache(d *db.DB, maxBytes int64, log *slog.Logger) *Cache {
	c := &Cache{
		d: d, log: log, max: maxBytes, now: time.Now,
		entries: map[key]*entry{}, byTag: map[string]map[*entry]struct{}{},
		flights: map[*flight]struct{}{}, joinable: map[key]*flight{}, queue: list.New(),
		own: map[string]time.Time{}, brief: map[key]time.Time{},
	}
	d.Listen(changes, c.heard)
	return c
}

// OnChange has f called with the tags of every change, of this process and of
// others, before the next request is answered. nil means that everything may
// have changed. Call it before the cache is used; f must be quick.
func (c *Cache) OnChange(f func(tags []string)) { c.onChange = append(c.onChange, f) }

// Wrap keeps the answers of h. Only the named query parameters make pages of
// their own, and only they reach h. Other methods than GET and HEAD pass.
func (c *Cache) Wrap(h Handler, a *Adapter, params ...string) http.Handler {
	return c.WrapLevel("", h, a, params...)
}

// WrapLevel is Wrap for readers of one access level: h learns it from Level. The
// caller lets only those through who have it. Answers at another level than ""
// are private: no cache but this one and the reader's own may store them.
func (c *Cache) WrapLevel(level string, h Handler, a *Adapter, params ...string) http.Handler {
	route := c.routes.Add(1)
	inner := a.Handle(h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			inner.ServeHTTP(w, AtLevel(r, level))
			return
		}
		k := key{route: route, level: level, path: r.URL.Path, query: normalise(r.URL.RawQuery, params)}
		if e := c.lookup(k); e != nil {
			c.send(w, r, e)
			return
		}
		c.answer(w, r, k, inner)
	})
}

// normalise keeps the first value of each declared parameter, in the declared
// order, so that one page has one name.
func normalise(raw string, params []string) string {
	if raw == "" || len(params) == 0 {
		return ""
	}
	values, _ := url.ParseQuery(raw) // what could be read; a broken rest is as good as none
	var b strings.Builder
	for _, name := range params {
		v := values.Get(name)
		if v == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(name) + "=" + url.QueryEscape(v))
	}
	return b.String()
}

func (c *Cache) lookup(k key) *entry {
	c.mu.RLock()
	defer c.mu.RUnlock()
	e := c.entries[k]
	if e == nil || !e.until.IsZero() && !c.now().Before(e.until) {
		return nil
	}
	if !e.used.Load() {
		e.used.Store(true)
	}
	return e
}

// heard takes a change that was committed in this process: its mark, then its
// tags. The mark lets the poller pass over the same change.
func (c *Cache) heard(values []string) {
	c.mu.Lock()
	c.own[values[0]] = c.now()
	c.mu.Unlock()
	c.Drop(values[1:]...)
}

// Drop forgets every page that depends on one of the tags.
func (c *Cache) Drop(tags ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	second := c.second()
	for _, tag := range tags {
		for e := range c.byTag[tag] {
			c.dropped(e, second)
		}
	}
	for f := range c.flights {
		f.drop(tags)
	}
	clear(c.joinable)
	c.tell(tags)
}

// second is the present second. What was brief in an earlier one is forgotten.
func (c *Cache) second() time.Time {
	now := c.now().UTC().Truncate(time.Second)
	for k, at := range c.brief {
		if !at.Equal(now) {
			delete(c.brief, k)
		}
	}
	return now
}

// dropped removes a page that may have changed, and notes if it was made in this
// very second: the next one cannot be told from it by its time.
func (c *Cache) dropped(e *entry, second time.Time) {
	if e.modified.Equal(second) {
		c.brief[e.key] = second
	}
	c.remove(e)
}

// DropAll forgets every page.
func (c *Cache) DropAll() {
	c.mu.Lock()
	defer c.mu.Unlock()
	second := c.second()
	for _, e := range c.entries {
		c.dropped(e, second)
	}
	for f := range c.flights {
		f.dropAll = true
	}
	clear(c.joinable)
	c.tell(nil)
}

func (c *Cache) tell(tags []string) {
	for _, f := range c.onChange {
		f(tags)
	}
}

// keep stores e in the place of what was there. The caller holds the lock.
func (c *Cache) keep(e *entry) {
	if e.size > c.max/largestPart {
		return
	}
	if old := c.entries[e.key]; old != nil {
		c.remove(old)
	}
	if at, ok := c.brief[e.key]; ok && at.Equal(e.modified) {
		e.modified = time.Time{} // two versions of one second: that time tells them not apart
	}
	e.grew = func(bytes int) { c.grow(e, int64(bytes)) }
	c.entries[e.key] = e
	e.place = c.queue.PushBack(e)
	for _, tag := range e.tags {
		if c.byTag[tag] == nil {
			c.byTag[tag] = map[*entry]struct{}{}
		}
		c.byTag[tag][e] = struct{}{}
	}
	c.bytes += e.size
	c.evict()
}

// grow accounts for a coding of e that was just made.
func (c *Cache) grow(e *entry, by int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e.gone {
		return
	}
	e.size += by
	c.bytes += by
	c.evict()
}

// evict makes room: what was used since the last look gets a second chance.
func (c *Cache) evict() {
	for c.bytes > c.max {
		front := c.queue.Front()
		e := front.Value.(*entry)
		if e.used.Swap(false) {
			c.queue.MoveToBack(front)
			continue
		}
		c.remove(e)
	}
}

func (c *Cache) remove(e *entry) {
	if e.gone {
		return
	}
	e.gone = true
	if c.entries[e.key] == e {
		delete(c.entries, e.key)
	}
	c.queue.Remove(e.place)
	c.bytes -= e.size
	for _, tag := range e.tags {
		delete(c.byTag[tag], e)
		if len(c.byTag[tag]) == 0 {
			delete(c.byTag, tag)
		}
	}
}

// Bytes is what the kept pages weigh.
func (c *Cache) Bytes() int64 {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.bytes
}
