package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
)

// runMain is set for the test binary when it is to be the program itself.
const runMain = "ONRECORD_TEST_RUN_MAIN"

func TestMain(m *testing.M) {
	if os.Getenv(runMain) != "" {
		main()
	}
	os.Exit(m.Run())
}

// onrecord runs the program to its end and gives what it printed.
func onrecord(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(args, strings.NewReader(""), &out, &errs)
	return out.String(), errs.String(), code
}

// must is onrecord where only success will do.
func must(t *testing.T, args ...string) (stdout, stderr string) {
	t.Helper()
	stdout, stderr, code := onrecord(t, args...)
	if code != 0 {
		t.Fatalf("onrecord %s: exit %d\n%s", strings.Join(args, " "), code, stderr)
	}
	return stdout, stderr
}

// server is a running `onrecord serve`.
type server struct {
	base string
	cmd  *exec.Cmd
	logs *bytes.Buffer
	done chan struct{}
}

// serve starts the program in a process of its own, on a free port.
func serve(t *testing.T, args ...string) *server {
	t.Helper()
	cmd := exec.Command(os.Args[0], append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)
	cmd.Env = append(os.Environ(), runMain+"=1")
	pipe, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s := &server{cmd: cmd, logs: new(bytes.Buffer), done: make(chan struct{})}
	t.Cleanup(func() { cmd.Process.Kill(); <-s.done })
	up := make(chan string, 1)
	go s.read(pipe, up)
	select {
	case addr := <-up:
		s.base = "http://" + addr
	case <-s.done:
		t.Fatalf("it ended before it served:\n%s", s.logs)
	case <-time.After(60 * time.Second):
		t.Fatal("it did not come up")
	}
	return s
}

func (s *server) read(r io.Reader, up chan<- string) {
	defer close(s.done)
	address := regexp.MustCompile(`msg=serving address=(\S+)`)
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		s.logs.WriteString(lines.Text() + "\n")
		if m := address.FindStringSubmatch(lines.Text()); m != nil {
			up <- m[1]
		}
	}
	s.cmd.Wait() //nolint:errcheck // the exit code is in ProcessState
}

func (s *server) stop(t *testing.T) {
	t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case <-s.done:
	case <-time.After(40 * time.Second):
		t.Fatal("it did not stop")
	}
	if code := s.cmd.ProcessState.ExitCode(); code != 0 {
		t.Fatalf("exit %d\n%s", code, s.logs)
	}
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// eachEngine runs the test with the --database flag of each engine.
func eachEngine(t *testing.T, test func(t *testing.T, place []string)) {
	t.Run("sqlite", func(t *testing.T) { test(t, []string{"--data", t.TempDir()}) })
	t.Run("postgres", func(t *testing.T) {
		test(t, []string{"--data", t.TempDir(), "--database", dbtest.PostgresURL(t)})
	})
}

func with(place []string, args ...string) []string { return append(args, place...) }

func TestTheFirstStartPrintsOneSetupLinkThatWorks(t *testing.T) {
	eachEngine(t, func(t *testing.T, place []string) {
		s := serve(t, place...)
		for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/setup/wrong-token": 403} {
			if code, body := get(t, s.base+path); code != want {
				t.Errorf("%s: %d %s", path, code, body)
			}
		}
		m := regexp.MustCompile(`(/setup/\S+)`).FindStringSubmatch(s.logs.String())
		if m == nil {
			t.Fatalf("no setup link:\n%s", s.logs)
		}
		if code, body := get(t, s.base+m[1]); code != 200 || !strings.Contains(body, "password") {
			t.Errorf("setup: %d\n%s", code, body)
		}
		s.stop(t)
	})
}

