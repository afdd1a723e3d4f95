package claim_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"onrecord/internal/claim"
	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/figure"
)

func (r *record) person(name string) claim.Source {
	r.t.Helper()
	return r.source(claim.SourceInput{Kind: claim.Person, Name: name})
}

func number(t testing.TB, written string) figure.Figure {
	t.Helper()
	f, err := figure.Read(written)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// figure makes a claim with a number.
func (r *record) figure(key, written string) claim.Claim {
	r.t.Helper()
	c, err := r.Create(ctx, r.ed, claim.Input{Key: key, Kind: claim.FigureOf, Statement: "About " + key}, claim.VersionInput{Status: claim.Reported, Figure: number(r.t, written)})
	if err != nil {
		r.t.Fatal(err)
	}
	return c
}

// derived makes a claim by a formula.
func (r *record) derived(key, formula string) claim.Claim {
	r.t.Helper()
	c, err := r.Create(ctx, r.ed, claim.Input{Key: key, Kind: claim.FigureOf, Statement: "About " + key}, claim.VersionInput{Formula: formula})
	if err != nil {
		r.t.Fatal(err)
	}
	return c
}

func (r *record) add(c claim.Claim, in claim.VersionInput) claim.Claim {
	r.t.Helper()
	if in.Text == "" {
		in.Text = c.Printed.Text
	}
	out, err := r.AddVersion(ctx, r.ed, c.ID, 0, in)
	if err != nil {
		r.t.Fatal(err)
	}
	return out
}

func said(v claim.Source) claim.Chain { return claim.Chain{{SourceID: v.ID, Verb: "said"}} }

func TestAVersionNeverChangesAndGoesOnlyWithItsClaim(t *testing.T) {
	each(t, func(t *testing.T, r *record) {
		road := r.figure("road", "exact 1")
		c, err := r.Create(ctx, r.ed, claim.Input{Kind: claim.Fact, Statement: "The road is open"}, claim.VersionInput{
			Chains: []claim.Chain{said(r.person("Ines"))}, Conditions: []claim.Condition{{Kind: claim.OnlyIf, ClaimID: road.ID}}, AsOf: r.at,
		})
		if err != nil || c.Key != "the-road-is-open" || len(c.Printed.Chains) != 1 || c.Printed.Conditions[0].State != claim.Unknown {
			t.Fatalf("%+v, %v", c, err)
		}
		first := c.Printed
		r.add(c, claim.VersionInput{Text: "The road is shut", Change: claim.Correction})
		for _, statement := range []string{
			`UPDATE claim_version SET text = 'x'`, `DELETE FROM claim_version`, `UPDATE claim_hop SET verb = 'cited'`, `DELETE FROM claim_hop`,
			`UPDATE claim_condition SET state = 'met'`, `DELETE FROM claim_condition`, `UPDATE claim_input SET number = 9`, `DELETE FROM claim_input`,
		} {
			err := r.d.Write(ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(ctx, statement)
				return err
			})
			if err == nil {
				t.Errorf("%s went through", statement)
			}
		}
		if again, err := r.VersionOf(ctx, c.ID, 1); err != nil || !reflect.DeepEqual(again, first) {
			t.Errorf("was %+v, is %+v, %v", first, again, err)
		}
		if err := r.Delete(ctx, r.ed, road.ID, 0); !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Sentence(err), "is what the-road-is-open rests on") {
			t.Errorf("deleted what another rests on: %v", err)
		}
		if err := r.Delete(ctx, r.ed, c.ID, 0); err != nil {
			t.Errorf("an unused claim stays: %v", err)
		}
		if err := r.Delete(ctx, r.ed, road.ID, 0); err != nil {
			t.Errorf("and what it rested on: %v", err)
		}
	})
}

func TestConfirmedTakesTwoRootsOrADocumentAndASignOff(t *testing.T) {
	each(t, func(t *testing.T, r *record) {
		ines, bram := r.person("Ines"), r.person("Bram")
		gazette := r.source(claim.SourceInput{Kind: claim.Organisation, Name: "Gazette"})
		log := r.source(claim.SourceInput{Kind: claim.Document, Name: "Harbour log"})
		through := func(v claim.Source) claim.Chain {
			return append(said(v), claim.Hop{SourceID: gazette.ID, Verb: "cited"})
		}
		for name, c := range map[string]struct {
			chains []claim.Chain
			signed int64
			ok     bool
			says   string
		}{
			"nobody":                 {nil, r.ed.StaffID, false, "there is none"},
			"one root through two":   {[]claim.Chain{said(ines), through(ines)}, r.ed.StaffID, false, "began with the same one"},
			"two roots, no sign-off": {[]claim.Chain{said(ines), said(bram)}, 0, false, "signs it off"},
			"two roots, nobody's":    {[]claim.Chain{said(ines), said(bram)}, 999, false, "ask an editor"},
			"two roots":              {[]claim.Chain{said(ines), through(bram)}, r.ed.StaffID, true, ""},
			"a document":             {[]claim.Chain{{{SourceID: log.ID, Verb: "published"}}}, r.ed.StaffID, true, ""},
			"no such source":         {[]claim.Chain{said(claim.Source{ID: 999})}, r.ed.StaffID, false, "no source"},
		} {
			made, err := r.Create(ctx, r.ed, claim.Input{Statement: name}, claim.VersionInput{Status: claim.Confirmed, Chains: c.chains, SignedBy: c.signed})
			if (err == nil) != c.ok || !strings.Contains(fault.Sentence(err), c.says) && c.says != "" {
				t.Errorf("%s: %v", name, err)
			}
			if c.ok && made.Printed.SignedName != "Mirren Oake" {
				t.Errorf("%s: signed by %q", name, made.Printed.SignedName)
			}
		}
	})
}

