package post_test

import (
	"fmt"
	"reflect"
	"testing"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/post"
)

// revised makes a post with revisions that say what the texts say.
func (k *desk) revised(texts ...string) post.Post {
	k.t.Helper()
	p, err := k.Create(k.t.Context(), 0, post.Input{Headline: "The tide", Body: texts[0]})
	for i, text := range texts {
		if err == nil && i > 0 {
			in := p.Input
			in.Body = text
			p, err = k.Save(k.t.Context(), p.ID, p.Version, 0, in)
		}
		if err == nil {
			_, err = k.Publish(k.t.Context(), p.ID, 0, post.PublishOptions{})
		}
		if err == nil {
			p, err = k.Get(k.t.Context(), p.ID)
		}
	}
	k.must(err)
	return p
}

func (k *desk) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

func TestAnOlderStateComesBackAsTheWorkingCopyAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k, ctx := newDesk(t, d), t.Context()
		p := k.revised("One.", "Two.", "Three.")
		in := p.Input
		in.Access = post.Members
		p, err := k.Save(ctx, p.ID, p.Version, 0, in)
		k.must(err)
		before, err := k.Published(ctx, p.ID)
		k.must(err)

		got, err := k.Restore(ctx, p.ID, 0, post.Restoration{Version: p.Version, Number: 1})
		k.must(err)
		if got.Body != "One." || !got.Paid() || !got.Changed || got.Gaps || got.Slug != p.Slug {
			t.Errorf("restored: %+v", got)
		}
		after, err := k.Published(ctx, p.ID)
		k.must(err)
		if after.Revision.ID != before.Revision.ID || after.Revision.Body != "Three." {
			t.Errorf("readers see %q of revision %d", after.Revision.Body, after.Revision.Number)
		}
		// What is there now is revision 1, so nothing is lost and nothing is asked.
		got, err = k.Restore(ctx, p.ID, 0, post.Restoration{Version: got.Version, Number: 2})
		k.must(err)
		if asides, err := k.Asides(ctx, p.ID); err != nil || len(asides) != 0 || got.Body != "Two." {
			t.Errorf("%q, and kept %v, %v", got.Body, asides, err)
		}
		if _, err := k.Restore(ctx, p.ID, 0, post.Restoration{Version: p.Version, Number: 1}); !fault.Is(err, fault.Conflict) {
			t.Errorf("from a stale version: %v", err)
		}
		if _, err := k.Restore(ctx, p.ID, 0, post.Restoration{Version: got.Version, Number: 9}); !fault.Is(err, fault.NotFound) {
			t.Errorf("a revision that is not there: %v", err)
		}
	})
}

func TestWhatAnOlderStateReplacesCanBeBroughtBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k, ctx := newDesk(t, d), t.Context()
		p := k.revised("One.", "Two.")
		in := p.Input
		in.Body, in.Standfirst = "Never seen.", "Nor this."
		p, err := k.Save(ctx, p.ID, p.Version, 0, in)
		k.must(err)
		if yes, err := k.Unrecorded(ctx, p); err != nil || !yes {
			t.Errorf("unrecorded: %v, %v", yes, err)
		}
		_, err = k.Restore(ctx, p.ID, 0, post.Restoration{Version: p.Version, Number: 1})
		if fields := fault.FieldsOf(err); len(fields) != 1 || fields[0].Name != "replace" {
			t.Fatalf("without being asked: %v", err)
		}
		if now, err := k.Get(ctx, p.ID); err != nil || now.Version != p.Version {
			t.Errorf("a refused restoration wrote something: %+v, %v", now, err)
		}
		got, err := k.Restore(ctx, p.ID, 0, post.Restoration{Version: p.Version, Number: 1, Replace: true})
		k.must(err)
		asides, err := k.Asides(ctx, p.ID)
		k.must(err)
		if len(asides) != 1 || asides[0].Standfirst != "Nor this." || asides[0].Body != "" {
			t.Fatalf("kept: %+v", asides)
		}
		back, err := k.Restore(ctx, p.ID, 0, post.Restoration{Version: got.Version, AsideID: asides[0].ID})
		k.must(err)
		if back.Body != "Never seen." || back.Standfirst != "Nor this." {
			t.Errorf("brought back: %+v", back.Input)
		}
		// Kept once however often it gives way, and never another post's.
		got, err = k.Restore(ctx, p.ID, 0, post.Restoration{Version: back.Version, Number: 2, Replace: true})
		k.must(err)
		if asides, _ = k.Asides(ctx, p.ID); len(asides) != 1 {
			t.Errorf("kept %d times", len(asides))
		}
		other := k.revised("Else.")
		if _, err := k.Restore(ctx, other.ID, 0, post.Restoration{Version: other.Version, AsideID: asides[0].ID}); !fault.Is(err, fault.NotFound) {
			t.Errorf("the kept text of another post: %v", err)
		}
		for i := range post.MaxAsides + 2 {
			in := got.Input
			in.Body = fmt.Sprintf("Try %d.", i)
			saved, err := k.Save(ctx, p.ID, got.Version, 0, in)
			k.must(err)
			got, err = k.Restore(ctx, p.ID, 0, post.Restoration{Version: saved.Version, Number: 1, Replace: true})
			k.must(err)
		}
		if asides, _ = k.Asides(ctx, p.ID); len(asides) != post.MaxAsides {
			t.Errorf("%d are kept", len(asides))
		}
	})
}

