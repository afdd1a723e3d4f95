package api

import (
	"encoding/json"
	"reflect"
	"time"
)

// moment is a time in UTC with milliseconds; the zero time is null.
type moment struct{ time.Time }

// MarshalJSON writes RFC 3339.
func (m moment) MarshalJSON() ([]byte, error) {
	if m.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(m.UTC().Format("2006-01-02T15:04:05.000Z"))
}

// UnmarshalJSON reads RFC 3339 in any zone.
func (m *moment) UnmarshalJSON(b []byte) error {
	m.Time = time.Time{}
	if string(b) == "null" {
		return nil
	}
	return json.Unmarshal(b, &m.Time)
}

func (moment) schema() *schema { return nullOr(&schema{Type: "string", Format: "date-time"}) }

// instant is a moment that an input must name.
type instant struct{ moment }

func (instant) schema() *schema { return &schema{Type: "string", Format: "date-time"} }

// ref is the id of another thing; 0 is null.
type ref int64

// MarshalJSON writes null for 0.
func (r ref) MarshalJSON() ([]byte, error) {
	if r == 0 {
		return []byte("null"), nil
	}
	return json.Marshal(int64(r))
}

func (ref) schema() *schema {
	return nullOr(&schema{Type: "integer", Format: "int64", Minimum: atLeast(1)})
}

// ident is the id of a thing that must be named.
type ident int64

func (ident) schema() *schema {
	return &schema{Type: "integer", Format: "int64", Minimum: atLeast(1)}
}

// idents are ids in an order that counts.
type idents []int64

// MarshalJSON writes an empty list for none.
func (ids idents) MarshalJSON() ([]byte, error) {
	if ids == nil {
		return []byte("[]"), nil
	}
	return json.Marshal([]int64(ids))
}

func (idents) schema() *schema {
	return &schema{Type: "array", Items: ident(0).schema(), MaxItems: 200}
}

// texts are short texts.
type texts []string

// MarshalJSON writes an empty list for none.
func (t texts) MarshalJSON() ([]byte, error) {
	if t == nil {
		return []byte("[]"), nil
	}
	return json.Marshal([]string(t))
}

func (texts) schema() *schema {
	return &schema{Type: "array", Items: &schema{Type: "string"}, MaxItems: 200}
}

// change is one field of a PATCH: what is absent stays as it is.
type change[T any] struct {
	set   bool
	value T
}

// UnmarshalJSON notes that the field is there.
func (c *change[T]) UnmarshalJSON(b []byte) error {
	c.set = true
	return json.Unmarshal(b, &c.value)
}

func (change[T]) inner() reflect.Type { return reflect.TypeFor[T]() }

// to puts the new value into the field it changes, if there is one.
func (c change[T]) to(field *T) {
	if c.set {
		*field = c.value
	}
}

// patched gives the type that a change is of.
func patched(t reflect.Type) (reflect.Type, bool) {
	c, ok := reflect.Zero(t).Interface().(interface{ inner() reflect.Type })
	if !ok {
		return nil, false
	}
	return c.inner(), true
}

// nothing is the body of an answer without one, and of a request that has
// nothing to say.
type nothing struct{}
