package api

import (
	"fmt"

	"onrecord/internal/post"
)

// Section is a part of the publication.
type Section struct {
	ID          int64  `json:"id"`
	Slug        string `json:"slug"`
	Name        string `json:"name"`
	Description string `json:"description"`
	Position    int    `json:"position" doc:"Where it stands among the sections, smallest first."`
	URL         string `json:"url"`
	CreatedAt   moment `json:"created_at"`
	UpdatedAt   moment `json:"updated_at"`
	Version     int64  `json:"version"`
}

func (s Section) version() int64   { return s.Version }
func (s Section) location() string { return fmt.Sprintf("/sections/%d", s.ID) }

// SectionInput is a new section.
type SectionInput struct {
	Slug        string `json:"slug" doc:"Empty: made from the name."`
	Name        string `json:"name" need:"yes"`
	Description string `json:"description"`
	Position    int    `json:"position" min:"0" max:"1000000"`
}

// SectionPatch changes a section; a field that is not there stays as it is.
type SectionPatch struct {
	Slug        change[string] `json:"slug"`
	Name        change[string] `json:"name"`
	Description change[string] `json:"description"`
	Position    change[int]    `json:"position" min:"0" max:"1000000"`
}

// Tag is a topic that posts share.
type Tag struct {
	ID          int64  `json:"id"`
	Slug        string `json:"slug"`
	Name        string `json:"name"`
	Description string `json:"description"`
	URL         string `json:"url"`
	CreatedAt   moment `json:"created_at"`
	UpdatedAt   moment `json:"updated_at"`
	Version     int64  `json:"version"`
}

func (t Tag) version() int64   { return t.Version }
func (t Tag) location() string { return fmt.Sprintf("/tags/%d", t.ID) }

// TagInput is a new tag.
type TagInput struct {
	Slug        string `json:"slug" doc:"Empty: made from the name."`
	Name        string `json:"name" need:"yes"`
	Description string `json:"description"`
}

// TagPatch changes a tag; a field that is not there stays as it is.
type TagPatch struct {
	Slug        change[string] `json:"slug"`
	Name        change[string] `json:"name"`
	Description change[string] `json:"description"`
}

// Author is a name in a byline.
type Author struct {
	ID        int64  `json:"id"`
	Slug      string `json:"slug"`
	Name      string `json:"name"`
	Bio       string `json:"bio" doc:"Markdown."`
	Website   string `json:"website"`
	MediaID   ref    `json:"media_id" doc:"The portrait."`
	URL       string `json:"url" doc:"The author's page on this site."`
	CreatedAt moment `json:"created_at"`
	UpdatedAt moment `json:"updated_at"`
	Version   int64  `json:"version"`
}

func (v Author) version() int64   { return v.Version }
func (v Author) location() string { return fmt.Sprintf("/authors/%d", v.ID) }

// AuthorInput is a new author.
type AuthorInput struct {
	Slug    string `json:"slug" doc:"Empty: made from the name."`
	Name    string `json:"name" need:"yes"`
	Bio     string `json:"bio" doc:"Markdown."`
	Website string `json:"website"`
	MediaID ref    `json:"media_id"`
}

// AuthorPatch changes an author; a field that is not there stays as it is.
type AuthorPatch struct {
	Slug    change[string] `json:"slug"`
	Name    change[string] `json:"name"`
	Bio     change[string] `json:"bio"`
	Website change[string] `json:"website"`
	MediaID change[ref]    `json:"media_id"`
}

// GroupsQuery narrows a list of tags or authors.
type GroupsQuery struct {
	paging
	Q string `json:"q" max:"100" doc:"A part of the name."`
}

func (a *API) section(s post.Section, err error) (Section, error) { return a.showSection(s), err }

func (a *API) showSection(s post.Section) Section {
	return Section{
		ID: s.ID, Slug: s.Slug, Name: s.Name, Description: s.Description, Position: s.Position, URL: a.urls.Section(s.Slug),
		CreatedAt: moment{s.CreatedAt}, UpdatedAt: moment{s.UpdatedAt}, Version: s.Version,
	}
}

func (a *API) listSections(c *call) (List[Section], error) {
	list, err := a.Posts.Sections(c.ctx)
	return pageOf(list, "", a.showSection), err
}

func (a *API) createSection(c *call, in SectionInput) (Section, error) {
	return a.section(a.Posts.CreateSection(c.ctx, post.SectionInput(in)))
}

func (a *API) getSection(c *call) (Section, error) {
	return a.section(a.Posts.Section(c.ctx, c.id))
}

