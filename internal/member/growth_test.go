package member_test

import (
	"context"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/member"
)

// days are the last ones up to the clock's, in the zone of the store.
func (k *readers) days(t *testing.T, n int) []member.Growth {
	t.Helper()
	to := k.Now().In(k.Zone(ctx))
	list, err := k.Growth(ctx, to.AddDate(0, 0, 1-n), to)
	if err != nil || len(list) != n {
		t.Fatalf("%v, %v", list, err)
	}
	return list
}

func TestTheDaysAddUpToTheMembersWhateverBecomesOfThem(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		auckland, err := time.LoadLocation("Pacific/Auckland")
		if err != nil {
			t.Fatal(err)
		}
		k.Zone = func(context.Context) *time.Location { return auckland }
		ids := map[string]int64{}
		for _, name := range []string{"ada", "bo", "cy", "di"} {
			m, err := k.CreateSubscribed(ctx, member.Input{Email: name + "@lamp.example"}, []int64{k.weekly, k.daily}, member.Proof{StaffID: 1})
			if err != nil {
				t.Fatal(err)
			}
			ids[name] = m.ID
		}
		update := func(name string, to member.Status) error {
			m, err := k.Get(ctx, ids[name])
			if err != nil {
				return err
			}
			_, err = k.Update(ctx, m.ID, m.Version, member.Input{Email: m.Email, Name: m.Name, Status: to})
			return err
		}
		for _, step := range []struct {
			what          string
			do            func() error
			joined, ended int64
		}{
			{"one of two subscriptions ends", func() error { return k.Unsubscribe(ctx, ids["ada"], k.weekly, member.Proof{}) }, 0, 0},
			{"the last one ends", func() error { return k.Unsubscribe(ctx, ids["ada"], k.daily, member.Proof{}) }, 0, 1},
			{"it is taken up again", func() error { return k.Subscribe(ctx, ids["ada"], k.daily, member.Proof{}) }, 1, 0},
			{"again", func() error { return k.Subscribe(ctx, ids["ada"], k.daily, member.Proof{}) }, 0, 0},
			{"all end", func() error { return k.UnsubscribeAll(ctx, ids["bo"], member.Proof{}) }, 0, 1},
			{"all end again", func() error { return k.UnsubscribeAll(ctx, ids["bo"], member.Proof{}) }, 0, 0},
			{"mail comes back", func() error { return k.Suppress(ctx, "cy@lamp.example", member.ReasonBounced) }, 0, 1},
			{"and is complained of", func() error { return k.Suppress(ctx, "cy@lamp.example", member.ReasonComplained) }, 0, 0},
			{"staff stop mail", func() error { return update("di", member.Bounced) }, 0, 1},
			{"and let it flow again", func() error { return update("di", member.Active) }, 1, 0},
			{"staff change a name", func() error { return update("di", "") }, 0, 0},
			{"an inactive one is deleted", func() error { return k.Delete(ctx, ids["bo"]) }, 0, 0},
			{"an active one is deleted", func() error { return k.Delete(ctx, ids["di"]) }, 0, 1},
			{"a list comes in", func() error {
				k.bring(t, "email,status\nada@lamp.example,unsubscribed\neve@lamp.example,\nflo@lamp.example,bounced\neve@lamp.example,\n", k.weekly)
				return nil
			}, 1, 1},
			{"made-up members", func() error {
				return k.InsertBulk(ctx, []member.Seed{
					{Email: "g@lamp.example", Status: member.Active, CreatedAt: k.Now()},
					{Email: "h@lamp.example", Status: member.Unsubscribed, CreatedAt: k.Now().AddDate(0, 0, -9), EndedAt: k.Now()},
					{Email: "i@lamp.example", Status: member.Bounced, CreatedAt: k.Now()},
				})
			}, 1, 1},
		} {
			k.Pass(24 * time.Hour)
			if err := step.do(); err != nil {
				t.Fatal(step.what, fault.Sentence(err), err)
			}
			last := k.days(t, 1)[0]
			active := k.count(t, `SELECT count(*) FROM member WHERE status = 'active'`)
			if last.Active != active || last.Joined != step.joined || last.Ended != step.ended {
				t.Errorf("%s: %+v, and %d members are active", step.what, last, active)
			}
		}
		all := k.days(t, 20)
		if at := all[len(all)-1].Day; at.Hour() != 0 || at.Location() != auckland {
			t.Errorf("the day begins at %v", at)
		}
		for i := 1; i < len(all); i++ {
			if all[i].Active != all[i-1].Active+all[i].Joined-all[i].Ended {
				t.Errorf("%+v after %+v", all[i], all[i-1])
			}
		}
	})
}

func TestWhoUnsubscribedAfterAnIssueIsCounted(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		from := k.Now()
		for _, name := range []string{"ada", "bo", "cy"} {
			m, err := k.CreateSubscribed(ctx, member.Input{Email: name + "@lamp.example"}, []int64{k.weekly, k.daily}, member.Proof{StaffID: 1})
			if err != nil {
				t.Fatal(err)
			}
			k.Pass(time.Hour)
			if err := k.Unsubscribe(ctx, m.ID, k.weekly, member.Proof{}); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct {
			newsletter int64
			to         time.Duration
			want       int64
		}{{k.weekly, 10 * time.Hour, 3}, {k.weekly, 2 * time.Hour, 1}, {k.daily, 10 * time.Hour, 0}} {
			if n, err := k.EndedBetween(ctx, c.newsletter, from, from.Add(c.to)); err != nil || n != c.want {
				t.Errorf("%d within %v, want %d, %v", n, c.to, c.want, err)
			}
		}
	})
}
