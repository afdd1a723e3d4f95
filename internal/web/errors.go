package web

import (
	"bytes"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"onrecord/internal/fault"
	"onrecord/internal/locale"
	"onrecord/internal/site"
)

// say is what a person reads about err, in their language.
func say(l *locale.Locale, err error) string {
	if e, ok := fault.As(err); ok && e.Kind != fault.Internal && e.Format != "" {
		return l.T(e.Format, e.Args...)
	}
	return l.T(fault.Sentence(err))
}

// failed writes the error page. When the frame cannot be made it does without
// what comes from the database, and at the worst it sends the page that was
// made at the start.
func (s *Web) failed(w http.ResponseWriter, r *http.Request, status int, err error) {
	if s.ledOn(w, r, status) {
		return
	}
	if status == http.StatusTooManyRequests && w.Header().Get("Retry-After") == "" {
		w.Header().Set("Retry-After", "60")
	}
	f, bad := s.frame(r, "error")
	if bad != nil {
		f, bad = s.bare(r, site.Site{Name: "Onrecord", Language: "en"}, "error")
	}
	var page bytes.Buffer
	if bad == nil {
		if f.site.TimeZone == "" { // there is no site yet, or it cannot be read: nothing to look for or subscribe to
			f.Subscribe = ""
		}
		f.headed(errorHeading(f.l, status), "", "")
		f.Head.NoIndex = true
		bad = f.set.RenderTo(&page, "notice", f.errorPage(status, err))
	}
	body := page.Bytes()
	if bad != nil {
		s.Log.Error("the error page failed", "error", bad)
		body = s.last
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	w.Write(body) //nolint:errcheck // the client is gone then
}

func (f *frame) errorPage(status int, err error) NoticePage {
	v := NoticePage{Page: f.Page, Code: strconv.Itoa(status), Heading: errorHeading(f.l, status)}
	v.Links = []NavLink{{Label: f.l.T("Front page"), URL: "/"}, {Label: f.l.T("Archive"), URL: "/archive"}}
	switch {
	case status == http.StatusNotFound:
		v.Text = []string{f.l.T("It may have moved, or the address may be wrong. Look for it by its words, or start again from the front page.")}
		v.Search = true
	case status >= http.StatusInternalServerError && status != http.StatusServiceUnavailable:
		v.Text = []string{f.l.T("It is noted, and somebody will look at it. Please try again in a moment.")}
	default:
		v.Text = []string{say(f.l, err)}
	}
	return v
}

func errorHeading(l *locale.Locale, status int) string {
	switch {
	case status == http.StatusNotFound:
		return l.T("This page is not here")
	case status == http.StatusGone:
		return l.T("This is gone")
	case status == http.StatusTooManyRequests:
		return l.T("That was a little too fast")
	case status == http.StatusServiceUnavailable:
		return l.T("Not available right now")
	case status >= http.StatusInternalServerError:
		return l.T("Something went wrong on our side")
	}
	return l.T("That did not work")
}

// lastPage is made at the start, so that it cannot fail later.
func (s *Web) lastPage() ([]byte, error) {
	r := &http.Request{URL: &url.URL{Path: "/"}}
	f, err := s.bare(r, site.Site{Name: "Onrecord", Language: "en"}, "error")
	if err != nil {
		return nil, err
	}
	f.headed(errorHeading(f.l, http.StatusInternalServerError), "", "")
	var b bytes.Buffer
	err = f.set.RenderTo(&b, "notice", f.errorPage(http.StatusInternalServerError, nil))
	return b.Bytes(), err
}

// missing answers what no route knows. A slash too many at the end is forgiven.
func (s *Web) missing(w http.ResponseWriter, r *http.Request) error {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return fault.New(fault.NotFound, fault.Missing)
	}
	trimmed := "/" + strings.Trim(r.URL.Path, "/")
	if trimmed != r.URL.Path && len(trimmed) > 1 {
		return redirect(w, (&url.URL{Path: trimmed}).EscapedPath())
	}
	return fault.New(fault.NotFound, fault.Missing)
}

// ledOn sends a reader on from an address that no page has, where the staff
// said so. It is asked only here, so that it can never hide a page.
func (s *Web) ledOn(w http.ResponseWriter, r *http.Request, status int) bool {
	if status != http.StatusNotFound && status != http.StatusGone || r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	to, code, err := s.Site.Redirected(r.Context(), r.URL.Path)
	if err != nil {
		s.Log.Error("the redirects could not be read", "error", err)
		return false
	}
	if to == "" {
		return false
	}
	if code == http.StatusMovedPermanently {
		w.Header().Set("Cache-Control", "public, max-age=3600") // not for ever: people change their minds
	}
	w.Header().Set("Location", to)
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(code)
	w.Write([]byte("Moved to " + to + "\n")) //nolint:errcheck // the client is gone then
	return true
}

// redirect sends a reader on for good, to a path of this site.
func redirect(w http.ResponseWriter, path string) error {
	w.Header().Set("Location", path)
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(http.StatusMovedPermanently)
	_, err := w.Write([]byte("Moved to " + path + "\n"))
	return err
}
