package admin

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"onrecord/internal/fault"
	"onrecord/internal/live"
	"onrecord/internal/newsletter"
	"onrecord/internal/page"
	"onrecord/internal/post"
)

// issueRun is how many issues the page lists.
const issueRun = 30

type issuesPage struct {
	frame
	Rows        []issueRow
	Newsletters []option
	Form        form
	Next        string
}

func (a *Admin) issues(w http.ResponseWriter, r *http.Request, v *visit) error {
	p := issuesPage{frame: a.frame(r, v, "Issues"), Form: filled("newsletter", query(r, "newsletter"))}
	var err error
	if _, p.Newsletters, err = a.newsletterNames(r.Context(), "All newsletters"); err != nil {
		return err
	}
	f := newsletter.IssueFilter{NewsletterID: beforeID(r, "newsletter"), Before: beforeID(r, "before"), Limit: issueRun}
	rows, next, err := a.issueRows(r.Context(), f)
	if err != nil {
		return err
	}
	p.Rows = rows
	if next != 0 {
		p.Next = with(r, "before", itoa(next))
	}
	return a.show(w, http.StatusOK, "issues", p)
}

type issueEditPage struct {
	frame
	Form        form
	Issue       newsletter.Issue
	Newsletters []option
	Posts       []option
	Rows        []int64 // the posts chosen, and an empty row
}

// postChoices is how many posts an issue can be put together from.
const postChoices = 100

func (a *Admin) newIssue(w http.ResponseWriter, r *http.Request, v *visit) error {
	f := filled("newsletter", query(r, "newsletter"))
	if n := beforeID(r, "post"); n != 0 {
		f.values.Set("post", itoa(n))
	}
	return a.showIssueEdit(w, r, v, newsletter.Issue{}, f, http.StatusOK)
}

func (a *Admin) showIssueEdit(w http.ResponseWriter, r *http.Request, v *visit, i newsletter.Issue, f form, status int) error {
	p := issueEditPage{frame: a.frame(r, v, "Edit the issue"), Form: f, Issue: i}
	if i.ID == 0 {
		p.Title = "New issue"
	}
	ctx := r.Context()
	_, options, err := a.newsletterNames(ctx, "")
	if err != nil {
		return err
	}
	p.Newsletters = options[1:]
	for _, s := range f.values["post"] {
		if n, err := strconv.ParseInt(s, 10, 64); err == nil {
			p.Rows = append(p.Rows, n)
		}
	}
	if p.Posts, err = a.postOptions(ctx, p.Rows); err != nil {
		return err
	}
	p.Rows = append(p.Rows, 0)
	return a.show(w, status, "issueedit", p)
}

// postOptions are the published posts that changed last, and those chosen.
func (a *Admin) postOptions(ctx context.Context, chosen []int64) ([]option, error) {
	list, _, err := a.Posts.List(ctx, post.ListFilter{Status: post.Live, Limit: postChoices})
	if err != nil {
		return nil, err
	}
	for _, n := range chosen {
		if slices.ContainsFunc(list, func(p post.Post) bool { return p.ID == n }) {
			continue
		}
		p, err := a.Posts.Get(ctx, n)
		switch {
		case err == nil:
			list = append(list, p)
		case !fault.Is(err, fault.NotFound):
			return nil, err
		}
	}
	var out []option
	for _, p := range list {
		out = append(out, idOption(p.ID, orUntitled(p.Headline)))
	}
	return out, nil
}

func issueInput(f page.Form) (newsletter.IssueInput, error) {
	in := newsletter.IssueInput{
		NewsletterID: f.Int("newsletter"), Subject: f.Text("subject"), Preheader: f.Text("preheader"), Intro: f.Body("intro"), PostIDs: f.IDs("post"),
	}
	return in, f.Err()
}

func (a *Admin) createIssue(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := page.ReadForm(w, r, textForm)
	if err != nil {
		return err
	}
	in, err := issueInput(f)
	var i newsletter.Issue
	if err == nil {
		i, err = a.Newsletters.CreateIssue(r.Context(), v.me.ID, in)
	}
	if mendable(err) {
		return a.showIssueEdit(w, r, v, i, returned(f, err), statusOf(err))
	}
	if err != nil {
		return err
	}
	return see(w, r, issuePath(i.ID), "created")
}

func issuePath(id int64) string { return "/admin/issues/" + itoa(id) }

