package web

import (
	"context"
	"fmt"

	"onrecord/internal/markup"
	"onrecord/internal/media"
	"onrecord/internal/page"
	"onrecord/internal/post"
)

// The sizes attributes that go with the theme's layout.
const (
	sizesLead  = "(min-width: 78rem) 48rem, (min-width: 62rem) 62vw, 100vw"
	sizesSide  = "(min-width: 62rem) 22rem, (min-width: 40rem) 31vw, 100vw"
	sizesRow   = "(min-width: 62rem) 17rem, (min-width: 40rem) 46vw, 7rem"
	sizesRiver = "(min-width: 40rem) 15rem, 6.5rem"
	sizesPost  = "(min-width: 78rem) 57rem, (min-width: 70rem) 70vw, 100vw"
	sizesText  = "(min-width: 48rem) 43rem, 100vw"
	sizesFace  = "8rem"
)

// picture shows m; width is the least that the file for old browsers should
// have, in pixels, 0 for the largest made for pages.
func picture(m media.Media, sizes string, width int) *Picture {
	src, w, h := m.Display()
	if width > 0 {
		src = m.URL(width)
	}
	return &Picture{Src: src, SrcSet: m.SrcSet(), Sizes: sizes, Width: w, Height: h, Alt: m.Alt}
}

// lead is the lead picture of a post, with its words.
func lead(p post.Published, sizes string) *Picture {
	if p.Lead == nil {
		return nil
	}
	out := picture(*p.Lead, sizes, 0)
	out.Alt, out.Caption, out.Credit = p.LeadAlt(), p.Revision.LeadCaption, p.LeadCredit()
	return out
}

// pictures finds our own pictures in texts, for markup.Options.Image. The page
// depends on each.
func (s *Web) pictures(ctx context.Context, depend func(tags ...string), docs ...*markup.Document) (func(src string) (markup.Image, bool), error) {
	var srcs []string
	for _, d := range docs {
		srcs = append(srcs, d.Images()...)
	}
	if len(srcs) == 0 {
		return func(string) (markup.Image, bool) { return markup.Image{}, false }, nil
	}
	found, err := s.Media.Resolve(ctx, srcs)
	if err != nil {
		return nil, err
	}
	for _, m := range found {
		depend(mediaTag(m.ID))
	}
	return func(src string) (markup.Image, bool) {
		m, ok := found[src]
		if !ok {
			return markup.Image{}, false
		}
		url, w, h := m.Display()
		return markup.Image{Src: url, SrcSet: m.SrcSet(), Width: w, Height: h, Alt: m.Alt, Credit: m.Credit}, true
	}, nil
}

// socialImage is the picture that goes with a link to a post.
func (f *frame) socialImage(p post.Published) *SocialImage {
	if p.Lead == nil {
		return nil
	}
	src, w, h := p.Lead.Display()
	return &SocialImage{URL: f.urls.Media(src), Width: w, Height: h, Alt: p.LeadAlt()}
}

// face is an author's portrait.
func (s *Web) face(ctx context.Context, f *frame, mediaID int64) (*Picture, error) {
	if mediaID == 0 {
		return nil, nil //nolint:nilnil // no portrait is no failure
	}
	page.Depends(f.r, mediaTag(mediaID))
	found, err := s.Media.ByIDs(ctx, []int64{mediaID})
	if err != nil {
		return nil, err
	}
	m, ok := found[mediaID]
	if !ok {
		return nil, nil //nolint:nilnil // it was deleted since
	}
	out := picture(m, sizesFace, 480)
	out.Alt = ""
	return out, nil
}

func mediaTag(id int64) string { return fmt.Sprintf("media:%d", id) }
