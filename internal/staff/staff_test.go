package staff_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/site"
	"onrecord/internal/staff"
)

var ctx = context.Background()

const (
	password = "lantern over the quay"
	network  = "192.0.2.0/24"
)

// clock is moved by hand.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// desk is a site that is set up, with its owner.
type desk struct {
	*staff.Store
	*clock
	d     *db.DB
	owner staff.Person
}

func wired(d *db.DB, c *clock) (*staff.Store, *site.Store) {
	sites := site.New(d, c.Now)
	s := staff.New(d, c.Now)
	s.CheckSetupToken = sites.CheckSetupToken
	s.ClaimSite = func(ctx context.Context, tx *db.Tx, token string, in staff.SetupInput) error {
		return sites.Claim(ctx, tx, token, site.Claim{SiteName: in.SiteName, Language: in.Language, TimeZone: in.TimeZone})
	}
	return s, sites
}

var setup = staff.SetupInput{SiteName: "The Harbour Lamp", Language: "en", TimeZone: "Europe/Lisbon", Name: "Ines Aurel", Email: "Ines@lamp.example", Password: password}

func open(t *testing.T, d *db.DB) *desk {
	t.Helper()
	c := newClock()
	s, sites := wired(d, c)
	token, _, err := sites.SetupToken(ctx)
	if err != nil {
		t.Fatal(err)
	}
	owner, err := s.Setup(ctx, token, setup)
	if err != nil {
		t.Fatal(err)
	}
	return &desk{s, c, d, owner}
}

// hire invites somebody who accepts at once.
func (k *desk) hire(t *testing.T, name string, role staff.Role) staff.Person {
	t.Helper()
	_, token, err := k.Invite(ctx, k.owner, staff.PersonInput{Name: name, Email: name + "@lamp.example", Role: role})
	if err != nil {
		t.Fatal(err)
	}
	p, err := k.AcceptInvitation(ctx, token, password)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (k *desk) signIn(t *testing.T, email string) string {
	t.Helper()
	token, _, err := k.SignIn(ctx, email, password, network, "Browser/1")
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func (k *desk) count(t *testing.T, query string, args ...any) int64 {
	t.Helper()
	n, err := db.One(ctx, k.d, db.Value[int64], query, args...)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func wantField(t *testing.T, err error, names ...string) {
	t.Helper()
	got := map[string]bool{}
	for _, f := range fault.FieldsOf(err) {
		got[f.Name] = true
	}
	ok := fault.Is(err, fault.Invalid) && len(got) == len(names)
	for _, n := range names {
		ok = ok && got[n]
	}
	if !ok {
		t.Errorf("want problems with %v: %v", names, err)
	}
}

func TestSetupMakesSiteAndOwnerOrNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		s, sites := wired(d, c)
		token, _, err := sites.SetupToken(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Setup(ctx, "wrong", setup); !fault.Is(err, fault.Forbidden) {
			t.Errorf("wrong token: %v", err)
		}
		_, err = s.Setup(ctx, token, staff.SetupInput{Password: "short", Email: "x"})
		wantField(t, err, "site_name", "language", "time_zone", "name", "email", "password")
		bad := setup
		bad.TimeZone = "Nowhere"
		_, err = s.Setup(ctx, token, bad)
		wantField(t, err, "time_zone")
		stop := errors.New("stop")
		s.OnSetup = func(context.Context, *db.Tx, staff.Person, staff.SetupInput) error { return stop }
		if _, err := s.Setup(ctx, token, setup); !errors.Is(err, stop) {
			t.Errorf("hook: %v", err)
		}
		if ready, err := sites.Ready(ctx); ready || err != nil {
			t.Fatalf("a failed setup left a site: %v", err)
		}
		var told staff.Person
		s.OnSetup = func(_ context.Context, _ *db.Tx, p staff.Person, _ staff.SetupInput) error { told = p; return nil }
		p, err := s.Setup(ctx, token, setup)
		if err != nil || p.Role != staff.Owner || told.ID != p.ID || p.Email != "Ines@lamp.example" {
			t.Fatalf("%+v, %v", p, err)
		}
		if _, _, err := s.SignIn(ctx, "ines@LAMP.example", password, network, ""); err != nil {
			t.Errorf("the owner cannot sign in: %v", err)
		}
	})
}

func TestOfTwoWhoClaimASiteAtOnceOneOwnsIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, sites := wired(d, newClock())
		token, _, err := sites.SetupToken(ctx)
		if err != nil {
			t.Fatal(err)
		}
		errs := make([]error, 4)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() {
				in := setup
				in.Email = string(rune('a'+i)) + "@lamp.example"
				_, errs[i] = s.Setup(ctx, token, in)
			})
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			switch {
			case err == nil:
				won++
			case !fault.Is(err, fault.Gone):
				t.Error(err)
			}
		}
		people, err := s.List(ctx)
		if won != 1 || len(people) != 1 || err != nil {
			t.Errorf("%d won, %d people, %v", won, len(people), err)
		}
	})
}

