package api

import (
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"

	"onrecord/internal/fault"
)

// kind is a sort of problem: what its code means stays the same for ever.
type kind struct {
	Code       string
	Status     int
	Title      string
	About      string
	RetryAfter string // seconds; empty where trying again does not help, or where the moment is known better
}

// The problems, each at /api/v1/problems/{code}.
var (
	malformedRequest = kind{Code: "malformed-request", Status: 400, Title: "The request cannot be read", About: "The body is not the JSON that was expected, or a parameter of the address is wrong. Mend the request before sending it again."}
	unauthorized     = kind{Code: "unauthorized", Status: 401, Title: "A token is needed", About: "Send a working API token as \"Authorization: Bearer onr_…\". An owner makes tokens in the admin or by onrecord token create."}
	outOfScope       = kind{Code: "insufficient-scope", Status: 403, Title: "The token may not do this", About: "The token works, but lacks the scope that this route needs."}
	forbidden        = kind{Code: "forbidden", Status: 403, Title: "This is not allowed", About: "The site does not allow this; the detail says why."}
	notFound         = kind{Code: "not-found", Status: 404, Title: "Not found", About: "There is no such address, or no thing with this id."}
	wrongMethod      = kind{Code: "method-not-allowed", Status: 405, Title: "The method does not fit", About: "The address exists, but not for this method; the Allow header names those that it takes."}
	inUse            = kind{Code: "in-use", Status: 409, Title: "It is in use", About: "What was to be deleted is shown by other things; uses names them. Take it out there first, or repeat the request with ?force=true to leave gaps in them."}
	conflict         = kind{Code: "conflict", Status: 409, Title: "The state does not allow this", About: "The thing is in a state in which this cannot be done, or something else stands in the way; the detail says what."}
	running          = kind{Code: "request-running", Status: 409, Title: "The same request is being worked on", About: "A request with this Idempotency-Key began and has not answered. If it still has not after a minute, look at what it was to change before you send it again under a new key.", RetryAfter: "1"}
	gone             = kind{Code: "gone", Status: 410, Title: "This is over", About: "The thing existed and is no longer to be had."}
	stale            = kind{Code: "stale-version", Status: 412, Title: "Somebody changed it in between", About: "The If-Match header names a version that is not the current one. Read the thing again, see what changed, and repeat with its new ETag."}
	tooLarge         = kind{Code: "too-large", Status: 413, Title: "The body is too large", About: "The body is longer than this route takes; the detail names the limit."}
	wrongType        = kind{Code: "unsupported-media-type", Status: 415, Title: "The type does not fit", About: "The body is of a type that this route does not take."}
	invalid          = kind{Code: "invalid", Status: 422, Title: "Some fields are wrong", About: "The body was understood, but what it says cannot be stored; errors names each field and what is wrong with it."}
	keyReused        = kind{Code: "idempotency-key-reused", Status: 422, Title: "The key was used for something else", About: "This Idempotency-Key was sent with another request in the last 24 hours. Use a new key for each new request."}
	conditionNeeded  = kind{Code: "precondition-required", Status: 428, Title: "If-Match is needed", About: "Writes to what exists need If-Match with the ETag that you read, so that nobody's change is lost. If-Match: * writes over whatever is there."}
	tooMany          = kind{Code: "too-many-requests", Status: 429, Title: "Too many requests", About: "The token made more requests than are allowed; Retry-After says when to go on."}
	internal         = kind{Code: "internal", Status: 500, Title: "Something went wrong on our side", About: "The program met a failure that it did not foresee. It is in the log; nothing was done by halves."}
	unavailable      = kind{Code: "unavailable", Status: 503, Title: "Not available now", About: "The program cannot answer at the moment; try again soon.", RetryAfter: "5"}
)

func kinds() []kind {
	return []kind{
		malformedRequest, unauthorized, outOfScope, forbidden, notFound, wrongMethod, conflict, inUse, running, gone,
		stale, tooLarge, wrongType, invalid, keyReused, conditionNeeded, tooMany, internal, unavailable,
	}
}

