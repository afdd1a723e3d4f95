package markup

import (
	"slices"
	"strings"
)

// Merge joins two changes of one text, paragraph by paragraph. It is false
// when both changed the same passage in different ways; then there is no
// joined text. No word that either of them wrote is lost, and what neither
// touched keeps every byte.
func Merge(base, mine, theirs string) (merged string, ok bool) {
	from := paragraphs(base)
	changes, ok := inOrder(passages(from, paragraphs(mine)), passages(from, paragraphs(theirs)))
	if !ok {
		return "", false
	}
	var out []string
	at := 0
	for _, c := range changes {
		out = append(append(out, from[at:c.from]...), c.text...)
		at = c.to
	}
	return joined(append(out, from[at:]...)), true
}

// paragraphs parts a text after its empty lines; together they are the text.
func paragraphs(s string) []string {
	var list []string
	for s != "" {
		end := strings.Index(s, "\n\n")
		if end < 0 {
			return append(list, s)
		}
		for end < len(s) && s[end] == '\n' {
			end++
		}
		list = append(list, s[:end])
		s = s[end:]
	}
	return list
}

// joined puts paragraphs together. One that had been the last of its text gets
// the empty line that now has to follow it.
func joined(list []string) string {
	var b strings.Builder
	for i, p := range list {
		b.WriteString(p)
		if i == len(list)-1 || strings.HasSuffix(p, "\n\n") {
			continue
		}
		b.WriteString("\n")
		if !strings.HasSuffix(p, "\n") {
			b.WriteString("\n")
		}
	}
	return b.String()
}

// passage is a change: what stands in place of base[from:to].
type passage struct {
	from, to int
	text     []string
}

// passages lists the changes that lead from one text to another.
func passages(a, b []string) []passage {
	keptA, keptB := shared(a, b)
	var list []passage
	for i, j := 0, 0; i < len(a) || j < len(b); {
		if i < len(a) && keptA[i] && j < len(b) && keptB[j] {
			i, j = i+1, j+1
			continue
		}
		p, start := passage{from: i}, j
		for i < len(a) && !keptA[i] {
			i++
		}
		for j < len(b) && !keptB[j] {
			j++
		}
		p.to, p.text = i, b[start:j]
		list = append(list, p)
	}
	return list
}

// inOrder puts the changes of two people in the order of the text. It is false
// when two of them meet.
func inOrder(mine, theirs []passage) ([]passage, bool) {
	all := slices.Concat(mine, theirs)
	slices.SortStableFunc(all, func(x, y passage) int {
		if x.from != y.from {
			return x.from - y.from
		}
		return x.to - y.to
	})
	var out []passage
	for _, p := range all {
		if len(out) > 0 {
			last := out[len(out)-1]
			if last.from == p.from && last.to == p.to {
				if slices.Equal(last.text, p.text) {
					continue // both did the same
				}
				return nil, false
			}
			if last.to > p.from {
				return nil, false
			}
		}
		out = append(out, p)
	}
	return out, true
}
