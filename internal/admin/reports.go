package admin

import (
	"context"
	"net/http"
	"slices"

	"onrecord/internal/claim"
	"onrecord/internal/fault"
	"onrecord/internal/page"
)

// reportRun is how many reports a page lists.
const reportRun = 30

type reportsPage struct {
	frame
	Rows  []reportRow
	Tabs  []tab
	State string
	Claim *claim.Claim // the one that is reported about alone
	Next  string
}

// reportRow is a report with what it is about.
type reportRow struct {
	claim.Report
	Form      form   // of the decision
	Statement string // of the claim
	Headline  string // of the post
	Who       string // decided it
}

var reportLabels = map[string]string{
	claim.Open: "Open", claim.Upheld: "Upheld", claim.Declined: "Declined", claim.Duplicate: "Duplicate", claim.Spam: "Spam",
}

// StateLabel says the state in words.
func (r reportRow) StateLabel() string { return reportLabels[r.State] }

// Waits tells whether nobody has decided it.
func (r reportRow) Waits() bool { return r.State == claim.Open }

func (a *Admin) reports(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.showReports(w, r, v, query(r, "state"), 0, form{}, http.StatusOK)
}

// showReports lists the reports of a state. One of them may show a form that
// came back.
func (a *Admin) showReports(w http.ResponseWriter, r *http.Request, v *visit, state string, sent int64, f form, status int) error {
	filter := claim.ReportFilter{State: state, ClaimID: beforeID(r, "claim"), Before: beforeID(r, "before"), Limit: reportRun}
	if filter.State == "" && filter.ClaimID == 0 {
		filter.State = claim.Open
	}
	if filter.State != "" && !slices.Contains(claim.ReportStates(), filter.State) {
		return missing()
	}
	p := reportsPage{frame: a.frame(r, v, "Reports"), State: filter.State}
	if sent != 0 {
		filter.Before = 0
	}
	list, next, err := a.Claims.Reports(r.Context(), filter)
	if err != nil {
		return err
	}
	for _, one := range list {
		row, err := a.reportRow(r.Context(), one)
		if err != nil {
			return err
		}
		if one.ID == sent {
			row.Form = f
		}
		p.Rows = append(p.Rows, row)
	}
	if next != 0 {
		p.Next = with(r, "before", itoa(next))
	}
	if err := a.addReportTabs(r.Context(), &p, filter.ClaimID); err != nil {
		return err
	}
	return a.show(w, status, "reports", p)
}

func (a *Admin) addReportTabs(ctx context.Context, p *reportsPage, claimID int64) error {
	open, err := a.Claims.OpenReports(ctx)
	if err != nil {
		return err
	}
	for _, state := range claim.ReportStates() {
		p.Tabs = append(p.Tabs, tab{Label: reportLabels[state], Path: "/admin/reports?state=" + state, N: open, Counted: state == claim.Open, Current: state == p.State})
	}
	if claimID == 0 {
		return nil
	}
	c, err := a.Claims.Get(ctx, claimID)
	p.Claim = &c
	return err
}

func (a *Admin) reportRow(ctx context.Context, one claim.Report) (reportRow, error) {
	row := reportRow{Report: one, Form: filled("outcome", one.Outcome, "version", itoa(one.Version))}
	if one.ClaimID != 0 {
		c, err := a.Claims.Get(ctx, one.ClaimID)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return row, err
		}
		row.Statement = c.Statement
	}
	if one.PostID != 0 {
		q, err := a.Posts.Get(ctx, one.PostID)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return row, err
		}
		if err == nil {
			row.Headline = orUntitled(q.Headline)
		}
	}
	if one.State == claim.Open {
		return row, nil
	}
	var err error
	row.Who, err = a.nameOf(ctx, one.HandledBy)
	return row, err
}

// decideReport says what became of a report.
func (a *Admin) decideReport(w http.ResponseWriter, r *http.Request, v *visit) error {
	n, err := id(r, "id")
	if err != nil {
		return err
	}
	was, err := a.Claims.ReportByID(r.Context(), n)
	if err != nil {
		return err
	}
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	version, err := versionOf(f)
	if err == nil {
		_, err = a.Claims.Decide(r.Context(), v.by(), n, version, f.Text("state"), f.Body("outcome"))
	}
	if mendable(err) {
		return a.showReports(w, r, v, was.State, n, again(f, err, was.Version), statusOf(err))
	}
	if err != nil {
		return err
	}
	return see(w, r, "/admin/reports?state="+was.State, "report-decided")
}
