package web

import (
	"fmt"
	"image/color"
	"net/http"
	"strconv"

	"onrecord/internal/fault"
	"onrecord/internal/locale"
	"onrecord/internal/page"
	"onrecord/internal/placard"
	"onrecord/internal/post"
	"onrecord/internal/site"
)

// mostDraws is how many share images are drawn at the same time: a picture
// costs some hundredths of a second of one processor, and readers come first.
const mostDraws = 1

// shareCard is what the share image of a post says. All of it is for everyone,
// also where the text is for members.
func shareCard(st site.Site, p post.Published) placard.Card {
	l := locale.For(st.Language)
	worn := site.AccentOf(st).Light()
	c := placard.Card{
		Headline: p.Revision.Headline, Site: st.Name, Lang: l.Tag(), RTL: l.Dir() == "rtl",
		Ground: rgba(worn.Fill), Ink: rgba(worn.Ink),
	}
	if len(p.Sections) > 0 {
		c.Section = p.Sections[0].Name
	}
	return c
}

func rgba(c site.Colour) color.RGBA { return color.RGBA{c.R, c.G, c.B, 255} }

func sharePath(postID int64, c placard.Card) string {
	return fmt.Sprintf("/share/%d/%s.png", postID, c.Version())
}

// shareImage is the drawn picture of a post that readers can see; nil where a
// letter of it has no typeface.
func (f *frame) shareImage(p post.Published) *SocialImage {
	c := shareCard(f.site, p)
	if p.Revision.ID == 0 || !c.Drawable() {
		return nil
	}
	return &SocialImage{URL: f.urls.Absolute(sharePath(p.PostID, c)), Width: placard.Width, Height: placard.Height, Alt: p.Revision.Headline}
}

// sharePicture draws the one share image that a published post has now. An
// address of an older one leads to it; there are no others.
func (s *Web) sharePicture(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(r.PathValue("post"), 10, 64)
	if err != nil || id < 1 {
		return fault.New(fault.NotFound, fault.Missing)
	}
	page.Depends(r, "site", fmt.Sprintf("post:%d", id))
	st, err := s.Site.Get(r.Context())
	if err != nil {
		return err
	}
	p, err := s.Posts.Published(r.Context(), id)
	if err != nil {
		return err
	}
	page.Depends(r, postTags(p)...)
	c := shareCard(st, p)
	if !c.Drawable() {
		return fault.New(fault.NotFound, fault.Missing)
	}
	if path := sharePath(id, c); r.URL.Path != path {
		w.Header().Set("Cache-Control", "no-store") // not kept: anybody can make up such an address
		http.Redirect(w, r, path, http.StatusFound)
		return nil
	}
	if err := s.draws.Acquire(r.Context(), 1); err != nil {
		return err
	}
	defer s.draws.Release(1)
	data, err := c.PNG()
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/png")
	_, err = w.Write(data)
	return err
}
