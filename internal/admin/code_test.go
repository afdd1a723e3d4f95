package admin_test

import (
	"net/http"
	"strings"
	"testing"

	"onrecord/internal/staff"
)

func TestOnlyAnOwnerPutsCodeIntoPagesAndTheLogHasItsHash(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		path, fields := b.settings("code")
		b.page(path).says("It runs with the rights of your site")
		editor := k.hire(staff.Editor)
		if a := editor.post(path, fields...); a.status != http.StatusForbidden {
			t.Errorf("an editor stores code: %d", a.status)
		}
		if a := editor.get(path); a.status != http.StatusForbidden {
			t.Errorf("an editor sees code: %d", a.status)
		}
		const code = `<script src="https://count.example/x.js"></script>`
		if a := b.post(path, with(fields, "html", code)...); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "a host that is not listed") {
			t.Errorf("code of a host that is not listed: %d", a.status)
		}
		b.done(path, append(with(fields, "html", code, "hosts", "count.example"), "on", "1")...)
		if a := b.post(path, with(fields, "html", "<!-- mine -->")...); a.status != http.StatusConflict || !strings.Contains(a.body, "mine") {
			t.Errorf("a stale version: %d", a.status)
		}
		stored, err := k.site.Code(t.Context())
		k.must(err)
		log := b.page("/admin/audit")
		log.says("site.code")
		log.says("on, 1 hosts, sha256 " + stored.Hash())
		log.silent("count.example/x.js")
		for page, who := range map[string]*browser{"/admin": b, "/admin/settings": b, "/admin/sign-in": k.browser()} {
			a := who.page(page)
			a.silent("count.example")
			if strings.Contains(a.header.Get("Content-Security-Policy"), "count.example") {
				t.Errorf("%s lets the code's host through", page)
			}
		}
	})
}
