package mail

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"onrecord/internal/fault"
)

// maxValue is the most bytes of text in one header field.
const maxValue = 8000

// checkText refuses what could end a header field or hide in it. That such text
// comes this far is a fault of the caller; people are told by the edge.
func checkText(name, s string) error {
	switch {
	case len(s) > maxValue:
		return fault.New(fault.Invalid, "The mail's %s is too long.", name)
	case !utf8.ValidString(s):
		return fault.New(fault.Invalid, "The mail's %s is not valid text.", name)
	case strings.ContainsFunc(s, unicode.IsControl):
		return fault.New(fault.Invalid, "The mail's %s must be one line without control characters.", name)
	}
	return nil
}

// writer adds header fields; the first error stays.
type writer struct {
	out []byte
	err error
}

func (w *writer) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// text adds an unstructured field: folded at spaces if it is plain ASCII, as
// encoded words if not, or if it could be taken for such.
func (w *writer) text(name, value string) {
	value = strings.TrimSpace(value)
	if err := checkText(name, value); err != nil {
		w.fail(err)
		return
	}
	w.out = append(append(w.out, name...), ": "...)
	if !isASCII(value) || strings.Contains(value, "=?") || strings.Contains(value, "  ") || longestWord(value) > lineMax-lineAim {
		w.out, _ = encodedWords(w.out, len(name)+2, value)
	} else {
		w.fold(len(name)+2, value)
	}
	w.end()
}

func (w *writer) end() { w.out = append(w.out, '\r', '\n') }

// fold adds ASCII text, breaking lines before words where they get long.
func (w *writer) fold(col int, value string) {
	first := true
	for word := range strings.SplitSeq(value, " ") {
		switch {
		case first:
		case col+1+len(word) > lineAim:
			w.out, col = append(w.out, "\r\n "...), 1
		default:
			w.out, col = append(w.out, ' '), col+1
		}
		w.out, col, first = append(w.out, word...), col+len(word), false
	}
}

func longestWord(s string) (n int) {
	for word := range strings.SplitSeq(s, " ") {
		n = max(n, len(word))
	}
	return n
}

// address adds a field with one mailbox.
func (w *writer) address(name string, a Address) {
	if err := checkText(name, a.Name); err != nil {
		w.fail(err)
		return
	}
	email, _, err := envelope(a.Email)
	if err != nil {
		w.fail(err)
		return
	}
	col := len(name) + 2
	w.out = append(append(w.out, name...), ": "...)
	if display := strings.TrimSpace(a.Name); display != "" {
		col = w.phrase(col, display)
		if col+3+len(email) > lineAim {
			w.out = append(w.out, '\r', '\n')
		}
		w.out = append(w.out, ' ')
		email = "<" + email + ">"
	}
	w.out = append(w.out, email...)
	w.end()
}

// phrase adds a display name (RFC 5322, 3.2.5) and gives the column it ends in.
func (w *writer) phrase(col int, s string) int {
	plain, ascii := true, isASCII(s)
	for i := range len(s) {
		plain = plain && (s[i] == ' ' || isAtext(s[i]))
	}
	switch {
	case !ascii || strings.Contains(s, "=?") || len(s) > lineAim-col:
		w.out, col = encodedWords(w.out, col, s)
		return col
	case plain && !strings.Contains(s, "  "):
		w.out = append(w.out, s...)
		return col + len(s)
	}
	quoted := `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
	w.out = append(w.out, quoted...)
	return col + len(quoted)
}

// messageID adds the field after checking that it is one msg-id.
func (w *writer) messageID(id string) {
	at := strings.IndexByte(id, '@')
	if at < 1 || at == len(id)-1 || len(id) > lineMax/2 || strings.ContainsFunc(id, notID) {
		w.fail(fault.New(fault.Internal, "The Message-ID %q is malformed.", id))
		return
	}
	w.out = append(append(append(w.out, "Message-ID: <"...), id...), ">\r\n"...)
}

func notID(r rune) bool {
	return r >= utf8.RuneSelf || r != '@' && r != '.' && !isAtext(byte(r))
}

// extra adds a field that the caller named.
func (w *writer) extra(h Header) {
	if !isFieldName(h.Name) || reserved[strings.ToLower(h.Name)] {
		w.fail(fault.New(fault.Internal, "The header field %q cannot be set.", h.Name))
		return
	}
	w.text(h.Name, h.Value)
}

// reserved are the fields that a message writes itself, each once.
var reserved = map[string]bool{
	"from": true, "to": true, "cc": true, "bcc": true, "subject": true, "date": true, "message-id": true, "reply-to": true, "sender": true,
	"mime-version": true, "content-type": true, "content-transfer-encoding": true, "auto-submitted": true, "return-path": true,
}

func isFieldName(s string) bool {
	for i := range len(s) {
		if !isAlnum(s[i]) && s[i] != '-' {
			return false
		}
	}
	return s != "" && len(s) <= 60
}
