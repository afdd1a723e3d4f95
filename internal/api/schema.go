package api

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// schema is a JSON Schema (2020-12) as far as this API needs it. The OpenAPI
// document shows it and check enforces it, so the two cannot differ.
type schema struct {
	Ref         string             `json:"$ref,omitempty"`
	Type        any                `json:"type,omitempty"` // a name, or a list of names
	Format      string             `json:"format,omitempty"`
	Description string             `json:"description,omitempty"`
	Enum        []string           `json:"enum,omitempty"`
	Minimum     *int64             `json:"minimum,omitempty"`
	Maximum     *int64             `json:"maximum,omitempty"`
	MaxLength   int                `json:"maxLength,omitempty"`
	MaxItems    int                `json:"maxItems,omitempty"`
	Items       *schema            `json:"items,omitempty"`
	Properties  map[string]*schema `json:"properties,omitempty"`
	Required    []string           `json:"required,omitempty"`
	Default     any                `json:"default,omitempty"`
	Closed      *bool              `json:"additionalProperties,omitempty"`
	Encoding    string             `json:"contentEncoding,omitempty"`

	nullable bool
}

// schemed is a type that says itself what its schema is.
type schemed interface{ schema() *schema }

// schemas makes schemas of Go types.
type schemas struct {
	named  map[string]*schema // the struct types that became components
	closed bool               // objects being made take no unknown properties
}

var schemedType = reflect.TypeFor[schemed]()

// of gives the schema of a type: a reference for a struct, which it adds to
// the components.
func (s *schemas) of(t reflect.Type) *schema {
	if t.Implements(schemedType) {
		return reflect.Zero(t).Interface().(schemed).schema()
	}
	switch t.Kind() {
	case reflect.Pointer:
		return s.of(t.Elem())
	case reflect.Bool:
		return &schema{Type: "boolean"}
	case reflect.String:
		return &schema{Type: "string"}
	case reflect.Int, reflect.Int64:
		return &schema{Type: "integer", Format: "int64"}
	case reflect.Slice:
		return &schema{Type: "array", Items: s.of(t.Elem())}
	case reflect.Struct:
		if inner, ok := patched(t); ok {
			return s.of(inner)
		}
		return &schema{Ref: "#/components/schemas/" + s.add(t)}
	}
	panic(fmt.Sprintf("api: no schema for %s", t))
}

// add makes a component of a struct type and gives its name.
func (s *schemas) add(t reflect.Type) string {
	name := componentName(t)
	if _, ok := s.named[name]; ok {
		return name
	}
	obj := &schema{Type: "object", Properties: map[string]*schema{}}
	if s.closed {
		obj.Closed = new(bool)
	}
	s.named[name] = obj
	s.fields(obj, t)
	return name
}

// fields adds the properties of a struct. Its tags say: json the name, doc the
// description, need:"yes" that an input must have it, max, min, items, default.
func (s *schemas) fields(obj *schema, t reflect.Type) {
	for f := range fieldsOf(t) {
		name, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && name == "" {
			s.fields(obj, f.Type)
			continue
		}
		if name == "" || name == "-" {
			panic(fmt.Sprintf("api: field %s.%s has no name", t, f.Name))
		}
		p := s.of(f.Type)
		if p.Ref == "" {
			annotate(p, f)
		}
		obj.Properties[name] = p
		if f.Tag.Get("need") == "yes" || !s.closed && !strings.Contains(opts, "omitempty") {
			obj.Required = append(obj.Required, name)
		}
	}
	slices.Sort(obj.Required)
}

func fieldsOf(t reflect.Type) func(yield func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for i := range t.NumField() {
			if !yield(t.Field(i)) {
				return
			}
		}
	}
}

func annotate(p *schema, f reflect.StructField) {
	p.Description = f.Tag.Get("doc")
	number := func(tag string) *int64 {
		n, err := strconv.ParseInt(f.Tag.Get(tag), 10, 64)
		if err != nil {
			return nil
		}
		return &n
	}
	if n := number("min"); n != nil {
		p.Minimum = n
	}
	if n := number("max"); n != nil && p.Type == "string" {
		p.MaxLength = int(*n)
	} else if n != nil {
		p.Maximum = n
	}
	if n := number("items"); n != nil {
		p.MaxItems = int(*n)
	}
	if n := number("default"); n != nil {
		p.Default = *n
	}
}

// componentName is the type's name; a page of T is "TPage".
func componentName(t reflect.Type) string {
	name := t.Name()
	outer, inner, generic := strings.Cut(name, "[")
	if !generic {
		return name
	}
	inner = strings.TrimSuffix(inner, "]")
	inner = inner[strings.LastIndex(inner, ".")+1:]
	return inner + strings.ToUpper(outer[:1]) + outer[1:]
}

// nullOr is a schema that null fits too.
func nullOr(s *schema) *schema {
	s.Type = []string{s.Type.(string), "null"}
	s.nullable = true
	return s
}

func atLeast(n int64) *int64 { return &n }

// document writes v the way every answer is written.
func document(v any) ([]byte, error) { return json.Marshal(v) }
