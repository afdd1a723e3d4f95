package api

import (
	"fmt"
	"maps"
	"slices"

	"onrecord/internal/claim"
	"onrecord/internal/post"
)

// postKind is one of post.Kinds.
type postKind string

func (postKind) schema() *schema { return &schema{Type: "string", Enum: post.Kinds()} }

// postStatus is one of post.Statuses.
type postStatus string

func (postStatus) schema() *schema { return &schema{Type: "string", Enum: post.Statuses()} }

// postAccess is one of post.Accesses.
type postAccess string

func (postAccess) schema() *schema { return &schema{Type: "string", Enum: post.Accesses()} }

// postLayout is one of post.Layouts.
type postLayout string

func (postLayout) schema() *schema { return &schema{Type: "string", Enum: post.Layouts()} }

// PostSummary is a post without its body, as lists give it.
type PostSummary struct {
	ID               int64      `json:"id"`
	Status           postStatus `json:"status"`
	Kind             postKind   `json:"kind"`
	Access           postAccess `json:"access" doc:"Who may read it whole: everyone, or members who are signed in. The rest see what stands before <!-- members -->, or the first paragraph."`
	Layout           postLayout `json:"layout" doc:"How it is laid out; empty: as the site lays out its posts."`
	Slug             string     `json:"slug" doc:"The address that the next publication will have."`
	Headline         string     `json:"headline"`
	Standfirst       string     `json:"standfirst"`
	LeadMediaID      ref        `json:"lead_media_id"`
	LeadAlt          string     `json:"lead_alt" doc:"Empty: the alternative text of the picture itself."`
	LeadCaption      string     `json:"lead_caption"`
	LeadCredit       string     `json:"lead_credit" doc:"Empty: the credit of the picture itself."`
	SectionIDs       idents     `json:"section_ids" doc:"The first is the one of the breadcrumb."`
	TagIDs           idents     `json:"tag_ids"`
	AuthorIDs        idents     `json:"author_ids" doc:"In the order of the byline."`
	Series           string     `json:"series" doc:"Name of the series it is a part of; empty for none."`
	Part             int64      `json:"part" doc:"Its place in the series, from 1; 0: by date, after the numbered ones."`
	URL              string     `json:"url" doc:"Where readers find it, once it is published."`
	RevisionID       ref        `json:"revision_id" doc:"What readers see now; null when it is not published."`
	Changed          bool       `json:"changed" doc:"It is published, and the working copy says something else."`
	ScheduledAt      moment     `json:"scheduled_at"`
	FirstPublishedAt moment     `json:"first_published_at"`
	CreatedAt        moment     `json:"created_at"`
	UpdatedAt        moment     `json:"updated_at"`
	Version          int64      `json:"version" doc:"Rises with each change; the ETag begins with it."`
}

// Post is the working copy of a post.
type Post struct {
	PostSummary
	Body string `json:"body" doc:"Markdown."`
}

func (p Post) version() int64   { return p.Version }
func (p Post) location() string { return fmt.Sprintf("/posts/%d", p.ID) }

// PostInput is a new draft.
type PostInput struct {
	Kind        postKind   `json:"kind"`
	Access      postAccess `json:"access" doc:"Empty: public."`
	Layout      postLayout `json:"layout" doc:"Empty: as the site lays out its posts."`
	Slug        string     `json:"slug" doc:"Empty: made from the headline."`
	Headline    string     `json:"headline" doc:"One line of at most 300 characters."`
	Standfirst  string     `json:"standfirst" doc:"At most 600 characters."`
	Body        string     `json:"body" doc:"Markdown, at most 1 MB."`
	LeadMediaID ref        `json:"lead_media_id"`
	LeadAlt     string     `json:"lead_alt"`
	LeadCaption string     `json:"lead_caption"`
	LeadCredit  string     `json:"lead_credit"`
	SectionIDs  idents     `json:"section_ids"`
	TagIDs      idents     `json:"tag_ids"`
	AuthorIDs   idents     `json:"author_ids"`
	Series      string     `json:"series" doc:"Name of the series it is a part of; empty for none."`
	Part        int64      `json:"part" doc:"Its place in the series, from 1 to 9999; 0: by date, after the numbered ones."`
}

