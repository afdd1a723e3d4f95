package staff_test

import (
	"encoding/base32"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/staff"
)

func TestCodesAreThoseOfTheStandard(t *testing.T) {
	secret := base32.StdEncoding.EncodeToString([]byte("12345678901234567890"))
	for at, want := range map[int64]string{ // the last six digits of RFC 6238, appendix B
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if got := staff.CodeAt(secret, time.Unix(at, 0)); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
	}
}

// stepped switches the owner's second step on.
func (k *desk) stepped(t *testing.T) (secret string, recovery []string) {
	t.Helper()
	secret, err := k.BeginSecondStep(ctx, k.owner.ID, password)
	if err != nil {
		t.Fatal(err)
	}
	recovery, err = k.ConfirmSecondStep(ctx, k.owner.ID, staff.CodeAt(secret, k.Now()))
	if err != nil {
		t.Fatal(err)
	}
	k.Pass(time.Minute)
	return secret, recovery
}

// challenge signs the owner in as far as the password goes.
func (k *desk) challenge(t *testing.T) string {
	t.Helper()
	token, _, err := k.SignIn(ctx, k.owner.Email, password, network, "")
	var needs *staff.NeedsCode
	if !errors.As(err, &needs) || token != "" {
		t.Fatalf("the password alone: %q, %v", token, err)
	}
	return needs.Challenge
}

func (k *desk) finish(challenge, code string) error {
	_, _, err := k.FinishSignIn(ctx, challenge, code, network, "")
	return err
}

func TestASecretCountsOnlyOnceACodeConfirmedItAndThenEverySessionIsOver(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		_, err := k.BeginSecondStep(ctx, k.owner.ID, "not the password")
		wantField(t, err, "password")
		stale, err := k.BeginSecondStep(ctx, k.owner.ID, password)
		if err != nil {
			t.Fatal(err)
		}
		session := k.signIn(t, k.owner.Email)
		secret, err := k.BeginSecondStep(ctx, k.owner.ID, password)
		if err != nil {
			t.Fatal(err)
		}
		_, err = k.ConfirmSecondStep(ctx, k.owner.ID, staff.CodeAt(stale, k.Now()))
		wantField(t, err, "code")
		codes, err := k.ConfirmSecondStep(ctx, k.owner.ID, staff.CodeAt(secret, k.Now().Add(-30*time.Second)))
		if err != nil || len(codes) != 10 {
			t.Fatal(codes, err)
		}
		if _, _, err := k.Session(ctx, session); !fault.Is(err, fault.Unauthorized) {
			t.Errorf("a session outlives the switch: %v", err)
		}
		if _, err := k.BeginSecondStep(ctx, k.owner.ID, password); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second secret over the first: %v", err)
		}
		k.challenge(t)
	})
}

func TestASecretThatNobodyConfirmedInTimeIsOver(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		secret, err := k.BeginSecondStep(ctx, k.owner.ID, password)
		if err != nil {
			t.Fatal(err)
		}
		k.Pass(31 * time.Minute)
		if _, err := k.ConfirmSecondStep(ctx, k.owner.ID, staff.CodeAt(secret, k.Now())); !fault.Is(err, fault.Conflict) {
			t.Error(err)
		}
		k.signIn(t, k.owner.Email)
	})
}

func TestACodeIsGoodOnceWithinItsWindow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		secret, _ := k.stepped(t)
		code := staff.CodeAt(secret, k.Now())
		early := staff.CodeAt(secret, k.Now().Add(-60*time.Second))
		wantField(t, k.finish(k.challenge(t), early), "code")
		first := k.challenge(t)
		if err := k.finish(first, code[:3]+" "+code[3:]); err != nil {
			t.Fatal(err)
		}
		if err := k.finish(first, staff.CodeAt(secret, k.Now().Add(30*time.Second))); !fault.Is(err, fault.Unauthorized) {
			t.Errorf("the challenge again: %v", err)
		}
		wantField(t, k.finish(k.challenge(t), code), "code") // replayed
		k.Pass(30 * time.Second)
		wantField(t, k.finish(k.challenge(t), code), "code") // in the window still
		if err := k.finish(k.challenge(t), staff.CodeAt(secret, k.Now())); err != nil {
			t.Error(err)
		}
	})
}

func TestOneCodeUsedInParallelGivesOneSession(t *testing.T) {
	for name, pick := range map[string]func(app, recovery string) string{
		"app":      func(app, _ string) string { return app },
		"recovery": func(_, recovery string) string { return recovery },
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				k := open(t, d)
				secret, recovery := k.stepped(t)
				code := pick(staff.CodeAt(secret, k.Now()), recovery[3])
				one, two := k.challenge(t), k.challenge(t)
				var in atomic.Int64
				var wg sync.WaitGroup
				for _, c := range []string{one, two, one, two} {
					wg.Go(func() {
						if k.finish(c, code) == nil {
							in.Add(1)
						}
					})
				}
				wg.Wait()
				if n := k.count(t, "SELECT count(*) FROM staff_session"); n != 1 || in.Load() != 1 {
					t.Errorf("%d sessions, %d let in", n, in.Load())
				}
			})
		})
	}
}

