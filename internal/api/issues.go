package api

import (
	"fmt"

	"onrecord/internal/newsletter"
)

// issueState is a state of an issue.
type issueState string

func (issueState) schema() *schema {
	return &schema{Type: "string", Enum: []string{
		newsletter.Draft, newsletter.Planned, newsletter.Scheduled, newsletter.Freezing,
		newsletter.Sending, newsletter.Paused, newsletter.Sent, newsletter.Cancelled,
	}}
}

// Issue is one sending of a newsletter.
type Issue struct {
	ID           int64      `json:"id"`
	NewsletterID int64      `json:"newsletter_id"`
	Slug         string     `json:"slug"`
	State        issueState `json:"state"`
	PauseReason  string     `json:"pause_reason"`
	Trouble      string     `json:"trouble" doc:"Why nothing is being handed over right now; empty if all is well."`
	Subject      string     `json:"subject"`
	Preheader    string     `json:"preheader"`
	Intro        string     `json:"intro" doc:"Markdown; {name} and {name|friend} become the member's name."`
	PostIDs      idents     `json:"post_ids"`
	Audience     int64      `json:"audience" doc:"How many recipients were frozen when it started."`
	Counts       Counts     `json:"counts"`
	ScheduledAt  moment     `json:"scheduled_at"`
	StartedAt    moment     `json:"started_at"`
	FinishedAt   moment     `json:"finished_at"`
	CreatedAt    moment     `json:"created_at"`
	UpdatedAt    moment     `json:"updated_at"`
	Version      int64      `json:"version"`
}

func (i Issue) version() int64   { return i.Version }
func (i Issue) location() string { return fmt.Sprintf("/issues/%d", i.ID) }

// Counts says how many deliveries are in each state. They sum to the audience.
type Counts struct {
	Pending    int64 `json:"pending"`
	Committing int64 `json:"committing"`
	Sent       int64 `json:"sent"`
	Failed     int64 `json:"failed"`
	Skipped    int64 `json:"skipped"`
	Uncertain  int64 `json:"uncertain"`
}

// IssueInput is a new issue.
type IssueInput struct {
	NewsletterID ident  `json:"newsletter_id" need:"yes"`
	Subject      string `json:"subject" doc:"Empty: the headline of the first post when it starts."`
	Preheader    string `json:"preheader"`
	Intro        string `json:"intro" doc:"Markdown; {name} and {name|friend} become the member's name."`
	PostIDs      idents `json:"post_ids"`
}

// IssuePatch changes an issue that has not started; a field that is not there
// stays as it is.
type IssuePatch struct {
	Subject   change[string] `json:"subject"`
	Preheader change[string] `json:"preheader"`
	Intro     change[string] `json:"intro"`
	PostIDs   change[idents] `json:"post_ids"`
}

// PlanInput says with which newsletter a post goes out.
type PlanInput struct {
	NewsletterID ident `json:"newsletter_id" need:"yes"`
}

// IssuesQuery narrows a list of issues.
type IssuesQuery struct {
	paging
	NewsletterID ident      `json:"newsletter_id"`
	PostID       ident      `json:"post_id"`
	State        issueState `json:"state"`
}

// Preview is the mail as a member named nobody would get it.
type Preview struct {
	Subject string `json:"subject"`
	HTML    string `json:"html"`
	Text    string `json:"text"`
}

// TestInput says where a test goes.
type TestInput struct {
	To string `json:"to" need:"yes" max:"254" doc:"An address."`
}

func (a *API) issue(i newsletter.Issue, err error) (Issue, error) { return showIssue(i), err }

