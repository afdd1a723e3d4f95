package api_test

import (
	"fmt"
	"testing"
)

func TestTheMenusAreReadAndReplacedFromOneVersion(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		section := w.do("POST", "/sections", map[string]any{"name": "Harbour"}).want(201)
		to := fmt.Sprintf("section:%d", section.number("id"))
		got := w.do("GET", "/navigation", nil).want(200)
		if n := got.object()["header"].([]any); got.object()["header_own"] != false || len(n) != 1 || n[0].(map[string]any)["url"] != "/section/harbour" {
			t.Errorf("before anybody edited it: %s", got.body)
		}
		menu := map[string]any{
			"header": []map[string]any{{"to": "/about", "label": "About"}, {"to": to}, {"to": "tag:999", "label": "Gone"}},
			"footer": []map[string]any{{"title": "Us", "items": []map[string]any{{"to": "https://tides.example", "label": "Tides"}}}},
		}
		put := w.do("PUT", "/navigation", menu, on(got.etag())).want(200)
		if n := put.object()["header"].([]any); put.object()["header_own"] != true || len(n) != 3 || n[2].(map[string]any)["url"] != "" {
			t.Errorf("after: %s", put.body)
		}
		w.do("PUT", "/navigation", menu, on(got.etag())).want(412)
		w.do("PUT", "/navigation", menu).want(428)
		for pointer, bad := range map[string]any{
			"#/header/0/to":           map[string]any{"header": []map[string]any{{"to": "javascript:alert(1)", "label": "x"}}},
			"#/footer/0/items/0/to":   map[string]any{"footer": []map[string]any{{"title": "x", "items": []map[string]any{{"to": "data:text/html,x", "label": "x"}}}}},
			"#/footer/0/title":        map[string]any{"footer": []map[string]any{{"title": " ", "items": []map[string]any{}}}},
			"#/header/0/label":        map[string]any{"header": []map[string]any{{"to": "/x"}}},
			"#/footer/0/items/0/more": map[string]any{"footer": []map[string]any{{"title": "x", "items": []map[string]any{{"to": "/x", "label": "x", "more": 1}}}}},
		} {
			if p := w.do("PUT", "/navigation", bad, on("*")).want(422).pointers(); len(p) != 1 || p[0] != pointer {
				t.Errorf("%v names %v, want %s", bad, p, pointer)
			}
		}
		if again := w.do("PUT", "/navigation", map[string]any{}, on("*")).want(200); again.object()["footer_own"] != false {
			t.Errorf("what is left out should follow the sections again: %s", again.body)
		}
	})
}
