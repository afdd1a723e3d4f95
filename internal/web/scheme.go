package web

import (
	"regexp"

	"onrecord/internal/site"
)

var asksScheme = regexp.MustCompile(`\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)`)

// inScheme answers a stylesheet's questions after the reader's colour scheme
// for a site that always has one, whatever the theme wrote in them. A width of
// zero or more is a condition that always holds, and can stand wherever the
// question stood.
func inScheme(css, scheme string) string {
	if scheme != site.SchemeLight && scheme != site.SchemeDark {
		return css
	}
	css = asksScheme.ReplaceAllStringFunc(css, func(q string) string {
		if asksScheme.FindStringSubmatch(q)[1] == scheme {
			return "(min-width:0)"
		}
		return "(max-width:-1px)"
	})
	return css + ":root{color-scheme:" + scheme + "}\n"
}

// schemes are the colour schemes that a page says it has.
func schemes(scheme string) string {
	if scheme == site.SchemeLight || scheme == site.SchemeDark {
		return scheme
	}
	return "light dark"
}