var kindOfFault = map[fault.Kind]kind{
	fault.BadRequest: malformedRequest, fault.Unauthorized: unauthorized, fault.Forbidden: forbidden,
	fault.NotFound: notFound, fault.Conflict: conflict, fault.Gone: gone, fault.Precondition: stale,
	fault.TooLarge: tooLarge, fault.Unsupported: wrongType, fault.Invalid: invalid,
	fault.TooMany: tooMany, fault.Unavailable: unavailable, fault.Internal: internal,
}

// Problem is an answer that says what went wrong, by RFC 9457.
type Problem struct {
	Type   string       `json:"type" doc:"Address of a page that says what the problem means; it ends in the code."`
	Code   string       `json:"code" doc:"The sort of problem, in one word that never changes."`
	Title  string       `json:"title" doc:"The sort of problem in words."`
	Status int          `json:"status" doc:"The HTTP status."`
	Detail string       `json:"detail" doc:"What went wrong this time and what to do, in a sentence."`
	Errors []FieldError `json:"errors,omitempty" doc:"What is wrong with single fields or parameters."`
	Uses   []PictureUse `json:"uses,omitempty" doc:"For in-use: what shows the picture, at most 50 posts and 50 authors."`
}

// FieldError is what is wrong with one field or parameter.
type FieldError struct {
	Pointer   string `json:"pointer,omitempty" doc:"JSON pointer to the field, as a fragment."`
	Parameter string `json:"parameter,omitempty" doc:"Name of the query parameter."`
	Detail    string `json:"detail" doc:"What is wrong with it, in a sentence."`
}

func (k kind) problem(a *API, detail string) Problem {
	return Problem{Type: a.problemURL(k.Code), Code: k.Code, Title: k.Title, Status: k.Status, Detail: detail}
}

func (a *API) problemURL(code string) string {
	return strings.TrimSuffix(a.Base.String(), "/") + Prefix + "/problems/" + code
}

// problemAnswer tells err to the client.
func (a *API) problemAnswer(err error) answer {
	k := kindOfFault[fault.KindOf(err)]
	var uses []PictureUse
	if known, ok := errors.AsType[*refusal](err); ok {
		k, uses = known.kind, known.uses
	}
	p := k.problem(a, fault.Sentence(err))
	p.Uses = uses
	for _, f := range fault.FieldsOf(err) {
		e := FieldError{Detail: f.Message()}
		if name, ok := strings.CutPrefix(f.Name, "?"); ok {
			e.Parameter = name
		} else {
			e.Pointer = pointer(f.Name)
		}
		p.Errors = append(p.Errors, e)
	}
	out := answer{Status: k.Status, Header: map[string]string{"Content-Type": "application/problem+json"}}
	if k.RetryAfter != "" {
		out.Header["Retry-After"] = k.RetryAfter
	}
	out.Body, err = json.Marshal(p)
	if err != nil {
		panic(err) // texts and numbers always encode
	}
	return out
}

// refusal makes an error that the API itself decides on answer with its own
// sort of problem instead of that of the fault's kind.
type refusal struct {
	kind kind
	uses []PictureUse
}

func (r *refusal) Error() string { return r.kind.Code }

// faultOf is the kind of fault that has the status of a sort of problem, or
// comes nearest to it; it is what the log says.
func (k kind) refuse(format string, args ...any) error {
	nearest := fault.BadRequest
	for f, known := range kindOfFault {
		if known.Status == k.Status {
			nearest = f
		}
	}
	return fault.New(nearest, format, args...).Because(&refusal{kind: k})
}

// pointer makes a JSON pointer of a field's name, whose steps are parted by a
// slash or a dot.
func pointer(name string) string {
	if name == "" {
		return "#"
	}
	name = strings.NewReplacer("~", "~0", ".", "/").Replace(name)
	return "#" + (&url.URL{Fragment: "/" + name}).EscapedFragment()
}

// renamed names the fields of err as the API does, by pairs of the store's
// name and ours.
func renamed(err error, pairs ...string) error {
	old, ok := fault.As(err)
	if !ok || len(old.Fields) == 0 {
		return err
	}
	e := *old
	e.Fields = slices.Clone(old.Fields)
	for i := range e.Fields {
		for p := 0; p+1 < len(pairs); p += 2 {
			if e.Fields[i].Name == pairs[p] {
				e.Fields[i].Name = pairs[p+1]
			}
		}
	}
	return &e
}
