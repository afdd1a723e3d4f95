package admin

import (
	"encoding/json"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"

	"onrecord/internal/fault"
	"onrecord/internal/locale"
	"onrecord/internal/staff"
)

// frame is what every page shows around its own part. Pages embed it.
type frame struct {
	Title    string // of the page, without the site's name
	SiteName string
	SiteURL  string
	Path     string
	Me       staff.Person // zero when nobody is signed in
	Zone     string       // the name of the site's time zone
	Lang     string       // of what is written; the desk itself speaks English
	Dir      string       // and its direction
	Notice   notice
	Nav      []navGroup
	Version  string

	Now time.Time

	loc *time.Location
}

// navGroup is a run of links at the side.
type navGroup struct {
	Title string
	Links []navLink
}

type navLink struct {
	Path, Label string
	Current     bool
	N           int64 // how much waits there for this person; 0 says nothing
}

func (a *Admin) frame(r *http.Request, v *visit, title string) frame {
	f := frame{
		Title: title, SiteName: v.site.Name, SiteURL: a.urls.Home(), Path: r.URL.Path, Me: v.me,
		Zone: v.zone.String(), Notice: noticeFor(r.URL.Query().Get("done")), Version: a.Version,
		Lang: "en", Dir: "ltr", loc: v.zone, Now: a.Now(),
	}
	if v.site.Language != "" {
		l := locale.For(v.site.Language)
		f.Lang, f.Dir = l.Tag(), l.Dir()
	}
	if f.SiteName == "" {
		f.SiteName = "Onrecord"
	}
	if v.signedIn() {
		f.Nav = nav(v, r.URL.Path)
		a.addWaiting(r, v, f.Nav)
	}
	return f
}

// places are the links at the side, each with the action that its page needs.
var places = []struct {
	title string
	links []navLink
	needs []staff.Action
}{
	{
		"Write",
		[]navLink{{Path: "/admin", Label: "Today"}, {Path: "/admin/posts", Label: "Posts"}, {Path: "/admin/calendar", Label: "Calendar"}, {Path: "/admin/media", Label: "Media"}},
		[]staff.Action{staff.AdminOpen, staff.PostReadOwn, staff.PostReadOwn, staff.MediaRead},
	},
	{
		"Record",
		[]navLink{{Path: "/admin/claims", Label: "Claims"}, {Path: "/admin/sources", Label: "Sources"}, {Path: "/admin/reports", Label: "Reports"}},
		[]staff.Action{staff.RecordRead, staff.RecordRead, staff.ReportHandle},
	},
	{
		"Readers",
		[]navLink{{Path: "/admin/issues", Label: "Issues"}, {Path: "/admin/newsletters", Label: "Newsletters"}, {Path: "/admin/members", Label: "Members"}, {Path: "/admin/comments", Label: "Comments"}, {Path: "/admin/outbox", Label: "Outbox"}},
		[]staff.Action{staff.IssueRead, staff.NewsletterRead, staff.MemberRead, staff.CommentModerate, staff.OutboxSee},
	},
	{
		"Order",
		[]navLink{{Path: "/admin/sections", Label: "Sections"}, {Path: "/admin/tags", Label: "Tags"}, {Path: "/admin/authors", Label: "Authors"}},
		[]staff.Action{staff.TaxonomyRead, staff.TaxonomyRead, staff.TaxonomyRead},
	},
	{
		"House",
		[]navLink{{Path: "/admin/settings", Label: "Settings"}, {Path: "/admin/redirects", Label: "Redirects"}, {Path: "/admin/staff", Label: "Staff"}, {Path: "/admin/tokens", Label: "API tokens"}, {Path: "/admin/jobs", Label: "Jobs"}, {Path: "/admin/audit", Label: "Audit log"}},
		[]staff.Action{staff.SiteSettings, staff.RedirectEdit, staff.StaffRead, staff.TokenManage, staff.JobsSee, staff.AuditSee},
	},
}

