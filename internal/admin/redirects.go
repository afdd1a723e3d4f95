package admin

import (
	"net/http"
	"strings"

	"onrecord/internal/page"
	"onrecord/internal/site"
)

// redirectRun is how many redirects a page shows.
const redirectRun = 100

// mostRedirectFile is how large a file of redirects may be.
const mostRedirectFile = 1 << 20

type redirectsPage struct {
	frame
	Form, File form
	Redirects  []site.ListedRedirect
	All, Most  int
	Kinds      []option
	Statuses   []option
	Query      string
	Next       string
	Report     *site.ImportReport
}

func (a *Admin) redirects(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.showRedirects(w, r, v, redirectsPage{Form: filled("status", "301", "kind", "exact")}, http.StatusOK)
}

func (a *Admin) showRedirects(w http.ResponseWriter, r *http.Request, v *visit, p redirectsPage, status int) error {
	p.frame = a.frame(r, v, "Redirects")
	p.Kinds = []option{{"exact", "This address alone"}, {"prefix", "It and all below it"}}
	p.Statuses = []option{{"301", "For good (301)"}, {"302", "For a while (302)"}}
	p.Query, p.Most = query(r, "q"), site.MostRedirects
	list, err := a.Site.Redirects(r.Context())
	if err != nil {
		return err
	}
	p.All = len(list)
	after := query(r, "after")
	for _, one := range list {
		if one.Source <= after && after != "" || !strings.Contains(one.Source+" "+one.Target, p.Query) {
			continue
		}
		if len(p.Redirects) == redirectRun {
			p.Next = with(r, "after", p.Redirects[redirectRun-1].Source)
			break
		}
		p.Redirects = append(p.Redirects, one)
	}
	return a.show(w, status, "redirects", p)
}

func (a *Admin) putRedirect(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	_, err = a.Site.PutRedirect(r.Context(), site.Redirect{
		Source: f.Text("source"), Target: f.Text("target"), Prefix: f.Text("kind") == "prefix", Forever: f.Text("status") != "302",
	})
	if mendable(err) {
		return a.showRedirects(w, r, v, redirectsPage{Form: returned(f, err)}, statusOf(err))
	}
	if err != nil {
		return err
	}
	return see(w, r, "/admin/redirects", "saved")
}

func (a *Admin) removeRedirect(w http.ResponseWriter, r *http.Request, _ *visit) error {
	n, err := id(r, "id")
	if err != nil {
		return err
	}
	if err := a.Site.RemoveRedirect(r.Context(), n); err != nil {
		return err
	}
	return see(w, r, "/admin/redirects", "deleted")
}

func (a *Admin) exportRedirects(w http.ResponseWriter, r *http.Request, _ *visit) error {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="redirects.csv"`)
	return a.Site.ExportRedirects(r.Context(), w)
}

func (a *Admin) importRedirects(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := page.ReadForm(w, r, mostRedirectFile)
	if err != nil {
		return err
	}
	p := redirectsPage{Form: filled("status", "301", "kind", "exact")}
	if r.MultipartForm == nil || len(r.MultipartForm.File["file"]) == 0 {
		p.File = form{errs: map[string]string{"file": "Choose a file first."}}
		return a.showRedirects(w, r, v, p, http.StatusUnprocessableEntity)
	}
	file, err := r.MultipartForm.File["file"][0].Open()
	if err != nil {
		return err
	}
	defer file.Close()
	report, err := a.Site.ImportRedirects(r.Context(), file)
	if mendable(err) {
		p.File = returned(f, err)
		return a.showRedirects(w, r, v, p, statusOf(err))
	}
	if err != nil {
		return err
	}
	p.Report = &report
	return a.showRedirects(w, r, v, p, http.StatusOK)
}
