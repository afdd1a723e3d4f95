package admin

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"strings"
	"time"

	"onrecord/internal/fault"
	"onrecord/internal/live"
	"onrecord/internal/member"
	"onrecord/internal/page"
)

// mostCSV is the size of the largest member list that is taken in: some two
// million rows.
const mostCSV = 256 << 20

// importRun is how many imports the page lists.
const importRun = 30

type importsPage struct {
	frame
	Form        form
	Newsletters []option
	Names       map[int64]string
	Imports     []member.Import
	Next        string
	MostMB      int
}

func (a *Admin) imports(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.showImports(w, r, v, form{}, http.StatusOK)
}

func (a *Admin) showImports(w http.ResponseWriter, r *http.Request, v *visit, f form, status int) error {
	p := importsPage{frame: a.frame(r, v, "Import members"), Form: f, MostMB: mostCSV >> 20}
	var err error
	if p.Names, p.Newsletters, err = a.newsletterNames(r.Context(), "No newsletter"); err != nil {
		return err
	}
	if p.Imports, err = a.Members.Imports(r.Context(), beforeID(r, "before"), importRun); err != nil {
		return err
	}
	if len(p.Imports) == importRun {
		p.Next = with(r, "before", itoa(p.Imports[importRun-1].ID))
	}
	return a.show(w, status, "imports", p)
}

// importMembers keeps the file and plans its import, which a job carries out.
func (a *Admin) importMembers(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := page.ReadForm(w, r, mostCSV)
	if err != nil {
		return err
	}
	in := member.ImportInput{NewsletterID: f.Int("newsletter"), By: v.me.ID, Again: f.Get("again") == "1"}
	if err := f.Err(); err != nil {
		return err
	}
	planned, err := a.planImport(r, in)
	if mendable(err) {
		return a.showImports(w, r, v, returned(f, err), statusOf(err))
	}
	if err != nil {
		return err
	}
	return see(w, r, importPath(planned.ID), "")
}

func importPath(id int64) string { return "/admin/imports/" + itoa(id) }

func (a *Admin) planImport(r *http.Request, in member.ImportInput) (member.Import, error) {
	if r.MultipartForm == nil || len(r.MultipartForm.File["file"]) == 0 {
		var p fault.Problems
		p.Add("file", "Choose a file first.")
		return member.Import{}, p.Err()
	}
	head := r.MultipartForm.File["file"][0]
	file, err := head.Open()
	if err != nil {
		return member.Import{}, err
	}
	defer file.Close()
	in.Name = head.Filename
	in.BlobKey = "imports/" + strings.ToLower(rand.Text()) + ".csv"
	if err := a.Blobs.Put(r.Context(), in.BlobKey, file, head.Size, "text/csv"); err != nil {
		return member.Import{}, err
	}
	planned, err := a.Members.PlanImport(r.Context(), file, in)
	if err != nil || planned.BlobKey != in.BlobKey {
		// The file is refused, or lies here already from an earlier try.
		return planned, orElse(err, a.Blobs.Delete(context.WithoutCancel(r.Context()), in.BlobKey))
	}
	return planned, nil
}

type importPage struct {
	frame
	Import     member.Import
	Newsletter string
	Refusals   []member.Refusal
	Share      int64
	Again      bool // it can be taken up where it stopped
}

// refusalRun is how many refused rows the page shows; the file has them all.
const refusalRun = 100

func (a *Admin) importOf(r *http.Request) (member.Import, error) {
	n, err := id(r, "id")
	if err != nil {
		return member.Import{}, err
	}
	return a.Members.ImportByID(r.Context(), n)
}

func (a *Admin) importReport(w http.ResponseWriter, r *http.Request, v *visit) error {
	m, err := a.importOf(r)
	if err != nil {
		return err
	}
	p := importPage{frame: a.frame(r, v, m.Name), Import: m, Share: share(m.RowsDone, m.Rows), Again: m.State == "stopped" && m.BlobKey != ""}
	names, _, err := a.newsletterNames(r.Context(), "")
	if err != nil {
		return err
	}
	p.Newsletter = names[m.NewsletterID]
	if p.Refusals, err = a.Members.Refusals(r.Context(), m.ID, 0, refusalRun); err != nil {
		return err
	}
	return a.show(w, http.StatusOK, "import", p)
}

// importProgress streams how far an import is.
func (a *Admin) importProgress(w http.ResponseWriter, r *http.Request, _ *visit) error {
	n, err := id(r, "id")
	if err != nil {
		return err
	}
	return live.Stream(w, r, 500*time.Millisecond, func(ctx context.Context) (string, any, bool, error) {
		m, err := a.Members.ImportByID(ctx, n)
		return "progress", map[string]any{
			"share": share(m.RowsDone, m.Rows), "rows": m.RowsDone,
			"added": m.Added, "updated": m.Updated, "unchanged": m.Unchanged, "refused": m.Refused,
		}, m.State != "running", err
	})
}

// importRefusals gives every refused row with its reason.
func (a *Admin) importRefusals(w http.ResponseWriter, r *http.Request, _ *visit) error {
	m, err := a.importOf(r)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="refused-%d.csv"`, m.ID))
	return a.Members.RefusalsCSV(r.Context(), w, m.ID)
}

// resumeImport takes an import up where it stopped.
func (a *Admin) resumeImport(w http.ResponseWriter, r *http.Request, v *visit) error {
	m, err := a.importOf(r)
	if err != nil {
		return err
	}
	file, _, err := a.Blobs.Open(r.Context(), m.BlobKey)
	if err != nil {
		return err
	}
	defer file.Close()
	in := member.ImportInput{Name: m.Name, NewsletterID: m.NewsletterID, By: v.me.ID, BlobKey: m.BlobKey}
	if _, err := a.Members.PlanImport(r.Context(), file, in); err != nil {
		return err
	}
	return see(w, r, importPath(m.ID), "import-again")
}
