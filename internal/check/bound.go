package check

import (
	"slices"
	"strings"
	"time"

	"onrecord/internal/figure"
	"onrecord/internal/markup"
)

// bound checks the claims that a sentence is bound to.
func (c *checker) bound(s *sentence) {
	for i := range s.Bound {
		b := &s.Bound[i]
		if b.TextFrom < s.from || b.TextFrom >= s.to {
			continue
		}
		claim, known := c.in.Claims[b.Ref()]
		if !known {
			c.at("unknown-claim", s, b, b.Ref())
			continue
		}
		c.figure(s, b, claim)
		c.quote(s, b, claim)
		c.standing(s, b, claim)
		if s.running() {
			c.sources(s, b, claim)
		}
	}
}

func (c *checker) at(rule string, s *sentence, b *markup.Bound, args ...any) {
	c.add(rule, Finding{Field: body, Line: c.line(b.From), Start: b.From, End: b.To, Claim: b.Key}, args...)
}

// said is the figure that bound words say, with a modifier that stands before them.
func (c *checker) said(s *sentence, b *markup.Bound) (figure.Figure, bool) {
	for _, f := range s.figures {
		if f.Number < b.TextTo && b.TextFrom < f.End {
			return f.Figure, true
		}
	}
	return c.nums.Parse(b.Words)
}

func (c *checker) figure(s *sentence, b *markup.Bound, claim Claim) {
	if b.Printed || !claim.hasFigure() {
		return
	}
	said, ok := c.said(s, b)
	if !ok {
		return
	}
	if said.Unit == "" && claim.Figure.Unit != "" && partOf(s, b) {
		said.Unit = claim.Figure.Unit // the unit stands in the head of a table
	}
	d := figure.Compare(said, claim.Figure)
	switch {
	case holds(said, claim.Figure):
	case d.Unit || d.Value:
		c.at("value-differs", s, b, c.print(claim.Figure), b.Key, c.print(said))
	case d.Modifier:
		c.at("modifier", s, b, c.print(claim.Figure), b.Key, c.print(said))
	}
}

func partOf(s *sentence, b *markup.Bound) bool {
	return s.Kind == markup.InCell || b.TextTo == len(s.Text)
}

// holds is whether words say no more than the record: "more than 1,200" and
// "about 1,200" of exactly 1,214.
func holds(said, record figure.Figure) bool {
	if record.Modifier != figure.Exact || figure.Compare(said, record).Unit {
		return false
	}
	said.Noun, record.Noun = "", ""
	order := record.Value.Cmp(said.Value)
	if said.Unit != record.Unit {
		return said.Modifier == figure.About && !figure.Compare(said, record).Value
	}
	switch said.Modifier {
	case figure.About:
		return !figure.Compare(said, record).Value
	case figure.MoreThan:
		return order > 0
	case figure.LessThan:
		return order < 0
	}
	return false
}

// quote compares quoted words with the recorded ones. What is not in quotes is
// a paraphrase.
func (c *checker) quote(s *sentence, b *markup.Bound, claim Claim) {
	if claim.Kind != "quote" || b.Printed {
		return
	}
	words, ok := s.quoted(b.TextFrom, b.TextTo)
	if ok && !saidIn(words, claim.Text) {
		c.at("quote-differs", s, b, b.Key, strings.Trim(claim.Text, `“”"«»„`))
	}
}

// saidIn is whether words are part of a quote, apart from what is left out (…)
// and put in [so].
func saidIn(words, quote string) bool {
	rest := bare(quote)
	for _, piece := range pieces(words) {
		i := strings.Index(rest, piece)
		if i < 0 {
			return false
		}
		rest = rest[i+len(piece):]
	}
	return true
}

func pieces(words string) []string {
	var list []string
	inside := 0
	for _, part := range strings.FieldsFunc(strings.ReplaceAll(words, "...", "…"), func(r rune) bool {
		switch r {
		case '[', '(':
			inside++
			return true
		case ']', ')':
			inside = max(0, inside-1)
			return true
		}
		return r == '…' || inside > 0
	}) {
		if s := bare(part); s != "" {
			list = append(list, s)
		}
	}
	return list
}

// bare is the words alone, in lower case.
func bare(s string) string {
	var b strings.Builder
	for _, w := range wordsIn(strings.ReplaceAll(s, "’", "'")) {
		b.WriteString(w.low + " ")
	}
	return b.String()
}

