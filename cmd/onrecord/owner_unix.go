//go:build unix

package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// bequeath gives what root made in a folder of another user to that user: the
// server that runs as them could not open it. It follows no link out of the
// folder, and leaves alone what has a second name, which may lie elsewhere.
func bequeath(dir string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	root, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer root.Close()
	info, err := root.Stat(".")
	if err != nil {
		return err
	}
	heir := info.Sys().(*syscall.Stat_t)
	if heir.Uid == 0 {
		return nil
	}
	return fs.WalkDir(root.FS(), ".", func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // a running server took it away
		}
		if err != nil {
			return err
		}
		return give(root, filepath.FromSlash(path), d, heir)
	})
}

func give(root *os.Root, path string, d fs.DirEntry, heir *syscall.Stat_t) error {
	info, err := d.Info()
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	have := info.Sys().(*syscall.Stat_t)
	if have.Uid != 0 || (!d.IsDir() && (!d.Type().IsRegular() || have.Nlink > 1)) {
		return nil
	}
	err = root.Lchown(path, int(heir.Uid), int(heir.Gid))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
