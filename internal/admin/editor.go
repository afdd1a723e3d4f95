package admin

import (
	"context"
	"crypto/rand"
	"net/http"
	"strconv"
	"strings"

	"onrecord/internal/fault"
	"onrecord/internal/member"
	"onrecord/internal/newsletter"
	"onrecord/internal/page"
	"onrecord/internal/post"
	"onrecord/internal/staff"
)

// editing is what the writing page is shown for.
type editing struct {
	post    post.Post // zero for a new one
	form    form
	status  int
	publish bool // something is wrong with what was said about publishing
	review  bool // something is wrong with what was said about the review
}

type editorPage struct {
	frame
	Form           form
	Ref            string // of the post in addresses
	Fresh          bool   // the form says what is stored
	Autosave       string // "off" where a change would go public by itself
	Post           post.Post
	Words          string // how long the text is
	Limits         postLimits
	CanPublish     bool
	CanDelete      bool
	DetailsOpen    bool // stands in the page, because something in it is wrong
	PublishOpen    bool
	Later          bool // it was published before
	Kinds          []option
	Accesses       []option
	Layouts        []option
	SectionChoices []option
	MoreSections   []post.Section
	Authors        []post.Author
	AuthorRows     []int64
	TagHint        string
	AccessHint     string
	SlugHint       string
	Lead           chooser
	PublicURL      string // where readers see it now
	Address        string // where they will, once it is published
	PreviewURL     string
	Revisions      int
	Newsletters    []option
	NewsletterHint string
	Issues         []postIssue
	Checklist      checklist
	Review         review
	Stage          string // as together says it
	Remarks        int64  // open threads in the margin
	MaxQuote       int
	MaxRemark      int
	Reply          int64
}

// postLimits are the most characters of the fields.
type postLimits struct{ Headline, Standfirst, Slug, Alt, Caption, Credit int }

// postIssue is an issue that carries the post.
type postIssue struct {
	ID          int64
	Name, State string
}

func (a *Admin) newPost(w http.ResponseWriter, r *http.Request, v *visit) error {
	f := filled("kind", post.Article, "access", post.Everyone, "birth", rand.Text())
	me, err := a.Posts.AuthorOfStaff(r.Context(), v.me.ID)
	switch {
	case err == nil:
		f.values.Set("author", itoa(me.ID))
	case !fault.Is(err, fault.NotFound):
		return err
	}
	return a.showEditor(w, r, v, editing{form: f, status: http.StatusOK})
}

func (a *Admin) editPost(w http.ResponseWriter, r *http.Request, v *visit) error {
	n, err := id(r, "id")
	if err != nil {
		return err
	}
	p, err := a.visible(r.Context(), v, n, staff.PostReadAny)
	if err != nil {
		return err
	}
	f, err := a.postForm(r.Context(), v, p)
	if err != nil {
		return err
	}
	return a.showEditor(w, r, v, editing{post: p, form: f, status: http.StatusOK})
}

// postForm fills the form with the working copy.
func (a *Admin) postForm(ctx context.Context, v *visit, p post.Post) (form, error) {
	view, err := a.Posts.ByPreview(ctx, p.PreviewToken)
	if err != nil {
		return form{}, err
	}
	var names []string
	for _, t := range view.Tags {
		names = append(names, t.Name)
	}
	f := filled("version", itoa(p.Version), "kind", p.Kind, "access", p.Access, "layout", p.Layout, "slug", p.Slug, "headline", p.Headline, "standfirst", p.Standfirst, "body", p.Body,
		"lead_alt", p.LeadAlt, "lead_caption", p.LeadCaption, "lead_credit", p.LeadCredit, "tags", strings.Join(names, ", "), "series", p.Series)
	if p.Part != 0 {
		f.values.Set("part", itoa(p.Part))
	}
	if p.LeadMediaID != 0 {
		f.values.Set("lead_media_id", itoa(p.LeadMediaID))
	}
	for i, s := range p.SectionIDs {
		if i == 0 {
			f.values.Set("section", itoa(s))
			continue
		}
		f.values.Add("also", itoa(s))
	}
	for _, author := range p.AuthorIDs {
		f.values.Add("author", itoa(author))
	}
	if !p.ScheduledAt.IsZero() {
		putMoment(f, "schedule_at", p.ScheduledAt, v.zone)
	}
	return f, nil
}

func itoa(id int64) string { return strconv.FormatInt(id, 10) }

// showEditor shows the writing page.
func (a *Admin) showEditor(w http.ResponseWriter, r *http.Request, v *visit, e editing) error {
	p := editorPage{
		frame: a.frame(r, v, "New post"), Form: e.form, Ref: newRef, Post: e.post, Fresh: e.status == http.StatusOK, Words: tally(e.form.Value("body")),
		Limits:      postLimits{post.MaxHeadline, post.MaxStandfirst, 80, post.MaxAlt, post.MaxCaption, post.MaxCredit},
		PublishOpen: e.publish, Later: !e.post.FirstPublishedAt.IsZero(),
		DetailsOpen: e.form.Wrong("kind", "access", "layout", "section", "also", "tags", "authors", "slug", "lead_media_id", "lead_alt", "lead_caption", "lead_credit", "series", "part"),
		AccessHint:  "For members alone, everyone sees the text down to a line <!-- members -->; without one, its first paragraph.",
		TagHint:     "Names, with commas between them.", SlugHint: "The last part of the address.",
	}
	p.Review.Open = e.review
	if e.post.Status == post.Scheduled {
		p.Autosave = "off"
	}
	if e.post.ID != 0 {
		p.Ref, p.Title = itoa(e.post.ID), orUntitled(e.post.Headline)
	}
	for _, kind := range post.Kinds() {
		p.Kinds = append(p.Kinds, option{kind, capital(kind)})
	}
	p.Accesses = []option{{post.Everyone, "Everyone"}, {post.Members, "Members: others see how it begins"}}
	p.Layouts = layouts(v.site)
	ctx := r.Context()
	for _, fill := range []func(context.Context, *visit, *editorPage) error{a.addRights, a.addGroups, a.addPictures, a.addHistory, a.addNewsletters, a.addChecklist, a.addHandIns, a.addRemarks} {
		if err := fill(ctx, v, &p); err != nil {
			return err
		}
	}
	return a.show(w, e.status, "editor", p)
}

