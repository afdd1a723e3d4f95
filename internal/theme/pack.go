package theme

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"onrecord/internal/fault"
)

// Pack writes the theme as a zip archive, the same bytes for the same files.
func (f *Folder) Pack(w io.Writer) error {
	z := zip.NewWriter(w)
	for _, at := range f.Files() {
		out, err := z.CreateHeader(&zip.FileHeader{Name: at, Method: zip.Deflate})
		if err != nil {
			return err
		}
		if _, err := out.Write(f.Read(at)); err != nil {
			return err
		}
	}
	return z.Close()
}

// Unpack reads a theme out of a zip archive, as Load reads a folder: the same
// limits hold, whatever the archive says of itself. The theme may lie in one
// folder within.
func Unpack(archive []byte) (*Folder, error) {
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return nil, fault.New(fault.Invalid, "This is no zip archive that can be read.").Because(err)
	}
	if len(z.File) > 2*MostFiles {
		return nil, wrong("theme", "a theme may have at most %d files", MostFiles)
	}
	for _, file := range z.File {
		if strings.ContainsAny(file.Name, "\\\x00") || !fs.ValidPath(strings.TrimSuffix(file.Name, "/")) {
			return nil, wrong("theme", "the archive has a file outside of itself: %.80q", file.Name)
		}
	}
	from, err := within(z)
	if err != nil {
		return nil, err
	}
	return read(from)
}

// within is the folder of the archive that has theme.json.
func within(z *zip.Reader) (fs.FS, error) {
	if slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == "theme.json" }) {
		return z, nil
	}
	for _, f := range z.File {
		if dir, base := path.Split(f.Name); base == "theme.json" && strings.Count(f.Name, "/") == 1 {
			return fs.Sub(z, strings.TrimSuffix(dir, "/"))
		}
	}
	return nil, wrong("theme.json", "this file is missing; it says the name of the theme")
}

// Put writes the theme onto the shelf under a name, whole or not at all, in the
// place of one that was there.
func (s Shelf) Put(name string, f *Folder) (err error) {
	if !Name(name) {
		return fault.New(fault.Invalid, "The name of a theme has small letters, digits and -, at most 40.")
	}
	if err := os.MkdirAll(s.Dir, 0o755); err != nil {
		return err
	}
	fresh, err := os.MkdirTemp(s.Dir, ".new-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(fresh)
	if err := errors.Join(os.Chmod(fresh, 0o755), f.write(fresh)); err != nil {
		return err
	}
	at, old := filepath.Join(s.Dir, name), fresh+"-old"
	if err := os.Rename(at, old); err == nil {
		defer os.RemoveAll(old)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.Rename(fresh, at)
}

func (f *Folder) write(dir string) error {
	for _, at := range f.Files() {
		to := filepath.Join(dir, filepath.FromSlash(at))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(to, f.Read(at), 0o644); err != nil {
			return err
		}
	}
	return nil
}
