package post_test

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/post"
)

func TestSectionsComeInTheirOrderAndChangeByVersion(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := must(k.CreateSection(ctx(t), post.SectionInput{Name: "Båt & hav", Position: 2}))(t)
		a := must(k.CreateSection(ctx(t), post.SectionInput{Name: "Weather", Description: "Wind.", Position: 1}))(t)
		list := must(k.Sections(ctx(t)))(t)
		if len(list) != 2 || list[0] != a || list[1] != b || b.Slug != "bat-hav" {
			t.Fatalf("%+v", list)
		}
		k.changed()
		moved := must(k.UpdateSection(ctx(t), b.ID, b.Version, post.SectionInput{Slug: "Sea", Name: "Sea", Position: 0}))(t)
		if moved.Slug != "sea" || moved.Version != 2 || !slices.Equal(k.changed(), []string{"list:section:1", "section:1", "sections"}) {
			t.Fatalf("%+v", moved)
		}
		if kept := must(k.UpdateSection(ctx(t), b.ID, 2, post.SectionInput{Name: "The sea"}))(t); kept.Slug != "sea" {
			t.Fatalf("%+v", kept)
		}
		_, err := k.UpdateSection(ctx(t), b.ID, 2, post.SectionInput{Name: "Late"})
		wantKind(t, err, fault.Conflict)
		_, err = k.UpdateSection(ctx(t), a.ID, 1, post.SectionInput{Slug: "sea", Name: "Weather"})
		wantField(t, err, "slug")
		_, err = k.CreateSection(ctx(t), post.SectionInput{Slug: "sea", Name: "Sea"})
		wantField(t, err, "slug")
		if two := must(k.CreateSection(ctx(t), post.SectionInput{Name: "Sea"}))(t); two.Slug != "sea-2" {
			t.Fatalf("%+v", two)
		}
		_, err = k.UpdateSection(ctx(t), 99, 1, post.SectionInput{Name: "None"})
		wantKind(t, err, fault.NotFound)
		wantKind(t, k.DeleteSection(ctx(t), 99, 0), fault.NotFound)
	})
}

func TestAnOldSlugOfASectionTagOrAuthorLeadsOnUntilAnotherTakesIt(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		s := must(k.CreateSection(ctx(t), post.SectionInput{Name: "Port"}))(t)
		must(k.UpdateSection(ctx(t), s.ID, 1, post.SectionInput{Slug: "harbour", Name: "Harbour"}))(t)
		if got := must(k.SectionBySlug(ctx(t), "port"))(t); got.Slug != "harbour" {
			t.Fatalf("%+v", got)
		}
		g := must(k.CreateTag(ctx(t), post.TagInput{Name: "Boats"}))(t)
		must(k.UpdateTag(ctx(t), g.ID, 1, post.TagInput{Slug: "ships", Name: "Ships"}))(t)
		if got := must(k.TagBySlug(ctx(t), "Boats"))(t); got.Slug != "ships" {
			t.Fatalf("%+v", got)
		}
		a := must(k.CreateAuthor(ctx(t), post.AuthorInput{Name: "Ada K"}))(t)
		must(k.UpdateAuthor(ctx(t), a.ID, 1, post.AuthorInput{Slug: "ada-king", Name: "Ada King"}))(t)
		if got := must(k.AuthorBySlug(ctx(t), "ada-k"))(t); got.Slug != "ada-king" {
			t.Fatalf("%+v", got)
		}
		other := must(k.CreateSection(ctx(t), post.SectionInput{Name: "Port"}))(t)
		if got := must(k.SectionBySlug(ctx(t), "port"))(t); got.ID != other.ID {
			t.Fatalf("%+v", got)
		}
		if err := k.DeleteSection(ctx(t), s.ID, 0); err != nil {
			t.Fatal(err)
		}
		_, err := k.SectionBySlug(ctx(t), "harbour")
		wantKind(t, err, fault.NotFound)
	})
}