func orUntitled(headline string) string {
	if headline == "" {
		return "Untitled"
	}
	return headline
}

func (a *Admin) addRights(ctx context.Context, v *visit, p *editorPage) error {
	owns := p.Post.ID == 0
	if !owns {
		var err error
		if owns, err = a.Posts.Owns(ctx, p.Post.ID, v.me.ID); err != nil {
			return err
		}
	}
	p.CanPublish = v.can(staff.PostPublishAny) || owns && v.can(staff.PostPublishOwn)
	p.CanDelete = p.Post.FirstPublishedAt.IsZero() && (v.can(staff.PostDeleteAny) || owns && v.can(staff.PostDeleteOwn))
	return nil
}

func (a *Admin) addGroups(ctx context.Context, _ *visit, p *editorPage) error {
	sections, err := a.Posts.Sections(ctx)
	if err != nil {
		return err
	}
	p.SectionChoices = []option{{"", "None"}}
	for _, s := range sections {
		p.SectionChoices = append(p.SectionChoices, idOption(s.ID, s.Name))
	}
	if len(sections) > 1 {
		p.MoreSections = sections
	}
	if p.Authors, err = a.Posts.Authors(ctx); err != nil {
		return err
	}
	for _, chosen := range p.Form.values["author"] {
		if n, err := strconv.ParseInt(chosen, 10, 64); err == nil {
			p.AuthorRows = append(p.AuthorRows, n)
		}
	}
	p.AuthorRows = append(p.AuthorRows, 0)
	return nil
}

func (a *Admin) addPictures(ctx context.Context, _ *visit, p *editorPage) (err error) {
	p.Lead, err = a.chooser(ctx, "lead_media_id", p.Form.Value("lead_media_id"))
	return err
}

func (a *Admin) addHistory(ctx context.Context, _ *visit, p *editorPage) error {
	if p.Post.ID == 0 {
		return nil
	}
	p.PreviewURL = a.urls.Preview(p.Post.PreviewToken)
	if p.Post.Slug != "" {
		p.Address = a.urls.Post(p.Post.Slug)
	}
	revisions, err := a.Posts.Revisions(ctx, p.Post.ID)
	if err != nil {
		return err
	}
	p.Revisions = len(revisions)
	if p.Post.Status == post.Live && len(revisions) > 0 {
		p.PublicURL = a.urls.Post(revisions[0].Slug)
	}
	return nil
}

// readersOf says to how many an issue of a newsletter would go now.
func (a *Admin) readersOf(ctx context.Context, newsletterID int64) (string, error) {
	list, err := a.Members.List(ctx, member.Filter{NewsletterID: newsletterID, Status: member.Active, Limit: 1})
	if err != nil {
		return "", err
	}
	if list.AtLeast {
		return "to at least " + count(list.Count, "reader", "readers"), nil
	}
	return "to " + count(list.Count, "reader", "readers"), nil
}

// addNewsletters offers the newsletters that have not had the post, and says
// which had. Of a post that readers see already an issue is made by itself.
func (a *Admin) addNewsletters(ctx context.Context, v *visit, p *editorPage) error {
	if !v.can(staff.IssueSend) || p.Form.Value("kind") == post.Page {
		return nil
	}
	all, err := a.Newsletters.List(ctx, false)
	if err != nil {
		return err
	}
	var carried []newsletter.Issue
	if p.Post.ID != 0 {
		if carried, _, err = a.Newsletters.Issues(ctx, newsletter.IssueFilter{PostID: p.Post.ID}); err != nil {
			return err
		}
	}
	had := map[int64]bool{}
	for _, i := range carried {
		if i.State != newsletter.Cancelled {
			had[i.NewsletterID] = true
		}
	}
	names := map[int64]string{}
	for _, n := range all {
		names[n.ID] = n.Name
		if !had[n.ID] && p.Post.Status != post.Live {
			to, err := a.readersOf(ctx, n.ID)
			if err != nil {
				return err
			}
			p.Newsletters = append(p.Newsletters, idOption(n.ID, n.Name+", "+to))
		}
	}
	p.NewsletterHint = "It goes out once, right after the publication."
	if !v.site.RestoredAt.IsZero() {
		p.NewsletterHint = "This site was restored from a backup: the issue will wait, paused, until somebody resumes it."
	}
	if len(p.Newsletters) > 0 {
		p.Newsletters = append([]option{{"", "No"}}, p.Newsletters...)
	}
	for _, i := range carried {
		p.Issues = append(p.Issues, postIssue{i.ID, orIssue(names[i.NewsletterID]), i.State})
	}
	return nil
}

// addChecklist looks over what stands in the form.
func (a *Admin) addChecklist(ctx context.Context, _ *visit, p *editorPage) (err error) {
	if p.CanPublish {
		p.Checklist, err = a.checkPost(ctx, inputOf(page.NewForm(p.Form.values)))
	}
	return err
}

func orIssue(name string) string {
	if name == "" {
		return "An issue"
	}
	return name
}
