package seed

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// some picks n different ones, in random order.
func some(r *rand.Rand, from []int64, n int) []int64 {
	out := make([]int64, 0, n)
	for _, i := range r.Perm(len(from))[:min(n, len(from))] {
		out = append(out, from[i])
	}
	return out
}

func headline(r *rand.Rand) string {
	return title(pick(r, subjects)) + " " + pick(r, verbs) + " " + pick(r, objects) + " " + pick(r, places)
}

// sentence has between least and most words, about.
func sentence(r *rand.Rand, least, most int) string {
	var b strings.Builder
	want := least + r.IntN(most-least+1)
	for n := 0; n < want; {
		part := pick(r, subjects) + " " + pick(r, verbs) + " " + pick(r, objects)
		if r.IntN(3) == 0 {
			part += " " + pick(r, places)
		}
		if r.IntN(4) == 0 {
			part += fmt.Sprintf(", about %d in all", 2+r.IntN(900))
		}
		if b.Len() > 0 {
			b.WriteString(pick(r, joins))
		}
		b.WriteString(part)
		n += len(strings.Fields(part))
	}
	return title(b.String()) + "."
}

// body is Markdown of some 250 words with the shapes that posts have.
func body(r *rand.Rand) string {
	var b strings.Builder
	paragraphs := 3 + r.IntN(4)
	for i := range paragraphs {
		switch {
		case i > 0 && r.IntN(5) == 0:
			fmt.Fprintf(&b, "## %s\n\n", headline(r))
		case i > 1 && r.IntN(6) == 0:
			fmt.Fprintf(&b, "> %s\n\n", sentence(r, 8, 16))
		case i > 1 && r.IntN(7) == 0:
			fmt.Fprintf(&b, "- %s\n- %s\n- %s\n\n", pick(r, objects), pick(r, objects), pick(r, objects))
		}
		for range 2 + r.IntN(3) {
			b.WriteString(sentence(r, 10, 22) + " ")
		}
		b.WriteString("\n\n")
	}
	return strings.TrimSpace(b.String())
}

func title(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// fold is s in plain lower-case letters, for addresses.
func fold(s string) string {
	var b strings.Builder
	for _, c := range norm.NFD.String(strings.ToLower(s)) {
		if c < unicode.MaxASCII && unicode.IsLetter(c) {
			b.WriteRune(c)
		}
	}
	return b.String()
}

// slug is the first words of s, fit for an address.
func slug(s string) string {
	words := strings.Fields(s)
	words = words[:min(len(words), 5)]
	for i, w := range words {
		words[i] = fold(w)
	}
	return strings.Join(words, "-")
}
