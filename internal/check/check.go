// Package check reads a text beside the record and says where the two differ,
// and where a text contradicts itself: as marks while one writes, and as lines
// on a terminal. It knows no database and decides nothing.
//
// A rule is a name, a level and a sentence in rules.json; what a language says
// is a file in tables/. The rules that need words are silent in a language
// without a file. The same input always has the same findings.
package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"onrecord/internal/figure"
	"onrecord/internal/markup"
)

// Level is how much a finding weighs.
type Level string

// The levels. An Error is a contradiction to the record, a Warning a probable
// one, a Hint a question. A Block is for whoever publishes to act on.
const (
	Hint    Level = "hint"
	Warning Level = "warning"
	Error   Level = "error"
	Block   Level = "block"
)

// Finding is one thing to look at.
type Finding struct {
	Rule     string `json:"rule"`
	Level    Level  `json:"level"`
	Field    string `json:"field"` // "body", or the name of another field
	Line     int    `json:"line"`  // of the field, counted from 1
	Start    int    `json:"start"` // bytes of the field
	End      int    `json:"end"`
	Sentence string `json:"sentence"`
	Claim    string `json:"claim,omitempty"` // the key, where it is about one
}

// Field is a line of text beside the body.
type Field struct{ Name, Text string }

// Input is a text with what is known about it.
type Input struct {
	Language string // BCP 47
	// Lasting is a text that is read for years: an explainer, a page.
	Lasting   bool
	Scheduled bool
	Body      string  // Markdown
	Fields    []Field // headline, subject
	Claims    map[string]Claim
	Today     time.Time     // for the age of figures; zero says nothing of it
	Review    time.Duration // how long a figure is good; 0 is DefaultReview
	// Published is the body that readers have, "" if there is none, and Carried
	// which version of each claim it carries.
	Published string
	Carried   map[string]int
}

// DefaultReview is how long a figure is good if nobody says otherwise.
const DefaultReview = 180 * 24 * time.Hour

// Claim is what the checks need to know of one.
type Claim struct {
	Key        string
	Version    int
	Kind       string // fact, figure, quote or forecast
	Text       string // of a quote: the words
	Figure     figure.Figure
	Status     string
	Roots      int // sources it began with; 0 if there is no chain
	Chains     [][]Hop
	Conditions []string
	AsOf       time.Time
	Changed    []string // claims it rests on that changed since somebody looked
}

// Hop is a source in a chain, from the one who said it first to the one who told us.
type Hop struct {
	Name      string // "" if it has none
	Unnamed   bool
	Described bool // of an unnamed one: with description and reason
}

func (c Claim) hasFigure() bool { return c.Figure != figure.Figure{} }

// most is how many findings a text has at most; who has more of them has read enough.
const most = 200

// Text finds what there is to look at, in the order of the text.
func Text(in Input) []Finding {
	c := newChecker(in)
	for i := range c.body {
		s := &c.body[i]
		c.bound(s)
		c.arithmetic(s)
		c.dates(s)
		c.bare(s)
	}
	c.tables()
	c.twice()
	c.fields()
	c.edited()
	slices.SortStableFunc(c.found, func(a, b Finding) int {
		return cmp.Or(strings.Compare(order(a.Field), order(b.Field)), cmp.Compare(a.Start, b.Start), strings.Compare(a.Rule, b.Rule))
	})
	return c.found[:min(len(c.found), most)]
}

// order puts the body last.
func order(field string) string {
	if field == body {
		return "~"
	}
	return field
}

const body = "body"

// checker is one reading of a text.
type checker struct {
	in    Input
	l     *language
	nums  *figure.Language
	body  []sentence
	cells []markup.Passage
	alts  []markup.Passage
	lines []int // where the lines of the body begin
	found []Finding
}

func newChecker(in Input) *checker {
	if in.Review == 0 {
		in.Review = DefaultReview
	}
	c := &checker{in: in, l: languageOf(in.Language), nums: figure.For(in.Language), lines: []int{0}}
	for i := range len(in.Body) {
		if in.Body[i] == '\n' {
			c.lines = append(c.lines, i+1)
		}
	}
	list := markup.Passages(in.Body)
	for i := range list {
		switch p := &list[i]; p.Kind {
		case markup.InCell:
			c.cells = append(c.cells, *p)
			c.body = append(c.body, c.whole(p))
		case markup.InAlt:
			c.alts = append(c.alts, *p)
		default:
			c.body = append(c.body, c.sentences(p)...)
		}
	}
	return c
}

// say adds a finding about bytes of a passage of the body.
func (c *checker) say(rule string, p *markup.Passage, from, to int, claim string, args ...any) {
	start := p.Source(from)
	end := max(start, p.Source(max(from, to-1))+1)
	c.add(rule, Finding{Field: body, Line: c.line(start), Start: start, End: end, Claim: claim}, args...)
}

// line is the line of the body in which a byte stands.
func (c *checker) line(at int) int {
	n, _ := slices.BinarySearch(c.lines, at+1)
	return max(n, 1)
}

func (c *checker) add(rule string, f Finding, args ...any) {
	r, ok := rules()[rule]
	if !ok {
		return
	}
	f.Rule, f.Level, f.Sentence = rule, r.Level, fmt.Sprintf(r.Sentence, args...)
	c.found = append(c.found, f)
}

func (c *checker) print(f figure.Figure) string { return c.nums.Print(f) }
