package admin_test

import (
	"net/http"
	"testing"

	"onrecord/internal/staff"
)

func TestRedirectsAreSavedReportedAndTakenOutByTheDesk(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		claimed(t, k)
		b := k.hire(staff.Editor)
		b.page("/admin/redirects").silent("Export")
		b.done("/admin/redirects", "source", "/old", "target", "/new", "kind", "exact", "status", "301")
		bad := b.post("/admin/redirects", "source", "/new", "target", "/old", "kind", "exact", "status", "301")
		if bad.status != http.StatusUnprocessableEntity {
			t.Errorf("a loop: %d", bad.status)
		}
		bad.says("never arrive")
		file := upload{"file", "old.csv", []byte("/a,/b,prefix,302\n\"/<b>\",javascript:x\n")}
		b.send("/admin/redirects/import", []upload{file}).says("These rows were left out")
		b.page("/admin/redirects?q=%2Fa").says("for a while")
		if a := b.get("/admin/redirects/export"); a.body != "from,to,kind,status\n/a,/b,prefix,302\n/old,/new,exact,301\n" {
			t.Errorf("the export: %q", a.body)
		}
		if a := b.post("/admin/redirects/import"); a.status != http.StatusUnprocessableEntity {
			t.Errorf("no file: %d", a.status)
		}
		b.done("/admin/redirects/1/removal")
		b.page("/admin/redirects").says("1 of at most")
	})
}
