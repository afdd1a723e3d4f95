package markup

import (
	"html/template"
	"strings"
)

// phrased are the elements that a phrase may have.
var phrased = map[string]bool{"em": true, "strong": true, "code": true, "s": true, "del": true}

// Phrase writes a line of Markdown for a place that holds no blocks. Of its
// markup count emphasis, strong emphasis, code, words struck out, and links;
// of everything else the plain text.
func Phrase(src string) template.HTML {
	d := Parse(strings.Join(strings.Fields(src), " "))
	w := pageWriter{d: d, o: &Options{}}
	for _, n := range d.body {
		w.phrase(n)
	}
	return template.HTML(strings.TrimSpace(w.b.String()))
}

func (w *pageWriter) phrase(n *node) {
	kids := func() {
		for _, k := range n.kids {
			w.phrase(k)
		}
	}
	switch {
	case n.tag == "":
		escapeText(&w.b, n.text)
	case phrased[n.tag]:
		w.start(n.tag)
		kids()
		w.b.WriteString("</" + n.tag + ">")
	case n.tag == "a" && n.attr("href") != "" && !w.inLink:
		w.start("a", attr{"href", n.attr("href")})
		w.inLink = true
		kids()
		w.inLink = false
		w.b.WriteString("</a>")
	default:
		kids()
	}
}
