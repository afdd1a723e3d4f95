package dbtest

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// server is the PostgreSQL server of this process: the one named by Variable,
// else one started here, which ends with this process.
var server = sync.OnceValues(func() (string, error) {
	if u := os.Getenv(Variable); u != "" {
		return u, nil
	}
	s, err := StartPostgres()
	if err != nil {
		return "", err
	}
	return s.URL, nil
})

// Server is a PostgreSQL server in a temporary folder, for tests alone: it
// does not sync to disk.
type Server struct {
	URL string

	dir string
	cmd *exec.Cmd
}

// StartPostgres makes and starts a server on a free port of the loopback. It
// dies with the process that started it; Stop also removes its files.
func StartPostgres() (*Server, error) {
	bin, err := postgresBin()
	if err != nil {
		return nil, err
	}
	sweep()
	dir, err := os.MkdirTemp("", "onrecord-postgres-")
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir}
	if err := s.start(bin); err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	return s, nil
}

// sweep removes what servers left behind whose process was killed long ago.
func sweep() {
	old, _ := filepath.Glob(filepath.Join(os.TempDir(), "onrecord-postgres-*"))
	for _, dir := range old {
		if info, err := os.Stat(dir); err == nil && time.Since(info.ModTime()) > 6*time.Hour {
			os.RemoveAll(dir)
		}
	}
}

// Stop ends the server and removes its folder.
func (s *Server) Stop() {
	s.cmd.Process.Signal(syscall.SIGINT) //nolint:errcheck // it may be gone already
	s.cmd.Wait()                         //nolint:errcheck // its exit says nothing
	os.RemoveAll(s.dir)
}

func (s *Server) start(bin string) error {
	who, err := unprivileged(s.dir)
	if err != nil {
		return err
	}
	data := filepath.Join(s.dir, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", "onrecord", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
	initdb.SysProcAttr = &syscall.SysProcAttr{Credential: who}
	initdb.Dir = s.dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, bytes.TrimSpace(out))
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	s.cmd = exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-p", strconv.Itoa(port), "-k", s.dir,
		"-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off",
		"-c", "max_connections=400", "-c", "shared_buffers=128MB", "-c", "autovacuum=off")
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Credential: who, Pdeathsig: syscall.SIGINT}
	s.cmd.Dir = s.dir
	if err := s.cmd.Start(); err != nil {
		return err
	}
	s.URL = (&url.URL{Scheme: "postgres", User: url.User("onrecord"), Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), Path: "/postgres", RawQuery: "sslmode=disable"}).String()
	return s.wait()
}

func (s *Server) wait() error {
	d, err := sql.Open("pgx", s.URL)
	if err != nil {
		return err
	}
	defer d.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for {
		if err = d.PingContext(ctx); err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			s.Stop()
			return fmt.Errorf("PostgreSQL did not come up: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func postgresBin() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1]), nil
	}
	for _, dir := range []string{"/opt/homebrew/opt/postgresql/bin", "/usr/local/opt/postgresql/bin"} {
		if _, err := os.Stat(filepath.Join(dir, "initdb")); err == nil {
			return dir, nil
		}
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", fmt.Errorf("initdb is not installed")
	}
	return filepath.Dir(path), nil
}

// unprivileged gives the folder to an ordinary user when we are root, since
// PostgreSQL refuses to run as root.
func unprivileged(dir string) (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		if u, err = user.Lookup("nobody"); err != nil {
			return nil, err
		}
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, os.Chown(dir, int(uid), int(gid))
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
