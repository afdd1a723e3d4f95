package api

import (
	"encoding/json"
	"net/http"
	"net/url"
	"reflect"
	"sort"

	"onrecord/internal/fault"
	"onrecord/internal/page"
)

// schemaOf is the schema of a struct type of the table.
func (a *API) schemaOf(t reflect.Type) *schema { return a.named[componentName(t)] }

// decode makes a value of t of a parsed document that fits its schema.
func (a *API) decode(t reflect.Type, v any) (any, error) {
	c := checker{named: a.named}
	c.check("", a.schemaOf(t), v)
	if err := c.bad.Err(); err != nil {
		return nil, err
	}
	return fill(t, v)
}

// fill copies what was checked into a value of t.
func fill(t reflect.Type, v any) (any, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	out := reflect.New(t)
	if err := json.Unmarshal(b, out.Interface()); err != nil {
		return nil, fault.New(fault.Invalid, "The body does not fit what this address takes.").Because(err)
	}
	return out.Elem().Interface(), nil
}

// query reads the parameters of the address. An unknown one is refused, as is
// one that comes twice: the client meant something that would not happen.
func (a *API) query(rt *route, r *http.Request) (any, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, malformed("The parameters of the address cannot be read.").Because(err)
	}
	if rt.query == nil {
		rt = &route{handling: handling{query: reflect.TypeFor[nothing]()}}
	}
	obj, bad := a.parameters(rt.query, values)
	c := checker{named: a.named}
	c.check("", a.schemaOf(rt.query), obj)
	bad = append(bad, fault.FieldsOf(c.bad.Err())...)
	if len(bad) > 0 {
		for i := range bad {
			bad[i].Name = "?" + bad[i].Name
		}
		return nil, &fault.Error{Kind: fault.BadRequest, Format: "The parameters of the address are wrong; errors says which.", Fields: bad}
	}
	return fill(rt.query, obj)
}

// parameters makes a document of the parameters, by the types of the schema.
func (a *API) parameters(t reflect.Type, values url.Values) (map[string]any, []fault.Field) {
	s, obj := a.schemaOf(t), map[string]any{}
	var bad []fault.Field
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		text := values.Get(name)
		switch p := s.Properties[name]; {
		case len(bad) == maxProblems:
			return obj, bad
		case p == nil:
			bad = append(bad, fault.Field{Name: shorten(name), Format: "There is no such parameter here."})
		case len(values[name]) > 1:
			bad = append(bad, fault.Field{Name: name, Format: "This parameter stands here twice."})
		case !page.Clean(text):
			bad = append(bad, fault.Field{Name: name, Format: "This is not clean UTF-8 text."})
		case p.Type == "integer":
			obj[name] = json.Number(text)
		case p.Type == "boolean" && (text == "true" || text == "false"):
			obj[name] = text == "true"
		default:
			obj[name] = text
		}
	}
	return obj, bad
}
