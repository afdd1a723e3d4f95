package web

import (
	"onrecord/internal/post"
	"onrecord/internal/site"
)

// layOut chooses how the post is laid out: as it says itself, or as the site
// lays out its posts. Pages such as /about are always plain.
func (f *frame) layOut(v *PostPage, p post.Published) {
	v.Layout = site.LayoutStandard
	if !v.Plain {
		v.Layout = f.site.Layout
		if p.Revision.Layout != "" {
			v.Layout = p.Revision.Layout
		}
	}
	if v.Lead == nil {
		return
	}
	v.Lead.Eager = true
	if v.Cover = v.Layout == site.LayoutCover; v.Cover {
		v.Lead.Sizes = sizesCover
	}
}
