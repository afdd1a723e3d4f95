package admin_test

import (
	"net/http"
	"testing"

	"onrecord/internal/claim"
	"onrecord/internal/staff"
)

func TestWhatTheRecordDoesNotHaveOrWithdrewIsNotPublishedWithoutAWord(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		path, fields := b.draft("headline", "Quake", "body", "It killed [12,000](claim:toll).")
		refused := b.post(path+"/publication", fields...)
		if refused.status != http.StatusUnprocessableEntity {
			t.Errorf("published what is not on record: %d", refused.status)
		}
		refused.says("The text names a claim that is not on record: “toll”.")

		c, err := k.posts.Claims.Create(t.Context(), staff.Actor{}, claim.Input{Key: "toll", Statement: "12,000 died"}, claim.VersionInput{})
		k.must(err)
		_, err = k.posts.Claims.AddVersion(t.Context(), staff.Actor{}, c.ID, 0, claim.VersionInput{Text: "12,000 died", Status: claim.Refuted})
		k.must(err)
		refused = b.post(path+"/publication", refused.fields(path)...)
		if refused.status != http.StatusUnprocessableEntity {
			t.Errorf("published what is refuted: %d", refused.status)
		}
		refused.says("refuted or withdrawn: toll")
		b.done(path+"/publication", with(refused.fields(path), "override", "It is what the minister said.")...)
		b.page(path).says("Published")
		b.page("/admin/audit").says("toll: It is what the minister said.")
	})
}
