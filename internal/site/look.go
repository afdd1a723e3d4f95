package site

import (
	"slices"

	"onrecord/internal/fault"
)

// How the public pages choose between their light and dark colours.
const (
	SchemeAuto  = "auto" // as the reader's device asks
	SchemeLight = "light"
	SchemeDark  = "dark"
)

// Schemes lists the values of Site.Scheme, the first of them the default.
var Schemes = []string{SchemeAuto, SchemeLight, SchemeDark}

// What the front page looks like.
const (
	FrontLead  = "lead" // a lead story, others beside and under it
	FrontGrid  = "grid" // all alike, in columns
	FrontList  = "list" // headlines without pictures
	FrontRiver = "river"
)

// Fronts lists the values of Site.Front, the first of them the default.
var Fronts = []string{FrontLead, FrontGrid, FrontList, FrontRiver}

// How a post is laid out.
const (
	LayoutStandard = "standard" // byline at the side, the lead picture under the headline
	LayoutCover    = "cover"    // the lead picture as wide as the window, above all
	LayoutEssay    = "essay"    // one narrow column, large standfirst, an initial
)

// Layouts lists the values of Site.Layout, the first of them the default.
var Layouts = []string{LayoutStandard, LayoutCover, LayoutEssay}

// Who may comment under posts.
const (
	CommentsOff       = "off"
	CommentsMembers   = "members"   // members; the first of each is held
	CommentsModerated = "moderated" // members; every one is held
)

// CommentRules lists the values of Site.Comments, the first of them the default.
var CommentRules = []string{CommentsOff, CommentsMembers, CommentsModerated}

// oneOf takes the first of the choices for an empty field.
func oneOf(p *fault.Problems, field string, s *string, choices []string) {
	if *s == "" {
		*s = choices[0]
	}
	if !slices.Contains(choices, *s) {
		p.Add(field, "Choose one of the list.")
	}
}
