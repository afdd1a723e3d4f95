package web

import (
	"html/template"
	"strings"

	"onrecord/internal/page"
	"onrecord/internal/site"
)

// coded are the pages that carry the owner's own code: those to read, as
// everybody gets them. What asks for an address, is for one person, previews
// or says that something failed never does.
var coded = map[string]bool{
	"home": true, "post": true, "section": true, "tag": true, "author": true, "series": true,
	"archive": true, "month": true, "newsletter": true, "newsletters": true,
}

// encode puts the owner's code into the page, if it is one that carries it.
func (f *frame) encode(c site.Code) {
	if coded[f.Kind] && page.Kept(f.r) && page.Level(f.r) == "" {
		f.code = c
		f.Code = template.HTML(c.Shown())
	}
}

// policy is the page's Content-Security-Policy where it is not that of all.
func (f *frame) policy() string {
	policy := page.ContentPolicy
	if len(f.frames) > 0 {
		policy += "; frame-src " + strings.Join(f.frames, " ")
	}
	return f.code.Policy(policy)
}
