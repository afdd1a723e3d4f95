package web

import (
	"context"
	"net/http"
)

// Status is the status with which the site answers a path, asked within the
// program as a reader without a cookie would ask; 0 for what is no path.
func (s *Web) Status(ctx context.Context, path string) int {
	r, err := http.NewRequestWithContext(ctx, http.MethodHead, s.Base.Scheme+"://"+s.Base.Host+path, nil)
	if err != nil {
		return 0
	}
	r.RequestURI, r.RemoteAddr = path, "127.0.0.1:0"
	r.Header.Set("User-Agent", "Onrecord (link check)")
	w := &statusOnly{header: http.Header{}, status: http.StatusOK}
	s.ServeHTTP(w, r)
	return w.status
}

// statusOnly takes an answer whose status alone is of interest.
type statusOnly struct {
	header http.Header
	status int
	begun  bool
}

func (w *statusOnly) Header() http.Header { return w.header }

func (w *statusOnly) Write(b []byte) (int, error) {
	w.begun = true
	return len(b), nil
}

func (w *statusOnly) WriteHeader(status int) {
	if !w.begun && status >= http.StatusOK {
		w.status, w.begun = status, true
	}
}
