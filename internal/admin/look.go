package admin

import "onrecord/internal/site"

// schemes are the choices for light and dark pages.
func schemes() []option {
	return []option{
		{site.SchemeAuto, "As the reader’s device asks"},
		{site.SchemeLight, "Always light"},
		{site.SchemeDark, "Always dark"},
	}
}

// fronts are the choices for the front page.
func fronts() []option {
	return []option{
		{site.FrontLead, "A lead story, others around it"},
		{site.FrontGrid, "A grid of stories, all alike"},
		{site.FrontList, "A list of headlines, without pictures"},
		{site.FrontRiver, "A river: newest first, with pictures"},
	}
}

// contrast says what becomes of a colour that was typed, or of the theme's own.
func contrast(accent string) string {
	if _, ok := site.ParseColour(accent); !ok && accent != "" {
		return ""
	}
	return site.AccentOf(site.Site{Accent: accent}).Reading()
}

// layoutNames are the layouts of posts in words.
var layoutNames = map[string]string{
	site.LayoutStandard: "Standard: byline at the side, picture under the headline",
	site.LayoutCover:    "Cover: the lead picture as wide as the window, above all",
	site.LayoutEssay:    "Essay: one narrow column, for long reading",
}

// layoutName says in words how a post is laid out.
func layoutName(layout string) string {
	if layout == "" {
		return "As the site’s posts are"
	}
	return layoutNames[layout]
}

// layouts are the choices for one post.
func layouts(s site.Site) []option {
	out := []option{{"", "As the site’s posts are (" + s.Layout + ")"}}
	for _, l := range site.Layouts {
		out = append(out, option{l, layoutNames[l]})
	}
	return out
}
