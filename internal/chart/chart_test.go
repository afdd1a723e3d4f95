package chart_test

import (
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"onrecord/internal/chart"
)

var start = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

// drawing is a chart of days with the values of each series.
func drawing(form chart.Form, series ...[]float64) chart.Chart {
	c := chart.Chart{ID: "c", Title: `Views <of> "all" & more`, About: "They rise.", Head: "Day", Table: "As a table", Whole: true}
	for i := range series[0] {
		c.Slots = append(c.Slots, chart.Slot{At: start.AddDate(0, 0, i), Label: fmt.Sprint(i + 1), Name: fmt.Sprint("Day ", i+1)})
	}
	for n, values := range series {
		s := chart.Series{Name: fmt.Sprint("Row ", n+1), Form: form}
		for _, v := range values {
			s.Values = append(s.Values, chart.Value{Y: v, None: math.IsNaN(v)})
		}
		c.Series = append(c.Series, s)
	}
	return c
}

// element is one element of the drawing.
type element struct {
	name string
	attr map[string]string
	text string
}

// parse reads a drawing as XML and fails where it is none.
func parse(t *testing.T, text string) (list []element) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return list
		}
		if err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		switch v := token.(type) {
		case xml.StartElement:
			e := element{v.Name.Local, map[string]string{}, ""}
			for _, a := range v.Attr {
				e.attr[a.Name.Local] = a.Value
			}
			list = append(list, e)
		case xml.CharData:
			if len(list) > 0 {
				list[len(list)-1].text += strings.TrimSpace(string(v))
			}
		}
	}
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(strings.TrimSuffix(s, "%"), 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestBarsAreAsHighAsTheTableSays(t *testing.T) {
	t.Parallel()
	c := drawing(chart.Bars, []float64{0, 3, 12, 7}, []float64{0, 1, 6, 7})
	var bars []element
	for _, e := range parse(t, string(c.SVG())) {
		if e.name == "rect" && e.attr["class"] == "" {
			bars = append(bars, e)
		}
	}
	var cells []float64 // row by row, without the zeros, which have no bar
	for _, e := range parse(t, string(c.HTML())) {
		if e.name == "td" && e.text != "0" {
			cells = append(cells, number(t, e.text))
		}
	}
	if len(bars) != 6 || len(cells) != 6 {
		t.Fatalf("%d bars, %d cells", len(bars), len(cells))
	}
	for i, want := range []float64{3, 12, 7, 1, 6, 7} { // series by series
		if got := number(t, bars[i].attr["height"]) / number(t, bars[1].attr["height"]) * 12; math.Abs(got-want) > .01 {
			t.Errorf("bar %d stands for %v, want %v", i, got, want)
		}
	}
	for i, want := range []float64{3, 1, 12, 6, 7, 7} {
		if cells[i] != want {
			t.Errorf("cell %d says %v, want %v", i, cells[i], want)
		}
	}
}

func TestLinesRunThroughWhatTheTableSays(t *testing.T) {
	t.Parallel()
	none := math.NaN()
	for form, want := range map[chart.Form][]string{
		chart.Line: {"M55 218L207.49 118", "M660 18L1000 168"},
		chart.Step: {"M55 218H207.49V118", "M660 18H1000V168"},
	} {
		c := drawing(form, []float64{10, 20, none, none, 30, 15})
		c.Slots[1].At, c.Slots[4].At, c.Slots[5].At = start.Add(16137*time.Second), start.Add(64021*time.Second), start.Add(100_000*time.Second)
		var got []string
		for _, e := range parse(t, string(c.SVG())) {
			if e.attr["class"] == "chart-line s1" {
				got = append(got, e.attr["d"])
			}
		}
		if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
			t.Errorf("%s: %q", form, got)
		}
	}
}

func TestADrawingSaysWhatItIs(t *testing.T) {
	t.Parallel()
	c := drawing(chart.Step, []float64{1, 2})
	c.Series[0].Name = "<b>"
	list := parse(t, string(c.HTML()))
	texts := map[string]string{}
	for _, e := range list {
		if id := e.attr["id"]; id != "" {
			texts[id] = e.text
		}
		if e.name == "svg" && e.attr["role"] != "" && (e.attr["role"] != "img" || e.attr["aria-labelledby"] != "c-title" || e.attr["aria-describedby"] != "c-about") {
			t.Errorf("%v", e.attr)
		}
		if e.name == "b" || e.attr["style"] != "" {
			t.Errorf("%v", e)
		}
	}
	if texts["c-title"] != c.Title || texts["c-about"] != c.About {
		t.Errorf("%q", texts)
	}
}

func TestTimeRunsFromRightToLeftWhereTheTextDoes(t *testing.T) {
	t.Parallel()
	for _, form := range []chart.Form{chart.Bars, chart.Line} {
		c := drawing(form, []float64{1, 2, 3})
		places := func() (out []float64) {
			for _, e := range parse(t, string(c.SVG())) {
				if e.attr["class"] == "chart-hit" {
					out = append(out, number(t, e.attr["x"])+number(t, e.attr["width"])/2)
				}
			}
			return out
		}
		ltr := places()
		c.RTL = true
		for i, x := range places() {
			if math.Abs(100-x-ltr[i]) > .02 {
				t.Errorf("%s: slot %d is at %v, from left to right at %v", form, i, x, ltr[i])
			}
		}
	}
}

func TestNothingOddBreaksADrawing(t *testing.T) {
	t.Parallel()
	for name, values := range map[string][]float64{
		"one": {5}, "none": {math.NaN()}, "zeros": {0, 0, 0}, "below": {-3, 4, -12}, "equal": {7, 7}, "tiny": {1e-9, 2e-9},
		"huge": {1e15, 3}, "endless": {math.Inf(1), 2}, "many": make([]float64, 400),
	} {
		for _, form := range []chart.Form{chart.Bars, chart.Line, chart.Step} {
			for _, whole := range []bool{true, false} {
				c := drawing(form, values)
				c.Whole = whole
				text := string(c.HTML())
				lines := 0
				for _, e := range parse(t, text) {
					if e.name == "line" {
						lines++
					}
				}
				if name != "endless" && (strings.Contains(text, "NaN") || strings.Contains(text, "Inf")) {
					t.Errorf("%s %s: %s", name, form, text)
				}
				if lines < 2 || lines > 7 {
					t.Errorf("%s %s: %d lines", name, form, lines)
				}
			}
		}
	}
	if out := (chart.Chart{}).HTML(); out != "" {
		t.Errorf("nothing is drawn as %s", out)
	}
}