func TestAllThatWasWrittenIsKeptWhenItGivesWay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k, ctx := newDesk(t, d), t.Context()
		section, err := k.CreateSection(ctx, post.SectionInput{Name: "Harbour"})
		k.must(err)
		tags, err := k.EnsureTags(ctx, []string{"Tides", "Fog"})
		k.must(err)
		author, err := k.CreateAuthor(ctx, post.AuthorInput{Name: "Marit Oyen"})
		k.must(err)
		p := k.revised("One.")
		all := post.Input{
			Kind: post.Brief, Access: post.Members, Slug: p.Slug, Headline: "Two", Standfirst: "Three", Body: "Four",
			LeadMediaID: k.picture().ID, LeadAlt: "Five", LeadCaption: "Six", LeadCredit: "Seven", Series: "Eight", Part: 9, Layout: "essay",
			SectionIDs: []int64{section.ID}, TagIDs: []int64{tags[1].ID, tags[0].ID}, AuthorIDs: []int64{author.ID},
		}
		for v, i := reflect.ValueOf(all), 0; i < v.NumField(); i++ {
			if v.Field(i).IsZero() {
				t.Errorf("this test knows nothing of %s", v.Type().Field(i).Name)
			}
		}
		p, err = k.Save(ctx, p.ID, p.Version, 0, all)
		k.must(err)
		got, err := k.Restore(ctx, p.ID, 0, post.Restoration{Version: p.Version, Number: 1, Replace: true})
		k.must(err)
		asides, err := k.Asides(ctx, p.ID)
		k.must(err)
		got, err = k.Restore(ctx, p.ID, 0, post.Restoration{Version: got.Version, AsideID: asides[0].ID})
		k.must(err)
		if !reflect.DeepEqual(got.Input, all) {
			t.Errorf("brought back %+v, want %+v", got.Input, all)
		}
	})
}

func TestWhatWasDeletedSinceIsLeftOutOfAnOlderState(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k, ctx := newDesk(t, d), t.Context()
		harbour, err := k.CreateSection(ctx, post.SectionInput{Name: "Harbour"})
		k.must(err)
		council, err := k.CreateSection(ctx, post.SectionInput{Name: "Council"})
		k.must(err)
		p, err := k.Create(ctx, 0, post.Input{Headline: "Dues", Body: "Up.", SectionIDs: []int64{harbour.ID, council.ID}})
		k.must(err)
		_, err = k.Publish(ctx, p.ID, 0, post.PublishOptions{})
		k.must(err)
		k.must(k.DeleteSection(ctx, harbour.ID, 0))
		p, err = k.Get(ctx, p.ID)
		k.must(err)
		in := p.Input
		in.Body, in.SectionIDs = "Down.", nil
		p, err = k.Save(ctx, p.ID, p.Version, 0, in)
		k.must(err)
		got, err := k.Restore(ctx, p.ID, 0, post.Restoration{Version: p.Version, Number: 1, Replace: true})
		k.must(err)
		if !got.Gaps || len(got.SectionIDs) != 1 || got.SectionIDs[0] != council.ID || got.Body != "Up." {
			t.Errorf("restored: %+v", got)
		}
	})
}