func TestALastOwnerStays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		me := k.owner
		refused := func(what string, err error) {
			t.Helper()
			if !fault.Is(err, fault.Conflict) {
				t.Errorf("%s: %v", what, err)
			}
		}
		_, err := k.Disable(ctx, me, me.ID, me.Version)
		refused("disable", err)
		_, err = k.Update(ctx, me, me.ID, me.Version, staff.PersonInput{Name: me.Name, Email: me.Email, Role: staff.Editor})
		refused("demote", err)
		refused("remove", k.Remove(ctx, me, me.ID))
		_, _, err = k.Invite(ctx, me, staff.PersonInput{Name: "Not yet", Email: "notyet@lamp.example", Role: staff.Owner})
		if err != nil {
			t.Fatal(err)
		}
		refused("remove while the other owner has no password", k.Remove(ctx, me, me.ID))
		other := k.hire(t, "tomas", staff.Owner)
		if _, err := k.Disable(ctx, other, me.ID, me.Version); err != nil {
			t.Errorf("one of two owners: %v", err)
		}
		if _, err := k.Disable(ctx, me, other.ID, other.Version); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a disabled owner still acts: %v", err)
		}
	})
}

func TestTwoOwnersWhoDemoteEachOtherLeaveOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		a := k.owner
		b := k.hire(t, "tomas", staff.Owner)
		var wg sync.WaitGroup
		for _, pair := range [][2]staff.Person{{a, b}, {b, a}} {
			wg.Go(func() {
				by, on := pair[0], pair[1]
				_, err := k.Update(ctx, by, on.ID, on.Version, staff.PersonInput{Name: on.Name, Email: on.Email, Role: staff.Editor})
				if err != nil && !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.Conflict) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := k.count(t, "SELECT count(*) FROM staff WHERE role = 'owner'"); n != 1 {
			t.Errorf("%d owners are left", n)
		}
	})
}

func TestPeopleChangeThemselvesAndOwnersEverybody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		p := k.hire(t, "mara", staff.Author)
		out, err := k.Update(ctx, p, p.ID, p.Version, staff.PersonInput{Name: " Mara  ", Email: p.Email, Role: staff.Author})
		if err != nil || out.Name != "Mara" {
			t.Fatalf("%+v, %v", out, err)
		}
		if _, err := k.Update(ctx, p, p.ID, p.Version, staff.PersonInput{Name: "Late", Email: p.Email, Role: staff.Author}); !fault.Is(err, fault.Conflict) {
			t.Errorf("stale: %v", err)
		}
		if _, err := k.Update(ctx, out, out.ID, out.Version, staff.PersonInput{Name: "Mara", Email: p.Email, Role: staff.Owner}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an author made herself owner: %v", err)
		}
		if _, err := k.Update(ctx, out, k.owner.ID, k.owner.Version, staff.PersonInput{Name: "X", Email: "x@lamp.example", Role: staff.Owner}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an author changed the owner: %v", err)
		}
		_, err = k.Update(ctx, k.owner, out.ID, out.Version, staff.PersonInput{Name: "Mara", Email: "INES@lamp.example", Role: staff.Author})
		wantField(t, err, "email")
		for what, f := range map[string]func() error{
			"invite":  func() error { _, _, err := k.Invite(ctx, out, staff.PersonInput{}); return err },
			"reset":   func() error { _, err := k.ResetLink(ctx, out, k.owner.ID); return err },
			"disable": func() error { _, err := k.Disable(ctx, out, k.owner.ID, 1); return err },
			"remove":  func() error { return k.Remove(ctx, out, k.owner.ID) },
			"token":   func() error { _, _, err := k.CreateToken(ctx, "x", []staff.Scope{staff.Read}, out.ID); return err },
			"revoke":  func() error { return k.RevokeToken(ctx, out, 1) },
		} {
			if err := f(); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s by an author: %v", what, err)
			}
		}
		if err := k.Remove(ctx, k.owner, out.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := k.Get(ctx, out.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("removed: %v", err)
		}
	})
}

