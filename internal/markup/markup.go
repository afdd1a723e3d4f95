// Package markup turns Markdown into one clean tree and writes it as page HTML,
// feed HTML, mail HTML and plain text.
//
// The source is CommonMark with tables, strikethrough, task lists and
// footnotes. Raw HTML is allowed within an allow-list; everything else of it is
// dropped. Every writer emits only elements and attributes that it names
// itself, so what reaches a reader is safe by construction.
package markup

import (
	"net/url"
)

// Document is a parsed text. It never changes and may be used by many
// goroutines at once.
type Document struct {
	body     []*node
	headings []Heading
	images   []*node
	cards    []*node // bookmarks, and films with their posters
	notes    []*node
	parts    bool              // some of it is for mail or for the web alone
	anchors  map[string]string // a heading as it may be linked to -> its id
	repeated map[string]int    // a heading that comes again -> how often
	refs     map[int]int       // note -> how often it is referred to
	src      string            // kept only of a text that is divided
	divided  bool              // into a public part and one for members
	bindings []Binding         // to claims, as Markdown made them
	claims   Claims            // what is known of them, once With was told
}

// Heading is one heading of a document.
type Heading struct {
	Level int    // 2 to 6, as written by HTML
	Text  string // plain text
	ID    string // the id that HTML writes, without Options.IDPrefix
}

// Options say how a document is written. The zero value works.
type Options struct {
	// Base is the absolute address of the page that carries the text. Feed and
	// Mail resolve links and images against it; a link to another host counts
	// as external. Nil leaves relative addresses as they are.
	Base *url.URL
	// Accent colours the links of a mail: "#rgb" or "#rrggbb". Anything else
	// means the default colour.
	Accent string
	// Image finds the files behind the address of an image. An image that it
	// does not know is shown if it lies on the host of Base, and is a plain
	// link otherwise.
	Image func(src string) (Image, bool)
	// File finds the sound or film behind an address. One that it does not know
	// is a plain link.
	File func(src string) (File, bool)
	// IDPrefix goes before every id, for pages that carry several texts.
	IDPrefix string
	// Sizes is the sizes attribute that goes with Image.SrcSet.
	Sizes string
	// Strings are the words that the writers add, in the reader's language.
	Strings Strings
}

// Image is one of our own images, ready to be shown.
type Image struct {
	Src, SrcSet   string
	Sources       []Source // in modern formats, for pages alone
	Class         string   // of the image on a page
	Width, Height int      // pixels of Src, 0 if unknown
	Alt           string   // used where the text gives none
	Credit        string   // shown after the caption
}

// Source is one image's files of one type.
type Source struct{ Type, SrcSet string }

// Strings are the words that the writers add to a text. Empty ones are English.
type Strings struct {
	Footnotes string            // name of the list of notes: "Footnotes"
	Footnote  string            // name of a reference, with its number: "Footnote %d"
	Backlink  string            // name of the way back, with the number: "Back to reference %d"
	Note      string            // a reference in plain text: "note %d"
	Table     string            // name of a table that can be scrolled: "Table %d"
	Image     string            // an image in plain text: "Image: %s"
	Done      string            // a ticked task: "Done"
	ToDo      string            // an open task: "To do"
	Links     string            // heading of the addresses in plain text: "Links"
	Open      string            // a link to what is embedded, with the provider: "Open on %s"
	Listen    string            // a link to a sound, with its title: "Listen: %s"
	Watch     string            // a link to a film, with its title: "Watch: %s"
	Sources   string            // name of the list of notes about claims: "Sources"
	About     string            // a link to the page of a claim: "About this claim"
	Report    string            // a link to say that one is wrong: "Report an error"
	Show      string            // the button of what is embedded: "Show it here. It comes from %s."
	Callouts  map[string]string // titles by kind: note, tip, important, warning, caution
}
