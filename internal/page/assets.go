package page

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"

	"onrecord/internal/fault"
)

// Assets serves files whose URLs hold a hash of their bytes, so that they may
// be kept for ever. It holds them in memory and compresses each once.
type Assets struct {
	prefix string
	mu     sync.RWMutex
	urls   map[string]string // file name -> URL
	byURL  map[string]*packed
}

// smallAsset is the size up to which the slowest, best compression is worth it.
const smallAsset = 96 << 10

// NewAssets reads every file of fsys; prefix is the path they are served
// under, with a slash at its end. It panics when fsys, which is embedded,
// cannot be read.
func NewAssets(fsys fs.FS, prefix string) *Assets {
	a := &Assets{prefix: prefix, urls: map[string]string{}, byURL: map[string]*packed{}}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(fsys, name)
		if err == nil {
			a.Add(name, body)
		}
		return err
	})
	if err != nil {
		panic(fmt.Sprintf("assets: %v", err))
	}
	return a
}

// Add puts a file in, or a new version of it beside the old one, and gives its
// URL. The old version stays, for pages that were sent before.
func (a *Assets) Add(name string, body []byte) string {
	sum := sha256.Sum256(body)
	hash := hex.EncodeToString(sum[:])[:12]
	ext := path.Ext(name)
	url := a.prefix + strings.TrimSuffix(name, ext) + "-" + hash + ext
	level := 11
	if len(body) > smallAsset {
		level = 6
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, ok := a.byURL[url]; !ok {
		a.byURL[url] = pack(http.StatusOK, fields{
			{"Content-Type", []string{typeOf(ext)}},
			{"Cache-Control", []string{"public, max-age=31536000, immutable"}},
		}, body, time.Time{}, level)
	}
	a.urls[name] = url
	return url
}

// URL is where the newest version of the file is. It panics on a name that
// does not exist, which fails the template that asked.
func (a *Assets) URL(name string) string {
	a.mu.RLock()
	defer a.mu.RUnlock()
	url, ok := a.urls[name]
	if !ok {
		panic(fmt.Sprintf("no asset %q", name))
	}
	return url
}

// Has tells whether there is a file of that name: what frontend/ builds is
// missing from a program that was compiled without it.
func (a *Assets) Has(name string) bool {
	a.mu.RLock()
	defer a.mu.RUnlock()
	_, ok := a.urls[name]
	return ok
}

// Serve answers with the file at the request's path or fails with NotFound.
func (a *Assets) Serve(w http.ResponseWriter, r *http.Request) error {
	a.mu.RLock()
	p, ok := a.byURL[r.URL.Path]
	a.mu.RUnlock()
	if !ok {
		return fault.New(fault.NotFound, fault.Missing)
	}
	p.serve(w, r)
	return nil
}

// ServeHTTP is Serve with a plain answer for what is not there.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := a.Serve(w, r); err != nil {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Content-Length", strconv.Itoa(len(fault.Missing)))
		w.WriteHeader(http.StatusNotFound)
		w.Write([]byte(fault.Missing)) //nolint:errcheck // the client is gone then
	}
}

var types = map[string]string{
	".css":         "text/css; charset=utf-8",
	".js":          "text/javascript; charset=utf-8",
	".svg":         "image/svg+xml",
	".png":         "image/png",
	".jpg":         "image/jpeg",
	".webp":        "image/webp",
	".ico":         "image/x-icon",
	".json":        "application/json",
	".webmanifest": "application/manifest+json",
	".txt":         "text/plain; charset=utf-8",
	".woff2":       "font/woff2",
	".map":         "application/json",
}

func typeOf(ext string) string {
	if t, ok := types[ext]; ok {
		return t
	}
	return "application/octet-stream"
}
