package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"

	"onrecord/internal/fault"
	"onrecord/internal/page"
)

// Limits of one JSON document. A value is anything in it, at any depth: a
// body of two megabytes could hold a million, each many times its size in memory.
const (
	maxDepth  = 32
	maxValues = 20_000
)

// parseJSON reads one JSON document more strictly than encoding/json does, so
// that two readers of the same bytes cannot disagree on what they say: UTF-8
// without a mark, no key twice, no half of a surrogate pair, no control
// characters but tab, newline and carriage return, within the limits.
// Numbers stay json.Number.
func parseJSON(body []byte) (any, error) {
	switch {
	case bytes.HasPrefix(body, []byte("\xef\xbb\xbf")):
		return nil, malformed("The JSON begins with a byte order mark; leave it out.")
	case !utf8.Valid(body):
		return nil, malformed("The body is not valid UTF-8.")
	case halfSurrogate(body):
		return nil, malformed("The JSON holds half of a surrogate pair, which is no character.")
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	v, err := (&jsonReader{dec: dec}).value(0)
	if err != nil {
		return nil, jsonFault(err, dec.InputOffset())
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, malformed("The body holds more than one JSON document.")
	}
	return v, nil
}

func malformed(format string, args ...any) *fault.Error {
	return fault.New(fault.BadRequest, format, args...)
}

func jsonFault(err error, at int64) error {
	if _, ok := fault.As(err); ok {
		return err
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return malformed("The JSON ends before it is complete.").Because(err)
	}
	return malformed("The body is not valid JSON; it goes wrong near byte %s.", strconv.FormatInt(at, 10)).Because(err)
}

type jsonReader struct {
	dec    *json.Decoder
	values int
}

func (r *jsonReader) value(depth int) (any, error) {
	if r.values++; r.values > maxValues {
		return nil, malformed("The JSON holds more than %d values.", maxValues)
	}
	tok, err := r.dec.Token()
	if err != nil {
		return nil, err
	}
	switch t := tok.(type) {
	case json.Delim:
		if depth == maxDepth {
			return nil, malformed("The JSON nests more than %d levels deep.", maxDepth)
		}
		if t == '{' {
			return r.object(depth + 1)
		}
		return r.array(depth + 1)
	case string:
		return t, clean(t)
	}
	return tok, nil
}

func (r *jsonReader) object(depth int) (any, error) {
	out := map[string]any{}
	for r.dec.More() {
		tok, err := r.dec.Token()
		if err != nil {
			return nil, err
		}
		key, ok := tok.(string)
		if !ok {
			return nil, fmt.Errorf("key is %v", tok)
		}
		if err := clean(key); err != nil {
			return nil, err
		}
		if _, twice := out[key]; twice {
			return nil, malformed("The JSON has the key %q twice in one object.", shorten(key))
		}
		if out[key], err = r.value(depth); err != nil {
			return nil, err
		}
	}
	_, err := r.dec.Token()
	return out, err
}

func (r *jsonReader) array(depth int) (any, error) {
	out := []any{}
	for r.dec.More() {
		v, err := r.value(depth)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	_, err := r.dec.Token()
	return out, err
}

func clean(s string) error {
	if page.Clean(s) {
		return nil
	}
	return malformed("The JSON holds control characters; only tab, newline and carriage return may stand in a text.")
}

// halfSurrogate finds a \u escape of one half of a pair without the other,
// which encoding/json would turn into U+FFFD without a word.
func halfSurrogate(body []byte) bool {
	high := false // the escape just before was a first half
	for i := 0; i < len(body); {
		if body[i] != '\\' || i+1 == len(body) {
			if high {
				return true
			}
			i++
			continue
		}
		n, width := uint64(0), 2
		if body[i+1] == 'u' && i+6 <= len(body) {
			n, _ = strconv.ParseUint(string(body[i+2:i+6]), 16, 32)
			width = 6
		}
		low := n >= 0xDC00 && n <= 0xDFFF
		if high != low {
			return true
		}
		high = n >= 0xD800 && n <= 0xDBFF
		i += width
	}
	return high
}

// shorten cuts what a client sent for use in a sentence.
func shorten(s string) string {
	const most = 60
	n := 0
	for i := range s {
		if n == most {
			return s[:i] + "…"
		}
		n++
	}
	return s
}
