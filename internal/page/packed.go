package page

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// packed is a finished answer. Each coding of its body is made once, when it
// is first asked for, with all its headers.
type packed struct {
	status   int
	shared   fields // the same in every coding, sent with 304 too but for the type
	kind     string // Content-Type
	body     []byte
	hash     string
	modified time.Time // zero: If-Modified-Since never matches
	level    int       // of brotli
	once     [codings]sync.Once
	coded    [codings]atomic.Pointer[variant]
	grew     func(bytes int) // told when a coding was made
}

type variant struct {
	etag string
	full fields // for an answer with a body
	bare fields // for 304
	body []byte
}

// pack makes a finished answer of a status, its headers and its body.
func pack(status int, headers fields, body []byte, modified time.Time, level int) *packed {
	sum := sha256.Sum256(body)
	p := &packed{status: status, body: body, hash: hex.EncodeToString(sum[:12]), modified: modified, level: level}
	for _, f := range headers {
		if f.name == "Content-Type" {
			p.kind = f.values[0]
			continue
		}
		p.shared = append(p.shared, f)
	}
	return p
}

func (p *packed) variant(c coding) *variant {
	if !compressible(p.kind, len(p.body)) {
		c = identity
	}
	p.once[c].Do(func() { p.coded[c].Store(p.make(c)) })
	return p.coded[c].Load()
}

func (p *packed) make(c coding) *variant {
	v := &variant{etag: `"` + p.hash + codingMarks[c] + `"`, body: c.compress(p.body, p.level)}
	v.bare = append(v.bare, p.shared...)
	if p.status == http.StatusOK {
		v.bare = append(v.bare, field{"Etag", []string{v.etag}})
	}
	if compressible(p.kind, len(p.body)) {
		v.bare = append(v.bare, field{"Vary", []string{"Accept-Encoding"}})
	}
	v.full = append(fields{{"Content-Length", []string{strconv.Itoa(len(v.body))}}}, v.bare...)
	if p.kind != "" {
		v.full = append(v.full, field{"Content-Type", []string{p.kind}})
	}
	if c != identity {
		v.full = append(v.full, field{"Content-Encoding", []string{codingNames[c]}})
		if p.grew != nil {
			p.grew(len(v.body))
		}
	}
	return v
}

// serve answers r with the coding it takes, or with 304 when its copy is good.
func (p *packed) serve(w http.ResponseWriter, r *http.Request) {
	v := p.variant(negotiate(r.Header))
	if p.status == http.StatusOK && unchanged(r, v.etag, p.modified) {
		v.bare.put(w.Header())
		w.WriteHeader(http.StatusNotModified)
		return
	}
	v.full.put(w.Header())
	w.WriteHeader(p.status)
	if r.Method != http.MethodHead {
		w.Write(v.body) //nolint:errcheck // the client is gone then
	}
}
