package markup

import (
	"regexp"
	"strings"
)

// mailWidth is what fits the column of a newsletter, in pixels.
const mailWidth = 600

// mailStyles are the styles of a mail. Text keeps the colour of the mail around
// it and lines are a mid grey, so that dark mode may turn everything round.
var mailStyles = map[string]string{
	"p":          "margin:0 0 16px",
	"ul":         "margin:0 0 16px;padding:0 0 0 24px",
	"ol":         "margin:0 0 16px;padding:0 0 0 24px",
	"li":         "margin:0 0 6px",
	"dl":         "margin:0 0 16px",
	"dt":         "font-weight:bold",
	"dd":         "margin:0 0 8px 24px",
	"h2":         "margin:32px 0 12px;font-size:22px;line-height:1.3;font-weight:bold",
	"h3":         "margin:28px 0 10px;font-size:18px;line-height:1.3;font-weight:bold",
	"h4":         "margin:24px 0 8px;font-size:16px;line-height:1.4;font-weight:bold",
	"h5":         "margin:24px 0 8px;font-size:16px;line-height:1.4;font-weight:bold",
	"h6":         "margin:24px 0 8px;font-size:16px;line-height:1.4;font-weight:bold",
	"aside":      "margin:0 0 16px;padding:12px 16px;border:1px solid #8a8f98",
	"hr":         "margin:28px 0;border:0;border-top:1px solid #8a8f98",
	"pre":        "margin:0 0 16px;padding:12px 14px;border:1px solid #8a8f98;font-family:Consolas,Menlo,monospace;font-size:14px;line-height:1.5;white-space:pre-wrap;word-wrap:break-word",
	"code":       "font-family:Consolas,Menlo,monospace;font-size:14px",
	"kbd":        "font-family:Consolas,Menlo,monospace;font-size:14px",
	"samp":       "font-family:Consolas,Menlo,monospace;font-size:14px",
	"table":      "width:100%;max-width:600px;margin:0 0 16px;border-collapse:collapse;font-size:14px;line-height:1.4",
	"caption":    "padding:0 0 8px;text-align:left;font-weight:bold",
	"th":         "padding:6px 10px 6px 0;border-bottom:2px solid #8a8f98;vertical-align:bottom;font-weight:bold",
	"td":         "padding:6px 10px 6px 0;border-bottom:1px solid #8a8f98;vertical-align:top",
	"img":        "display:block;width:100%;height:auto;border:0",
	"figcaption": "margin:8px 0 0;font-size:14px;line-height:1.4",
	"sup":        "font-size:75%;line-height:0;vertical-align:super",
	"sub":        "font-size:75%;line-height:0;vertical-align:sub",
}

const defaultAccent = "#1a5fb4"

var colour = regexp.MustCompile(`^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$`)

// Mail is the text for mail clients: inline styles and no classes, nothing wider
// than 600 pixels, images with their alt texts, absolute addresses.
func (d *Document) Mail(o Options) string {
	if !colour.MatchString(o.Accent) {
		o.Accent = defaultAccent
	}
	w := mailWriter{d: d.only(fenceMail), o: &o}
	w.list(w.d.body)
	return w.b.String()
}

type mailWriter struct {
	b      strings.Builder
	d      *Document
	o      *Options
	inLink bool
	credit string
}

func (w *mailWriter) list(list []*node) {
	for _, n := range list {
		w.node(n)
	}
}

func (w *mailWriter) node(n *node) {
	switch n.tag {
	case "":
		escapeText(&w.b, n.text)
	case "a":
		w.link(n)
	case "img":
		w.image(n)
	case "figure":
		w.figure(n)
	case "figcaption":
		w.caption(n.kids)
	case "blockquote":
		w.wrap("blockquote", "margin:0 0 16px;padding:0 0 0 16px;border-left:3px solid "+w.o.Accent, n)
	case "details":
		w.wrap("div", mailStyles["aside"], n)
	case "summary":
		w.wrap("div", "margin:0 0 8px;font-weight:bold", n)
	case tagRef:
		w.start("sup", nil)
		w.b.WriteString("[" + itoa(n.n) + "]</sup>")
	case tagNotes:
		w.start("hr", nil)
		w.wrap("ol", "margin:0 0 16px;padding:0 0 0 24px;font-size:14px;line-height:1.5", n)
	case tagNote:
		w.wrap("li", mailStyles["li"], n)
	case tagClaim:
		w.claim(n)
	case tagSources:
		w.sources(n)
	case tagTick:
		w.b.WriteString([]string{"☐ ", "☑ "}[n.n])
	default:
		if !w.block(n) {
			w.element(n)
		}
	}
}