// PostPatch changes a post; a field that is not there stays as it is.
type PostPatch struct {
	Kind        change[postKind]   `json:"kind"`
	Access      change[postAccess] `json:"access"`
	Layout      change[postLayout] `json:"layout"`
	Slug        change[string]     `json:"slug" doc:"Empty: kept once it is public, else made from the headline."`
	Headline    change[string]     `json:"headline" doc:"One line of at most 300 characters."`
	Standfirst  change[string]     `json:"standfirst" doc:"At most 600 characters."`
	Body        change[string]     `json:"body" doc:"Markdown, at most 1 MB."`
	LeadMediaID change[ref]        `json:"lead_media_id"`
	LeadAlt     change[string]     `json:"lead_alt"`
	LeadCaption change[string]     `json:"lead_caption"`
	LeadCredit  change[string]     `json:"lead_credit"`
	SectionIDs  change[idents]     `json:"section_ids"`
	TagIDs      change[idents]     `json:"tag_ids"`
	AuthorIDs   change[idents]     `json:"author_ids"`
	Series      change[string]     `json:"series" doc:"Name of the series it is a part of; empty for none."`
	Part        change[int64]      `json:"part" doc:"Its place in the series, from 1 to 9999; 0: by date, after the numbered ones."`
}

// PublicationInput says how to publish.
type PublicationInput struct {
	Significant bool   `json:"significant" doc:"Readers should be told of this revision; it needs a note. The first one always is."`
	Note        string `json:"note" doc:"What changed, in a sentence of at most 500 characters."`
	Override    string `json:"override" max:"500" doc:"Why the text prints a claim that is refuted or retracted; it is noted in the audit log."`
}

// ScheduleInput says when.
type ScheduleInput struct {
	ScheduledAt instant `json:"scheduled_at" need:"yes" doc:"A time to come."`
}

// Revision is one immutable published state of a post.
type Revision struct {
	RevisionSummary
	Body   string         `json:"body" doc:"Markdown."`
	Claims []PrintedClaim `json:"claims" doc:"What the text printed of the record."`
}

// PrintedClaim is what a text printed of a claim, for ever.
type PrintedClaim struct {
	Ref    string `json:"ref" doc:"How the text names it, such as toll or toll#v2."`
	Key    string `json:"key"`
	Number int    `json:"number" doc:"Of the version."`
	Value  string `json:"value"`
	Text   string `json:"text"`
	Chain  string `json:"chain" doc:"Who said so, in a sentence."`
	Status string `json:"status" doc:"In words."`
	AsOf   string `json:"as_of" doc:"In words."`
}

// RevisionSummary is a revision without its body, as lists give it.
type RevisionSummary struct {
	ID          int64      `json:"id"`
	PostID      int64      `json:"post_id"`
	Number      int        `json:"number" doc:"1 is the first publication."`
	Kind        postKind   `json:"kind"`
	Access      postAccess `json:"access"`
	Layout      postLayout `json:"layout"`
	Slug        string     `json:"slug"`
	Headline    string     `json:"headline"`
	Standfirst  string     `json:"standfirst"`
	LeadMediaID ref        `json:"lead_media_id"`
	LeadAlt     string     `json:"lead_alt"`
	LeadCaption string     `json:"lead_caption"`
	LeadCredit  string     `json:"lead_credit"`
	SectionIDs  idents     `json:"section_ids"`
	TagIDs      idents     `json:"tag_ids"`
	AuthorIDs   idents     `json:"author_ids"`
	Series      string     `json:"series" doc:"Name of the series it is a part of; empty for none."`
	Part        int64      `json:"part" doc:"Its place in the series, from 1 to 9999; 0: by date, after the numbered ones."`
	Significant bool       `json:"significant"`
	Note        string     `json:"note" doc:"What changed, for readers."`
	PublishedAt moment     `json:"published_at"`
}

