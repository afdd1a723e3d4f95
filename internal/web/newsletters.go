package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"onrecord/internal/fault"
	"onrecord/internal/newsletter"
	"onrecord/internal/page"
)

// How many issues a page of an archive has, and how many the list of
// newsletters shows.
const (
	perArchive   = 30
	latestIssues = 6
)

func (s *Web) newsletters(w http.ResponseWriter, r *http.Request) error {
	f, err := s.frame(r, "newsletters")
	if err != nil {
		return err
	}
	v, err := s.newslettersPage(f)
	if err != nil {
		return err
	}
	return f.show(w, http.StatusOK, "newsletters", v)
}

func (s *Web) newslettersPage(f *frame) (NewslettersPage, error) {
	page.Depends(f.r, "issues")
	title := f.l.T("Newsletters")
	f.headed(title, f.l.T("Choose what you would like to read, and it comes to your inbox."), f.urls.Newsletters())
	v := NewslettersPage{Page: f.Page, Crumbs: f.crumbs(Crumb{Label: title})}
	if len(f.byID) > 0 {
		f.noBand("#subscribe")
	}
	issues, _, err := s.Newsletters.Archive(f.r.Context(), 0, 0, latestIssues)
	if err != nil {
		return v, err
	}
	v.Latest = f.issues(issues, len(f.byID) > 1)
	return v, nil
}

func (s *Web) newsletter(w http.ResponseWriter, r *http.Request) error {
	start, err := issueBefore(r)
	if err != nil {
		return err
	}
	n, err := s.Newsletters.BySlug(r.Context(), r.PathValue("slug"))
	if err != nil {
		return err
	}
	page.Depends(r, "issues", fmt.Sprintf("newsletter:%d", n.ID))
	f, err := s.frame(r, "newsletter")
	if err != nil {
		return err
	}
	list, next, err := s.Newsletters.Archive(r.Context(), n.ID, start, perArchive)
	if err != nil {
		return err
	}
	f.onlyFor(n.ID)
	path := newsletterPage(n.Slug, start)
	f.headed(n.Name, n.Description, f.urls.Absolute(path))
	v := NewsletterPage{
		Page: f.Page, Name: n.Name, Description: n.Description, Issues: f.issues(list, false),
		Crumbs: f.crumbs(Crumb{Label: f.l.T("Newsletters"), URL: "/newsletters"}, Crumb{Label: n.Name}),
	}
	if next != 0 {
		v.Older = newsletterPage(n.Slug, next)
	}
	return f.show(w, http.StatusOK, "newsletter", v)
}

// onlyFor narrows the sign-up form to one newsletter, ticked.
func (f *frame) onlyFor(id int64) {
	var only []NewsletterChoice
	for _, c := range f.Signup.Newsletters {
		if c.ID == id {
			c.Ticked = true
			only = append(only, c)
		}
	}
	f.Signup.Newsletters = only
	f.noBand("#subscribe")
	if len(only) == 0 {
		f.Subscribe = "/newsletters"
	}
}

func newsletterPage(slug string, before int64) string {
	if before == 0 {
		return newsletterPath(slug)
	}
	return newsletterPath(slug) + "?before=" + strconv.FormatInt(before, 10)
}

func issueBefore(r *http.Request) (int64, error) {
	raw := r.URL.Query().Get("before")
	if raw == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(raw, 10, 64)
	if err != nil || n < 1 {
		return 0, fault.New(fault.BadRequest, "This link to a further page is damaged; start again from the first page.")
	}
	return n, nil
}

func (f *frame) issues(list []newsletter.PublicIssue, named bool) []IssueLink {
	var out []IssueLink
	for _, i := range list {
		l := IssueLink{URL: issuePath(i.Newsletter.Slug, i.Slug), Subject: i.Subject, Preheader: i.Preheader, Sent: f.date(i.SentAt)}
		if named {
			l.Newsletter = i.Newsletter.Name
		}
		out = append(out, l)
	}
	return out
}

// mailPolicy lets a mail's own inline styles work on the one page that is a
// mail, where no script, form or frame can be.
const mailPolicy = "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// issue shows an issue as it was sent, without anything personal.
func (s *Web) issue(w http.ResponseWriter, r *http.Request) error {
	i, err := s.Newsletters.IssueBySlug(r.Context(), r.PathValue("issue"))
	if err != nil {
		return err
	}
	page.Depends(r, fmt.Sprintf("issue:%d", i.ID), "newsletters", "site")
	path := issuePath(i.Newsletter.Slug, i.Slug)
	if i.Newsletter.Slug != r.PathValue("slug") {
		return redirect(w, path)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", mailPolicy)
	h.Set("Link", "<"+s.urls.Absolute(path)+`>; rel="canonical"`)
	_, err = strings.NewReader(i.HTML).WriteTo(w)
	return err
}
