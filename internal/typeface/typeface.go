// Package typeface has the typefaces that a publication can choose, in pairs of
// one for headlines and one for running text. Their files are served by the
// program itself; the stylesheet of a page names those of one pair alone, and a
// browser fetches of them what the page has letters for.
package typeface

import (
	"slices"

	"golang.org/x/text/language"
)

// System is the pair that has no files: what readers have on their devices.
const System = "system"

// Pair is the typefaces of a publication.
type Pair struct {
	ID    string
	Name  string
	About string // for staff

	head, text, ui string // families; "" is the reader's own
	open           bool   // its headlines are not to be drawn together
}

var pairs = []Pair{
	{ID: System, Name: "The reader’s own", About: "Charter or Georgia and the device’s own sans serif. Nothing is loaded."},
	{ID: "book", Name: "Book", About: "Literata for headlines and text: warm, for long reading.", head: "Literata", text: "Literata"},
	{ID: "daily", Name: "Daily", About: "Libre Franklin, heavy, over Literata: a newspaper’s front page.", head: "Libre Franklin", text: "Literata"},
	{ID: "magazine", Name: "Magazine", About: "Libre Bodoni over Literata: high contrast, for large pictures.", head: "Libre Bodoni", text: "Literata", open: true},
	{ID: "local", Name: "Local", About: "Bitter, a slab serif, for headlines and text: sturdy and friendly.", head: "Bitter", text: "Bitter"},
	{ID: "bulletin", Name: "Bulletin", About: "Public Sans throughout: plain, for briefs and figures.", head: "Public Sans", text: "Public Sans", ui: "Public Sans"},
}

// Pairs lists every pair, the default first.
func Pairs() []Pair { return slices.Clone(pairs) }

// IDs lists the pairs by name, the default first.
func IDs() []string {
	var out []string
	for _, p := range pairs {
		out = append(out, p.ID)
	}
	return out
}

// For is the pair of an id on pages of a language. Another script than Latin,
// Cyrillic and Greek, an unknown id, and a program that was built without its
// front end have the reader's own.
func For(id, lang string) Pair {
	i := slices.IndexFunc(pairs, func(p Pair) bool { return p.ID == id })
	if i < 0 || !Drawn(lang) || !pairs[i].Built() {
		return pairs[0]
	}
	return pairs[i]
}

// Drawn tells whether a language is written with letters that the pairs have.
func Drawn(lang string) bool {
	script, _ := language.Make(lang).Script()
	return slices.Contains([]string{"Latn", "Cyrl", "Grek"}, script.String())
}

// Own tells whether the pair has typefaces of its own.
func (p Pair) Own() bool { return p.head != "" }

// Built tells whether the files of the pair are in the program.
func (p Pair) Built() bool {
	for _, f := range p.faces() {
		if _, err := files.Open("fonts/" + f.file("latin")); err != nil {
			return false
		}
	}
	return true
}

// First names the files that every page needs at once, to be asked for before
// the stylesheet has come; reading adds that of running text.
func (p Pair) First(reading bool) []string {
	var out []string
	for _, f := range p.faces() {
		first := f.family == p.head && f.weight == bold || !f.italic && f.weight == regular && (reading || p.ui != "")
		if first {
			out = append(out, f.file("latin"))
		}
	}
	return out
}
