package admin

import (
	"onrecord/internal/site"
	"onrecord/internal/typeface"
)

// looksOfSite is what an owner chooses among for the public pages.
type looksOfSite struct {
	Typefaces []specimen
	Layouts   []option
	Drawn     bool // the site's language is written with letters that the pairs have
	Themes    []option
	Trouble   string // why the chosen theme is not shown as it is
	Headline  string // what the specimens say
	Words     string
}

// specimen is a pair of typefaces as it can be chosen.
type specimen struct {
	typeface.Pair
	Chosen bool
}

func (a *Admin) looksOf(s site.Site, chosen string) looksOfSite {
	l := looksOfSite{
		Drawn: typeface.Drawn(s.Language), Headline: "Harbour reopens as the last ice drifts out to sea",
		Words: "After eleven weeks the pilots went out at dawn, and by noon nine ships lay along the western pier; “the quietest spring I remember”, said one of them.",
	}
	l.Themes, l.Trouble = a.themesOf(s), a.themeTrouble()
	for _, pair := range typeface.Pairs() {
		if pair.Built() {
			l.Typefaces = append(l.Typefaces, specimen{pair, pair.ID == chosen})
		}
	}
	for _, name := range site.Layouts {
		l.Layouts = append(l.Layouts, option{name, layoutNames[name]})
	}
	return l
}