func TestTheTableKnowsEveryActionAndOwnersMayDoAll(t *testing.T) {
	seen := map[staff.Action]bool{}
	for _, r := range staff.Rules() {
		if seen[r.Action] || r.About == "" || !staff.Can(staff.Owner, r.Action) {
			t.Errorf("%+v", r)
		}
		seen[r.Action] = true
		weaker := false // whoever may do it, those above may too
		for _, role := range staff.Roles() {
			may := staff.Can(role, r.Action)
			if weaker && may {
				t.Errorf("%s: %s may, somebody above may not", r.Action, role)
			}
			weaker = weaker || !may
		}
	}
	if staff.Can(staff.Owner, "made.up") || staff.TokenCan(staff.Scopes(), "made.up") || staff.Can("made up", staff.AdminOpen) {
		t.Error("what is not in the table is allowed")
	}
	if staff.TokenCan(staff.Scopes(), staff.StaffManage) || staff.TokenCan([]staff.Scope{staff.Read}, staff.PostCreate) || !staff.TokenCan([]staff.Scope{staff.Send}, staff.IssueSend) {
		t.Error("tokens may the wrong things")
	}
}

func TestAChangeOfAnAddressIsAudited(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		p := k.hire(t, "mara", staff.Author)
		if _, err := k.Update(ctx, k.owner, p.ID, p.Version, staff.PersonInput{Name: p.Name, Email: "other@lamp.example", Role: p.Role}); err != nil {
			t.Fatal(err)
		}
		list, _, err := k.AuditList(ctx, staff.AuditFilter{Limit: 1})
		if err != nil || len(list) != 1 || list[0].Action != "address.change" || list[0].By.StaffID != k.owner.ID || list[0].Detail != p.Email+" → other@lamp.example" {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

func TestWhatIsAuditedIsNeitherChangedNorDeleted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		p := k.hire(t, "mara", staff.Author)
		if _, err := k.Update(ctx, k.owner, p.ID, p.Version, staff.PersonInput{Name: "Mara", Email: p.Email, Role: staff.Editor}); err != nil {
			t.Fatal(err)
		}
		long := strings.Repeat("é", 600) + "\r\n\x1b[31m"
		if err := d.Write(ctx, func(tx *db.Tx) error {
			return k.Audit(ctx, tx, staff.Actor{TokenID: 4}, "member.export", "all", long)
		}); err != nil {
			t.Fatal(err)
		}
		entries, next, err := k.AuditList(ctx, staff.AuditFilter{Limit: 3})
		if err != nil || len(entries) != 3 || next != entries[2].ID {
			t.Fatalf("%+v, %d, %v", entries, next, err)
		}
		if e := entries[0]; e.Action != "member.export" || e.By.TokenID != 4 || len([]rune(e.Detail)) != 500 || !e.At.Equal(k.Now()) {
			t.Errorf("%+v", e)
		}
		if e := entries[1]; e.Action != "role.change" || e.By.StaffID != k.owner.ID || e.Detail != "author → editor" {
			t.Errorf("%+v", e)
		}
		rest, next, err := k.AuditList(ctx, staff.AuditFilter{Before: next, Limit: 100})
		if err != nil || next != 0 || len(rest) != 2 || rest[1].Action != "setup" {
			t.Errorf("%+v, %d, %v", rest, next, err)
		}
		for _, q := range []string{"UPDATE audit SET detail = 'x'", "DELETE FROM audit"} {
			if err := d.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, q); return err }); err == nil {
				t.Errorf("%s went through", q)
			}
		}
	})
}