func (a *Admin) issueOf(r *http.Request) (newsletter.Issue, error) {
	n, err := id(r, "id")
	if err != nil {
		return newsletter.Issue{}, err
	}
	return a.Newsletters.Issue(r.Context(), n)
}

func issueForm(i newsletter.Issue) form {
	f := filled("version", itoa(i.Version), "newsletter", itoa(i.NewsletterID), "subject", i.Subject, "preheader", i.Preheader, "intro", i.Intro)
	for _, p := range i.PostIDs {
		f.values.Add("post", itoa(p))
	}
	return f
}

func (a *Admin) editIssue(w http.ResponseWriter, r *http.Request, v *visit) error {
	i, err := a.issueOf(r)
	if err != nil {
		return err
	}
	return a.showIssueEdit(w, r, v, i, issueForm(i), http.StatusOK)
}

func (a *Admin) saveIssue(w http.ResponseWriter, r *http.Request, v *visit) error {
	i, err := a.issueOf(r)
	if err != nil {
		return err
	}
	f, err := page.ReadForm(w, r, textForm)
	if err != nil {
		return err
	}
	in, err := issueInput(f)
	in.NewsletterID = i.NewsletterID
	version, verr := versionOf(f)
	now := i
	if err = orElse(err, verr); err == nil {
		now, err = a.Newsletters.UpdateIssue(r.Context(), i.ID, version, in)
	}
	if mendable(err) {
		return a.showIssueEdit(w, r, v, i, again(f, err, i.Version), statusOf(err))
	}
	if err != nil {
		return err
	}
	if i.State == newsletter.Planned && now.State == newsletter.Draft {
		return see(w, r, issuePath(i.ID), "issue-waits-for-nothing")
	}
	return see(w, r, issuePath(i.ID), "saved")
}

type issuePage struct {
	frame
	Form       form // for the test mail and the schedule
	Issue      newsletter.Issue
	Newsletter newsletter.Newsletter
	Subject    string
	Posts      []post.Post
	Public     string // the issue on the site, once it has started
	Text       string // as plain text
	Broken     string // why it cannot be shown
	Share      int64  // percent of the audience in a final state
	Counts     []stateCount
	Editable   bool
	Moving     bool // under way, so that the figures change
	Following  bool // under way or about to be, so that the page follows it
	Real       bool // mail leaves this machine
}

// stateCount is one state of deliveries with its number.
type stateCount struct {
	State, Label string
	N            int64
}

func (a *Admin) issue(w http.ResponseWriter, r *http.Request, v *visit) error {
	i, err := a.issueOf(r)
	if err != nil {
		return err
	}
	f := filled("to", v.me.Email)
	if !i.ScheduledAt.IsZero() {
		putMoment(f, "at", i.ScheduledAt, v.zone)
	}
	return a.showIssue(w, r, v, i, f, http.StatusOK)
}

func (a *Admin) showIssue(w http.ResponseWriter, r *http.Request, v *visit, i newsletter.Issue, f form, status int) error {
	p := issuePage{
		Form: f, Issue: i, Share: share(i.Counts.Total()-i.Counts.Open(), i.Audience), Counts: stateCounts(i.Counts),
		Editable: slices.Contains([]string{newsletter.Draft, newsletter.Planned, newsletter.Scheduled}, i.State),
		Moving:   i.State == newsletter.Sending || i.State == newsletter.Freezing,
		Real:     a.Transport.Real(),
	}
	ctx := r.Context()
	var err error
	if p.Subject, err = a.subjectOf(ctx, i); err != nil {
		return err
	}
	p.frame = a.frame(r, v, p.Subject)
	if p.Newsletter, err = a.Newsletters.Get(ctx, i.NewsletterID); err != nil {
		return err
	}
	if !i.StartedAt.IsZero() {
		p.Public = a.urls.Issue(p.Newsletter.Slug, i.Slug)
	}
	for _, n := range i.PostIDs {
		q, err := a.Posts.Get(ctx, n)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if err == nil {
			p.Posts = append(p.Posts, q)
		}
	}
	if p.Following, err = a.underWay(ctx, i); err != nil {
		return err
	}
	if _, p.Text, _, err = a.Newsletters.Preview(ctx, i.ID); err != nil {
		if fault.KindOf(err) == fault.Internal {
			return err
		}
		p.Broken = fault.Sentence(err)
	}
	return a.show(w, status, "issue", p)
}

