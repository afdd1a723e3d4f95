package web

import (
	"fmt"
	"html/template"
	"net/http"

	"onrecord/internal/feed"
	"onrecord/internal/markup"
	"onrecord/internal/page"
	"onrecord/internal/post"
)

func (s *Web) post(w http.ResponseWriter, r *http.Request) error {
	p, redirectTo, err := s.Posts.BySlug(r.Context(), r.PathValue("slug"))
	if err != nil {
		return err
	}
	page.Depends(r, postTags(p)...)
	if redirectTo != "" {
		return redirect(w, postPath(redirectTo))
	}
	page.About(r, p.PostID)
	f, err := s.frame(r, "post")
	if err != nil {
		return err
	}
	v, err := s.postPage(f, p)
	if err != nil {
		return err
	}
	if !v.Plain {
		if err := s.addMore(f, &v, p); err != nil {
			return err
		}
	}
	if err := s.addComments(f, &v, p); err != nil {
		return err
	}
	return f.show(w, http.StatusOK, "post", v)
}

// preview shows the working copy to whoever has its link, and to no machine.
func (s *Web) preview(w http.ResponseWriter, r *http.Request) error {
	private(w)
	r = page.AtLevel(r, post.Members)
	p, err := s.Posts.ByPreview(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	f, err := s.frame(r, "post")
	if err != nil {
		return err
	}
	v, err := s.postPage(f, p)
	if err != nil {
		return err
	}
	f.Banner = f.l.T("This is a preview: it is not published, and only who has this link can see it.")
	f.Head = Head{NoIndex: true}
	f.noBand("/newsletters")
	v.Share = nil
	return f.show(w, http.StatusOK, "post", v)
}

func (s *Web) postPage(f *frame, p post.Published) (PostPage, error) {
	open := p.Revision.Public()
	doc, shut := open, p.Revision.Paid() && page.Level(f.r) != post.Members
	if p.Revision.Paid() && !shut {
		doc = p.Revision.Document()
	}
	body, err := s.body(f, p, doc)
	if err != nil {
		return PostPage{}, err
	}
	v := PostPage{
		Page: f.Page, Headline: p.Revision.Headline, Standfirst: p.Revision.Standfirst, KindLabel: f.kind(p.Revision.Kind),
		Plain: p.Revision.Kind == post.Page, Body: body, Paid: p.Revision.Paid(), Lead: lead(p, sizesPost),
	}
	if shut {
		v.Invitation = f.invitation(postPath(p.Revision.Slug))
	}
	f.layOut(&v, p)
	s.headPost(f, p, open)
	var steps []Crumb
	if len(p.Sections) > 0 && !v.Plain {
		v.Label, v.LabelURL = p.Sections[0].Name, sectionPath(p.Sections[0])
		steps = append(steps, Crumb{Label: v.Label, URL: v.LabelURL})
	}
	v.Crumbs = f.crumbs(append(steps, Crumb{Label: p.Revision.Headline})...)
	if v.Plain {
		return v, nil
	}
	v.Published, v.Minutes = f.dateTime(p.FirstPublishedAt), int64(p.Revision.Minutes())
	for _, t := range p.Tags {
		v.Tags = append(v.Tags, NavLink{Label: t.Name, URL: tagPath(t)})
	}
	v.Share = f.share(p.Revision.Headline, f.urls.Post(p.Revision.Slug))
	if err := s.addSeries(f, &v, p); err != nil {
		return PostPage{}, err
	}
	if err := s.addBylines(f, &v, p.Authors); err != nil {
		return PostPage{}, err
	}
	return v, s.addUpdates(f, &v, p)
}

// body is the text of the post as HTML.
func (s *Web) body(f *frame, p post.Published, doc *markup.Document) (template.HTML, error) {
	find, err := s.pictures(f.r.Context(), func(tags ...string) { page.Depends(f.r, tags...) }, doc)
	if err != nil {
		return "", err
	}
	at := *s.Base
	at.Path = postPath(p.Revision.Slug)
	play, err := s.sounds(f.r.Context(), func(tags ...string) { page.Depends(f.r, tags...) }, doc)
	if err != nil {
		return "", err
	}
	out := doc.HTML(markup.Options{Base: &at, Image: find, File: play, Sizes: sizesText, Strings: markup.Spoken(f.l)})
	f.frames = doc.Frames()
	return template.HTML(out), nil // markup writes safe HTML by construction
}

// addUpdates says when the post was significantly changed, and how.
func (s *Web) addUpdates(f *frame, v *PostPage, p post.Published) error {
	if !p.Updated() {
		return nil
	}
	v.Updated = f.dateTime(p.UpdatedAt)
	revisions, err := s.Posts.Revisions(f.r.Context(), p.PostID)
	if err != nil {
		return err
	}
	for _, r := range revisions {
		if r.Significant && r.Note != "" && r.Number > 1 {
			v.Updates = append(v.Updates, Update{When: f.dateTime(r.PublishedAt), Text: r.Note})
		}
	}
	return nil
}

func (s *Web) addBylines(f *frame, v *PostPage, authors []post.Author) error {
	faces, err := s.faces(f, authors...)
	if err != nil {
		return err
	}
	for _, a := range authors {
		v.Authors = append(v.Authors, Byline{Name: a.Name, URL: authorPath(a), Portrait: faces[a.ID], Bio: bio(a)})
	}
	return nil
}

// bio is what an author says of themself.
func bio(a post.Author) template.HTML {
	return template.HTML(markup.Parse(a.Bio).HTML(markup.Options{IDPrefix: fmt.Sprintf("a%d-", a.ID)}))
}

// mostMore is how many related posts a post offers.
const mostMore = 4

func (s *Web) addMore(f *frame, v *PostPage, p post.Published) error {
	switch {
	case len(p.Tags) > 0:
		v.MoreTitle = f.l.T("Related")
	case len(p.Sections) > 0:
		v.MoreTitle, v.MoreURL = f.l.T("More in %s", p.Sections[0].Name), sectionPath(p.Sections[0])
	default:
		v.MoreTitle, v.MoreURL = f.l.T("More stories"), "/"
	}
	for _, list := range post.Likeness(p.Revision.Input) {
		page.Depends(f.r, "list:"+list)
	}
	posts, err := s.Posts.Related(f.r.Context(), p, mostMore)
	if err != nil {
		return err
	}
	v.More = f.cards(posts, sizesRow, 0, 0)
	return s.addAround(f, v, p)
}

// descriptionRunes is how long a description made from the text is.
const descriptionRunes = 200

// headPost says to machines what the post is; doc is its public part.
func (s *Web) headPost(f *frame, p post.Published, doc *markup.Document) {
	about := p.Revision.Standfirst
	if about == "" {
		about = doc.Excerpt(descriptionRunes)
	}
	at := f.urls.Post(p.Revision.Slug)
	f.headed(p.Revision.Headline, about, at)
	f.Head.Image = f.socialImage(p)
	f.feeds("", f.site.Name)
	if p.Revision.Kind == post.Page || p.FirstPublishedAt.IsZero() {
		return
	}
	article := feed.Article{
		URL: at, Headline: p.Revision.Headline, Description: about, Language: f.l.Tag(), Published: p.FirstPublishedAt, Updated: p.UpdatedAt,
		Publisher: f.maker, Words: doc.Words(),
	}
	said := &ArticleHead{Published: f.dateTime(p.FirstPublishedAt).ISO, Modified: f.dateTime(p.UpdatedAt).ISO}
	if p.Revision.Paid() {
		article.Paid, article.Words = true, 0
	}
	if f.Head.Image != nil {
		article.Images = []feed.Image{{URL: f.Head.Image.URL, Width: f.Head.Image.Width, Height: f.Head.Image.Height}}
	}
	if len(p.Sections) > 0 {
		article.Section, said.Section = p.Sections[0].Name, p.Sections[0].Name
	}
	for _, t := range p.Tags {
		article.Keywords, said.Tags = append(article.Keywords, t.Name), append(said.Tags, t.Name)
	}
	for _, a := range p.Authors {
		article.Authors = append(article.Authors, feed.Author{Name: a.Name, URL: f.urls.Author(a.Slug)})
		said.Authors = append(said.Authors, a.Name)
	}
	f.Head.Article = said
	f.Head.LinkedData += feed.Script(article)
}

// moved sends a reader on when the address is an old one.
func moved(w http.ResponseWriter, r *http.Request, slug, path string) (bool, error) {
	if r.PathValue("slug") == slug {
		return false, nil
	}
	return true, redirect(w, path)
}
