package page

import (
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"onrecord/internal/fault"
)

// formMemory is how much of a multipart form is held in memory.
const formMemory = 4 << 20

// Form holds what a person sent. Its text is valid UTF-8 without control
// characters but tab and newline.
type Form struct {
	url.Values
	bad *fault.Problems
}

// NewForm makes a form of values that were read before.
func NewForm(values url.Values) Form { return Form{Values: values, bad: new(fault.Problems)} }

// ReadForm reads the body of r, at most maxBytes, as a form; the query is not
// part of it. Uploaded files stay in r.MultipartForm. It fails with TooLarge,
// Unsupported or BadRequest.
func ReadForm(w http.ResponseWriter, r *http.Request, maxBytes int64) (Form, error) {
	f := NewForm(url.Values{})
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if r.ContentLength == 0 && r.Header.Get("Content-Type") == "" {
		return f, nil
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBytes)
	switch {
	case err == nil && kind == "application/x-www-form-urlencoded":
		err = r.ParseForm()
	case err == nil && kind == "multipart/form-data":
		err = r.ParseMultipartForm(min(formMemory, maxBytes))
	default:
		return f, fault.New(fault.Unsupported, "Please send this as a form.").Because(err)
	}
	if err != nil {
		return f, formFault(err)
	}
	for name, values := range r.PostForm {
		if !Clean(name) {
			return f, badText(nil)
		}
		for _, v := range values {
			if !Clean(v) {
				return f, badText(nil)
			}
			f.Add(name, newlines.Replace(v))
		}
	}
	return f, nil
}

var newlines = strings.NewReplacer("\r\n", "\n", "\r", "\n")

func formFault(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return fault.New(fault.TooLarge, "That was too much to send at once; please shorten it.").Because(err)
	}
	return badText(err)
}

func badText(err error) error {
	return fault.New(fault.BadRequest, "The form holds characters that cannot be read; please type them again.").Because(err)
}

// Clean tells whether s is valid UTF-8 without control characters but tab,
// newline and carriage return.
func Clean(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0x7f {
			return false
		}
	}
	return true
}

// Text is a field of one line: newlines become spaces, the ends are trimmed.
func (f Form) Text(name string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return ' '
		}
		return r
	}, f.Get(name)))
}

// Body is a field of many lines, as it was typed, with "\n" between lines.
func (f Form) Body(name string) string { return f.Get(name) }

// Int is a whole number; 0 when the field is empty. What is no number is 0
// too and noted for Err.
func (f Form) Int(name string) int64 {
	s := f.Text(name)
	if s == "" {
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		f.note(name)
		return 0
	}
	return n
}

// IDs are the ids sent under one name, in order, each once. What is no id is
// left out and noted for Err.
func (f Form) IDs(name string) []int64 {
	var out []int64
	seen := map[int64]bool{}
	for _, s := range f.Values[name] {
		if s = strings.TrimSpace(s); s == "" {
			continue
		}
		n, err := strconv.ParseInt(s, 10, 64)
		switch {
		case err != nil || n <= 0:
			f.note(name)
		case !seen[n]:
			seen[n] = true
			out = append(out, n)
		}
	}
	return out
}

func (f Form) note(name string) {
	if f.bad != nil {
		f.bad.Add(name, "This must be a whole number.")
	}
}

// Err is what Int and IDs noted: nil or one Invalid error.
func (f Form) Err() error {
	if f.bad == nil {
		return nil
	}
	return f.bad.Err()
}
