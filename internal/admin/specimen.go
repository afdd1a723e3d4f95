package admin

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"onrecord/internal/page"
	"onrecord/internal/typeface"
)

// specimenSheet is the stylesheet in which the typefaces to choose from are shown.
const specimenSheet = "specimens.css"

// addSpecimens puts the typefaces and their stylesheet among the assets.
func addSpecimens(to *page.Assets) error {
	names, err := fs.Glob(typeface.Files(), "*.woff2")
	for _, name := range names {
		body, readErr := fs.ReadFile(typeface.Files(), name)
		if readErr != nil {
			return readErr
		}
		to.Add(path.Join("type", name), body)
	}
	var css strings.Builder
	seen := map[string]bool{} // families that two pairs have
	for _, p := range typeface.Pairs() {
		if !p.Own() || !p.Built() {
			continue
		}
		for line := range strings.Lines(p.CSS(func(file string) string { return to.URL(path.Join("type", file)) })) {
			if strings.HasPrefix(line, "@font-face") && !seen[line] {
				seen[line] = true
				css.WriteString(line)
			}
		}
		fmt.Fprintf(&css, ".specimen-%s b{font-family:%s}.specimen-%s .words{font-family:%s}\n", p.ID, p.Head(), p.ID, p.Text())
	}
	to.Add(specimenSheet, []byte(css.String()))
	return err
}
