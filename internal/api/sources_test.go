package api_test

import (
	"slices"
	"testing"
)

func TestSourcesAreMadeFoundChangedAndDeleted(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		made := w.do("POST", "/sources", map[string]any{"kind": "person", "name": "Márta Vance", "role": "Harbour master", "website": "https://harbour.example/vance"}).want(201)
		if made.text("key") != "marta-vance" {
			t.Errorf("key %q", made.text("key"))
		}
		got := w.do("GET", made.path(), nil).want(200)
		if got.etag() != made.etag() {
			t.Error("read back as something else")
		}
		changed := w.do("PATCH", made.path(), map[string]any{"affiliation": "Farrow Harbour Office"}, on(got.etag())).want(200)
		if list := w.do("GET", "/sources?q=HARBOUR%20office&kind=person", nil).want(200).items(); len(list) != 1 {
			t.Errorf("found %v", list)
		}
		bad := w.do("PATCH", made.path(), map[string]any{"website": "javascript:alert(1)"}, on(changed.etag())).want(422)
		if got := bad.pointers(); !slices.Equal(got, []string{"#/website"}) {
			t.Errorf("the problem names %v", got)
		}
		w.do("POST", "/sources", map[string]any{"kind": "person", "name": "Other", "key": "marta-vance"}).want(422)
		w.do("DELETE", made.path(), nil, on(made.etag())).want(412)
		w.do("DELETE", made.path(), nil, on(changed.etag())).want(204)
		w.do("GET", made.path(), nil).want(404)
	})
}

func TestNothingThatCouldNameAnUnnamedSourceIsTakenOrRepeated(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		bad := w.do("POST", "/sources", map[string]any{
			"kind": "unnamed", "key": "ansel-rook", "name": "Ansel Rook", "role": "Clerk", "affiliation": "Rook & Co", "website": "https://rook.example",
		}).want(422)
		if got := bad.pointers(); len(got) != 5 {
			t.Errorf("the problem names %v", got)
		}
		if slices.Contains([]string{bad.text("detail")}, "Rook") {
			t.Errorf("the problem repeats the name: %s", bad.body)
		}
		named := w.do("POST", "/sources", map[string]any{"kind": "person", "name": "Ansel Rook"}).want(201)
		changed := w.do("PATCH", named.path(), map[string]any{
			"kind": "unnamed", "public_description": "a harbour clerk", "reason_for_anonymity": "could lose the post",
		}, on(named.etag())).want(200)
		if changed.text("name") != "" || changed.text("key") == named.text("key") {
			t.Errorf("changed to %s", changed.body)
		}
		w.do("PATCH", named.path(), map[string]any{"kind": "person", "name": "Ansel Rook"}, on(changed.etag())).want(422)
	})
}
