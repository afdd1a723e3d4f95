package web

import (
	"html/template"
	"io/fs"

	"onrecord/internal/locale"
	"onrecord/internal/page"
)

// sharedTemplates are parsed together with every page of a theme.
var sharedTemplates = []string{"layout.html", "parts/*.html"}

// newTemplates parses a theme's templates for one language.
func newTemplates(theme fs.FS, l *locale.Locale) (*page.Set, error) {
	files, err := fs.Sub(theme, "templates")
	if err != nil {
		return nil, err
	}
	return page.NewSet(files, template.FuncMap{
		"t": l.T,
		"n": func(one, many string, n int64) string { return l.N(one, many, n) },
	}, sharedTemplates...)
}
