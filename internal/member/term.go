package member

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Limits of what is found: words kept of one member, words asked for at once,
// and characters of a word that is asked for.
const (
	mostTerms = 16
	mostWords = 5
	longWord  = 100
)

// terms are the words by which a member is found, each by its beginning: the
// address, its domain, what stands between the dots of its first part, and
// the words of the name.
func terms(normal, name string) []string {
	out := []string{normal}
	local, domain, _ := strings.Cut(normal, "@")
	out = append(out, domain)
	for i, part := range strings.FieldsFunc(fold(local), notWord) {
		if i > 0 && len(part) > 1 && strings.ContainsFunc(part, unicode.IsLetter) {
			out = append(out, part)
		}
	}
	out = append(out, strings.FieldsFunc(fold(name), notWord)...)
	slices.Sort(out)
	out = slices.Compact(out)
	return out[:min(len(out), mostTerms)]
}

// searchText is what member.search holds: each term after a space.
func searchText(terms []string) string { return " " + strings.Join(terms, " ") }

// queryWords are the beginnings that a query asks for, the longest first.
func queryWords(query string) []string {
	var out []string
	for _, w := range strings.Fields(fold(cut(query, mostWords*longWord))) {
		w = strings.Trim(w, `,;:"'()<>[]`)
		switch {
		case strings.Trim(w, "@.") == "":
		case strings.ContainsAny(w, "@."):
			out = append(out, strings.TrimPrefix(w, "@"))
		default:
			out = append(out, strings.FieldsFunc(w, notWord)...)
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return len(b) - len(a) })
	out = slices.Compact(out)
	return out[:min(len(out), mostWords)]
}

func notWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// fold drops case and accents, so that "jose" finds "José".
func fold(s string) string {
	s = strings.ToLower(s)
	if isASCII(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(s))
}
