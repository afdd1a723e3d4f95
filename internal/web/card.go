package web

import (
	"fmt"
	"strings"

	"onrecord/internal/page"
	"onrecord/internal/post"
)

// depends notes that the page shows a post.
func (f *frame) depends(p post.Published) { page.Depends(f.r, postTags(p)...) }

// postTags are what anything that shows a post depends on.
func postTags(p post.Published) []string {
	tags := []string{fmt.Sprintf("post:%d", p.PostID)}
	for _, a := range p.Authors {
		tags = append(tags, fmt.Sprintf("author:%d", a.ID))
	}
	for _, v := range p.Sections {
		tags = append(tags, fmt.Sprintf("section:%d", v.ID))
	}
	for _, t := range p.Tags {
		tags = append(tags, fmt.Sprintf("tag:%d", t.ID))
	}
	if p.Lead != nil {
		tags = append(tags, mediaTag(p.Lead.ID))
	}
	return tags
}

// card shows a post in a list. The section that the list is about is not named
// again, nor is its author, unless they wrote with others.
func (f *frame) card(p post.Published, sizes string, inSection, byAuthor int64) Card {
	f.depends(p)
	c := Card{
		URL: postPath(p.Revision.Slug), Headline: p.Revision.Headline, Standfirst: p.Revision.Standfirst,
		Kind: f.kind(p.Revision.Kind), Paid: p.Revision.Paid(), Published: f.date(p.FirstPublishedAt), Image: lead(p, sizes),
	}
	if c.Image != nil {
		c.Image.Alt = "" // the headline beside it is the link; twice would be once too often
	}
	if len(p.Sections) > 0 && p.Sections[0].ID != inSection {
		c.Label, c.LabelURL = p.Sections[0].Name, sectionPath(p.Sections[0])
	}
	var names []string
	for _, a := range p.Authors {
		names = append(names, a.Name)
	}
	if len(p.Authors) == 1 && p.Authors[0].ID == byAuthor {
		names = nil
	}
	c.Authors = f.names(names)
	return c
}

func (f *frame) cards(posts []post.Published, sizes string, inSection, byAuthor int64) []Card {
	out := make([]Card, 0, len(posts))
	for _, p := range posts {
		out = append(out, f.card(p, sizes, inSection, byAuthor))
	}
	return out
}

// names joins the names of a byline.
func (f *frame) names(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return f.l.T("%s and %s", strings.Join(names[:last], ", "), names[last])
}

// kind is the label of a post that is no plain article.
func (f *frame) kind(kind string) string {
	switch kind {
	case post.Brief:
		return f.l.T("Brief")
	case post.Explainer:
		return f.l.T("Explainer")
	}
	return ""
}

// front arranges the newest posts of a list: the lead is the newest that is
// more than a brief, beside it three more, of which the first alone keeps its
// picture.
func (f *frame) front(posts []post.Published, inSection int64) (first *Card, side []Card, rest []post.Published) {
	if len(posts) == 0 {
		return nil, nil, nil
	}
	at := 0
	for i, p := range posts[:min(len(posts), 8)] {
		if p.Revision.Kind != post.Brief {
			at = i
			break
		}
	}
	c := f.card(posts[at], sizesLead, inSection, 0)
	if c.Image != nil {
		c.Image.Eager = true
	}
	others := append(append([]post.Published{}, posts[:at]...), posts[at+1:]...)
	n := min(3, len(others))
	side = f.cards(others[:n], sizesSide, inSection, 0)
	for i := 1; i < len(side); i++ {
		side[i].Image = nil
	}
	return &c, side, others[n:]
}
