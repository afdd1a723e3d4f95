package api

import (
	"encoding/base64"
	"strconv"

	"onrecord/internal/fault"
)

// paging are the parameters of every list that comes in pages.
type paging struct {
	Limit  int    `json:"limit" min:"1" max:"100" default:"30" doc:"How many, at most."`
	Cursor string `json:"cursor" max:"500" doc:"Where the page before ended, as its Link header and next say."`
}

func (p paging) limit() int {
	if p.Limit == 0 {
		return 30
	}
	return p.Limit
}

// before reads the cursor of a list that is read by id; 0 begins.
func (p paging) before() (int64, error) {
	s, err := p.after()
	if err != nil || s == "" {
		return 0, err
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 1 {
		return 0, badCursor(err)
	}
	return n, nil
}

// after reads the cursor of a list that is read by a text; empty begins.
func (p paging) after() (string, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(p.Cursor)
	if err != nil || clean(string(b)) != nil {
		return "", badCursor(err)
	}
	return string(b), nil
}

func badCursor(cause error) error {
	return &fault.Error{
		Kind: fault.BadRequest, Format: "The cursor is not one that this list gave; begin without one.",
		Fields: []fault.Field{{Name: "?cursor", Format: "This is not a cursor that this list gave."}}, Err: cause,
	}
}

// cursorOf makes an opaque cursor; empty at the end.
func cursorOf(last string) string { return base64.RawURLEncoding.EncodeToString([]byte(last)) }

func cursorOfID(id int64) string {
	if id == 0 {
		return ""
	}
	return cursorOf(strconv.FormatInt(id, 10))
}

// List is a part of a list.
type List[T any] struct {
	Items []T  `json:"items"`
	Next  next `json:"next" doc:"The cursor of the next page; null at the end."`
}

func (p List[T]) cursor() string { return string(p.Next) }

// next is a cursor; the empty one is null.
type next string

// MarshalJSON writes null at the end.
func (n next) MarshalJSON() ([]byte, error) {
	if n == "" {
		return []byte("null"), nil
	}
	return []byte(strconv.Quote(string(n))), nil // base64url needs no escape
}

func (next) schema() *schema { return nullOr(&schema{Type: "string"}) }

// pageOf makes a page of what a store gave.
func pageOf[In, Out any](list []In, cursor string, show func(In) Out) List[Out] {
	p := List[Out]{Items: make([]Out, len(list)), Next: next(cursor)}
	for i, v := range list {
		p.Items[i] = show(v)
	}
	return p
}
