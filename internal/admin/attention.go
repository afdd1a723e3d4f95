package admin

import (
	"context"
	"slices"
	"time"

	"onrecord/internal/comment"
	"onrecord/internal/newsletter"
	"onrecord/internal/post"
	"onrecord/internal/staff"
)

// attention is something that waits for a person, with the place where it can
// be dealt with.
type attention struct {
	Text, Path, Go string
	Tone           string // "bad" or "warn"; "" for what is only work
}

// addAttention gathers what waits, as far as the person may deal with it. The
// most pressing comes first.
func (a *Admin) addAttention(ctx context.Context, v *visit, p *todayPage) error {
	for _, part := range []struct {
		needs staff.Action
		ask   func(context.Context) ([]attention, error)
	}{
		{staff.JobsSee, a.deadJobs},
		{staff.SiteSettings, a.brokenTheme},
		{staff.IssueRead, a.troubledIssues},
		{staff.ReportHandle, a.openReports},
		{staff.RecordEdit, a.recordWaits},
		{staff.CommentModerate, a.heldComments},
		{staff.PostReview, a.handedIn},
		{staff.MediaEditAny, a.wordlessPictures},
	} {
		if !v.can(part.needs) {
			continue
		}
		list, err := part.ask(ctx)
		if err != nil {
			return err
		}
		p.Attention = append(p.Attention, list...)
	}
	return nil
}

func (a *Admin) deadJobs(ctx context.Context) ([]attention, error) {
	jobs, err := a.Jobs.Counts(ctx)
	n := jobs["dead"]
	if n == 0 {
		return nil, err
	}
	waits := " failed for the last time and wait for a decision."
	if n == 1 {
		waits = " failed for the last time and waits for a decision."
	}
	return []attention{{count(n, "job has", "jobs have") + waits, "/admin/jobs", "Look at the jobs", "bad"}}, nil
}

func (a *Admin) troubledIssues(ctx context.Context) (out []attention, err error) {
	list, err := a.Newsletters.Troubled(ctx)
	if err != nil {
		return nil, err
	}
	for _, i := range list {
		subject, err := a.subjectOf(ctx, i)
		if err != nil {
			return nil, err
		}
		path := "/admin/issues/" + itoa(i.ID)
		if i.State == newsletter.Paused {
			out = append(out, attention{"“" + subject + "” is paused.", path, "Look at the issue", "warn"})
		}
		if n := i.Counts.Uncertain; n > 0 {
			out = append(out, attention{count(n, "delivery", "deliveries") + " of “" + subject + "” may or may not have arrived.", path + "/deliveries?state=" + newsletter.DeliveryUncertain, "Decide", "warn"})
		}
	}
	return out, nil
}

func (a *Admin) heldComments(ctx context.Context) ([]attention, error) {
	comments, err := a.Comments.Counts(ctx)
	if n := comments[comment.Held]; n > 0 {
		return []attention{{count(n, "comment waits", "comments wait") + " for an editor.", "/admin/comments", "Look at the comments", ""}}, err
	}
	return nil, err
}

func (a *Admin) handedIn(ctx context.Context) ([]attention, error) {
	n, err := a.Posts.CountHandedIn(ctx)
	if n == 0 {
		return nil, err
	}
	return []attention{{count(n, "post is", "posts are") + " handed in for review.", "/admin/posts?status=" + handedIn, "Review", ""}}, err
}

func (a *Admin) wordlessPictures(ctx context.Context) ([]attention, error) {
	n, err := a.Media.CountWordless(ctx)
	if n == 0 {
		return nil, err
	}
	return []attention{{count(n, "picture has", "pictures have") + " no alternative text.", "/admin/media?alt=none", "Describe them", ""}}, err
}

// scheduledItem is a post or an issue that is to come.
type scheduledItem struct {
	At                time.Time
	Title, Path, Kind string
}

// addScheduled lists what is to come, the next first.
func (a *Admin) addScheduled(ctx context.Context, v *visit, p *todayPage) error {
	own := int64(0)
	if !v.can(staff.PostReadAny) {
		own = v.me.ID
	}
	from, to := p.Now, p.Now.AddDate(100, 0, 0) // whatever is to come, not the next months alone
	posts, _, err := a.Posts.Between(ctx, from, to, own)
	if err != nil {
		return err
	}
	for _, q := range posts {
		if q.Status == post.Scheduled {
			p.Scheduled = append(p.Scheduled, scheduledItem{q.At, orUntitled(q.Headline), "/admin/posts/" + itoa(q.ID), "Post"})
		}
	}
	if v.can(staff.IssueRead) {
		issues, err := a.Newsletters.Between(ctx, from, to)
		if err != nil {
			return err
		}
		for _, i := range issues {
			subject := i.Subject
			if subject == "" {
				whole, err := a.Newsletters.Issue(ctx, i.ID)
				if err != nil {
					return err
				}
				if subject, err = a.subjectOf(ctx, whole); err != nil {
					return err
				}
			}
			p.Scheduled = append(p.Scheduled, scheduledItem{i.At, subject, "/admin/issues/" + itoa(i.ID), "Issue"})
		}
	}
	slices.SortStableFunc(p.Scheduled, func(a, b scheduledItem) int { return a.At.Compare(b.At) })
	p.Scheduled = p.Scheduled[:min(len(p.Scheduled), todayRun)]
	return nil
}

// issueResult is an issue with what came of it.
type issueResult struct {
	issueRow
	Left int64 // who unsubscribed from then until the next issue of the newsletter
}

// addResults lists the newest issues with what came of them.
func (a *Admin) addResults(ctx context.Context, p *todayPage) error {
	rows, _, err := a.issueRows(ctx, newsletter.IssueFilter{Limit: todayRun})
	if err != nil {
		return err
	}
	next := map[int64]time.Time{} // when the issue after began, by newsletter
	for _, row := range rows {
		result := issueResult{issueRow: row}
		if !row.StartedAt.IsZero() {
			until, known := next[row.NewsletterID]
			if !known {
				until = p.Now
			}
			if result.Left, err = a.Members.EndedBetween(ctx, row.NewsletterID, row.StartedAt, until); err != nil {
				return err
			}
			next[row.NewsletterID] = row.StartedAt
		}
		p.Issues = append(p.Issues, result)
	}
	return nil
}

// addTotals counts the posts that readers see, for who may know.
func (a *Admin) addTotals(ctx context.Context, v *visit, p *todayPage) error {
	if !v.can(staff.PostReadAny) {
		return nil
	}
	posts, err := a.Posts.CountByStatus(ctx)
	p.Published, p.Counted = posts[post.Live], err == nil
	p.Fresh = p.Published == 0
	return err
}
