// Package chart draws figures as SVG, with the table that says the same behind
// each drawing. It needs no script, has no colour of its own (the page's style
// sheet gives them to the classes below), and is as wide as the page lets it.
//
// Classes: chart (the whole), chart-keys, chart-key, chart-grid, chart-tick,
// chart-slot, chart-hit, chart-bar, chart-line, chart-area, chart-dot; and s1,
// s2, … on all that belongs to one series.
package chart

import (
	"html"
	"html/template"
	"math"
	"strconv"
	"strings"
	"time"
)

// Form is how a series is drawn.
type Form string

// The forms. Bars stand in slots of one width each; lines and steps run along
// the time of the slots.
const (
	Bars Form = "bars"
	Line Form = "line"
	Step Form = "step" // a value holds until the next one
)

// Chart is one drawing. Its words come in the language of the page.
type Chart struct {
	ID     string // of the page's, for its parts to refer to; letters and dashes
	Title  string // what is shown
	About  string // what there is to be seen, in a sentence, for who does not see it
	Head   string // over the first column of the table
	Table  string // what opens the table
	Slots  []Slot
	Series []Series
	Height int  // of the drawing in pixels; 0 is 200
	Whole  bool // only whole numbers stand at the lines
	Zero   bool // the drawing begins at 0, as it always does with bars
	RTL    bool // time runs from right to left
	// Number writes a number at a line. Nil writes it in the plainest way.
	Number func(float64) string
}

// Slot is a place in time.
type Slot struct {
	At    time.Time
	Label string // short, at the axis
	Name  string // in the table; "" is as the label
}

// Series is one row of values, one for each slot.
type Series struct {
	Name   string
	Form   Form
	Values []Value
}

// Value is one figure: as it is drawn, and as it is said.
type Value struct {
	Y    float64
	Text string
	None bool // nothing is known here
}

func (s Slot) name() string {
	if s.Name != "" {
		return s.Name
	}
	return s.Label
}

// Sizes of the drawing, in pixels upright and in thousandths of its width.
const (
	usualHeight = 200
	above       = 18 // room over the highest line, for its number
	below       = 24 // room for the axis
	gutter      = 55 // room beside, for the numbers
	labelsMost  = 6
)

// HTML is the whole figure: the keys, the drawing, the table. A chart without
// slots is nothing.
func (c Chart) HTML() template.HTML {
	if len(c.Slots) == 0 || len(c.Series) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(`<figure class="chart" id="` + esc(c.ID) + `">`)
	if len(c.Series) > 1 {
		b.WriteString(`<ul class="chart-keys" aria-hidden="true">`)
		for i, s := range c.Series {
			b.WriteString(`<li class="chart-key s` + strconv.Itoa(i+1) + `">` + esc(s.Name) + `</li>`)
		}
		b.WriteString(`</ul>`)
	}
	b.WriteString(string(c.SVG()))
	c.table(&b)
	b.WriteString(`</figure>`)
	return template.HTML(b.String()) // all text in it was escaped
}

// table writes the figures behind the drawing.
func (c Chart) table(b *strings.Builder) {
	b.WriteString(`<details><summary>` + esc(c.Table) + `</summary><section class="wrap" tabindex="0" aria-label="` + esc(c.Title) + `"><table><caption class="away">` + esc(c.Title) + `</caption><thead><tr><th scope="col">` + esc(c.Head) + `</th>`)
	for _, s := range c.Series {
		b.WriteString(`<th scope="col" class="num">` + esc(s.Name) + `</th>`)
	}
	b.WriteString("</tr></thead><tbody>\n")
	for i, slot := range c.Slots {
		b.WriteString(`<tr><th scope="row">` + esc(slot.name()) + `</th>`)
		for _, s := range c.Series {
			b.WriteString(`<td class="num">` + esc(s.at(i).said()) + `</td>`)
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString(`</tbody></table></section></details>`)
}

func (s Series) at(i int) Value {
	if i >= len(s.Values) {
		return Value{None: true}
	}
	return s.Values[i]
}

func (v Value) said() string {
	if v.None {
		return "–"
	}
	if v.Text == "" {
		return plain(v.Y)
	}
	return v.Text
}

func plain(y float64) string { return strconv.FormatFloat(y, 'f', -1, 64) }

func (c Chart) number(y float64) string {
	if c.Number == nil {
		return plain(y)
	}
	return c.Number(y)
}

func (c Chart) bars() bool {
	for _, s := range c.Series {
		if s.Form == Bars {
			return true
		}
	}
	return false
}

func esc(s string) string { return html.EscapeString(s) }

// scale is what the upright axis shows: from low to high, with a line each step.
type scale struct{ low, high, step float64 }

// scale finds round numbers around all values: at most seven lines.
func (c Chart) scale() scale {
	low, high := math.Inf(1), math.Inf(-1)
	for _, s := range c.Series {
		for _, v := range s.Values {
			if !v.None && !math.IsNaN(v.Y) && !math.IsInf(v.Y, 0) {
				low, high = min(low, v.Y), max(high, v.Y)
			}
		}
	}
	if low > high {
		low, high = 0, 0
	}
	if c.Zero || c.bars() {
		low, high = min(low, 0), max(high, 0)
	}
	if low == high {
		low, high = min(low, 0), max(high, low+1)
	}
	step := c.round((high - low) / 5)
	return scale{math.Floor(low/step) * step, math.Ceil(high/step) * step, step}
}

// round is the next number upwards that is 1, 2, 2½ or 5 times a power of ten,
// and whole if it has to be.
func (c Chart) round(x float64) float64 {
	unit := math.Pow(10, math.Floor(math.Log10(x)))
	for _, n := range []float64{1, 2, 2.5, 5} {
		step := n * unit
		if x <= step*(1+1e-9) && !(c.Whole && step != math.Floor(step)) {
			return step
		}
	}
	return max(10*unit, 1)
}
