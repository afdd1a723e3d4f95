package staff_test

import (
	"strconv"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/staff"
)

func TestTheAuditLogIsFilteredByPersonActionAndTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		k.Pass(48 * time.Hour)
		begin := k.Now()
		for _, by := range []staff.Actor{{StaffID: 71}, {TokenID: 4}, {}, {StaffID: 71}} {
			if err := d.Write(ctx, func(tx *db.Tx) error { return k.Audit(ctx, tx, by, "try.one", strconv.FormatInt(by.StaffID, 10), "") }); err != nil {
				t.Fatal(err)
			}
			k.Pass(time.Hour)
		}
		for name, c := range map[string]struct {
			f    staff.AuditFilter
			want int
		}{
			"a person":            {staff.AuditFilter{Who: "71"}, 2},
			"tokens":              {staff.AuditFilter{Who: staff.WhoTokens}, 1},
			"the program":         {staff.AuditFilter{Who: "0", Action: "try"}, 1},
			"a group":             {staff.AuditFilter{Action: "try"}, 4},
			"an action":           {staff.AuditFilter{Action: "try.one"}, 4},
			"no action":           {staff.AuditFilter{Action: "try.two"}, 0},
			"a time":              {staff.AuditFilter{Since: begin.Add(time.Hour), Until: begin.Add(3 * time.Hour)}, 2},
			"a person and a time": {staff.AuditFilter{Who: "71", Since: begin.Add(time.Hour)}, 1},
		} {
			c.f.Limit = 1
			got := 0
			for {
				entries, next, err := k.AuditList(ctx, c.f)
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				got += len(entries)
				if c.f.Before = next; next == 0 {
					break
				}
			}
			if got != c.want {
				t.Errorf("%s: %d lines, not %d", name, got, c.want)
			}
		}
		if _, _, err := k.AuditList(ctx, staff.AuditFilter{Who: "x"}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("nobody: %v", err)
		}
	})
}
