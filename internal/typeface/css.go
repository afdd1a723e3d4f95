package typeface

import (
	"fmt"
	"strings"
)

// likeness is what stands in until a typeface has come: one that devices have,
// stretched to the same widths and heights, so that nothing on the page moves.
type likeness struct {
	mark   string // at the end of the family's name
	sans   bool
	local  map[string]string // by cut; "" in front of none
	widths map[string]float64
}

var likenesses = []likeness{
	{"g", false, map[string]string{"400": `local("Georgia")`, "400i": `local("Georgia Italic"),local("Georgia-Italic")`, "700": `local("Georgia Bold"),local("Georgia-Bold")`}, map[string]float64{"400": .4458, "400i": .4546, "700": .5186}},
	{"n", false, map[string]string{"400": `local("Noto Serif"),local("NotoSerif")`, "400i": `local("Noto Serif Italic"),local("NotoSerif-Italic")`, "700": `local("Noto Serif Bold"),local("NotoSerif-Bold")`}, map[string]float64{"400": .481, "400i": .469, "700": .512}},
	{"a", true, map[string]string{"400": `local("Arial")`, "400i": `local("Arial Italic"),local("Arial-ItalicMT")`, "700": `local("Arial Bold"),local("Arial-BoldMT")`}, map[string]float64{"400": .4458, "400i": .4458, "700": .48}},
	{"r", true, map[string]string{"400": `local("Roboto")`, "400i": `local("Roboto Italic"),local("Roboto-Italic")`, "700": `local("Roboto Bold"),local("Roboto-Bold")`}, map[string]float64{"400": .4448, "400i": .4326, "700": .4521}},
}

// sansFamilies are the families without serifs.
var sansFamilies = map[string]bool{"Libre Franklin": true, "Public Sans": true}

// CSS is the stylesheet of the pair: its faces, and the names under which a
// theme uses them, --head, --text and --sans. url tells where a file of Files
// is served.
func (p Pair) CSS(url func(file string) string) string {
	if !p.Own() {
		return ""
	}
	var b strings.Builder
	for _, f := range p.faces() {
		f.css(&b, url)
	}
	fmt.Fprintf(&b, ":root{--head:%s;--text:%s", Stack(p.head), Stack(p.text))
	if p.ui != "" {
		fmt.Fprintf(&b, ";--sans:%s", Stack(p.ui))
	}
	if p.open {
		b.WriteString(";--tight:0em;--tighter:-.008em")
	}
	b.WriteString("}\n")
	return b.String()
}

// Head and Text are the families for headlines and for running text, as a
// stylesheet writes them; "" for the reader's own.
func (p Pair) Head() string { return Stack(p.head) }

// Text is what Head says.
func (p Pair) Text() string { return Stack(p.text) }

// Stack is a family with what stands in for it, as a stylesheet writes it.
func Stack(family string) string {
	if family == "" {
		return ""
	}
	out := `"` + family + `"`
	for _, l := range likenesses {
		if l.sans == sansFamilies[family] {
			out += `,"` + family + " " + l.mark + `"`
		}
	}
	if sansFamilies[family] {
		return out + ",system-ui,sans-serif"
	}
	return out + ",Georgia,serif"
}

func (f face) css(b *strings.Builder, url func(string) string) {
	for _, script := range f.scripts {
		fmt.Fprintf(b, `@font-face{font-family:"%s";font-weight:%d;font-style:%s;font-display:swap;src:url(%s)format("woff2");unicode-range:%s}`,
			f.family, f.weight, f.style(), url(f.file(script)), letters[script])
		b.WriteByte('\n')
	}
	cut := fmt.Sprint(f.weight)
	if f.italic {
		cut += "i"
	}
	for _, l := range likenesses {
		if l.sans != sansFamilies[f.family] {
			continue
		}
		size := f.width / l.widths[cut]
		fmt.Fprintf(b, `@font-face{font-family:"%s %s";font-weight:%d;font-style:%s;src:%s;size-adjust:%s;ascent-override:%s;descent-override:%s;line-gap-override:0%%}`,
			f.family, l.mark, f.weight, f.style(), l.local[cut], percent(size), percent(f.up/size), percent(f.down/size))
		b.WriteByte('\n')
	}
}

func percent(share float64) string { return fmt.Sprintf("%.2f%%", share*100) }
