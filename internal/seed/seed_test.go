package seed_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"onrecord/internal/blob"
	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/job"
	"onrecord/internal/mail"
	"onrecord/internal/media"
	"onrecord/internal/member"
	"onrecord/internal/newsletter"
	"onrecord/internal/post"
	"onrecord/internal/search"
	"onrecord/internal/seed"
	"onrecord/internal/site"
)

func open(t testing.TB, d *db.DB) seed.Deps {
	t.Helper()
	files, err := blob.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { files.Close() })
	transport, err := mail.NewTransport("", d, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	jobs, pages := job.New(d, log), site.New(d, time.Now)
	pictures := media.New(media.Deps{DB: d, Blobs: files, Log: log})
	out := seed.Deps{Members: member.New(d, jobs, pages.Key, time.Now), Posts: post.New(post.Deps{DB: d, Jobs: jobs, Media: pictures}), Search: search.New(d)}
	out.Newsletters = newsletter.New(newsletter.Deps{
		DB: d, Site: pages, Members: out.Members, Posts: out.Posts, Media: pictures,
		Transport: transport, Base: &url.URL{Scheme: "https", Host: "farrow.example"}, Now: time.Now, Log: log,
	})
	return out
}

func fill(t testing.TB, d seed.Deps, in seed.Input) {
	t.Helper()
	if err := seed.Fill(context.Background(), d, in, nil); err != nil {
		t.Fatal(err)
	}
}

// told is all that was made, as text.
func told(t *testing.T, d seed.Deps) string {
	t.Helper()
	var b strings.Builder
	posts, _, err := d.Posts.Listed(t.Context(), "home", post.Cursor{}, 200)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range posts {
		fmt.Fprintln(&b, p.PostID, p.Revision.Input, p.FirstPublishedAt)
	}
	for f := (member.Filter{Limit: 500}); ; {
		page, err := d.Members.List(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range page.Members {
			fmt.Fprintln(&b, m.ID, m.Email, m.Name, m.Status, m.Labels, m.CreatedAt)
		}
		if f.Before = page.Next; f.Before == 0 {
			return b.String()
		}
	}
}

func TestTheSameNumberMakesTheSameDataOnBothEngines(t *testing.T) {
	in := seed.Input{Posts: 60, Members: 700, Seed: 3}
	lite, pg := open(t, dbtest.SQLite(t)), open(t, dbtest.Postgres(t))
	fill(t, lite, in)
	fill(t, pg, in)
	a, b := told(t, lite), told(t, pg)
	if a != b {
		t.Error("SQLite and PostgreSQL were given different data")
	}
	if n := strings.Count(a, "\n"); n < 760 {
		t.Errorf("%d lines", n)
	}
	other := open(t, dbtest.SQLite(t))
	fill(t, other, seed.Input{Posts: 60, Members: 700, Seed: 4})
	if told(t, other) == a {
		t.Error("another number made the same data")
	}
}

func TestLoadDataLooksLikeAPublication(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		fill(t, s, seed.Input{Posts: 150, Members: 1500, Seed: 1})
		ctx := t.Context()
		posts, _, err := s.Posts.Listed(ctx, "all", post.Cursor{}, 200)
		if err != nil || len(posts) != 150 {
			t.Fatalf("%d posts, %v", len(posts), err)
		}
		years, sections, kinds := map[int]bool{}, map[int64]bool{}, map[string]bool{}
		for _, p := range posts {
			if len(p.Authors) == 0 || len(p.Sections) != 1 || len(p.Tags) == 0 || len(strings.Fields(p.Revision.Body)) < 60 || p.Revision.Standfirst == "" {
				t.Fatalf("post %+v", p)
			}
			years[p.FirstPublishedAt.Year()], sections[p.Sections[0].ID], kinds[p.Revision.Kind] = true, true, true
		}
		if len(years) < 9 || len(sections) < 6 || len(kinds) < 3 {
			t.Errorf("%d years, %d sections, %d kinds", len(years), len(sections), len(kinds))
		}
		for _, status := range []member.Status{member.Active, member.Unsubscribed, member.Bounced, member.Complained} {
			page, err := s.Members.List(ctx, member.Filter{Status: status, Limit: 1000})
			if err != nil || len(page.Members) == 0 {
				t.Errorf("%s: %d members, %v", status, len(page.Members), err)
			}
			for _, m := range page.Members {
				domain := m.Email[strings.LastIndex(m.Email, "@")+1:]
				ours := slices.Contains([]string{"example.com", "example.net", "example.org"}, domain) || strings.HasSuffix(domain, ".example")
				if !ours || m.Name == "" {
					t.Fatalf("member %+v", m)
				}
			}
		}
		if page, err := s.Members.List(ctx, member.Filter{Label: "founder"}); err != nil || len(page.Members) == 0 {
			t.Errorf("labels: %+v, %v", page, err)
		}
		lists, err := s.Newsletters.List(ctx, false)
		if err != nil || len(lists) == 0 {
			t.Fatalf("newsletters %v, %v", lists, err)
		}
		if page, err := s.Members.List(ctx, member.Filter{NewsletterID: lists[0].ID}); err != nil || page.Count < 1000 && !page.AtLeast {
			t.Errorf("%d subscribers, %v", page.Count, err)
		}
		hits, err := s.Search.Find(ctx, search.Query{Text: posts[77].Revision.Headline, Limit: 100})
		if err != nil || !slices.ContainsFunc(hits.Hits, func(h search.Hit) bool { return h.PostID == posts[77].PostID }) {
			t.Errorf("search finds %d, %v", len(hits.Hits), err)
		}
	})
}

func TestANumberIsUsedOnceAndTheLimitsHold(t *testing.T) {
	s := open(t, dbtest.SQLite(t))
	fill(t, s, seed.Input{Posts: 5, Members: 5, Seed: 9})
	before := told(t, s)
	for _, in := range []seed.Input{{Posts: 5, Seed: 9}, {Members: 5, Seed: 9}, {Posts: 1, Members: 1, Seed: 9}} {
		if err := seed.Fill(t.Context(), s, in, nil); !fault.Is(err, fault.Conflict) {
			t.Errorf("%+v: %v", in, err)
		}
	}
	for _, in := range []seed.Input{{Posts: -1}, {Members: -1}, {Posts: 1_000_001}, {Members: 10_000_001}} {
		if err := seed.Fill(t.Context(), s, in, nil); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", in, err)
		}
	}
	if told(t, s) != before {
		t.Error("a refused number changed something")
	}
	var heard []string
	err := seed.Fill(t.Context(), s, seed.Input{Posts: 3, Members: 4, Seed: 10}, func(stage string, done, total int64) {
		heard = append(heard, fmt.Sprint(stage, " ", done, "/", total))
	})
	if err != nil || !slices.Equal(heard, []string{"posts 3/3", "members 4/4", "search 8/8"}) {
		t.Errorf("heard %q, %v", heard, err)
	}
}

// BenchmarkFill makes 100,000 posts and a million members on SQLite; it should
// take less than five minutes on two processors.
func BenchmarkFill(b *testing.B) {
	for b.Loop() {
		fill(b, open(b, dbtest.SQLite(b)), seed.Input{Posts: 100_000, Members: 1_000_000, Seed: 1})
	}
}
