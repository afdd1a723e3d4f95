package member_test

import (
	"testing"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/member"
)

func (k *readers) get(t *testing.T, id int64) member.Member {
	t.Helper()
	m, err := k.Get(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// barred is why an address is barred, or "".
func (k *readers) barred(t *testing.T, normal string) member.Reason {
	t.Helper()
	why, err := k.Suppressed(ctx, k.d, []string{normal})
	if err != nil {
		t.Fatal(err)
	}
	return why[normal]
}

func TestUnsubscribingTakesEffectOnceAndTheLastOneBarsTheAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		m := k.sign(t, "ines@lamp.example", k.weekly, k.daily)
		for range 3 {
			if err := k.Unsubscribe(ctx, m.ID, k.daily, proof); err != nil {
				t.Fatal(err)
			}
		}
		if n := k.count(t, "SELECT count(*) FROM consent WHERE action = 'unsubscribed'"); n != 1 {
			t.Errorf("%d proofs", n)
		}
		now := k.get(t, m.ID)
		if now.Subscribed(k.daily) || !now.Subscribed(k.weekly) || now.Status != member.Active || now.Version == m.Version || k.barred(t, "ines@lamp.example") != "" {
			t.Errorf("%+v", now)
		}
		if err := k.Unsubscribe(ctx, m.ID, k.weekly, proof); err != nil {
			t.Fatal(err)
		}
		if now := k.get(t, m.ID); now.Status != member.Unsubscribed || k.barred(t, "ines@lamp.example") != member.ReasonUnsubscribed {
			t.Errorf("%+v", now)
		}
		if err := k.Unsubscribe(ctx, 99, k.weekly, proof); err != nil {
			t.Errorf("a member who is gone: %v", err)
		}
		if err := k.UnsubscribeAll(ctx, 99, proof); err != nil {
			t.Errorf("a member who is gone: %v", err)
		}
	})
}

func TestOnlyTheirOwnWishBringsSomebodyBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		m := k.sign(t, "ines@lamp.example", k.weekly)
		if err := k.UnsubscribeAll(ctx, m.ID, proof); err != nil {
			t.Fatal(err)
		}
		now := k.get(t, m.ID)
		_, err := k.SetSubscriptions(ctx, m.ID, []int64{k.weekly}, member.Proof{StaffID: 1})
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("staff took it up again: %v", err)
		}
		_, err = k.SetSubscriptions(ctx, m.ID, []int64{k.daily}, member.Proof{StaffID: 1})
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("staff subscribed somebody who left: %v", err)
		}
		_, err = k.Update(ctx, m.ID, now.Version, member.Input{Email: now.Email, Status: member.Active})
		wantField(t, err, "status")
		_, err = k.Update(ctx, m.ID, now.Version, member.Input{Email: now.Email, Status: member.Bounced})
		wantField(t, err, "status")
		if err := k.Unsuppress(ctx, now.Email); !fault.Is(err, fault.Conflict) {
			t.Errorf("staff lifted the bar: %v", err)
		}
		if err := k.Subscribe(ctx, m.ID, k.weekly, proof); err != nil {
			t.Fatal(err)
		}
		back := k.get(t, m.ID)
		if !back.Subscribed(k.weekly) || k.barred(t, "ines@lamp.example") != "" {
			t.Errorf("%+v", back)
		}
		if n := k.count(t, "SELECT count(*) FROM consent WHERE action = 'resubscribed'"); n != 1 {
			t.Errorf("%d proofs of the return", n)
		}
	})
}

func TestPreferencesAreSetInOneStep(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		m := k.sign(t, "ines@lamp.example", k.weekly)
		m, err := k.SetSubscriptions(ctx, m.ID, []int64{k.daily}, proof) // swaps the only one
		if err != nil || m.Subscribed(k.weekly) || !m.Subscribed(k.daily) || m.Status != member.Active {
			t.Fatalf("%+v, %v", m, err)
		}
		if why := k.barred(t, "ines@lamp.example"); why != "" {
			t.Errorf("barred on the way: %s", why)
		}
		same, err := k.SetSubscriptions(ctx, m.ID, []int64{k.daily}, proof)
		if err != nil || same.Version != m.Version {
			t.Errorf("no change made version %d of %d, %v", same.Version, m.Version, err)
		}
		if _, err := k.SetSubscriptions(ctx, m.ID, []int64{99}, proof); !fault.Is(err, fault.Invalid) {
			t.Errorf("unknown newsletter: %v", err)
		}
		m, err = k.SetSubscriptions(ctx, m.ID, nil, proof)
		if err != nil || m.Status != member.Unsubscribed || k.barred(t, "ines@lamp.example") == "" {
			t.Errorf("%+v, %v", m, err)
		}
	})
}

func TestABounceStopsMailAndStaffMayLiftIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		m := k.sign(t, "ines@lamp.example", k.weekly)
		if err := k.Suppress(ctx, "INES@lamp.example", member.ReasonBounced); err != nil {
			t.Fatal(err)
		}
		if now := k.get(t, m.ID); now.Status != member.Bounced || now.Subscribed(k.weekly) {
			t.Errorf("%+v", now)
		}
		if err := k.Unsuppress(ctx, m.Email); err != nil {
			t.Fatal(err)
		}
		if now := k.get(t, m.ID); !now.Subscribed(k.weekly) || k.barred(t, "ines@lamp.example") != "" {
			t.Errorf("%+v", now)
		}
		if err := k.Suppress(ctx, m.Email, member.ReasonComplained); err != nil {
			t.Fatal(err)
		}
		if err := k.Suppress(ctx, m.Email, member.ReasonBounced); err != nil {
			t.Fatal(err)
		}
		if why := k.barred(t, "ines@lamp.example"); why != member.ReasonComplained {
			t.Errorf("a bounce softened a complaint to %s", why)
		}
		if now := k.get(t, m.ID); now.Status != member.Complained {
			t.Errorf("%+v", now)
		}
	})
}

