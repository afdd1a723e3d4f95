package figure

import (
	"strconv"
	"strings"
)

func itoa(n int) string { return strconv.Itoa(n) }

func itoa64(n int64) string { return strconv.FormatInt(n, 10) }

// measured reads what stands behind an amount: its unit, or what is counted. It
// returns the token after that.
func (f *finder) measured(figure *Figure, a amount) int {
	at := a.end
	hyphen := f.at(at).text == "-" && !f.at(at).spaced && !f.at(at+1).spaced
	if hyphen {
		at++ // 43-year-old
	}
	if code, n := f.unitLength(at); n > 0 && (figure.Unit == "" || figure.Unit == code) {
		figure.Unit = code
		return at + n
	}
	if hyphen || figure.Unit != "" && partsOf(figure.Unit) == 0 {
		return a.end
	}
	noun, n := f.noun(at)
	figure.Noun = noun
	return at + n
}

func (f *finder) unitAt(at int) (string, bool) {
	code, n := f.unitLength(at)
	return code, n > 0
}

// unitLength is the unit that begins at a token, and of how many tokens it is.
// A symbol counts as it is written, a word in any case.
func (f *finder) unitLength(at int) (string, int) {
	for n := min(f.l.longest, len(f.list)-at); n > 0; n-- {
		if code, ok := f.l.units[f.written(at, n)]; ok && code != "" {
			return code, n
		}
		if code, ok := f.l.units[f.phrase(at, n)]; ok && f.l.Units[f.phrase(at, n)] != "" {
			return code, n
		}
	}
	return "", 0
}

// written is n tokens as they are written.
func (f *finder) written(at, n int) string {
	if n == 1 {
		return f.list[at].text
	}
	var parts []string
	for i := range n {
		parts = append(parts, f.list[at+i].text)
	}
	return strings.Join(parts, " ")
}

// noun is what is counted: one or two words of which the last is a plural.
func (f *finder) noun(at int) (string, int) {
	first, second := f.at(at), f.at(at+1)
	if first.kind != word || !first.spaced {
		return "", 0
	}
	if second.kind == word && second.spaced && !f.l.is(first, "no adjective") && !f.l.is(first, "no noun") &&
		f.isPlural(second) && (!f.isPlural(first) || f.l.is(first, "noun")) && len(first.text)+len(second.text) < LongestNoun {
		return first.text + " " + second.text, 2
	}
	if f.isPlural(first) && len(first.text) <= LongestNoun {
		return first.text, 1
	}
	return "", 0
}

// isPlural guesses: a word of the list, or one with the ending. It is a guess for
// a hint to the reader's eye, and nothing is decided by it.
func (f *finder) isPlural(t token) bool {
	if t.kind != word || f.l.is(t, "no noun") || f.l.is(t, "no adjective") {
		return false
	}
	return f.l.is(t, "noun") || len(f.l.Nouns) > 0 && len(t.low) > 3 && strings.HasSuffix(t.low, "s") && !strings.HasSuffix(t.low, "ss") && !strings.Contains(t.low, "'") && !strings.Contains(t.low, "’")
}

func (f *finder) countsAfter(at int) bool {
	_, n := f.noun(at)
	return n > 0
}

// named is whether the number is one of a name, or a time: article 5, 9 am.
func (f *finder) named(start int, figure Figure) bool {
	before := f.at(start - 1)
	return figure.Unit == "" && f.l.is(before, "name") && f.at(start).spaced || before.text == "#" || before.text == ":" && !f.at(start).spaced ||
		before.kind == word && !f.at(start).spaced || before.text == "-" && !f.at(start).spaced && !before.spaced && f.at(start-2).kind == word
}

// vague is whether the amount is a year, or a number that says nothing.
func (f *finder) vague(a amount, figure Figure) bool {
	if f.l.is(f.at(a.end), "after") || f.at(a.end).kind == word && !f.at(a.end).spaced && figure.Unit == "" {
		return true
	}
	if a.lone {
		return true
	}
	return a.digits && !a.sure && isYear(a.number) && figure.Unit == "" &&
		(figure.Noun == "" || f.l.is(f.at(a.start-1), "year") || a.number.digits >= 1900)
}