func TestDeletingASectionOrTagLeavesThePostsWithoutIt(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		s := must(k.CreateSection(ctx(t), post.SectionInput{Name: "Brief life"}))(t)
		g := must(k.CreateTag(ctx(t), post.TagInput{Name: "Gone soon"}))(t)
		in := article("Stays")
		in.SectionIDs, in.TagIDs = []int64{s.ID}, []int64{g.ID}
		p := k.create(in)
		k.publish(p.ID)
		k.changed()
		if err := k.DeleteSection(ctx(t), s.ID, 0); err != nil {
			t.Fatal(err)
		}
		if err := k.DeleteTag(ctx(t), g.ID, 0); err != nil {
			t.Fatal(err)
		}
		if got := k.changed(); !slices.Equal(got, []string{"list:section:1", "list:tag:1", "section:1", "sections", "tag:1", "tags"}) {
			t.Fatalf("%q", got)
		}
		seen, now := must(k.Published(ctx(t), p.ID))(t), k.get(p.ID)
		if len(seen.Sections)+len(seen.Tags)+len(now.SectionIDs)+len(now.TagIDs) != 0 || k.pages("section:1", 5) != nil || len(k.pages("home", 5)) != 1 {
			t.Fatalf("%+v %+v", seen, now)
		}
	})
}

func TestAnAuthorOnceInAPublishedBylineStays(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		var a []post.Author
		for _, name := range []string{"Published", "Drafted", "Idle"} {
			a = append(a, must(k.CreateAuthor(ctx(t), post.AuthorInput{Name: name}))(t))
		}
		in := article("By line")
		in.AuthorIDs = []int64{a[0].ID}
		p := k.create(in)
		k.publish(p.ID)
		in.AuthorIDs = []int64{a[1].ID}
		k.save(k.get(p.ID), in)
		wantKind(t, k.DeleteAuthor(ctx(t), a[0].ID, 0), fault.Conflict)
		wantKind(t, k.DeleteAuthor(ctx(t), a[1].ID, 0), fault.Conflict)
		if err := k.DeleteAuthor(ctx(t), a[2].ID, 0); err != nil {
			t.Fatal(err)
		}
		if list := must(k.Authors(ctx(t)))(t); len(list) != 2 {
			t.Fatalf("%+v", list)
		}
	})
}

func TestTagsAreFoundByNameOrMadeAndNeverTwice(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		first := must(k.EnsureTags(ctx(t), []string{"Fähre", "C++", " ", "c#", "FÄHRE"}))(t)
		if len(first) != 3 || first[0].Name != "Fähre" || first[1].ID == first[2].ID {
			t.Fatalf("%+v", first)
		}
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				again, err := k.EnsureTags(ctx(t), []string{"c#", "fahre", "Regatta"})
				if err != nil || again[0].ID != first[2].ID || again[1].ID != first[0].ID {
					t.Errorf("%+v, %v", again, err)
				}
			})
		}
		wg.Wait()
		if list := must(k.Tags(ctx(t)))(t); len(list) != 4 {
			t.Fatalf("%+v", list)
		}
		_, err := k.CreateTag(ctx(t), post.TagInput{Name: "regatta"})
		wantField(t, err, "name")
		_, err = k.UpdateTag(ctx(t), first[0].ID, 1, post.TagInput{Name: "Regatta"})
		wantField(t, err, "name")
		_, err = k.EnsureTags(ctx(t), make([]string, post.MaxTags+1))
		wantField(t, err, "tags")
	})
}

func TestTagsAndAuthorsComeInPagesAndByPartOfTheirName(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		for _, name := range []string{"Émile", "Anna_1", "Hanna", "Bo%", "Cy"} {
			must(k.CreateAuthor(ctx(t), post.AuthorInput{Name: name}))(t)
			must(k.CreateTag(ctx(t), post.TagInput{Name: name}))(t)
		}
		for query, want := range map[string]string{"": "anna-1 bo cy emile hanna", "ANNA": "anna-1 hanna", "em": "emile", "_": "anna-1", "%": "bo", "x": ""} {
			var tags, authors []string
			for f, more := (post.GroupFilter{Query: query, Limit: 2}), true; more; {
				list, next, err := k.TagPage(ctx(t), f)
				if err != nil {
					t.Fatal(err)
				}
				for _, v := range list {
					tags = append(tags, v.Slug)
				}
				people, _, err := k.AuthorPage(ctx(t), f)
				if err != nil {
					t.Fatal(err)
				}
				for _, v := range people {
					authors = append(authors, v.Slug)
				}
				f.After, more = next, next != ""
			}
			if strings.Join(tags, " ") != want || strings.Join(authors, " ") != want {
				t.Errorf("%q: %q and %q, want %q", query, tags, authors, want)
			}
		}
		_, _, err := k.TagPage(ctx(t), post.GroupFilter{After: "\xff\x00"})
		wantField(t, err, "after")
	})
}