// PostsQuery narrows a list of posts.
type PostsQuery struct {
	paging
	Status    postStatus `json:"status"`
	Kind      postKind   `json:"kind"`
	SectionID ident      `json:"section_id"`
	Q         string     `json:"q" max:"100" doc:"A part of the headline, whatever its case and accents."`
}

func (a *API) postSummary(p post.Post) PostSummary {
	return PostSummary{
		ID: p.ID, Status: postStatus(p.Status), Kind: postKind(p.Kind), Access: postAccess(p.Access), Layout: postLayout(p.Layout), Slug: p.Slug, Headline: p.Headline,
		Standfirst: p.Standfirst, LeadMediaID: ref(p.LeadMediaID), LeadAlt: p.LeadAlt, LeadCaption: p.LeadCaption,
		LeadCredit: p.LeadCredit, SectionIDs: p.SectionIDs, TagIDs: p.TagIDs, AuthorIDs: p.AuthorIDs, Series: p.Series, Part: p.Part,
		URL: a.urls.Post(p.Slug), RevisionID: ref(p.RevisionID), Changed: p.Changed,
		ScheduledAt: moment{p.ScheduledAt}, FirstPublishedAt: moment{p.FirstPublishedAt},
		CreatedAt: moment{p.CreatedAt}, UpdatedAt: moment{p.UpdatedAt}, Version: p.Version,
	}
}

func (a *API) post(p post.Post, err error) (Post, error) {
	return Post{PostSummary: a.postSummary(p), Body: p.Body}, err
}

func (a *API) listPosts(c *call, q PostsQuery) (List[PostSummary], error) {
	before, err := post.ParseCursor(q.Cursor)
	if err != nil {
		return List[PostSummary]{}, badCursor(err)
	}
	list, next, err := a.Posts.List(c.ctx, post.ListFilter{
		Status: string(q.Status), Kind: string(q.Kind), SectionID: int64(q.SectionID), Query: q.Q,
		Before: before, Limit: q.limit(),
	})
	return pageOf(list, next.String(), a.postSummary), err
}

func (a *API) createPost(c *call, in PostInput) (Post, error) {
	return a.post(a.Posts.Create(c.ctx, c.by(), post.Input{
		Kind: string(in.Kind), Access: string(in.Access), Layout: string(in.Layout), Slug: in.Slug, Headline: in.Headline, Standfirst: in.Standfirst, Body: in.Body,
		LeadMediaID: int64(in.LeadMediaID), LeadAlt: in.LeadAlt, LeadCaption: in.LeadCaption, LeadCredit: in.LeadCredit,
		SectionIDs: in.SectionIDs, TagIDs: in.TagIDs, AuthorIDs: in.AuthorIDs, Series: in.Series, Part: in.Part,
	}))
}

func (a *API) getPost(c *call) (Post, error) { return a.post(a.Posts.Get(c.ctx, c.id)) }

func (a *API) updatePost(c *call, in PostPatch) (Post, error) {
	old, err := a.Posts.Get(c.ctx, c.id)
	if err != nil {
		return Post{}, err
	}
	new := old.Input
	kind, access, layout, lead := postKind(new.Kind), postAccess(new.Access), postLayout(new.Layout), ref(new.LeadMediaID)
	sections, tagIDs, authors := idents(new.SectionIDs), idents(new.TagIDs), idents(new.AuthorIDs)
	in.Kind.to(&kind)
	in.Access.to(&access)
	in.Layout.to(&layout)
	in.Slug.to(&new.Slug)
	in.Headline.to(&new.Headline)
	in.Standfirst.to(&new.Standfirst)
	in.Body.to(&new.Body)
	in.LeadMediaID.to(&lead)
	in.LeadAlt.to(&new.LeadAlt)
	in.LeadCaption.to(&new.LeadCaption)
	in.LeadCredit.to(&new.LeadCredit)
	in.SectionIDs.to(&sections)
	in.TagIDs.to(&tagIDs)
	in.AuthorIDs.to(&authors)
	in.Series.to(&new.Series)
	in.Part.to(&new.Part)
	new.Kind, new.Access, new.Layout, new.LeadMediaID = string(kind), string(access), string(layout), int64(lead)
	new.SectionIDs, new.TagIDs, new.AuthorIDs = sections, tagIDs, authors
	return a.post(a.Posts.Save(c.ctx, c.id, c.seen.version, c.by(), new))
}

