package member_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/member"
)

func (k *readers) add(t *testing.T, email, name string, newsletters ...int64) member.Member {
	t.Helper()
	m, err := k.Create(ctx, member.Input{Email: email, Name: name})
	if err != nil {
		t.Fatal(err)
	}
	if len(newsletters) == 0 {
		return m
	}
	m, err = k.SetSubscriptions(ctx, m.ID, newsletters, member.Proof{StaffID: 1})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// terms are the words that are stored for a member.
func (k *readers) terms(t *testing.T, id int64) []string {
	t.Helper()
	out, err := db.All(ctx, k.d, db.Value[string], "SELECT term FROM member_term WHERE member_id = $1 ORDER BY term", id)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAMemberWhoCannotBeSubscribedIsNotHalfAdded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		_, err := k.CreateSubscribed(ctx, member.Input{Email: "half@lamp.example", Status: member.Unsubscribed}, []int64{1}, member.Proof{StaffID: 7})
		if err == nil {
			t.Fatal("somebody who left was subscribed by staff")
		}
		if _, err := k.ByEmail(ctx, "half@lamp.example"); !fault.Is(err, fault.NotFound) {
			t.Errorf("the member is there: %v", err)
		}
	})
}

func TestStaffAddAndChangeAMember(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		m, err := k.Create(ctx, member.Input{Email: " Ines@Lamp.Example ", Name: " Inês  ", Labels: []string{"Patron", " VIP  guest ", "patron", ""}, Note: "line 1\nline 2"})
		if err != nil {
			t.Fatal(err)
		}
		if m.Name != "Inês" || m.Status != member.Active || !slices.Equal(m.Labels, []string{"patron", "vip guest"}) || m.Version != 1 || !m.CreatedAt.Equal(k.Now()) {
			t.Errorf("%+v", m)
		}
		if got := k.terms(t, m.ID); !slices.Equal(got, []string{"ines", "lamp.example"}) {
			t.Errorf("terms %v", got)
		}
		k.Pass(time.Hour)
		m, err = k.Update(ctx, m.ID, m.Version, member.Input{Email: "aurel@lamp.example", Name: "Aurel", Labels: []string{"press"}})
		if err != nil || m.Email != "aurel@lamp.example" || m.Note != "" || !slices.Equal(m.Labels, []string{"press"}) || m.Version != 2 || !m.UpdatedAt.Equal(k.Now()) {
			t.Errorf("%+v, %v", m, err)
		}
		if got := k.terms(t, m.ID); !slices.Equal(got, []string{"aurel", "lamp.example"}) {
			t.Errorf("terms %v", got)
		}
		if _, err := k.Update(ctx, m.ID, 1, member.Input{Email: m.Email}); !fault.Is(err, fault.Conflict) {
			t.Errorf("stale: %v", err)
		}
		if _, err := k.Update(ctx, 99, 1, member.Input{Email: m.Email}); !fault.Is(err, fault.NotFound) {
			t.Errorf("unknown: %v", err)
		}
		got, err := k.ByEmail(ctx, "AUREL@lamp.example")
		if err != nil || got.ID != m.ID {
			t.Errorf("%+v, %v", got, err)
		}
		if _, err := k.ByEmail(ctx, "nobody@lamp.example"); !fault.Is(err, fault.NotFound) {
			t.Errorf("nobody: %v", err)
		}
	})
}

func TestOneAddressIsOneMemberHoweverItIsSpelt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		k.add(t, "Ines@bücher.example", "")
		for _, spelling := range []string{"ines@bücher.example", "INES@xn--bcher-kva.example", "ines@BÜCHER.example"} {
			_, err := k.Create(ctx, member.Input{Email: spelling})
			wantField(t, err, "email")
		}
		other := k.add(t, "other@lamp.example", "")
		_, err := k.Update(ctx, other.ID, other.Version, member.Input{Email: "ines@bücher.example"})
		wantField(t, err, "email")
		if n := k.count(t, "SELECT count(*) FROM member_term WHERE member_id = $1", other.ID); n != 1 {
			t.Errorf("%d terms after the refused change", n)
		}
	})
}

