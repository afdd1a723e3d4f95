package api_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

func TestEveryWriteToWhatExistsNeedsIfMatch(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		n := 0
		w.doc.each(func(method, pattern string, op operation) {
			needs := false
			for _, p := range op.Parameters {
				needs = needs || p.Name == "If-Match"
			}
			if method != "PATCH" && method != "PUT" && method != "DELETE" {
				return
			}
			n++
			if !needs {
				t.Errorf("%s %s does not say that it needs If-Match", method, pattern)
			}
		})
		if n < 20 {
			t.Errorf("only %d writes were found", n)
		}
		path := w.do("POST", "/tags", map[string]any{"name": "Boats"}).want(201).path()
		w.do("PATCH", path, map[string]any{"name": "Nets"}).want(428).problem("precondition-required")
		w.do("DELETE", path, nil).want(428)
		for _, wrong := range []string{`""`, `"0.abc"`, `W/"1.abc"`, `1`, `"`, `"2"`, `"1"`, "garbage, \"9.x\"", `"-1.x"`} {
			w.do("PATCH", path, map[string]any{"name": "Nets"}, on(wrong)).want(412).problem("stale-version")
		}
		if got := w.do("GET", path, nil).text("name"); got != "Boats" {
			t.Errorf("it was changed to %q all the same", got)
		}
		etag := w.do("GET", path, nil).etag()
		w.do("PATCH", path, map[string]any{"name": "Nets"}, on(`"7.x", `+etag)).want(200)
		w.do("PATCH", path, map[string]any{"name": "Ropes"}, on("*")).want(200)
		w.do("PATCH", "/tags/999", map[string]any{"name": "Ropes"}, on("*")).want(404)
	})
}

func TestOfManyWritersWithOneVersionExactlyOneWins(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for kind, field := range map[string]string{"posts": "headline", "tags": "name", "authors": "name", "sections": "name"} {
			made := w.do("POST", "/"+kind, map[string]any{field: "First"}).want(201)
			statuses := together(12, func(i int) int {
				return w.do("PATCH", made.path(), map[string]any{field: fmt.Sprintf("Writer %d", i)}, on(made.etag())).StatusCode
			})
			if statuses[200] != 1 || statuses[412] != 11 {
				t.Errorf("%s: %v", kind, statuses)
			}
			if now := w.do("GET", made.path(), nil).number("version"); now != 2 {
				t.Errorf("%s: version %d", kind, now)
			}
		}
	})
}

// together runs f in many goroutines that start at once and counts the results.
func together(n int, f func(i int) int) map[int]int {
	var mu sync.Mutex
	var ready, done sync.WaitGroup
	out, start := map[int]int{}, make(chan struct{})
	for i := range n {
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			<-start
			status := f(i)
			mu.Lock()
			defer mu.Unlock()
			out[status]++
		})
	}
	ready.Wait()
	close(start)
	done.Wait()
	return out
}

func TestAReadIsNotSentAgainToWhomHasIt(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		made := w.do("POST", "/tags", map[string]any{"name": "Boats"}).want(201)
		for _, path := range []string{made.path(), "/tags", "/sections", "/site"} {
			got := w.do("GET", path, nil).want(200)
			for _, tag := range []string{got.etag(), "W/" + got.etag(), `"x", ` + got.etag(), "*"} {
				same := w.do("GET", path, nil, with("If-None-Match", tag)).want(304)
				if len(same.body) != 0 || same.etag() != got.etag() {
					t.Errorf("%s: %d bytes, ETag %q", path, len(same.body), same.etag())
				}
			}
			w.do("GET", path, nil, with("If-None-Match", `"x"`)).want(200)
		}
		etag := w.do("GET", "/tags", nil).etag()
		w.do("PATCH", made.path(), map[string]any{"name": "Nets"}, on(made.etag())).want(200)
		w.do("GET", "/tags", nil, with("If-None-Match", etag)).want(200)
		if cached := w.do("GET", made.path(), nil).Header.Get("Cache-Control"); !strings.Contains(cached, "private") {
			t.Errorf("Cache-Control is %q", cached)
		}
	})
}
