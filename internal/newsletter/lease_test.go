package newsletter_test

import (
	"slices"
	"testing"

	"onrecord/internal/db"
	"onrecord/internal/newsletter"
)

// An engine that stood still for longer than its lease takes its own chunk back
// and claims it anew, while its senders still hold what they had of it before.
func TestADeliveryThatIsAskedForUnderAnOldLeaseAndANewOneIsGrantedOnce(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		i := r.ready(2)
		for done := false; !done; {
			done = must(r.FreezeSome(t.Context(), i.ID, 150, 20))(t)
		}
		r.ok(r.d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE delivery_chunk SET state = 'leased', lease_owner = 'us', epoch = 3`)
			return err
		}))
		for n, epochs := range [][]int64{{1, 3}, {3, 1}} {
			d := r.deliveries(i.ID, newsletter.DeliveryPending)[0]
			got, err := r.Granted(t.Context(), "us", d, i.NewsletterID, epochs...)
			r.ok(err)
			if !slices.Equal(got, []int64{3}) {
				t.Errorf("group %d: the dot is granted under %v", n, got)
			}
		}
	})
}

func TestALeaseThatNobodyHoldsInMemoryRunsOutThoughItsEngineRenewsOthers(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		i := r.ready(2)
		for done := false; !done; {
			done = must(r.FreezeSome(t.Context(), i.ID, 150, 1))(t)
		}
		r.ok(r.LeaseHalf(t.Context()))
		states := must(db.All(t.Context(), r.d, db.Value[string], `SELECT state FROM delivery_chunk WHERE issue_id = $1 ORDER BY number`, i.ID))(t)
		if !slices.Equal(states, []string{"leased", "ready"}) {
			t.Errorf("the chunks are %v", states)
		}
	})
}
