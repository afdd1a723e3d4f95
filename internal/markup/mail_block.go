package markup

// mailBox is the style of what stands in a box of its own in a mail.
const mailBox = "margin:0 0 20px;padding:12px 16px;border:1px solid #8a8f98"

// block writes one of the blocks beyond CommonMark; false if n is none.
func (w *mailWriter) block(n *node) bool {
	switch n.tag {
	case tagGallery:
		w.list(n.kids)
	case tagCallout:
		w.callout(n)
	case tagButton:
		w.button(n)
	case tagBookmark:
		w.card(n, n.kids, n.attr("title"), n.attr("site"))
	case tagEmbed:
		e := embedOf(n.attr("href"))
		w.card(n, []*node{{text: label(w.o.Strings.Open, "Open on %s", e.provider)}}, "", "")
	case tagSound:
		w.sound(n)
	default:
		return false
	}
	return true
}

func (w *mailWriter) callout(n *node) {
	title, body := w.o.calloutParts(n)
	startTag(&w.b, "div", attr{"style", mailBox + ";border-left:4px solid " + w.o.Accent})
	startTag(&w.b, "p", attr{"style", "margin:0 0 8px;font-weight:bold"})
	w.list(title)
	w.b.WriteString("</p>")
	w.list(body)
	w.b.WriteString("</div>")
}

// button is a table with a colour, which even the clients show that know little
// of styles.
func (w *mailWriter) button(n *node) {
	startTag(&w.b, "table", attr{"border", "0"}, attr{"cellpadding", "0"}, attr{"cellspacing", "0"}, attr{"role", "presentation"}, attr{"style", "margin:0 0 20px"})
	w.b.WriteString("<tbody><tr>")
	startTag(&w.b, "td", attr{"style", "border:2px solid " + w.o.Accent + ";padding:10px 20px;font-weight:bold"})
	w.link(n)
	w.b.WriteString("</td></tr></tbody></table>")
}

// card is a link in a box with what is known about it.
func (w *mailWriter) card(n *node, text []*node, about, site string) {
	startTag(&w.b, "div", attr{"style", mailBox})
	startTag(&w.b, "div", attr{"style", "font-weight:bold"})
	w.link(&node{attrs: n.attrs, kids: text})
	w.b.WriteString("</div>")
	for _, s := range []string{about, site} {
		if s != "" {
			startTag(&w.b, "div", attr{"style", mailStyles["figcaption"]})
			escapeText(&w.b, s)
			w.b.WriteString("</div>")
		}
	}
	w.b.WriteString("</div>")
}
