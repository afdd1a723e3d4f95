package reading_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/reading"
)

const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"

var lisbon = func() *time.Location {
	l, err := time.LoadLocation("Europe/Lisbon")
	if err != nil {
		panic(err)
	}
	return l
}()

// clock is what time it is on a node.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func newClock() *clock { return &clock{time.Date(2026, 7, 26, 9, 30, 0, 0, lisbon)} }

// node is one process that counts.
func node(t testing.TB, d *db.DB, c *clock) *reading.Store {
	t.Helper()
	s := reading.New(reading.Deps{
		DB: d, Now: c.now, Host: "lamp.example", Secure: true,
		Zone: func(context.Context) *time.Location { return lisbon },
	})
	flush(t, s)
	return s
}

func flush(t testing.TB, s *reading.Store) {
	t.Helper()
	if err := s.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// ask is a request as a browser sends it, with some headers of its own.
func ask(from string, headers ...string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "https://lamp.example/quay", nil)
	r.RemoteAddr = from
	r.Header = http.Header{"User-Agent": {firefox}, "Sec-Fetch-Dest": {"document"}, "Sec-Fetch-Mode": {"navigate"}, "Sec-Fetch-Site": {"none"}}
	for i := 0; i < len(headers); i += 2 {
		if r.Header.Set(headers[i], headers[i+1]); headers[i+1] == "" {
			r.Header.Del(headers[i])
		}
	}
	return r
}

// reader is the address of one of many.
func reader(n int) string { return fmt.Sprintf("203.%d.%d.7:4711", n/256, n%256) }

func today(t testing.TB, s *reading.Store, c *clock) reading.Figure {
	t.Helper()
	list, err := s.Days(t.Context(), c.at, c.at)
	if err != nil || len(list) != 1 {
		t.Fatalf("%v, %v", list, err)
	}
	return list[0]
}

func says(t testing.TB, got reading.Figure, views, readers int64) {
	t.Helper()
	if got.Views != views || got.Readers != readers {
		t.Errorf("%d views by %d readers, want %d by %d", got.Views, got.Readers, views, readers)
	}
}

func TestOnlyPeopleCount(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	c := newClock()
	s := node(t, d, c)
	safari := "Mozilla/5.0 (iPhone; CPU iPhone OS 12_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1.2 Mobile/15E148 Safari/604.1"
	for i, person := range [][]string{
		{},
		{"User-Agent", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0"},
		{"User-Agent", "Mozilla/5.0 (Linux; Android 13; CUBOT X70) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36"},
		{"User-Agent", safari, "Sec-Fetch-Dest", ""},
		{"User-Agent", "Lynx/2.9.2 libwww-FM/2.14 SSL-MM/1.4.1 OpenSSL/3.4.1", "Sec-Fetch-Dest", ""},
	} {
		s.Seen(ask(reader(i), person...), 0)
	}
	for _, machine := range [][]string{
		{"User-Agent", ""},
		{"User-Agent", "curl/8.14.1"},
		{"User-Agent", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
		{"User-Agent", "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)"},
		{"User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/142.0.0.0 Safari/537.36"},
		{"User-Agent", "facebookexternalhit/1.1"},
		{"User-Agent", "WhatsApp/2.23.20.0"},
		{"User-Agent", "Mozilla/5.0 (compatible; Miniflux/2.2.13; +https://miniflux.app)"},
		{"User-Agent", "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 42 subscribers; )"},
		{"User-Agent", strings.Repeat("A", 60_000)},
		{"Sec-Fetch-Dest", ""},                // a program with the name of a new Firefox
		{"Sec-Fetch-Dest", "iframe"},          // in somebody's frame
		{"Sec-Fetch-Dest", "empty"},           // asked for by a script
		{"Sec-Purpose", "prefetch"},           // nobody has looked yet
		{"Sec-Purpose", "prefetch;prerender"}, // nor here
		{"X-Purpose", "preview"},
		{"X-Moz", "prefetch"},
	} {
		s.Seen(ask(reader(99), machine...), 0)
	}
	flush(t, s)
	says(t, today(t, s, c), 5, 5)
}

func TestWhoAsksNotToBeFollowedIsAViewAndNoReader(t *testing.T) {
	t.Parallel()
	c := newClock()
	s := node(t, dbtest.SQLite(t), c)
	s.Seen(ask(reader(1)), 4)
	s.Seen(ask(reader(2), "Sec-Gpc", "1"), 4)
	s.Seen(ask(reader(3), "Dnt", "1"), 4)
	flush(t, s)
	says(t, today(t, s, c), 3, 1)
}

func TestNodesAddUpAndARestartForgetsNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		one, two := node(t, d, c), node(t, d, c)
		for i := range 300 { // 200 people on each, 100 of them on both
			if i < 200 {
				one.Seen(ask(reader(i)), 7)
			}
			if i >= 100 {
				two.Seen(ask(reader(i)), 8)
			}
		}
		flush(t, one)
		flush(t, two)
		again := node(t, d, c) // as after a restart
		for i := range 50 {
			again.Seen(ask(reader(i)), 7)
		}
		flush(t, again)
		got := today(t, again, c)
		if got.Views != 450 || got.Readers < 294 || got.Readers > 306 {
			t.Errorf("%+v, want 450 views by about 300 readers", got)
		}
		top, err := again.Top(t.Context(), c.at, c.at, 5)
		if err != nil || len(top) != 2 || top[0].PostID != 7 || top[0].Views != 250 || top[1].Views != 200 || top[0].Readers < 196 || top[0].Readers > 204 {
			t.Errorf("%+v, %v", top, err)
		}
		hours, err := again.Hours(t.Context(), c.at)
		if err != nil || len(hours) != 24 || hours[9].Views != 450 || hours[8].Views != 0 {
			t.Errorf("%+v, %v", hours, err)
		}
	})
}

