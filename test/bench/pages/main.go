// Command pages measures the home page and a post page of a running Onrecord
// beside nginx and a bare net/http handler that serve the same bytes. The
// three take turns in one run, so that the ratios hold when the machine drifts.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"time"
)

// peer is one server under load.
type peer struct {
	name string
	base string
	pids func() []int
}

// figure is one measurement: requests a second, and processor time of the
// server for each.
type figure struct{ rate, micros float64 }

func main() {
	log.SetFlags(0)
	rounds := flag.Int("rounds", 5, "rounds of each server in turn")
	seconds := flag.Int("seconds", 3, "seconds of each round")
	conns := flag.Int("connections", 64, "open connections")
	flag.Parse()
	dir, err := os.MkdirTemp("", "onrecord-bench-")
	check(err)
	defer os.RemoveAll(dir)
	check(os.Chmod(dir, 0o755))

	base, pid, stop := startOnrecord(dir)
	defer stop()
	paths := map[string]string{"home": "/", "post": firstPost(base)}
	pages := map[string]*page{}
	for name, path := range paths {
		pages[path] = settled(base+path, name)
	}
	peers := []peer{
		{"onrecord", base, func() []int { return []int{pid} }},
		startBare(pages),
	}
	if p, stop, ok := startNginx(dir, pages); ok {
		defer stop()
		peers = append(peers, p)
	} else {
		log.Print("nginx was not found; only the bare handler is compared (Debian: apt-get install nginx-light)")
	}
	for _, name := range []string{"home", "post"} {
		path := paths[name]
		same(peers, path)
		all := map[string][]figure{}
		for range *rounds {
			for _, p := range peers {
				all[p.name] = append(all[p.name], load(p, path, *seconds, *conns))
			}
		}
		report(name, len(pages[path].body), peers, all)
	}
}

// page is what a server answered to a browser that takes gzip.
type page struct {
	name   string
	header http.Header
	body   []byte
}

func fetch(url, name string) *page {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	check(err)
	req.Header.Set("Accept-Encoding", "gzip")
	res, err := http.DefaultClient.Do(req)
	check(err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	check(err)
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Encoding") != "gzip" {
		log.Panicf("%s: status %d, encoding %q", url, res.StatusCode, res.Header.Get("Content-Encoding"))
	}
	return &page{name: name, header: res.Header, body: body}
}

// settled is a page once the work that a first start does in the background,
// such as the pictures' smaller sizes, has left it alone for half a minute.
func settled(url, name string) *page {
	p, since := fetch(url, name), time.Now()
	for began := since; time.Since(since) < 30*time.Second; time.Sleep(time.Second / 4) {
		if q := fetch(url, name); string(q.body) != string(p.body) {
			p, since = q, time.Now()
		}
		if time.Since(began) > 5*time.Minute {
			log.Panicf("%s has not stopped changing in five minutes", url)
		}
	}
	return p
}

// same makes sure that all servers send the same bytes.
func same(peers []peer, path string) {
	want := fetch(peers[0].base+path, "").body
	for _, p := range peers[1:] {
		if got := fetch(p.base+path, "").body; string(got) != string(want) {
			log.Panicf("%s serves %d other bytes of %s than the %d of %s", p.name, len(got), path, len(want), peers[0].name)
		}
	}
}

func startOnrecord(dir string) (base string, pid int, stop func()) {
	addr := freeAddr()
	data := filepath.Join(dir, "data")
	out, err := os.Create(filepath.Join(dir, "onrecord.log"))
	check(err)
	cmd := exec.Command("bin/onrecord", "serve", "--demo", "--data", data, "--listen", addr, "--log-level", "warn")
	cmd.Stdout, cmd.Stderr = out, out
	check(cmd.Start())
	base = "http://" + addr
	await(base + "/readyz")
	return base, cmd.Process.Pid, func() {
		check(cmd.Process.Signal(os.Interrupt))
		check(cmd.Wait())
	}
}

