package markup

import (
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// settle walks the tree once, in reading order, and numbers what has a number.
func (d *Document) settle() {
	d.anchors, d.repeated, d.refs = map[string]string{}, map[string]int{}, map[int]int{}
	top := 0
	each(d.body, func(n *node) {
		if l := headingLevel(n.tag); l > 0 && (top == 0 || l < top) {
			top = l
		}
	})
	last := 1
	each(d.body, func(n *node) {
		switch {
		case headingLevel(n.tag) > 0:
			// The page has its own h1; below it, no level is left out.
			last = min(headingLevel(n.tag)-top+2, last+1, 6)
			n.tag = "h" + strconv.Itoa(last)
			d.heading(n, last)
		case n.tag == "img":
			d.images = append(d.images, n)
		case n.tag == tagBookmark, n.tag == tagSound:
			d.cards = append(d.cards, n)
		case n.tag == tagPart:
			d.parts = true
		case n.tag == tagNote:
			d.notes = append(d.notes, n)
		case n.tag == tagRef:
			d.refs[n.n]++
			n.nth = d.refs[n.n]
		}
	})
	each(d.body, func(n *node) {
		if n.tag == tagNote {
			n.nth = d.refs[n.n]
		}
	})
}

func each(list []*node, visit func(*node)) {
	for _, n := range list {
		visit(n)
		each(n.kids, visit)
	}
}

func headingLevel(tag string) int {
	if len(tag) == 2 && tag[0] == 'h' && tag[1] >= '1' && tag[1] <= '6' {
		return int(tag[1] - '0')
	}
	return 0
}

// heading gives a heading its id: "h-" and its words. The prefix keeps an id
// from being the name of anything that a script on the page might look for.
func (d *Document) heading(n *node, level int) {
	text := strings.Join(strings.Fields(textOf(n)), " ")
	slug := slugOf(text)
	unique := slug
	for d.anchors[unique] != "" {
		d.repeated[slug]++
		unique = slug + "-" + strconv.Itoa(d.repeated[slug]+1)
	}
	n.id = "h-" + unique
	d.anchors[unique] = n.id
	d.headings = append(d.headings, Heading{Level: level, Text: text, ID: n.id})
}

// slugOf keeps the letters, marks and digits of any script in lower case.
func slugOf(text string) string {
	const longest = 60
	var b strings.Builder
	runes, dash := 0, false
	for _, r := range norm.NFC.String(strings.ToLower(text)) {
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) {
			dash = runes > 0
			continue
		}
		if runes++; runes > longest {
			break
		}
		if dash {
			b.WriteByte('-')
			dash = false
		}
		b.WriteRune(r)
	}
	if b.Len() == 0 {
		return "section"
	}
	return b.String()
}

// anchor is the id that a link to a place in the same text means.
func (d *Document) anchor(fragment string) (string, bool) {
	name, err := url.PathUnescape(fragment)
	if err != nil {
		return "", false
	}
	name = norm.NFC.String(strings.ToLower(name))
	id, ok := d.anchors[name]
	if !ok {
		id, ok = d.anchors[strings.TrimPrefix(name, "h-")]
	}
	return id, ok
}