// nav lists the pages that the person may open.
func nav(v *visit, path string) []navGroup {
	var out []navGroup
	for _, p := range places {
		g := navGroup{Title: p.title}
		for i, l := range p.links {
			if v.can(p.needs[i]) {
				l.Current = path == l.Path || l.Path != "/admin" && strings.HasPrefix(path, l.Path+"/")
				g.Links = append(g.Links, l)
			}
		}
		if len(g.Links) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// desk speaks English, with the day before the month.
func desk() *locale.Locale { return locale.For("en-GB") }

// Can tells a template whether the person may do an action.
func (f frame) Can(a staff.Action) bool { return f.Me.ID != 0 && f.Me.Can(a) }

// When is a moment in the site's time zone.
func (f frame) When(t time.Time) template.HTML {
	if t.IsZero() {
		return "never"
	}
	return stamp(t, desk().ShortDate(t, f.loc)+", "+desk().Time(t, f.loc))
}

// Ago is how long ago a moment was, or its date.
func (f frame) Ago(t time.Time) template.HTML {
	if t.IsZero() {
		return "never"
	}
	if f.Now.Sub(t) >= 7*24*time.Hour {
		return stamp(t, desk().ShortDate(t, f.loc))
	}
	return stamp(t, desk().Relative(t, f.Now, f.loc))
}

// Day is a date in the site's time zone.
func (f frame) Day(t time.Time) template.HTML {
	if t.IsZero() {
		return "never"
	}
	return stamp(t, desk().ShortDate(t, f.loc))
}

// Clock is the time of day now, in the site's time zone.
func (f frame) Clock() string { return desk().Time(f.Now, f.loc) }

func stamp(t time.Time, words string) template.HTML {
	return template.HTML(`<time datetime="` + t.UTC().Format(time.RFC3339) + `">` + template.HTMLEscapeString(words) + `</time>`)
}

// show answers with a page.
func (a *Admin) show(w http.ResponseWriter, status int, name string, data any) error {
	return a.pages.Render(w, status, name, data)
}

// see sends the browser on after something was done, with a word about it.
func see(w http.ResponseWriter, r *http.Request, path, done string) error {
	if done != "" {
		sep := "?"
		if strings.Contains(path, "?") {
			sep = "&"
		}
		path += sep + "done=" + url.QueryEscape(done)
	}
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

// wantsJSON tells whether the page's own script asks.
func wantsJSON(r *http.Request) bool { return r.Header.Get("Accept") == "application/json" }

func sendJSON(w http.ResponseWriter, status int, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, err = w.Write(b)
	return err
}

// errorPage says what went wrong.
type errorPage struct {
	frame
	Sentence string
	Home     bool // somebody is signed in and has a front page to go to
	Door     bool // there is a site to sign in to
}

// titleOf says in plain words what a status means.
func titleOf(status int) string {
	switch status {
	case http.StatusForbidden:
		return "Not allowed"
	case http.StatusNotFound:
		return "Not found"
	case http.StatusGone:
		return "No longer in use"
	case http.StatusConflict, http.StatusPreconditionFailed:
		return "That cannot be done now"
	case http.StatusRequestEntityTooLarge:
		return "Too much at once"
	case http.StatusTooManyRequests:
		return "Too many tries"
	}
	if status >= http.StatusInternalServerError {
		return "Something went wrong"
	}
	return "That did not work"
}

// failed shows an error. It must not fail, so a page that cannot be made is
// replaced by one that was made at start.
func (a *Admin) failed(w http.ResponseWriter, r *http.Request, status int, err error) {
	if wantsJSON(r) {
		if sendJSON(w, status, jsonError{fault.Sentence(err), fieldMessages(err)}) == nil {
			return
		}
	}
	v := &visit{zone: time.UTC}
	if fault.KindOf(err) != fault.Internal {
		if found, verr := a.visit(r); verr == nil {
			v = found
		}
	}
	p := errorPage{frame: a.frame(r, v, titleOf(status)), Sentence: fault.Sentence(err), Home: v.signedIn(), Door: v.site.Name != ""}
	if a.show(w, status, "error", p) == nil {
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(a.last) //nolint:errcheck // the client is gone then
}

func (a *Admin) lastPage() ([]byte, error) {
	var b strings.Builder
	p := errorPage{Sentence: fault.Unknown}
	p.Title, p.SiteName = titleOf(http.StatusInternalServerError), "Onrecord"
	err := a.pages.RenderTo(&b, "error", p)
	return []byte(b.String()), err
}

type jsonError struct {
	Sentence string            `json:"sentence"`
	Fields   map[string]string `json:"fields,omitempty"`
}
