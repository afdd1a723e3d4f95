//go:build unix

package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
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

func TestASiteOfAnotherUserIsNotTakenForNone(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can be another user")
	}
	dir := t.TempDir()
	place, program := filepath.Join(dir, "site"), filepath.Join(dir, "onrecord")
	must(t, "seed", "--posts", "1", "--members", "1", "--data", place)
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Link(os.Args[0], program); err != nil {
		t.Skip("the test lies on another disk: ", err)
	}
	for _, mode := range []os.FileMode{0o700, 0o755} { // the folder, or only what is in it
		if err := os.Chmod(place, mode); err != nil {
			t.Fatal(err)
		}
		for _, line := range []string{"members export", "backup " + filepath.Join(dir, "x.backup")} {
			cmd := exec.Command(program, append(strings.Fields(line), "--data", place)...)
			cmd.Env = append(os.Environ(), runMain+"=1")
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
			said, err := cmd.CombinedOutput()
			if err == nil || !strings.Contains(string(said), "You may not read "+place) || !strings.Contains(string(said), "run this as the user the server runs as.") {
				t.Errorf("%s, %o: %v\n%s", line, mode, err, said)
			}
		}
	}
}
