package page

import (
	"context"
	"net/http"
)

// About marks the answer to r as a page that people read, and says what it is
// about: the id of a post, or 0 for none. What is not marked is no reading.
func About(r *http.Request, subject int64) {
	if n, ok := r.Context().Value(needsKey{}).(*needs); ok {
		n.read, n.about = true, subject
	}
}

// OnRead has f told of every page, marked by About, that is sent whole or, by
// 304, found to be good still. f gets the request as it came; it must be quick,
// and safe to be called by many at once. Call OnRead before the cache is used.
func (c *Cache) OnRead(f func(r *http.Request, subject int64)) { c.onRead = f }

// send answers r with an entry and tells that it is read.
func (c *Cache) send(w http.ResponseWriter, r *http.Request, e *entry) {
	if e.read {
		c.tellRead(r, e.about)
	}
	e.serve(w, r)
}

func (c *Cache) tellRead(r *http.Request, subject int64) {
	if c.onRead != nil && r.Method == http.MethodGet {
		c.onRead(r, subject)
	}
}

// Unkept is h for pages that are made for one reader alone: nothing is kept,
// but that they were read is told.
func (c *Cache) Unkept(h Handler, a *Adapter) http.Handler {
	return a.Handle(func(w http.ResponseWriter, r *http.Request) error {
		n := &needs{}
		err := h(w, r.WithContext(context.WithValue(r.Context(), needsKey{}, n)))
		if err == nil && n.read {
			c.tellRead(r, n.about)
		}
		return err
	})
}
