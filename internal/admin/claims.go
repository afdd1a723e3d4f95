package admin

import (
	"context"
	"fmt"
	"html/template"
	"net/http"

	"onrecord/internal/claim"
	"onrecord/internal/fault"
	"onrecord/internal/locale"
	"onrecord/internal/staff"
)

// claimRun is how many claims a page lists.
const claimRun = 30

type claimsPage struct {
	frame
	Rows     []claimRow
	Form     form // what is looked for
	Filtered bool
	Source   *claim.Source // the one whose claims are listed alone
	Statuses []option
	Kinds    []option
	Review   tab // those that wait
	Next     string
}

// claimRow is a claim with what a list shows of it.
type claimRow struct {
	claim.Claim
	Value string // the figure that is printed; "" without one
	Uses  int64
}

func (a *Admin) claims(w http.ResponseWriter, r *http.Request, v *visit) error {
	p := claimsPage{frame: a.frame(r, v, "Claims"), Form: filled(), Statuses: statusChoices("Any"), Kinds: kindChoices("Any")}
	for _, name := range []string{"q", "status", "kind", "review", "source"} {
		p.Form.values.Set(name, query(r, name))
		p.Filtered = p.Filtered || query(r, name) != ""
	}
	err := a.addClaims(r, v, &p)
	if fault.KindOf(err) == fault.Invalid {
		p.Form.errs = fieldMessages(err)
	} else if err != nil {
		return err
	}
	waiting, werr := a.Claims.Waiting(r.Context())
	if werr != nil {
		return werr
	}
	p.Review = tab{Label: "Needs review", Path: "/admin/claims?review=1", N: waiting, Counted: true, Current: p.Form.Value("review") != ""}
	return a.show(w, statusOf(err), "claims", p)
}

// Tabs are all claims and those that wait.
func (p claimsPage) Tabs() []tab {
	return []tab{{Label: "All", Path: "/admin/claims", Current: !p.Review.Current}, p.Review}
}

func (a *Admin) addClaims(r *http.Request, v *visit, p *claimsPage) error {
	ctx := r.Context()
	f := claim.Filter{
		Query: query(r, "q"), Status: query(r, "status"), Kind: query(r, "kind"), Review: query(r, "review") != "",
		Source: beforeID(r, "source"), Before: beforeID(r, "before"), Limit: claimRun,
	}
	if f.Source != 0 {
		source, err := a.Claims.Source(ctx, f.Source)
		if err != nil {
			return err
		}
		p.Source = &source
	}
	list, next, err := a.Claims.List(ctx, f)
	if err != nil {
		return err
	}
	ids := make([]int64, len(list))
	for i, c := range list {
		ids[i] = c.ID
	}
	uses, err := a.Claims.UseTotals(ctx, ids)
	if err != nil {
		return err
	}
	for _, c := range list {
		row := claimRow{Claim: c, Uses: uses[c.ID]}
		if c.Printed.HasFigure() {
			row.Value = c.Printed.Value(v.tongue())
		}
		p.Rows = append(p.Rows, row)
	}
	if next != 0 {
		p.Next = with(r, "before", itoa(next))
	}
	return nil
}

// tongue is the language that readers read, in which figures and sentences of
// the record are printed.
func (v *visit) tongue() *locale.Locale { return locale.For(v.site.Language) }

// by is who acts.
func (v *visit) by() staff.Actor { return staff.Actor{StaffID: v.me.ID} }

// statusTones say which colour a status of the record has.
var statusTones = map[string]string{
	claim.Reported: " live", claim.Confirmed: " good", claim.Disputed: " warn", claim.Refuted: " bad", claim.Retracted: " bad",
}

// statusPill is how sure the newsroom is, as a small coloured word.
func statusPill(status string) template.HTML {
	return template.HTML(`<span class="pill` + statusTones[status] + `">` + template.HTMLEscapeString(claim.StatusWord(desk(), status)) + `</span>`)
}

// statusChoices are the statuses; with any, a first choice of none by that name.
func statusChoices(any string) []option {
	var out []option
	if any != "" {
		out = append(out, option{"", any})
	}
	for _, s := range claim.Statuses() {
		out = append(out, option{s, claim.StatusWord(desk(), s)})
	}
	return out
}

// kindChoices are the kinds of claim, as statusChoices.
func kindChoices(any string) []option {
	var out []option
	if any != "" {
		out = append(out, option{"", any})
	}
	for _, k := range claim.Kinds() {
		out = append(out, option{k, capital(k)})
	}
	return out
}

// recordWaits says what of the record waits for somebody.
func (a *Admin) recordWaits(ctx context.Context) ([]attention, error) {
	n, err := a.Claims.Waiting(ctx)
	if n == 0 {
		return nil, err
	}
	text := fmt.Sprintf("%s: what they rest on has changed.", count(n, "claim needs a look", "claims need a look"))
	if n == 1 {
		text = "1 claim needs a look: what it rests on has changed."
	}
	return []attention{{text, "/admin/claims?review=1", "Look at the claims", "warn"}}, err
}

// openReports says how many reports of errors wait.
func (a *Admin) openReports(ctx context.Context) ([]attention, error) {
	n, err := a.Claims.OpenReports(ctx)
	if n == 0 {
		return nil, err
	}
	return []attention{{count(n, "report of an error waits", "reports of errors wait") + " for a decision.", "/admin/reports", "Look at the reports", "warn"}}, err
}
