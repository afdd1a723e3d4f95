package markup

import (
	"fmt"
	"html"
	"slices"
	"strconv"
	"strings"
)

// HTML is the text for a page of the site.
func (d *Document) HTML(o Options) string {
	w := pageWriter{d: d.only(fenceWeb), o: &o}
	w.list(w.d.body)
	return w.b.String()
}

// Feed is the text for a feed: absolute addresses, no ids and no classes.
// References to notes lead to the page at Base.
func (d *Document) Feed(o Options) string {
	w := pageWriter{d: d.only(fenceWeb), o: &o, feed: true}
	w.list(w.d.body)
	return w.b.String()
}

// pageWriter writes for the site and, with feed set, for feed readers.
type pageWriter struct {
	b      strings.Builder
	d      *Document
	o      *Options
	feed   bool
	inLink bool
	tables int
	head   bool   // in the head of a table
	credit string // of the figure that is being written
}

func (w *pageWriter) list(list []*node) {
	for _, n := range list {
		w.node(n)
	}
}

func (w *pageWriter) node(n *node) {
	switch n.tag {
	case "":
		escapeText(&w.b, n.text)
	case "a":
		w.link(n)
	case "img":
		w.image(n)
	case "table":
		w.table(n)
	case "pre":
		w.pre(n)
	case "ul":
		w.start("ul", append(w.class("tasks", ticked(n)), n.attrs...)...)
		w.close(n, "ul")
	case "figure":
		w.figure(n)
	case "figcaption":
		w.caption(n)
	case tagRef:
		w.ref(n)
	case tagNotes:
		w.notes(n)
	case tagNote:
		w.note(n)
	case tagTick:
		w.tick(n)
	case tagClaim:
		w.claim(n)
	case tagSources:
		w.sources(n)
	case tagSource:
		w.sourceNote(n)
	default:
		if !w.block(n) {
			w.element(n)
		}
	}
}

// element writes an element that needs no more than its own attributes.
func (w *pageWriter) element(n *node) {
	tag, attrs := n.tag, n.attrs
	switch {
	case n.namesNothing():
		tag, attrs = "td", without(attrs, "scope")
		if !w.feed {
			attrs = aligned(attrs)
		}
	case w.feed:
	case headingLevel(n.tag) > 0:
		attrs = append([]attr{{"id", w.o.IDPrefix + n.id}}, attrs...)
	case n.tag == "code" && n.id != "":
		attrs = append([]attr{{"class", n.id}}, attrs...)
	case n.tag == "thead":
		w.head = true
		defer func() { w.head = false }()
	case n.tag == "th" && w.head && !n.has("scope"):
		attrs = append([]attr{{"scope", "col"}}, aligned(attrs)...)
	case n.tag == "th", n.tag == "td":
		attrs = aligned(attrs)
	}
	w.start(tag, attrs...)
	switch n.tag {
	case "br", "hr", "wbr":
		return
	case "code":
		if !w.feed && n.id != "" && highlight(&w.b, n.id, textOf(n)) {
			w.b.WriteString("</code>")
			return
		}
	}
	w.close(n, tag)
}

// aligned says by a class how a cell is aligned, since a strict policy allows no
// style attribute and the standard no align.
func aligned(attrs []attr) []attr {
	kept := make([]attr, 0, len(attrs))
	for _, a := range attrs {
		if a.name == "align" {
			a = attr{"class", "align-" + a.value}
		}
		kept = append(kept, a)
	}
	return kept
}

func (w *pageWriter) start(tag string, attrs ...attr) {
	startTag(&w.b, tag, attrs...)
}

// close writes what is in n and the end tag.
func (w *pageWriter) close(n *node, tag string) {
	w.list(n.kids)
	w.b.WriteString("</" + tag + ">")
}

// class is a class attribute for the site, and nothing for a feed.
func (w *pageWriter) class(name string, wanted bool) []attr {
	if w.feed || !wanted {
		return nil
	}
	return []attr{{"class", name}}
}

func (w *pageWriter) pre(n *node) {
	if w.feed {
		w.start("pre", n.attrs...)
	} else {
		w.start("pre", append([]attr{{"tabindex", "0"}}, n.attrs...)...) // so that the keyboard can scroll it
	}
	w.close(n, "pre")
}

func (w *pageWriter) table(n *node) {
	if w.feed {
		w.element(n)
		return
	}
	w.tables++
	w.start("section", attr{"class", "table"},
		attr{"aria-label", number(w.o.Strings.Table, "Table %d", w.tables)}, attr{"tabindex", "0"})
	w.element(n)
	w.b.WriteString("</section>")
}

// ticked says whether a list holds tasks.
func ticked(list *node) bool {
	for _, item := range list.kids {
		first := item
		for range 2 { // in the item, or in its first paragraph
			if len(first.kids) > 0 {
				first = first.kids[0]
			}
			if first.tag == tagTick {
				return true
			}
		}
	}
	return false
}

func (w *pageWriter) tick(n *node) {
	name, sign, attrs := or(w.o.Strings.ToDo, "To do"), "☐ ", []attr{{"type", "checkbox"}, {"disabled", ""}}
	if n.n == 1 {
		name, sign, attrs = or(w.o.Strings.Done, "Done"), "☑ ", append(attrs, attr{"checked", ""})
	}
	if w.feed {
		w.b.WriteString(sign)
		return
	}
	w.start("input", append(attrs, attr{"aria-label", name})...)
	w.b.WriteByte(' ')
}

func startTag(b *strings.Builder, tag string, attrs ...attr) {
	if tag == "a" { // in the order in which parsers keep them, so that reading and writing changes no byte
		slices.SortFunc(attrs, func(x, y attr) int { return strings.Compare(x.name, y.name) })
	}
	b.WriteByte('<')
	b.WriteString(tag)
	for _, a := range attrs {
		b.WriteByte(' ')
		b.WriteString(a.name)
		switch a.name {
		case "disabled", "checked", "open", "reversed", "controls":
			continue
		}
		b.WriteString(`="`)
		b.WriteString(html.EscapeString(a.value))
		b.WriteByte('"')
	}
	b.WriteByte('>')
}

var textEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func escapeText(b *strings.Builder, s string) {
	_, _ = textEscaper.WriteString(b, s)
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// number puts n into a translated format. A format without a verb stays as it is.
func number(format, otherwise string, n int) string {
	format = or(format, otherwise)
	if !strings.Contains(format, "%d") {
		return format
	}
	return fmt.Sprintf(format, n)
}

func itoa(n int) string { return strconv.Itoa(n) }
