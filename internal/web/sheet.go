package web

import (
	"io/fs"
	"strings"
)

// sheet is the stylesheet of a theme's assets: theme.css, then each file of
// css/ in the order of their names, so that 95-print.css has the last word.
func sheet(assets fs.FS) (string, error) {
	names, err := fs.Glob(assets, "css/*.css") // sorted
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, name := range append([]string{"theme.css"}, names...) {
		css, err := fs.ReadFile(assets, name)
		if err != nil {
			return "", err
		}
		b.Write(css)
		b.WriteByte('\n')
	}
	return b.String(), nil
}
