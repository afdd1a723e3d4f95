package admin

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/page"
	"onrecord/internal/site"
	"onrecord/internal/staff"
)

// visit is one request by somebody, signed in or not.
type visit struct {
	me      staff.Person // zero when nobody is signed in
	session int64
	site    site.Site // zero before setup
	zone    *time.Location
}

func (v *visit) signedIn() bool { return v.me.ID != 0 }

// can tells whether the person may do an action. What is open to everyone
// needs no action.
func (v *visit) can(a staff.Action) bool { return a == "" || v.signedIn() && v.me.Can(a) }

// policy is the site's own policy, which also lets a page show a mail in a
// frame of this origin.
const policy = page.ContentPolicy + "; frame-src 'self'"

// guard puts the headers on and turns away what other origins send.
func (a *Admin) guard(next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(a.adapter.Handle(func(http.ResponseWriter, *http.Request) error {
		return fault.New(fault.Forbidden, "This came from another site and was not carried out; open the page here and try again.")
	}))
	return page.Headers(a.Base)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("Cache-Control", "no-store")
		h.Set("Referrer-Policy", "same-origin") // links here may hold tokens
		cross.Handler(next).ServeHTTP(w, r)
	}))
}

// mux makes the table of routes answer. Everything else is not found, or 405
// where the table has the path with another method.
func (a *Admin) mux() http.Handler {
	mux := http.NewServeMux()
	for _, rt := range routes() {
		mux.Handle(rt.method+" "+rt.pattern, a.adapter.Handle(a.enter(rt)))
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		refuse, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		p := probe{header: http.Header{}}
		refuse.ServeHTTP(&p, r)
		if p.status == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", p.header.Get("Allow"))
			a.failed(w, r, p.status, fault.New(fault.BadRequest, "This page cannot be used that way."))
			return
		}
		a.failed(w, r, http.StatusNotFound, missing())
	})
}

// probe takes an answer whose status and headers alone are of interest.
type probe struct {
	header http.Header
	status int
}

func (p *probe) Header() http.Header         { return p.header }
func (p *probe) Write(b []byte) (int, error) { return len(b), nil }
func (p *probe) WriteHeader(status int)      { p.status = status }

// enter lets through who may, and notes in the audit log what was done.
func (a *Admin) enter(rt route) page.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		v, err := a.visit(r)
		switch {
		case err != nil:
			return err
		case rt.needs != anyone && rt.needs != staff.AccountOwn && v.signedIn() && v.me.StepMissing():
			return a.leadToSecondStep(w, r)
		case v.can(rt.needs):
		case v.signedIn():
			return fault.New(fault.Forbidden, "Your role does not allow this; ask an owner or editor if you need it.")
		case r.Method == http.MethodGet || r.Method == http.MethodHead:
			http.Redirect(w, r, "/admin/sign-in?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
			return nil
		default:
			return a.signedOut(w, r, v)
		}
		if rt.audit == "" {
			return rt.do(a, w, r, v)
		}
		seen := &statusWriter{ResponseWriter: w}
		err = rt.do(a, seen, r, v)
		// A file that was cut short has left the house, too.
		if (err == nil || seen.began) && seen.status < http.StatusBadRequest {
			a.audit(r, v, rt.audit)
		}
		return err
	}
}

// visit finds out who asks.
func (a *Admin) visit(r *http.Request) (*visit, error) {
	v := &visit{zone: time.UTC}
	var err error
	v.site, err = a.Site.Get(r.Context())
	switch {
	case fault.Is(err, fault.NotFound):
		if !strings.HasPrefix(r.URL.Path, "/setup/") && !strings.HasPrefix(r.URL.Path, "/admin/assets/") {
			return nil, err
		}
		return v, nil
	case err != nil:
		return nil, err
	}
	v.zone = v.site.Location()
	token := a.token(r)
	if token == "" {
		return v, nil
	}
	v.me, v.session, err = a.Staff.Session(r.Context(), token)
	if fault.Is(err, fault.Unauthorized) {
		err = nil
	}
	return v, err
}

// audit notes what a person did. The thing is done already, so a failure to
// note it is for the log.
func (a *Admin) audit(r *http.Request, v *visit, action string) {
	ctx := context.WithoutCancel(r.Context())
	parts := strings.SplitN(strings.TrimPrefix(r.URL.Path, "/admin/"), "/", 3)
	subject := strings.Join(parts[:min(2, len(parts))], "/")
	err := a.DB.Write(ctx, func(tx *db.Tx) error {
		return a.Staff.Audit(ctx, tx, v.me.Actor(), action, subject, "")
	})
	if err != nil {
		a.Log.Error("not noted in the audit log", "action", action, "subject", subject, "staff", v.me.ID, "error", err)
	}
}

// statusWriter remembers the status of an answer, and whether it has a body.
type statusWriter struct {
	http.ResponseWriter
	status int
	began  bool
}

func (w *statusWriter) Write(b []byte) (int, error) {
	w.began = true
	return w.ResponseWriter.Write(b)
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
