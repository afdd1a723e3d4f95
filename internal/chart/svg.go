package chart

import (
	"html/template"
	"math"
	"strconv"
	"strings"
)

// SVG is the drawing alone. It fills the width that it is given: what must not
// be stretched, numbers and dots, has places in percent; what may be, bars and
// lines, is drawn on a sheet a thousand wide.
func (c Chart) SVG() template.HTML {
	p := &pen{Chart: c, scale: c.scale(), height: c.Height}
	if p.height == 0 {
		p.height = usualHeight
	}
	p.raw(`<svg role="img" xmlns="http://www.w3.org/2000/svg" width="100%" height="`, strconv.Itoa(p.height+above+below), `" direction="ltr" aria-labelledby="`, esc(c.ID), `-title" aria-describedby="`, esc(c.ID), `-about">`)
	p.raw(`<title id="`, esc(c.ID), `-title">`, esc(c.Title), `</title><desc id="`, esc(c.ID), `-about">`, esc(c.About), `</desc>`)
	p.grid()
	for i, s := range c.Series {
		switch s.Form {
		case Bars:
			p.bars(i, s)
		case Line, Step:
			p.line(i, s)
		}
	}
	p.numbers()
	p.labels()
	p.hits()
	p.raw(`</svg>`)
	return template.HTML(p.b.String()) // all text in it was escaped
}

// pen draws one chart.
type pen struct {
	Chart
	scale  scale
	height int
	b      strings.Builder
}

func (p *pen) raw(parts ...string) {
	for _, s := range parts {
		p.b.WriteString(s)
	}
}

// y is how far from the top a value stands.
func (p *pen) y(v float64) float64 {
	return above + float64(p.height)*(p.scale.high-v)/(p.scale.high-p.scale.low)
}

// band is where a slot begins and how wide it is, in thousandths from the left.
func (p *pen) band(i int) (x, width float64) {
	width = float64(1000-gutter) / float64(len(p.Slots))
	x = gutter + float64(i)*width
	if p.RTL {
		x = 1000 - x - width
	}
	return x, width
}

// x is where a slot stands, in thousandths from the left.
func (p *pen) x(i int) float64 {
	first, last := p.Slots[0].At, p.Slots[len(p.Slots)-1].At
	if p.Chart.bars() || !last.After(first) {
		x, width := p.band(i)
		return x + width/2
	}
	x := gutter + (1000-gutter)*float64(p.Slots[i].At.Sub(first))/float64(last.Sub(first))
	if p.RTL {
		x = 1000 - x
	}
	return x
}

func percent(x float64) string { return short(x/10) + "%" }

func short(x float64) string {
	return strconv.FormatFloat(math.Round(x*100)/100, 'f', -1, 64)
}

func (p *pen) eachLine(do func(value, y float64)) {
	for n := 0; n < 12; n++ {
		v := p.scale.low + float64(n)*p.scale.step
		if v > p.scale.high+p.scale.step/2 {
			return
		}
		do(v, math.Round(p.y(v)))
	}
}

func (p *pen) grid() {
	p.raw(`<g class="chart-grid">`)
	p.eachLine(func(v, y float64) {
		class := ""
		if v == 0 {
			class = ` class="zero"`
		}
		p.raw(`<line`, class, ` x1="0" x2="100%" y1="`, short(y+.5), `" y2="`, short(y+.5), `"/>`)
	})
	p.raw(`</g>`)
}

// numbers stand on their lines, at the side where time begins.
func (p *pen) numbers() {
	x, anchor := "0", "start"
	if p.RTL {
		x, anchor = "100%", "end"
	}
	p.raw(`<g class="chart-tick" text-anchor="`, anchor, `">`)
	p.eachLine(func(v, y float64) {
		p.raw(`<text x="`, x, `" y="`, short(y-4), `">`, esc(p.number(v)), `</text>`)
	})
	p.raw(`</g>`)
}

// labels stand under some of the slots, at even distances from the last.
func (p *pen) labels() {
	every := (len(p.Slots) + labelsMost - 1) / labelsMost
	p.raw(`<g class="chart-tick">`)
	y := short(float64(above + p.height + 17))
	for i := len(p.Slots) - 1; i >= 0; i -= every {
		x, anchor := p.x(i), "middle"
		switch {
		case len(p.Slots) > labelsMost && x > 960:
			x, anchor = 1000, "end"
		case len(p.Slots) > labelsMost && x < 40:
			x, anchor = 0, "start"
		}
		p.raw(`<text x="`, percent(x), `" y="`, y, `" text-anchor="`, anchor, `">`, esc(p.Slots[i].Label), `</text>`)
	}
	p.raw(`</g>`)
}

