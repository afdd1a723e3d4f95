package markup

import "strings"

// block writes one of the blocks beyond CommonMark; false if n is none.
func (w *pageWriter) block(n *node) bool {
	switch n.tag {
	case tagGallery:
		w.gallery(n)
	case tagCallout:
		w.callout(n)
	case tagButton:
		w.start("p", w.class("action", true)...)
		w.linkTo(n, w.class("button", true)...)
		w.b.WriteString("</p>")
	case tagBookmark:
		w.bookmark(n)
	case tagEmbed:
		w.embed(n)
	case tagSound:
		w.sound(n)
	case tagPlain:
		w.start("span", attr{"class", n.id})
		w.close(n, "span")
	case tagPicture:
		w.start("img", append(n.attrs, attr{"loading", "lazy"}, attr{"decoding", "async"})...)
	default:
		return false
	}
	return true
}

// Parts of a card, which only the writer for pages makes.
const (
	tagPlain   = "plain"
	tagPicture = "picture"
)

func (w *pageWriter) gallery(n *node) {
	w.start("figure", w.class("gallery", true)...)
	if !w.feed {
		w.start("div", attr{"class", "gallery-grid"})
	}
	var caption *node
	for _, k := range n.kids {
		if k.tag == "figcaption" {
			caption = k
			continue
		}
		w.node(k)
	}
	if !w.feed {
		w.b.WriteString("</div>")
	}
	if caption != nil {
		w.caption(caption)
	}
	w.b.WriteString("</figure>")
}

// calloutNames are the titles of callouts that have none of their own.
var calloutNames = map[string]string{"note": "Note", "tip": "Tip", "important": "Important", "warning": "Warning", "caution": "Caution"}

// calloutParts are the title of a callout and what it holds.
func (o *Options) calloutParts(n *node) (title, body []*node) {
	if len(n.kids) > 0 && n.kids[0].tag == "summary" {
		return n.kids[0].kids, n.kids[1:]
	}
	return []*node{{text: or(o.Strings.Callouts[n.id], calloutNames[n.id])}}, n.kids
}

func (w *pageWriter) callout(n *node) {
	title, body := w.o.calloutParts(n)
	if w.feed {
		w.start("aside")
	} else {
		w.start("div", attr{"class", "callout callout-" + n.id}, attr{"role", "note"})
	}
	w.start("p", w.class("callout-title", true)...)
	w.b.WriteString("<strong>")
	w.list(title)
	w.b.WriteString("</strong></p>")
	w.list(body)
	w.b.WriteString([]string{"</div>", "</aside>"}[b2i(w.feed)])
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// linkTo writes a link around what n holds.
func (w *pageWriter) linkTo(n *node, attrs ...attr) {
	href := n.attr("href")
	attrs = append(attrs, attr{"href", w.href(href)})
	if w.o.external(href) {
		attrs = append(attrs, attr{"rel", "noopener"})
	}
	inLink := w.inLink
	if !inLink {
		w.start("a", attrs...)
	}
	w.inLink = true
	w.list(n.kids)
	w.inLink = inLink
	if !inLink {
		w.b.WriteString("</a>")
	}
}

// cardPicture is the picture of a bookmark, if it is one of ours.
func (o *Options) cardPicture(n *node) (Image, bool) {
	src := n.attr("image")
	if src == "" || o.Image == nil {
		return Image{}, false
	}
	return o.Image(src)
}

func (w *pageWriter) bookmark(n *node) {
	if w.feed {
		w.start("p")
		w.linkTo(n)
		if about := n.attr("title"); about != "" {
			w.start("br")
			escapeText(&w.b, about)
		}
		w.b.WriteString("</p>")
		return
	}
	w.start("p", attr{"class", "bookmark"})
	w.linkTo(w.cardOf(n))
	w.b.WriteString("</p>")
}

// cardOf is a bookmark as one link that holds all that is known.
func (w *pageWriter) cardOf(n *node) *node {
	card := &node{attrs: n.attrs, kids: []*node{{tag: "strong", kids: n.kids}}}
	for _, name := range []string{"title", "site"} {
		if s := n.attr(name); s != "" {
			card.kids = append(card.kids, &node{tag: tagPlain, id: "bookmark-" + name, kids: []*node{{text: s}}})
		}
	}
	if im, ok := w.o.cardPicture(n); ok {
		card.kids = append(card.kids, &node{tag: tagPicture, attrs: append([]attr{{"src", im.Src}, {"alt", ""}}, size(im)...)})
	}
	return card
}

// embed writes a link. What a script needs to put the piece itself in its place
// once the reader asks stands beside it; nothing is asked of the provider before.
func (w *pageWriter) embed(n *node) {
	e := embedOf(n.attr("href"))
	link := &node{attrs: n.attrs, kids: []*node{{text: label(w.o.Strings.Open, "Open on %s", e.provider)}}}
	if w.feed {
		w.start("p")
		w.linkTo(link)
		w.b.WriteString("</p>")
		return
	}
	w.start("figure", attr{"class", "embed embed-" + e.shape}, attr{"data-embed", e.src}, attr{"data-provider", e.provider},
		attr{"data-show", label(w.o.Strings.Show, "Show it here. It comes from %s.", strings.TrimPrefix(e.origin, "https://"))})
	w.start("p")
	w.linkTo(link)
	w.b.WriteString("</p></figure>")
}