func TestACircleIsRefusedAndNamed(t *testing.T) {
	each(t, func(t *testing.T, r *record) {
		a := r.figure("a", "exact 1 people")
		r.derived("b", "a * 2")
		c := r.derived("c", "b + 1")
		for formula, want := range map[string]string{"a + 1": "a → a.", "c - 1": "a → c → b → a."} {
			_, err := r.AddVersion(ctx, r.ed, a.ID, 0, claim.VersionInput{Text: "x", Formula: formula})
			if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), want) {
				t.Errorf("%s: %v", formula, err)
			}
		}
		_, err := r.AddVersion(ctx, r.ed, a.ID, 0, claim.VersionInput{Text: "x", Figure: number(t, "exact 2"), Conditions: []claim.Condition{{Kind: claim.Until, ClaimID: c.ID}}})
		if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), "a → c → b → a.") {
			t.Errorf("by a condition: %v", err)
		}
		if now, err := r.Get(ctx, a.ID); err != nil || now.Latest != 1 {
			t.Errorf("something was recorded: %+v, %v", now, err)
		}
	})
}

func TestAChangeMarksAllThatRestsOnItAndChangesNoWordThere(t *testing.T) {
	each(t, func(t *testing.T, r *record) {
		toll, b := r.figure("toll", "exact 12000 people"), r.derived("b", "toll / 10")
		c, other := r.derived("c", "percent(b, toll)"), r.figure("other", "exact 1")
		if c.Printed.Figure.String() != "exact 10 [%]" {
			t.Errorf("c is %s", c.Printed.Figure)
		}
		r.add(toll, claim.VersionInput{Change: claim.Correction, Figure: number(t, "exact 1200 people")})
		for _, old := range []claim.Claim{b, c} {
			now, err := r.Get(ctx, old.ID)
			if err != nil || len(now.Review) != 1 || now.Review[0].Key != "toll" || !reflect.DeepEqual(now.Printed, old.Printed) {
				t.Errorf("%s: %+v, %v", old.Key, now, err)
			}
		}
		waiting, _, err := r.List(ctx, claim.Filter{Review: true})
		if err != nil || len(waiting) != 2 {
			t.Errorf("%d wait, %v", len(waiting), err)
		}
		if now, err := r.Get(ctx, other.ID); err != nil || len(now.Review) != 0 {
			t.Errorf("other: %+v, %v", now.Review, err)
		}
		if now, err := r.Reviewed(ctx, r.ed, b.ID, 0); err != nil || len(now.Review) != 0 {
			t.Errorf("looked at: %+v, %v", now.Review, err)
		}
		if now := r.add(c, claim.VersionInput{Formula: "percent(b, toll)"}); len(now.Review) != 0 || now.Printed.Figure.String() != "exact 100 [%]" {
			t.Errorf("made anew: %+v", now)
		}
	})
}

func TestWhatIsPrintedIsThePreferredVersionUntilACorrection(t *testing.T) {
	each(t, func(t *testing.T, r *record) {
		c := r.figure("toll", "exact 1")
		r.add(c, claim.VersionInput{Figure: number(t, "exact 2")})
		rank := func(n int64, rank, reason string, want int64) {
			t.Helper()
			r.at = r.at.Add(time.Minute)
			if now, err := r.Rank(ctx, r.ed, c.ID, 0, n, rank, reason); err != nil || now.Printed.Number != want {
				t.Errorf("version %d %s: prints %d, %v", n, rank, now.Printed.Number, err)
			}
		}
		rank(1, claim.Preferred, "", 1)
		rank(2, claim.Preferred, "", 2)
		rank(1, claim.Preferred, "", 1)
		if now := r.add(c, claim.VersionInput{Figure: number(t, "exact 3")}); now.Printed.Number != 1 {
			t.Errorf("an update took over: %d", now.Printed.Number)
		}
		if now := r.add(c, claim.VersionInput{Change: claim.Correction, Figure: number(t, "exact 4")}); now.Printed.Number != 4 {
			t.Errorf("a correction did not: %d", now.Printed.Number)
		}
		rank(4, claim.Deprecated, "typing error", 1)
		rank(1, claim.Deprecated, "old", 3)
		rank(3, claim.Deprecated, "old", 2)
		if _, err := r.Rank(ctx, r.ed, c.ID, 0, 2, claim.Deprecated, "old"); !fault.Is(err, fault.Invalid) {
			t.Errorf("nothing is left to print: %v", err)
		}
		if _, err := r.Rank(ctx, r.ed, c.ID, 0, 2, claim.Deprecated, ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a reason: %v", err)
		}
		if v, err := r.VersionOf(ctx, c.ID, 4); err != nil || v.Rank != claim.Deprecated || v.RankReason != "typing error" {
			t.Errorf("%+v, %v", v, err)
		}
		if now, err := r.Deprecate(ctx, r.ed, c.ID, 0, "nobody counts any more"); err != nil || !now.Deprecated() {
			t.Errorf("%+v, %v", now, err)
		}
	})
}
