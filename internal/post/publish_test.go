package post_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/post"
)

func TestPublishingShowsOneRevisionAndKeepsTheNextDraftToItself(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		p := k.create(article("Bridge opens"))
		r := k.publish(p.ID)
		if r.Number != 1 || !r.Significant || !r.PublishedAt.Equal(morning) {
			t.Fatalf("%+v", r)
		}
		if got := k.events(); !slices.Equal(got, []string{"post.published"}) {
			t.Fatalf("told %q", got)
		}
		k.clock.add(time.Hour)
		in := article("Bridge stays shut")
		in.Body = "A secret until it is published."
		draft := k.save(k.get(p.ID), in)
		if !draft.Changed || draft.Status != post.Live || draft.Slug != p.Slug {
			t.Fatalf("%+v", draft)
		}
		seen := must(k.Published(ctx(t), p.ID))(t)
		if seen.Revision.Headline != "Bridge opens" || strings.Contains(seen.Revision.Body, "secret") || seen.Updated() {
			t.Fatalf("%+v", seen)
		}
		if back := k.save(draft, article("Bridge opens")); back.Changed {
			t.Fatal("the working copy says what readers see, and is called changed")
		}
	})
}

func TestASignificantRevisionMovesUpdatedAndAnotherDoesNot(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		p := k.create(article("Weir repaired"))
		first := k.publish(p.ID)
		change := func(headline string, o post.PublishOptions) post.Published {
			k.clock.add(time.Hour)
			o.Version = k.save(k.get(p.ID), article(headline)).Version
			must(k.Publish(ctx(t), p.ID, 0, o))(t)
			return must(k.Published(ctx(t), p.ID))(t)
		}
		if seen := change("Weir is repaired", post.PublishOptions{}); seen.Updated() || seen.Revision.Number != 2 || !seen.FirstPublishedAt.Equal(morning) {
			t.Fatalf("%+v", seen)
		}
		seen := change("Weir half repaired", post.PublishOptions{Significant: true, Note: "Half of it is done."})
		if !seen.UpdatedAt.Equal(morning.Add(2*time.Hour)) || seen.Revision.Note != "Half of it is done." {
			t.Fatalf("%+v", seen)
		}
		change("Weir half-repaired", post.PublishOptions{})
		if seen := must(k.Published(ctx(t), p.ID))(t); !seen.UpdatedAt.Equal(morning.Add(2 * time.Hour)) {
			t.Fatalf("updated %v", seen.UpdatedAt)
		}
		old := must(k.PublishedRevision(ctx(t), first.ID))(t)
		if old.Revision.Headline != "Weir repaired" || old.Updated() {
			t.Fatalf("%+v", old)
		}
		k.clock.add(time.Hour)
		k.save(k.get(p.ID), article("Weir"))
		_, err := k.Publish(ctx(t), p.ID, 0, post.PublishOptions{Significant: true})
		wantField(t, err, "note")
		list := must(k.Revisions(ctx(t), p.ID))(t)
		if len(list) != 4 || list[0].Number != 4 || list[0].Body != "" || must(k.Revision(ctx(t), list[3].ID))(t).Body == "" {
			t.Fatalf("%+v", list)
		}
	})
}

func TestPublishingTwiceMakesNoSecondRevisionButANoteDoes(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		p := k.create(article("Tide table"))
		first := k.publish(p.ID)
		k.events()
		if again := k.publish(p.ID); again.ID != first.ID || len(k.events()) != 0 {
			t.Fatalf("published anew: %+v", again)
		}
		o := post.PublishOptions{Note: "Checked once more."}
		if noted := must(k.Publish(ctx(t), p.ID, 0, o))(t); noted.Number != 2 {
			t.Fatalf("%+v", noted)
		}
		_, err := k.Publish(ctx(t), p.ID, 0, post.PublishOptions{Version: p.Version})
		wantKind(t, err, fault.Conflict)
	})
}

func TestOfManyPublicationsAtOnceThereIsOneRevision(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		p := k.create(article("Regatta"))
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				o := post.PublishOptions{Version: p.Version * int64(i%2)}
				if _, err := k.Publish(ctx(t), p.ID, 0, o); err != nil && !fault.Is(err, fault.Conflict) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if list := must(k.Revisions(ctx(t), p.ID))(t); len(list) != 1 {
			t.Fatalf("%d revisions", len(list))
		}
		if got := k.events(); len(got) != 1 {
			t.Fatalf("told %q", got)
		}
	})
}