func TestEachWrongFieldOfAMemberIsNamed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		for name, in := range map[string]member.Input{
			"email":  {Email: "x@lamp.example\r\nBcc: y@lamp.example"},
			"name":   {Email: "x@lamp.example", Name: "a\nb"},
			"note":   {Email: "x@lamp.example", Note: strings.Repeat("é", 2001)},
			"status": {Email: "x@lamp.example", Status: "gone"},
			"labels": {Email: "x@lamp.example", Labels: []string{"a,b"}},
		} {
			_, err := k.Create(ctx, in)
			wantField(t, err, name)
		}
		_, err := k.Create(ctx, member.Input{Email: "\x00", Name: strings.Repeat("x", 101), Note: "\xff", Status: "x", Labels: []string{"\x00"}})
		wantField(t, err, "email", "name", "note", "status", "labels")
		many := make([]string, 31)
		for i := range many {
			many[i] = strings.Repeat("x", i+1)
		}
		_, err = k.Create(ctx, member.Input{Email: "x@lamp.example", Labels: many})
		wantField(t, err, "labels")
		if n := k.count(t, "SELECT count(*) FROM member"); n != 0 {
			t.Errorf("%d members", n)
		}
	})
}

func TestADeletedMemberLeavesNothingButABar(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		k.sign(t, "gone@lamp.example", k.weekly)
		m, err := k.ByEmail(ctx, "gone@lamp.example")
		if err != nil {
			t.Fatal(err)
		}
		k.add(t, "stays@lamp.example", "Stays", k.weekly)
		m, err = k.Update(ctx, m.ID, m.Version, member.Input{Email: m.Email, Name: "Gone Now", Labels: []string{"patron"}, Note: "gone@lamp.example rang"})
		if err != nil {
			t.Fatal(err)
		}
		told := ""
		k.OnDelete = func(_ context.Context, _ *db.Tx, id int64, normal string) error {
			if id == m.ID {
				told = normal
			}
			return nil
		}
		if err := k.Delete(ctx, m.ID); err != nil {
			t.Fatal(err)
		}
		if told != "gone@lamp.example" {
			t.Errorf("others were told of %q", told)
		}
		for table, want := range map[string]int64{"member": 1, "member_term": 2, "member_label": 0, "subscription": 1, "consent": 2, "signup": 0, "suppression": 1} {
			if n := k.count(t, "SELECT count(*) FROM "+table); n != want {
				t.Errorf("%d rows of %s, not %d", n, table, want)
			}
		}
		_, err = k.Create(ctx, member.Input{Email: "GONE@lamp.example"})
		wantField(t, err, "email")
		if err := k.Delete(ctx, m.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("again: %v", err)
		}
		why, err := k.Suppressed(ctx, k.d, []string{"gone@lamp.example", "stays@lamp.example"})
		if err != nil || len(why) != 1 || why["gone@lamp.example"] != member.ReasonDeleted {
			t.Errorf("%v, %v", why, err)
		}
		hash, err := db.One(ctx, k.d, db.Value[string], "SELECT address_hash FROM suppression")
		if err != nil || len(hash) != 64 || strings.Contains(hash, "gone") {
			t.Errorf("the bar is stored as %q, %v", hash, err)
		}
	})
}

func TestAFailedDeletionDeletesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		m := k.add(t, "a@lamp.example", "", k.weekly)
		stop := errors.New("stop")
		k.OnDelete = func(context.Context, *db.Tx, int64, string) error { return stop }
		if err := k.Delete(ctx, m.ID); !errors.Is(err, stop) {
			t.Fatal(err)
		}
		if got, err := k.Get(ctx, m.ID); err != nil || !got.Subscribed(k.weekly) {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestMembersGetAllThatIsStoredAboutThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		m := k.sign(t, "ines@lamp.example", k.weekly, k.daily)
		k.sign(t, "other@lamp.example", k.weekly)
		if err := k.Unsubscribe(ctx, m.ID, k.daily, proof); err != nil {
			t.Fatal(err)
		}
		m, err := k.Get(ctx, m.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := k.Update(ctx, m.ID, m.Version, member.Input{Email: m.Email, Labels: []string{"patron"}, Note: "rang on Monday"}); err != nil {
			t.Fatal(err)
		}
		k.Deliveries = func(_ context.Context, id int64) (any, error) { return []int64{id}, nil }
		own, err := k.Export(ctx, m.ID)
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(own)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"ines@lamp.example", "rang on Monday", `"patron"`, `"newsletter":"weekly","state":"subscribed"`, `"newsletter":"daily","state":"unsubscribed"`, `"action":"confirmed"`, "Yes, send it", "192.0.2.0/24", `"deliveries":[`} {
			if !strings.Contains(string(b), want) {
				t.Errorf("%s is missing from %s", want, b)
			}
		}
		if strings.Contains(string(b), "other@") || len(own.Signups) != 1 || len(own.Consents) != 5 {
			t.Errorf("%s", b)
		}
	})
}
