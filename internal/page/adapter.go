// Package page is what every HTTP face stands on: handlers that return errors,
// templates rendered to a buffer, forms that are clean when they arrive,
// security headers, hashed assets and the cache of finished pages.
package page

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"

	"onrecord/internal/fault"
)

// Handler answers a request or returns why it could not. What it returns is
// logged and shown by the Adapter; a handler never writes an error itself.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Adapter turns Handlers into http.Handlers: one place that picks the status,
// tells the person the sentence and the log the cause.
type Adapter struct {
	Log *slog.Logger
	// Page writes the error page. It must not fail and must not write what
	// err says but for fault.Sentence.
	Page func(w http.ResponseWriter, r *http.Request, status int, err error)
}

// Handle makes h an http.Handler. A panic is a 500; a failure after the answer
// began cuts the connection, so that nobody takes half a page for a whole one.
func (a *Adapter) Handle(h Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t := &tracker{ResponseWriter: w}
		if err := run(h, t, r); err != nil {
			a.fail(t, r, err)
		}
	})
}

func run(h Handler, w http.ResponseWriter, r *http.Request) (err error) {
	defer func() {
		switch p := recover(); p {
		case nil:
		case http.ErrAbortHandler:
			panic(p)
		default:
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return h(w, r)
}

func (a *Adapter) fail(t *tracker, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return // nobody is left to be told
	}
	status := fault.KindOf(err).Status()
	level := slog.LevelDebug // a wrong address is the asker's affair
	if e, ok := fault.As(err); status >= http.StatusInternalServerError && !(ok && e.Kind == fault.Unavailable && errors.Unwrap(e) == nil) {
		level = slog.LevelError // what is not there yet or busy, with no cause, is no error
	}
	a.Log.Log(r.Context(), level, "request failed", "status", status, "method", r.Method, "path", loggedPath(r), "error", err)
	if t.started {
		panic(http.ErrAbortHandler)
	}
	h := t.Header()
	for _, name := range []string{"Content-Type", "Content-Length", "Content-Encoding", "Content-Disposition", "ETag", "Last-Modified", "Set-Cookie"} {
		h.Del(name)
	}
	h.Set("Cache-Control", "no-store")
	a.Page(t, r, status, err)
}

// loggedPath is the path of r without the token in it, which is a key: the log
// is read by more people than may use it.
func loggedPath(r *http.Request) string {
	if token := r.PathValue("token"); token != "" {
		return strings.ReplaceAll(r.URL.Path, token, "{token}")
	}
	return r.URL.Path
}

// tracker knows whether the answer has begun.
type tracker struct {
	http.ResponseWriter
	started bool
}

func (t *tracker) WriteHeader(status int) {
	t.started = t.started || status >= http.StatusOK
	t.ResponseWriter.WriteHeader(status)
}

func (t *tracker) Write(b []byte) (int, error) {
	t.started = true
	return t.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (t *tracker) Unwrap() http.ResponseWriter { return t.ResponseWriter }
