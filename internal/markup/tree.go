package markup

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// node is an element, or text if it has no tag. Beside the elements of the
// allow-list there are five that only Markdown can make:
//
//	ref    a reference to note n, the nth of them
//	notes  the list of notes, which holds
//	note   note n, referred to nth times
//	tick   the box of a task; n is 1 if it is done
//	claim  words bound to a claim: id is how it is named, binding its place in
//	       the list; with its note, n and nth are those of the note
//
// and the blocks of block.go.
type node struct {
	tag     string
	text    string
	attrs   []attr
	options []attr // of an image or a link: what stands in braces behind it
	kids    []*node
	n       int
	nth     int
	binding int
	id      string // of a heading; of code, its language class; of a block, which kind
}

type attr struct{ name, value string }

// codeClass is what Markdown makes of the word after a code fence.
var codeClass = regexp.MustCompile(`^language-[A-Za-z0-9_+#.-]{1,40}$`)

const (
	tagRef   = "ref"
	tagNotes = "notes"
	tagNote  = "note"
	tagTick  = "tick"

	tagClaim   = "claim"
	tagSources = "sources" // the notes about claims, the first of which is n
	tagSource  = "source"  // one of them, referred to nth times
	tagPiece   = "piece"   // a part of it
)

func (n *node) attr(name string) string {
	for _, a := range n.attrs {
		if a.name == name {
			return a.value
		}
	}
	return ""
}

// option is what stands in braces behind an image or a link under that name.
func (n *node) option(name string) string {
	for _, a := range n.options {
		if a.name == name {
			return a.value
		}
	}
	return ""
}

func (n *node) has(name string) bool {
	for _, a := range n.attrs {
		if a.name == name {
			return true
		}
	}
	return false
}

// namesNothing is true of an empty cell in the head of a table, such as the
// corner above the names of rows. Read aloud as a header it would say nothing,
// so it is written as an ordinary cell.
func (n *node) namesNothing() bool {
	if n.tag != "th" {
		return false
	}
	for _, k := range n.kids {
		if k.tag != "" || strings.TrimSpace(k.text) != "" {
			return false
		}
	}
	return true
}

// without is the attributes but one, in a list of their own.
func without(attrs []attr, name string) []attr {
	kept := make([]attr, 0, len(attrs)+1)
	for _, a := range attrs {
		if a.name != name {
			kept = append(kept, a)
		}
	}
	return kept
}

// tree parses rendered HTML as a browser would and keeps what the allow-list
// names. It reports false if the elements nest deeper than parsers follow, or in
// a way that reads differently each time it is written down.
func tree(rendered string) ([]*node, bool) {
	parsed, ok := settled(rendered)
	if !ok {
		return nil, false
	}
	var kept []*node
	for _, p := range parsed {
		kept = appendNode(kept, p)
	}
	return kept, true
}

// settled parses HTML until writing and parsing it changes nothing any more.
// Misnested raw HTML can take a second round; everything else takes one.
func settled(rendered string) ([]*html.Node, bool) {
	const rounds = 4
	for range rounds {
		context := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
		parsed, err := html.ParseFragment(strings.NewReader(rendered), context)
		if err != nil {
			return nil, false
		}
		var b strings.Builder
		for _, p := range parsed {
			if html.Render(&b, p) != nil {
				return nil, false
			}
		}
		if b.String() == rendered {
			return parsed, true
		}
		rendered = b.String()
	}
	return nil, false
}

func appendNode(list []*node, p *html.Node) []*node {
	switch p.Type {
	case html.TextNode:
		text := printable(p.Data)
		if last := len(list) - 1; last >= 0 && list[last].tag == "" {
			list[last] = &node{text: list[last].text + text}
			return list
		}
		return append(list, &node{text: text})
	case html.ElementNode:
		return appendElement(list, p)
	}
	return list
}

func appendElement(list []*node, p *html.Node) []*node {
	if c := container(p); c != nil {
		return append(list, c)
	}
	_, allowed := elements[p.Data]
	if !allowed || p.Namespace != "" {
		for _, f := range forgotten {
			if f == p.Data {
				return list
			}
		}
		return appendKids(list, p)
	}
	n := &node{tag: p.Data, attrs: attributes(p.Data, p.Attr)}
	if marked(n, p.Attr) {
		n.attrs = nil
	}
	n.kids = appendKids(nil, p)
	return append(list, shape(n)...)
}

