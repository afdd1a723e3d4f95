package post_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"onrecord/internal/post"
)

func TestStaffFindPostsByStatusKindSectionAndPartOfTheHeadline(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		sec := must(k.CreateSection(ctx(t), post.SectionInput{Name: "S"}))(t)
		add := func(headline, kind string) post.Post {
			k.clock.add(time.Minute)
			in := article(headline)
			in.Kind = kind
			if kind == post.Brief {
				in.SectionIDs = []int64{sec.ID}
			}
			return k.create(in)
		}
		a, b := add("ÉCOLE rebuilt", post.Article), add("100% of the école_yard", post.Brief)
		c, d := add("Harbour", post.Page), add(`Back\slash`, post.Brief)
		k.clock.add(time.Minute)
		k.publish(a.ID)
		for name, f := range map[string]struct {
			post.ListFilter
			want []int64
		}{
			"all, last edited first": {post.ListFilter{}, []int64{a.ID, d.ID, c.ID, b.ID}},
			"by status":              {post.ListFilter{Status: post.Live}, []int64{a.ID}},
			"by kind":                {post.ListFilter{Kind: post.Brief}, []int64{d.ID, b.ID}},
			"by section":             {post.ListFilter{SectionID: sec.ID}, []int64{d.ID, b.ID}},
			"without accents":        {post.ListFilter{Query: "Ecole"}, []int64{a.ID, b.ID}},
			"a percent sign":         {post.ListFilter{Query: "0%"}, []int64{b.ID}},
			"an underscore":          {post.ListFilter{Query: "_"}, []int64{b.ID}},
			"a backslash":            {post.ListFilter{Query: `k\s`}, []int64{d.ID}},
			"everything at once":     {post.ListFilter{Status: post.Draft, Kind: post.Brief, SectionID: sec.ID, Query: "slash"}, []int64{d.ID}},
			"nothing":                {post.ListFilter{Query: "tram"}, nil},
		} {
			for _, size := range []int{1, 3, 100} {
				f.ListFilter.Limit = size
				var got []int64
				f.ListFilter.Before = post.Cursor{}
				for more := true; more; more = !f.ListFilter.Before.IsZero() {
					posts, next, err := k.List(ctx(t), f.ListFilter)
					if err != nil {
						t.Fatal(err)
					}
					for _, p := range posts {
						got = append(got, p.ID)
						if p.Body != "" || p.Kind == post.Brief && len(p.SectionIDs) != 1 {
							t.Errorf("%+v", p)
						}
					}
					f.ListFilter.Before = next
				}
				if !slices.Equal(got, f.want) {
					t.Errorf("%s by %d: %v, want %v", name, size, got, f.want)
				}
			}
		}
		counts := must(k.CountByStatus(ctx(t)))(t)
		if counts[post.Draft] != 3 || counts[post.Live] != 1 {
			t.Errorf("%v", counts)
		}
	})
}

func TestAFilterOutsideItsWordsIsRefused(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		for field, f := range map[string]post.ListFilter{
			"status": {Status: "lost"}, "kind": {Kind: "poem"}, "query": {Query: "\x00"},
		} {
			_, _, err := k.List(ctx(t), f)
			wantField(t, err, field)
		}
	})
}

func TestManyPostsAreWrittenAtOnceAsIfOneByOne(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		sec := must(k.CreateSection(ctx(t), post.SectionInput{Name: "S"}))(t)
		tag := must(k.CreateTag(ctx(t), post.TagInput{Name: "T"}))(t)
		a := must(k.CreateAuthor(ctx(t), post.AuthorInput{Name: "A"}))(t)
		before := k.create(article("Post 7"))
		var seeds []post.SeedPost
		for i := range 1203 {
			in := article(fmt.Sprintf("Post %d", i%1200))
			in.Access = post.Accesses()[i%2]
			in.SectionIDs, in.TagIDs, in.AuthorIDs = []int64{sec.ID}, []int64{tag.ID}, []int64{a.ID}
			seed := post.SeedPost{Input: in, PublishedAt: morning.Add(-time.Duration(i) * time.Hour)}
			if i%100 == 99 {
				seed.PublishedAt = time.Time{}
			}
			seeds = append(seeds, seed)
		}
		ids, err := k.InsertBulk(ctx(t), seeds)
		if err != nil || len(ids) != len(seeds) {
			t.Fatalf("%d, %v", len(ids), err)
		}
		var want []int64
		for i, id := range ids {
			if i%100 != 99 {
				want = append(want, id)
			}
		}
		for _, list := range []string{"home", "all", "section:1", "tag:1", "author:1"} {
			if got := k.pages(list, 200); !slices.Equal(got, want) {
				t.Fatalf("%s has %d posts, want %d", list, len(got), len(want))
			}
		}
		for _, i := range []int{0, 7, 1200, 1202} {
			p, seen := k.get(ids[i]), must(k.Published(ctx(t), ids[i]))(t)
			if p.Status != post.Live || p.Headline != seeds[i].Headline || p.Access != seeds[i].Access || !slices.Equal(p.AuthorIDs, []int64{a.ID}) || p.Slug == before.Slug {
				t.Fatalf("%+v", p)
			}
			if seen.Revision.Number != 1 || seen.Revision.Access != seeds[i].Access || !seen.FirstPublishedAt.Equal(seeds[i].PublishedAt) || seen.Updated() || len(seen.Sections) != 1 {
				t.Fatalf("%+v", seen)
			}
			if found, redirect, err := k.BySlug(ctx(t), p.Slug); err != nil || redirect != "" || found.PostID != p.ID {
				t.Fatalf("%q %v", redirect, err)
			}
		}
		if draft := k.get(ids[99]); draft.Status != post.Draft || draft.RevisionID != 0 {
			t.Fatalf("%+v", draft)
		}
		k.save(k.get(ids[0]), article("Edited"))
		if r := k.publish(ids[0]); r.Number != 2 {
			t.Fatalf("%+v", r)
		}
		if len(k.events()) != 1 {
			t.Fatal("the bulk told somebody")
		}
		_, err = k.InsertBulk(ctx(t), []post.SeedPost{{Input: article("Tomorrow"), PublishedAt: morning.Add(time.Hour)}})
		wantField(t, err, "published_at")
	})
}
