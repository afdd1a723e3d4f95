package post_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"onrecord/internal/fault"
	"onrecord/internal/post"
)

// pages walks a list to its end and gives the ids.
func (k *desk) pages(list string, size int) (ids []int64) {
	k.t.Helper()
	var at post.Cursor
	for {
		posts, next, err := k.Listed(ctx(k.t), list, at, size)
		if err != nil || len(posts) > size {
			k.t.Fatalf("%d posts, %v", len(posts), err)
		}
		for _, p := range posts {
			ids = append(ids, p.PostID)
		}
		if next.IsZero() {
			return ids
		}
		if at, err = post.ParseCursor(next.String()); err != nil || at != next {
			k.t.Fatalf("cursor %v came back as %v, %v", next, at, err)
		}
	}
}

func TestAListRunsFromNewestToOldestWithoutGapOrRepetition(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		var want []int64
		for i := range 11 {
			p := k.create(article(fmt.Sprintf("Post %d", i)))
			k.publish(p.ID)
			want = append([]int64{p.ID}, want...)
			if i%3 == 0 { // the others share their millisecond
				k.clock.add(time.Minute)
			}
		}
		for _, size := range []int{1, 2, 3, 5, 10, 11, 12} {
			if got := k.pages("home", size); !slices.Equal(got, want) {
				t.Errorf("by %d: %v, want %v", size, got, want)
			}
		}
		k.clock.add(time.Hour)
		k.save(k.get(want[4]), article("Corrected"))
		k.publish(want[4])
		if got := k.pages("home", 4); !slices.Equal(got, want) {
			t.Errorf("a correction moved a post: %v", got)
		}
	})
}

func TestAPageStandsBesideTheNews(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		sec := must(k.CreateSection(ctx(t), post.SectionInput{Name: "S"}))(t)
		in := article("About us")
		in.Kind, in.SectionIDs = post.Page, []int64{sec.ID}
		p := k.create(in)
		k.publish(p.ID)
		if k.pages("home", 5) != nil || k.pages("section:1", 5) != nil || len(k.pages("all", 5)) != 1 || len(k.pages("page", 5)) != 1 || len(must(k.Months(ctx(t)))(t)) != 0 {
			t.Fatal("a page is among the news")
		}
		in.Kind = post.Article
		k.save(k.get(p.ID), in)
		k.publish(p.ID)
		if len(k.pages("home", 5)) != 1 || len(k.pages("section:1", 5)) != 1 || k.pages("page", 5) != nil {
			t.Fatal("made an article, it is not listed")
		}
	})
}

func TestMonthsAreThoseOfTheSitesTimeZone(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		zone := time.FixedZone("east", 9*3600)
		publish := func(at time.Time) int64 {
			k.clock.set(at)
			p := k.create(article(at.String()))
			k.publish(p.ID)
			return p.ID
		}
		a := publish(time.Date(2024, 12, 31, 14, 59, 59, 0, time.UTC)) // still December in the east
		b := publish(time.Date(2024, 12, 31, 15, 0, 0, 0, time.UTC))   // January there
		c := publish(time.Date(2025, 1, 31, 14, 59, 59, 999e6, time.UTC))
		d := publish(time.Date(2025, 4, 30, 23, 0, 0, 0, time.UTC))
		check := func(months []post.Month, lists map[string][]int64) {
			t.Helper()
			if got := must(k.Months(ctx(t)))(t); !slices.Equal(got, months) {
				t.Errorf("months %v, want %v", got, months)
			}
			for list, want := range lists {
				for size := range 3 {
					if got := k.pages(list, size+1); !slices.Equal(got, want) {
						t.Errorf("%s by %d: %v, want %v", list, size+1, got, want)
					}
				}
			}
		}
		check([]post.Month{{2025, time.April, 1}, {2025, time.January, 1}, {2024, time.December, 2}},
			map[string][]int64{"month:2024-12": {b, a}, "month:2025-01": {c}, "month:2025-04": {d}, "month:2025-02": nil})
		k.zone = zone
		check([]post.Month{{2025, time.May, 1}, {2025, time.January, 2}, {2024, time.December, 1}},
			map[string][]int64{"month:2024-12": {a}, "month:2025-01": {c, b}, "month:2025-05": {d}, "month:2025-04": nil})
		for _, bad := range []string{"month:", "month:2025-13", "month:2025", "month:x", "month:0000-01"} {
			_, _, err := k.Listed(ctx(t), bad, post.Cursor{}, 5)
			wantKind(t, err, fault.NotFound)
		}
	})
}

