package member_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/member"
)

var proof = member.Proof{Network: "192.0.2.0/24", UserAgent: "Browser/1", TextShown: "Yes, send it"}

// ask requests a sign-up and gives those that a mail went out for.
func (k *readers) ask(t *testing.T, email string, p member.Proof, newsletters ...int64) []int64 {
	t.Helper()
	if err := k.RequestSignup(ctx, email, "", newsletters, p); err != nil {
		t.Fatalf("%s: %v", email, err)
	}
	if err := k.queue.Drain(ctx); err != nil {
		t.Fatal(err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	out := k.mailed
	k.mailed = nil
	return out
}

// sign requests and confirms, an hour apart from whatever came before.
func (k *readers) sign(t *testing.T, email string, newsletters ...int64) member.Member {
	t.Helper()
	k.Pass(time.Hour)
	ids := k.ask(t, email, proof, newsletters...)
	if len(ids) != 1 {
		t.Fatalf("%d mails", len(ids))
	}
	m, err := k.ConfirmSignup(ctx, ids[0], proof)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestASignupBecomesAMemberWithProofOnceItIsConfirmed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		if err := k.RequestSignup(ctx, "Ines@lamp.example", "Ines", nil, proof); err != nil {
			t.Fatal(err)
		}
		if n := k.count(t, "SELECT count(*) FROM member"); n != 0 {
			t.Fatalf("%d members before confirmation", n)
		}
		ids := k.ask(t, "second@lamp.example", proof)
		if len(ids) != 2 {
			t.Fatalf("%d mails", len(ids))
		}
		v, err := k.Signup(ctx, ids[0])
		if err != nil || v.Email != "Ines@lamp.example" || len(v.NewsletterIDs) != 1 || v.NewsletterIDs[0] != k.weekly || v.Proof != proof {
			t.Fatalf("%+v, %v", v, err)
		}
		k.Pass(time.Hour)
		m, err := k.ConfirmSignup(ctx, ids[0], member.Proof{Network: "198.51.100.0/24", TextShown: "Confirm"})
		if err != nil || m.Email != "Ines@lamp.example" || m.Name != "Ines" || !m.Subscribed(k.weekly) || m.Subscribed(k.daily) {
			t.Fatalf("%+v, %v", m, err)
		}
		rows, err := db.All(ctx, k.d, db.Value[string], `SELECT action || '|' || network || '|' || text_shown || '|' || newsletter_id FROM consent ORDER BY id`)
		want := []string{fmt.Sprintf("requested|192.0.2.0/24|Yes, send it|%d", k.weekly), fmt.Sprintf("confirmed|198.51.100.0/24|Confirm|%d", k.weekly)}
		if err != nil || fmt.Sprint(rows) != fmt.Sprint(want) {
			t.Errorf("proof %q, %v", rows, err)
		}
	})
}

func TestConfirmingAgainChangesNothingEvenAfterUnsubscribing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		ids := k.ask(t, "ines@lamp.example", proof)
		var wg sync.WaitGroup
		for range 5 {
			wg.Go(func() {
				if _, err := k.ConfirmSignup(ctx, ids[0], proof); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := k.count(t, "SELECT count(*) FROM consent"); n != 2 {
			t.Errorf("%d consents", n)
		}
		m, err := k.ConfirmSignup(ctx, ids[0], proof)
		if err != nil {
			t.Fatal(err)
		}
		if err := k.UnsubscribeAll(ctx, m.ID, proof); err != nil {
			t.Fatal(err)
		}
		m, err = k.ConfirmSignup(ctx, ids[0], proof)
		if err != nil || m.Status != member.Unsubscribed || m.Subscribed(k.weekly) {
			t.Errorf("an old link resubscribed: %+v, %v", m, err)
		}
		if err := k.Delete(ctx, m.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := k.ConfirmSignup(ctx, ids[0], proof); !fault.Is(err, fault.NotFound) {
			t.Errorf("after deletion: %v", err)
		}
	})
}

func TestAnUnconfirmedWishExpiresAndIsForgotten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		ids := k.ask(t, "late@lamp.example", proof)
		k.sign(t, "kept@lamp.example")
		k.Pass(48 * time.Hour)
		if _, err := k.ConfirmSignup(ctx, ids[0], proof); !fault.Is(err, fault.Gone) {
			t.Errorf("late: %v", err)
		}
		if err := k.Purge(ctx); err != nil {
			t.Fatal(err)
		}
		if n := k.count(t, "SELECT count(*) FROM signup"); n != 1 {
			t.Errorf("%d sign-ups after two days", n)
		}
		k.Pass(31 * 24 * time.Hour)
		if err := k.Purge(ctx); err != nil {
			t.Fatal(err)
		}
		if n := k.count(t, "SELECT count(*) FROM signup"); n != 0 {
			t.Errorf("%d sign-ups after a month", n)
		}
		if n := k.count(t, "SELECT count(*) FROM member"); n != 1 {
			t.Errorf("%d members", n)
		}
	})
}