func TestGroupsHaveLimitsToo(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		long := strings.Repeat("x", post.MaxAbout+1)
		for field, in := range map[string]post.AuthorInput{
			"name":     {},
			"bio":      {Name: "A", Bio: long},
			"url":      {Name: "A", URL: "javascript:alert(1)"},
			"slug":     {Name: "A", Slug: "!!"},
			"media_id": {Name: "A", MediaID: 77},
		} {
			_, err := k.CreateAuthor(ctx(t), in)
			wantField(t, err, field)
		}
		_, err := k.CreateSection(ctx(t), post.SectionInput{Name: long})
		wantField(t, err, "name")
		_, err = k.CreateSection(ctx(t), post.SectionInput{Name: "S", Position: -1})
		wantField(t, err, "position")
		_, err = k.CreateTag(ctx(t), post.TagInput{Name: "T", Description: long})
		wantField(t, err, "description")
	})
}

func TestAMemberOfStaffGetsOneAuthorInTheirOwnTransaction(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		id := k.staff("nora")
		_, err := k.AuthorOfStaff(ctx(t), id)
		wantKind(t, err, fault.NotFound)
		for range 2 {
			err := k.d.Write(ctx(t), func(tx *db.Tx) error { _, err := k.EnsureStaffAuthor(ctx(t), tx, id, "Nora Vik"); return err })
			if err != nil {
				t.Fatal(err)
			}
		}
		if a := must(k.AuthorOfStaff(ctx(t), id))(t); a.Slug != "nora-vik" || len(must(k.Authors(ctx(t)))(t)) != 1 {
			t.Fatalf("%+v", a)
		}
	})
}

func TestThereAreNoMoreSectionsThanAListCanShow(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		err := k.d.Write(ctx(t), func(tx *db.Tx) error {
			_, err := tx.Exec(ctx(t), `INSERT INTO section (slug, name, created_at, updated_at)
			WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < `+strconv.Itoa(post.MaxSectionsHeld)+`) SELECT 's' || i, 'S', 0, 0 FROM n`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := k.CreateSection(ctx(t), post.SectionInput{Name: "One more"}); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), "at most 200 sections") {
			t.Errorf("%v", err)
		}
	})
}

func TestWhatSomebodyChangedInBetweenIsNotDeleted(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		section := must(k.CreateSection(ctx(t), post.SectionInput{Name: "Harbour"}))(t)
		tag := must(k.CreateTag(ctx(t), post.TagInput{Name: "Boats"}))(t)
		author := must(k.CreateAuthor(ctx(t), post.AuthorInput{Name: "Ada Quay"}))(t)
		must(k.UpdateSection(ctx(t), section.ID, section.Version, post.SectionInput{Name: "Port"}))(t)
		must(k.UpdateTag(ctx(t), tag.ID, tag.Version, post.TagInput{Name: "Ships"}))(t)
		must(k.UpdateAuthor(ctx(t), author.ID, author.Version, post.AuthorInput{Name: "Ada Key"}))(t)
		for n, err := range map[string]error{
			"section": k.DeleteSection(ctx(t), section.ID, section.Version), "tag": k.DeleteTag(ctx(t), tag.ID, tag.Version), "author": k.DeleteAuthor(ctx(t), author.ID, author.Version),
		} {
			if !fault.Is(err, fault.Conflict) {
				t.Errorf("%s: %v", n, err)
			}
		}
		for n, err := range map[string]error{
			"section": k.DeleteSection(ctx(t), section.ID, section.Version+1), "tag": k.DeleteTag(ctx(t), tag.ID, tag.Version+1), "author": k.DeleteAuthor(ctx(t), author.ID, author.Version+1),
		} {
			if err != nil {
				t.Errorf("%s: %v", n, err)
			}
		}
	})
}
