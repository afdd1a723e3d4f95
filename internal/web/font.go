package web

import (
	"io/fs"
	"path"

	"onrecord/internal/typeface"
)

// addTypefaces puts the files of every pair among the assets. A page names
// those of one pair, and a browser asks for the ones that it has letters for.
func (k *look) addTypefaces() error {
	names, err := fs.Glob(typeface.Files(), "*.woff2")
	for _, name := range names {
		body, readErr := fs.ReadFile(typeface.Files(), name)
		if readErr != nil {
			return readErr
		}
		k.assets.Add(path.Join("type", name), body)
	}
	return err
}

func (k *look) fontURL(file string) string { return k.assets.URL(path.Join("type", file)) }

func (k *look) fontURLs(files []string) []string {
	var out []string
	for _, f := range files {
		out = append(out, k.fontURL(f))
	}
	return out
}
