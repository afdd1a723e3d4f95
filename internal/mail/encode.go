package mail

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

// Line lengths of RFC 5322, 2.1.1 and RFC 2045, 6.7, without CRLF.
const (
	lineAim = 78
	lineMax = 998
	qpLine  = 76
)

const hexDigits = "0123456789ABCDEF"

// qp writes text as quoted-printable. What it wrote always stands at the start
// of a line or can be brought there by softBreak, so that runs of text encoded
// apart can be joined.
type qp struct {
	out []byte
	col int
}

// literal tells which bytes stand for themselves anywhere in a line.
var literal = func() (t [256]bool) {
	for c := '!'; c <= '~'; c++ {
		t[c] = c != '='
	}
	return t
}()

// text adds a run of text whose lines end in \n. Control characters that mean
// nothing in a mail are dropped.
func (q *qp) text(s string) {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case q.col == 0 && (c == '.' || c == 'F' && strings.HasPrefix(s[i:], "From ")):
			q.hex(c) // mailboxes and careless relays give both a meaning of their own
		case literal[c]:
			q.plain(c)
		case c == '\n':
			q.out, q.col = append(q.out, '\r', '\n'), 0
		case c == ' ' || c == '\t':
			if i+1 < len(s) && s[i+1] != '\n' {
				q.plain(c)
			} else {
				q.hex(c)
			}
		case c == '=' || c >= utf8.RuneSelf:
			q.hex(c)
		}
	}
}

func (q *qp) plain(c byte) {
	if q.col+1 >= qpLine {
		q.breakLine()
	}
	q.out, q.col = append(q.out, c), q.col+1
}

func (q *qp) hex(c byte) {
	if q.col+3 >= qpLine {
		q.breakLine()
	}
	q.out, q.col = append(q.out, '=', hexDigits[c>>4], hexDigits[c&15]), q.col+3
}

func (q *qp) breakLine() { q.out, q.col = append(q.out, '=', '\r', '\n'), 0 }

// softBreak goes to the start of a line without breaking the text.
func (q *qp) softBreak() {
	if q.col > 0 {
		q.breakLine()
	}
}

// clean makes text that may be encoded: valid UTF-8 whose lines end in \n.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if strings.Contains(s, "\r") {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	}
	return s
}

// Encoded words (RFC 2047) are at most 75 long, on lines of at most 76.
const (
	wordLine = 76
	wordFrom = "=?utf-8?"
	wordFix  = len(wordFrom) + len("B?") + len("?=")
)

// encodedWords adds s as encoded words, starting in column col, and gives the
// column it ends in. No character is split between two words.
func encodedWords(dst []byte, col int, s string) ([]byte, int) {
	encode, size := wordQ, sizeQ
	if b64 := (len(s) + 2) / 3 * 4; b64 < sizeQ(s) {
		encode, size = wordB, func(t string) int { return (len(t) + 2) / 3 * 4 }
	}
	for s != "" {
		n, room := 0, wordLine-col-wordFix
		for n < len(s) {
			_, w := utf8.DecodeRuneInString(s[n:])
			if size(s[:n+w]) > room {
				break
			}
			n += w
		}
		if n > 0 {
			start := len(dst)
			dst = encode(append(dst, wordFrom...), s[:n])
			dst = append(dst, "?="...)
			col += len(dst) - start
		}
		if s = s[n:]; s != "" {
			dst, col = append(dst, "\r\n "...), 1
		}
	}
	return dst, col
}

func wordB(dst []byte, s string) []byte {
	return base64.StdEncoding.AppendEncode(append(dst, "B?"...), []byte(s))
}

func wordQ(dst []byte, s string) []byte {
	dst = append(dst, "Q?"...)
	for i := range len(s) {
		switch c := s[i]; {
		case c == ' ':
			dst = append(dst, '_')
		case isAlnum(c):
			dst = append(dst, c)
		default:
			dst = append(dst, '=', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return dst
}

func sizeQ(s string) int {
	n := len(s)
	for i := range len(s) {
		if !isAlnum(s[i]) && s[i] != ' ' {
			n += 2
		}
	}
	return n
}

func isAlnum(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}
