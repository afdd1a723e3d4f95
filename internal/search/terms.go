package search

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits of a query. What is beyond them is not looked for.
const (
	longestQuery = 400 // runes
	mostTerms    = 16
)

// term is one word to be found, or the beginning of one.
type term struct {
	word   string
	prefix bool
	size   int // as in token
}

// terms cuts a query: pairs where a script has no spaces, else words. The last
// one may be the beginning of a word.
func terms(query string) []term {
	var found []token
	tokens(firstRunes(query, longestQuery), func(t token) { found = append(found, t) })
	var out []term
	for i, t := range found {
		paired := i > 0 && found[i-1].size == 2 || i+1 < len(found) && found[i+1].size == 2
		if t.size == 1 && paired {
			continue // its pair says more
		}
		out = append(out, term{word: t.word, size: t.size})
	}
	if len(out) > mostTerms {
		out = out[:mostTerms]
	}
	if len(out) > 0 {
		out[len(out)-1].prefix = true
	}
	slices.SortStableFunc(out, func(a, b term) int { return strings.Compare(a.word, b.word) })
	return slices.Compact(out)
}

// matches tells whether a word is to be marked. One character marks itself
// alone, not the pairs that it begins.
func (t term) matches(k token) bool {
	if t.prefix && (k.size == t.size || k.size == 0) {
		return strings.HasPrefix(k.word, t.word)
	}
	return k.word == t.word
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}

// mostWords is in bytes: what one post may have of different words. PostgreSQL
// takes a megabyte; the rest of a longer post cannot be found.
const mostWords = 512 << 10

// distinct lists the words of texts, each once, in the order they come.
func distinct(texts ...string) string {
	seen := map[string]bool{}
	var b strings.Builder
	for _, text := range texts {
		tokens(text, func(t token) {
			if seen[t.word] || b.Len()+len(t.word) >= mostWords {
				return
			}
			seen[t.word] = true
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(t.word)
		})
	}
	return b.String()
}

// runeCut is the first n runes of s, cut back to the end of a word if one ends
// not far before.
func runeCut(s string, n int) string {
	head := firstRunes(s, n)
	if len(head) == len(s) {
		return s
	}
	if i := strings.LastIndexByte(head, ' '); i > 0 && utf8.RuneCountInString(head[i:]) < n/3 {
		head = head[:i]
	}
	return strings.TrimRight(head, " ")
}
