package check

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"onrecord/internal/figure"
	"onrecord/internal/markup"
)

// sentence is one of a passage, with what was found in it. All places are bytes
// of the passage.
type sentence struct {
	*markup.Passage
	from, to int
	words    []word
	figures  []figure.Found
	quotes   [][2]int
	near     []word // the words of the sentences before and after it
	before   []word
}

type word struct {
	low        string
	start, end int
}

// sentences parts a passage.
func (c *checker) sentences(p *markup.Passage) []sentence {
	words := wordsIn(p.Text)
	figures := c.nums.Find(p.Text)
	quotes := quotesIn(p.Text)
	var list []sentence
	from := 0
	for _, to := range append(c.ends(p.Text, words), len(p.Text)) {
		if to <= from {
			continue
		}
		s := sentence{Passage: p, from: from, to: to, quotes: quotes}
		words, s.words = split(words, to, func(w word) int { return w.start })
		figures, s.figures = split(figures, to, func(f figure.Found) int { return f.Number })
		list = append(list, s)
		from = to
	}
	for i := range list {
		if i > 0 {
			list[i].before = list[i-1].words
			list[i].near = append(list[i].near, list[i-1].words...)
		}
		if i+1 < len(list) {
			list[i].near = append(list[i].near, list[i+1].words...)
		}
	}
	return list
}

// whole takes a passage for one sentence.
func (c *checker) whole(p *markup.Passage) sentence {
	return sentence{Passage: p, to: len(p.Text), words: wordsIn(p.Text), figures: c.nums.Find(p.Text), quotes: quotesIn(p.Text)}
}

func split[T any](list []T, to int, start func(T) int) (rest, part []T) {
	n := 0
	for n < len(list) && start(list[n]) < to {
		n++
	}
	return list[n:], list[:n]
}

func wordsIn(text string) []word {
	var list []word
	start := -1
	for i, r := range text {
		inside := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
		if !inside && start >= 0 && strings.ContainsRune("'’.", r) {
			next, _ := utf8.DecodeRuneInString(text[i+utf8.RuneLen(r):])
			inside = unicode.IsLetter(next)
		}
		switch {
		case inside && start < 0:
			start = i
		case !inside && start >= 0:
			list = append(list, word{strings.ToLower(text[start:i]), start, i})
			start = -1
		}
	}
	if start >= 0 {
		list = append(list, word{strings.ToLower(text[start:]), start, len(text)})
	}
	return list
}

// ends are the places where sentences end: behind a full stop and the like with
// a space and the beginning of another, unless it is that of an abbreviation.
func (c *checker) ends(text string, words []word) []int {
	var ends []int
	next := 0
	for i, r := range text {
		if !strings.ContainsRune(".!?…。！？", r) {
			continue
		}
		for next < len(words) && words[next].end < i {
			next++
		}
		if r == '.' && next < len(words) && words[next].end == i && c.short(words[next]) {
			continue
		}
		end := i + utf8.RuneLen(r)
		rest := strings.TrimLeft(text[end:], `.!?…"”’'»)]`)
		closed := len(text) - len(rest)
		after := strings.TrimLeft(rest, " \t\n\u00a0")
		if len(after) == len(rest) && !strings.ContainsRune("。！？", r) || after == "" {
			continue
		}
		if first, _ := utf8.DecodeRuneInString(after); !unicode.IsLower(first) {
			ends = append(ends, closed+len(rest)-len(after))
		}
	}
	return ends
}

// short is whether a full stop behind a word is that of an abbreviation or of
// an initial.
func (c *checker) short(w word) bool {
	return c.l.abbreviations[w.low] != nil || utf8.RuneCountInString(w.low) == 1 && unicode.IsLetter([]rune(w.low)[0])
}

var quoteEnds = map[rune]string{'“': "”", '"': "\"", '«': "»", '„': "“”", '「': "」"}

// quotesIn finds what stands in quotes. A quote ends in its passage.
func quotesIn(text string) [][2]int {
	var list [][2]int
	start, ends := -1, ""
	for i, r := range text {
		switch {
		case start >= 0 && strings.ContainsRune(ends, r):
			list = append(list, [2]int{start, i})
			start = -1
		case start < 0 && quoteEnds[r] != "":
			start, ends = i+utf8.RuneLen(r), quoteEnds[r]
		}
	}
	return list
}

func (s *sentence) quoted(from, to int) (string, bool) {
	for _, q := range s.quotes {
		if q[0] < to && from < q[1] {
			return s.Text[max(q[0], from):min(q[1], to)], true
		}
	}
	return "", false
}

// running is whether it is running text, and not a heading or a cell.
func (s *sentence) running() bool { return s.Kind == markup.InParagraph || s.Kind == markup.InQuote }