func showIssue(i newsletter.Issue) Issue {
	return Issue{
		ID: i.ID, NewsletterID: i.NewsletterID, Slug: i.Slug, State: issueState(i.State), PauseReason: i.PauseReason,
		Trouble: i.Trouble, Subject: i.Subject, Preheader: i.Preheader, Intro: i.Intro, PostIDs: i.PostIDs,
		Audience: i.Audience, Counts: Counts(i.Counts), ScheduledAt: moment{i.ScheduledAt}, StartedAt: moment{i.StartedAt},
		FinishedAt: moment{i.FinishedAt}, CreatedAt: moment{i.CreatedAt}, UpdatedAt: moment{i.UpdatedAt}, Version: i.Version,
	}
}

func (a *API) listIssues(c *call, q IssuesQuery) (List[Issue], error) {
	before, err := q.before()
	if err != nil {
		return List[Issue]{}, err
	}
	list, next, err := a.Newsletters.Issues(c.ctx, newsletter.IssueFilter{
		NewsletterID: int64(q.NewsletterID), State: string(q.State), PostID: int64(q.PostID), Before: before, Limit: q.limit(),
	})
	return pageOf(list, cursorOfID(next), showIssue), err
}

func (a *API) createIssue(c *call, in IssueInput) (Issue, error) {
	return a.issue(a.Newsletters.CreateIssue(c.ctx, c.by(), newsletter.IssueInput{
		NewsletterID: int64(in.NewsletterID), Subject: in.Subject, Preheader: in.Preheader, Intro: in.Intro, PostIDs: in.PostIDs,
	}))
}

func (a *API) planIssue(c *call, in PlanInput) (Issue, error) {
	return a.issue(a.Newsletters.PlanOnPublication(c.ctx, c.by(), c.id, int64(in.NewsletterID)))
}

func (a *API) getIssue(c *call) (Issue, error) { return a.issue(a.Newsletters.Issue(c.ctx, c.id)) }

func (a *API) updateIssue(c *call, in IssuePatch) (Issue, error) {
	old, err := a.Newsletters.Issue(c.ctx, c.id)
	if err != nil {
		return Issue{}, err
	}
	new := newsletter.IssueInput{
		NewsletterID: old.NewsletterID, Subject: old.Subject, Preheader: old.Preheader, Intro: old.Intro, PostIDs: old.PostIDs,
	}
	posts := idents(new.PostIDs)
	in.Subject.to(&new.Subject)
	in.Preheader.to(&new.Preheader)
	in.Intro.to(&new.Intro)
	in.PostIDs.to(&posts)
	new.PostIDs = posts
	return a.issue(a.Newsletters.UpdateIssue(c.ctx, c.id, c.seen.version, new))
}

func (a *API) deleteIssue(c *call) error {
	return a.Newsletters.DeleteIssue(c.ctx, c.id, c.seen.version)
}

func (a *API) previewIssue(c *call) (Preview, error) {
	html, text, subject, err := a.Newsletters.Preview(c.ctx, c.id)
	return Preview{Subject: subject, HTML: html, Text: text}, err
}

func (a *API) testIssue(c *call, in TestInput) (nothing, error) {
	return nothing{}, a.Newsletters.SendTest(c.ctx, c.id, in.To)
}

func (a *API) scheduleIssue(c *call, in ScheduleInput) (Issue, error) {
	return a.issue(a.Newsletters.Schedule(c.ctx, c.id, c.seen.version, in.ScheduledAt.Time))
}

func (a *API) unscheduleIssue(c *call) (Issue, error) {
	return a.issue(a.Newsletters.Unschedule(c.ctx, c.id, c.seen.version))
}

func (a *API) sendIssue(c *call) (Issue, error) {
	return a.issue(a.Newsletters.Send(c.ctx, c.id, c.seen.version, c.by()))
}

func (a *API) pauseIssue(c *call) (Issue, error) { return a.issue(a.Newsletters.Pause(c.ctx, c.id)) }

func (a *API) resumeIssue(c *call) (Issue, error) { return a.issue(a.Newsletters.Resume(c.ctx, c.id)) }

func (a *API) cancelIssue(c *call) (Issue, error) { return a.issue(a.Newsletters.Cancel(c.ctx, c.id)) }
