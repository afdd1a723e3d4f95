package check

import (
	"slices"
	"strings"
	"unicode/utf8"

	"onrecord/internal/figure"
	"onrecord/internal/markup"
)

// dates finds dates that only the day of writing explains, in what is read later.
func (c *checker) dates(s *sentence) {
	if !c.in.Lasting && !c.in.Scheduled || s.Kind == markup.InCell {
		return
	}
	for i := 0; i < len(s.words); i++ {
		n := c.l.relative.at(s.words, i)
		if n == 0 {
			continue
		}
		from, to := s.words[i].start, s.words[i+n-1].end
		if _, quoted := s.quoted(from, to); !quoted {
			c.say("relative-date", s.Passage, from, to, "", s.Text[from:to])
		}
		i += n - 1
	}
}

// bare hints at figures and quotes of which nobody is said to say them.
func (c *checker) bare(s *sentence) {
	if s.Kind != markup.InParagraph || len(c.l.attribution) == 0 || c.l.attribution.any(s.words) {
		return
	}
	for _, f := range s.figures {
		if _, quoted := s.quoted(f.Number, f.End); !quoted && telling(f.Figure) && !c.isBound(s, f) && !c.l.attribution.any(s.before) {
			c.say("bare-figure", s.Passage, f.Start, f.End, "", s.Text[f.Start:f.End])
			break // one question to a sentence
		}
	}
	for _, q := range s.quotes {
		if q[0] >= s.from && q[0] < s.to && len(strings.Fields(s.Text[q[0]:q[1]])) >= 6 && !c.l.attribution.any(s.near) {
			c.say("bare-quote", s.Passage, q[0], q[1], "")
		}
	}
}

// telling is whether a figure is worth the question: a share, a sum of money, or
// more than a hundred of something.
func telling(f figure.Figure) bool {
	hundred, _ := figure.NewDecimal(100, 0)
	money := len(f.Unit) == 3 && f.Unit == strings.ToUpper(f.Unit) && utf8.RuneCountInString(f.Unit) == 3 && !strings.Contains(f.Unit, "/")
	return f.Unit == "%" || f.Unit == "pp" || money || f.Noun != "" && f.Value.Cmp(hundred) >= 0
}

func (c *checker) isBound(s *sentence, f figure.Found) bool {
	return slices.ContainsFunc(s.Bound, func(b markup.Bound) bool { return b.TextFrom < f.End && f.Number < b.TextTo })
}

// fields compares the figures of headline, subject and alt texts with those of
// the body.
func (c *checker) fields() {
	for _, field := range c.in.Fields {
		for _, f := range c.nums.Find(field.Text) {
			if other, differs := c.other(f.Figure); differs {
				c.add("headline-differs", Finding{Field: field.Name, Line: 1, Start: f.Start, End: f.End}, c.print(f.Figure), c.print(other))
			}
		}
	}
	for i := range c.alts {
		p := &c.alts[i]
		for _, f := range c.nums.Find(p.Text) {
			if other, differs := c.other(f.Figure); differs {
				c.say("headline-differs", p, f.Start, f.End, "", c.print(f.Figure), c.print(other))
			}
		}
	}
}

// other is a figure of the body that is of the same thing as f and has another
// value, if none there agrees with it.
func (c *checker) other(f figure.Figure) (other figure.Figure, differs bool) {
	rivals := 0
	for i := range c.body {
		s := &c.body[i]
		for _, g := range s.figures {
			d := figure.Compare(f, g.Figure)
			if d.Unit || d.Noun && f.Unit == "" {
				continue
			}
			if !d.Value {
				return figure.Figure{}, false
			}
			rivals++
			if !differs && sameThing(f, g.Figure) || rivals == 1 && f.Unit != "" && telling(f) {
				other, differs = g.Figure, true
			}
		}
		for j := range s.Bound { // the value is the record's
			if claim := c.in.Claims[s.Bound[j].Ref()]; s.Bound[j].Printed && claim.hasFigure() && !figure.Compare(f, claim.Figure).Value {
				return figure.Figure{}, false
			}
		}
	}
	return other, differs && (rivals == 1 || sameThing(f, other))
}

// sameThing is whether two figures are surely of one thing: the same noun. Of
// several sums of money or shares in one text that cannot be said; of the only
// one it can.
func sameThing(f, g figure.Figure) bool {
	return f.Noun != "" && g.Noun != "" && !differ(f.Noun, g.Noun) && f.Unit == g.Unit
}

// edited finds bound figures that readers have and that are others now, while
// the record has no new version.
func (c *checker) edited() {
	if c.in.Published == "" || c.in.Published == c.in.Body {
		return
	}
	old := newChecker(Input{Language: c.in.Language, Body: c.in.Published})
	had := map[string]figure.Figure{}
	old.eachSaid(func(_ *sentence, b *markup.Bound, f figure.Figure) {
		if _, seen := had[b.Ref()]; !seen {
			had[b.Ref()] = f
		}
	})
	c.eachSaid(func(s *sentence, b *markup.Bound, f figure.Figure) {
		before, was := had[b.Ref()]
		if d := figure.Compare(before, f); was && (d.Value || d.Unit || d.Modifier) && c.in.Claims[b.Ref()].Version <= c.in.Carried[b.Ref()] {
			c.at("edited-figure", s, b, b.Key, c.print(before), c.print(f))
		}
	})
}

func (c *checker) eachSaid(visit func(*sentence, *markup.Bound, figure.Figure)) {
	for i := range c.body {
		s := &c.body[i]
		for j := range s.Bound {
			b := &s.Bound[j]
			if b.TextFrom >= s.from && b.TextFrom < s.to && !b.Printed {
				if f, ok := c.said(s, b); ok {
					visit(s, b, f)
				}
			}
		}
	}
}
