package check

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"onrecord/internal/figure"
	"onrecord/internal/markup"
)

// Reading is what a sentence says of the words that somebody chose in it: what
// a new claim about them would begin with.
type Reading struct {
	Kind      string        // fact, figure or quote
	Figure    figure.Figure // of a figure
	Statement string        // the sentence
	Words     string        // of a quote
	AsOf      time.Time     // a date of the sentence; zero if it names none
	Who       string        // who says so, as the sentence names them
	Key       string        // a few words of it, as a key
}

// Read reads chosen words with the text before and after them. Today is the day
// that "yesterday" is meant from, in the zone of the publication.
func Read(language string, today time.Time, before, words, after string) Reading {
	passage := markup.Passage{Kind: markup.InParagraph, Text: before + words + after}
	c := &checker{in: Input{Language: language, Today: today}, l: languageOf(language), nums: figure.For(language)}
	list := c.sentences(&passage)
	from, to := len(before), len(before)+len(words)
	var s sentence
	for _, one := range list {
		if one.from <= from {
			s = one
		}
	}
	if s.Passage == nil {
		s = c.whole(&passage)
	}
	r := Reading{Kind: "fact", Statement: strings.Join(strings.Fields(passage.Text[s.from:max(s.to, min(to, len(passage.Text)))]), " ")}
	for _, f := range s.figures {
		if f.Number < to && from < f.End {
			r.Kind, r.Figure = "figure", f.Figure
			break
		}
	}
	if f, ok := c.nums.Parse(words); r.Kind == "fact" && ok {
		r.Kind, r.Figure = "figure", f
	}
	if _, quoted := s.quoted(from, to); quoted && len(strings.Fields(words)) > 2 {
		r.Kind, r.Figure, r.Words = "quote", figure.Figure{}, strings.Trim(words, `“”"«»„ `)
	}
	r.AsOf, r.Who = c.asOf(&s), c.who(&s)
	r.Key = c.key(&s, words, wordsIn(r.Who))
	return r
}

// asOf is the first date that a sentence names.
func (c *checker) asOf(s *sentence) time.Time {
	year, month, day := c.in.Today.Date()
	at := func(y int, m time.Month, d int) time.Time {
		return time.Date(y, m, d, 0, 0, 0, 0, c.in.Today.Location())
	}
	for i, w := range s.words {
		back := (int(c.in.Today.Weekday()) - c.l.weekdays[w.low] + 1 + 7) % 7
		switch {
		case c.l.today.at(s.words, i) > 0:
			return at(year, month, day)
		case c.l.yesterday.at(s.words, i) > 0:
			return at(year, month, day-1)
		case c.l.weekdays[w.low] > 0:
			return at(year, month, day-back)
		case c.l.months[w.low] > 0 && unicode.IsUpper([]rune(s.Text[w.start:w.end])[0]):
			if t, ok := dated(s.words, i, c.l.months[w.low], at, c.in.Today); ok {
				return t
			}
		}
	}
	return time.Time{}
}

// dated reads 4 May 2026, May 4, 2026 and, of the last twelve months, 4 May.
func dated(list []word, i, month int, at func(int, time.Month, int) time.Time, today time.Time) (time.Time, bool) {
	number := func(j, low, high int) int {
		if j < 0 || j >= len(list) {
			return 0
		}
		n := 0
		for _, r := range list[j].low {
			if r < '0' || r > '9' || n > 9999 {
				return 0
			}
			n = n*10 + int(r-'0')
		}
		if n < low || n > high {
			return 0
		}
		return n
	}
	day, next := number(i-1, 1, 31), i+1
	if day == 0 {
		day, next = number(i+1, 1, 31), i+2
	}
	if day == 0 {
		return time.Time{}, false
	}
	year := number(next, 1900, 2199)
	t := at(year, time.Month(month), day)
	if year == 0 {
		if t = at(today.Year(), time.Month(month), day); t.After(today) {
			t = at(today.Year()-1, time.Month(month), day)
		}
	}
	return t, t.Day() == day
}

// longestName is how many words a name may have.
const longestName = 6

// who is whom a sentence names for what it says: what stands before "said" or
// behind "according to", up to the next sign.
func (c *checker) who(s *sentence) string {
	for i := range s.words {
		if n := c.l.according.at(s.words, i); n > 0 && i+n < len(s.words) {
			return c.name(s, i+n, c.run(s, i+n, 1))
		}
		if c.l.says.at(s.words, i) == 0 {
			continue
		}
		if i > 0 && strings.TrimSpace(s.Text[s.words[i-1].end:s.words[i].start]) == "" {
			return c.name(s, c.run(s, i-1, -1), i-1)
		}
		if next := i + 1; next < len(s.words) && unicode.IsUpper([]rune(s.Text[s.words[next].start:])[0]) {
			return c.name(s, next, c.run(s, next, 1)) // “…,” said Ada Quay
		}
	}
	return ""
}

// run is the last word in a direction that only spaces part from the one before.
func (c *checker) run(s *sentence, i, step int) int {
	for n := 1; n < longestName && i+step >= 0 && i+step < len(s.words); n++ {
		a, b := s.words[min(i, i+step)], s.words[max(i, i+step)]
		between := s.Text[a.end:b.start]
		if strings.TrimSpace(strings.Trim(between, "-.")) != "" || strings.HasSuffix(between, ". ") || c.l.says.at(s.words, i+step) > 0 {
			break
		}
		i += step
	}
	return i
}

func (c *checker) name(s *sentence, first, last int) string {
	for first < last && c.l.leading.at(s.words, first) > 0 {
		first++
	}
	name := strings.TrimSpace(s.Text[s.words[first].start:s.words[last].end])
	r := []rune(name)
	r[0] = unicode.ToUpper(r[0])
	return string(r)
}

// key is three telling words of a sentence.
func (c *checker) key(s *sentence, words string, who []word) string {
	var parts []string
	for _, list := range [][]word{wordsIn(words), s.words} {
		for i, w := range list {
			plain := strings.Trim(strings.Map(func(r rune) rune {
				if r >= 'a' && r <= 'z' {
					return r
				}
				return -1
			}, w.low), " ")
			dull := c.l.empty.at(list, i)+c.l.attribution.at(list, i)+c.l.today.at(list, i)+c.l.yesterday.at(list, i)+c.l.weekdays[w.low] > 0
			named := slices.ContainsFunc(who, func(o word) bool { return o.low == w.low })
			if len(plain) > 3 && len(plain) == len(w.low) && len(parts) < 3 && !dull && !named && !slices.Contains(parts, plain) {
				parts = append(parts, plain)
			}
		}
	}
	return strings.Join(parts, "-")
}
