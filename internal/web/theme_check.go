package web

import (
	"bytes"
	"errors"
	"maps"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"onrecord/internal/locale"
	"onrecord/internal/page"
	"onrecord/internal/theme"
	"onrecord/themes"
)

// CheckTheme tells what is wrong with the theme of a folder: whether it can be
// read, whether its templates use the data that there is and make every page,
// whole and empty, and whether the pages have what a page needs.
func CheckTheme(dir string) ([]theme.Problem, error) {
	f, err := theme.Load(dir)
	if err != nil {
		return nil, err
	}
	return TryTheme(f), nil
}

// TryTheme is CheckTheme for a theme that was read.
func TryTheme(f *theme.Folder) []theme.Problem {
	base, err := defaultLook()
	if err != nil {
		return []theme.Problem{{Message: err.Error()}}
	}
	_, problems := base.over(f)
	return problems
}

// defaultLook is what themes are tried over.
var defaultLook = sync.OnceValues(func() (*look, error) { return newLook(themes.Default(), nil) })

// over is the look with a theme over it, and what is wrong with that; the look
// is nil where it cannot be made at all.
func (k *look) over(f *theme.Folder) (*look, []theme.Problem) {
	problems := checkAssets(f)
	next, err := newLook(k.theme, f)
	if err != nil {
		return nil, append(problems, located(err))
	}
	set, err := next.set(locale.For("en"))
	if err != nil {
		return nil, append(problems, located(err))
	}
	data := pageData()
	for _, name := range slices.Sorted(maps.Keys(data)) {
		found := theme.Types(set.Trees(name), page.Layout, reflect.TypeOf(data[name]), funcTypes)
		for _, p := range found {
			if !slices.Contains(problems, p) {
				problems = append(problems, p)
			}
		}
	}
	for _, name := range set.Pages() {
		if data[name] == nil {
			problems = append(problems, theme.Problem{File: "templates/" + name + ".html", Warning: true, Message: "there is no page of this name, so this is never used"})
		}
	}
	if len(problems) > 0 && slices.ContainsFunc(problems, func(p theme.Problem) bool { return !p.Warning }) {
		return next, problems // what does not fit the data is not executed
	}
	return next, append(problems, tryPages(set, data)...)
}

// tryPages makes every page of made-up data, as much and as little as there can be.
func tryPages(set *page.Set, data map[string]any) []theme.Problem {
	var problems []theme.Problem
	for _, name := range slices.Sorted(maps.Keys(data)) {
		for _, empty := range []bool{false, true} {
			var out bytes.Buffer
			err := set.RenderTo(&out, name, sample(name, data[name], empty))
			if err != nil {
				p := located(err)
				if errors.Is(err, page.ErrBounds) { // trying further pages would take as long
					return append(problems, theme.Problem{File: "templates/" + name + ".html", Message: "this page takes too long or is too large: " + page.ErrBounds.Error()})
				}
				problems = append(problems, p)
				break
			}
			for _, p := range checkPage(name, out.Bytes()) {
				if !slices.Contains(problems, p) {
					problems = append(problems, p)
				}
			}
		}
	}
	return problems
}

var templateError = regexp.MustCompile(`^(?:html/)?template: ?([^:]*):(\d+)(?::\d+)?: (?s:(.*))$`)

// located reads the place out of an error of Go's templates.
func located(err error) theme.Problem {
	text := err.Error()
	if i := strings.Index(text, ": template: "); i >= 0 {
		text = text[i+2:]
	} else if i := strings.Index(text, "html/template:"); i > 0 {
		text = text[i:]
	}
	m := templateError.FindStringSubmatch(text)
	if m == nil {
		return theme.Problem{Message: err.Error()}
	}
	line, _ := strconv.Atoi(m[2])
	file := m[1]
	if path.Ext(file) == "" {
		file += ".html"
	}
	return theme.Problem{File: path.Join("templates", file), Line: line, Message: m[3]}
}
