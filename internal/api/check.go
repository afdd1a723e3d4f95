package api

import (
	"encoding/json"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"onrecord/internal/fault"
)

// checker holds a parsed document to a schema and collects what is wrong. The
// names of its problems are paths such as "navigation/0/url".
type checker struct {
	named map[string]*schema
	bad   fault.Problems
	n     int
}

// maxProblems is how many problems one answer names.
const maxProblems = 50

func (c *checker) add(path, format string, args ...any) {
	if c.n++; c.n <= maxProblems {
		c.bad.Add(path, format, args...)
	}
}

func (c *checker) check(path string, s *schema, v any) {
	if s.Ref != "" {
		s = c.named[strings.TrimPrefix(s.Ref, "#/components/schemas/")]
	}
	if v == nil {
		if !s.nullable {
			c.add(path, "This must not be null.")
		}
		return
	}
	kind, _ := s.Type.(string)
	if list, ok := s.Type.([]string); ok {
		kind = list[0]
	}
	switch kind {
	case "object":
		c.object(path, s, v)
	case "array":
		c.array(path, s, v)
	case "string":
		c.text(path, s, v)
	case "integer":
		c.integer(path, s, v)
	case "boolean":
		if _, ok := v.(bool); !ok {
			c.add(path, "This must be true or false.")
		}
	}
}

func (c *checker) object(path string, s *schema, v any) {
	obj, ok := v.(map[string]any)
	if !ok {
		c.add(path, "This must be an object.")
		return
	}
	for _, name := range s.Required {
		if _, ok := obj[name]; !ok {
			c.add(join(path, name), "This field is needed.")
		}
	}
	names := make([]string, 0, len(obj))
	for name := range obj {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		p, ok := s.Properties[name]
		if !ok {
			c.add(join(path, shorten(name)), "There is no such field here.")
			continue
		}
		c.check(join(path, name), p, obj[name])
	}
}

func (c *checker) array(path string, s *schema, v any) {
	list, ok := v.([]any)
	if !ok {
		c.add(path, "This must be a list.")
		return
	}
	if s.MaxItems > 0 && len(list) > s.MaxItems {
		c.add(path, "This list has %d entries; at most %d fit.", len(list), s.MaxItems)
		return
	}
	for i, e := range list {
		c.check(join(path, strconv.Itoa(i)), s.Items, e)
	}
}

func (c *checker) text(path string, s *schema, v any) {
	t, ok := v.(string)
	switch {
	case !ok:
		c.add(path, "This must be a text.")
	case len(s.Enum) > 0 && !slices.Contains(s.Enum, t):
		c.add(path, "This must be one of: %s.", strings.Join(s.Enum, ", "))
	case s.MaxLength > 0 && utf8.RuneCountInString(t) > s.MaxLength:
		c.add(path, "This is too long: it has %d characters, and at most %d fit.", utf8.RuneCountInString(t), s.MaxLength)
	case s.Format == "date-time":
		if _, err := time.Parse(time.RFC3339, t); err != nil {
			c.add(path, "This must be a time such as 2026-11-08T15:04:05Z.")
		}
	}
}

var wholeNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,18})$`)

func (c *checker) integer(path string, s *schema, v any) {
	t, ok := v.(json.Number)
	if !ok || !wholeNumber.MatchString(t.String()) {
		c.add(path, "This must be a whole number.")
		return
	}
	n, err := t.Int64()
	switch {
	case err != nil:
		c.add(path, "This number is too large.")
	case s.Minimum != nil && n < *s.Minimum:
		c.add(path, "This must be at least %d.", *s.Minimum)
	case s.Maximum != nil && n > *s.Maximum:
		c.add(path, "This must be at most %d.", *s.Maximum)
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "/" + name
}
