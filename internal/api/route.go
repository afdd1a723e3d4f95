package api

import (
	"context"
	"net/http"
	"reflect"
	"strings"

	"onrecord/internal/staff"
)

// route is one line of the table that the server and the OpenAPI document are
// both made of.
type route struct {
	name    string // operationId
	address string // method and pattern under Prefix
	action  staff.Action
	about   string
	handling
}

// handling says what a route takes and gives, and does it. The types are nil
// where there is nothing.
type handling struct {
	query, in, out reflect.Type
	status         int
	detail         string // what the client should know besides
	// current reads the thing that is about to change; with it the route
	// needs If-Match.
	current func(c *call) (any, error)
	run     func(c *call, query, in any) (any, error)
	// stream, if not nil, may answer a GET by itself; it tells whether it did.
	stream func(w http.ResponseWriter, c *call, query any) (bool, error)
	upload bool   // the body is a form with a file
	note   string // what the audit log says was done; empty: nothing
}

func (r *route) method() string  { m, _, _ := strings.Cut(r.address, " "); return m }
func (r *route) pattern() string { _, p, _ := strings.Cut(r.address, " "); return p }

// call is one request, authenticated.
type call struct {
	ctx   context.Context
	token staff.Token
	id    int64  // {id} of the address
	sub   int64  // {sub} of the address
	seen  tagged // what If-Match named
}

// by is the staff member behind the token; 0 for one made on the command line.
func (c *call) by() int64 { return c.token.CreatedBy }

// read answers a GET for one thing.
func read[Out any](h func(*call) (Out, error)) handling {
	return handling{
		out: reflect.TypeFor[Out](), status: http.StatusOK,
		run: func(c *call, _, _ any) (any, error) { return h(c) },
	}
}

// list answers a GET with parameters.
func list[Q, Out any](h func(*call, Q) (Out, error)) handling {
	return handling{
		query: reflect.TypeFor[Q](), out: reflect.TypeFor[Out](), status: http.StatusOK,
		run: func(c *call, q, _ any) (any, error) { return h(c, q.(Q)) },
	}
}

// create answers a POST that makes a thing.
func create[In, Out any](h func(*call, In) (Out, error)) handling {
	return handling{
		in: reflect.TypeFor[In](), out: reflect.TypeFor[Out](), status: http.StatusCreated,
		run: func(c *call, _, in any) (any, error) { return h(c, in.(In)) },
	}
}

// write changes a thing that exists and gives it as it is then.
func write[In, Now, Out any](current func(*call) (Now, error), h func(*call, In) (Out, error)) handling {
	out := create(h)
	out.status = http.StatusOK
	out.current = func(c *call) (any, error) { return current(c) }
	return out
}

// act is write without anything to say.
func act[Now, Out any](current func(*call) (Now, error), h func(*call) (Out, error)) handling {
	return write(current, func(c *call, _ nothing) (Out, error) { return h(c) })
}

// undo is act for DELETE: it takes no body.
func undo[Now, Out any](current func(*call) (Now, error), h func(*call) (Out, error)) handling {
	out := read(h)
	out.current = func(c *call) (any, error) { return current(c) }
	return out
}

// remove deletes a thing.
func remove[Now any](current func(*call) (Now, error), h func(*call) error) handling {
	out := undo(current, func(c *call) (nothing, error) { return nothing{}, h(c) })
	out.out, out.status = nil, http.StatusNoContent
	return out
}

// removing is remove with parameters.
func removing[Q, Now any](current func(*call) (Now, error), h func(*call, Q) error) handling {
	out := remove(current, func(*call) error { return nil })
	out.query = reflect.TypeFor[Q]()
	out.run = func(c *call, q, _ any) (any, error) { return nothing{}, h(c, q.(Q)) }
	return out
}

// saying adds a detail for the document.
func (h handling) saying(detail string) handling {
	h.detail = detail
	return h
}

// empty answers 204: there is nothing to show.
func (h handling) empty() handling {
	h.out, h.status = nil, http.StatusNoContent
	return h
}

// ok answers 200: nothing new was made.
func (h handling) ok() handling {
	h.status = http.StatusOK
	return h
}

// streaming lets a list be written piece by piece instead.
func (h handling) streaming(stream func(http.ResponseWriter, *call, any) (bool, error)) handling {
	h.stream = stream
	return h
}

// noted has the audit log say what was done.
func (h handling) noted(action string) handling {
	h.note = action
	return h
}
