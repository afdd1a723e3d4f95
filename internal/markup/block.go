package markup

import (
	"strings"

	"golang.org/x/net/html"
)

// The blocks beyond CommonMark, as docs/markdown.md writes them. In the tree:
//
//	gallery   figures side by side; a last figcaption
//	part      what only mail or only the web carries; id says which
//	callout   a box; id is its kind, the first child its title, if it has one
//	action    a button; attrs holds href
//	bookmark  a card for a link; attrs holds href, title, site and image, the
//	          child is the link's text
//	embed     the address of a known provider; attrs holds href
//	sound     a sound or a film of our own; see sound.go
//
// A quote with its attribution is a figure whose id is quoteFigure; of other
// figures the id is a width.
const (
	tagGallery  = "gallery"
	tagPart     = "part"
	tagCallout  = "callout"
	tagButton   = "action"
	tagBookmark = "bookmark"
	tagEmbed    = "embed"

	quoteFigure = "quote"
)

// widths are the words that a picture may ask its width by.
var widths = map[string]string{"wide": "wide", "full": "full"}

// callouts are the kinds of a callout, by the word in its brackets.
var callouts = map[string]string{"NOTE": "note", "TIP": "tip", "IMPORTANT": "important", "WARNING": "warning", "CAUTION": "caution"}

// container makes the node of one of our containers; nil if p is none.
func container(p *html.Node) *node {
	var word, title string
	for _, a := range p.Attr {
		switch a.Key {
		case markFence:
			word = a.Val
		case markTitle:
			title = strings.TrimSpace(printable(a.Val))
		}
	}
	if word == "" || p.Data != "object" {
		return nil
	}
	kids := appendKids(nil, p)
	switch word {
	case fenceToggle:
		return &node{tag: "details", kids: append([]*node{{tag: "summary", kids: []*node{{text: title}}}}, kids...)}
	case fenceGallery:
		if title != "" {
			kids = append(kids, &node{tag: "figcaption", kids: []*node{{text: title}}})
		}
		return &node{tag: tagGallery, kids: kids}
	}
	return &node{tag: tagPart, id: word, kids: kids}
}

// lone makes a block of a paragraph that is nothing but one link or address.
func lone(p *node) *node {
	var only *node
	for _, k := range p.kids {
		if k.tag == "" && strings.TrimSpace(k.text) == "" {
			continue
		}
		if only != nil {
			return nil
		}
		only = k
	}
	href := only.attr("href")
	text := strings.TrimSpace(textOf(only))
	switch {
	case only.tag == "" && embedOf(text) != nil:
		return &node{tag: tagEmbed, attrs: []attr{{"href", text}}}
	case only.tag != "a":
		return nil
	case text == href && embedOf(href) != nil:
		return &node{tag: tagEmbed, attrs: []attr{{"href", href}}}
	case only.option(optionClass) == "button":
		return &node{tag: tagButton, attrs: []attr{{"href", href}}, kids: []*node{{text: text}}}
	case only.option(optionClass) == "audio" && text != "", only.option(optionClass) == "video" && text != "":
		return sound(only, only.option(optionClass), href, text)
	case only.option(optionClass) == "bookmark" && text != "":
		return bookmark(only, href, text)
	}
	return nil
}

func bookmark(a *node, href, text string) *node {
	b := &node{tag: tagBookmark, attrs: []attr{{"href", href}, {"title", a.attr("title")}, {"site", a.option("site")}}, kids: []*node{{text: text}}}
	if src, ok := imageAddress(a.option("image")); ok {
		b.attrs = append(b.attrs, attr{"image", src})
	}
	return b
}

// quoted makes a callout or a quote with its attribution of a block quote that
// is written as one.
func quoted(q *node) *node {
	first, last := -1, -1
	for i, k := range q.kids {
		if k.tag == "" && strings.TrimSpace(k.text) == "" {
			continue
		}
		if first < 0 {
			first = i
		}
		last = i
	}
	if first < 0 {
		return q
	}
	if kind, rest, ok := calloutOf(q.kids[first]); ok {
		return &node{tag: tagCallout, id: kind, kids: append(rest, q.kids[first+1:]...)}
	}
	if by := attribution(q.kids[last]); by != nil && last > first {
		return &node{tag: "figure", id: quoteFigure, kids: []*node{{tag: "blockquote", attrs: q.attrs, kids: q.kids[:last]}, {tag: "figcaption", kids: by}}}
	}
	return q
}

// calloutOf reads the first paragraph of a callout: its kind, its title as a
// summary if there is one, and what stands below the first line.
func calloutOf(p *node) (kind string, rest []*node, ok bool) {
	if p.tag != "p" || len(p.kids) == 0 || p.kids[0].tag != "" {
		return "", nil, false
	}
	word, after, ok := strings.Cut(strings.TrimPrefix(p.kids[0].text, "[!"), "]")
	if kind = callouts[word]; !ok || kind == "" || !strings.HasPrefix(p.kids[0].text, "[!") {
		return "", nil, false
	}
	title, below := firstLine(append([]*node{{text: strings.TrimLeft(after, " ")}}, p.kids[1:]...))
	if len(title) > 0 {
		rest = append(rest, &node{tag: "summary", kids: title})
	}
	if b := (&node{tag: "p", attrs: p.attrs, kids: below}); !blank(b) {
		rest = append(rest, b)
	}
	return kind, rest, true
}

// firstLine parts a run of nodes at its first line end or break.
func firstLine(list []*node) (line, rest []*node) {
	for i, n := range list {
		if n.tag == "br" {
			return line, list[i+1:]
		}
		if n.tag != "" {
			line = append(line, n)
			continue
		}
		before, after, ended := strings.Cut(n.text, "\n")
		if before != "" {
			line = append(line, &node{text: before})
		}
		if ended {
			return line, append([]*node{{text: after}}, list[i+1:]...)
		}
	}
	return line, nil
}

// attribution is whom a quote is from: a paragraph that begins with an em dash.
func attribution(p *node) []*node {
	if p.tag != "p" || len(p.kids) == 0 || p.kids[0].tag != "" || !strings.HasPrefix(strings.TrimLeft(p.kids[0].text, " \n"), "—") {
		return nil
	}
	return p.kids
}