func (a *API) deletePost(c *call) error { return a.Posts.Delete(c.ctx, c.id, c.seen.version) }

func (a *API) publishPost(c *call, in PublicationInput) (Post, error) {
	_, err := a.Posts.Publish(c.ctx, c.id, c.by(), post.PublishOptions{Version: c.seen.version, Significant: in.Significant, Note: in.Note, Override: in.Override})
	if err != nil {
		return Post{}, err
	}
	return a.getPost(c)
}

func (a *API) unpublishPost(c *call) (Post, error) {
	return a.post(a.Posts.Unpublish(c.ctx, c.id, c.by(), c.seen.version))
}

func (a *API) schedulePost(c *call, in ScheduleInput) (Post, error) {
	return a.post(a.Posts.Schedule(c.ctx, c.id, c.by(), c.seen.version, in.ScheduledAt.Time))
}

func (a *API) unschedulePost(c *call) (Post, error) {
	return a.post(a.Posts.Unschedule(c.ctx, c.id, c.by(), c.seen.version))
}

func (a *API) listRevisions(c *call) (List[RevisionSummary], error) {
	if _, err := a.Posts.Get(c.ctx, c.id); err != nil {
		return List[RevisionSummary]{}, err
	}
	list, err := a.Posts.Revisions(c.ctx, c.id)
	return pageOf(list, "", revisionSummary), err
}

func (a *API) getRevision(c *call) (Revision, error) {
	r, err := a.Posts.Revision(c.ctx, c.sub)
	if err == nil && r.PostID != c.id {
		err = notFound.refuse("This post has no revision with this id.")
	}
	if err != nil {
		return Revision{}, err
	}
	prints, err := a.Claims.Prints(c.ctx, a.DB, claim.Places("revision", r.Document(), r.Claims, claim.OnPages))
	if err != nil {
		return Revision{}, err
	}
	for i := range prints {
		prints[i].Locator = "revision"
	}
	return Revision{revisionSummary(r), r.Body, printedClaims(r)}, a.Claims.Carried(c.ctx, claim.Surface{Kind: claim.APIAnswer, ID: c.token.ID}, prints)
}

func printedClaims(r post.Revision) []PrintedClaim {
	out := []PrintedClaim{}
	for _, name := range slices.Sorted(maps.Keys(r.Claims)) {
		v := r.Claims[name]
		out = append(out, PrintedClaim{name, v.Key, v.Version, v.Value, v.Text, v.Chain, v.Status, v.AsOf})
	}
	return out
}

func revisionSummary(r post.Revision) RevisionSummary {
	return RevisionSummary{
		ID: r.ID, PostID: r.PostID, Number: r.Number, Kind: postKind(r.Kind), Access: postAccess(r.Access), Layout: postLayout(r.Layout), Slug: r.Slug, Headline: r.Headline,
		Standfirst: r.Standfirst, LeadMediaID: ref(r.LeadMediaID), LeadAlt: r.LeadAlt, LeadCaption: r.LeadCaption,
		LeadCredit: r.LeadCredit, SectionIDs: r.SectionIDs, TagIDs: r.TagIDs, AuthorIDs: r.AuthorIDs, Series: r.Series, Part: r.Part,
		Significant: r.Significant, Note: r.Note, PublishedAt: moment{r.PublishedAt},
	}
}