func TestWhoLeftDoesNotComeBackByABounceOrABarThatStaffLift(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		m := k.sign(t, "ines@lamp.example", k.weekly)
		if err := k.UnsubscribeAll(ctx, m.ID, proof); err != nil {
			t.Fatal(err)
		}
		if err := k.Suppress(ctx, m.Email, member.ReasonBounced); err != nil {
			t.Fatal(err)
		}
		if why := k.barred(t, "ines@lamp.example"); why != member.ReasonUnsubscribed {
			t.Errorf("after a bounce the reason is %q", why)
		}
		if err := k.Suppress(ctx, m.Email, member.ReasonManual); err != nil {
			t.Fatal(err)
		}
		if err := k.Unsuppress(ctx, m.Email); err != nil {
			t.Fatal(err)
		}
		if now := k.get(t, m.ID); now.Status != member.Unsubscribed || k.barred(t, "ines@lamp.example") != member.ReasonUnsubscribed {
			t.Errorf("%+v", now)
		}
	})
}

func TestWhomStaffBarStaysBarredUntilStaffLiftIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		m := k.sign(t, "ines@lamp.example", k.weekly)
		k.Pass(3600e9)
		ids := k.ask(t, "ines@lamp.example", proof, k.daily)
		if err := k.Suppress(ctx, m.Email, member.ReasonManual); err != nil {
			t.Fatal(err)
		}
		if _, err := k.ConfirmSignup(ctx, ids[0], proof); !fault.Is(err, fault.Forbidden) {
			t.Errorf("confirm: %v", err)
		}
		if err := k.Subscribe(ctx, m.ID, k.daily, proof); !fault.Is(err, fault.Forbidden) {
			t.Errorf("subscribe: %v", err)
		}
		if now := k.get(t, m.ID); now.Subscribed(k.weekly) {
			t.Errorf("%+v", now)
		}
		if err := k.Unsuppress(ctx, m.Email); err != nil {
			t.Fatal(err)
		}
		if now := k.get(t, m.ID); !now.Subscribed(k.weekly) {
			t.Errorf("%+v", now)
		}
	})
}

func TestStaffStopMailByStatusAndStartItAfterABounceAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		m := k.add(t, "ines@lamp.example", "", k.weekly)
		set := func(to member.Status) {
			t.Helper()
			var err error
			if m, err = k.Update(ctx, m.ID, m.Version, member.Input{Email: m.Email, Status: to}); err != nil {
				t.Fatal(err)
			}
			if m.Status != to {
				t.Errorf("%s, not %s", m.Status, to)
			}
		}
		set(member.Bounced)
		set(member.Active)
		if !m.Subscribed(k.weekly) || k.barred(t, "ines@lamp.example") != "" {
			t.Errorf("%+v", m)
		}
		set(member.Unsubscribed)
		if m.Subscriptions[0].State != "unsubscribed" || k.barred(t, "ines@lamp.example") != member.ReasonUnsubscribed {
			t.Errorf("%+v", m)
		}
	})
}

func TestWhoComplainedGetsNothingButWhatTheyAskForAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		for name, complain := range map[string]func(m member.Member) error{
			"report": func(m member.Member) error { return k.Suppress(ctx, m.Email, member.ReasonComplained) },
			"staff": func(m member.Member) error {
				_, err := k.Update(ctx, m.ID, m.Version, member.Input{Email: m.Email, Status: member.Complained})
				return err
			},
			"list": func(m member.Member) error {
				k.bring(t, "email,status\n"+m.Email+",complained\n", 0)
				return nil
			},
		} {
			m := k.sign(t, name+"@lamp.example", k.weekly, k.daily)
			if err := complain(m); err != nil {
				t.Fatal(err)
			}
			for _, err := range []error{k.Suppress(ctx, m.Email, member.ReasonManual), k.Unsuppress(ctx, m.Email)} {
				if err != nil {
					t.Fatal(err)
				}
			}
			if now := k.get(t, m.ID); now.Status != member.Complained || k.barred(t, m.Email) != member.ReasonComplained {
				t.Errorf("%s: staff barred and lifted: %+v", name, now)
			}
			if err := k.Subscribe(ctx, m.ID, k.daily, proof); err != nil {
				t.Fatal(err)
			}
			if now := k.get(t, m.ID); now.Subscribed(k.weekly) || !now.Subscribed(k.daily) {
				t.Errorf("%s: the wish for one newsletter brought the other back: %+v", name, now)
			}
		}
	})
}

func TestAListThatCallsABarredAddressBouncedDoesNotOpenItToStaff(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		if err := k.Suppress(ctx, "left@lamp.example", member.ReasonUnsubscribed); err != nil {
			t.Fatal(err)
		}
		k.bring(t, "email,status\nleft@lamp.example,bounced\n", 0)
		m, err := k.ByEmail(ctx, "left@lamp.example")
		if err != nil {
			t.Fatal(err)
		}
		_, err = k.Update(ctx, m.ID, m.Version, member.Input{Email: m.Email, Status: member.Active})
		wantField(t, err, "status")
		if why := k.barred(t, m.Email); why != member.ReasonUnsubscribed {
			t.Errorf("the bar is %q", why)
		}
	})
}