func TestStoppingDropsNoRequestThatWasLetIn(t *testing.T) {
	s := serve(t, "--data", t.TempDir())
	slow, body := io.Pipe()
	answered := make(chan error, 1)
	go func() {
		req, _ := http.NewRequestWithContext(context.Background(), http.MethodPost, s.base+"/subscribe", slow)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Expect", "100-continue") // the body goes out once the server reads it, and not before
		client := http.Client{Transport: &http.Transport{ExpectContinueTimeout: time.Minute}}
		res, err := client.Do(req)
		if err == nil {
			res.Body.Close()
		}
		answered <- err
	}()
	fmt.Fprint(body, "email=reader") // the server has the request and waits for the rest
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for refused := false; !refused; { // until nobody new is let in
		res, err := http.Get(s.base + "/healthz")
		if refused = err != nil; !refused {
			res.Body.Close()
		}
	}
	fmt.Fprint(body, "%40example.org")
	body.Close()
	if err := <-answered; err != nil {
		t.Errorf("the open request was dropped: %v", err)
	}
	<-s.done
	if code := s.cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("exit %d\n%s", code, s.logs)
	}
}

func TestTwoServersDoNotShareOneFolder(t *testing.T) {
	dir := t.TempDir()
	s := serve(t, "--data", dir)
	_, stderr, code := onrecord(t, "serve", "--data", dir, "--listen", "127.0.0.1:0")
	if code == 0 || !strings.Contains(stderr, "Another onrecord") {
		t.Errorf("exit %d: %s", code, stderr)
	}
	s.stop(t)
}

func TestATokenIsPrintedAloneWhileTheServerRuns(t *testing.T) {
	eachEngine(t, func(t *testing.T, place []string) {
		s := serve(t, place...)
		out, _ := must(t, with(place, "token", "create", "--name", "screen", "--scope", "read,write")...)
		if !regexp.MustCompile(`^onr_\S{20,}\n$`).MatchString(out) {
			t.Fatalf("standard output: %q", out)
		}
		req, _ := http.NewRequest(http.MethodGet, s.base+"/api/v1/posts", nil)
		req.Header.Set("Authorization", "Bearer "+strings.TrimSpace(out))
		res, err := http.DefaultClient.Do(req)
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%v, %v", res, err)
		}
		res.Body.Close()
		if strings.Contains(s.logs.String(), strings.TrimSpace(out)) {
			t.Error("the token is in the log")
		}
		s.stop(t)
	})
}

func TestAnOwnerWhoForgotThePasswordGetsALinkOnTheCommandLine(t *testing.T) {
	place := []string{"--data", t.TempDir()}
	s := serve(t, with(place, "--demo")...)
	out, _ := must(t, with(place, "staff", "link", "Editor@Farrow.example", "--base-url", s.base)...)
	link := strings.TrimSpace(out)
	if !strings.HasPrefix(link, s.base+"/admin/invitation/") {
		t.Fatalf("standard output: %q", out)
	}
	if code, body := get(t, link); code != http.StatusOK || !strings.Contains(body, `type="password"`) {
		t.Errorf("%d\n%s", code, body)
	}
	if _, stderr, code := onrecord(t, with(place, "staff", "link", "nobody@farrow.example")...); code == 0 || !strings.Contains(stderr, "Nobody on the staff") {
		t.Errorf("exit %d: %s", code, stderr)
	}
	s.stop(t)
}

func TestMembersGoInAndOutWhileTheServerRuns(t *testing.T) {
	eachEngine(t, func(t *testing.T, place []string) {
		s := serve(t, place...)
		file := filepath.Join(t.TempDir(), "readers.csv")
		csv := "email,name,status,labels,created_at\nada@example.org,Ada,active,\"choir,press\",2024-05-01T10:00:00Z\n\"not an\naddress\",X,,,\nbo@example.org,=SUM(A1),active,,2024-05-02T10:00:00Z\n"
		if err := os.WriteFile(file, []byte(csv), 0o600); err != nil {
			t.Fatal(err)
		}
		_, report, code := onrecord(t, with(place, "members", "import", file)...)
		if code != 3 || !strings.Contains(report, "3 rows: 2 added, 0 updated, 0 unchanged, 1 refused") || !strings.Contains(report, "row 3, not an address: ") {
			t.Errorf("exit %d, report:\n%s", code, report)
		}
		_, again, code := onrecord(t, with(place, "members", "import", file)...)
		if code != 3 || !strings.Contains(again, "imported to its end before") {
			t.Errorf("again:\n%s", again)
		}
		out, _ := must(t, with(place, "members", "export")...)
		for _, want := range []string{"email,name,status,labels,created_at", "ada@example.org,Ada,active", "'=SUM(A1)"} {
			if !strings.Contains(out, want) {
				t.Errorf("export lacks %q:\n%s", want, out)
			}
		}
		if _, stderr, code := onrecord(t, with(place, "members", "import", file, "--newsletter", "nope")...); code == 0 || !strings.Contains(stderr, "no newsletter") {
			t.Errorf("exit %d: %s", code, stderr)
		}
		s.stop(t)
	})
}

