// Package api is /api/v1: JSON over HTTP for programs, with bearer tokens.
//
// One table (routes.go) says every route with its action and its types. The
// server and the OpenAPI document are both made of it, and the schema that the
// document shows is the one that requests are held to.
package api

import (
	"log/slog"
	"net/http"
	"net/url"
	"sort"
	"strings"
	"time"

	"onrecord/internal/claim"
	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/media"
	"onrecord/internal/member"
	"onrecord/internal/newsletter"
	"onrecord/internal/page"
	"onrecord/internal/post"
	"onrecord/internal/site"
	"onrecord/internal/staff"
)

// Prefix is the path that everything lies under.
const Prefix = "/api/v1"

// Limits of a request.
const (
	maxBody       = 2 << 20
	maxUpload     = media.MaxBytes + 64<<10 // the file and what stands around it
	ratePerMinute = 600
)

// Deps is what the API works with.
type Deps struct {
	DB          *db.DB
	Log         *slog.Logger
	Now         func() time.Time
	Base        *url.URL // of the public site
	Site        *site.Store
	Staff       *staff.Store
	Posts       *post.Store
	Media       *media.Store
	Members     *member.Store
	Newsletters *newsletter.Store
	Claims      *claim.Store
	// Rate is how many requests a token may make in a minute; 0 means 600.
	Rate int
}

// API answers everything under Prefix.
type API struct {
	Deps
	urls    site.URLs
	named   map[string]*schema // of requests and answers
	rates   *rates
	stored  tally
	openAPI []byte
	handler http.Handler
}

// New makes the API.
func New(d Deps) *API {
	if d.Rate == 0 {
		d.Rate = ratePerMinute
	}
	a := &API{Deps: d, urls: site.URLs{Base: d.Base}, rates: &rates{limit: d.Rate, seen: map[int64]*window{}}}
	routes := a.routes()
	a.openAPI = a.describe(routes)
	a.handler = page.Headers(d.Base)(a.mux(routes))
	return a
}

// ServeHTTP answers a request under Prefix.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.handler.ServeHTTP(w, r) }

// mux has one handler for each address, which picks by method, so that a wrong
// method gets a problem document too.
func (a *API) mux(routes []*route) http.Handler {
	adapter := &page.Adapter{Log: a.Log, Page: a.fail}
	byPattern := map[string]map[string]page.Handler{
		"/openapi.json":    {http.MethodGet: a.serveOpenAPI},
		"/problems":        {http.MethodGet: a.serveProblems},
		"/problems/{code}": {http.MethodGet: a.serveProblem},
	}
	for _, rt := range routes {
		if byPattern[rt.pattern()] == nil {
			byPattern[rt.pattern()] = map[string]page.Handler{}
		}
		byPattern[rt.pattern()][rt.method()] = a.serve(rt)
	}
	mux := http.NewServeMux()
	for pattern, methods := range byPattern {
		mux.Handle(Prefix+pattern, adapter.Handle(pick(methods)))
	}
	mux.Handle("/", adapter.Handle(func(http.ResponseWriter, *http.Request) error {
		return fault.New(fault.NotFound, "There is no such address; %s lists them all.", Prefix+"/openapi.json")
	}))
	return mux
}

func pick(methods map[string]page.Handler) page.Handler {
	if get, ok := methods[http.MethodGet]; ok {
		methods[http.MethodHead] = get
	}
	var names []string
	for m := range methods {
		names = append(names, m)
	}
	sort.Strings(names)
	allow := strings.Join(names, ", ")
	return func(w http.ResponseWriter, r *http.Request) error {
		h, ok := methods[r.Method]
		if !ok {
			w.Header().Set("Allow", allow)
			return wrongMethod.refuse("This address takes %s.", allow)
		}
		return h(w, r)
	}
}

// fail is the error page of the adapter.
func (a *API) fail(w http.ResponseWriter, _ *http.Request, _ int, err error) {
	a.problemAnswer(err).write(w) //nolint:errcheck // the client is gone, and nobody else is to be told
}
