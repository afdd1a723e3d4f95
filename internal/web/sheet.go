package web

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"onrecord/internal/page"
)

// sheet is the stylesheet of a theme's assets: theme.css, then each file of
// css/ in the order of their names, so that 95-print.css has the last word.
// Files that it names beside it, as in url(fonts/mine.woff2), are named by the
// addresses that they are served at.
func sheet(files fs.FS, assets *page.Assets) (string, error) {
	names, err := fs.Glob(files, "css/*.css") // sorted
	if err != nil {
		return "", err
	}
	if _, err := fs.Stat(files, "theme.css"); err == nil {
		names = slices.Insert(names, 0, "theme.css")
	}
	var b strings.Builder
	for _, name := range names {
		css, err := fs.ReadFile(files, name)
		if err != nil {
			return "", err
		}
		b.WriteString(inUse.ReplaceAllStringFunc(string(css), func(s string) string {
			if file := path.Clean(inUse.FindStringSubmatch(s)[1]); assets.Has(file) {
				return `url("` + assets.URL(file) + `")`
			}
			return s
		}))
		b.WriteByte('\n')
	}
	return b.String(), nil
}

// inUse is a file that a stylesheet names, relative to the assets.
var inUse = regexp.MustCompile(`url\(\s*["']?([A-Za-z0-9_][A-Za-z0-9_./-]*)["']?\s*\)`)