func TestASiteIsBackedUpWhileItRunsAndComesBackOnTheOtherEngine(t *testing.T) {
	archive := filepath.Join(t.TempDir(), "site.backup")
	lite := []string{"--data", t.TempDir()}
	s := serve(t, append(lite, "--demo")...)
	must(t, with(lite, "backup", archive)...)
	code, home := get(t, s.base+"/")
	if code != http.StatusOK {
		t.Fatal(code)
	}
	s.stop(t)
	if _, stderr, code := onrecord(t, with(lite, "backup", archive)...); code == 0 || !strings.Contains(stderr, "never overwrites") {
		t.Errorf("exit %d: %s", code, stderr)
	}
	if _, stderr, code := onrecord(t, with(lite, "restore", archive)...); code == 0 || !strings.Contains(stderr, "not empty") {
		t.Errorf("restored over a site: exit %d: %s", code, stderr)
	}
	other := []string{"--data", t.TempDir(), "--database", dbtest.PostgresURL(t)}
	_, said := must(t, with(other, "restore", archive)...)
	if !strings.Contains(said, "Restored and verified") || strings.Count(said, "verify [") > 1 && strings.Count(said, "verify [##############################] 100 %") != 1 {
		t.Errorf("restore said:\n%s", said)
	}
	s = serve(t, other...)
	if code, again := get(t, s.base+"/"); code != http.StatusOK || titles(again) != titles(home) {
		t.Errorf("%d; the restored home page differs:\n%s\n%s", code, titles(home), titles(again))
	}
	if strings.Contains(s.logs.String(), "/setup/") {
		t.Error("a restored site can be claimed")
	}
	before := viewsIn(t, other[3])
	for range 3 {
		read(t, s.base+"/")
	}
	s.stop(t)
	if n := viewsIn(t, other[3]) - before; n != 3 {
		t.Errorf("a server that was told to stop wrote %d of 3 views", n)
	}
}

// read asks as a browser does, so that it counts.
func read(t *testing.T, url string) {
	t.Helper()
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	req.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0")
	req.Header.Set("Sec-Fetch-Dest", "document")
	res, err := http.DefaultClient.Do(req)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%v, %v", res, err)
	}
	res.Body.Close()
}

