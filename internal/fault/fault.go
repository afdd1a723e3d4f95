// Package fault is the one error type of the program: a kind that decides the
// status, a sentence for the person, and a cause for the log.
package fault

import (
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// Kind says what sort of failure it is; it decides the HTTP status.
type Kind int

// The kinds, in the order of their statuses. The zero Kind is Internal.
const (
	Internal Kind = iota
	BadRequest
	Unauthorized
	Forbidden
	NotFound
	Conflict
	Gone
	Precondition
	TooLarge
	Unsupported
	Invalid
	TooMany
	Unavailable
)

var statuses = [...]int{
	Internal:     http.StatusInternalServerError,
	BadRequest:   http.StatusBadRequest,
	Unauthorized: http.StatusUnauthorized,
	Forbidden:    http.StatusForbidden,
	NotFound:     http.StatusNotFound,
	Conflict:     http.StatusConflict,
	Gone:         http.StatusGone,
	Precondition: http.StatusPreconditionFailed,
	TooLarge:     http.StatusRequestEntityTooLarge,
	Unsupported:  http.StatusUnsupportedMediaType,
	Invalid:      http.StatusUnprocessableEntity,
	TooMany:      http.StatusTooManyRequests,
	Unavailable:  http.StatusServiceUnavailable,
}

// Status is the HTTP status of the kind; 500 for a kind it does not know.
func (k Kind) Status() int {
	if k < 0 || int(k) >= len(statuses) {
		return http.StatusInternalServerError
	}
	return statuses[k]
}

// Unknown is what a person reads about a failure that nobody foresaw.
const Unknown = "Something went wrong on our side; please try again in a moment."

// Missing is what a person reads about a thing that is not there.
const Missing = "This was not found; it may have been moved or removed."

// Error is a failure with a sentence for people. Format and Args are kept
// apart so that the sentence can be translated.
type Error struct {
	Kind   Kind
	Format string
	Args   []any
	Fields []Field
	Err    error

	trail []string
}

// Field is what is wrong with one field of a form or document.
type Field struct {
	Name   string
	Format string
	Args   []any
}

// Message is the sentence in English.
func (f Field) Message() string { return say(f.Format, f.Args) }

// New makes an error of kind k with one sentence for people.
func New(k Kind, format string, args ...any) *Error {
	return &Error{Kind: k, Format: format, Args: args}
}

// Because adds the cause, which goes to the log and never to a person.
func (e *Error) Because(cause error) *Error {
	e.Err = cause
	return e
}

// Message is the sentence in English.
func (e *Error) Message() string { return say(e.Format, e.Args) }

// Error is for logs: the calls that led here, the sentence and the cause.
func (e *Error) Error() string {
	var b strings.Builder
	for i := len(e.trail) - 1; i >= 0; i-- {
		b.WriteString(e.trail[i])
		b.WriteString(": ")
	}
	b.WriteString(e.Message())
	for _, f := range e.Fields {
		fmt.Fprintf(&b, " [%s: %s]", f.Name, f.Message())
	}
	if e.Err != nil {
		b.WriteString(": ")
		b.WriteString(e.Err.Error())
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Wrap adds the call and its arguments to *errp for the log, keeping kind and
// sentence. It is meant as the first, deferred line of an exported method.
func Wrap(errp *error, format string, args ...any) {
	if *errp == nil {
		return
	}
	call := fmt.Sprintf(format, args...)
	if e, ok := errors.AsType[*Error](*errp); ok && *errp == error(e) {
		c := *e
		c.trail = append(append([]string(nil), e.trail...), call)
		*errp = &c
		return
	}
	*errp = fmt.Errorf("%s: %w", call, *errp)
}

// As finds the Error in err's chain.
func As(err error) (*Error, bool) { return errors.AsType[*Error](err) }

// KindOf is the kind of err: Internal when unknown, NotFound for sql.ErrNoRows.
func KindOf(err error) Kind {
	if e, ok := As(err); ok {
		return e.Kind
	}
	if errors.Is(err, sql.ErrNoRows) {
		return NotFound
	}
	return Internal
}

// Is tells whether err is of kind k. A nil error is of no kind.
func Is(err error, k Kind) bool { return err != nil && KindOf(err) == k }

// Sentence is what a person may read about err, in English.
func Sentence(err error) string {
	e, ok := As(err)
	switch {
	case ok && e.Kind != Internal && e.Format != "":
		return e.Message()
	case KindOf(err) == NotFound:
		return Missing
	}
	return Unknown
}

// FieldsOf gives the field messages of err, if it carries any.
func FieldsOf(err error) []Field {
	if e, ok := As(err); ok {
		return e.Fields
	}
	return nil
}

// Problems collects what is wrong with the fields of one input.
type Problems struct{ fields []Field }

// Add notes one problem with a field.
func (p *Problems) Add(field, format string, args ...any) {
	p.fields = append(p.fields, Field{Name: field, Format: format, Args: args})
}

// Err is nil without problems, else one Invalid error that names them all.
func (p *Problems) Err() error {
	switch len(p.fields) {
	case 0:
		return nil
	case 1:
		f := p.fields[0]
		return &Error{Kind: Invalid, Format: f.Format, Args: f.Args, Fields: p.fields}
	}
	return &Error{Kind: Invalid, Format: "Some fields need another look; each says what is wrong.", Fields: p.fields}
}

func say(format string, args []any) string {
	if len(args) == 0 {
		return format
	}
	return fmt.Sprintf(format, args...)
}
