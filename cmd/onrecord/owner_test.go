//go:build unix

package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestWhatRootMakesInAFolderOfAnotherUserBelongsToThem(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give files away")
	}
	const heir = 65534
	dir := t.TempDir()
	from, to := filepath.Join(dir, "from"), filepath.Join(dir, "to")
	outside := filepath.Join(dir, "outside")
	archive := filepath.Join(dir, "a.backup")
	must(t, "seed", "--posts", "1", "--members", "1", "--data", from)
	must(t, "backup", archive, "--data", from)
	for _, err := range []error{
		os.Mkdir(to, 0o700), os.Chown(to, heir, heir),
		os.WriteFile(outside, nil, 0o600), os.Symlink(outside, filepath.Join(to, "link")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	must(t, "restore", archive, "--data", to)
	owner := func(path string) uint32 {
		info, err := os.Lstat(path)
		if err != nil {
			t.Fatal(err)
		}
		return info.Sys().(*syscall.Stat_t).Uid
	}
	err := filepath.WalkDir(to, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type()&fs.ModeSymlink == 0 && owner(path) != heir {
			t.Errorf("%s belongs to %d", path, owner(path))
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if owner(outside) != 0 {
		t.Error("a file outside was given away")
	}
	for _, name := range []string{"onrecord.db", "files", "serve.lock"} {
		if _, err := os.Stat(filepath.Join(to, name)); err != nil {
			t.Error(err)
		}
	}
}
