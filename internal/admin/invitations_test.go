package admin_test

import (
	"net/http"
	"strings"
	"testing"

	"onrecord/internal/staff"
)

func TestInvitationsAreListedSentAgainAndTakenBack(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		link := func(a answer) string {
			t.Helper()
			if a.status != http.StatusOK {
				t.Fatalf("invited: %d %s", a.status, a.text("main"))
			}
			return strings.TrimPrefix(b.find(a, "input", "id", "link", "value"), k.url)
		}
		first := link(b.post("/admin/staff", "name", "Ola Berg", "email", "ola@tidemark.example", "role", "author"))
		ola := k.personOf("ola@tidemark.example").ID
		page := b.page("/admin/staff")
		page.says("1 of at most 50")
		second := link(b.post("/admin/staff/" + id(ola) + "/reset-link"))
		anyone := k.browser()
		if a := anyone.get(first); a.status != http.StatusNotFound || first == second {
			t.Errorf("the link that was replaced: %d", a.status)
		}
		anyone.page(second)
		editor := k.hire(staff.Editor)
		end := "/admin/staff/" + id(ola) + "/invitation/end"
		if a := editor.post(end); a.status != http.StatusForbidden {
			t.Errorf("an editor takes an invitation back: %d", a.status)
		}
		b.done(end)
		if a := anyone.get(second); a.status != http.StatusNotFound {
			t.Errorf("the link of an invitation that was taken back: %d", a.status)
		}
		b.page("/admin/staff").silent("ola@tidemark.example")
		b.page("/admin/audit").says("staff.uninvite")
		if a := b.post("/admin/staff/" + id(k.personOf("editor@tidemark.example").ID) + "/invitation/end"); a.status != http.StatusConflict {
			t.Errorf("somebody who accepted is uninvited: %d", a.status)
		}
	})
}
