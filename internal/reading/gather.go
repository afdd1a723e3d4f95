package reading

import (
	"crypto/sha256"
	"encoding/binary"
	"net/http"
	"net/netip"
	"sync"
)

// Limits of what is gathered between two flushes: beyond them a view counts
// for the whole site alone, and a source is passed over.
const (
	mostPosts   = 20_000
	mostSources = 500
)

// view is one page that somebody read.
type view struct {
	post    int64
	source  string
	reader  uint64
	counted bool // reader is known
}

// tally is what was gathered about a post, or about the site.
type tally struct {
	views   int64
	readers sketch
}

func (t *tally) add(v view) {
	t.views++
	if v.counted {
		t.readers.add(v.reader)
	}
}

func (t *tally) merge(o *tally) {
	t.views += o.views
	t.readers.merge(&o.readers)
}

// gathering is what one process counts between two flushes. Its day and hour
// are those in which it was opened, so that counting needs no clock: what is
// read in the first seconds of a day may count for the one before.
type gathering struct {
	day, hour string
	salt      [16]byte

	mu      sync.Mutex
	closed  bool
	site    tally
	posts   map[int64]*tally
	sources map[string]int64
}

func newGathering(day, hour string, salt [16]byte) *gathering {
	return &gathering{day: day, hour: hour, salt: salt, posts: map[int64]*tally{}, sources: map[string]int64{}}
}

// add counts a view and tells whether it was in time.
func (g *gathering) add(v view) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return false
	}
	g.site.add(v)
	if v.post != 0 {
		if t := g.postTally(v.post); t != nil {
			t.add(v)
		}
	}
	if v.source != within {
		g.addSource(v.source, 1)
	}
	return true
}

func (g *gathering) postTally(id int64) *tally {
	t := g.posts[id]
	if t == nil && len(g.posts) < mostPosts {
		t = &tally{}
		g.posts[id] = t
	}
	return t
}

func (g *gathering) addSource(name string, n int64) {
	if _, known := g.sources[name]; known || len(g.sources) < mostSources {
		g.sources[name] += n
	}
}

// close ends the gathering; then it is the caller's alone.
func (g *gathering) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
}

// reader is a number for whoever asks, the same all day on every node: a hash
// of the salt, the address and the browser's name. Of an IPv6 address the first
// half counts, since a device changes the other by itself.
func (g *gathering) reader(r *http.Request) uint64 {
	var buf [16 + 16 + mostAgent]byte
	b := append(buf[:0], g.salt[:]...)
	if at, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		a := at.Addr().Unmap()
		full := a.As16()
		if a.Is4() {
			b = append(b, full[:]...)
		} else {
			b = append(b, full[:8]...)
		}
	}
	agent := first(r.Header, "User-Agent")
	b = append(b, agent[:min(len(agent), mostAgent)]...)
	sum := sha256.Sum256(b)
	return binary.BigEndian.Uint64(sum[:8])
}
