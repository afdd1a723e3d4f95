package admin

import (
	"net/http"

	"onrecord/internal/claim"
	"onrecord/internal/fault"
	"onrecord/internal/page"
)

// sourceRun is how many sources a page lists.
const sourceRun = 30

type sourcesPage struct {
	frame
	Rows     []claim.Source
	Form     form // what is looked for
	Filtered bool
	Kinds    []option
	Next     string
}

// sourcePage is a source, or a new one. An unnamed one has a form of its own,
// which has no place for a name.
type sourcePage struct {
	frame
	Source  claim.Source // zero for a new one
	Form    form
	Kinds   []option // of those that have a name
	Unnamed bool     // the form is that of an unnamed one
	Hiding  bool     // the source has a name, which is about to go
	Knows   string   // who knows an unnamed one
}

func (a *Admin) sources(w http.ResponseWriter, r *http.Request, v *visit) error {
	p := sourcesPage{frame: a.frame(r, v, "Sources"), Form: filled("q", query(r, "q"), "kind", query(r, "kind"))}
	p.Filtered = p.Form.Value("q")+p.Form.Value("kind") != ""
	p.Kinds = append([]option{{"", "Any"}}, sourceChoices(claim.SourceKinds())...)
	list, next, err := a.Claims.Sources(r.Context(), claim.SourceFilter{Query: query(r, "q"), Kind: query(r, "kind"), Before: beforeID(r, "before"), Limit: sourceRun})
	if fault.KindOf(err) == fault.Invalid {
		p.Form.errs = fieldMessages(err)
	} else if err != nil {
		return err
	}
	p.Rows = list
	if next != 0 {
		p.Next = with(r, "before", itoa(next))
	}
	return a.show(w, statusOf(err), "sources", p)
}

// sourceWords say a kind of source.
var sourceWords = map[string]string{
	claim.Person: "Person", claim.Organisation: "Organisation", claim.Document: "Document", claim.Dataset: "Dataset",
	claim.Self: "Our own reporting", claim.Unnamed: "Unnamed",
}

func sourceWord(kind string) string { return sourceWords[kind] }

func sourceChoices(kinds []string) (out []option) {
	for _, k := range kinds {
		out = append(out, option{k, sourceWord(k)})
	}
	return out
}

// named are the kinds of source that have a name.
func namedKinds() (out []string) {
	for _, k := range claim.SourceKinds() {
		if k != claim.Unnamed {
			out = append(out, k)
		}
	}
	return out
}

func (a *Admin) newSource(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.showSource(w, r, v, claim.Source{}, filled("kind", query(r, "kind")), http.StatusOK)
}

func (a *Admin) source(w http.ResponseWriter, r *http.Request, v *visit) error {
	s, err := a.sourceOf(r)
	if err != nil {
		return err
	}
	f := filled(
		"kind", s.Kind, "key", s.Key, "name", s.Name, "role", s.Role, "affiliation", s.Affiliation, "url", s.URL, "archived_url", s.ArchivedURL,
		"public_description", s.PublicDescription, "reason_for_anonymity", s.ReasonForAnonymity, "version", itoa(s.Version),
	)
	if query(r, "kind") == claim.Unnamed {
		f.values.Set("kind", claim.Unnamed)
		f.values.Set("public_description", "") // it may tell the name, so it is written anew
	}
	return a.showSource(w, r, v, s, f, http.StatusOK)
}

func (a *Admin) sourceOf(r *http.Request) (claim.Source, error) {
	n, err := id(r, "id")
	if err != nil {
		return claim.Source{}, err
	}
	return a.Claims.Source(r.Context(), n)
}

func (a *Admin) showSource(w http.ResponseWriter, r *http.Request, v *visit, s claim.Source, f form, status int) error {
	p := sourcePage{frame: a.frame(r, v, "New source"), Source: s, Form: f, Kinds: sourceChoices(namedKinds())}
	p.Unnamed = s.Kind == claim.Unnamed || f.Value("kind") == claim.Unnamed
	p.Hiding = p.Unnamed && s.ID != 0 && s.Kind != claim.Unnamed
	switch {
	case s.Kind == claim.Unnamed:
		p.Title = "Unnamed source"
		who, err := a.Claims.KnownTo(r.Context(), s.ID)
		if err != nil {
			return err
		}
		if who != 0 {
			if p.Knows, err = a.nameOf(r.Context(), who); err != nil {
				return err
			}
		}
	case s.Name != "":
		p.Title = s.Name
	case s.ID != 0:
		p.Title = sourceWord(s.Kind)
	}
	return a.show(w, status, "source", p)
}

// readSource reads the form of a source.
func readSource(f page.Form) claim.SourceInput {
	return claim.SourceInput{
		Key: f.Text("key"), Kind: f.Text("kind"), Name: f.Text("name"), Role: f.Text("role"), Affiliation: f.Text("affiliation"),
		URL: f.Text("url"), ArchivedURL: f.Text("archived_url"), PublicDescription: f.Body("public_description"), ReasonForAnonymity: f.Body("reason_for_anonymity"),
	}
}

func (a *Admin) createSource(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	s, err := a.Claims.CreateSource(r.Context(), v.by(), readSource(f))
	if mendable(err) {
		return a.showSource(w, r, v, claim.Source{}, returned(f, err), statusOf(err))
	}
	if err != nil {
		return err
	}
	return see(w, r, "/admin/sources/"+itoa(s.ID), "created")
}

func (a *Admin) saveSource(w http.ResponseWriter, r *http.Request, v *visit) error {
	s, err := a.sourceOf(r)
	if err != nil {
		return err
	}
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	version, err := versionOf(f)
	if err == nil {
		_, err = a.Claims.UpdateSource(r.Context(), v.by(), s.ID, version, readSource(f))
	}
	if mendable(err) {
		return a.showSource(w, r, v, s, again(f, err, s.Version), statusOf(err))
	}
	if err != nil {
		return err
	}
	return see(w, r, "/admin/sources/"+itoa(s.ID), "saved")
}

func (a *Admin) deleteSource(w http.ResponseWriter, r *http.Request, v *visit) error {
	n, err := id(r, "id")
	if err != nil {
		return err
	}
	if err := a.Claims.DeleteSource(r.Context(), v.by(), n); err != nil {
		return err
	}
	return see(w, r, "/admin/sources", "deleted")
}