// stateCounts are all states with their numbers, which sum to the audience.
func stateCounts(c newsletter.Counts) []stateCount {
	return []stateCount{
		{newsletter.DeliverySent, "Sent", c.Sent},
		{newsletter.DeliveryPending, "Waiting", c.Pending},
		{newsletter.DeliveryCommitting, "Being handed over", c.Committing},
		{newsletter.DeliveryFailed, "Failed", c.Failed},
		{newsletter.DeliverySkipped, "Skipped", c.Skipped},
		{newsletter.DeliveryUncertain, "Uncertain", c.Uncertain},
	}
}

// issueProgress streams the counts of an issue that is under way.
func (a *Admin) issueProgress(w http.ResponseWriter, r *http.Request, _ *visit) error {
	n, err := id(r, "id")
	if err != nil {
		return err
	}
	return live.Stream(w, r, 500*time.Millisecond, func(ctx context.Context) (string, any, bool, error) {
		i, err := a.Newsletters.Issue(ctx, n)
		data := map[string]any{"share": share(i.Counts.Total()-i.Counts.Open(), i.Audience), "audience": i.Audience, "trouble": i.Trouble}
		for _, c := range stateCounts(i.Counts) {
			data[c.State] = c.N
		}
		if err != nil {
			return "", nil, false, err
		}
		on, err := a.underWay(ctx, i)
		return "progress", data, !on, err
	})
}

// soon is how far ahead a scheduled issue is as good as begun.
const soon = time.Minute

// underWay tells whether an issue is being sent or will be in a moment: it is
// scheduled for about now, or its post was just published.
func (a *Admin) underWay(ctx context.Context, i newsletter.Issue) (bool, error) {
	switch i.State {
	case newsletter.Sending, newsletter.Freezing:
		return true, nil
	case newsletter.Scheduled:
		return i.ScheduledAt.Before(a.Now().Add(soon)), nil
	case newsletter.Planned:
		for _, n := range i.PostIDs {
			p, err := a.Posts.Get(ctx, n)
			if err != nil && !fault.Is(err, fault.NotFound) {
				return false, err
			}
			if err == nil && p.Status == post.Live {
				return true, nil
			}
		}
	}
	return false, nil
}

// mailPolicy is the policy of a mail that is shown in a frame: nothing runs,
// nothing is loaded but pictures of this site, and links open a page of their own.
func (a *Admin) mailPolicy() string {
	site := a.Base.Scheme + "://" + a.Base.Host
	return "default-src 'none'; img-src 'self' data: " + site + "; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; " +
		"frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
}

// sendMail answers with a mail as HTML, for a frame.
func (a *Admin) sendMail(w http.ResponseWriter, html string) error {
	w.Header().Set("Content-Security-Policy", a.mailPolicy())
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, err := w.Write([]byte(outward(html)))
	return err
}

func (a *Admin) issueHTML(w http.ResponseWriter, r *http.Request, _ *visit) error {
	n, err := id(r, "id")
	if err != nil {
		return err
	}
	html, _, _, err := a.Newsletters.Preview(r.Context(), n)
	if err != nil {
		return err
	}
	return a.sendMail(w, html)
}

// deleteIssue removes a draft.
func (a *Admin) deleteIssue(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.changeIssue(w, r, v, "/admin/issues", "deleted", func(ctx context.Context, i newsletter.Issue, f page.Form) error {
		version, err := versionOf(f)
		if err == nil {
			err = a.Newsletters.DeleteIssue(ctx, i.ID, version)
		}
		return err
	})
}

// changeIssue does something to an issue and shows it, with what is wrong if
// it could not be done.
func (a *Admin) changeIssue(w http.ResponseWriter, r *http.Request, v *visit, path, done string, change func(ctx context.Context, i newsletter.Issue, f page.Form) error) error {
	i, err := a.issueOf(r)
	if err != nil {
		return err
	}
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	err = change(r.Context(), i, f)
	if mendable(err) {
		fresh, ferr := a.issueOf(r)
		if ferr != nil {
			return ferr
		}
		back := returned(f, err)
		if back.Value("to") == "" {
			back.values.Set("to", v.me.Email)
		}
		return a.showIssue(w, r, v, fresh, back, statusOf(err))
	}
	if err != nil {
		return err
	}
	if path == "" {
		path = issuePath(i.ID)
	}
	return see(w, r, path, done)
}
