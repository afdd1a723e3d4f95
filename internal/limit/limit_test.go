package limit_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/limit"
)

func TestFiftyAtOnceLetExactlyTheLimitThrough(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := time.Date(2026, 11, 23, 12, 0, 30, 0, time.UTC)
		var let atomic.Int64
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				ok, retry, err := limit.Allow(context.Background(), d, "k", 5, time.Minute, now)
				if err != nil || retry != 30*time.Second {
					t.Errorf("retry %v, %v", retry, err)
				}
				if ok {
					let.Add(1)
				}
			})
		}
		wg.Wait()
		if let.Load() != 5 {
			t.Errorf("%d went through", let.Load())
		}
	})
}

func TestANewWindowStartsAtZeroAndOldOnesAreSwept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, now := context.Background(), time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
		for i, want := range []bool{true, false} {
			if ok, _, err := limit.Allow(ctx, d, "k", 1, time.Minute, now); err != nil || ok != want {
				t.Errorf("try %d: %v, %v", i, ok, err)
			}
		}
		later := now.Add(2 * time.Minute)
		if ok, _, err := limit.Allow(ctx, d, "k", 1, time.Minute, later); err != nil || !ok {
			t.Errorf("new window: %v, %v", ok, err)
		}
		if err := limit.Sweep(ctx, d, later); err != nil {
			t.Fatal(err)
		}
		if n, err := db.One(ctx, d, db.Value[int64], "SELECT count(*) FROM limit_counter"); err != nil || n != 1 {
			t.Errorf("%d counters left, %v", n, err)
		}
	})
}

func TestATrustedProxyTellsWhoReadsAndNobodyElseDoes(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("::1/128")}
	for _, c := range []struct{ from, header, network string }{
		{"127.0.0.1:999", "203.0.113.9", "203.0.113.0/24"},
		{"[::1]:999", "203.0.113.9", "203.0.113.0/24"},
		{"[::ffff:127.0.0.1]:999", "2001:db8:1:2::9", "2001:db8:1:2::/64"},
		{"127.0.0.1:999", "198.51.100.7, 203.0.113.9, 10.1.2.3", "203.0.113.0/24"}, // what stands first the reader wrote
		{"127.0.0.1:999", "198.51.100.7, nonsense, 10.1.2.3", "10.1.2.0/24"},       // as far as it can be believed
		{"127.0.0.1:999", "203.0.113.9:4711", "203.0.113.0/24"},                    // as some write it
		{"127.0.0.1:999", "", "127.0.0.0/24"},                                      // no word
		{"127.0.0.1:999", "<script>", "127.0.0.0/24"},                              // nonsense
		{"198.51.100.1:999", "203.0.113.9", "198.51.100.0/24"},                     // not a proxy of ours
		{"127.0.0.2:999", "203.0.113.9", "127.0.0.0/24"},                           // nor this one
		{"127.0.0.1:999", strings.Repeat("203.0.113.9,", 5000) + "198.51.100.7", "198.51.100.0/24"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.from
		r.Header.Set("X-Forwarded-For", c.header)
		var network string
		limit.Behind(trusted, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { network = limit.Network(r) })).ServeHTTP(nil, r)
		if network != c.network {
			t.Errorf("from %s saying %.60q: %s, want %s", c.from, c.header, network, c.network)
		}
	}
}

func TestTheNetworkIsOfTheConnectionNotOfAHeader(t *testing.T) {
	for addr, want := range map[string]string{
		"203.0.113.77:4000":          "203.0.113.0/24",
		"[2001:db8:1:2:3::4]:4000":   "2001:db8:1:2::/64",
		"[::ffff:203.0.113.77]:4000": "203.0.113.0/24",
		"nonsense":                   "unknown",
	} {
		r := &http.Request{RemoteAddr: addr, Header: http.Header{"X-Forwarded-For": {"198.51.100.1"}}}
		if got := limit.Network(r); got != want {
			t.Errorf("%s: %s", addr, got)
		}
	}
}
