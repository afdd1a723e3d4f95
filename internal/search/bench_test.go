package search_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/post"
	"onrecord/internal/search"
)

// BenchmarkFind measures searches among 100,000 posts of 250 words whose words
// are as rare and as common as in a language (Zipf), and how long indexing took.
func BenchmarkFind(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		b.Run(name, func(b *testing.B) {
			d := open(b)
			fillZipf(b, d, 100_000)
			s := search.New(d)
			start := time.Now()
			if err := s.Rebuild(b.Context(), nil); err != nil {
				b.Fatal(err)
			}
			b.Logf("indexed in %v", time.Since(start))
			for _, q := range []string{"w0", "w1 w2", "w5 w80 w3", "w4000", "w40 w9000", "w", "w1", "w0 w1 w2 w3 w", "absent", "w7 absent"} {
				b.Run(strings.ReplaceAll(q, " ", "+"), func(b *testing.B) {
					for b.Loop() {
						if _, err := s.Find(b.Context(), search.Query{Text: q}); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		})
	}
}

func fillZipf(b *testing.B, d *db.DB, n int) {
	b.Helper()
	posts := post.New(post.Deps{DB: d})
	r := rand.New(rand.NewPCG(1, 2))
	z := rand.NewZipf(r, 1.1, 4, 60_000)
	text := func(words int) string {
		var t strings.Builder
		for range words {
			fmt.Fprintf(&t, "w%d ", z.Uint64())
		}
		return t.String()
	}
	for from := 0; from < n; from += 1000 {
		batch := make([]post.SeedPost, 1000)
		for i := range batch {
			batch[i].Input = post.Input{Headline: text(7), Slug: fmt.Sprintf("p-%d", from+i), Standfirst: text(18), Body: text(225)}
			batch[i].PublishedAt = morning.Add(time.Duration(from+i-n) * time.Minute)
		}
		if _, err := posts.InsertBulk(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
}
