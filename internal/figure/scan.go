package figure

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// kind is what a token is.
type kind byte

const (
	word   kind = iota // letters, with digits behind them: people, G20
	digits             // a number in digits
	sign               // anything else: one character
	broken             // digits that are no number: 1.2.3, or more than eighteen of them
)

// token is a piece of the text.
type token struct {
	kind       kind
	start, end int
	text       string
	low        string // of a word, in lower case
	number     Decimal
	grouped    bool // of digits: written with separators
	spaced     bool // something blank before it
}

// scan parts a text into tokens, in linear time.
func (l *Language) scan(text string) []token {
	var list []token
	spaced := true
	for at := 0; at < len(text); {
		r, n := utf8.DecodeRuneInString(text[at:])
		if unicode.IsSpace(r) {
			spaced = true
			at += n
			continue
		}
		var t token
		switch {
		case isDigit(r):
			t = l.number(text, at)
		case unicode.IsLetter(r):
			t = token{kind: word, end: wordEnd(text, at)}
		default:
			t = token{kind: sign, end: at + n}
		}
		t.start, t.spaced, t.text = at, spaced, text[at:t.end]
		if t.kind == word {
			t.low = strings.ToLower(t.text)
		}
		list = append(list, t)
		at, spaced = t.end, false
	}
	return list
}

// wordEnd is where the word that begins at a place ends. An apostrophe or a
// point between letters is of the word: don't, a.m.
func wordEnd(text string, at int) int {
	for at < len(text) {
		r, n := utf8.DecodeRuneInString(text[at:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '²' && r != '³' {
			next, _ := utf8.DecodeRuneInString(text[at+n:])
			if !strings.ContainsRune("'’.", r) || !unicode.IsLetter(next) || n == 0 {
				return at
			}
		}
		at += n
	}
	return at
}

// number reads digits with the separators of the language, and with the spaces
// that go between thousands everywhere.
func (l *Language) number(text string, at int) token {
	t := token{kind: digits}
	whole, end := digitsAt(text, at)
	if len(whole) <= 3 {
		for _, sep := range []string{l.group, "\u00a0", "\u202f", "\u2009"} {
			if joined, stop := grouped(text, whole, end, sep); stop > end {
				whole, end, t.grouped = joined, stop, true
				break
			}
		}
	}
	part := ""
	if l.point != "" && strings.HasPrefix(text[end:], l.point) {
		if p, stop := digitsAt(text, end+len(l.point)); p != "" {
			part, end = p, stop
		}
	}
	for more := end; ; end = more { // 1.2.3 is no number
		var d string
		if more >= len(text) || text[more] != '.' && text[more] != ',' {
			break
		}
		if d, more = digitsAt(text, more+1); d == "" {
			break
		}
		t.kind = broken
	}
	t.end = end
	if len(whole)+len(part) > mostDigits {
		t.kind = broken
	}
	if t.kind == digits {
		t.number = Decimal{digits: value(whole + part), exp: int8(-len(part))}
	}
	return t
}

// grouped goes on after the first digits of a number for as long as groups of
// three follow; in India all but the last are of two.
func grouped(text, whole string, end int, sep string) (string, int) {
	if sep == "" {
		return whole, end
	}
	good, stop := whole, end
	for strings.HasPrefix(text[end:], sep) {
		d, next := digitsAt(text, end+len(sep))
		switch len(d) {
		case 3:
			whole, end = whole+d, next
			good, stop = whole, end
		case 2:
			whole, end = whole+d, next
		default:
			return good, stop
		}
		if len(whole) > mostDigits {
			return whole, end
		}
	}
	return good, stop
}

func digitsAt(text string, at int) (string, int) {
	end := at
	for end < len(text) && isDigit(rune(text[end])) {
		end++
	}
	return text[at:end], end
}

func value(digits string) int64 {
	n := int64(0)
	for _, d := range digits {
		n = n*10 + int64(d-'0')
	}
	return n
}
