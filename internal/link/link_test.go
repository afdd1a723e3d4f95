package link_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fetch"
	"onrecord/internal/job"
	"onrecord/internal/link"
)

// desk is a store with a host on this machine to ask.
type desk struct {
	*link.Store
	t     *testing.T
	jobs  *job.Queue
	host  string
	asked atomic.Int64
	clock atomic.Int64 // unix milliseconds
}

func newDesk(t *testing.T, d *db.DB) *desk {
	t.Helper()
	k := &desk{t: t, jobs: job.New(d, slog.New(slog.DiscardHandler))}
	k.clock.Store(time.Now().UnixMilli())
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		k.asked.Add(1)
		switch r.URL.Path {
		case "/gone":
			http.NotFound(w, r)
		case "/door":
			w.WriteHeader(http.StatusForbidden)
		case "/broken":
			w.WriteHeader(http.StatusBadGateway)
		case "/home":
			http.Redirect(w, r, "https://tidemark.example/", http.StatusFound)
		}
	}))
	t.Cleanup(server.Close)
	at := netip.MustParseAddrPort(server.Listener.Addr().String())
	k.host = server.URL
	base := &url.URL{Scheme: "https", Host: "tidemark.example"}
	k.Store = link.New(link.Deps{
		DB: d, Jobs: k.jobs, Base: base, Now: func() time.Time { return time.UnixMilli(k.clock.Load()) },
		Fetch: fetch.New(fetch.Options{Site: base, Open: func(to netip.AddrPort) bool { return to.Port() == at.Port() }}),
		Own: func(_ context.Context, path string) int {
			return map[string]int{"/the-ferry": http.StatusOK, "/old": http.StatusMovedPermanently, "/down": http.StatusGone}[path]
		},
	})
	k.jobs.On(link.Asked, "check", k.CheckWaiting)
	return k
}

func (k *desk) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

// states are the states of addresses as one line.
func (k *desk) states(addresses []string) string {
	k.t.Helper()
	list, err := k.Answers(k.t.Context(), addresses)
	k.must(err)
	var out []string
	for _, a := range list {
		out = append(out, a.State)
	}
	return strings.Join(out, " ")
}

func TestLinksAreAskedOnceAndTheirAnswersKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k, ctx := newDesk(t, d), t.Context()
		list, left := k.Addresses([]string{
			k.host + "/", k.host + "/gone#part", k.host + "/door", k.host + "/broken", k.host + "/home", "/the-ferry", "old", "https://tidemark.example/down",
			"http://127.0.0.1:1/", "http://169.254.169.254/x", "mailto:a@b.example", "tel:1", k.host + "/gone", "http://[", "javascript:1",
		})
		if len(list) != 10 || left != 0 || list[5] != "https://tidemark.example/the-ferry" {
			t.Fatalf("to be asked: %q, %d", list, left)
		}
		if got := k.states(list); strings.TrimSpace(got) != "" {
			t.Errorf("before anybody asked: %q", got)
		}
		k.must(k.Ask(ctx, list))
		if got := k.states(list); strings.Count(got, link.Waiting) != 10 {
			t.Errorf("once asked for: %q", got)
		}
		k.must(k.Ask(ctx, list)) // waiting already
		if c, err := k.jobs.Counts(ctx); err != nil || c["ready"] != 1 {
			t.Errorf("jobs %v, %v", c, err)
		}
		k.must(k.jobs.Drain(ctx))
		const want = "good bad unsure bad good good good bad bad bad"
		if got := k.states(list); got != want || k.asked.Load() != 5 {
			t.Errorf("%q after %d requests, want %q", got, k.asked.Load(), want)
		}
		answers, err := k.Answers(ctx, list)
		k.must(err)
		for i, said := range []string{"", "There is no such page.", "It does not answer to programs; open it and look.", "The server answers that it has failed.", "", "", "", "Nothing of this site is published there."} {
			if answers[i].Said != said {
				t.Errorf("%s: %q", list[i], answers[i].Said)
			}
		}
		if !strings.Contains(answers[9].Said, "private network") {
			t.Errorf("of an address inside it is said: %q", answers[9].Said)
		}
		// What was good is not asked again for a day, what was not is.
		k.must(k.Ask(ctx, list))
		k.must(k.jobs.Drain(ctx))
		if n := k.asked.Load(); n != 8 {
			t.Errorf("%d requests in all", n)
		}
		k.clock.Add((25 * time.Hour).Milliseconds())
		if got := k.states(list); strings.TrimSpace(got) != "" {
			t.Errorf("a day later: %q", got)
		}
		k.must(k.Ask(ctx, list))
		k.must(k.jobs.Drain(ctx))
		if got := k.states(list); got != want {
			t.Errorf("asked again: %q", got)
		}
		k.clock.Add((31 * 24 * time.Hour).Milliseconds())
		k.must(k.Sweep(ctx))
		n, err := db.One(ctx, d, db.Value[int64], `SELECT count(*) FROM link_answer`)
		k.must(err)
		if n != 0 {
			t.Errorf("%d answers are kept for ever", n)
		}
	})
}

func TestOneTextHasFiftyLinksAskedAndWhatAKilledRunTookIsTakenAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k, ctx := newDesk(t, d), t.Context()
		var links []string
		for i := range 60 {
			links = append(links, k.host+"/"+strings.Repeat("x", i+1))
		}
		list, left := k.Addresses(links)
		if len(list) != link.MaxLinks || left != 10 {
			t.Fatalf("%d to be asked, %d beyond", len(list), left)
		}
		k.must(k.Ask(ctx, append(list, links[55])))
		// A run took some of them and died.
		k.must(d.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE link_answer SET taken_at = $1 WHERE address = $2`, k.clock.Load(), list[7])
			return err
		}))
		k.must(k.CheckWaiting(ctx, 0))
		if got := k.states(list); strings.Count(got, link.Good) != 49 || k.asked.Load() != 49 {
			t.Errorf("%d requests: %q", k.asked.Load(), got)
		}
		k.clock.Add((2 * time.Minute).Milliseconds())
		k.must(k.CheckWaiting(ctx, 0))
		if got := k.states(list); strings.Count(got, link.Good) != 50 {
			t.Errorf("after a while: %q", got)
		}
	})
}
