package markup

import "strings"

// link writes a link. One link in another cannot be written; it is its text.
func (w *pageWriter) link(n *node) {
	if w.inLink {
		w.list(n.kids)
		return
	}
	attrs := []attr{{"href", w.href(n.attr("href"))}}
	for _, a := range n.attrs {
		if a.name != "href" {
			attrs = append(attrs, a)
		}
	}
	if w.o.external(n.attr("href")) {
		attrs = append(attrs, attr{"rel", "noopener"})
	}
	w.start("a", attrs...)
	w.inLink = true
	w.close(n, "a")
	w.inLink = false
}

// href is the address of a link, where one to a heading of the same text means
// the id that the heading has on the page.
func (w *pageWriter) href(href string) string {
	if fragment, ok := strings.CutPrefix(href, "#"); ok {
		if id, known := w.d.anchor(fragment); known {
			href = "#" + w.o.IDPrefix + id
		}
	}
	if w.feed {
		return w.o.absolute(href)
	}
	return href
}

func (w *pageWriter) image(n *node) {
	im, ok := w.o.image(n)
	if !ok {
		w.farImage(n)
		return
	}
	attrs := []attr{{"src", im.Src}, {"alt", im.Alt}}
	if title := n.attr("title"); title != "" {
		attrs = append(attrs, attr{"title", title})
	}
	if w.feed {
		attrs[0].value = w.o.absolute(im.Src)
		w.start("img", append(attrs, size(im)...)...)
		return
	}
	sizes := attr{"sizes", or(w.o.Sizes, "(min-width: 44rem) 44rem, 100vw")}
	if im.SrcSet != "" {
		attrs = append(attrs, attr{"srcset", im.SrcSet}, sizes)
	}
	if im.Class != "" {
		attrs = append(attrs, attr{"class", im.Class})
	}
	attrs = append(attrs, size(im)...)
	w.sourced(im.Sources, sizes, append(attrs, attr{"loading", "lazy"}, attr{"decoding", "async"}))
}

// sourced writes an image, within a picture if there are better files of it.
func (w *pageWriter) sourced(sources []Source, sizes attr, img []attr) {
	if len(sources) == 0 {
		w.start("img", img...)
		return
	}
	w.start("picture")
	for _, s := range sources {
		w.start("source", attr{"type", s.Type}, attr{"srcset", s.SrcSet}, sizes)
	}
	w.start("img", img...)
	w.b.WriteString("</picture>")
}

// farImage links to an image on another host: a page loads nothing from there.
func (w *pageWriter) farImage(n *node) {
	text := or(n.attr("alt"), n.attr("src"))
	if w.inLink {
		escapeText(&w.b, text)
		return
	}
	w.start("a", attr{"href", n.attr("src")}, attr{"rel", "noopener"})
	escapeText(&w.b, text)
	w.b.WriteString("</a>")
}

func size(im Image) []attr {
	if im.Width <= 0 || im.Height <= 0 {
		return nil
	}
	return []attr{{"width", itoa(im.Width)}, {"height", itoa(im.Height)}}
}

// image finds what to show for an image, if it may be shown.
func (o *Options) image(n *node) (Image, bool) {
	src := n.attr("src")
	if o.Image != nil {
		if im, ok := o.Image(src); ok {
			im.Alt = or(n.attr("alt"), im.Alt)
			return im, true
		}
	}
	return Image{Src: src, Alt: n.attr("alt"), Width: atoi(n.attr("width")), Height: atoi(n.attr("height"))}, !o.external(src)
}

// credit is what stands after the caption of an image of ours.
func (o *Options) credit(figure *node) string {
	if own := figure.option("credit"); own != "" {
		return own
	}
	if figure.id == quoteFigure {
		return ""
	}
	img := find(figure, "img")
	if img == nil || o.Image == nil {
		return ""
	}
	im, _ := o.Image(img.attr("src"))
	return im.Credit
}

// figure shows an image with its caption and, after that, whom it is from.
func (w *pageWriter) figure(n *node) {
	w.credit = w.o.credit(n)
	w.start("figure", append(w.class(n.id, n.id != ""), n.attrs...)...)
	w.list(n.kids)
	if w.credit != "" {
		w.caption(&node{tag: "figcaption"})
	}
	w.b.WriteString("</figure>")
}

func (w *pageWriter) caption(n *node) {
	w.start("figcaption", n.attrs...)
	w.list(n.kids)
	if w.credit != "" {
		if len(n.kids) > 0 {
			w.b.WriteByte(' ')
		}
		w.start("span", w.class("credit", true)...)
		escapeText(&w.b, w.credit)
		w.b.WriteString("</span>")
		w.credit = ""
	}
	w.b.WriteString("</figcaption>")
}

func (w *pageWriter) noteAddress(id string) string {
	if w.feed {
		return w.o.absolute("#" + w.o.IDPrefix + id)
	}
	return "#" + w.o.IDPrefix + id
}

func (w *pageWriter) ref(n *node) {
	id, mark := "fnref-"+itoa(n.n), itoa(n.n)
	if n.nth > 1 {
		id += "-" + itoa(n.nth)
	}
	var attrs []attr
	if !w.feed {
		attrs = []attr{{"id", w.o.IDPrefix + id}, {"class", "ref"}}
	}
	w.start("sup", attrs...)
	switch {
	case w.inLink, w.feed && w.o.Base == nil:
		w.b.WriteString(mark)
	case w.feed:
		w.start("a", attr{"href", w.noteAddress("fn-" + mark)})
		w.b.WriteString(mark + "</a>")
	default:
		w.start("a", attr{"href", w.noteAddress("fn-" + mark)}, attr{"role", "doc-noteref"},
			attr{"aria-label", number(w.o.Strings.Footnote, "Footnote %d", n.n)})
		w.b.WriteString(mark + "</a>")
	}
	w.b.WriteString("</sup>")
}

func (w *pageWriter) notes(n *node) {
	if w.feed {
		w.start("hr")
	} else {
		w.start("section", attr{"class", "notes"}, attr{"role", "doc-endnotes"},
			attr{"aria-label", or(w.o.Strings.Footnotes, "Footnotes")})
	}
	w.start("ol")
	w.close(n, "ol")
	if !w.feed {
		w.b.WriteString("</section>")
	}
}

// note writes a note with its ways back, which stand in its last paragraph.
func (w *pageWriter) note(n *node) {
	if w.feed {
		w.start("li")
		w.close(n, "li")
		return
	}
	w.start("li", attr{"id", w.o.IDPrefix + "fn-" + itoa(n.n)})
	last := lastElement(n.kids)
	for i, k := range n.kids {
		if i == last && k.tag == "p" {
			w.start("p", k.attrs...)
			w.list(k.kids)
			w.backlinks(n)
			w.b.WriteString("</p>")
			continue
		}
		w.node(k)
		if i == last {
			w.backlinks(n)
		}
	}
	if last < 0 {
		w.backlinks(n)
	}
	w.b.WriteString("</li>")
}

func lastElement(list []*node) int {
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].tag != "" {
			return i
		}
	}
	return -1
}

func (w *pageWriter) backlinks(n *node) {
	if w.inLink {
		return
	}
	for i := 1; i <= n.nth; i++ {
		id := "fnref-" + itoa(n.n)
		if i > 1 {
			id += "-" + itoa(i)
		}
		w.b.WriteByte(' ')
		w.start("a", attr{"href", w.noteAddress(id)}, attr{"class", "back"}, attr{"role", "doc-backlink"},
			attr{"aria-label", number(w.o.Strings.Backlink, "Back to reference %d", n.n)})
		w.b.WriteString("↩︎</a>")
	}
}
