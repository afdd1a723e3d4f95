package admin_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestTheAuditPageShowsWhatFitsAndSaysWhatItCannotRead(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		me := id(k.personOf(owner).ID)
		b.page("/admin/audit?action=setup&who=" + me).says("Marit Oyensetup")
		b.page("/admin/audit?action=member").says("Nothing noted fits.")
		b.page("/admin/audit?until=2001-01-01").says("Nothing noted fits.")
		for _, bad := range []string{"since=yesterday", "until=2026-02-31", "who=x"} {
			if a := b.get("/admin/audit?" + bad); a.status != http.StatusUnprocessableEntity || strings.Contains(a.body, "Nothing noted fits.") || !strings.Contains(a.body, "class=\"error\"") {
				t.Errorf("?%s: %d", bad, a.status)
			}
		}
	})
}
