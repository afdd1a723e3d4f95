// Package themes holds the looks of the public site. A theme is a folder of
// templates and assets; it has no code of its own.
package themes

import (
	"embed"
	"io/fs"
)

//go:embed default
var files embed.FS

// Default is the theme that every site begins with.
func Default() fs.FS {
	sub, err := fs.Sub(files, "default")
	if err != nil {
		panic(err) // the folder is embedded
	}
	return sub
}
