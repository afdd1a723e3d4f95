package staff_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/staff"
)

func TestAOneTimeLinkWorksOnceForSeventyTwoHours(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		p, token, err := k.Invite(ctx, k.owner, staff.PersonInput{Name: "Mara", Email: "mara@lamp.example", Role: staff.Editor})
		if err != nil || !p.Invited {
			t.Fatalf("%+v, %v", p, err)
		}
		_, _, err = k.Invite(ctx, k.owner, staff.PersonInput{Name: "Again", Email: "MARA@lamp.example", Role: staff.Editor})
		wantField(t, err, "email")
		if who, err := k.Invitation(ctx, token); err != nil || who.ID != p.ID {
			t.Fatalf("%+v, %v", who, err)
		}
		_, err = k.AcceptInvitation(ctx, token, "short")
		wantField(t, err, "password")
		var mu sync.Mutex
		won := 0
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				_, err := k.AcceptInvitation(ctx, token, password)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					won++
				} else if !fault.Is(err, fault.NotFound) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if won != 1 {
			t.Errorf("the link was used %d times", won)
		}
		k.signIn(t, "mara@lamp.example")

		late, err := k.ResetLink(ctx, k.owner, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		k.Pass(72*time.Hour + time.Second)
		if _, err := k.AcceptInvitation(ctx, late, password); !fault.Is(err, fault.NotFound) {
			t.Errorf("too late: %v", err)
		}
	})
}

func TestANewLinkEndsTheOneBeforeAndTheOldPasswordWorksUntilItIsUsed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		first, err := k.ResetLink(ctx, k.owner, k.owner.ID)
		if err != nil {
			t.Fatal(err)
		}
		second, _, err := k.Recover(ctx, "INES@lamp.example", false)
		if err != nil {
			t.Fatal(err)
		}
		k.signIn(t, k.owner.Email)
		if _, err := k.AcceptInvitation(ctx, first, password); !fault.Is(err, fault.NotFound) {
			t.Errorf("the first link: %v", err)
		}
		if _, err := k.AcceptInvitation(ctx, second, "another lantern"); err != nil {
			t.Fatal(err)
		}
		if _, _, err := k.SignIn(ctx, k.owner.Email, password, network, ""); !fault.Is(err, fault.Unauthorized) {
			t.Errorf("the old password: %v", err)
		}
		if _, _, err := k.Recover(ctx, "nobody@lamp.example", false); !fault.Is(err, fault.NotFound) {
			t.Errorf("recover a stranger: %v", err)
		}
	})
}

func TestAOneTimeLinkEndsWithTheAddressItWentToAndTheOldPassword(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		p, toStranger, err := k.Invite(ctx, k.owner, staff.PersonInput{Name: "Bo Lund", Email: "bo@lmap.example", Role: staff.Editor})
		if err != nil {
			t.Fatal(err)
		}
		p, err = k.Update(ctx, k.owner, p.ID, p.Version, staff.PersonInput{Name: p.Name, Email: "bo@lamp.example", Role: p.Role})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := k.AcceptInvitation(ctx, toStranger, password); !fault.Is(err, fault.NotFound) {
			t.Errorf("the link that went to the mistyped address: %v", err)
		}

		old, err := k.ResetLink(ctx, k.owner, k.owner.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := k.ChangePassword(ctx, k.owner.ID, password, "ballast under the keel"); err != nil {
			t.Fatal(err)
		}
		if _, err := k.Invitation(ctx, old); !fault.Is(err, fault.NotFound) {
			t.Errorf("a link from before the password was changed: %v", err)
		}
	})
}

func TestAnAPITokenIsShownOnceKeptAsAHashAndEndsWhenRevoked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		plain, made, err := k.CreateToken(ctx, " import script ", []staff.Scope{staff.Send, staff.Read, staff.Send}, 0)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(plain, "onr_") || len(plain) < 50 || made.Name != "import script" || len(made.Scopes) != 2 || made.Scopes[0] != staff.Read {
			t.Errorf("%s, %+v", plain, made)
		}
		if n := k.count(t, "SELECT count(*) FROM token WHERE token_hash = $1 OR name = $1", plain); n != 0 {
			t.Error("the token is stored as it is")
		}
		got, err := k.TokenByPlain(ctx, plain)
		if err != nil || got.ID != made.ID || !got.Can(staff.IssueSend) || got.Can(staff.PostCreate) {
			t.Fatalf("%+v, %v", got, err)
		}
		for _, bad := range []string{"", "onr_", plain[:len(plain)-1], strings.ToUpper(plain), plain + " "} {
			if _, err := k.TokenByPlain(ctx, bad); !fault.Is(err, fault.Unauthorized) {
				t.Errorf("%q: %v", bad, err)
			}
		}
		if err := k.RevokeToken(ctx, k.owner, made.ID); err != nil {
			t.Fatal(err)
		}
		if err := k.RevokeToken(ctx, k.owner, made.ID); err != nil {
			t.Errorf("again: %v", err)
		}
		if err := k.RevokeToken(ctx, k.owner, 99); !fault.Is(err, fault.NotFound) {
			t.Errorf("unknown: %v", err)
		}
		if _, err := k.TokenByPlain(ctx, plain); !fault.Is(err, fault.Unauthorized) {
			t.Errorf("revoked: %v", err)
		}
		list, err := k.Tokens(ctx)
		if err != nil || len(list) != 1 || list[0].RevokedAt.IsZero() {
			t.Errorf("%+v, %v", list, err)
		}
		if n := k.count(t, "SELECT count(*) FROM audit WHERE action IN ('token.create', 'token.revoke')"); n != 2 {
			t.Errorf("%d audit lines", n)
		}
	})
}

