package theme

import (
	"embed"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing/fstest"

	"onrecord/internal/fault"
)

//go:embed start
var start embed.FS

// New writes a theme to begin with into a folder that does not exist yet.
func New(dir string) error {
	if _, err := os.Lstat(dir); !errors.Is(err, fs.ErrNotExist) {
		return fault.New(fault.Conflict, "%s exists; a new theme begins in a folder of its own.", dir)
	}
	said, err := json.MarshalIndent(Manifest{Name: filepath.Base(dir), Version: "0.1", Styles: "extend"}, "", "  ")
	if err != nil {
		return err
	}
	f := &Folder{files: fstest.MapFS{"theme.json": {Data: append(said, '\n')}}}
	err = fs.WalkDir(start, "start", func(at string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(start, at)
		f.files[at[len("start/"):]] = &fstest.MapFile{Data: body}
		return err
	})
	if err != nil {
		return err
	}
	return f.write(dir)
}