func TestUnpublishingTakesDownAndPublishingAgainKeepsTheDate(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		p := k.create(article("Fair"))
		_, err := k.Unpublish(ctx(t), p.ID, 0, 0)
		wantKind(t, err, fault.Conflict)
		k.publish(p.ID)
		k.events()
		_, err = k.Unpublish(ctx(t), p.ID, 0, 1)
		wantKind(t, err, fault.Conflict)
		down := must(k.Unpublish(ctx(t), p.ID, 0, 2))(t)
		if down.Status != post.Unpublished || down.RevisionID != 0 || !slices.Equal(k.events(), []string{"post.unpublished"}) {
			t.Fatalf("%+v", down)
		}
		must(k.Unpublish(ctx(t), p.ID, 0, 2))(t) // a second press of the button
		if len(k.events()) != 0 {
			t.Fatal("told twice")
		}
		_, _, err = k.BySlug(ctx(t), p.Slug)
		wantKind(t, err, fault.Gone)
		if posts, _, err := k.Listed(ctx(t), "home", post.Cursor{}, 10); err != nil || len(posts) != 0 {
			t.Fatalf("%d on the home page, %v", len(posts), err)
		}
		k.clock.add(24 * time.Hour)
		k.publish(p.ID)
		seen, redirect, err := k.BySlug(ctx(t), p.Slug)
		if err != nil || redirect != "" || !seen.FirstPublishedAt.Equal(morning) || seen.Revision.Number != 2 {
			t.Fatalf("%+v %q %v", seen, redirect, err)
		}
	})
}

func TestARevisionNeverChangesWhoeverAsks(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		r := k.publish(k.create(article("Carved in stone")).ID)
		for _, q := range []string{
			"UPDATE revision SET headline = 'Carved in sand' WHERE id = $1",
			"UPDATE revision SET published_at = 0 WHERE id = $1",
			"DELETE FROM revision WHERE id = $1",
		} {
			err := k.d.Write(ctx(t), func(tx *db.Tx) error { _, err := tx.Exec(ctx(t), q, r.ID); return err })
			if err == nil {
				t.Errorf("%s was let through", q)
			}
		}
		if now := must(k.Revision(ctx(t), r.ID))(t); now.Headline != "Carved in stone" {
			t.Fatalf("%+v", now)
		}
	})
}

func TestWhatReadersCannotUseIsNotPublishedAndLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		empty := k.create(post.Input{Body: "Words."})
		_, err := k.Publish(ctx(t), empty.ID, 0, post.PublishOptions{})
		wantField(t, err, "headline")
		bare := k.create(post.Input{Headline: "Only this", Body: " \n"})
		_, err = k.Publish(ctx(t), bare.ID, 0, post.PublishOptions{})
		wantField(t, err, "body")
		_, err = k.Schedule(ctx(t), bare.ID, 0, 0, morning.Add(time.Hour))
		wantField(t, err, "body")
		_, err = k.Publish(ctx(t), bare.ID, 0, post.PublishOptions{Note: strings.Repeat("n", post.MaxNote+1)})
		wantField(t, err, "note")
		_, err = k.Publish(ctx(t), 4711, 0, post.PublishOptions{})
		wantKind(t, err, fault.NotFound)
		if len(k.events()) != 0 || len(k.changed()) != 0 || k.get(bare.ID).Status != post.Draft {
			t.Fatal("a refused publication left something")
		}
	})
}

func TestPublishingDropsThePagesThatShowOrShowedThePost(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		one := must(k.CreateSection(ctx(t), post.SectionInput{Name: "One"}))(t)
		two := must(k.CreateSection(ctx(t), post.SectionInput{Name: "Two"}))(t)
		in := article("Moves on")
		in.SectionIDs = []int64{one.ID}
		p := k.create(in)
		k.changed()
		k.publish(p.ID)
		first := []string{"list:all", "list:home", "list:month:2025-03", "list:section:1", "post:1"}
		if got := k.changed(); !slices.Equal(got, first) {
			t.Fatalf("%q", got)
		}
		in.SectionIDs = []int64{two.ID}
		k.save(k.get(p.ID), in)
		if got := k.changed(); len(got) != 0 {
			t.Fatalf("a draft changed pages: %q", got)
		}
		k.publish(p.ID)
		both := []string{"list:all", "list:home", "list:month:2025-03", "list:section:1", "list:section:2", "post:1"}
		if got := k.changed(); !slices.Equal(got, both) {
			t.Fatalf("%q", got)
		}
		must(k.Unpublish(ctx(t), p.ID, 0, 0))(t)
		gone := []string{"list:all", "list:home", "list:month:2025-03", "list:section:2", "post:1"}
		if got := k.changed(); !slices.Equal(got, gone) {
			t.Fatalf("%q", got)
		}
	})
}