func appendKids(list []*node, p *html.Node) []*node {
	for c := p.FirstChild; c != nil; c = c.NextSibling {
		list = appendNode(list, c)
	}
	return list
}

// marked turns an element with one of our marks into what it stands for.
func marked(n *node, attrs []html.Attribute) bool {
	for _, a := range attrs {
		switch a.Key {
		case markRef:
			n.tag, n.n = tagRef, atoi(a.Val)
		case markNotes:
			n.tag = tagNotes
		case markNote:
			n.tag, n.n = tagNote, atoi(a.Val)
		case markTask:
			n.tag = tagTick
			if a.Val == "true" {
				n.n = 1
			}
		case markClaim:
			n.tag, n.binding = tagClaim, atoi(a.Val)
		case "class":
			if n.tag == "code" && codeClass.MatchString(a.Val) {
				n.id = a.Val
			}
			continue
		default:
			if name, ok := strings.CutPrefix(a.Key, markOption); ok {
				n.options = append(n.options, attr{name, printable(a.Val)})
			}
			continue
		}
		return true
	}
	return false
}

// shape is the place where one element becomes another, several or none.
func shape(n *node) []*node {
	switch n.tag {
	case "a":
		// A link that leads nowhere, or that nobody could see, is its text.
		if !n.has("href") || strings.TrimSpace(textOf(n)) == "" && find(n, "img") == nil {
			return n.kids
		}
	case tagClaim:
		if strings.TrimSpace(textOf(n)) == "" && find(n, "img") == nil {
			return n.kids
		}
	case "figure":
		n.kids = plainKids(n, "figure")
	case "pre":
		if len(n.kids) > 0 { // parsers differ in what they do with line ends at the beginning
			n.kids[0].text = strings.TrimLeft(n.kids[0].text, "\n")
		}
	case "img":
		if !n.has("src") {
			return []*node{{text: n.attr("alt")}}
		}
	case "p":
		if blank(n) {
			return nil
		}
		if figures := figuresOf(n); figures != nil {
			return figures
		}
		if block := lone(n); block != nil {
			return []*node{block}
		}
	case "blockquote":
		return []*node{quoted(n)}
	}
	return []*node{n}
}

// plainKids are the children of n, where a child of that name counts as its children.
func plainKids(n *node, tag string) []*node {
	var kids []*node
	for _, k := range n.kids {
		if k.tag == tag {
			kids = append(kids, k.kids...)
		} else {
			kids = append(kids, k)
		}
	}
	return kids
}

func blank(n *node) bool {
	for _, k := range n.kids {
		if k.tag != "" || strings.TrimSpace(k.text) != "" {
			return false
		}
	}
	return true
}

// figuresOf makes figures of a paragraph that holds nothing but images.
func figuresOf(p *node) []*node {
	var figures []*node
	for _, k := range p.kids {
		if k.tag == "" && strings.TrimSpace(k.text) == "" || k.tag == "br" {
			continue
		}
		img := k
		if k.tag == "a" && len(k.kids) == 1 {
			img = k.kids[0]
		}
		if img.tag != "img" {
			return nil
		}
		figure := &node{tag: "figure", kids: []*node{k}, id: widths[img.option("width")], options: img.options}
		if title := img.attr("title"); title != "" {
			img.drop("title")
			figure.kids = append(figure.kids, &node{tag: "figcaption", kids: []*node{{text: title}}})
		}
		figures = append(figures, figure)
	}
	return figures
}

func (n *node) drop(name string) {
	var kept []attr
	for _, a := range n.attrs {
		if a.name != name {
			kept = append(kept, a)
		}
	}
	n.attrs = kept
}

// find is the first element of that name in n.
func find(n *node, tag string) *node {
	if n.tag == tag {
		return n
	}
	for _, k := range n.kids {
		if found := find(k, tag); found != nil {
			return found
		}
	}
	return nil
}

// textOf is the bare text of n.
func textOf(n *node) string {
	if n.tag == "" {
		return n.text
	}
	var b strings.Builder
	writeText(&b, n)
	return b.String()
}

func writeText(b *strings.Builder, n *node) {
	switch n.tag {
	case "":
		b.WriteString(n.text)
	case "br":
		b.WriteByte(' ')
	case "rt", "rp":
		return // the reading of a word is not a second word
	}
	for _, k := range n.kids {
		writeText(b, k)
	}
}
