package check

import (
	"fmt"
	"strings"
)

// entry is a line of front matter: a key with its value, or with entries under it.
type entry struct {
	key, value string
	line       int
	under      []entry
	indent     int
}

// front parts a file into its front matter, which stands between two lines of
// three hyphens, and the text after it, which begins in line first. It reads the
// part of YAML that people write there: keys and values, keys within keys, lists
// of plain values, quotes and comments.
func front(src string) (entries []entry, text string, first int, err error) {
	src = strings.TrimPrefix(strings.ReplaceAll(src, "\r\n", "\n"), "\ufeff")
	rest, ok := strings.CutPrefix(src, "---\n")
	if !ok {
		return nil, src, 1, nil
	}
	head, text, ok := strings.Cut("\n"+rest, "\n---\n")
	if !ok {
		if head, ok = strings.CutSuffix("\n"+rest, "\n---"); !ok {
			return nil, src, 1, nil // a line across the page, and no front matter
		}
	}
	lines := strings.Split(head, "\n")
	entries, err = entriesOf(lines[1:])
	return entries, text, len(lines) + 2, err
}

func entriesOf(lines []string) ([]entry, error) {
	var flat []entry
	for i, l := range lines {
		bare := strings.TrimLeft(l, " ")
		if bare == "" || bare[0] == '#' {
			continue
		}
		e := entry{line: i + 2, indent: len(l) - len(bare)}
		if item, ok := strings.CutPrefix(bare, "- "); ok {
			e.value = scalar(item)
		} else {
			key, value, ok := strings.Cut(bare, ":")
			if !ok || bare[0] == '\t' || value != "" && value[0] != ' ' {
				return nil, &FrontError{e.line, "a line of the front matter is “key: value”"}
			}
			e.key, e.value = scalar(key), scalar(value)
		}
		flat = append(flat, e)
	}
	nested, rest := nest(flat, 0)
	if len(rest) > 0 {
		return nil, &FrontError{rest[0].line, "this line is indented otherwise than those above it"}
	}
	return nested, nil
}

// nest puts what is indented further under what stands above it.
func nest(flat []entry, indent int) (list, rest []entry) {
	for len(flat) > 0 && flat[0].indent == indent {
		e := flat[0]
		flat = flat[1:]
		if len(flat) > 0 && (flat[0].indent > indent || flat[0].key == "" && e.key != "" && flat[0].indent == indent) && e.value == "" && indent < 8 {
			e.under, flat = nest(flat, flat[0].indent)
		}
		list = append(list, e)
	}
	return list, flat
}

// scalar is a value without its quotes and without the comment behind it.
func scalar(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > 1 && (s[0] == '"' || s[0] == '\'') {
		if i := strings.IndexByte(s[1:], s[0]); i >= 0 {
			return s[1 : 1+i]
		}
	}
	if i := strings.Index(s, " #"); i >= 0 {
		s = strings.TrimSpace(s[:i])
	}
	return s
}

// FrontError is what is wrong with front matter, and in which line.
type FrontError struct {
	Line   int
	Reason string
}

func (e *FrontError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Reason) }

// values are the values of an entry: its own, or those of the list under it.
func (e entry) values() []string {
	if e.value != "" {
		return []string{e.value}
	}
	var list []string
	for _, u := range e.under {
		list = append(list, u.value)
	}
	return list
}
