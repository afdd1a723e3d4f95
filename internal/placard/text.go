package placard

import (
	"slices"
	"strings"
	"unicode"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/bidi"
)

// mostRunes is as much of a text as is looked at; no more of it fits.
const mostRunes = 400

// plain is a text as it can be drawn: on one line, without pictographs and
// what joins them, and without marks of direction, which the text says itself.
func plain(text string) []rune {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.So, r), unicode.Is(unicode.Sk, r) && r > 0xff, unicode.Is(unicode.Variation_Selector, r), unicode.Is(unicode.Co, r), r == unicode.ReplacementChar:
			return -1
		case unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d':
			return -1
		}
		return r
	}, text)
	out := []rune(strings.Join(strings.Fields(text), " "))
	if len(out) > mostRunes {
		out = append(out[:mostRunes], '…')
	}
	return out
}

// covered tells whether every letter can be drawn.
func covered(text []rune) bool {
	return !slices.ContainsFunc(text, func(r rune) bool {
		return r != ' ' && r != '\u200c' && r != '\u200d' && !has(r)
	})
}

// direction is that of the first letter that has one, else the page's.
func direction(text []rune, rtl bool) di.Direction {
	for _, r := range text {
		p, _ := bidi.LookupRune(r)
		switch p.Class() {
		case bidi.L:
			return di.DirectionLTR
		case bidi.R, bidi.AL:
			return di.DirectionRTL
		}
	}
	if rtl {
		return di.DirectionRTL
	}
	return di.DirectionLTR
}

// setter sets text in lines.
type setter struct {
	faces  faces
	lang   language.Language
	seg    shaping.Segmenter
	shaper shaping.HarfbuzzShaper
	wrap   shaping.LineWrapper
}

// shape gives the runs of a text in a size.
func (s *setter) shape(text []rune, size int, dir di.Direction) []shaping.Output {
	var out []shaping.Output
	in := shaping.Input{Text: text, RunEnd: len(text), Direction: dir, Size: fixed.I(size), Language: s.lang}
	for _, run := range s.seg.Split(in, s.faces) {
		out = append(out, s.shaper.Shape(run))
	}
	return out
}

// lines breaks a text into at most n lines of a width; what is left over gives
// way to an ellipsis. whole tells that nothing did.
func (s *setter) lines(text []rune, size, width, n int, dir di.Direction) (lines []shaping.Line, whole bool) {
	runs := s.shape(text, size, dir)
	dots := s.shape([]rune("…"), size, dir)
	lines, cut := s.wrap.WrapParagraph(shaping.WrapConfig{Direction: dir, TruncateAfterLines: n, Truncator: dots[0]}, width, text, shaping.NewSliceIterator(runs))
	out := make([]shaping.Line, len(lines))
	for i, l := range lines {
		out[i] = slices.Clone(l)
		slices.SortStableFunc(out[i], func(a, b shaping.Output) int { return int(a.VisualIndex - b.VisualIndex) })
	}
	return out, cut == 0
}
