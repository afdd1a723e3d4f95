package transfer_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/member"
	"onrecord/internal/transfer"
)

// halfless wants a site to be as empty as before.
func halfless(t *testing.T, p place) {
	t.Helper()
	ctx := context.Background()
	if _, err := p.Site.Get(ctx); !fault.Is(err, fault.NotFound) {
		t.Errorf("a site appeared: %v", err)
	}
	page, err := p.members.List(ctx, member.Filter{})
	if err != nil || len(page.Members) != 0 {
		t.Errorf("%d members, %v", len(page.Members), err)
	}
}

// goesThrough wants a restore into the same place to work after all.
func goesThrough(t *testing.T, p place, archive []byte) {
	t.Helper()
	ctx := context.Background()
	if err := transfer.Restore(ctx, p.Deps, bytes.NewReader(archive), nil); err != nil {
		t.Fatalf("the second try: %v", err)
	}
	if _, err := p.Site.Get(ctx); err != nil {
		t.Error(err)
	}
	if r, _, err := p.Files.Open(ctx, "media/aa.jpg"); err != nil {
		t.Error(err)
	} else {
		r.Close()
	}
}

func TestAnInterruptedRestoreLeavesNoHalfSite(t *testing.T) {
	archive := pack(t, goodOne(t))
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, at := range []string{"verify", "files", "rows", "search"} {
			p := open(t, d)
			ctx, stop := context.WithCancel(context.Background())
			err := transfer.Restore(ctx, p.Deps, bytes.NewReader(archive), func(stage string, _, _ int64) {
				if stage == at {
					stop()
				}
			})
			if !errors.Is(err, context.Canceled) {
				t.Errorf("stopped at %s: %v", at, err)
			}
			halfless(t, p)
			if infos, err := p.Files.List(context.Background(), "", "", 9); err != nil || len(infos) != 0 {
				t.Errorf("stopped at %s: files %v, %v", at, infos, err)
			}
		}
		goesThrough(t, open(t, d), archive)
	})
}

func TestAFullDiskLeavesNoHalfSite(t *testing.T) {
	archive := pack(t, goodOne(t))
	d := dbtest.SQLite(t)
	p := open(t, d)
	room := func(pages int) {
		err := d.Write(t.Context(), func(tx *db.Tx) error { // there is one connection that writes
			_, err := tx.Exec(t.Context(), fmt.Sprintf("PRAGMA max_page_count = %d", pages))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	used, err := db.One(t.Context(), d, db.Value[int], "PRAGMA page_count")
	if err != nil {
		t.Fatal(err)
	}
	room(used + 5)
	err = transfer.Restore(t.Context(), p.Deps, bytes.NewReader(archive), nil)
	if !fault.Is(err, fault.Unavailable) || !strings.Contains(fault.Sentence(err), "no room") {
		t.Fatalf("it says %v", err)
	}
	halfless(t, p)
	if infos, err := p.Files.List(t.Context(), "", "", 9); err != nil || len(infos) != 0 {
		t.Errorf("files %v, %v", infos, err)
	}
	room(1 << 30)
	goesThrough(t, p, archive)
}

func TestABackupOntoAFullDiskSaysSo(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("this system has no device that is always full")
	}
	defer full.Close()
	p := open(t, dbtest.SQLite(t))
	fill(t, p)
	if _, err := transfer.Backup(t.Context(), p.Deps, full, nil); !fault.Is(err, fault.Unavailable) {
		t.Errorf("it says %v", err)
	}
}

// What the process of TestAKilledRestore… is told.
const (
	killAt     = "ONRECORD_TEST_KILL_AT"
	killURL    = "ONRECORD_TEST_KILL_URL"
	killFolder = "ONRECORD_TEST_KILL_FOLDER"
)

func TestAKilledRestoreLeavesNoHalfSite(t *testing.T) {
	if at := os.Getenv(killAt); at != "" {
		restoreAndDie(t, at)
		return
	}
	folder, archive := t.TempDir(), pack(t, goodOne(t))
	if err := os.WriteFile(filepath.Join(folder, "archive"), archive, 0o600); err != nil {
		t.Fatal(err)
	}
	for engine, url := range map[string]string{"sqlite": dbtest.SQLiteURL(t), "postgres": dbtest.PostgresURL(t)} {
		t.Run(engine, func(t *testing.T) {
			for _, at := range []string{"files", "rows", "search"} {
				child := exec.Command(os.Args[0], "-test.run=^"+strings.Split(t.Name(), "/")[0]+"$")
				child.Env = append(os.Environ(), killAt+"="+at, killURL+"="+url, killFolder+"="+folder)
				out, err := child.CombinedOutput()
				var exit *exec.ExitError
				if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
					t.Fatalf("killed at %s: %v: %s", at, err, out)
				}
				d, err := db.Open(t.Context(), url)
				if err != nil {
					t.Fatal(err)
				}
				halfless(t, openIn(t, d, filepath.Join(folder, "files")))
				if at == "search" {
					goesThrough(t, openIn(t, d, filepath.Join(folder, "files")), archive)
				}
				if err := d.Close(); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// restoreAndDie is the process that is killed, by itself, at a stage.
func restoreAndDie(t *testing.T, at string) {
	d, err := db.Open(t.Context(), os.Getenv(killURL))
	if err != nil {
		t.Fatal(err)
	}
	src, err := os.Open(filepath.Join(os.Getenv(killFolder), "archive"))
	if err != nil {
		t.Fatal(err)
	}
	p := openIn(t, d, filepath.Join(os.Getenv(killFolder), "files"))
	err = transfer.Restore(t.Context(), p.Deps, src, func(stage string, _, _ int64) {
		if stage == at {
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {} // the signal is on its way
		}
	})
	t.Fatalf("it went on: %v", err)
}

// A member and their subscription are written together, so a backup of one
// moment has as many of the one as of the other.
func TestABackupIsOfOneMomentWhileOthersWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := open(t, d)
		fill(t, p)
		ctx := context.Background()
		first, stop, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
		go func() {
			for i := 0; ; i++ {
				_, err := p.members.Create(ctx, member.Input{Email: fmt.Sprintf("late%d@example.org", i), Labels: []string{"late"}})
				if i == 0 {
					close(first)
				}
				select {
				case <-stop:
					done <- err
					return
				default:
				}
				if err != nil {
					done <- err
					return
				}
			}
		}()
		<-first
		var b bytes.Buffer
		_, err := transfer.Backup(ctx, p.Deps, &b, nil)
		close(stop)
		if err := errors.Join(err, <-done); err != nil {
			t.Fatal(err)
		}
		a := archive(unpack(t, b.Bytes()))
		labels := strings.Count(a[a.find(t, "tables/member_label/")].body, `"late"`)
		members := strings.Count(a[a.find(t, "tables/member/")].body, `"late`) / 2 // email and email_norm
		if members == 0 || members != labels {
			t.Errorf("%d late members with %d late labels", members, labels)
		}
		restore(t, dbtest.SQLite(t), b.Bytes())
	})
}
