package markup

import "strings"

// claim writes bound words: on a page a link to their note, elsewhere the words
// with the number of the note.
func (w *pageWriter) claim(n *node) {
	switch {
	case n.n == 0 && w.feed, w.inLink:
		w.list(n.kids)
		return
	case n.n == 0:
		w.start("span", attr{"class", "claim-unknown"})
		w.close(n, "span")
		return
	case w.feed:
		w.list(n.kids)
		w.claimNumber(n)
		return
	}
	c := w.d.claims[n.id]
	w.start("a", attr{"class", "claim"}, attr{"href", w.noteAddress("note-" + itoa(n.n))}, attr{"id", w.o.IDPrefix + backID(n.n, n.nth)},
		attr{"data-claim", c.Key}, attr{"data-version", itoa(c.Version)}, attr{"data-note", itoa(n.n)}, attr{"role", "doc-noteref"})
	w.inLink = true
	w.close(n, "a")
	w.inLink = false
}

func (w *pageWriter) claimNumber(n *node) {
	w.start("sup")
	if w.o.Base != nil {
		w.start("a", attr{"href", w.noteAddress("note-" + itoa(n.n))})
		w.b.WriteString(itoa(n.n) + "</a>")
	} else {
		w.b.WriteString(itoa(n.n))
	}
	w.b.WriteString("</sup>")
}

func backID(n, nth int) string {
	id := "noteref-" + itoa(n)
	if nth > 1 {
		id += "-" + itoa(nth)
	}
	return id
}

// sources writes the notes about claims.
func (w *pageWriter) sources(n *node) {
	if w.feed {
		w.start("hr")
	} else {
		w.start("section", attr{"class", "claims"}, attr{"role", "doc-endnotes"}, attr{"aria-label", or(w.o.Strings.Sources, "Sources")})
	}
	w.start("ol", attr{"start", itoa(n.n)})
	w.close(n, "ol")
	if !w.feed {
		w.b.WriteString("</section>")
	}
}

func (w *pageWriter) sourceNote(n *node) {
	if w.feed {
		w.start("li")
		w.pieces(n)
		w.b.WriteString("</li>")
		return
	}
	w.start("li", attr{"id", w.o.IDPrefix + "note-" + itoa(n.n)})
	w.start("span", attr{"class", "claim-note"})
	w.pieces(n)
	w.b.WriteString("</span>")
	for i := 1; i <= n.nth; i++ {
		w.b.WriteByte(' ')
		w.start("a", attr{"href", w.noteAddress(backID(n.n, i))}, attr{"class", "back"}, attr{"role", "doc-backlink"},
			attr{"aria-label", number(w.o.Strings.Backlink, "Back to reference %d", n.n)})
		w.b.WriteString("↩︎</a>")
	}
	w.b.WriteString("</li>")
}

func (w *pageWriter) pieces(n *node) {
	for i, k := range n.kids {
		if i > 0 {
			w.b.WriteByte(' ')
		}
		p := w.o.piece(k)
		if p.tag == "a" {
			attrs := []attr{{"href", w.href(p.attr("href"))}}
			w.start("a", append(attrs, w.class(k.id, true)...)...)
		} else {
			w.start("span", w.class(k.id, true)...)
		}
		w.close(p, p.tag)
	}
}

// claim writes bound words with the number of their note.
func (w *mailWriter) claim(n *node) {
	w.list(n.kids)
	if n.n > 0 {
		w.start("sup", nil)
		w.b.WriteString("[" + itoa(n.n) + "]</sup>")
	}
}

func (w *mailWriter) sources(n *node) {
	w.start("hr", nil)
	startTag(&w.b, "ol", attr{"start", itoa(n.n)}, attr{"style", "margin:0 0 16px;padding:0 0 0 24px;font-size:14px;line-height:1.5"})
	for _, note := range n.kids {
		w.start("li", nil)
		for i, k := range note.kids {
			if i > 0 {
				w.b.WriteByte(' ')
			}
			if p := w.o.piece(k); p.tag == "a" {
				w.link(p)
			} else {
				w.list(p.kids)
			}
		}
		w.b.WriteString("</li>")
	}
	w.b.WriteString("</ol>")
}

func (w *textWriter) sources(n *node, width int) []string {
	lines := append(underlined(or(w.o.Strings.Sources, "Sources"), '-', width), "")
	for _, note := range n.kids {
		var parts []string
		for _, k := range note.kids {
			parts = append(parts, w.inline([]*node{w.o.piece(k)}))
		}
		lines = append(lines, prefixed(wrap(strings.Join(parts, " "), width-4), "["+w.note(note)+"] ", "    ")...)
	}
	return lines
}
