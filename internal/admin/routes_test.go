package admin_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"onrecord/internal/admin"
	"onrecord/internal/staff"
)

var placeholder = regexp.MustCompile(`\{[^}]*\}`)

// nobody is a path of the pattern at which there is nothing, so that asking
// for it by any method does no harm.
func nobody(pattern string) string { return placeholder.ReplaceAllString(pattern, "999999") }

// fate is what the table says must happen to a request.
type fate int

const (
	through fate = iota
	toSignIn
	signedOut
	forbidden
)

func want(b *browser, role staff.Role, rt admin.Route, method string) fate {
	switch {
	case rt.Needs == "":
		return through
	case role == "" && method == http.MethodPost:
		return signedOut
	case role == "":
		return toSignIn
	case !staff.Can(role, rt.Needs):
		return forbidden
	}
	return through
}

func got(a answer) fate {
	switch {
	case a.status == http.StatusUnauthorized:
		return signedOut
	case a.status == http.StatusForbidden:
		return forbidden
	case a.status == http.StatusSeeOther && strings.HasPrefix(a.header.Get("Location"), "/admin/sign-in?next="):
		return toSignIn
	}
	return through
}

func (b *browser) ask(method, path string, headers ...string) answer {
	b.t.Helper()
	r := b.request(method, path, nil)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return b.do(r)
}

// skipped are the routes whose own work would change who is asking.
func skipped(rt admin.Route) bool {
	return rt.Needs == "" && rt.Method == http.MethodPost || strings.HasSuffix(rt.Pattern, "...}")
}

func TestEveryRouteLetsThroughWhomTheTableSays(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		people := map[staff.Role]*browser{staff.Owner: claimed(t, k), "": k.browser()}
		for _, role := range staff.Roles()[1:] {
			people[role] = k.hire(role)
		}
		for role, b := range people {
			for _, rt := range admin.Routes() {
				if skipped(rt) {
					continue
				}
				path := nobody(rt.Pattern)
				methods := []string{rt.Method}
				if rt.Method == http.MethodGet {
					methods = append(methods, http.MethodHead)
				}
				for _, method := range methods {
					a := b.ask(method, path)
					if got(a) != want(b, role, rt, method) {
						t.Errorf("%s %s as %q: %d, want fate %d", method, path, role, a.status, want(b, role, rt, method))
					}
					if a.status >= 500 {
						t.Errorf("%s %s as %q: %d\n%s", method, path, role, a.status, k.log.String())
					}
				}
			}
		}
	})
}

func TestNoSpellingOfAPathAndNoOtherMethodGetsAroundTheTable(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		claimed(t, k)
		people := map[staff.Role]*browser{staff.Contributor: k.hire(staff.Contributor), "": k.browser()}
		for role, b := range people {
			readable := map[string]bool{}
			for _, rt := range admin.Routes() {
				readable[rt.Pattern] = readable[rt.Pattern] || rt.Method == http.MethodGet && want(b, role, rt, rt.Method) == through
			}
			for _, rt := range admin.Routes() {
				if rt.Needs == "" || want(b, role, rt, rt.Method) == through {
					continue
				}
				path := nobody(rt.Pattern)
				for _, spelling := range []string{
					path + "/", strings.Replace(path, "/admin/", "/admin//", 1), strings.Replace(path, "/admin/", "/admin/./", 1),
					strings.Replace(path, "/admin/", "/admin%2F", 1), path + ";x", path + "%00", strings.ToUpper(path), path + "?x=1", path + "#x",
					"/admin/x/.." + strings.TrimPrefix(path, "/admin"),
				} {
					if a := b.ask(rt.Method, spelling); a.status == http.StatusOK {
						t.Errorf("%s %s as %q: %d", rt.Method, spelling, role, a.status)
					}
				}
				for _, method := range []string{http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions, http.MethodTrace, "BREW"} {
					if a := b.ask(method, path); a.status != http.StatusMethodNotAllowed || a.header.Get("Allow") == "" {
						t.Errorf("%s %s as %q: %d, Allow %q", method, path, role, a.status, a.header.Get("Allow"))
					}
				}
				a := b.ask(http.MethodGet, path, "X-HTTP-Method-Override", rt.Method, "X-Method-Override", rt.Method, "X-Original-URL", "/admin/account")
				if a.status == http.StatusOK && !readable[rt.Pattern] {
					t.Errorf("GET %s with an override as %q: %d", path, role, a.status)
				}
			}
		}
	})
}

func TestNothingIsCarriedOutThatAnotherSiteSends(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		for _, rt := range admin.Routes() {
			if rt.Method != http.MethodPost {
				continue
			}
			for _, h := range [][]string{
				{"Sec-Fetch-Site", "cross-site"},
				{"Sec-Fetch-Site", "same-site"},
				{"Sec-Fetch-Site", "", "Origin", "https://evil.example"},
				{"Sec-Fetch-Site", "", "Origin", "null"},
				{"Sec-Fetch-Site", "", "Origin", "http://evil." + strings.TrimPrefix(k.url, "http://")},
			} {
				for _, kind := range []string{"application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"} {
					if a := b.ask(http.MethodPost, nobody(rt.Pattern), append(h, "Content-Type", kind)...); a.status != http.StatusForbidden {
						t.Errorf("POST %s with %v: %d", rt.Pattern, h, a.status)
					}
				}
			}
		}
		b.page("/admin") // signed in still: the foreign sign-out did nothing
	})
}

func TestEveryAnswerCarriesTheSecurityHeaders(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		for path, status := range map[string]int{"/admin": 200, "/admin/nowhere": 404, "/admin/posts/new": 200, "/admin/posts/7": 404, "/admin/preview": 405} {
			a := b.get(path)
			if a.status != status {
				t.Errorf("GET %s: %d, want %d", path, a.status, status)
			}
			for name, value := range map[string]string{
				"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
				"Cross-Origin-Opener-Policy": "same-origin", "Content-Type": "text/html; charset=utf-8",
			} {
				if a.header.Get(name) != value {
					t.Errorf("GET %s: %s is %q", path, name, a.header.Get(name))
				}
			}
			csp := a.header.Get("Content-Security-Policy")
			if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") || !strings.Contains(csp, "frame-ancestors 'none'") {
				t.Errorf("GET %s: policy %q", path, csp)
			}
		}
		style := b.find(b.page("/admin"), "link", "rel", "stylesheet", "href")
		if a := b.get(style); a.status != 200 || !strings.Contains(a.header.Get("Cache-Control"), "immutable") {
			t.Errorf("GET %s: %d %s", style, a.status, a.header.Get("Cache-Control"))
		}
	})
}
