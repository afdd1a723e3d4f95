package transfer

import (
	"bytes"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// kind is what the values of a column are on both engines.
type kind int

const (
	number kind = iota
	words
	octets
)

// column is one column of a table.
type column struct {
	name string
	kind kind
}

// kinds are the engines' own names of the types that the schema uses.
var kinds = map[string]kind{"BIGINT": number, "INTEGER": number, "INT8": number, "TEXT": words, "BLOB": octets, "BYTEA": octets}

// columnsOf tells the columns of a query's rows.
func columnsOf(rows *sql.Rows) ([]column, error) {
	types, err := rows.ColumnTypes()
	if err != nil {
		return nil, err
	}
	out := make([]column, len(types))
	for i, t := range types {
		k, ok := kinds[t.DatabaseTypeName()]
		if !ok {
			return nil, fmt.Errorf("column %s has the type %q, which cannot be carried", t.Name(), t.DatabaseTypeName())
		}
		out[i] = column{t.Name(), k}
	}
	return out, nil
}

func namesOf(columns []column) []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = c.name
	}
	return out
}

// fits tells whether a value may stand in a column.
func (c column) fits(v any) bool {
	ok := true
	switch v.(type) {
	case int64:
		ok = c.kind == number
	case string:
		ok = c.kind == words
	case []byte:
		ok = c.kind == octets
	}
	return ok
}

// appendRow writes one row as a JSON array: whole numbers, strings, null, and
// bytes as {"b": base64}.
func appendRow(b []byte, values []any) ([]byte, error) {
	b = append(b, '[')
	for i, v := range values {
		if i > 0 {
			b = append(b, ',')
		}
		switch v := v.(type) {
		case nil:
			b = append(b, "null"...)
		case int64:
			b = strconv.AppendInt(b, v, 10)
		case string:
			s, err := encodeString(v)
			if err != nil {
				return nil, err
			}
			b = append(b, s...)
		case []byte:
			b = append(b, `{"b":"`...)
			b = base64.StdEncoding.AppendEncode(b, v)
			b = append(b, `"}`...)
		default:
			return nil, fmt.Errorf("a value of type %T cannot be carried", v)
		}
	}
	return append(b, ']', '\n'), nil
}

func encodeString(s string) ([]byte, error) {
	if plain(s) {
		return []byte(`"` + s + `"`), nil
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// plain tells a string that JSON writes as it is.
func plain[T string | []byte](s T) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

// parseRow reads what appendRow wrote. It is no reader of any JSON: what
// appendRow would write differently is an error.
func parseRow(line []byte, want int) ([]any, error) {
	out := make([]any, 0, want)
	rest, ok := bytes.CutPrefix(line, []byte("["))
	for ok && len(out) < want {
		if len(out) > 0 {
			if rest, ok = bytes.CutPrefix(rest, []byte(",")); !ok {
				break
			}
		}
		n := valueEnd(rest)
		v, err := parseValue(rest[:n])
		if err != nil {
			return nil, err
		}
		out, rest = append(out, v), rest[n:]
	}
	if !ok || string(rest) != "]" {
		return nil, fmt.Errorf("not the %d values of a row", want)
	}
	return out, nil
}

// valueEnd is where the value ends that b begins with.
func valueEnd(b []byte) int {
	if len(b) == 0 || b[0] != '"' {
		if i := bytes.IndexAny(b, ",]"); i >= 0 { // neither base64 nor its object has one
			return i
		}
		return len(b)
	}
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(b)
}

func parseValue(raw []byte) (any, error) {
	switch {
	case string(raw) == "null":
		return nil, nil
	case len(raw) > 1 && raw[0] == '"':
		if text := raw[1 : len(raw)-1]; plain(text) && raw[len(raw)-1] == '"' {
			return string(text), nil
		}
		var s string
		err := json.Unmarshal(raw, &s)
		return s, err
	case bytes.HasPrefix(raw, []byte(`{"b":"`)) && bytes.HasSuffix(raw, []byte(`"}`)) && len(raw) >= len(`{"b":""}`):
		return base64.StdEncoding.Strict().DecodeString(string(raw[6 : len(raw)-2]))
	}
	return strconv.ParseInt(string(raw), 10, 64)
}