// standing checks how the claim stands in the record.
func (c *checker) standing(s *sentence, b *markup.Bound, claim Claim) {
	if claim.Status == "refuted" || claim.Status == "retracted" {
		c.at("withdrawn", s, b, b.Key, claim.Status)
	}
	for _, key := range claim.Changed {
		c.at("input-changed", s, b, b.Key, key)
	}
	if age := c.in.Today.Sub(claim.AsOf); !c.in.Today.IsZero() && !claim.AsOf.IsZero() && age > c.in.Review {
		c.at("old", s, b, b.Key, claim.AsOf.Format(time.DateOnly), int(c.in.Review.Hours()/24))
	}
	if slices.ContainsFunc(claim.Chains, func(chain []Hop) bool {
		return slices.ContainsFunc(chain, func(h Hop) bool { return h.Unnamed && !h.Described })
	}) {
		c.at("unnamed-source", s, b, b.Key)
	}
}

// sources checks what a sentence says of who says it, and when it holds.
func (c *checker) sources(s *sentence, b *markup.Bound, claim Claim) {
	if (claim.Status == "reported" || claim.Status == "unverified") && !c.attributed(s, claim) {
		c.at("unattributed", s, b, b.Key, claim.Status)
	}
	if len(claim.Conditions) > 0 && b.Title == "" && !c.l.condition.any(s.words) && !s.titled() && len(c.l.condition) > 0 {
		c.at("condition-dropped", s, b, b.Key, strings.Join(claim.Conditions, "; "))
	}
	if claim.Roots == 1 && c.l.several.any(s.words) {
		c.at("one-root", s, b, b.Key)
	}
	c.shortened(s, b, claim)
}

// titled is whether something in the sentence is bound as a condition.
func (s *sentence) titled() bool {
	return slices.ContainsFunc(s.Bound, func(b markup.Bound) bool { return b.Title != "" && b.TextFrom >= s.from && b.TextFrom < s.to })
}

// attributed is whether the sentence says who says so: by a word, or by the name
// of a source.
func (c *checker) attributed(s *sentence, claim Claim) bool {
	if len(c.l.attribution) == 0 || c.l.attribution.any(s.words) {
		return true
	}
	for _, chain := range claim.Chains {
		for _, h := range chain {
			if names(s.words, h.Name) {
				return true
			}
		}
	}
	return false
}

// shortened finds a sentence that names who said it first and none of those
// through whom it came.
func (c *checker) shortened(s *sentence, b *markup.Bound, claim Claim) {
	for _, chain := range claim.Chains {
		if len(chain) == 1 && chain[0].Name != "" {
			return // somebody told us
		}
	}
	around := append(slices.Clone(s.before), s.words...)
	for _, chain := range claim.Chains {
		if len(chain) < 2 || !names(s.words, chain[0].Name) {
			continue
		}
		last := chain[len(chain)-1]
		through := slices.ContainsFunc(chain[1:], func(h Hop) bool { return h.Name == "" || names(around, h.Name) })
		if !through {
			c.at("chain-shortened", s, b, b.Key, chain[0].Name, last.Name)
			return
		}
	}
}

// names is whether a name, or the last word of one that has several, is among the words.
func names(list []word, name string) bool {
	parts := wordsIn(name)
	if len(parts) == 0 {
		return false
	}
	last := parts[len(parts)-1].low
	for i, w := range list {
		if w.low == last && (len(last) > 3 || len(parts) == 1) {
			return true
		}
		if w.low == parts[0].low && i+len(parts) <= len(list) && list[i+len(parts)-1].low == last {
			return true
		}
	}
	return false
}

// twice finds one claim with two figures, where the record has none to compare with.
func (c *checker) twice() {
	first := map[string]figure.Figure{}
	for i := range c.body {
		s := &c.body[i]
		for j := range s.Bound {
			b := &s.Bound[j]
			if b.TextFrom < s.from || b.TextFrom >= s.to || b.Printed || c.in.Claims[b.Ref()].hasFigure() {
				continue
			}
			said, ok := c.said(s, b)
			if !ok {
				continue
			}
			before, seen := first[b.Ref()]
			if !seen {
				first[b.Ref()] = said
			} else if d := figure.Compare(before, said); d.Value || d.Unit {
				c.at("said-twice", s, b, c.print(before), c.print(said), b.Key)
			}
		}
	}
}
