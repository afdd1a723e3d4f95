package main

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAWrongCommandLineGetsOneSentenceAndLeavesNothing(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, c := range []struct{ line, want string }{
		{"serve --listen", "--listen needs a value after it."},
		{"serve --listen --demo", `--listen needs a value after it, and "--demo" is a flag.`},
		{"serve --listen 99", "--listen must be an address and a port"},
		{"serve --listen 127.0.0.1:99999", "--listen must be an address and a port"},
		{"serve --listen " + taken.Addr().String(), "Something listens on " + taken.Addr().String() + " already"},
		{"serve --log-level loud", `must be one of "debug","info","warn","error"`},
		{"serve --media-quota -3", "--media-quota must not be negative, and -3 is."},
		{"serve --media-quota=-3", "--media-quota must be a number of gigabytes, 1 or more."},
		{"serve --media-quota many", `--media-quota must be a whole number, and "many" is none.`},
		{"serve --trust-proxy foo", "as in 127.0.0.1,10.0.0.0/8."},
		{"serve --listen 127.0.0.1:0 --database sqlite:/dev/null/x", "folder of the database"},
		{"serve --listen 127.0.0.1:0 --smtp http://x", "smtp"},
		{"restore /nonesuch", "There is no file /nonesuch."},
		{"restore /dev", "/dev is a folder; name a file."},
		{"restore /dev/null", "nothing was restored"},
		{"restore", "The file is missing; name it after the command."},
	} {
		dir := t.TempDir()
		t.Setenv("ONRECORD_DATA", filepath.Join(dir, "new", "site"))
		out, stderr, code := onrecord(t, strings.Fields(c.line)...)
		if code == 0 || out != "" || !strings.Contains(stderr, c.want) || strings.Contains(stderr, "/setup/") {
			t.Errorf("%s: exit %d: %s%s", c.line, code, out, stderr)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("%s left behind: %v, %v", c.line, left, err)
		}
	}
}
