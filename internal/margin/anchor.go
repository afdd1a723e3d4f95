package margin

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Anchor is some words of a text, with what stood around them. Only letters
// and digits count when they are looked for, so that the words of a page and
// those of its Markdown are the same ones.
type Anchor struct {
	Quote, Before, After string
	Place                int64 // the byte that they began at
}

// around is how many characters of what stands around the words are kept.
const around = 40

// Find gives the bytes of text at which the words stand: of several places
// that where most around them is the same, then the nearest to where they were.
func (a Anchor) Find(text string) (start, end int, ok bool) {
	whole, quote := reduce(text), reduce(a.Quote)
	if len(quote.letters) == 0 {
		return 0, 0, false
	}
	before, after := reduce(a.Before).letters, reduce(a.After).letters
	best, distance := -1, 0
	for from := 0; ; {
		i := strings.Index(whole.letters[from:], quote.letters)
		if i < 0 {
			break
		}
		i += from
		score := alike(before, whole.letters[:i], true) + alike(after, whole.letters[i+len(quote.letters):], false)
		far := abs(int(a.Place) - whole.at[i])
		if score > best || score == best && far < distance {
			best, distance, start, end = score, far, whole.at[i], whole.ends[i+len(quote.letters)-1]
		}
		from = i + 1
	}
	return start, end, best >= 0
}

// in is the anchor as the text has it now.
func (a Anchor) in(text string) (Anchor, bool) {
	start, end, ok := a.Find(text)
	if !ok {
		return a, false
	}
	return Anchor{Quote: a.Quote, Before: lastOf(text[:start]), After: firstOf(text[end:]), Place: int64(start)}, true
}

// address is where a link of Markdown leads, which a page does not show.
var address = regexp.MustCompile(`\]\([^()\s]*\)`)

// reduced is a text without all but letters and digits; at and ends say where
// each byte of it begins and ends in the text.
type reduced struct {
	letters  string
	at, ends []int
}

func reduce(text string) reduced {
	var r reduced
	var b strings.Builder
	skip := address.FindAllStringIndex(text, -1)
	for i, c := range text {
		for len(skip) > 0 && i >= skip[0][1] {
			skip = skip[1:]
		}
		if len(skip) > 0 && i >= skip[0][0] || !unicode.IsLetter(c) && !unicode.IsDigit(c) && !unicode.IsMark(c) {
			continue
		}
		n, _ := b.WriteRune(c)
		for range n {
			r.at, r.ends = append(r.at, i), append(r.ends, i+utf8.RuneLen(c))
		}
	}
	r.letters = b.String()
	return r
}

// alike counts the bytes that two texts share at their ends that meet.
func alike(was, is string, fromEnd bool) (n int) {
	for n < len(was) && n < len(is) {
		x, y := was[n], is[n]
		if fromEnd {
			x, y = was[len(was)-1-n], is[len(is)-1-n]
		}
		if x != y {
			break
		}
		n++
	}
	return n
}

func abs(n int) int { return max(n, -n) }

func firstOf(s string) string {
	for i, n := 0, 0; i < len(s); n++ {
		if n == around {
			return s[:i]
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	return s
}

func lastOf(s string) string {
	from := len(s)
	for n := 0; from > 0 && n < around; n++ {
		_, size := utf8.DecodeLastRuneInString(s[:from])
		from -= size
	}
	return s[from:]
}
