package blob_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onrecord/internal/blob"
	"onrecord/internal/blob/blobtest"
)

func open(t *testing.T, dir string) *blob.Folder {
	t.Helper()
	f, err := blob.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestAFolderKeepsTheContract(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) blob.Store { return open(t, filepath.Join(t.TempDir(), "new", "files")) })
}

func TestALinkOutOfTheFolderIsNotFollowed(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "secret"), []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	f := open(t, dir)
	for link, target := range map[string]string{"file": filepath.Join(outside, "secret"), "dir": outside} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	for _, key := range []string{"file", "dir/secret"} {
		if r, _, err := f.Open(t.Context(), key); err == nil {
			r.Close()
			t.Errorf("%s was opened", key)
		}
	}
	if err := f.Put(t.Context(), "dir/new", strings.NewReader("x"), 1, "text/plain"); err == nil {
		t.Error("a file was put outside the folder")
	}
}

func TestWhatAKilledProcessLeftIsClearedAfterADay(t *testing.T) {
	dir := t.TempDir()
	open(t, dir)
	old, fresh := filepath.Join(dir, ".unfinished", "old"), filepath.Join(dir, ".unfinished", "fresh")
	for _, name := range []string{old, fresh} {
		if err := os.WriteFile(name, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	yesterday := time.Now().Add(-25 * time.Hour)
	if err := os.Chtimes(old, yesterday, yesterday); err != nil {
		t.Fatal(err)
	}
	f := open(t, dir)
	if _, err := os.Stat(old); !os.IsNotExist(err) {
		t.Errorf("the old one is still there: %v", err)
	}
	if _, err := os.Stat(fresh); err != nil {
		t.Errorf("the one still being written was taken away: %v", err)
	}
	if infos, err := f.List(t.Context(), "", "", 10); err != nil || len(infos) != 0 {
		t.Errorf("unfinished files are listed: %v, %v", infos, err)
	}
}

func TestAFailedPutLeavesNoUnfinishedFile(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	if err := f.Put(t.Context(), "k", strings.NewReader("short"), 100, "text/plain"); err == nil {
		t.Fatal("stored")
	}
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := f.Put(t.Context(), "file/under", strings.NewReader("x"), 1, "text/plain"); err == nil {
		t.Fatal("stored under a file")
	}
	left, err := os.ReadDir(filepath.Join(dir, ".unfinished"))
	if err != nil || len(left) != 0 {
		t.Fatalf("left: %v, %v", left, err)
	}
}
