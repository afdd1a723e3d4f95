package post_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/job"
	"onrecord/internal/post"
)

// BenchmarkOneHundredThousandPosts fills a database once and times what readers
// and staff ask of it. Run it with -bench and -benchtime=20x.
func BenchmarkOneHundredThousandPosts(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		b.Run(name, func(b *testing.B) {
			s := fill(b, open(b), 100_000)
			for what, ask := range map[string]func(ctx context.Context) error{
				"a page by its slug": func(ctx context.Context) error { _, _, err := s.BySlug(ctx, "post-number-54321"); return err },
				"the home page":      func(ctx context.Context) error { _, _, err := s.Listed(ctx, "home", post.Cursor{}, 20); return err },
				"deep in a section": func(ctx context.Context) error {
					_, _, err := s.Listed(ctx, "section:3", post.Cursor{At: db.Ms(morning.Add(-50_000 * time.Hour)), ID: 1}, 20)
					return err
				},
				"a month": func(ctx context.Context) error {
					_, _, err := s.Listed(ctx, "month:2020-02", post.Cursor{}, 20)
					return err
				},
				"all months": func(ctx context.Context) error { _, err := s.Months(ctx); return err },
				"a part of the sitemap": func(ctx context.Context) error {
					_, _, err := s.Addresses(ctx, "all", post.Cursor{}, 10_000)
					return err
				},
				"the staff list": func(ctx context.Context) error { _, _, err := s.List(ctx, post.ListFilter{}); return err },
				"a headline that is not there": func(ctx context.Context) error {
					_, _, err := s.List(ctx, post.ListFilter{Query: "tramway"})
					return err
				},
				"drafts of a section": func(ctx context.Context) error {
					_, _, err := s.List(ctx, post.ListFilter{Status: post.Draft, SectionID: 3})
					return err
				},
				"nobody's posts": func(ctx context.Context) error {
					_, _, err := s.List(ctx, post.ListFilter{AuthorStaffID: 12})
					return err
				},
				"the counts": func(ctx context.Context) error { _, err := s.CountByStatus(ctx); return err },
			} {
				b.Run(what, func(b *testing.B) {
					for b.Loop() {
						if err := ask(b.Context()); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		})
	}
}

func fill(b *testing.B, d *db.DB, n int) *post.Store {
	b.Helper()
	s := post.New(post.Deps{DB: d, Jobs: job.New(d, slog.New(slog.DiscardHandler)), Now: func() time.Time { return morning }})
	for i := range 5 {
		if _, err := s.CreateSection(b.Context(), post.SectionInput{Name: fmt.Sprintf("S%d", i)}); err != nil {
			b.Fatal(err)
		}
		if _, err := s.CreateAuthor(b.Context(), post.AuthorInput{Name: fmt.Sprintf("A%d", i)}); err != nil {
			b.Fatal(err)
		}
		if _, err := s.CreateTag(b.Context(), post.TagInput{Name: fmt.Sprintf("T%d", i)}); err != nil {
			b.Fatal(err)
		}
	}
	body := strings.Repeat("The ferry came in at noon, and nobody was surprised. ", 60)
	seeds := make([]post.SeedPost, n)
	for i := range seeds {
		one := []int64{int64(i%5 + 1)}
		in := post.Input{Headline: fmt.Sprintf("Post number %d", i), Standfirst: "It was noon.", Body: body, SectionIDs: one, TagIDs: one, AuthorIDs: one}
		seeds[i] = post.SeedPost{Input: in, PublishedAt: morning.Add(-time.Duration(i) * time.Hour)}
	}
	start := time.Now()
	if _, err := s.InsertBulk(b.Context(), seeds); err != nil {
		b.Fatal(err)
	}
	b.Logf("%d posts written in %v", n, time.Since(start).Round(time.Millisecond))
	return s
}
