package admin

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"onrecord/internal/fault"
	"onrecord/internal/page"
)

// Sizes of what a form may send.
const (
	smallForm = 64 << 10
	textForm  = 4 << 20 // a post with its body
)

// form is a form as a page shows it: what stands in the fields and what is
// wrong with them.
type form struct {
	values   url.Values
	errs     map[string]string
	Sentence string // what is wrong with the whole; "" when nothing is
}

// filled makes a form of pairs of names and values.
func filled(pairs ...string) form {
	f := form{values: url.Values{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.values.Add(pairs[i], pairs[i+1])
	}
	return f
}

// returned is what a person sent, with what is wrong with it.
func returned(sent page.Form, err error) form {
	return form{values: sent.Values, errs: fieldMessages(err), Sentence: fault.Sentence(err)}
}

// Value is what stands in a field.
func (f form) Value(name string) string { return f.values.Get(name) }

// Has tells whether a value is among those of a field.
func (f form) Has(name, value string) bool { return slices.Contains(f.values[name], value) }

// HasID is Has for an id.
func (f form) HasID(name string, id int64) bool { return f.Has(name, strconv.FormatInt(id, 10)) }

// Error is what is wrong with a field.
func (f form) Error(name string) string { return f.errs[name] }

// Wrong tells whether something is wrong with one of the fields.
func (f form) Wrong(names ...string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return f.errs[n] != "" })
}

// Problems lists what is wrong, in the order of the fields' names.
func (f form) Problems() []problem {
	var out []problem
	for name, message := range f.errs {
		out = append(out, problem{name, message})
	}
	slices.SortFunc(out, func(a, b problem) int { return compare(a.Name, b.Name) })
	return out
}

type problem struct{ Name, Message string }

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func fieldMessages(err error) map[string]string {
	fields := fault.FieldsOf(err)
	if len(fields) == 0 {
		return nil
	}
	out := make(map[string]string, len(fields))
	for _, f := range fields {
		if out[f.Name] == "" {
			out[f.Name] = f.Message()
		}
	}
	return out
}

// mendable tells whether a form should come back with its input and the
// message: when the person can change something and send it again.
func mendable(err error) bool {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict, fault.TooMany, fault.Unauthorized, fault.Unavailable:
		return err != nil
	}
	return false
}

// statusOf is the status of a form that comes back.
func statusOf(err error) int {
	if err == nil {
		return http.StatusOK
	}
	return fault.KindOf(err).Status()
}

// id reads an id of the path. What is no id is not found.
func id(r *http.Request, name string) (int64, error) {
	n, err := strconv.ParseInt(r.PathValue(name), 10, 64)
	if err != nil || n <= 0 || strconv.FormatInt(n, 10) != r.PathValue(name) {
		return 0, missing()
	}
	return n, nil
}

// beforeID reads where the page before ended; what is no number begins anew.
func beforeID(r *http.Request, name string) int64 {
	n, err := strconv.ParseInt(r.URL.Query().Get(name), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// query reads a word of the address. What is not clean text counts as none.
func query(r *http.Request, name string) string {
	s := r.URL.Query().Get(name)
	if !page.Clean(s) || len(s) > 500 {
		return ""
	}
	return s
}

// versionOf is the version of a thing that the person saw when the form was
// made, with whatever else is wrong with the numbers of the form.
func versionOf(f page.Form) (int64, error) {
	n := f.Int("version")
	if err := f.Err(); err != nil {
		return 0, err
	}
	if n <= 0 {
		return 0, fault.New(fault.Invalid, "Something is missing in this form; open the page again and repeat it.")
	}
	return n, nil
}

// option is one choice of a select.
type option struct{ Value, Label string }

func idOption(id int64, label string) option { return option{strconv.FormatInt(id, 10), label} }

// field is one field as the template "field" shows it.
type field struct {
	Name, ID, Label, Kind, Value, Error, Hint string
	Placeholder, Autocomplete, Pattern, List  string
	Max, Rows                                 int
	Required, Mono, Autofocus                 bool
	Options                                   []option
}

// newField makes a field for a template. Pairs name what differs from a plain
// line of text; a wrong one fails the template.
func newField(f form, name, label string, pairs ...any) (field, error) {
	out := field{Name: name, ID: "f-" + name, Label: label, Kind: "text", Value: f.Value(name), Error: f.Error(name)}
	for i := 0; i+1 < len(pairs); i += 2 {
		if !out.set(pairs[i], pairs[i+1]) {
			return out, fmt.Errorf("field %s: %v is no %v", name, pairs[i+1], pairs[i])
		}
	}
	return out, nil
}

func (f *field) set(name, value any) bool {
	text, isText := value.(string)
	number, isNumber := value.(int)
	yes, isYes := value.(bool)
	options, isOptions := value.([]option)
	switch {
	case name == "kind" && isText:
		f.Kind = text
	case name == "hint" && isText:
		f.Hint = text
	case name == "placeholder" && isText:
		f.Placeholder = text
	case name == "autocomplete" && isText:
		f.Autocomplete = text
	case name == "list" && isText:
		f.List = text
	case name == "max" && isNumber:
		f.Max = number
	case name == "rows" && isNumber:
		f.Rows, f.Kind = number, "area"
	case name == "need" && isYes:
		f.Required = yes
	case name == "mono" && isYes:
		f.Mono = yes
	case name == "focus" && isYes:
		f.Autofocus = yes
	case name == "options" && isOptions:
		f.Options, f.Kind = options, "select"
	default:
		return false
	}
	return true
}
