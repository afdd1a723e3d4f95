package web

import (
	"fmt"
	"html/template"
	"reflect"
	"regexp"

	"onrecord/internal/page"
)

// funcTypes are the functions of themes with the types of what they give.
var funcTypes = map[string]reflect.Type{
	"t": reflect.TypeFor[string](), "n": reflect.TypeFor[string](), "asset": reflect.TypeFor[string](),
	"html": reflect.TypeFor[string](), "js": reflect.TypeFor[string](), "urlquery": reflect.TypeFor[string](),
}

// mostWords is the most that a function of templates makes a text of, in bytes.
const mostWords = 64 << 10

// wide is a width in a format that makes a text long by itself.
var wide = regexp.MustCompile(`%[^%a-zA-Z]*(\d{3}|\*)`)

// bounded keeps a function from making long texts, of which a template could
// make longer ones without end.
func bounded(f func(string, ...any) string) func(string, ...any) (string, error) {
	return func(format string, args ...any) (string, error) {
		size := len(format)
		for _, a := range args {
			switch a := a.(type) {
			case string:
				size += len(a)
			case template.HTML:
				size += len(a)
			}
		}
		if size > mostWords || wide.MatchString(format) {
			return "", page.ErrBounds
		}
		return f(format, args...), nil
	}
}

// boundedFuncs take the place of the functions that Go brings along, and of t.
func boundedFuncs(t func(string, ...any) string) template.FuncMap {
	lines := func(f func(...any) string) func(...any) (string, error) {
		make := bounded(func(_ string, args ...any) string { return f(args...) })
		return func(args ...any) (string, error) { return make("", args...) }
	}
	return template.FuncMap{
		"t": bounded(t), "printf": bounded(fmt.Sprintf), "print": lines(fmt.Sprint), "println": lines(fmt.Sprintln),
		"html": lines(template.HTMLEscaper), "js": lines(template.JSEscaper), "urlquery": lines(template.URLQueryEscaper),
	}
}
