package api

import (
	"fmt"

	"onrecord/internal/claim"
)

type (
	reporter    string
	reportState string
	reportEnd   string // of one that was handled
)

func (reporter) schema() *schema    { return enum(claim.Reporters()) }
func (reportState) schema() *schema { return enum(claim.ReportStates()) }
func (reportEnd) schema() *schema   { return enum(claim.ReportStates()[1:]) }

// Report is somebody's word that something is wrong.
type Report struct {
	ID        int64       `json:"id"`
	ClaimID   ref         `json:"claim_id"`
	PostID    ref         `json:"post_id"`
	Kind      reporter    `json:"kind"`
	State     reportState `json:"state"`
	Body      string      `json:"body"`
	Contact   string      `json:"contact" doc:"Where to answer to; it goes three months after the report was handled."`
	Outcome   string      `json:"outcome"`
	HandledAt moment      `json:"handled_at"`
	CreatedAt moment      `json:"created_at"`
	Version   int64       `json:"version"`
}

func (v Report) version() int64   { return v.Version }
func (v Report) location() string { return fmt.Sprintf("/reports/%d", v.ID) }

// ReportInput is a new report.
type ReportInput struct {
	ClaimID ref      `json:"claim_id" doc:"What it is about: this, a post, or both."`
	PostID  ref      `json:"post_id"`
	Kind    reporter `json:"kind" doc:"Empty: reader."`
	Body    string   `json:"body" need:"yes" max:"3000"`
	Contact string   `json:"contact" max:"200"`
}

// ReportDecision says what became of a report.
type ReportDecision struct {
	State   reportEnd `json:"state" need:"yes"`
	Outcome string    `json:"outcome" max:"1000" doc:"What was found; needed for upheld and declined."`
}

// ReportsQuery narrows a list of reports.
type ReportsQuery struct {
	paging
	State   reportState `json:"state"`
	ClaimID ident       `json:"claim_id"`
	PostID  ident       `json:"post_id"`
}

func (a *API) report(v claim.Report, err error) (Report, error) { return showReport(v), err }

func showReport(v claim.Report) Report {
	return Report{
		ID: v.ID, ClaimID: ref(v.ClaimID), PostID: ref(v.PostID), Kind: reporter(v.Kind), State: reportState(v.State), Body: v.Body, Contact: v.Contact,
		Outcome: v.Outcome, HandledAt: moment{v.HandledAt}, CreatedAt: moment{v.CreatedAt}, Version: v.Version,
	}
}

func (a *API) listReports(c *call, q ReportsQuery) (List[Report], error) {
	before, err := q.before()
	if err != nil {
		return List[Report]{}, err
	}
	list, next, err := a.Claims.Reports(c.ctx, claim.ReportFilter{State: string(q.State), ClaimID: int64(q.ClaimID), PostID: int64(q.PostID), Before: before, Limit: q.limit()})
	return pageOf(list, cursorOfID(next), showReport), err
}

func (a *API) createReport(c *call, in ReportInput) (Report, error) {
	if in.PostID != 0 {
		if _, err := a.Posts.Get(c.ctx, int64(in.PostID)); err != nil {
			return Report{}, notFound.refuse("There is no post with this id.")
		}
	}
	return a.report(a.Claims.Report(c.ctx, claim.ReportInput{
		ClaimID: int64(in.ClaimID), PostID: int64(in.PostID), Kind: string(in.Kind), Body: in.Body, Contact: in.Contact,
	}))
}

func (a *API) getReport(c *call) (Report, error) { return a.report(a.Claims.ReportByID(c.ctx, c.id)) }

func (a *API) decideReport(c *call, in ReportDecision) (Report, error) {
	return a.report(a.Claims.Decide(c.ctx, c.actor(), c.id, c.seen.version, string(in.State), in.Outcome))
}
