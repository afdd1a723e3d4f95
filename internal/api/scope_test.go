package api_test

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"onrecord/internal/api"
)

var inPath = regexp.MustCompile(`\{\w+\}`)

// sample is an address of a pattern.
func sample(pattern string) string { return inPath.ReplaceAllString(pattern, "1") }

func (d *document) each(f func(method, pattern string, op operation)) {
	for _, pattern := range slices.Sorted(maps.Keys(d.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(d.Paths[pattern])) {
			f(strings.ToUpper(method), pattern, d.Paths[pattern][method])
		}
	}
}

func TestEveryRouteTakesItsOwnScopeAndNoOther(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		n := 0
		w.doc.each(func(method, pattern string, op operation) {
			need := op.Security[0]["token"][0]
			for _, scope := range []string{"read", "write", "send"} {
				w.token = w.tokens[scope]
				res := w.do(method, sample(pattern), nil)
				n++
				refused := res.StatusCode == 403 && res.text("code") == "insufficient-scope"
				if refused != (scope != need) {
					t.Errorf("%s %s with %s: %d, needs %s", method, pattern, scope, res.StatusCode, need)
				}
				if refused && !strings.Contains(res.Header.Get("WWW-Authenticate"), `scope="`+need+`"`) {
					t.Errorf("%s %s: WWW-Authenticate is %q", method, pattern, res.Header.Get("WWW-Authenticate"))
				}
			}
		})
		if n < 150 {
			t.Errorf("only %d pairs were tried; the document has lost its routes", n)
		}
	})
}

func TestNothingIsDoneWithoutAWorkingToken(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		plain, token, err := w.deps.Staff.CreateToken(ctx, "Gone", []staffScope{"read", "write", "send"}, 0)
		if err != nil {
			t.Fatal(err)
		}
		revoke(t, w, token.ID)
		for _, auth := range []string{
			"", "Bearer", "Bearer ", "Bearer onr_wrong", "Basic " + w.token, w.token, "Bearer " + w.token + "x",
			"Bearer " + strings.ToUpper(w.token), "Bearer " + plain, "Bearer \x80", "Bearer ' OR 1=1 --", "Bearer " + strings.Repeat("a", 4000),
		} {
			w.doc.each(func(method, pattern string, _ operation) {
				if auth != "" && pattern != "/posts" {
					return
				}
				res := w.do(method, sample(pattern), nil, with("Authorization", auth))
				if res.StatusCode != 401 || !strings.HasPrefix(res.Header.Get("WWW-Authenticate"), "Bearer ") {
					t.Errorf("%s %s with %q: %d %q", method, pattern, auth, res.StatusCode, res.Header.Get("WWW-Authenticate"))
				}
			})
		}
		w.do("GET", "/posts?access_token="+w.token, nil, with("Authorization", "")).want(401)
		w.do("GET", "/posts", nil, with("Authorization", "bearer "+w.token)).want(200)
	})
}

func TestNoOtherSpellingOfAnAddressOrMethodGetsPastTheTable(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		made := w.do("POST", "/posts", map[string]any{"headline": "A"}).want(201)
		w.token = w.tokens["read"]
		w.server.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		for _, path := range []string{
			"/posts/", "//posts", "/Posts", "/posts/01", "/posts/+1", "/posts/1.0", "/posts/0", "/posts/-1", "/posts/1/", "/posts/1%2Fpublication",
			"/posts/1;x", "/posts/%31%00", "/posts/99999999999999999999", "/posts/../sections", "/posts/%2e%2e/sections", "/nothing", "/posts/1/nothing",
		} {
			for _, method := range []string{"GET", "POST", "PATCH", "DELETE", "PUT"} {
				res := w.do(method, w.server.URL+api.Prefix+path, nil, on("*"))
				if res.StatusCode < 300 || res.StatusCode == 304 {
					t.Errorf("%s %s: %d", method, path, res.StatusCode)
				}
			}
		}
		for _, method := range []string{"TRACE", "CONNECT", "PROPFIND", "get", "POSTS", "OPTIONS"} {
			if method == "CONNECT" {
				continue // the client sends it in another form
			}
			res := w.do(method, "/posts", nil)
			if res.StatusCode != 405 || res.Header.Get("Allow") != "GET, HEAD, POST" {
				t.Errorf("%s: %d, Allow %q", method, res.StatusCode, res.Header.Get("Allow"))
			}
		}
		w.do("GET", made.path(), nil, with("X-HTTP-Method-Override", "DELETE")).want(200)
		w.do("GET", made.path()+"?_method=DELETE", nil).want(400)
		head := w.do("HEAD", made.path(), nil).want(200)
		if head.etag() != made.etag() || len(head.body) != 0 {
			t.Errorf("HEAD: %q, %d bytes", head.etag(), len(head.body))
		}
	})
}

func TestEveryAnswerCarriesTheSecurityHeadersAndNoCookie(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, res := range []reply{w.do("GET", "/posts", nil), w.do("GET", "/posts/1", nil), w.do("GET", "/no", nil), w.do("GET", "/posts", nil, with("Authorization", ""))} {
			for _, name := range []string{"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy", "Cache-Control"} {
				if res.Header.Get(name) == "" {
					t.Errorf("%d has no %s", res.StatusCode, name)
				}
			}
			if res.Header.Get("Set-Cookie") != "" || res.Header.Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("%d sets a cookie or opens itself to other origins", res.StatusCode)
			}
		}
	})
}
