package search

import (
	"strings"
	"unicode/utf8"
)

const (
	snippetRunes = 220
	leadRunes    = 60 // of text before the first word that is shown for its sake
)

// span is a match in a text, in bytes.
type span struct{ from, to, term int }

func matches(text string, terms []term) (spans []span) {
	tokens(text, func(k token) {
		for i, t := range terms {
			if t.matches(k) {
				spans = append(spans, span{k.from, k.to, i})
				return
			}
		}
	})
	return spans
}

// highlight marks the words that were looked for in the whole of a text.
func highlight(text string, terms []term) []Part {
	return parts(text, matches(text, terms), 0, len(text))
}

// snippet is the piece of a text that has the most of the words, marked; the
// beginning when it has none.
func snippet(text string, terms []term) []Part {
	text = strings.Join(strings.Fields(text), " ")
	spans := matches(text, terms)
	from := 0
	if best := densest(text, spans); best >= 0 {
		from = leadIn(text, spans[best].from)
	}
	to := from + len(runeCut(text[from:], snippetRunes))
	out := parts(text, spans, from, to)
	if from > 0 {
		out = append([]Part{{Text: "… "}}, out...)
	}
	if to < len(text) {
		out = append(out, Part{Text: " …"})
	}
	return out
}

// densest is the index of the match that the best snippet begins with: the one
// followed closely by the most different words; the earliest of several. -1
// without a match.
func densest(text string, spans []span) int {
	const room = snippetRunes - leadRunes - 20
	at := make([]int, len(spans)) // where each begins, in runes
	for i := range spans {
		if i == 0 {
			at[i] = utf8.RuneCountInString(text[:spans[i].from])
		} else {
			at[i] = at[i-1] + utf8.RuneCountInString(text[spans[i-1].from:spans[i].from])
		}
	}
	best, most, last := -1, 0, 0
	count := map[int]int{}
	for first := range spans {
		for ; last < len(spans) && at[last] <= at[first]+room; last++ {
			count[spans[last].term]++
		}
		if len(count) > most {
			best, most = first, len(count)
		}
		if count[spans[first].term]--; count[spans[first].term] == 0 {
			delete(count, spans[first].term)
		}
	}
	return best
}

// leadIn is where a snippet begins that shows what is at: at a word, if one
// begins not far before.
func leadIn(text string, at int) int {
	from := at
	for n := 0; n < leadRunes && from > 0; n++ {
		_, size := utf8.DecodeLastRuneInString(text[:from])
		from -= size
	}
	if from == 0 {
		return 0
	}
	if i := strings.IndexByte(text[from:at], ' '); i >= 0 {
		return from + i + 1
	}
	return from
}

// parts cuts text[from:to] at the matches. Matches that touch become one.
func parts(text string, spans []span, from, to int) (out []Part) {
	add := func(end int, match bool) {
		if end > from {
			if n := len(out); n > 0 && out[n-1].Match == match {
				out[n-1].Text += text[from:end]
			} else {
				out = append(out, Part{Text: text[from:end], Match: match})
			}
			from = end
		}
	}
	for _, s := range spans {
		if s.to <= from || s.from >= to {
			continue
		}
		add(min(s.from, to), false)
		add(min(s.to, to), true)
	}
	add(to, false)
	return out
}
