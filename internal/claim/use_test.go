package claim_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"onrecord/internal/claim"
	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// prints is a place on a surface that prints what is printed now.
func prints(c claim.Claim, locator string) claim.Print {
	return claim.Print{ClaimID: c.ID, VersionID: c.Printed.ID, Mode: claim.Pinned, Words: c.Printed.Text, Locator: locator}
}

func (r *record) used(kind string, id int64, list ...claim.Print) {
	r.t.Helper()
	err := r.d.Write(ctx, func(tx *db.Tx) error { return r.Used(ctx, tx, claim.Surface{Kind: kind, ID: id}, list) })
	if err != nil {
		r.t.Fatal(err)
	}
}

func TestAUsedClaimStaysAndTheSentenceSaysWhereItIs(t *testing.T) {
	each(t, func(t *testing.T, r *record) {
		c := r.figure("toll", "exact 12000 people")
		r.used(claim.PostRevision, 17, prints(c, "body/1"), prints(c, "body/2"))
		r.used(claim.PostRevision, 18, prints(c, "body/1"))
		r.used(claim.Issue, 4, prints(c, "body/1"))
		r.used(claim.Issue, 4, prints(c, "body/1")) // a job that ran again
		err := r.Delete(ctx, r.ed, c.ID, 0)
		if !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Sentence(err), "carried by 2 revisions of posts and 1 issue") {
			t.Errorf("deleted: %v", err)
		}
		c2 := r.add(c, claim.VersionInput{Change: claim.Correction, Figure: number(t, "exact 1200 people")})
		r.used(claim.PostRevision, 19, prints(c2, "body/1"))
		wrong, next, err := r.Uses(ctx, r.d, claim.UseFilter{ClaimID: c.ID, Numbers: []int64{1}, Limit: 3})
		if err != nil || len(wrong) != 3 || next == 0 {
			t.Errorf("%d uses of the wrong version, next %d, %v", len(wrong), next, err)
		}
		rest, next, err := r.Uses(ctx, r.d, claim.UseFilter{ClaimID: c.ID, Numbers: []int64{1}, After: next})
		if err != nil || len(rest) != 1 || rest[0].Kind != claim.Issue || next != 0 {
			t.Errorf("then %+v, %v", rest, err)
		}
		on, err := r.UsesOn(ctx, r.d, claim.Surface{Kind: claim.PostRevision, ID: 19})
		if err != nil || len(on) != 1 || on[0].Number != 2 || on[0].Words != c2.Printed.Text {
			t.Errorf("on revision 19: %+v, %v", on, err)
		}
		for _, statement := range []string{`UPDATE claim_use SET words = 'x'`, `UPDATE claim_use SET version_id = version_id + 1`, `DELETE FROM claim_use`} {
			if err := r.d.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, statement); return err }); err == nil {
				t.Errorf("%s went through", statement)
			}
		}
	})
}

func TestFeedsAndAnswersAreOneRowHoweverOftenTheyAreMade(t *testing.T) {
	each(t, func(t *testing.T, r *record) {
		c, desk := r.figure("toll", "exact 12000 people"), r.figure("desk", "exact 1")
		r.used(claim.PostRevision, 1, prints(c, "body/1"))
		start := r.at
		for range 150 { // two and a half minutes
			for _, on := range []claim.Surface{{Kind: claim.FeedBuild}, {Kind: claim.APIAnswer, ID: 7}} {
				if err := r.Carried(ctx, on, []claim.Print{prints(c, "home.rss"), prints(c, "home.rss")}); err != nil {
					t.Fatal(err)
				}
			}
			if err := r.Carried(ctx, claim.Surface{Kind: claim.APIAnswer, ID: 7}, []claim.Print{prints(desk, "")}); err != nil {
				t.Fatal(err)
			}
			r.at = r.at.Add(time.Second)
		}
		list, _, err := r.Uses(ctx, r.d, claim.UseFilter{ClaimID: c.ID})
		if err != nil || len(list) != 3 {
			t.Fatalf("%d rows, %v", len(list), err)
		}
		for _, u := range list[1:] {
			if u.N != 121 || !u.FirstAt.Equal(start) || !u.LastAt.Equal(start.Add(2*time.Minute)) {
				t.Errorf("%s: %d times from %s to %s", u.Kind, u.N, u.FirstAt, u.LastAt)
			}
		}
		if err := r.Delete(ctx, r.ed, desk.ID, 0); err != nil {
			t.Errorf("what only the desk's programs read stays: %v", err)
		}
	})
}

func TestAUseKeepsItsWordsWhateverBecomesOfTheClaim(t *testing.T) {
	each(t, func(t *testing.T, r *record) {
		c := r.figure("toll", "exact 1")
		live := prints(c, "body/2")
		live.Mode = claim.Live
		r.used(claim.PostRevision, 1, prints(c, "body/1"), live)
		before, err := r.UsesOn(ctx, r.d, claim.Surface{Kind: claim.PostRevision, ID: 1})
		if err != nil {
			t.Fatal(err)
		}
		r.add(c, claim.VersionInput{Change: claim.Retraction, Status: claim.Retracted})
		if _, err := r.Rank(ctx, r.ed, c.ID, 0, 1, claim.Deprecated, "withdrawn"); err != nil {
			t.Fatal(err)
		}
		after, err := r.UsesOn(ctx, r.d, claim.Surface{Kind: claim.PostRevision, ID: 1})
		if err != nil || !reflect.DeepEqual(before, after) {
			t.Errorf("was %+v, is %+v, %v", before, after, err)
		}
	})
}
