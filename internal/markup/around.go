package markup

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Same is the Op of a run that two texts share and that Around has set apart.
const Same = '…'

// Around sets apart what is far from every change: of a long run that both
// texts share, about n characters next to a change stay. The parts still make
// up both texts.
func Around(parts []DiffPart, n int) []DiffPart {
	var out []DiffPart
	for i, p := range parts {
		if p.Op != '=' {
			out = append(out, p)
			continue
		}
		head, tail := 0, len(p.Text)
		if i > 0 {
			head = headEnd(p.Text, n)
		}
		if i < len(parts)-1 {
			tail = tailStart(p.Text, n)
		}
		if tail-head <= n { // not worth a gap
			out = append(out, p)
			continue
		}
		for _, piece := range []DiffPart{{'=', p.Text[:head]}, {Same, p.Text[head:tail]}, {'=', p.Text[tail:]}} {
			if piece.Text != "" {
				out = append(out, piece)
			}
		}
	}
	return out
}

// headEnd is where the first n characters or so of s end: behind a line where
// one ends there, else behind a word.
func headEnd(s string, n int) int {
	end, count := len(s), 0
	for i := range s {
		if count == n {
			end = i
			break
		}
		count++
	}
	if i := strings.IndexByte(s[:end], '\n'); i >= 0 {
		return i + 1
	}
	if i := strings.LastIndexFunc(s[:end], unicode.IsSpace); i > 0 {
		return i
	}
	return end
}

// tailStart is headEnd from the other end.
func tailStart(s string, n int) int {
	start, count := 0, 0
	for i := len(s); i > 0; count++ {
		if count == n {
			start = i
			break
		}
		i--
		for i > 0 && s[i]&0xC0 == 0x80 { // within a character
			i--
		}
	}
	if i := strings.LastIndexByte(s[start:], '\n'); i >= 0 {
		return start + i + 1
	}
	if i := strings.IndexFunc(s[start:], unicode.IsSpace); i >= 0 {
		_, size := utf8.DecodeRuneInString(s[start+i:])
		return start + i + size
	}
	return start
}

// CountWords counts the words of a plain text as Document.Words does.
func CountWords(s string) int {
	words, characters := count(s)
	return words + characters
}
