package admin_test

import (
	"net/http"
	"strings"
	"testing"

	"onrecord/internal/staff"
)

func TestALinkThatSetsAPasswordIsOnlyForThoseWhoMayMakeOne(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		boss, editor := claimed(t, k), k.hire(staff.Editor)
		boss.post("/admin/staff", "name", "Tove", "email", "tove@tidemark.example", "role", "owner").says("tove@tidemark.example")
		list := editor.page("/admin/outbox?q=tove")
		paths := 0
		for link := range list.all("a", "href", "/admin/outbox/") {
			paths++
			path := attr(link, "href")
			for _, p := range []string{path, path + "/html"} {
				if a := editor.get(p); a.status != http.StatusForbidden || strings.Contains(a.body, "/admin/invitation/") {
					t.Errorf("an editor opens the invitation of an owner at %s: %d", p, a.status)
				}
			}
			boss.page(path).says("/admin/invitation/")
		}
		if paths != 1 {
			t.Errorf("%d messages in the outbox", paths)
		}
	})
}