func TestAMonthThatBeginsWithoutAMidnightIsAMonthLikeTheOthers(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		zone, err := time.LoadLocation("America/Asuncion") // clocks went from 24:00 on 30 September 2023 to 01:00
		if err != nil {
			t.Fatal(err)
		}
		k.zone = zone
		publish := func(at time.Time) int64 {
			k.clock.set(at)
			p := k.create(article(at.String()))
			k.publish(p.ID)
			return p.ID
		}
		a := publish(time.Date(2023, 9, 30, 23, 30, 0, 0, zone))
		b := publish(time.Date(2023, 10, 1, 1, 0, 0, 0, zone))
		c := publish(time.Date(2023, 10, 31, 23, 30, 0, 0, zone))
		d := publish(time.Date(2023, 11, 1, 0, 0, 0, 0, zone))
		want := []post.Month{{2023, time.November, 1}, {2023, time.October, 2}, {2023, time.September, 1}}
		if got := must(k.Months(ctx(t)))(t); !slices.Equal(got, want) {
			t.Errorf("months %v, want %v", got, want)
		}
		for list, want := range map[string][]int64{"month:2023-09": {a}, "month:2023-10": {c, b}, "month:2023-11": {d}, "month:2023-12": nil} {
			if got := k.pages(list, 1); !slices.Equal(got, want) {
				t.Errorf("%s: %v, want %v", list, got, want)
			}
		}
	})
}

func TestAddressesSayWhereEveryPostIsAndWhenItChanged(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		p := k.create(article("First"))
		k.publish(p.ID)
		k.clock.add(time.Minute)
		k.publish(k.create(article("Second")).ID)
		k.clock.add(time.Hour)
		in := article("First again")
		in.Slug = "first-again"
		k.save(k.get(p.ID), in)
		k.publish(p.ID)
		got, next, err := k.Addresses(ctx(t), "all", post.Cursor{}, 1)
		if err != nil || len(got) != 1 || got[0].Slug != "second" || next.IsZero() {
			t.Fatalf("%+v %v %v", got, next, err)
		}
		got, next, err = k.Addresses(ctx(t), "all", next, 5)
		want := post.Address{PostID: p.ID, Kind: post.Article, Slug: "first-again", Headline: "First again", FirstPublishedAt: morning, UpdatedAt: k.clock.now()}
		if err != nil || len(got) != 1 || got[0] != want || !next.IsZero() {
			t.Fatalf("%+v %v %v", got, next, err)
		}
	})
}

func TestAPublishedPostCarriesAllThatAPageShows(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		pic := must(k.media.Update(ctx(t), k.picture().ID, "The quay at dawn", "Harbour archive"))(t)
		var in []post.Input
		for i := range 4 {
			a := must(k.CreateAuthor(ctx(t), post.AuthorInput{Name: fmt.Sprintf("Author %d", i)}))(t)
			s := must(k.CreateSection(ctx(t), post.SectionInput{Name: fmt.Sprintf("Section %d", i)}))(t)
			g := must(k.CreateTag(ctx(t), post.TagInput{Name: fmt.Sprintf("Tag %d", i)}))(t)
			next := article(fmt.Sprintf("Post %d", i))
			next.AuthorIDs, next.SectionIDs, next.TagIDs = []int64{a.ID}, []int64{s.ID}, []int64{g.ID}
			if i > 0 {
				next.AuthorIDs = append(next.AuthorIDs, in[i-1].AuthorIDs[0])
				next.LeadMediaID = pic.ID
			}
			in = append(in, next)
			k.publish(k.create(next).ID)
			k.clock.add(time.Minute)
		}
		posts, _, err := k.Listed(ctx(t), "home", post.Cursor{}, 10)
		if err != nil || len(posts) != 4 {
			t.Fatalf("%d posts, %v", len(posts), err)
		}
		for i, p := range posts {
			n := 3 - i
			if p.Authors[0].Name != fmt.Sprintf("Author %d", n) || p.Sections[0].Name != fmt.Sprintf("Section %d", n) || p.Tags[0].Name != fmt.Sprintf("Tag %d", n) {
				t.Errorf("%+v", p)
			}
			if n > 0 && (len(p.Authors) != 2 || p.Lead == nil || p.LeadAlt() != "The quay at dawn" || p.LeadCredit() != "Harbour archive") {
				t.Errorf("%+v", p)
			}
			many := must(k.PublishedMany(ctx(t), []int64{p.PostID, 999, p.PostID}))(t)
			if same := many[p.PostID]; len(many) != 1 || same.Revision.Headline != p.Revision.Headline || len(same.Authors) != len(p.Authors) {
				t.Errorf("%+v", many)
			}
			if alone := must(k.Published(ctx(t), p.PostID))(t); alone.Authors[0] != p.Authors[0] || alone.Revision.Body != p.Revision.Body {
				t.Errorf("%+v", alone)
			}
		}
		if err := k.media.Delete(ctx(t), pic.ID); err != nil {
			t.Fatal(err)
		}
		if p := must(k.Published(ctx(t), posts[0].PostID))(t); p.Lead != nil || p.LeadAlt() != "" {
			t.Fatalf("%+v", p.Lead)
		}
	})
}

