package web

import (
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"onrecord/internal/fault"
	"onrecord/internal/limit"
)

// throttle lets each network do something costly now and then. It lives in
// memory, each process for itself: it protects the processor, not a promise.
type throttle struct {
	now func() time.Time

	mu   sync.Mutex
	by   map[string]*rate.Limiter
	next time.Time // when the map is emptied of those who are rested
}

// A network may ask for twenty searches at once and two a second after that.
const (
	throttleBurst = 20
	throttleRate  = rate.Limit(2)
	throttleClean = time.Minute
	throttleMost  = 50_000 // networks remembered
)

func newThrottle(now func() time.Time) *throttle {
	return &throttle{now: now, by: map[string]*rate.Limiter{}}
}

// allow is nil, or TooMany for a network that asks too fast.
func (t *throttle) allow(r *http.Request) error {
	network, now := limit.Network(r), t.now()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.clean(now)
	l, ok := t.by[network]
	if !ok {
		l = rate.NewLimiter(throttleRate, throttleBurst)
		t.by[network] = l
	}
	if !l.AllowN(now, 1) {
		return fault.New(fault.TooMany, "There were too many searches from your network just now; please wait a moment.")
	}
	return nil
}

func (t *throttle) clean(now time.Time) {
	if now.Before(t.next) && len(t.by) < throttleMost {
		return
	}
	t.next = now.Add(throttleClean)
	for network, l := range t.by {
		if l.TokensAt(now) >= throttleBurst || len(t.by) > throttleMost {
			delete(t.by, network)
		}
	}
}
