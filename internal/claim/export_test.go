package claim_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"onrecord/internal/claim"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/locale"
)

func (r *record) export() string {
	r.t.Helper()
	var b bytes.Buffer
	if err := r.Export(ctx, &b); err != nil {
		r.t.Fatal(err)
	}
	return b.String()
}

// again takes a record into an empty database and gives it as it leaves there.
func again(t *testing.T, text string) (*record, string) {
	t.Helper()
	r := open(t, dbtest.SQLite(t))
	if _, err := r.Import(ctx, r.ed, strings.NewReader(text)); err != nil {
		t.Fatal(err)
	}
	return r, r.export()
}

func TestARecordThatIsTakenInAndOutAgainHasTheSameBytes(t *testing.T) {
	each(t, func(t *testing.T, r *record) {
		seed := uint64(time.Now().UnixNano())
		t.Logf("seed %d", seed)
		h := randomly(r, seed)
		for range 60 {
			h.step()
		}
		out := r.export()
		there, back := again(t, out)
		if back != out {
			t.Errorf("left as\n%s\ncame back as\n%s", out, back)
		}
		if _, err := there.Import(ctx, there.ed, strings.NewReader(out)); !fault.Is(err, fault.Invalid) || there.export() != out {
			t.Errorf("taken in twice: %v", err)
		}
	})
}

func TestARecordThatBreaksTheRulesIsRefusedWhole(t *testing.T) {
	t.Parallel()
	r := open(t, dbtest.SQLite(t))
	const at = `"created_at":"2026-05-03T09:10:00.000Z","updated_at":"2026-05-03T09:10:00.000Z"`
	version := func(more string) string {
		return `{"number":1,"change":"new","status":"reported","text":"x","recorded_at":"2026-05-03T09:10:00.000Z"` + more + `}`
	}
	one := func(key, versions string) string {
		return `{"claim":{"key":"` + key + `","kind":"fact","statement":"x",` + at + `,"versions":[` + versions + `]}}`
	}
	for name, lines := range map[string]string{
		"empty":            "",
		"no head":          one("a", version("")),
		"another format":   `{"record":2}`,
		"no JSON":          `{"record":1}` + "\nhello",
		"an unknown field": `{"record":1,"rumour":1}`,
		"an identity":      `{"record":1}` + "\n" + `{"source":{"key":"unnamed-1","kind":"unnamed","unnamed":{"description":"x","name":"Ansel Rook"},` + at + `}}`,
		"a named unnamed":  `{"record":1}` + "\n" + `{"source":{"key":"unnamed-1","kind":"unnamed","named":{"name":"Ansel Rook"},` + at + `}}`,
		"a telling key":    `{"record":1}` + "\n" + `{"source":{"key":"unnamed-rook","kind":"unnamed","unnamed":{},` + at + `}}`,
		"no such source":   `{"record":1}` + "\n" + one("a", version(`,"chains":[[{"source":"b","verb":"said"}]]`)),
		"no such claim":    `{"record":1}` + "\n" + one("a", version(`,"basis":[{"claim":"b","number":1}]`)),
		"a circle":         `{"record":1}` + "\n" + one("a", version(`,"basis":[{"claim":"b","number":1}]`)) + "\n" + one("b", version(`,"basis":[{"claim":"a","number":1}]`)),
		"no version":       `{"record":1}` + "\n" + one("a", ""),
		"a gap":            `{"record":1}` + "\n" + one("a", strings.Replace(version(""), `"number":1`, `"number":2`, 1)),
		"not signed":       `{"record":1}` + "\n" + one("a", strings.Replace(version(""), "reported", "confirmed", 1)),
		"not grounded":     `{"record":1}` + "\n" + one("a", strings.Replace(version(`,"signed_by":"Me"`), "reported", "confirmed", 1)),
		"twice the same":   `{"record":1}` + "\n" + one("a", version("")) + "\n" + one("a", version("")),
	} {
		if _, err := r.Import(ctx, r.ed, strings.NewReader(lines)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := r.export(); got != `{"record":1}`+"\n" {
		t.Errorf("something stayed: %s", got)
	}
}

// TestNoPublicByteSaysWhoAnUnnamedSourceIs tries to put a name into every
// field there is, in every way that there is, and looks at all that leaves.
func TestNoPublicByteSaysWhoAnUnnamedSourceIs(t *testing.T) {
	each(t, func(t *testing.T, r *record) {
		rnd := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 2))
		var text strings.Builder
		for n := range 30 {
			secret := fmt.Sprint("Rook", n)
			in := claim.SourceInput{Kind: claim.Unnamed, PublicDescription: "a clerk", ReasonForAnonymity: "could lose the post"}
			for _, field := range []*string{&in.Key, &in.Name, &in.Role, &in.Affiliation, &in.URL, &in.ArchivedURL} {
				if rnd.IntN(3) == 0 {
					*field = secret
				}
			}
			v, err := r.CreateSource(ctx, r.ed, in)
			if err != nil {
				text.WriteString(err.Error())
				v = r.source(claim.SourceInput{Kind: claim.Person, Name: secret, Role: secret, Affiliation: secret, URL: "https://" + secret + ".example"})
				if v, err = r.UpdateSource(ctx, r.ed, v.ID, v.Version, claim.SourceInput{Kind: claim.Unnamed, PublicDescription: "a clerk"}); err != nil {
					t.Fatal(err)
				}
			}
			c, err := r.Create(ctx, r.ed, claim.Input{Statement: "It is so"}, claim.VersionInput{Chains: []claim.Chain{said(v)}})
			if err != nil {
				t.Fatal(err)
			}
			card := claim.Bound{Claim: c, Version: c.Printed}.Card(locale.For("en"), time.UTC)
			fmt.Fprintf(&text, "%+v %+v %+v", v, c, card)
		}
		if all := strings.ToLower(text.String() + r.export()); strings.Contains(all, "rook") {
			t.Errorf("it says %s", all[max(0, strings.Index(all, "rook")-200):])
		}
	})
}