// TestTheListsAlwaysSayWhatThePublishedRevisionsSay does random things to a few
// posts and compares every list with a model made from the revisions.
func TestTheListsAlwaysSayWhatThePublishedRevisionsSay(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		r := rand.New(rand.NewPCG(seed, 1))
		for i := range 3 {
			must(k.CreateSection(ctx(t), post.SectionInput{Name: fmt.Sprintf("S%d", i)}))(t)
			must(k.CreateTag(ctx(t), post.TagInput{Name: fmt.Sprintf("T%d", i)}))(t)
			must(k.CreateAuthor(ctx(t), post.AuthorInput{Name: fmt.Sprintf("A%d", i)}))(t)
		}
		var ids []int64
		for i := range 6 {
			ids = append(ids, k.create(random(r, i)).ID)
		}
		for step := range 60 {
			k.clock.add(time.Duration(r.IntN(3)) * time.Second)
			k.randomStep(r, ids[r.IntN(len(ids))], step)
			if step%6 == 5 {
				k.compareLists(ids)
			}
		}
	})
}

func random(r *rand.Rand, n int) post.Input {
	in := article(fmt.Sprintf("Random %d", n))
	in.Kind = post.Kinds()[r.IntN(4)]
	some := func() (ids []int64) {
		for i := range 3 {
			if r.IntN(2) == 0 {
				ids = append(ids, int64(i+1))
			}
		}
		r.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
		return ids
	}
	in.SectionIDs, in.TagIDs, in.AuthorIDs = some(), some(), some()
	return in
}

func (k *desk) randomStep(r *rand.Rand, id int64, step int) {
	p, err := k.get(id), error(nil)
	switch r.IntN(6) {
	case 0, 1:
		_, err = k.Save(ctx(k.t), id, p.Version, 0, random(r, step))
	case 2, 3:
		_, err = k.Publish(ctx(k.t), id, 0, post.PublishOptions{Note: []string{"", "N"}[r.IntN(2)]})
	case 4:
		_, err = k.Unpublish(ctx(k.t), id, 0, 0)
	case 5:
		if _, err = k.Schedule(ctx(k.t), id, 0, 0, k.clock.now().Add(time.Second)); err == nil {
			k.clock.add(time.Duration(r.IntN(2)) * time.Second)
			err = k.PublishDue(ctx(k.t), id)
		}
	}
	if err != nil && !fault.Is(err, fault.Conflict) {
		k.t.Fatal(err)
	}
}

func (k *desk) compareLists(ids []int64) {
	k.t.Helper()
	want := map[string][]post.Post{}
	for _, id := range ids {
		p := k.get(id)
		if (p.Status == post.Live) != (p.RevisionID != 0) {
			k.t.Fatalf("%+v", p)
		}
		if p.RevisionID == 0 {
			continue
		}
		rev := must(k.Revision(ctx(k.t), p.RevisionID))(k.t)
		on := []string{"all"}
		if rev.Kind != post.Page {
			on = append(on, "home", "month:2025-03")
			for kind, list := range map[string][]int64{"section": rev.SectionIDs, "tag": rev.TagIDs, "author": rev.AuthorIDs} {
				for _, id := range list {
					on = append(on, fmt.Sprintf("%s:%d", kind, id))
				}
			}
		} else {
			on = append(on, "page")
		}
		for _, list := range on {
			want[list] = append(want[list], p)
		}
	}
	lists := []string{"all", "page", "home", "month:2025-03"}
	for n := range 3 {
		lists = append(lists, fmt.Sprintf("section:%d", n+1), fmt.Sprintf("tag:%d", n+1), fmt.Sprintf("author:%d", n+1))
	}
	for _, list := range lists {
		posts := want[list]
		slices.SortFunc(posts, func(a, b post.Post) int {
			if c := b.FirstPublishedAt.Compare(a.FirstPublishedAt); c != 0 {
				return c
			}
			return int(b.ID - a.ID)
		})
		var expect []int64
		for _, p := range posts {
			expect = append(expect, p.ID)
		}
		if got := k.pages(list, 2); !slices.Equal(got, expect) {
			k.t.Fatalf("%s: %v, want %v", list, got, expect)
		}
	}
}