func TestWhatCannotBeWrittenIsWrittenLater(t *testing.T) {
	t.Parallel()
	c := newClock()
	d := dbtest.SQLite(t)
	s := node(t, d, c)
	s.Seen(ask(reader(1), "Referer", "https://news.example/"), 7)
	gone, stop := context.WithCancel(t.Context())
	stop()
	if err := s.Flush(gone); err == nil {
		t.Fatal("it was written by somebody who is gone")
	}
	s.Seen(ask(reader(2)), 7)
	flush(t, s)
	says(t, today(t, s, c), 2, 2)
}

func TestNoAddressAndNoSaltOfYesterdayIsInAnyTable(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		s := node(t, d, c)
		before := dump(t, d, "reading_salt")
		s.Seen(ask("198.51.100.77:4711", "Referer", "https://198.51.100.77:8443/secret?mail=ada@lamp.example"), 3)
		s.Seen(ask("[2001:db8:77:1::9]:4711", "Referer", "https://ada:pass@news.example/path"), 3)
		flush(t, s)
		all := dump(t, d, "reading") + dump(t, d, "reading_source")
		for _, w := range []string{"198.51.100.77:", "2001:db8", "4711", "secret", "ada", "pass", "path", "Firefox"} {
			if strings.Contains(all, w) {
				t.Errorf("%q is stored: %s", w, all)
			}
		}
		if !strings.Contains(all, "news.example") {
			t.Errorf("the source is missing: %s", all)
		}
		c.at = c.at.AddDate(0, 0, 1)
		flush(t, s)
		salt := strings.Fields(before)
		if after := dump(t, d, "reading_salt"); strings.Contains(after, salt[len(salt)-1]) || strings.Count(after, "\n") != 1 {
			t.Errorf("before %s, after %s", before, after)
		}
	})
}

