package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A word is a run of letters and digits, compatibility forms decomposed,
// accents and vowel points taken off, in lower case. Scripts that are written
// without spaces are cut into overlapping pairs of characters instead, so that
// a name in the middle of a line is found.

// longestWord is in runes; a longer run is cut there, in texts and in queries.
const longestWord = 64

// longestChar is in bytes: a character of a script without spaces and its marks.
const longestChar = 16

// token is a word and where it stands in the text, in bytes.
type token struct {
	word     string
	from, to int
	// size is how many characters of a script without spaces it is made of: 1
	// or 2; 0 in all other scripts.
	size int
}

// tokens cuts a text. Of a script without spaces it gives each character and
// each pair.
func tokens(text string, each func(token)) {
	c := cutter{each: each}
	for i := 0; i < len(text); {
		if b := text[i]; b < utf8.RuneSelf {
			c.ascii(b, i)
			i++
			continue
		}
		n := max(1, norm.NFKD.NextBoundaryInString(text[i:], true))
		for _, r := range fold(text[i : i+n]) {
			c.rune(r, i, i+n)
		}
		i += n
	}
	c.end()
	c.endRun()
}

// fold takes accents off one character.
func fold(segment string) string {
	bare := strings.Map(func(r rune) rune {
		if dropped(r) {
			return -1
		}
		return r
	}, norm.NFKD.String(segment))
	return norm.NFC.String(bare)
}

// dropped tells marks that people leave out when they search, and characters
// that cannot be seen. The vowel signs of Indic scripts are not among them.
func dropped(r rune) bool {
	switch {
	case r < 0x300:
		return r == 0xad // soft hyphen
	case unicode.Is(unicode.Mn, r):
		return r != 0x3099 && r != 0x309a && // they make other kana
			unicode.In(r, unicode.Inherited, unicode.Cyrillic, unicode.Hebrew, unicode.Arabic)
	}
	return r == 0x640 || unicode.Is(unicode.Cf, r)
}

// alike are letters that no decomposition makes plain.
var alike = strings.NewReplacer("ß", "ss", "ø", "o", "đ", "d", "ł", "l", "ħ", "h", "ı", "i", "æ", "ae", "œ", "oe", "þ", "th", "ð", "d", "ς", "σ")

type cutter struct {
	each     func(token)
	word     []byte
	runes    int
	from, to int
	run      []token // the characters of a script without spaces that we are in
}

func (c *cutter) ascii(b byte, at int) {
	switch {
	case b >= 'A' && b <= 'Z':
		b += 'a' - 'A'
	case b >= 'a' && b <= 'z' || b >= '0' && b <= '9':
	default:
		c.end()
		c.endRun()
		return
	}
	c.endRun()
	c.add(rune(b), at, at+1)
}

func (c *cutter) rune(r rune, from, to int) {
	switch {
	case unspaced(r):
		c.end()
		c.run = append(c.run, token{word: string(r), from: from, to: to, size: 1})
	case unicode.IsMark(r) && len(c.run) > 0: // a vowel sign belongs to its character
		last := &c.run[len(c.run)-1]
		if last.to = to; len(last.word) < longestChar {
			last.word += string(r)
		}
	case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) && c.runes > 0:
		c.endRun()
		for _, plain := range alike.Replace(string(unicode.ToLower(r))) {
			c.add(plain, from, to)
		}
	default:
		c.end()
		c.endRun()
	}
}

func (c *cutter) add(r rune, from, to int) {
	if c.runes == 0 {
		c.from = from
	}
	c.to = to
	if c.runes++; c.runes <= longestWord {
		c.word = utf8.AppendRune(c.word, r)
	}
}

func (c *cutter) end() {
	if c.runes > 0 {
		c.each(token{word: string(c.word), from: c.from, to: c.to})
		c.word, c.runes = c.word[:0], 0
	}
}

// endRun tells of a run of a script without spaces: its characters and pairs.
func (c *cutter) endRun() {
	for i, t := range c.run {
		c.each(t)
		if i+1 < len(c.run) {
			next := c.run[i+1]
			c.each(token{word: t.word + next.word, from: t.from, to: next.to, size: 2})
		}
	}
	c.run = c.run[:0]
}

func unspaced(r rune) bool {
	return r >= 0x0e00 && (r == 'ー' || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)) &&
		(unicode.IsLetter(r) || unicode.IsDigit(r))
}
