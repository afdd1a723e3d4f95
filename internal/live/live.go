// Package live sends what changes to a browser as server-sent events.
package live

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

const (
	// heartbeat keeps proxies from closing a quiet stream.
	heartbeat = 10 * time.Second
	// lifetime ends a stream so that a server which stops is not held up by
	// open pages; the browser comes back by itself after reconnect.
	lifetime  = 25 * time.Second
	reconnect = 500 * time.Millisecond
	// writeTime is how long a slow client may take for one event.
	writeTime = 10 * time.Second
)

// Stream answers r with server-sent events: every so often it asks next and
// sends what it says if that has changed. It ends with the client, when next
// says done (after sending), or after a while, upon which the browser returns.
// A "done" stream ends with an event named "end", upon which a page should
// close its EventSource. An error of the first next is returned before
// anything was written; a later one ends the stream.
func Stream(w http.ResponseWriter, r *http.Request, every time.Duration,
	next func(ctx context.Context) (event string, data any, done bool, err error),
) error {
	ctx, cancel := context.WithTimeout(r.Context(), lifetime)
	defer cancel()
	if stop, ok := r.Context().Value(stopKey{}).(context.Context); ok {
		defer context.AfterFunc(stop, cancel)()
	}
	s := &stream{control: http.NewResponseController(w), w: w, next: next}
	if err := s.ask(ctx); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // nginx would hold events back
	s.send(fmt.Appendf(nil, "retry: %d\n\n", reconnect.Milliseconds()))
	s.flush()
	s.run(ctx, every)
	return nil // what went wrong since cannot be said to a stream
}

type stopKey struct{}

// Until marks a server's base context, so that every stream under it ends when
// stop does: open streams must not hold up a server that is told to stop.
func Until(base, stop context.Context) context.Context {
	return context.WithValue(base, stopKey{}, stop)
}

type stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
	next    func(ctx context.Context) (string, any, bool, error)
	last    []byte // what was sent last
	fresh   []byte // what is to be sent, if it differs
	sentAt  time.Time
	done    bool
	err     error
}

func (s *stream) run(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for s.err == nil {
		switch {
		case !bytes.Equal(s.fresh, s.last):
			s.send(s.fresh)
			s.last = s.fresh
		case time.Since(s.sentAt) > heartbeat:
			s.send([]byte(": still here\n\n"))
		}
		if s.done {
			s.send([]byte("event: end\ndata: {}\n\n"))
		}
		s.flush()
		if s.done {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if s.err == nil {
			s.err = s.ask(ctx)
		}
	}
}

// ask makes the event of the present state.
func (s *stream) ask(ctx context.Context) error {
	event, data, done, err := s.next(ctx)
	if err != nil {
		return err
	}
	body, err := json.Marshal(data)
	if err != nil {
		return err
	}
	s.done = done
	s.fresh = fmt.Appendf(nil, "event: %s\ndata: %s\n\n", event, body)
	return nil
}

func (s *stream) send(b []byte) {
	if s.err != nil {
		return
	}
	s.sentAt = time.Now()
	// A server whose writer has no deadlines (a test recorder) is fine too.
	_ = s.control.SetWriteDeadline(time.Now().Add(writeTime))
	_, s.err = s.w.Write(b)
}

func (s *stream) flush() {
	if s.err == nil {
		s.err = s.control.Flush()
	}
}
