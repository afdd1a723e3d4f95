package api_test

import "testing"

func TestRedirectsAreListedMadeImportedAndDeleted(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		made := w.do("POST", "/redirects", map[string]any{"source": "/old", "target": "/new", "permanent": true}).want(201)
		if got := w.do("GET", made.path(), nil).want(200); got.text("source") != "/old" || got.object()["permanent"] != true {
			t.Errorf("made %s", got.body)
		}
		for pointer, bad := range map[string]map[string]any{
			"#/target": {"source": "/a", "target": "javascript:alert(1)"}, "#/source": {"source": "/admin/x", "target": "/b"},
		} {
			if got := w.do("POST", "/redirects", bad).want(422).pointers(); len(got) != 1 || got[0] != pointer {
				t.Errorf("%v names %v", bad, got)
			}
		}
		report := w.do("POST", "/redirects/import", map[string]any{"redirects": []map[string]any{
			{"source": "/b", "target": "/c"}, {"source": "/c", "target": "/b"}, {"source": "/d", "target": "https://example.org/d", "prefix": true},
		}}).want(200)
		if refused := report.object()["refused"].([]any); report.number("stored") != 2 || len(refused) != 1 || refused[0].(map[string]any)["index"] != 1.0 {
			t.Errorf("imported %s", report.body)
		}
		first := w.do("GET", "/redirects?limit=2", nil).want(200)
		if items := first.items(); len(items) != 2 || items[0]["source"] != "/b" || first.Header.Get("Link") == "" {
			t.Errorf("listed %s", first.body)
		}
		w.do("DELETE", made.path(), nil).want(428)
		w.do("DELETE", made.path(), nil, on(made.etag())).want(204)
		w.do("GET", made.path(), nil).want(404)
		w.token = w.tokens["read"]
		w.do("POST", "/redirects", map[string]any{"source": "/x", "target": "/y"}).want(403)
	})
}
