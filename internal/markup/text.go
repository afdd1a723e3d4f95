package markup

import (
	"fmt"
	"strings"
)

// textWidth is how wide the lines of plain text are, in columns.
const textWidth = 76

// Text is the text as plain text in lines of at most 76 columns. Links are
// numbered and listed at the end; an address is never broken.
func (d *Document) Text(o Options) string {
	w := textWriter{d: d.only(fenceMail), o: &o, index: map[string]int{}}
	lines := w.blocks(w.d.body, textWidth, false)
	if len(w.links) > 0 {
		lines = append(append(lines, ""), underlined(or(o.Strings.Links, "Links"), '-', textWidth)...)
		for i, address := range w.links {
			lines = append(lines, "["+itoa(i+1)+"] "+address)
		}
	}
	if len(lines) == 0 {
		return ""
	}
	return strings.Join(lines, "\n") + "\n"
}

type textWriter struct {
	d     *Document
	o     *Options
	links []string
	index map[string]int // address -> its number
}

// narrowest is how far nesting may narrow a line.
const narrowest = 24

// blocks writes a run of nodes as lines: a blank line between blocks, unless the
// list that they are in is tight.
func (w *textWriter) blocks(list []*node, width int, tight bool) []string {
	var lines []string
	add := func(part []string) {
		if len(part) == 0 {
			return
		}
		if len(lines) > 0 && !tight {
			lines = append(lines, "")
		}
		lines = append(lines, part...)
	}
	var run []*node
	for _, n := range list {
		if n.tag == "" || !blockOf(n) {
			run = append(run, n)
			continue
		}
		add(wrap(w.inline(run), width))
		run = nil
		add(w.block(n, max(width, narrowest)))
	}
	add(wrap(w.inline(run), width))
	return lines
}

func (w *textWriter) block(n *node, width int) []string {
	switch n.tag {
	case "h2":
		return underlined(w.inline(n.kids), '=', width)
	case "h3", "h4", "h5", "h6":
		return underlined(w.inline(n.kids), '-', width)
	case "hr":
		return []string{"* * *"}
	case "blockquote":
		return prefixed(w.blocks(n.kids, width-2, false), "> ", "> ")
	case "ul", "ol":
		return w.items(n, width)
	case "dd":
		return prefixed(w.blocks(n.kids, width-4, false), "    ", "    ")
	case "dl":
		return w.blocks(n.kids, width, true)
	case "pre":
		return prefixed(strings.Split(strings.Trim(textOf(n), "\n"), "\n"), "    ", "    ")
	case "table":
		return w.table(n, width)
	case "figure":
		return w.figure(n, width)
	case tagCallout:
		return w.callout(n, width)
	case tagButton, tagBookmark, tagEmbed:
		return wrap(w.card(n), width)
	case tagSound:
		return wrap(w.sound(n), width)
	case tagNotes:
		return append(append(underlined(or(w.o.Strings.Footnotes, "Footnotes"), '-', width), ""), w.blocks(n.kids, width, false)...)
	case tagSources:
		return w.sources(n, width)
	case tagNote:
		return prefixed(w.blocks(n.kids, width-4, false), "["+w.note(n)+"] ", "    ")
	}
	return w.blocks(n.kids, width, false)
}

func (w *textWriter) note(n *node) string {
	return number(w.o.Strings.Note, "note %d", n.n)
}

// underlined writes a heading.
func underlined(text string, line rune, width int) []string {
	lines := wrap(text, width)
	longest := 0
	for _, l := range lines {
		longest = max(longest, columns(l))
	}
	if longest == 0 {
		return nil
	}
	return append(lines, strings.Repeat(string(line), longest))
}

// prefixed indents lines; a blank line keeps no spaces at its end.
func prefixed(lines []string, first, rest string) []string {
	for i, l := range lines {
		prefix := rest
		if i == 0 {
			prefix = first
		}
		lines[i] = strings.TrimRight(prefix+l, " ")
	}
	return lines
}

func (w *textWriter) items(list *node, width int) []string {
	loose := false
	for _, item := range list.kids {
		for _, k := range item.kids {
			loose = loose || k.tag == "p"
		}
	}
	next := 1
	if list.has("start") {
		next = atoi(list.attr("start"))
	}
	var lines []string
	for _, item := range list.kids {
		if item.tag == "" {
			continue
		}
		marker := "- "
		if list.tag == "ol" {
			if item.has("value") {
				next = atoi(item.attr("value"))
			}
			marker = itoa(next) + ". "
			next++
		}
		if loose && len(lines) > 0 {
			lines = append(lines, "")
		}
		part := w.blocks(item.kids, width-len(marker), !loose)
		if len(part) == 0 {
			part = []string{""}
		}
		lines = append(lines, prefixed(part, marker, strings.Repeat(" ", len(marker)))...)
	}
	return lines
}

