package member_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"syscall"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/member"
)

// crowd is how many members the benchmarks work on: a million, or what
// ONRECORD_BENCH_MEMBERS says.
func crowd(b *testing.B) int {
	b.Helper()
	s := os.Getenv("ONRECORD_BENCH_MEMBERS")
	if s == "" {
		return 1_000_000
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		b.Fatal(err)
	}
	return n
}

var (
	firsts  = []string{"Ines", "Tomás", "Mara", "João", "Elif", "Nils", "Aino", "Bela", "Rui", "Zofia", "Omar", "Lena", "Ivo", "Sára", "Kofi", "Anna", "Anselm", "Annika"}
	lasts   = []string{"Aurel", "Quay", "Brandt", "Moreau", "Silva", "Okafor", "Lindqvist", "Novak", "Ferreira", "Haddad", "Anders", "Kowalska", "Weiß", "O'Hara"}
	domains = []string{"mail.example", "post.example", "lamp.example", "harbour.example", "isle.example"}
)

// fill adds n made-up members: most active and subscribed to the first of two
// newsletters, a label that half have, and rare ones.
func fill(tb testing.TB, s *member.Store, first, second int64, n int) {
	tb.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	for from := 0; from < n; from += 5000 {
		batch := make([]member.Seed, 0, 5000)
		for i := from; i < min(from+5000, n); i++ {
			batch = append(batch, madeUp(r, i, n, first, second))
		}
		if err := s.InsertBulk(ctx, batch); err != nil {
			tb.Fatal(err)
		}
	}
}

func madeUp(r *rand.Rand, i, n int, first, second int64) member.Seed {
	f, l := firsts[r.IntN(len(firsts))], lasts[r.IntN(len(lasts))]
	m := member.Seed{
		Email: fmt.Sprintf("reader.%d.%c@%s", i, 'a'+rune(r.IntN(26)), domains[r.IntN(len(domains))]), Name: f + " " + l,
		Status: member.Active, CreatedAt: time.Date(2024, 1, 1, 0, 0, i%86400, 0, time.UTC),
	}
	switch k := r.IntN(100); {
	case k < 5:
		m.Status = member.Unsubscribed
	case k < 7:
		m.Status = member.Bounced
	case k < 8:
		m.Status = member.Complained
	}
	if i < n/2 { // the older half: what comes last in every list
		m.Labels = append(m.Labels, "old hand")
	}
	if r.IntN(2) == 0 {
		m.Labels = append(m.Labels, "patron")
	}
	if r.IntN(10_000) == 0 {
		m.Labels = append(m.Labels, "rare")
	}
	if m.Status == member.Active {
		m.NewsletterIDs = append(m.NewsletterIDs, first)
		if r.IntN(3) == 0 {
			m.NewsletterIDs = append(m.NewsletterIDs, second)
		}
	}
	return m
}

// BenchmarkMemberList times the first page and a page far down for every
// combination of filters; a page must come in under 200 ms at a million members.
func BenchmarkMemberList(b *testing.B) {
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			k := openBench(b, engine)
			n := crowd(b)
			begun := time.Now()
			fill(b, k.Store, k.weekly, k.daily, n)
			b.Logf("%d members in %v", n, time.Since(begun).Round(time.Millisecond))
			settle(b, k.d)
			for _, query := range []string{"", "a", "ann", "anna aur", "reader.4711", "nobody", "lamp", "reader"} {
				for _, status := range []member.Status{"", member.Active, member.Bounced} {
					for _, label := range []string{"", "patron", "old hand", "rare"} {
						for _, newsletter := range []int64{0, k.weekly, k.daily} {
							f := member.Filter{Query: query, Status: status, Label: label, NewsletterID: newsletter}
							name := fmt.Sprintf("q=%s/s=%s/l=%s/n=%d", query, status, label, newsletter)
							b.Run(name, func(b *testing.B) { timeList(b, k.Store, f, int64(n)) })
						}
					}
				}
			}
		})
	}
}

// timeList reports the slower of the two pages, each at its best of the runs:
// what the machine does beside is not ours.
func timeList(b *testing.B, s *member.Store, f member.Filter, n int64) {
	places := []int64{0, n / 2}
	best := map[int64]time.Duration{}
	for b.Loop() {
		for _, before := range places {
			f.Before = before
			begun := time.Now()
			if _, err := s.List(ctx, f); err != nil {
				b.Fatal(err)
			}
			if took := time.Since(begun); best[before] == 0 || took < best[before] {
				best[before] = took
			}
		}
	}
	slowest := max(best[places[0]], best[places[1]])
	b.ReportMetric(float64(slowest.Microseconds())/1000, "page-ms")
}

// settle has PostgreSQL take stock, as its autovacuum does outside of tests.
func settle(b *testing.B, d *db.DB) {
	b.Helper()
	if d.Engine != db.Postgres {
		return
	}
	rows, err := d.Query(ctx, "VACUUM ANALYZE")
	if err != nil {
		b.Fatal(err)
	}
	rows.Close()
}

func openBench(b *testing.B, engine string) *readers {
	b.Helper()
	if engine == "sqlite" {
		return open(b, dbtest.SQLite(b))
	}
	return open(b, dbtest.Postgres(b))
}

// BenchmarkMemberImport times a file of a million new members with names,
// labels and a newsletter: at most two minutes, and then the same file again,
// which finds nothing to do.
func BenchmarkMemberImport(b *testing.B) {
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			n := crowd(b)
			file := bigFile(b, n)
			for b.Loop() {
				k := openBench(b, engine)
				for _, again := range []bool{false, true} {
					begun, worked := time.Now(), processor()
					m, err := k.Import(ctx, file, member.ImportInput{NewsletterID: k.weekly, Again: again}, nil)
					if err != nil || m.RowsDone != int64(n) || m.Refused != 0 {
						b.Fatalf("%+v, %v", m, err)
					}
					name := map[bool]string{false: "new", true: "again"}[again]
					b.ReportMetric(time.Since(begun).Seconds(), name+"-s")
					b.ReportMetric((processor() - worked).Seconds(), name+"-cpu-s")
				}
			}
		})
	}
}

// processor is the processor time this process has taken: on a shared machine
// it says more than the clock.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func bigFile(b *testing.B, n int) *os.File {
	b.Helper()
	f, err := os.Create(b.TempDir() + "/members.csv")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { f.Close() })
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "email,name,status,labels,created_at")
	r := rand.New(rand.NewPCG(3, 3))
	for i := range n {
		fmt.Fprintf(w, "reader.%x.%d@%s,%s %s,active,%s,2024-05-06T07:08:09Z\n", r.Uint32(), i, domains[r.IntN(len(domains))],
			firsts[r.IntN(len(firsts))], lasts[r.IntN(len(lasts))], []string{"", "patron", "press"}[r.IntN(3)])
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	return f
}
