package staff_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/staff"
)

func TestWhateverIsWrongWithASignInTheAnswerIsTheSame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		off := k.hire(t, "mara", staff.Author)
		if _, err := k.Disable(ctx, k.owner, off.ID, off.Version); err != nil {
			t.Fatal(err)
		}
		if _, _, err := k.Invite(ctx, k.owner, staff.PersonInput{Name: "New", Email: "new@lamp.example", Role: staff.Author}); err != nil {
			t.Fatal(err)
		}
		before := k.count(t, "SELECT count(*) FROM audit")
		tries := [][2]string{
			{"ines@lamp.example", "wrong"},
			{"ines@lamp.example", strings.ToUpper(password)},
			{"ines@lamp.example", password + "\x00"},
			{"ines@lamp.example", strings.Repeat("x", 1<<20)},
			{"nobody@lamp.example", password},
			{"not an address", password},
			{"", ""},
			{"mara@lamp.example", password},
			{"new@lamp.example", ""},
		}
		for _, try := range tries {
			token, _, err := k.SignIn(ctx, try[0], try[1], network, "")
			if token != "" || !fault.Is(err, fault.Unauthorized) || fault.Sentence(err) != "The address or the password is wrong; please try again." {
				t.Errorf("%.40q: %v", try, err)
			}
		}
		if n := k.count(t, "SELECT count(*) FROM audit") - before; n != int64(len(tries)) {
			t.Errorf("%d of %d tries were noted", n, len(tries))
		}
		if n := k.count(t, "SELECT count(*) FROM staff_session"); n != 0 {
			t.Errorf("%d sessions", n)
		}
	})
}

func TestAnUnknownAddressTakesAsLongAsAKnownOne(t *testing.T) {
	d := dbtest.SQLite(t)
	k := open(t, d)
	took := func(email string) time.Duration {
		best := time.Hour
		for range 4 {
			begun := time.Now()
			if _, _, err := k.SignIn(ctx, email, "wrong", network, ""); !fault.Is(err, fault.Unauthorized) {
				t.Fatal(err)
			}
			best = min(best, time.Since(begun))
		}
		return best
	}
	known, unknown := took("ines@lamp.example"), took("nobody@lamp.example")
	if unknown < known/2 || known < unknown/2 {
		t.Errorf("known %v, unknown %v", known, unknown)
	}
}

func TestAPasswordIsTheSameHoweverItsAccentsAreTyped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		composed, decomposed := "caf\u00e9 by the quay", "cafe\u0301 by the quay"
		if err := k.ChangePassword(ctx, k.owner.ID, password, decomposed); err != nil {
			t.Fatal(err)
		}
		for _, p := range []string{composed, decomposed} {
			if _, _, err := k.SignIn(ctx, k.owner.Email, p, network, ""); err != nil {
				t.Errorf("%q: %v", p, err)
			}
		}
		long := strings.Repeat("x y z w v", 113) // 1,017 bytes, far over the 72 that some hashes read
		if err := k.ChangePassword(ctx, k.owner.ID, composed, long); err != nil {
			t.Fatal(err)
		}
		if err := k.Confirm(ctx, k.owner.ID, long); err != nil {
			t.Error(err)
		}
		wantField(t, k.Confirm(ctx, k.owner.ID, long[:len(long)-1]), "password")
	})
}

func TestWeakAndOverlongPasswordsAreRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		for _, bad := range []string{
			"", "nine char", strings.Repeat("e\u0301", 9), strings.Repeat("x", 1025), strings.Repeat("x", 1<<20), "\xff\xfe234567890", "aaaaaaaaaaaa",
			"1234567890", "0987654321", "qwertyuiop", "password1234", "P@ssw0rd2026!", "ines@lamp.example", "ines123456", "passwordpassword",
		} {
			wantField(t, k.ChangePassword(ctx, k.owner.ID, password, bad), "new")
		}
		wantField(t, k.ChangePassword(ctx, k.owner.ID, "wrong", "another lantern"), "old")
	})
}

func TestAnOldHashIsMadeAnewAtSignIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		set := func(hash string) {
			t.Helper()
			if err := d.Write(ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(ctx, "UPDATE staff SET password_hash = $1", hash)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		stored := func() string {
			t.Helper()
			h, err := db.One(ctx, d, db.Value[string], "SELECT password_hash FROM staff")
			if err != nil {
				t.Fatal(err)
			}
			return h
		}
		if h := stored(); !strings.HasPrefix(h, "$argon2id$v=19$m=19456,t=2,p=1$") {
			t.Errorf("stored as %s", h)
		}
		set(staff.OldHash(password))
		k.signIn(t, k.owner.Email)
		now := stored()
		if !strings.HasPrefix(now, "$argon2id$v=19$m=19456,t=2,p=1$") {
			t.Errorf("still %s", now)
		}
		k.signIn(t, k.owner.Email)
		if stored() != now {
			t.Error("a present hash was made anew")
		}
		set("$2y$10$foreign")
		if _, _, err := k.SignIn(ctx, k.owner.Email, password, network, ""); err == nil || fault.Is(err, fault.Unauthorized) {
			t.Errorf("a broken hash is our fault, not theirs: %v", err)
		}
	})
}

