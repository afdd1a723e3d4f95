package claim_test

import (
	"fmt"
	"testing"
	"time"

	"onrecord/internal/claim"
	"onrecord/internal/fault"
)

func TestReportsAreLimitedByNetworkAndTheirContactGoesWithTime(t *testing.T) {
	each(t, func(t *testing.T, r *record) {
		c := r.figure("toll", "exact 1")
		report := func(n int) (claim.Report, error) {
			return r.Report(ctx, claim.ReportInput{ClaimID: c.ID, Body: fmt.Sprint("It is wrong, ", n), Contact: "a@reader.example", Network: "192.0.2.0/24"})
		}
		first, err := report(0)
		if err != nil || first.State != claim.Open || first.Kind != claim.ByReader {
			t.Fatalf("%+v, %v", first, err)
		}
		for n := 1; n < 10; n++ {
			if _, err := report(n); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := report(10); !fault.Is(err, fault.TooMany) {
			t.Errorf("the eleventh in an hour: %v", err)
		}
		if n, err := r.OpenReports(ctx); err != nil || n != 10 {
			t.Errorf("%d wait, %v", n, err)
		}
		if _, err := r.Decide(ctx, r.ed, first.ID, first.Version, claim.Upheld, "It was."); err != nil {
			t.Fatal(err)
		}
		for _, days := range []int{89, 2} {
			r.at = r.at.Add(time.Duration(days) * 24 * time.Hour)
			if err := r.Sweep(ctx); err != nil {
				t.Fatal(err)
			}
			now, err := r.ReportByID(ctx, first.ID)
			if err != nil || (now.Contact == "") != (days == 2) {
				t.Errorf("contact %q, %v", now.Contact, err)
			}
		}
	})
}
