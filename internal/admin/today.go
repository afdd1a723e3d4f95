package admin

import (
	"context"
	"net/http"

	"onrecord/internal/fault"
	"onrecord/internal/newsletter"
	"onrecord/internal/post"
	"onrecord/internal/staff"
)

// todayPage is the front page of the desk: what needs a person, how the site
// is read, what is about to happen, what is begun and what went out.
type todayPage struct {
	frame
	Restored  bool // the site came from a backup and holds its mail back
	Outbox    bool // mail stays on this machine
	Attention []attention
	Dashboard dashboard
	Scheduled []scheduledItem
	Waiting   []postRow      // handed in, for who may review
	Returned  []returnedPost // to this person
	Drafts    []post.Post
	Issues    []issueResult
	Published int64
	Counted   bool // Published is known
	Fresh     bool // nothing was published yet
}

// todayRun is how many of each kind the front page lists.
const todayRun = 8

func (a *Admin) today(w http.ResponseWriter, r *http.Request, v *visit) error {
	p := todayPage{frame: a.frame(r, v, "Today"), Restored: !v.site.RestoredAt.IsZero(), Outbox: !a.Transport.Real()}
	ctx := r.Context()
	if err := a.addAttention(ctx, v, &p); err != nil {
		return err
	}
	if err := a.addReview(ctx, v, &p); err != nil {
		return err
	}
	if err := a.addTotals(ctx, v, &p); err != nil {
		return err
	}
	if err := a.addDashboard(r, v, &p); err != nil {
		return err
	}
	if err := a.addScheduled(ctx, v, &p); err != nil {
		return err
	}
	if v.can(staff.IssueRead) {
		if err := a.addResults(ctx, &p); err != nil {
			return err
		}
	}
	own := int64(0)
	if !v.can(staff.PostReadAny) {
		own = v.me.ID
	}
	var err error
	if p.Drafts, _, err = a.Posts.List(ctx, post.ListFilter{Status: post.Draft, AuthorStaffID: own, Limit: todayRun}); err != nil {
		return err
	}
	return a.show(w, http.StatusOK, "today", p)
}

// issueRow is an issue with the names that a list shows.
type issueRow struct {
	newsletter.Issue
	Newsletter string
	Subject    string // what it will say, if it was not set
}

// issueRows lists issues, the newest first.
func (a *Admin) issueRows(ctx context.Context, f newsletter.IssueFilter) (rows []issueRow, next int64, err error) {
	list, next, err := a.Newsletters.Issues(ctx, f)
	if err != nil {
		return nil, 0, err
	}
	all, err := a.Newsletters.List(ctx, true)
	if err != nil {
		return nil, 0, err
	}
	names := map[int64]string{}
	for _, n := range all {
		names[n.ID] = n.Name
	}
	for _, i := range list {
		row := issueRow{Issue: i, Newsletter: names[i.NewsletterID]}
		if row.Subject, err = a.subjectOf(ctx, i); err != nil {
			return nil, 0, err
		}
		rows = append(rows, row)
	}
	return rows, next, nil
}

// subjectOf is the subject of an issue: its own, or the headline of its first post.
func (a *Admin) subjectOf(ctx context.Context, i newsletter.Issue) (string, error) {
	if i.Subject != "" || len(i.PostIDs) == 0 {
		return orUntitled(i.Subject), nil
	}
	p, err := a.Posts.Get(ctx, i.PostIDs[0])
	if err != nil && !fault.Is(err, fault.NotFound) {
		return "", err
	}
	return orUntitled(p.Headline), nil
}

// resumeSending lets a restored site send again.
func (a *Admin) resumeSending(w http.ResponseWriter, r *http.Request, _ *visit) error {
	if err := a.Site.ClearRestored(r.Context()); err != nil {
		return err
	}
	if _, err := a.Jobs.Release(r.Context()); err != nil {
		return err
	}
	return see(w, r, "/admin", "sending-resumed")
}