func TestTheUseOfATokenIsNotedAtMostOnceAMinute(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		plain, made, err := k.CreateToken(ctx, "reader", []staff.Scope{staff.Read}, k.owner.ID)
		if err != nil || !made.LastUsed.IsZero() {
			t.Fatalf("%+v, %v", made, err)
		}
		used := func() time.Time {
			t.Helper()
			if _, err := k.TokenByPlain(ctx, plain); err != nil {
				t.Fatal(err)
			}
			return db.Time(k.count(t, "SELECT last_used_at FROM token"))
		}
		first := used()
		k.Pass(59 * time.Second)
		if got := used(); !got.Equal(first) {
			t.Errorf("noted again after %v", got.Sub(first))
		}
		k.Pass(time.Second)
		if got := used(); got.Sub(first) != time.Minute {
			t.Errorf("noted %v later", got.Sub(first))
		}
	})
}

func TestATokenNeedsANameAndKnownScopes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		_, _, err := k.CreateToken(ctx, " ", nil, 0)
		wantField(t, err, "name", "scopes")
		_, _, err = k.CreateToken(ctx, strings.Repeat("x", 101), []staff.Scope{"root"}, 0)
		wantField(t, err, "name", "scopes")
		_, _, err = k.CreateToken(ctx, "a\nb", []staff.Scope{staff.Read, "admin"}, 0)
		wantField(t, err, "name", "scopes")
	})
}

func TestATokenEndsWithTheRightOfWhoMadeIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		second, link, err := k.Invite(ctx, k.owner, staff.PersonInput{Name: "Mara", Email: "mara@lamp.example", Role: staff.Owner})
		if err != nil {
			t.Fatal(err)
		}
		if second, err = k.AcceptInvitation(ctx, link, password); err != nil {
			t.Fatal(err)
		}
		scopes := []staff.Scope{staff.Read}
		hers, _, err := k.CreateToken(ctx, "screen", scopes, second.ID)
		if err != nil {
			t.Fatal(err)
		}
		house, _, err := k.CreateToken(ctx, "from the command line", scopes, 0)
		if err != nil {
			t.Fatal(err)
		}
		works := func(plain string, want bool) {
			t.Helper()
			if _, err := k.TokenByPlain(ctx, plain); (err == nil) != want || err != nil && !fault.Is(err, fault.Unauthorized) {
				t.Errorf("works: %v, want %v", err, want)
			}
		}
		works(hers, true)
		if second, err = k.Disable(ctx, k.owner, second.ID, second.Version); err != nil {
			t.Fatal(err)
		}
		works(hers, false)
		if second, err = k.Enable(ctx, k.owner, second.ID, second.Version); err != nil {
			t.Fatal(err)
		}
		works(hers, true)
		if second, err = k.Update(ctx, k.owner, second.ID, second.Version, staff.PersonInput{Name: "Mara", Email: "mara@lamp.example", Role: staff.Author}); err != nil {
			t.Fatal(err)
		}
		works(hers, false)
		if err := k.Remove(ctx, k.owner, second.ID); err != nil {
			t.Fatal(err)
		}
		works(hers, false)
		works(house, true)
	})
}

func TestWhoIsNoOwnerAnyMoreEndsNoToken(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		_, made, err := k.CreateToken(ctx, "reader", []staff.Scope{staff.Read}, k.owner.ID)
		if err != nil {
			t.Fatal(err)
		}
		was := k.owner // as a session knew them a moment ago
		if err := d.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, `UPDATE staff SET role = 'editor'`); return err }); err != nil {
			t.Fatal(err)
		}
		if err := k.RevokeToken(ctx, was, made.ID); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%v", err)
		}
		if n := k.count(t, "SELECT count(*) FROM token WHERE revoked_at > 0"); n != 0 {
			t.Error("it is revoked")
		}
	})
}