// firstPost is the path of the newest post, as the site's own feed names it.
func firstPost(base string) string {
	res, err := http.Get(base + "/feed.xml")
	check(err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	check(err)
	m := regexp.MustCompile(`(?s)<item>.*?<link>([^<]+)</link>`).FindSubmatch(body)
	if m == nil {
		log.Panic("the feed names no post")
	}
	return strings.TrimPrefix(string(m[1]), base)
}

// startBare is the least that net/http can do: the bytes and one header.
func startBare(pages map[string]*page) peer {
	dir, err := os.MkdirTemp("", "onrecord-bare-")
	check(err)
	for path, p := range pages {
		check(os.WriteFile(filepath.Join(dir, p.name), append([]byte(path+"\n"), p.body...), 0o600))
	}
	self, err := os.Executable()
	check(err)
	addr := freeAddr()
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), "BENCH_BARE="+addr, "BENCH_PAGES="+dir)
	cmd.Stderr = os.Stderr
	check(cmd.Start())
	await("http://" + addr + "/")
	return peer{"net/http", "http://" + addr, func() []int { return []int{cmd.Process.Pid} }}
}

func init() {
	if os.Getenv("BENCH_BARE") != "" {
		serveBare()
	}
}

func serveBare() {
	pages := map[string][]byte{}
	files, err := filepath.Glob(filepath.Join(os.Getenv("BENCH_PAGES"), "*"))
	check(err)
	for _, f := range files {
		data, err := os.ReadFile(f)
		check(err)
		path, body, _ := strings.Cut(string(data), "\n")
		pages[path] = []byte(body)
	}
	parent := os.Getppid()
	go func() { // no orphan outlives the run
		for os.Getppid() == parent {
			time.Sleep(200 * time.Millisecond)
		}
		os.Exit(0)
	}()
	log.Fatal(http.ListenAndServe(os.Getenv("BENCH_BARE"), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := pages[r.URL.Path]
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Encoding", "gzip")
		h.Set("Content-Length", strconv.Itoa(len(body)))
		w.Write(body) //nolint:errcheck // the load generator went away
	})))
}

func load(p peer, path string, seconds, conns int) figure {
	before := cpu(p.pids())
	out, err := exec.Command("wrk", "-t1", "-c"+strconv.Itoa(conns), "-d"+strconv.Itoa(seconds)+"s", "-H", "Accept-Encoding: gzip", p.base+path).CombinedOutput()
	if err != nil {
		log.Panicf("wrk: %v\n%s", err, out)
	}
	used := cpu(p.pids()) - before
	if m := regexp.MustCompile(`Non-2xx or 3xx responses: \d+|Socket errors: .*`).Find(out); m != nil {
		log.Printf("%s: %s", p.name, m)
	}
	rate := number(out, `Requests/sec:\s+([\d.]+)`)
	count := number(out, `(\d+) requests in`)
	return figure{rate: rate, micros: used.Seconds() * 1e6 / count}
}

func number(out []byte, pattern string) float64 {
	m := regexp.MustCompile(pattern).FindSubmatch(out)
	if m == nil {
		log.Panicf("wrk said nothing of %s:\n%s", pattern, out)
	}
	f, err := strconv.ParseFloat(string(m[1]), 64)
	check(err)
	return f
}

// cpu is the processor time of processes so far, from /proc.
func cpu(pids []int) time.Duration {
	var ticks int64
	for _, pid := range pids {
		data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			continue
		}
		f := strings.Fields(string(data[strings.LastIndexByte(string(data), ')')+1:]))
		user, _ := strconv.ParseInt(f[11], 10, 64)
		system, _ := strconv.ParseInt(f[12], 10, 64)
		ticks += user + system
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

func report(name string, size int, peers []peer, all map[string][]figure) {
	fmt.Printf("\n%s page, %d bytes of gzip, median of %d rounds\n", name, size, len(all[peers[0].name]))
	fmt.Printf("  %-10s %12s %16s %22s\n", "server", "requests/s", "processor us/req", "onrecord/this, by round")
	for _, p := range peers {
		ratios := []float64{}
		for i, f := range all[p.name] {
			ratios = append(ratios, all[peers[0].name][i].rate/f.rate)
		}
		fmt.Printf("  %-10s %12.0f %16.1f %22.2f\n", p.name,
			median(all[p.name], func(f figure) float64 { return f.rate }),
			median(all[p.name], func(f figure) float64 { return f.micros }),
			median(ratios, func(f float64) float64 { return f }))
	}
}

func median[T any](vs []T, of func(T) float64) float64 {
	xs := make([]float64, len(vs))
	for i, v := range vs {
		xs[i] = of(v)
	}
	sort.Float64s(xs)
	return xs[len(xs)/2]
}

func await(url string) {
	for end := time.Now().Add(60 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if res, err := http.Get(url); err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return
			}
		}
	}
	log.Panicf("%s did not come up", url)
}

func freeAddr() string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	defer l.Close()
	return l.Addr().String()
}

func check(err error) {
	if err != nil {
		log.Panic(err)
	}
}