func (a *API) updateSection(c *call, in SectionPatch) (Section, error) {
	old, err := a.Posts.Section(c.ctx, c.id)
	if err != nil {
		return Section{}, err
	}
	new := post.SectionInput{Slug: old.Slug, Name: old.Name, Description: old.Description, Position: old.Position}
	in.Slug.to(&new.Slug)
	in.Name.to(&new.Name)
	in.Description.to(&new.Description)
	in.Position.to(&new.Position)
	return a.section(a.Posts.UpdateSection(c.ctx, c.id, c.seen.version, new))
}

func (a *API) deleteSection(c *call) error { return a.Posts.DeleteSection(c.ctx, c.id, c.seen.version) }

func (a *API) tag(t post.Tag, err error) (Tag, error) { return a.showTag(t), err }

func (a *API) showTag(t post.Tag) Tag {
	return Tag{
		ID: t.ID, Slug: t.Slug, Name: t.Name, Description: t.Description, URL: a.urls.Tag(t.Slug),
		CreatedAt: moment{t.CreatedAt}, UpdatedAt: moment{t.UpdatedAt}, Version: t.Version,
	}
}

func (a *API) listTags(c *call, q GroupsQuery) (List[Tag], error) {
	f, err := q.filter()
	if err != nil {
		return List[Tag]{}, err
	}
	list, next, err := a.Posts.TagPage(c.ctx, f)
	return pageOf(list, cursorOf(next), a.showTag), renamed(err, "query", "?q", "after", "?cursor")
}

func (q GroupsQuery) filter() (post.GroupFilter, error) {
	after, err := q.after()
	return post.GroupFilter{Query: q.Q, After: after, Limit: q.limit()}, err
}

func (a *API) createTag(c *call, in TagInput) (Tag, error) {
	return a.tag(a.Posts.CreateTag(c.ctx, post.TagInput(in)))
}

func (a *API) getTag(c *call) (Tag, error) { return a.tag(a.Posts.Tag(c.ctx, c.id)) }

func (a *API) updateTag(c *call, in TagPatch) (Tag, error) {
	old, err := a.Posts.Tag(c.ctx, c.id)
	if err != nil {
		return Tag{}, err
	}
	new := post.TagInput{Slug: old.Slug, Name: old.Name, Description: old.Description}
	in.Slug.to(&new.Slug)
	in.Name.to(&new.Name)
	in.Description.to(&new.Description)
	return a.tag(a.Posts.UpdateTag(c.ctx, c.id, c.seen.version, new))
}

func (a *API) deleteTag(c *call) error { return a.Posts.DeleteTag(c.ctx, c.id, c.seen.version) }

func (a *API) author(v post.Author, err error) (Author, error) { return a.showAuthor(v), err }

func (a *API) showAuthor(v post.Author) Author {
	return Author{
		ID: v.ID, Slug: v.Slug, Name: v.Name, Bio: v.Bio, Website: v.URL, MediaID: ref(v.MediaID), URL: a.urls.Author(v.Slug),
		CreatedAt: moment{v.CreatedAt}, UpdatedAt: moment{v.UpdatedAt}, Version: v.Version,
	}
}

func (a *API) listAuthors(c *call, q GroupsQuery) (List[Author], error) {
	f, err := q.filter()
	if err != nil {
		return List[Author]{}, err
	}
	list, next, err := a.Posts.AuthorPage(c.ctx, f)
	return pageOf(list, cursorOf(next), a.showAuthor), renamed(err, "query", "?q", "after", "?cursor")
}

func (a *API) createAuthor(c *call, in AuthorInput) (Author, error) {
	v, err := a.author(a.Posts.CreateAuthor(c.ctx, post.AuthorInput{
		Slug: in.Slug, Name: in.Name, Bio: in.Bio, URL: in.Website, MediaID: int64(in.MediaID),
	}))
	return v, renamed(err, "url", "website")
}

func (a *API) getAuthor(c *call) (Author, error) { return a.author(a.Posts.Author(c.ctx, c.id)) }

func (a *API) updateAuthor(c *call, in AuthorPatch) (Author, error) {
	old, err := a.Posts.Author(c.ctx, c.id)
	if err != nil {
		return Author{}, err
	}
	new := post.AuthorInput{Slug: old.Slug, Name: old.Name, Bio: old.Bio, URL: old.URL, MediaID: old.MediaID, StaffID: old.StaffID}
	portrait := ref(new.MediaID)
	in.Slug.to(&new.Slug)
	in.Name.to(&new.Name)
	in.Bio.to(&new.Bio)
	in.Website.to(&new.URL)
	in.MediaID.to(&portrait)
	new.MediaID = int64(portrait)
	v, err := a.author(a.Posts.UpdateAuthor(c.ctx, c.id, c.seen.version, new))
	return v, renamed(err, "url", "website")
}

func (a *API) deleteAuthor(c *call) error { return a.Posts.DeleteAuthor(c.ctx, c.id, c.seen.version) }
