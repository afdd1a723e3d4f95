package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"onrecord/internal/demo"
	"onrecord/internal/fault"
	"onrecord/internal/live"
	"onrecord/internal/staff"
)

type serveCommand struct {
	Config `embed:""`
}

// Help is what `onrecord serve --help` adds.
func (serveCommand) Help() string {
	return `Runs the site on an empty folder or an existing one. The first start prints a one-time
link with which the owner claims the site.

Examples:
  onrecord serve
  onrecord serve --demo --listen 127.0.0.1:9000
  onrecord serve --base-url https://example.org --smtp smtps://user:secret@mail.example.org:465
  onrecord serve --database postgres://onrecord:secret@db.example.org/onrecord

SIGTERM and Ctrl-C stop it in order: no request is dropped, no job is left half done.`
}

// Time-outs of the server. Uploads get the long one by way of the read timeout.
const (
	headerTime = 10 * time.Second
	readTime   = 2 * time.Minute
	writeTime  = 5 * time.Minute
	idleTime   = 2 * time.Minute
	headerMost = 64 << 10
	// drainTime is how long open requests may take once the program is told to stop.
	drainTime = 30 * time.Second
)

// Run starts the site and works until ctx ends.
func (c *serveCommand) Run(ctx context.Context, w *world) (err error) {
	if err := c.check(); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return noListener(c.Listen, err)
	}
	defer listener.Close()
	c.Listen = listener.Addr().String() // port 0 has become a real one
	traces := c.traces()
	unlock, err := c.lock()
	if err != nil {
		return err
	}
	defer unlock()
	a, err := open(ctx, c.Config, w.log)
	if err != nil {
		traces.remove()
		return mayNot(c.Data, err)
	}
	defer func() { err = errors.Join(err, a.close()) }()
	if err := a.begin(ctx, w); err != nil {
		return err
	}
	return a.serve(ctx, listener)
}

// noListener says why nothing listens on an address.
func noListener(at string, err error) error {
	sentence := "Nothing can listen on %s; choose another address with --listen."
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		sentence = "Something listens on %s already; stop it, or choose another address with --listen."
	case errors.Is(err, fs.ErrPermission):
		sentence = "This user may not listen on %s; choose a port from 1024 on with --listen."
	}
	return fault.New(fault.Unavailable, sentence, at).Because(err)
}

// lock keeps a second server off a data folder: two of them on one SQLite file
// would each believe to be alone.
func (c *serveCommand) lock() (unlock func(), err error) {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, fault.New(fault.Invalid, "The data folder %s cannot be made; choose another with --data.", c.Data).Because(err)
	}
	path := filepath.Join(c.Data, lockName)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fault.New(fault.Invalid, "The data folder %s cannot be written to.", c.Data).Because(err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, fault.New(fault.Conflict, "Another onrecord serves the data folder %s; stop it first or use another folder.", c.Data)
	}
	if !same(f, path) { // who held it has failed and taken it away meanwhile
		f.Close()
		return nil, fault.New(fault.Conflict, "Another onrecord was just beginning in the data folder %s; try again.", c.Data)
	}
	return func() { f.Close() }, nil
}

// begin prepares the site: the demo, or the link with which it is claimed.
func (a *app) begin(ctx context.Context, w *world) error {
	if a.cfg.Demo {
		if err := a.fillDemo(ctx, w); err != nil {
			return err
		}
		if err := a.demoDoor(ctx, w); err != nil {
			return err
		}
	}
	token, fresh, err := a.site.SetupToken(ctx)
	if err != nil {
		return err
	}
	if fresh {
		fmt.Fprintf(w.err, "\nThis site is new. Open this link once to claim it:\n\n  %s\n\n", a.urls.Setup(token))
	}
	return nil
}

// demoDoor says how to sign in, if this site is the demo.
func (a *app) demoDoor(ctx context.Context, w *world) error {
	people, err := a.staff.List(ctx)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(people, func(p staff.Person) bool { return p.Email == demo.Email }) {
		fmt.Fprintf(w.err, "\nThe demo publication:  %s\nSign in:               %s\n  address   %s\n  password  %s\n\n",
			a.urls.Home(), a.urls.Admin(""), demo.Email, demo.Password)
	}
	return nil
}

// serve answers until ctx ends; then it stops in order: first nobody new is let
// in and no new work is begun, then what runs may finish.
func (a *app) serve(ctx context.Context, listener net.Listener) error {
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	if err := a.readings.Flush(ctx); err != nil { // so that the first request counts
		return err
	}
	var stopping atomic.Bool
	handler, err := a.handler(&stopping)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: headerTime,
		ReadTimeout:       readTime,
		WriteTimeout:      writeTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    headerMost,
		BaseContext:       func(net.Listener) context.Context { return live.Until(context.WithoutCancel(ctx), work) },
		ErrorLog:          slog.NewLogLogger(a.log.Handler(), slog.LevelDebug),
	}
	var workers sync.WaitGroup
	failed := make(chan error, 8)
	for name, run := range a.workers() {
		workers.Go(func() {
			if err := run(work); err != nil && work.Err() == nil {
				failed <- fmt.Errorf("%s: %w", name, err)
			}
		})
	}
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			failed <- err
		}
	}()
	a.log.Info("serving", "address", listener.Addr().String(), "base", a.urls.Base.String(), "version", version)
	var cause error
	select {
	case <-ctx.Done():
	case cause = <-failed:
		a.log.Error("stopping, since a part of the program ended", "error", cause)
	}
	stopping.Store(true)
	stop()
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	if err := server.Shutdown(drain); err != nil {
		a.log.Warn("some requests did not end in time", "error", err)
		server.Close()
	}
	workers.Wait()
	if err := a.readings.Flush(context.WithoutCancel(ctx)); err != nil { // what the last requests were
		a.log.Warn("what was read last is not counted", "error", err)
	}
	a.log.Info("stopped")
	return cause
}

// health answers the two questions that a supervisor asks.
func (a *app) health(mux *http.ServeMux, stopping *atomic.Bool) {
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		plain(w, http.StatusOK, "ok")
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if stopping.Load() {
			plain(w, http.StatusServiceUnavailable, "stopping")
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
		defer cancel()
		if err := a.d.Ping(ctx); err != nil {
			plain(w, http.StatusServiceUnavailable, "the database does not answer")
			return
		}
		if !a.migrated.Load() {
			done, err := a.d.Migrated(ctx)
			if err != nil || !done {
				plain(w, http.StatusServiceUnavailable, "migrations are pending")
				return
			}
			a.migrated.Store(true)
		}
		plain(w, http.StatusOK, "ready")
	})
}

func plain(w http.ResponseWriter, status int, text string) {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	fmt.Fprintln(w, text)
}
