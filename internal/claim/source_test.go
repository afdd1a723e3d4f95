package claim_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"onrecord/internal/claim"
	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/staff"
)

var ctx = context.Background()

// record is a store on an empty database with a clock that the test moves.
type record struct {
	*claim.Store
	t  testing.TB
	d  *db.DB
	at time.Time
	ed staff.Actor // an editor who exists
}

func open(t testing.TB, d *db.DB) *record {
	t.Helper()
	r := &record{t: t, d: d, at: time.Date(2026, 5, 3, 9, 10, 0, 0, time.UTC)}
	r.Store = claim.New(claim.Deps{DB: d, Staff: staff.New(d, func() time.Time { return r.at }), Now: func() time.Time { return r.at }})
	err := d.Write(ctx, func(tx *db.Tx) error {
		id, err := db.One(ctx, tx, db.Value[int64], `INSERT INTO staff (name, email, email_norm, role, password_hash, created_at, updated_at)
			VALUES ('Mirren Oake', 'm@farrow.example', 'm@farrow.example', 'editor', '', 1, 1) RETURNING id`)
		r.ed = staff.Actor{StaffID: id}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// each runs a test on both engines.
func each(t *testing.T, test func(t *testing.T, r *record)) {
	t.Helper()
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, open(t, d)) })
}

func (r *record) source(in claim.SourceInput) claim.Source {
	r.t.Helper()
	v, err := r.CreateSource(ctx, r.ed, in)
	if err != nil {
		r.t.Fatal(err)
	}
	return v
}

func TestTheDatabaseItselfTakesNoNameOfAnUnnamedSource(t *testing.T) {
	each(t, func(t *testing.T, r *record) {
		quiet := r.source(claim.SourceInput{Kind: claim.Unnamed, PublicDescription: "a harbour clerk"})
		for _, set := range []string{"name = 'Ansel Rook'", "role = 'clerk'", "affiliation = 'Rook'", "url = 'https://rook.example'", "archived_url = 'x'", "key = 'ansel-rook'", "key = 'unnamed-ansel-rook-the-clerk'"} {
			err := r.d.Write(ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(ctx, `UPDATE source SET `+set+` WHERE id = $1`, quiet.ID)
				return err
			})
			if !db.IsCheck(err) {
				t.Errorf("%s: %v", set, err)
			}
		}
		who, err := r.KnownTo(ctx, quiet.ID)
		if err != nil || who != r.ed.StaffID {
			t.Errorf("known to %d, %v", who, err)
		}
		if c := quiet.Cited(); c.Named != nil || c.Unnamed.Description != "a harbour clerk" {
			t.Errorf("cited as %+v", c)
		}
	})
}

func TestAnErrorAboutAnUnnamedSourceDoesNotSayWhoItIs(t *testing.T) {
	each(t, func(t *testing.T, r *record) {
		_, err := r.CreateSource(ctx, r.ed, claim.SourceInput{Kind: claim.Unnamed, Name: "Ansel Rook", Key: "rook", Affiliation: "Rook"})
		if !fault.Is(err, fault.Invalid) || strings.Contains(strings.ToLower(err.Error()), "rook") {
			t.Errorf("got %v", err)
		}
	})
}

func TestASourceThatBecomesUnnamedLosesAllThatNamedIt(t *testing.T) {
	each(t, func(t *testing.T, r *record) {
		v := r.source(claim.SourceInput{Kind: claim.Person, Name: "Ansel Rook", Affiliation: "Rook & Co"})
		now, err := r.UpdateSource(ctx, r.ed, v.ID, v.Version, claim.SourceInput{Kind: claim.Unnamed, Key: v.Key, PublicDescription: "a harbour clerk"})
		if err != nil || now.Name != "" || strings.Contains(now.Key, "ansel") {
			t.Fatalf("%+v, %v", now, err)
		}
		if list, _, err := r.Sources(ctx, claim.SourceFilter{Query: "rook"}); err != nil || len(list) != 0 {
			t.Errorf("still found: %v, %v", list, err)
		}
		for _, in := range []claim.SourceInput{{Kind: claim.Person, Name: "Ansel Rook"}, {Kind: claim.Self}} {
			if _, err := r.UpdateSource(ctx, r.ed, v.ID, now.Version, in); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", in.Kind, err)
			}
		}
	})
}
