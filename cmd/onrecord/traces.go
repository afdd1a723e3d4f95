package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const lockName = "serve.lock"

// traces are the files and folders that were not there before a command began.
// One that fails takes them away, so that a slip leaves nothing behind.
type traces []string

// traces notes what is missing yet of all that a site is made of, what lies
// deepest first.
func (p Place) traces() traces {
	all := traces{filepath.Join(p.Data, lockName)}
	folders := []string{p.files()}
	if path, ok := strings.CutPrefix(p.database(), "sqlite:"); ok {
		all = append(all, path+"-wal", path+"-shm", path)
		folders = append(folders, filepath.Dir(path))
	}
	for _, dir := range folders {
		for ; !there(dir) && dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
			all = append(all, dir)
		}
	}
	return slices.DeleteFunc(all, there)
}

// there is true also of what cannot be looked at.
func there(path string) bool {
	_, err := os.Lstat(path)
	return !os.IsNotExist(err)
}

// remove takes them away; of folders only what holds no file.
func (t traces) remove() {
	for _, path := range t {
		var folders []string
		filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error { //nolint:errcheck // what cannot be read stays
			if err == nil && d.IsDir() {
				folders = append(folders, name)
			}
			return err
		})
		for _, dir := range slices.Backward(folders) {
			os.Remove(dir) //nolint:errcheck // it holds something
		}
		if len(folders) == 0 {
			os.Remove(path) //nolint:errcheck // the command has failed for a reason of its own
		}
	}
}

// same tells whether an open file is still the one of that name.
func same(f *os.File, path string) bool {
	mine, err := f.Stat()
	if err != nil {
		return false
	}
	theirs, err := os.Stat(path)
	return err == nil && os.SameFile(mine, theirs)
}
