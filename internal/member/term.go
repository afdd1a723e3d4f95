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
// address, its domain, the parts of both that are words, and the words of the name.
func terms(email, name string) []string {
	email = fold(email)
	local, domain, _ := strings.Cut(email, "@")
	out := []string{email, domain}
	out = append(out, inner(local)...)
	if dot := strings.LastIndexByte(domain, '.'); dot > 0 {
		out = append(out, inner(domain[:dot])...)
	}
	out = append(out, strings.FieldsFunc(fold(name), notWord)...)
	out = out[:min(len(out), mostTerms)]
	slices.Sort(out)
	return slices.Compact(out)
}

// inner are the words of a part of an address after the first, which the part
// itself begins with. Numbers tell nobody anything.
func inner(part string) (out []string) {
	for i, w := range strings.FieldsFunc(part, notWord) {
		if i > 0 && len(w) > 1 && strings.ContainsFunc(w, unicode.IsLetter) {
			out = append(out, w)
		}
	}
	return out
}

// searchText is what member.search holds: each term after a space.
func searchText(terms []string) string { return " " + strings.Join(terms, " ") }

// storedTerms are the terms that were stored, by whatever rules then held.
func storedTerms(search string) []string { return strings.Fields(search) }

// termRows appends the rows of member_term for a member: the terms but the
// address itself, which the table of members has an index of.
func termRows(rows [][]any, id int64, normal string, words []string) [][]any {
	for _, w := range words {
		if w != normal {
			rows = append(rows, []any{w, id})
		}
	}
	return rows
}

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
