package admin_test

import (
	"io"
	"net/http"
	"net/http/httptest"
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

// cutOff is a client that leaves when the file begins to come.
type cutOff struct{ http.ResponseWriter }

func (cutOff) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestAnExportThatIsCutShortIsAudited(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		r := b.formRequest("/admin/members/export", "password", password)
		for _, c := range b.client.Jar.Cookies(r.URL) {
			r.AddCookie(c)
		}
		func() {
			defer func() { recover() }() //nolint:errcheck // the connection is cut by a panic
			k.admin.ServeHTTP(cutOff{httptest.NewRecorder()}, r)
		}()
		b.page("/admin/audit?action=member.export").says("members/export")
	})
}
