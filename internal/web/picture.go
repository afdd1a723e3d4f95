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
	sizesGrid  = "(min-width: 78rem) 24rem, (min-width: 62rem) 31vw, (min-width: 40rem) 46vw, 100vw"
	sizesRiver = "(min-width: 40rem) 15rem, 6.5rem"
	sizesPost  = "(min-width: 78rem) 57rem, (min-width: 70rem) 70vw, 100vw"
	sizesCover = "100vw"
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
	return &Picture{Src: src, SrcSet: m.SrcSet(), Sizes: sizes, Sources: m.Sources(), Class: m.Class(), Width: w, Height: h, Alt: m.Alt}
}

// lead is the lead picture of a post, with its words.
func lead(p post.Published, sizes string) *Picture {
	if p.Lead == nil || p.Lead.Kind != media.Picture {
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
		if !ok || m.Kind != media.Picture {
			return markup.Image{}, false
		}
		url, w, h := m.Display()
		im := markup.Image{Src: url, SrcSet: m.SrcSet(), Class: m.Class(), Width: w, Height: h, Alt: m.Alt, Credit: m.Credit}
		for _, v := range m.Sources() {
			im.Sources = append(im.Sources, markup.Source(v))
		}
		return im, true
	}, nil
}

// sounds finds our own sounds and films in texts, for markup.Options.File. The
// page depends on each.
func (s *Web) sounds(ctx context.Context, depend func(tags ...string), docs ...*markup.Document) (func(src string) (markup.File, bool), error) {
	var srcs []string
	for _, d := range docs {
		srcs = append(srcs, d.Sounds()...)
	}
	var found map[string]media.Media
	if len(srcs) > 0 {
		var err error
		if found, err = s.Media.Resolve(ctx, srcs); err != nil {
			return nil, err
		}
	}
	for _, m := range found {
		depend(mediaTag(m.ID))
	}
	return func(src string) (markup.File, bool) {
		m, ok := found[src]
		if !ok || m.Kind == media.Picture {
			return markup.File{}, false
		}
		return markup.File{Src: m.URL(0), Mime: m.Mime, Width: m.Width, Height: m.Height, Bytes: m.Bytes}, true
	}, nil
}

// socialImage is the picture that goes with a link to a post: its lead picture,
// or else one drawn of its headline.
func (f *frame) socialImage(p post.Published) *SocialImage {
	if p.Lead == nil || p.Lead.Kind != media.Picture {
		return f.shareImage(p)
	}
	src, w, h := p.Lead.Display()
	return &SocialImage{URL: f.urls.Media(src), Width: w, Height: h, Alt: p.LeadAlt()}
}

// faces are the portraits of authors, by author.
func (s *Web) faces(f *frame, authors ...post.Author) (map[int64]*Picture, error) {
	var ids []int64
	for _, a := range authors {
		if a.MediaID != 0 {
			ids = append(ids, a.MediaID)
			page.Depends(f.r, mediaTag(a.MediaID))
		}
	}
	out := map[int64]*Picture{}
	if len(ids) == 0 {
		return out, nil
	}
	found, err := s.Media.ByIDs(f.r.Context(), ids)
	if err != nil {
		return nil, err
	}
	for _, a := range authors {
		if m, ok := found[a.MediaID]; ok {
			face := picture(m, sizesFace, 480)
			face.Alt = "" // the name stands beside it
			out[a.ID] = face
		}
	}
	return out, nil
}

func mediaTag(id int64) string { return fmt.Sprintf("media:%d", id) }