func (w *textWriter) figure(n *node, width int) []string {
	credit := w.o.credit(n)
	var lines []string
	for _, k := range n.kids {
		var run string
		switch {
		case k.tag == "figcaption":
			run = w.inline(k.kids) + " " + credit
			credit = ""
		case blockOf(k):
			lines = append(lines, w.block(k, width)...)
		default:
			run = w.inline([]*node{k})
		}
		lines = append(lines, wrap(run, width)...)
	}
	return append(lines, wrap(credit, width)...)
}

func (w *textWriter) callout(n *node, width int) []string {
	title, body := w.o.calloutParts(n)
	lines := append(wrap("*"+w.inline(title)+"*", width-2), "")
	return prefixed(append(lines, w.blocks(body, width-2, false)...), "| ", "| ")
}

// card is the link of a button, a bookmark or an embedded piece, with what is
// known about it.
func (w *textWriter) card(n *node) string {
	text := n.kids
	if n.tag == tagEmbed {
		text = []*node{{text: label(w.o.Strings.Open, "Open on %s", embedOf(n.attr("href")).provider)}}
	}
	var b strings.Builder
	w.link(&b, &node{attrs: n.attrs, kids: text})
	for _, name := range []string{"title", "site"} {
		if s := n.attr(name); s != "" && n.tag == tagBookmark {
			b.WriteString("\n" + s)
		}
	}
	return b.String()
}

// inline writes nodes as one string, in which a line end is a line break.
func (w *textWriter) inline(list []*node) string {
	var b strings.Builder
	for _, n := range list {
		w.word(&b, n)
	}
	return b.String()
}

// around are the signs that stand for emphasis in plain text.
var around = map[string][2]string{
	"em": {"_", "_"}, "i": {"_", "_"}, "strong": {"*", "*"}, "b": {"*", "*"},
	"del": {"~~", "~~"}, "s": {"~~", "~~"}, "code": {"`", "`"}, "q": {"“", "”"},
	"rp": {"", ""}, "rt": {"", ""},
}

func (w *textWriter) word(b *strings.Builder, n *node) {
	switch n.tag {
	case "":
		b.WriteString(strings.ReplaceAll(n.text, "\n", " "))
	case "br":
		b.WriteByte('\n')
	case "a":
		w.link(b, n)
	case "img":
		im, _ := w.o.image(n)
		if im.Alt != "" {
			b.WriteString("[" + label(w.o.Strings.Image, "Image: %s", im.Alt) + "]")
		}
	case tagRef:
		b.WriteString("[" + w.note(n) + "]")
	case tagClaim:
		b.WriteString(w.inline(n.kids))
		if n.n > 0 {
			b.WriteString(" [" + w.note(n) + "]")
		}
	case tagTick:
		b.WriteString([]string{"[ ] ", "[x] "}[n.n])
	default:
		signs := around[n.tag]
		b.WriteString(signs[0])
		for _, k := range n.kids {
			w.word(b, k)
		}
		b.WriteString(signs[1])
		if blockOf(n) {
			b.WriteByte('\n')
		}
	}
}

func (w *textWriter) link(b *strings.Builder, n *node) {
	text := w.inline(n.kids)
	href := n.attr("href")
	if href == "" || href[0] == '#' {
		b.WriteString(text)
		return
	}
	href = w.o.absolute(href)
	plain := strings.TrimSpace(text)
	switch href {
	case plain:
		b.WriteString("<" + href + ">")
		return
	case "mailto:" + plain, "tel:" + plain, "https://" + plain, "http://" + plain:
		b.WriteString(text)
		return
	}
	if w.index[href] == 0 {
		w.links = append(w.links, href)
		w.index[href] = len(w.links)
	}
	b.WriteString(text + " [" + itoa(w.index[href]) + "]")
}

// label puts a word into a translated format.
func label(format, otherwise, s string) string {
	format = or(format, otherwise)
	if !strings.Contains(format, "%s") {
		return format + " " + s
	}
	return fmt.Sprintf(format, s)
}