func (w *mailWriter) element(n *node) {
	if n.namesNothing() {
		startTag(&w.b, "td", append(without(n.attrs, "scope"), attr{"style", mailStyles["th"]})...)
		w.list(n.kids)
		w.b.WriteString("</td>")
		return
	}
	w.start(n.tag, n.attrs)
	switch n.tag {
	case "br", "hr", "wbr":
		return
	}
	w.list(n.kids)
	w.b.WriteString("</" + n.tag + ">")
}

// start writes a start tag with the style of its element.
func (w *mailWriter) start(tag string, attrs []attr) {
	style := mailStyles[tag]
	var kept []attr
	if tag == "table" {
		kept = []attr{{"width", "100%"}, {"border", "0"}, {"cellpadding", "0"}, {"cellspacing", "0"}}
	}
	for _, a := range attrs {
		if a.name == "align" {
			style += ";text-align:" + a.value
		}
		kept = append(kept, a)
	}
	if tag == "th" && !strings.Contains(style, "text-align") {
		style += ";text-align:left"
	}
	if style != "" {
		kept = append(kept, attr{"style", style})
	}
	startTag(&w.b, tag, kept...)
}

func (w *mailWriter) wrap(tag, style string, n *node) {
	startTag(&w.b, tag, attr{"style", style})
	w.list(n.kids)
	w.b.WriteString("</" + tag + ">")
}

func (w *mailWriter) figure(n *node) {
	w.credit = w.o.credit(n)
	startTag(&w.b, "div", attr{"style", "margin:0 0 20px"})
	w.list(n.kids)
	if w.credit != "" {
		w.caption(nil)
	}
	w.b.WriteString("</div>")
}

func (w *mailWriter) caption(kids []*node) {
	startTag(&w.b, "div", attr{"style", mailStyles["figcaption"]})
	w.list(kids)
	if w.credit != "" {
		w.b.WriteByte(' ')
		escapeText(&w.b, w.credit)
		w.credit = ""
	}
	w.b.WriteString("</div>")
}

func (w *mailWriter) link(n *node) {
	if w.inLink {
		w.list(n.kids)
		return
	}
	href := n.attr("href")
	if strings.HasPrefix(href, "#") { // a mail has no places to go to; the page has
		if id, ok := w.d.anchor(href[1:]); ok {
			href = "#" + w.o.IDPrefix + id
		}
		if w.o.Base == nil {
			w.list(n.kids)
			return
		}
	}
	w.start("a", []attr{{"href", w.o.absolute(href)}, {"style", "color:" + w.o.Accent + ";text-decoration:underline"}})
	w.inLink = true
	w.list(n.kids)
	w.inLink = false
	w.b.WriteString("</a>")
}

// image shows an image in the width of the column, as its width attribute says
// to the clients that know no style.
func (w *mailWriter) image(n *node) {
	im, ok := w.o.image(n)
	if !ok {
		if w.inLink {
			escapeText(&w.b, or(n.attr("alt"), n.attr("src")))
			return
		}
		w.link(&node{
			tag: "a", attrs: []attr{{"href", n.attr("src")}},
			kids: []*node{{text: or(n.attr("alt"), n.attr("src"))}},
		})
		return
	}
	width, height := im.Width, im.Height
	if width > mailWidth {
		width, height = mailWidth, (height*mailWidth+width/2)/width
	}
	style := mailStyles["img"] + ";max-width:600px"
	attrs := []attr{{"src", w.o.absolute(im.Src)}, {"alt", im.Alt}}
	if width > 0 && height > 0 {
		attrs = append(attrs, attr{"width", itoa(width)}, attr{"height", itoa(height)})
		style = mailStyles["img"] + ";max-width:" + itoa(width) + "px"
	}
	startTag(&w.b, "img", append(attrs, attr{"style", style})...)
}