func TestOneMailboxGetsThreeMailsAnHourHoweverOftenItIsAskedFor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		k.Pass(40 * time.Minute) // the hour is any hour, not one of the clock
		total := 0
		for i := range 200 {
			p := proof
			p.Network = fmt.Sprintf("10.0.%d.0/24", i) // from everywhere
			spelling := []string{"victim@lamp.example", "VICTIM@lamp.example", "victim+%d@lamp.example", "Victim+News%d@lamp.example"}[i%4]
			if i%4 > 1 {
				spelling = fmt.Sprintf(spelling, i)
			}
			if err := k.RequestSignup(ctx, spelling, "", nil, p); err != nil {
				t.Fatal(err)
			}
			k.Pass(10 * time.Second)
		}
		total += len(k.ask(t, "bystander@lamp.example", proof))
		if total != 4 {
			t.Errorf("%d mails to the victim", total-1)
		}
		k.Pass(time.Hour)
		if n := len(k.ask(t, "victim@lamp.example", proof)); n != 1 {
			t.Errorf("%d mails an hour later", n)
		}
	})
}

func TestOneNetworkCausesTwentyMailsAnHour(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		var wg sync.WaitGroup
		for i := range 30 {
			wg.Go(func() {
				if err := k.RequestSignup(ctx, fmt.Sprintf("r%d@lamp.example", i), "", nil, proof); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		p := proof
		p.Network = "198.51.100.0/24"
		if n := len(k.ask(t, "elsewhere@lamp.example", p)); n != 21 {
			t.Errorf("%d mails, one of them to elsewhere", n)
		}
	})
}

func TestTheAnswerIsTheSameForKnownUnknownAndBarredAddresses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		k.add(t, "known@lamp.example", "", k.weekly)
		for email, why := range map[string]member.Reason{"left@lamp.example": member.ReasonUnsubscribed, "gone@lamp.example": member.ReasonDeleted, "angry@lamp.example": member.ReasonComplained, "banned@lamp.example": member.ReasonManual} {
			if err := k.Suppress(ctx, email, why); err != nil {
				t.Fatal(err)
			}
		}
		for email, mails := range map[string]int{"known@lamp.example": 1, "unknown@lamp.example": 1, "left@lamp.example": 1, "gone@lamp.example": 1, "angry@lamp.example": 1, "banned@lamp.example": 0} {
			if n := len(k.ask(t, email, proof)); n != mails {
				t.Errorf("%s: %d mails", email, n)
			}
		}
	})
}

func TestAWrongSignupIsToldWhatIsWrong(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		wantField(t, k.RequestSignup(ctx, "nobody", "", nil, proof), "email")
		wantField(t, k.RequestSignup(ctx, "x@lamp.example", "a\r\nBcc: y", nil, proof), "name")
		wantField(t, k.RequestSignup(ctx, "x@lamp.example", "", []int64{k.weekly, 99}, proof), "newsletters")
		k.exec(t, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE newsletter SET archived_at = 1 WHERE id = $1", k.daily)
			return err
		})
		wantField(t, k.RequestSignup(ctx, "x@lamp.example", "", []int64{k.daily}, proof), "newsletters")
	})
}

func TestAKnownNameIsNotReplacedByWhoeverTypesTheAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		k.add(t, "ines@lamp.example", "Ines")
		if err := k.RequestSignup(ctx, "ines@lamp.example", "Silly Name", nil, proof); err != nil {
			t.Fatal(err)
		}
		ids := k.ask(t, "other@lamp.example", proof)
		if m, err := k.ConfirmSignup(ctx, ids[0], proof); err != nil || m.Name != "Ines" {
			t.Errorf("now %q, %v", m.Name, err)
		}
	})
}
