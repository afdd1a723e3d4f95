package check

import (
	"math/big"
	"strings"

	"onrecord/internal/figure"
	"onrecord/internal/markup"
)

// arithmetic checks what the figures of a sentence say of each other.
func (c *checker) arithmetic(s *sentence) {
	if !s.running() || len(s.figures) == 0 {
		return
	}
	c.shares(s)
	c.changes(s)
	c.sum(s)
}

// shares finds more than all there is: 120 per cent of voters.
func (c *checker) shares(s *sentence) {
	all := figure.Figure{Modifier: figure.Exact, Unit: "%"}
	all.Value, _ = figure.NewDecimal(100, 0)
	for _, f := range s.figures {
		if f.Unit != "%" || f.Value.Cmp(all.Value) <= 0 {
			continue
		}
		for i, w := range s.words {
			if w.start < f.End {
				continue
			}
			if n := c.l.of.at(s.words, i); n > 0 && i+n < len(s.words) {
				rest := s.words[i+n:]
				if c.l.shareOf.at(rest, 0) > 0 || rest[0].low == "the" && len(rest) > 1 && c.l.shareOf.at(rest, 1) > 0 {
					c.say("shares", s.Passage, f.Number, f.End, "", c.print(f.Figure))
				}
			}
			break
		}
	}
}

// changes compares a change in per cent with what it went from and to.
func (c *checker) changes(s *sentence) {
	for i := 0; i+1 < len(s.figures); i++ {
		a, b := s.figures[i], s.figures[i+1]
		if !c.fromTo(s, a, b) {
			continue
		}
		if a.Unit == "" {
			a.Unit = b.Unit
		}
		if a.Unit != b.Unit || a.Modifier != figure.Exact || b.Modifier != figure.Exact || a.Value.Sign() <= 0 {
			continue
		}
		if p, ok := theOther(s.figures, i); ok && c.l.change.any(s.words) {
			c.change(s, a.Figure, b.Figure, p)
		}
	}
}

// fromTo is whether two figures are what something went from and to.
func (c *checker) fromTo(s *sentence, a, b figure.Found) bool {
	from, to := false, false
	for i, w := range s.words {
		if w.end <= a.Number && a.Number-w.end <= 3 && c.l.from.at(s.words, i) > 0 {
			from = true
		}
		if w.start >= a.End && w.end <= b.Number && b.Number-w.end <= 3 && c.l.to.at(s.words, i) > 0 {
			to = true
		}
	}
	return from && to
}

// theOther is the one figure in per cent beside the pair at i.
func theOther(list []figure.Found, i int) (figure.Found, bool) {
	var p figure.Found
	n := 0
	for j, f := range list {
		if j != i && j != i+1 && f.Unit == "%" {
			p, n = f, n+1
		}
	}
	return p, n == 1 && (p.Modifier == figure.Exact || p.Modifier == figure.About)
}

func (c *checker) change(s *sentence, a, b figure.Figure, p figure.Found) {
	difference := new(big.Rat).Sub(b.Value.Rat(), a.Value.Rat())
	difference.Abs(difference)
	if a.Unit == "%" {
		if near(difference, p) {
			d, _ := figure.Round(difference, p.Value.Exp())
			c.say("points", s.Passage, p.Number, p.End, "", c.print(a), c.print(b), c.nums.Number(d))
			return
		}
	}
	share := new(big.Rat).Quo(difference, a.Value.Rat())
	share.Mul(share, big.NewRat(100, 1))
	if near(share, p) {
		return
	}
	if d, err := figure.Round(share, min(p.Value.Exp(), 0)); err == nil {
		c.say("percentage", s.Passage, p.Number, p.End, "", c.print(a), c.print(b), c.nums.Number(d), c.print(p.Figure))
	}
}