func TestTriesAreCountedByAddressAndByNetwork(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		try := func(email, from string) error {
			_, _, err := k.SignIn(ctx, email, password, from, "")
			return err
		}
		for i := range 10 {
			if err := try(k.owner.Email, network); err != nil {
				t.Fatalf("try %d: %v", i, err)
			}
		}
		if err := try(" INES@lamp.example ", network); !fault.Is(err, fault.TooMany) {
			t.Errorf("11th try, spelt otherwise: %v", err)
		}
		if err := try(k.owner.Email, "198.51.100.0/24"); err != nil {
			t.Errorf("the owner is locked out elsewhere: %v", err)
		}
		free := k.Occupy() // what is refused for its number is never hashed
		defer free()
		k.Pass(15 * time.Minute)
		refused := 0
		var mu sync.Mutex
		var wg sync.WaitGroup
		for i := range 62 {
			wg.Go(func() {
				err := try(fmt.Sprintf("guess%d@lamp.example", i), network)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case fault.Is(err, fault.TooMany):
					refused++
				case !fault.Is(err, fault.Unavailable):
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if refused != 2 {
			t.Errorf("%d of 62 tries from one network were refused", refused)
		}
	})
}

func TestASessionEndsWhenItShould(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		p := k.hire(t, "mara", staff.Author)
		alive := func(token string) bool {
			t.Helper()
			got, id, err := k.Session(ctx, token)
			if err != nil && !fault.Is(err, fault.Unauthorized) {
				t.Fatal(err)
			}
			return err == nil && got.ID == p.ID && id != 0
		}
		current := func() staff.Person {
			t.Helper()
			now, err := k.Get(ctx, p.ID)
			if err != nil {
				t.Fatal(err)
			}
			return now
		}
		for what, end := range map[string]func(token string) error{
			"sign out": func(token string) error { return k.SignOut(ctx, token) },
			"ended from the list": func(token string) error {
				list, err := k.Sessions(ctx, p.ID)
				if err != nil || len(list) == 0 {
					return fmt.Errorf("%d sessions, %w", len(list), err)
				}
				return k.EndSession(ctx, p.ID, list[0].ID)
			},
			"password": func(string) error { return k.ChangePassword(ctx, p.ID, password, password) },
			"role": func(string) error {
				now := current()
				role := map[staff.Role]staff.Role{staff.Author: staff.Editor, staff.Editor: staff.Author}[now.Role]
				_, err := k.Update(ctx, k.owner, p.ID, now.Version, staff.PersonInput{Name: now.Name, Email: now.Email, Role: role})
				return err
			},
			"address": func(string) error {
				now := current()
				_, err := k.Update(ctx, k.owner, p.ID, now.Version, staff.PersonInput{Name: now.Name, Email: "Mara@lamp.example", Role: now.Role})
				return err
			},
			"disabled": func(string) error {
				now, err := k.Disable(ctx, k.owner, p.ID, current().Version)
				if err == nil {
					_, err = k.Enable(ctx, k.owner, p.ID, now.Version)
				}
				return err
			},
			"idle": func(string) error { k.Pass(7*24*time.Hour + time.Minute); return nil },
			"reset": func(string) error {
				token, err := k.ResetLink(ctx, k.owner, p.ID)
				if err == nil {
					_, err = k.AcceptInvitation(ctx, token, password)
				}
				return err
			},
		} {
			k.Pass(15 * time.Minute)
			token := k.signIn(t, "mara@lamp.example")
			if !alive(token) {
				t.Fatalf("%s: no session to begin with", what)
			}
			if err := end(token); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			if alive(token) {
				t.Errorf("%s: the session lives on", what)
			}
		}
	})
}

func TestASessionInUseLivesThirtyDaysAndNoLonger(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		token := k.signIn(t, k.owner.Email)
		if strings.Contains(token, " ") || len(token) < 43 {
			t.Errorf("token %q", token)
		}
		if n := k.count(t, "SELECT count(*) FROM staff_session WHERE token_hash = $1", token); n != 0 {
			t.Error("the token is stored as it is")
		}
		for day := range 30 {
			if _, _, err := k.Session(ctx, token); err != nil {
				t.Fatalf("day %d: %v", day, err)
			}
			k.Pass(24 * time.Hour)
		}
		if _, _, err := k.Session(ctx, token); !fault.Is(err, fault.Unauthorized) {
			t.Errorf("after thirty days: %v", err)
		}
		if err := k.Purge(ctx); err != nil {
			t.Fatal(err)
		}
		if n := k.count(t, "SELECT count(*) FROM staff_session"); n != 0 {
			t.Errorf("%d sessions are kept", n)
		}
	})
}

func TestTheServerSaysSoWhenTooManySignInAtOnce(t *testing.T) {
	k := open(t, dbtest.SQLite(t))
	free := k.Occupy()
	_, _, err := k.SignIn(ctx, k.owner.Email, password, network, "")
	if !fault.Is(err, fault.Unavailable) {
		t.Errorf("while all are busy: %v", err)
	}
	free()
	k.signIn(t, k.owner.Email)
}
