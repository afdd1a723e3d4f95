package transfer

import (
	"bytes"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
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
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// parseRow reads what appendRow wrote.
func parseRow(line []byte, want int) ([]any, error) {
	var raw []json.RawMessage
	if err := json.Unmarshal(line, &raw); err != nil {
		return nil, err
	}
	if len(raw) != want {
		return nil, fmt.Errorf("%d values where there are %d columns", len(raw), want)
	}
	out := make([]any, len(raw))
	for i, r := range raw {
		v, err := parseValue(r)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

func parseValue(raw json.RawMessage) (any, error) {
	switch raw[0] {
	case 'n':
		return nil, nil
	case '"':
		var s string
		err := json.Unmarshal(raw, &s)
		return s, err
	case '{':
		var v struct {
			B *string `json:"b"`
		}
		if err := json.Unmarshal(raw, &v); err != nil {
			return nil, err
		}
		if v.B == nil {
			return nil, fmt.Errorf("an object that is not bytes")
		}
		return base64.StdEncoding.DecodeString(*v.B)
	}
	return strconv.ParseInt(string(raw), 10, 64)
}
