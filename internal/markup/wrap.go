package markup

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// wrap breaks text into lines of at most so many columns. A line end in the text
// is kept; other space is evened out. A word that is too long stays whole.
func wrap(text string, wanted int) []string {
	var lines []string
	for _, paragraph := range strings.Split(text, "\n") {
		w := wrapper{width: max(wanted, narrowest)}
		for i, word := range strings.FieldsFunc(paragraph, breakingSpace) {
			for j, piece := range pieces(word) {
				w.add(piece, i > 0 && j == 0)
			}
		}
		if w.used > 0 {
			lines = append(append(lines, w.lines...), w.line.String())
		}
	}
	return lines
}

type wrapper struct {
	lines []string
	line  strings.Builder
	used  int
	width int
}

func (w *wrapper) add(piece string, spaced bool) {
	n := columns(piece)
	if spaced && w.used > 0 {
		n++
	}
	if w.used > 0 && w.used+n > w.width {
		w.lines = append(w.lines, w.line.String())
		w.line.Reset()
		w.used, n = 0, columns(piece)
	} else if spaced && w.used > 0 {
		w.line.WriteByte(' ')
	}
	w.line.WriteString(piece)
	w.used += n
}

// breakingSpace is white space at which a line may end.
func breakingSpace(r rune) bool {
	return unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' && r != '\u2007'
}

// pieces parts a word where Chinese and Japanese lines may end: after each
// character, but not before closing and not after opening punctuation.
func pieces(word string) []string {
	var list []string
	start := 0
	var before rune
	for i, r := range word {
		if i > start && (ideograph(before) || ideograph(r)) && !closing(r) && !opening(before) && !unicode.IsMark(r) {
			list = append(list, word[start:i])
			start = i
		}
		before = r
	}
	return append(list, word[start:])
}

func closing(r rune) bool {
	return unicode.In(r, unicode.Pe, unicode.Pf) || strings.ContainsRune(".,:;!?%、。，．：；！？ーゝ々・", r)
}

func opening(r rune) bool {
	return unicode.In(r, unicode.Ps, unicode.Pi)
}

// columns is how wide text is in a fixed-width font.
func columns(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case r < 0x300:
			n++
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		default:
			switch width.LookupRune(r).Kind() {
			case width.EastAsianWide, width.EastAsianFullwidth:
				n += 2
			default:
				n++
			}
		}
	}
	return n
}
