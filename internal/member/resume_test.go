package member_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"testing"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/member"
)

// mixed is a file of n rows of which every seventh is bad, every fifth comes
// twice and some are empty.
func mixed(n int) string {
	var b strings.Builder
	b.WriteString("email,name,labels\r\n")
	for i := range n {
		switch {
		case i%7 == 3:
			fmt.Fprintf(&b, "not an address %d,,\r\n", i)
		case i%5 == 4:
			fmt.Fprintf(&b, "reader%d@lamp.example,,\r\n\r\n", i-1)
		default:
			fmt.Fprintf(&b, "reader%d@lamp.example,\"Réader, %d\",\r\n", i, i)
		}
	}
	return b.String()
}

func TestAnImportCutShortAnywhereEndsWithTheSameReport(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		file := mixed(840)
		whole := open(t, dbtest.SQLite(t)).bring(t, file, 0)
		k := open(t, d)
		k.BatchRows(200)
		runs := 0
		for {
			runs++
			ctx, cancel := context.WithCancel(ctx)
			batches := 0
			r, err := k.Import(ctx, strings.NewReader(file), member.ImportInput{}, func(member.Import) {
				if batches++; batches == 1 {
					cancel() // after the first batch of each run
				}
			})
			cancel()
			if err != nil {
				if now, e := k.ImportByID(context.Background(), r.ID); e != nil || now.State != "stopped" {
					t.Fatalf("run %d: %+v, %v, %v", runs, now, err, e)
				}
				continue
			}
			if r.Resumed != (runs > 1) || r.Added != whole.Added || r.Updated != whole.Updated || r.Unchanged != whole.Unchanged || r.Refused != whole.Refused || r.Rows != r.RowsDone {
				t.Errorf("after %d runs %+v, in one %+v", runs, r, whole)
			}
			if n := k.count(t, "SELECT count(*) FROM member"); n != whole.Added {
				t.Errorf("%d members of %d", n, whole.Added)
			}
			if got := k.refusals(t, r.ID); int64(len(got)) != whole.Refused {
				t.Errorf("%d refusals of %d", len(got), whole.Refused)
			}
			break
		}
		if runs < 5 {
			t.Errorf("only %d runs were needed", runs)
		}
	})
}

func TestTwoRunsOfOneFileAtOnceDoubleNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		k.BatchRows(200)
		file := mixed(840)
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				_, err := k.Import(ctx, strings.NewReader(file), member.ImportInput{}, nil)
				if err != nil && !fault.Is(err, fault.Conflict) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		r := k.bring(t, file, 0)
		if n := k.count(t, "SELECT count(*) FROM member"); n != r.Added {
			t.Errorf("%d members, %+v", n, r)
		}
	})
}

// child makes this test binary import a file into a database, in a process of
// its own that can be killed.
const child = "ONRECORD_TEST_IMPORT"

func TestMain(m *testing.M) {
	if url := os.Getenv(child); url != "" {
		if err := importFrom(url, os.Args[1]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func importFrom(url, path string) error {
	d, err := db.Open(ctx, url)
	if err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	s := wire(d)
	s.BatchRows(200)
	_, err = s.Import(ctx, f, member.ImportInput{Name: "big.csv"}, func(m member.Import) {
		fmt.Println(m.RowsDone)
		io.ReadFull(os.Stdin, make([]byte, 1)) //nolint:errcheck // the word to go on, or the end of who gives it
	})
	return err
}

func TestAKilledImportIsTakenUpWhileTheServerGoesOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		file := mixed(3000)
		path := t.TempDir() + "/big.csv"
		if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
		self, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		for kill := range 2 {
			cmd := exec.Command(self, path)
			cmd.Env = append(os.Environ(), child+"="+d.URL)
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			goOn, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(out)
			for range kill + 1 { // somewhere in the middle
				lines.Scan()
				if err := k.RequestSignup(ctx, fmt.Sprintf("meanwhile%d@lamp.example", kill), "", nil, proof); err != nil {
					t.Errorf("the server could not write: %v", err)
				}
				goOn.Write([]byte{'.'}) //nolint:errcheck // the next batch begins, and may be cut off
			}
			cmd.Process.Kill()       //nolint:errcheck // it is waited for
			io.Copy(io.Discard, out) //nolint:errcheck // until it is gone
			cmd.Wait()               //nolint:errcheck // killed
		}
		done := k.count(t, "SELECT rows_done FROM member_import")
		if done < 200 || done >= 3000 {
			t.Fatalf("%d rows were done when it was killed", done)
		}
		r := k.bring(t, file, 0)
		whole := open(t, dbtest.SQLite(t)).bring(t, file, 0)
		if !r.Resumed || r.Added != whole.Added || r.Updated != whole.Updated || r.Unchanged != whole.Unchanged || r.Refused != whole.Refused {
			t.Errorf("after two kills %+v, in one run %+v", r, whole)
		}
		if n := k.count(t, "SELECT count(*) FROM member"); n != whole.Added {
			t.Errorf("%d members of %d", n, whole.Added)
		}
	})
}

// endless is a file whose second row has a cell of many megabytes.
type endless struct{ at, size int64 }

const endlessHead = "email,name\na@lamp.example,"

func (e *endless) Read(p []byte) (int, error) {
	if e.at >= e.size {
		return 0, io.EOF
	}
	n := int(min(int64(len(p)), e.size-e.at))
	for i := range p[:n] {
		p[i] = 'x'
	}
	if e.at < int64(len(endlessHead)) {
		copy(p[:n], endlessHead[e.at:])
	}
	e.at += int64(n)
	return n, nil
}

func (e *endless) Seek(int64, int) (int64, error) {
	e.at = 0
	return 0, nil
}

func TestACellOfManyMegabytesIsRefusedWithoutBeingHeld(t *testing.T) {
	k := open(t, dbtest.SQLite(t))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r, err := k.Import(ctx, &endless{size: 64 << 20}, member.ImportInput{}, nil)
	runtime.ReadMemStats(&after)
	if err != nil || r.Refused != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 8<<20 {
		t.Errorf("%d bytes were taken to read it", used)
	}
}