func TestARecoveryCodeIsGoodOnceAndNotAfterNewOnesWereMade(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		secret, old := k.stepped(t)
		if n := k.count(t, "SELECT count(*) FROM staff_recovery_code WHERE code_hash LIKE $1", "%"+old[0][:4]+"%"); n != 0 {
			t.Error("a recovery code is stored as it is")
		}
		if err := k.finish(k.challenge(t), old[0]); err != nil {
			t.Fatal(err)
		}
		wantField(t, k.finish(k.challenge(t), old[0]), "code")
		if n, err := k.RecoveryCodesLeft(ctx, k.owner.ID); n != 9 || err != nil {
			t.Error(n, err)
		}
		fresh, err := k.NewRecoveryCodes(ctx, k.owner.ID, password, staff.CodeAt(secret, k.Now()))
		if err != nil {
			t.Fatal(err)
		}
		wantField(t, k.finish(k.challenge(t), old[1]), "code")
		if err := k.finish(k.challenge(t), fresh[1]); err != nil {
			t.Error(err)
		}
	})
}

func TestTriesWithCodesAreLimitedForThePersonWhateverTheChallenge(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		secret, _ := k.stepped(t)
		k.Pass(time.Hour)
		var last error
		for range 7 {
			last = k.finish(k.challenge(t), "000000x")
		}
		if !fault.Is(last, fault.TooMany) {
			t.Fatalf("the seventh try: %v", last)
		}
		if err := k.finish(k.challenge(t), staff.CodeAt(secret, k.Now())); !fault.Is(err, fault.TooMany) {
			t.Errorf("the right code then: %v", err)
		}
		k.Pass(16 * time.Minute)
		if err := k.finish(k.challenge(t), staff.CodeAt(secret, k.Now())); err != nil {
			t.Errorf("after the window: %v", err)
		}
	})
}

func TestAWaitingSignInEndsWithItsTimeTheOldPasswordAndTheAccount(t *testing.T) {
	for name, end := range map[string]func(k *desk) error{
		"time": func(k *desk) error { k.Pass(11 * time.Minute); return nil },
		"password": func(k *desk) error {
			return k.ChangePassword(ctx, k.owner.ID, password, "another lantern")
		},
		"switch": func(k *desk) error { return k.ResetSecondStep(ctx, second(k), k.owner.ID) },
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				k := open(t, d)
				secret, _ := k.stepped(t)
				k.hire(t, "mara", staff.Owner)
				waiting := k.challenge(t)
				if err := end(k); err != nil {
					t.Fatal(err)
				}
				if err := k.finish(waiting, staff.CodeAt(secret, k.Now())); !fault.Is(err, fault.Unauthorized) {
					t.Error(err)
				}
			})
		})
	}
}

// second is the owner mara.
func second(k *desk) staff.Person {
	list, _ := k.List(ctx)
	for _, p := range list {
		if p.Name == "mara" {
			return p
		}
	}
	return staff.Person{}
}

func TestSwitchingOffTakesPasswordAndCodeAndEndsTheSessions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		secret, recovery := k.stepped(t)
		token, _, err := k.FinishSignIn(ctx, k.challenge(t), recovery[0], network, "")
		if err != nil {
			t.Fatal(err)
		}
		wantField(t, k.EndSecondStep(ctx, k.owner.ID, "wrong", staff.CodeAt(secret, k.Now())), "password")
		wantField(t, k.EndSecondStep(ctx, k.owner.ID, password, recovery[0]), "code")
		if err := k.EndSecondStep(ctx, k.owner.ID, password, staff.CodeAt(secret, k.Now())); err != nil {
			t.Fatal(err)
		}
		if _, _, err := k.Session(ctx, token); !fault.Is(err, fault.Unauthorized) {
			t.Errorf("a session outlives the switch: %v", err)
		}
		k.signIn(t, k.owner.Email)
	})
}

func TestANewPasswordByALinkDoesNotGetAroundTheSecondStep(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		k.stepped(t)
		link, coded, err := k.Recover(ctx, k.owner.Email, false)
		if err != nil || !coded {
			t.Fatal(coded, err)
		}
		if _, err := k.AcceptInvitation(ctx, link, password); err != nil {
			t.Fatal(err)
		}
		k.challenge(t)
		if _, coded, err = k.Recover(ctx, k.owner.Email, true); err != nil || coded {
			t.Fatal(coded, err)
		}
		k.signIn(t, k.owner.Email)
	})
}

func TestOnlyAnOwnerResetsASecondStepAndNotTheirOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		k.stepped(t)
		editor := k.hire(t, "ed", staff.Editor)
		if err := k.ResetSecondStep(ctx, editor, k.owner.ID); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an editor: %v", err)
		}
		if err := k.ResetSecondStep(ctx, k.owner, k.owner.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("their own: %v", err)
		}
		if err := k.ResetSecondStep(ctx, k.hire(t, "mara", staff.Owner), k.owner.ID); err != nil {
			t.Fatal(err)
		}
		k.signIn(t, k.owner.Email)
		if n := k.count(t, "SELECT count(*) FROM audit WHERE action = 'second-step.reset'"); n != 1 {
			t.Errorf("%d lines in the audit log", n)
		}
	})
}