// near is whether a number is what a figure says, as it is rounded; "about"
// allows a tenth more.
func near(r *big.Rat, f figure.Found) bool {
	off := new(big.Rat).Sub(r, f.Value.Rat())
	off.Abs(off)
	step := big.NewRat(1, 2)
	for range max(0, -f.Value.Exp()) {
		step.Quo(step, big.NewRat(10, 1))
	}
	if f.Modifier == figure.About {
		step.Add(step, new(big.Rat).Abs(new(big.Rat).Quo(f.Value.Rat(), big.NewRat(10, 1))))
	}
	step.Add(step, big.NewRat(1, 20)) // what it went from and to is rounded as well
	return off.Cmp(step) <= 0
}

// sum finds parts that do not make the total that the sentence gives with them.
func (c *checker) sum(s *sentence) {
	if len(s.figures) < 3 || !c.l.total.any(s.words) || c.l.partial.any(s.words) {
		return
	}
	top, sum := -1, new(big.Rat)
	for i, f := range s.figures {
		if f.Modifier != figure.Exact || f.Unit != s.figures[0].Unit || differ(f.Noun, s.figures[0].Noun) {
			return
		}
		sum.Add(sum, f.Value.Rat())
		if top < 0 || f.Value.Cmp(s.figures[top].Value) > 0 {
			top = i
		}
	}
	total := s.figures[top]
	sum.Sub(sum, total.Value.Rat())
	c.compareSum(s.Passage, total, sum, len(s.figures)-1)
}

// differ is whether two nouns, both said, end in other words.
func differ(a, b string) bool {
	last := func(s string) string { return strings.ToLower(s[strings.LastIndexByte(s, ' ')+1:]) }
	return a != "" && b != "" && last(a) != last(b)
}

// compareSum allows each part to be rounded by half of its last digit.
func (c *checker) compareSum(p *markup.Passage, total figure.Found, sum *big.Rat, parts int) {
	off := new(big.Rat).Sub(sum, total.Value.Rat())
	off.Abs(off)
	slack := new(big.Rat)
	if exp := total.Value.Exp(); exp != 0 || total.Unit == "%" {
		unit, _ := figure.NewDecimal(1, exp)
		slack.Mul(unit.Rat(), big.NewRat(int64(parts+1), 2))
	}
	made, err := figure.Round(sum, total.Value.Exp())
	if off.Cmp(slack) > 0 && err == nil {
		f := total.Figure
		f.Value, f.Noun = made, ""
		c.say("sum", p, total.Start, total.End, "", c.print(f), c.print(total.Figure))
	}
}

// tables adds up the columns above a last row that is a total.
func (c *checker) tables() {
	for from := 0; from < len(c.cells); {
		to := from
		for to < len(c.cells) && c.cells[to].Table == c.cells[from].Table {
			to++
		}
		c.table(c.cells[from:to])
		from = to
	}
}

func (c *checker) table(cells []markup.Passage) {
	rows := cells[len(cells)-1].Row
	var label []word
	for _, p := range cells {
		if p.Row == rows && p.Col == 0 {
			label = wordsIn(p.Text)
		}
	}
	if rows < 3 || len(label) == 0 || c.l.totalRow.at(label, 0) == 0 {
		return
	}
	columns := map[int][]*markup.Passage{}
	for i := range cells {
		if cells[i].Row > 0 && cells[i].Col > 0 {
			columns[cells[i].Col] = append(columns[cells[i].Col], &cells[i])
		}
	}
	for col := range len(cells) {
		if len(columns[col]) == rows {
			c.column(columns[col])
		}
	}
}

func (c *checker) column(cells []*markup.Passage) {
	sum := new(big.Rat)
	last := len(cells) - 1
	var total figure.Found
	for i, p := range cells {
		f, ok := c.nums.Parse(p.Text)
		if !ok || f.Modifier != figure.Exact || i > 0 && f.Unit != total.Unit {
			return
		}
		total = figure.Found{Figure: f, End: len(p.Text)}
		if i < last {
			sum.Add(sum, f.Value.Rat())
		}
	}
	c.compareSum(cells[last], total, sum, last)
}
