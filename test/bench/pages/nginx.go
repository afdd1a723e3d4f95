package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// startNginx serves the pages as files compressed ahead, with the headers that
// Onrecord sends, two workers and an access log.
func startNginx(dir string, pages map[string]*page) (p peer, stop func(), ok bool) {
	bin, err := exec.LookPath("nginx")
	if err != nil {
		return p, nil, false
	}
	root := filepath.Join(dir, "nginx")
	check(os.MkdirAll(root, 0o755))
	addr := freeAddr()
	var locations bytes.Buffer
	for path, pg := range pages {
		check(os.WriteFile(filepath.Join(root, pg.name+".html.gz"), pg.body, 0o644))
		fmt.Fprintf(&locations, "    location = %s { try_files /%s.html =404; default_type 'text/html; charset=utf-8';\n", path, pg.name)
		for name, values := range pg.header {
			switch name {
			case "Content-Type", "Content-Length", "Content-Encoding", "Date", "Etag", "Last-Modified":
				continue // nginx makes its own
			}
			for _, v := range values {
				fmt.Fprintf(&locations, "      add_header %s %s;\n", name, strconv.Quote(v))
			}
		}
		locations.WriteString("    }\n")
		check(os.WriteFile(filepath.Join(root, pg.name+".html"), nil, 0o644)) // try_files wants the plain name
	}
	conf := filepath.Join(root, "nginx.conf")
	check(os.WriteFile(conf, fmt.Appendf(nil, `worker_processes 2;
pid %[1]s/nginx.pid;
error_log %[1]s/error.log;
events { worker_connections 1024; }
http {
  access_log %[1]s/access.log combined;
  sendfile on; tcp_nopush on; keepalive_requests 1000000; open_file_cache max=100;
  client_body_temp_path %[1]s/a; proxy_temp_path %[1]s/b; fastcgi_temp_path %[1]s/c; uwsgi_temp_path %[1]s/d; scgi_temp_path %[1]s/e;
  server {
    listen %[2]s; root %[1]s; gzip_static always;
%[3]s  }
}
`, root, addr, locations.String()), 0o644))
	cmd := exec.Command(bin, "-c", conf, "-g", "daemon off;")
	cmd.Stderr = os.Stderr
	check(cmd.Start())
	await("http://" + addr + "/")
	pids := func() []int {
		out, _ := exec.Command("pgrep", "-P", strconv.Itoa(cmd.Process.Pid)).Output()
		var ids []int
		for _, f := range strings.Fields(string(out)) {
			id, _ := strconv.Atoi(f)
			ids = append(ids, id)
		}
		return ids
	}
	return peer{"nginx", "http://" + addr, pids}, func() {
		cmd.Process.Signal(os.Interrupt) //nolint:errcheck // it may be gone
		cmd.Wait()                       //nolint:errcheck // its exit says nothing
	}, true
}
