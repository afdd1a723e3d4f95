package admin_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"onrecord/internal/staff"
)

func TestTheCalendarShowsWhatIsScheduledAndMovesIt(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		writer := k.hire(staff.Contributor)
		zone, err := time.LoadLocation("Atlantic/Azores")
		k.must(err)
		day := time.Date(time.Now().Year()+1, time.March, 15, 9, 30, 0, 0, zone)
		month := "/admin/calendar?month=" + day.Format("2006-01")
		var path string
		for _, headline := range []string{"One", "Two", "Three", "Four", "Five"} {
			var fields []string
			path, fields = b.draft("headline", headline, "body", "x")
			b.done(path+"/schedule", with(fields, "schedule_at", day.Format("2006-01-02T15:04"))...)
		}
		page := b.page(month)
		page.says("09:30 Four")
		page.says("and 1 more")
		b.page("/admin/calendar?day=" + day.Format("2006-01-02")).says("Five")
		if head := page.text("thead"); !strings.HasPrefix(head, "Sunday") { // the site writes English
			t.Errorf("the week is %q", head)
		}
		writer.page(month).says("Nothing this month.")

		move := b.page(month + "&move=" + strings.TrimPrefix(path, "/admin/posts/"))
		fields := move.fields(path + "/rescheduling")
		if a := b.post(path+"/rescheduling", with(fields, "schedule_at", "2001-01-01T10:00")...); a.status != http.StatusUnprocessableEntity {
			t.Errorf("a time that is over: %d", a.status)
		} else {
			a.says("Choose a time to come")
		}
		to := b.done(path+"/rescheduling", with(fields, "schedule_at", day.AddDate(0, 1, 0).Format("2006-01-02T15:04"))...)
		b.page(to).says("Five")
		if a := b.post(path+"/rescheduling", with(fields, "schedule_at", day.Format("2006-01-02T15:04"))...); a.status != http.StatusConflict {
			t.Errorf("a form that is out of date: %d", a.status)
		}
		if a := writer.post(path+"/rescheduling", fields...); a.status != http.StatusForbidden {
			t.Errorf("a contributor moves a post: %d", a.status)
		}
		b.page(path).says("Five")
		fields = b.page(path).fields(path)
		b.done(path+"/publication", fields...)
		b.page("/admin/calendar").says("Five")
		for _, wrong := range []string{"month=2026-13", "month=0001-01", "day=soon", "month=9999-01"} {
			if a := b.get("/admin/calendar?" + wrong); a.status != http.StatusNotFound {
				t.Errorf("%s: %d", wrong, a.status)
			}
		}
	})
}