// bars draws a series as bars. All series stand in the same place, the later
// ones before the earlier, so one that is a part of another is seen as such.
func (p *pen) bars(n int, s Series) {
	p.raw(`<g class="chart-bar s`, strconv.Itoa(n+1), `">`)
	for i := range p.Slots {
		v := s.at(i)
		if v.None || v.Y == 0 {
			continue
		}
		x, width := p.band(i)
		from, to := p.y(max(v.Y, 0)), p.y(min(v.Y, 0))
		p.raw(`<rect x="`, percent(x+width*.12), `" y="`, short(from), `" width="`, percent(width*.76), `" height="`, short(max(to-from, 1)), `"/>`)
	}
	p.raw(`</g>`)
}

// line draws a series as a line or as steps, with the area under it. Where
// nothing is known it is broken.
func (p *pen) line(n int, s Series) {
	class := strconv.Itoa(n + 1)
	sheet := short(float64(p.height + above + below))
	p.raw(`<svg x="0" y="0" width="100%" height="`, sheet, `" viewBox="0 0 1000 `, sheet, `" preserveAspectRatio="none">`)
	for from := 0; from < len(p.Slots); from++ {
		if s.at(from).None {
			continue
		}
		to := from
		for to+1 < len(p.Slots) && !s.at(to+1).None {
			to++
		}
		way := p.way(s, from, to)
		floor := short(p.y(max(p.scale.low, min(0, p.scale.high))))
		p.raw(`<path class="chart-area s`, class, `" d="`, way, `V`, floor, `H`, short(p.x(from)), `Z"/>`)
		p.raw(`<path class="chart-line s`, class, `" d="`, way, `" fill="none" vector-effect="non-scaling-stroke"/>`)
		from = to
	}
	p.raw(`</svg>`)
	if last := len(p.Slots) - 1; !s.at(last).None {
		p.raw(`<circle class="chart-dot s`, class, `" cx="`, percent(p.x(last)), `" cy="`, short(p.y(s.at(last).Y)), `" r="3.5"/>`)
	}
}

func (p *pen) way(s Series, from, to int) string {
	var b strings.Builder
	b.WriteString("M" + short(p.x(from)) + " " + short(p.y(s.at(from).Y)))
	for i := from + 1; i <= to; i++ {
		x, y := short(p.x(i)), short(p.y(s.at(i).Y))
		if s.Form == Step {
			b.WriteString("H" + x + "V" + y)
		} else {
			b.WriteString("L" + x + " " + y)
		}
	}
	return b.String()
}

// hits are the places where a pointer finds what a slot says.
func (p *pen) hits() {
	p.raw(`<g class="chart-slot">`)
	for i, slot := range p.Slots {
		x, width := p.band(i)
		if !p.Chart.bars() {
			x, width = p.near(i)
		}
		said := slot.name()
		for n, s := range p.Series {
			said += []string{": ", ", "}[min(n, 1)] + s.at(i).said() + " " + s.Name
		}
		p.raw(`<rect class="chart-hit" x="`, percent(x), `" y="0" width="`, percent(width), `" height="`, strconv.Itoa(p.height+above), `"><title>`, esc(said), `</title></rect>`)
	}
	p.raw(`</g>`)
}

// near is the stretch that is nearer to a slot than to any other.
func (p *pen) near(i int) (x, width float64) {
	left, right := p.x(i), p.x(i)
	if i > 0 {
		left = (p.x(i-1) + left) / 2
	}
	if i < len(p.Slots)-1 {
		right = (p.x(i+1) + right) / 2
	}
	return min(left, right), math.Abs(right - left)
}

// Meter is a short bar that is filled to a share from 0 to 1, beside a number
// that says the same.
func Meter(share float64) template.HTML {
	return template.HTML(`<svg class="chart-meter" aria-hidden="true" width="100%" height="4"><rect width="` + percent(1000*max(0, min(1, share))) + `" height="4" rx="2"/></svg>`)
}