// viewsIn is how often pages were read, all in all.
func viewsIn(t *testing.T, url string) int64 {
	t.Helper()
	d, err := db.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	n, err := db.One(t.Context(), d, db.Value[int64], `SELECT COALESCE(SUM(views), 0) FROM reading WHERE span = 'day' AND post_id = 0`)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// titles are the headings of a page, which do not depend on its address.
func titles(html string) string {
	return fmt.Sprint(regexp.MustCompile(`(?s)<h[1-3][^>]*>.*?</h[1-3]>`).FindAllString(html, -1))
}

func TestACommandForASiteRefusesAFolderWithoutOne(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "wrong")
	list := filepath.Join(t.TempDir(), "list.csv")
	if err := os.WriteFile(list, []byte("email\na@example.org\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"backup", filepath.Join(t.TempDir(), "x.backup")},
		{"members", "export"},
		{"record", "export"},
		{"members", "import", list},
		{"token", "create", "--name", "x", "--scope", "read"},
	} {
		if _, stderr, code := onrecord(t, append(args, "--data", dir)...); code == 0 || !strings.Contains(stderr, "--data") {
			t.Errorf("%v: exit %d: %s", args, code, stderr)
		}
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("a site was made")
	}
}

func TestACommandLeavesTheDatabaseOfAnOlderVersionAlone(t *testing.T) {
	dir := t.TempDir()
	place := []string{"--data", filepath.Join(dir, "a")}
	must(t, with(place, "seed", "--posts", "1", "--members", "1")...)
	d, err := sql.Open("sqlite", filepath.Join(dir, "a", "onrecord.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := d.Exec(`DELETE FROM goose_db_version WHERE version_id = (SELECT max(version_id) FROM goose_db_version)`); err != nil {
		t.Fatal(err)
	}
	if _, stderr, code := onrecord(t, with(place, "backup", filepath.Join(dir, "a.backup"))...); code == 0 || !strings.Contains(stderr, "older version") {
		t.Errorf("exit %d: %s", code, stderr)
	}
}

func TestADamagedBackupIsRefusedAndNothingIsRestored(t *testing.T) {
	dir := t.TempDir()
	place := []string{"--data", filepath.Join(dir, "a")}
	must(t, with(place, "seed", "--posts", "20", "--members", "50")...)
	archive := filepath.Join(dir, "a.backup")
	must(t, with(place, "backup", archive)...)
	data, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func([]byte) []byte{
		"cut":   func(b []byte) []byte { return b[:len(b)*2/3] },
		"bent":  func(b []byte) []byte { b[len(b)/2] ^= 0x40; return b },
		"empty": func([]byte) []byte { return nil },
	} {
		t.Run(name, func(t *testing.T) {
			bad := filepath.Join(t.TempDir(), "bad.backup")
			if err := os.WriteFile(bad, change(bytes.Clone(data)), 0o600); err != nil {
				t.Fatal(err)
			}
			target := []string{"--data", t.TempDir()}
			_, stderr, code := onrecord(t, with(target, "restore", bad)...)
			if code == 0 || !strings.Contains(stderr, "nothing was restored") {
				t.Errorf("exit %d: %s", code, stderr)
			}
			if left, err := os.ReadDir(target[1]); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

func TestSeedingTwiceTheSameNumberGivesTheSameData(t *testing.T) {
	var outs []string
	for range 2 {
		place := []string{"--data", t.TempDir()}
		must(t, with(place, "seed", "--posts", "30", "--members", "200", "--seed", "7")...)
		out, _ := must(t, with(place, "members", "export")...)
		outs = append(outs, out)
	}
	if outs[0] != outs[1] || strings.Count(outs[0], "\n") != 201 {
		t.Errorf("%d and %d lines, equal: %v", strings.Count(outs[0], "\n"), strings.Count(outs[1], "\n"), outs[0] == outs[1])
	}
}

func TestEachCommandHasHelpWithAnExample(t *testing.T) {
	for _, c := range []string{"serve", "token create", "staff link", "members import", "members export", "record import", "record export", "seed", "backup", "restore", "theme new", "theme check", "theme export", "theme install", "version"} {
		out, _, code := onrecord(t, append(strings.Fields(c), "--help")...)
		if code != 0 || !strings.Contains(out, "Example") || !strings.Contains(out, "onrecord "+c) {
			t.Errorf("%s: exit %d\n%s", c, code, out)
		}
	}
}

func TestWrongFlagsAreExplained(t *testing.T) {
	for _, args := range [][]string{
		{"serve", "--base-url", "ftp://x", "--data", t.TempDir()},
		{"serve", "--base-url", "https://x.example/path", "--data", t.TempDir()},
		{"serve", "--database", "mysql://x", "--data", t.TempDir()},
		{"serve", "--smtp", "http://x", "--data", t.TempDir()},
		{"serve", "--listen", "256.0.0.1:1", "--data", t.TempDir()},
		{"token", "create", "--name", "x", "--scope", "everything", "--data", t.TempDir()},
		{"seed", "--posts", "-1", "--data", t.TempDir()},
		{"nonsense"},
	} {
		_, stderr, code := onrecord(t, args...)
		if code == 0 || strings.TrimSpace(stderr) == "" || strings.Contains(stderr, "goroutine") {
			t.Errorf("%v: exit %d: %s", args, code, stderr)
		}
	}
}

func TestAVariableSaysTheSameAsItsFlag(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("ONRECORD_DATA", dir)
	must(t, "seed", "--posts", "1", "--members", "1")
	if _, err := os.Stat(filepath.Join(dir, "onrecord.db")); err != nil {
		t.Error(err)
	}
}
