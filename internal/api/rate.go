package api

import (
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"
)

const ratePeriod = time.Minute

// rates counts requests per token in windows of a minute. Each process counts
// for itself, in memory: a count in the database would make every read a write.
type rates struct {
	limit int
	mu    sync.Mutex
	seen  map[int64]*window
	swept time.Time
}

type window struct {
	ends time.Time
	n    int
}

// take counts one request and writes the RateLimit headers; it tells whether
// the request may go on.
func (t *rates) take(h http.Header, token int64, now time.Time) bool {
	n, left := t.count(token, now)
	seconds := strconv.Itoa(int((left + time.Second - 1) / time.Second))
	h.Set("RateLimit-Policy", fmt.Sprintf(`"token";q=%d;w=%d`, t.limit, int(ratePeriod/time.Second)))
	h.Set("RateLimit", fmt.Sprintf(`"token";r=%d;t=%s`, max(0, t.limit-n), seconds))
	if n <= t.limit {
		return true
	}
	h.Set("Retry-After", seconds)
	return false
}

func (t *rates) count(token int64, now time.Time) (n int, left time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	w := t.seen[token]
	if w == nil || !now.Before(w.ends) {
		t.sweep(now)
		w = &window{ends: now.Add(ratePeriod)}
		t.seen[token] = w
	}
	w.n++
	return w.n, w.ends.Sub(now)
}

// sweep drops the windows that are over, once a period at most.
func (t *rates) sweep(now time.Time) {
	if now.Sub(t.swept) < ratePeriod {
		return
	}
	t.swept = now
	for token, w := range t.seen {
		if !now.Before(w.ends) {
			delete(t.seen, token)
		}
	}
}
