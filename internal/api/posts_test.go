package api_test

import (
	"testing"
	"time"
)

func TestAPostGoesFromDraftToPageAndBack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		section := w.do("POST", "/sections", map[string]any{"name": "Harbour"}).want(201).number("id")
		made := w.do("POST", "/posts", map[string]any{
			"headline": "Ferry returns", "body": "It *runs* again.", "section_ids": []int64{section},
		}).want(201)
		if made.text("status") != "draft" || made.text("slug") != "ferry-returns" || made.text("kind") != "article" || made.text("access") != "public" {
			t.Fatalf("made %s", made.body)
		}
		path := made.path()
		got := w.do("GET", path, nil).want(200)
		if got.etag() != made.etag() || string(got.body) != string(made.body) {
			t.Errorf("read back:\n%s %s\nmade:\n%s %s", got.etag(), got.body, made.etag(), made.body)
		}

		edited := w.do("PATCH", path, map[string]any{"standfirst": "After a winter in dock.", "access": "members"}, on(got.etag())).want(200)
		if edited.text("headline") != "Ferry returns" || edited.text("standfirst") != "After a winter in dock." || edited.text("access") != "members" {
			t.Errorf("edited to %s", edited.body)
		}
		live := w.do("POST", path+"/publication", nil, on(edited.etag())).want(200)
		if live.text("status") != "published" || live.number("revision_id") == 0 {
			t.Fatalf("published as %s", live.body)
		}
		again := w.do("PATCH", path, map[string]any{"body": "It runs again, *twice a day*.", "section_ids": []int64{}}, on(live.etag())).want(200)
		if again.object()["changed"] != true {
			t.Errorf("after the edit: %s", again.body)
		}
		w.do("POST", path+"/publication", map[string]any{"significant": true}, on(again.etag())).want(422).problem("invalid")
		second := w.do("POST", path+"/publication", map[string]any{"significant": true, "note": "Two runs a day."}, on(again.etag())).want(200)

		revisions := w.do("GET", path+"/revisions", nil).want(200).items()
		if len(revisions) != 2 || revisions[0]["note"] != "Two runs a day." || revisions[1]["number"] != 1.0 {
			t.Fatalf("revisions %v", revisions)
		}
		first := w.do("GET", path+"/revisions/"+id(revisions[1]), nil).want(200)
		w.do("GET", path+"/revisions/"+id(revisions[1]), nil, with("Authorization", "")).want(401)
		if first.text("body") != "It *runs* again." || first.text("access") != "members" {
			t.Errorf("the first revision says %s", first.body)
		}
		w.do("GET", "/posts/999/revisions/"+id(revisions[1]), nil).want(404)
		w.do("DELETE", path, nil, on(second.etag())).want(409).problem("conflict")

		down := w.do("DELETE", path+"/publication", nil, on(second.etag())).want(200)
		if down.text("status") != "unpublished" || down.object()["revision_id"] != nil {
			t.Errorf("taken down: %s", down.body)
		}
	})
}

func TestAScheduleCanBeSetMovedAndTakenBack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		made := w.do("POST", "/posts", map[string]any{"headline": "Tides", "body": "High at noon."}).want(201)
		at := time.Now().Add(48 * time.Hour).UTC().Truncate(time.Second)
		set := w.do("PUT", made.path()+"/schedule", map[string]any{"scheduled_at": at.In(time.FixedZone("", 3600)).Format(time.RFC3339)}, on(made.etag())).want(200)
		if got, _ := time.Parse(time.RFC3339, set.text("scheduled_at")); !got.Equal(at) || set.text("status") != "scheduled" {
			t.Errorf("set to %s", set.body)
		}
		past := w.do("PUT", made.path()+"/schedule", map[string]any{"scheduled_at": "2001-01-01T00:00:00Z"}, on(set.etag())).want(422)
		if got := past.pointers(); len(got) != 1 || got[0] != "#/scheduled_at" {
			t.Errorf("the problem names %v", got)
		}
		back := w.do("DELETE", made.path()+"/schedule", nil, on(set.etag())).want(200)
		if back.text("status") != "draft" || back.object()["scheduled_at"] != nil {
			t.Errorf("taken back: %s", back.body)
		}
		w.do("DELETE", made.path(), nil, on(back.etag())).want(204)
		w.do("GET", made.path(), nil).want(404).problem("not-found")
	})
}
