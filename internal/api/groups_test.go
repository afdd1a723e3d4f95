package api_test

import (
	"fmt"
	"strings"
	"testing"
)

func id(m map[string]any) string { return fmt.Sprintf("%.0f", m["id"]) }

func TestSectionsTagsAndAuthorsAreMadeReadChangedAndDeleted(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for kind, about := range map[string]string{"sections": "description", "tags": "description", "authors": "bio"} {
			made := w.do("POST", "/"+kind, map[string]any{"name": "Boats & nets", about: "On the water"}).want(201)
			if made.text("slug") != "boats-and-nets" && made.text("slug") != "boats-nets" {
				t.Errorf("%s: slug %q", kind, made.text("slug"))
			}
			taken := w.do("POST", "/"+kind, map[string]any{"name": "Other", "slug": made.text("slug")}).want(422)
			if got := taken.pointers(); len(got) != 1 || got[0] != "#/slug" {
				t.Errorf("%s: the problem names %v", kind, got)
			}
			got := w.do("GET", made.path(), nil).want(200)
			changed := w.do("PATCH", made.path(), map[string]any{about: ""}, on(got.etag())).want(200)
			if changed.text(about) != "" || changed.text("name") != "Boats & nets" || changed.text("slug") != made.text("slug") {
				t.Errorf("%s: changed to %s", kind, changed.body)
			}
			list := w.do("GET", "/"+kind, nil).want(200).items()
			if len(list) != 1 || id(list[0]) != id(made.object()) {
				t.Errorf("%s: listed %v", kind, list)
			}
			w.do("DELETE", made.path(), nil, on(got.etag())).want(412).problem("stale-version")
			w.do("DELETE", made.path(), nil, on(changed.etag())).want(204)
			w.do("GET", made.path(), nil).want(404)
		}
	})
}

func TestAWrongWebsiteIsNamedAsTheFieldThatWasSent(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		res := w.do("POST", "/authors", map[string]any{"name": "Ines", "website": "javascript:alert(1)"}).want(422)
		if got := res.pointers(); len(got) != 1 || got[0] != "#/website" {
			t.Errorf("the problem names %v", got)
		}
	})
}

func TestTheSiteIsReadAndChanged(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		got := w.do("GET", "/site", nil).want(200)
		changed := w.do("PATCH", "/site", map[string]any{
			"tagline": "Light on the water", "social": []map[string]any{{"label": "Tides", "url": "https://tides.example"}},
		}, on(got.etag())).want(200)
		if changed.text("name") != "The Harbour Lamp" || changed.text("tagline") != "Light on the water" {
			t.Errorf("changed to %s", changed.body)
		}
		if again := w.do("GET", "/site", nil).want(200); again.etag() != changed.etag() {
			t.Errorf("read back %s, want %s", again.body, changed.body)
		}
		w.do("PATCH", "/site", map[string]any{"name": ""}, on(changed.etag())).want(422)
		w.do("PATCH", "/site", map[string]any{"language": "tlh"}, on(changed.etag())).want(422)
		bad := w.do("PATCH", "/site", map[string]any{"social": []map[string]any{{"label": "x"}}}, on(changed.etag())).want(422)
		if got := bad.pointers(); len(got) != 1 || got[0] != "#/social/0/url" {
			t.Errorf("the problem names %v", got)
		}
		w.do("PATCH", "/site", map[string]any{"tagline": "Late"}, on(got.etag())).want(412)
		told := w.do("PATCH", "/site", map[string]any{"announcement": map[string]any{"text": "Closed", "tone": "quiet", "until": "2026-12-01T00:00:00Z"}}, on("*")).want(200)
		if a := told.object()["announcement"].(map[string]any); a["text"] != "Closed" || a["tone"] != "quiet" || a["from"] != nil || a["until"] != "2026-12-01T00:00:00.000Z" {
			t.Errorf("announced %s", told.body)
		}
		bad = w.do("PATCH", "/site", map[string]any{"announcement": map[string]any{"text": "x", "link_label": "x", "link_url": "javascript:alert(1)"}}, on("*")).want(422)
		if got := bad.pointers(); len(got) != 1 || got[0] != "#/announcement/link_url" {
			t.Errorf("the problem names %v", got)
		}
	})
}

func TestWordsToLookForAreTakenAsPeoplePasteThem(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.do("POST", "/tags", map[string]any{"name": "Old boats"}).want(201)
		for _, path := range []string{"/tags?q=old%09boats", "/tags?q=%20Old%0Aboats%09"} {
			if n := len(w.do("GET", path, nil).want(200).items()); n != 1 {
				t.Errorf("%s finds %d", path, n)
			}
		}
		for _, list := range []string{"/tags", "/authors"} {
			res := w.do("GET", list+"?cursor=%09", nil)
			if res.StatusCode/100 != 4 || strings.Contains(string(res.body), `"pointer"`) {
				t.Errorf("%d: %s", res.StatusCode, res.body)
			}
		}
	})
}
