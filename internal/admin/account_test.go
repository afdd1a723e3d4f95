package admin_test

import (
	"net/http"
	"testing"

	"onrecord/internal/staff"
)

func TestANewAddressNeedsThePasswordAndEndsTheSessions(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		claimed(t, k)
		b := k.hire(staff.Author)
		mine := b.page("/admin/account").fields("/admin/account")
		for _, wrong := range []string{"", "not the password"} {
			a := b.post("/admin/account", with(mine, "email", "thief@elsewhere.example", "password", wrong)...)
			if a.status != http.StatusUnprocessableEntity {
				t.Errorf("a new address with password %q: %d", wrong, a.status)
			}
			a.says("This is not your password")
		}
		k.personOf("author@tidemark.example")
		b.done("/admin/account", with(mine, "email", "wren@tidemark.example", "password", password)...)
		if a := b.get("/admin"); a.status != http.StatusSeeOther {
			t.Errorf("a session outlives the address: %d", a.status)
		}
		b.signIn("wren@tidemark.example")
	})
}