// dump is all rows of a table as text.
func dump(t *testing.T, d *db.DB, table string) string {
	t.Helper()
	rows, err := d.Query(t.Context(), "SELECT * FROM "+table)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for rows.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		if err := rows.Scan(values...); err != nil {
			t.Fatal(err)
		}
		for _, v := range values {
			fmt.Fprint(&b, *v.(*any), " ")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestDaysAreTheSitesAndOldOnesAreSummedUp(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		c.at = time.Date(2026, 7, 26, 23, 30, 0, 0, time.UTC) // in Lisbon the 27th has begun
		s := node(t, d, c)
		s.Seen(ask(reader(1), "Referer", "https://news.example/"), 7)
		flush(t, s)
		if got := today(t, s, &clock{c.at.In(lisbon)}); got.Views != 1 || got.At.Day() != 27 {
			t.Errorf("%+v", got)
		}
		first := c.at.In(lisbon)
		for _, later := range []int{1, 3, 120} {
			c.at = first.AddDate(0, 0, later)
			flush(t, s) // turns to the day
			s.Seen(ask(reader(1), "Referer", "https://news.example/"), 7)
			flush(t, s)
			ok(t, s.Close(t.Context()))
			ok(t, s.Close(t.Context()))
		}
		if rows := dump(t, d, "reading"); strings.Count(rows, "day ") != 5 || strings.Count(rows, "month 2026-07 7 3 3") != 1 || strings.Count(rows, "hour ") != 1 {
			t.Errorf("the rows are\n%s", rows)
		}
		sums, err := s.Of(t.Context(), []int64{7, 8})
		if err != nil || sums[7].Views != 4 || sums[7].Readers != 4 || len(sums) != 1 {
			t.Errorf("%+v, %v", sums, err)
		}
		list, err := s.Days(t.Context(), first, c.at)
		if err != nil || len(list) != 121 || list[0].Views != 1 || list[2].Views != 0 || list[120].Readers != 1 {
			t.Errorf("%d days, %v", len(list), err)
		}
	})
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(fault.Sentence(err), err)
	}
}

func TestSourcesAreHostsAndMarksOfLinks(t *testing.T) {
	t.Parallel()
	c := newClock()
	s := node(t, dbtest.SQLite(t), c)
	from := func(query string, headers ...string) {
		r := ask(reader(1), headers...)
		r.URL.RawQuery = query
		s.Seen(r, 0)
	}
	from("", "Referer", "https://www.google.pt/")
	from("", "Referer", "https://t.co/x1")
	from("", "Referer", "android-app://com.google.android.gm/")
	from("utm_source=Newsletter&utm_medium=x", "Referer", "https://mail.example/")
	from("", "Referer", "https://lamp.example/other", "Sec-Fetch-Site", "")
	from("", "Sec-Fetch-Site", "same-origin")
	from("ref=%00<script>", "Referer", "https://<script>/")
	from("before=12")
	flush(t, s)
	list, err := s.Sources(t.Context(), c.at, c.at)
	got := map[string]reading.Kind{}
	for _, v := range list {
		got[fmt.Sprint(v.Name, " ", v.Views)] = v.Kind
	}
	want := map[string]reading.Kind{" 2": reading.Direct, "google.pt 1": reading.Search, "t.co 1": reading.Social, "com.google.android.gm 1": reading.Mail, "newsletter 1": reading.Mail}
	if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v, %v", got, err)
	}
}

func TestSourcesHaveALimit(t *testing.T) {
	t.Parallel()
	c := newClock()
	d := dbtest.SQLite(t)
	s := node(t, d, c)
	for i := range 3000 {
		s.Seen(ask(reader(1), "Referer", fmt.Sprintf("https://h%d.example/", i)), 0)
	}
	flush(t, s)
	if n, err := db.One(t.Context(), d, db.Value[int64], `SELECT count(*) FROM reading_source`); err != nil || n > 500 {
		t.Errorf("%d sources, %v", n, err)
	}
}

// What counting costs the path that serves a page: nothing that a reader could
// feel. See docs/decisions/023-counting-readings.md.
func BenchmarkSeen(b *testing.B) {
	s := node(b, dbtest.SQLite(b), newClock())
	for name, r := range map[string]*http.Request{"person": ask(reader(1)), "no browser": ask(reader(1), "User-Agent", "")} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s.Seen(r, 7)
			}
		})
	}
}
