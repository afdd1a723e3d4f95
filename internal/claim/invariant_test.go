package claim_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"onrecord/internal/claim"
	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
)

// history is what a test knows of a record that it changes at random.
type history struct {
	*record
	rnd      *rand.Rand
	sources  []claim.Source
	claims   []int64
	versions map[int64][]claim.Version // by claim, as they were recorded
	printed  map[int64][]moment
	uses     map[claim.Surface][]claim.Use
	used     map[int64]bool
}

type moment struct {
	at     time.Time
	number int64
}

func (h *history) pick() int64 { return h.claims[h.rnd.IntN(len(h.claims))] }

// version is a random one; what it says need not be allowed.
func (h *history) version() claim.VersionInput {
	in := claim.VersionInput{Text: fmt.Sprint("It is so, says number ", h.rnd.IntN(1000)), Status: claim.Statuses()[h.rnd.IntN(5)], Change: claim.Changes()[1+h.rnd.IntN(3)], SignedBy: h.ed.StaffID}
	for range h.rnd.IntN(4) {
		var c claim.Chain
		for range 1 + h.rnd.IntN(3) {
			c = append(c, claim.Hop{SourceID: h.sources[h.rnd.IntN(len(h.sources))].ID, Verb: "said"})
		}
		in.Chains = append(in.Chains, c)
	}
	in.Figure = number(h.t, fmt.Sprintf("exact %d people", h.rnd.IntN(10_000)))
	if h.rnd.IntN(3) == 0 && len(h.claims) > 0 {
		in.Formula = fmt.Sprintf("c%d * 2 + c%d", h.rnd.IntN(len(h.claims)), h.rnd.IntN(len(h.claims)))
		in.Figure.Unit = ""
	}
	if h.rnd.IntN(4) == 0 && len(h.claims) > 0 {
		in.Conditions = []claim.Condition{{Kind: claim.Unless, ClaimID: h.pick()}}
	}
	return in
}

// note keeps what is recorded now.
func (h *history) note(c claim.Claim) {
	h.t.Helper()
	newest, err := h.VersionOf(ctx, c.ID, c.Latest)
	if err != nil {
		h.t.Fatal(err)
	}
	if len(h.versions[c.ID]) < int(c.Latest) {
		h.versions[c.ID] = append(h.versions[c.ID], newest)
	}
	h.printed[c.ID] = append(h.printed[c.ID], moment{h.at, c.Printed.Number})
}

func (h *history) step() {
	h.t.Helper()
	h.at = h.at.Add(time.Duration(1+h.rnd.IntN(5000)) * time.Millisecond)
	var c claim.Claim
	var err error
	switch n := h.rnd.IntN(10); {
	case len(h.claims) < 3 || n < 2:
		in := h.version()
		in.Change = claim.First
		c, err = h.Create(ctx, h.ed, claim.Input{Key: fmt.Sprint("c", len(h.claims)), Kind: claim.FigureOf, Statement: "Something"}, in)
		if err == nil {
			h.claims = append(h.claims, c.ID)
		}
	case n < 7:
		c, err = h.AddVersion(ctx, h.ed, h.pick(), 0, h.version())
	case n < 8:
		id := h.pick()
		c, err = h.Rank(ctx, h.ed, id, 0, 1+h.rnd.Int64N(int64(len(h.versions[id]))), claim.Ranks()[h.rnd.IntN(3)], "because")
	case n < 9:
		h.use()
		return
	default:
		id := h.pick()
		if !h.used[id] { // it would be gone, and the test still knows it
			return
		}
		if err := h.Delete(ctx, h.ed, id, 0); !fault.Is(err, fault.Conflict) {
			h.t.Errorf("a claim with a use was deleted: %v", err)
		}
		return
	}
	switch {
	case fault.Is(err, fault.Invalid): // a circle, or not confirmed by that
	case err != nil:
		h.t.Fatal(err)
	default:
		h.note(c)
	}
}

func (h *history) use() {
	h.t.Helper()
	c, err := h.Get(ctx, h.pick())
	if err != nil {
		h.t.Fatal(err)
	}
	on := claim.Surface{Kind: claim.SurfaceKinds()[h.rnd.IntN(2)], ID: int64(len(h.uses) + 1)}
	h.record.used(on.Kind, on.ID, prints(c, "body/1"))
	if h.uses[on], err = h.UsesOn(ctx, h.d, on); err != nil {
		h.t.Fatal(err)
	}
	h.used[c.ID] = true
}

// hold looks at the whole record.
func (h *history) hold() {
	h.t.Helper()
	rests := map[int64][]int64{}
	for _, id := range h.claims {
		list, _, err := h.Versions(ctx, id, 0, 100)
		if err != nil {
			h.t.Fatal(err)
		}
		slices.Reverse(list)
		if len(list) != len(h.versions[id]) {
			h.t.Fatalf("claim %d has %d versions, want %d", id, len(list), len(h.versions[id]))
		}
		for i, v := range list {
			h.holdVersion(h.versions[id][i], v)
		}
		c, err := h.Get(ctx, id)
		if err != nil {
			h.t.Fatal(err)
		}
		for _, n := range []int64{c.Latest, c.Printed.Number} {
			for _, b := range list[n-1].Basis {
				rests[id] = append(rests[id], b.ClaimID)
			}
		}
		for _, m := range h.printed[id] { // invariant 12
			if v, err := h.AsKnown(ctx, id, m.at); err != nil || v.Number != m.number {
				h.t.Errorf("claim %d at %s: version %d, want %d, %v", id, m.at, v.Number, m.number, err)
			}
		}
	}
	for _, id := range h.claims { // invariant 11
		if reaches(rests, id, id, map[int64]bool{}) {
			h.t.Errorf("claim %d rests on itself", id)
		}
	}
	for on, want := range h.uses { // invariants 1, 2 and 7
		if got, err := h.UsesOn(ctx, h.d, on); err != nil || !reflect.DeepEqual(got, want) {
			h.t.Errorf("on %v: %+v, want %+v, %v", on, got, want, err)
		}
	}
}

// holdVersion: one that was recorded is as it was, but for its rank, and a
// confirmed one has what it takes.
func (h *history) holdVersion(want, got claim.Version) {
	h.t.Helper()
	got.Rank, got.RankReason = want.Rank, want.RankReason
	if !reflect.DeepEqual(want, got) {
		h.t.Errorf("a version changed: was %+v, is %+v", want, got)
	}
	if got.Status == claim.Confirmed && (got.SignedName == "" || !got.Grounds().Confirms()) {
		h.t.Errorf("confirmed by %q with %+v", got.SignedName, got.Grounds())
	}
}

func reaches(to map[int64][]int64, from, wanted int64, seen map[int64]bool) bool {
	for _, id := range to[from] {
		if id == wanted || !seen[id] && func() bool { seen[id] = true; return reaches(to, id, wanted, seen) }() {
			return true
		}
	}
	return false
}

// randomly is a record with some sources, about to be changed.
func randomly(r *record, seed uint64) *history {
	r.t.Helper()
	h := &history{
		record: r, rnd: rand.New(rand.NewPCG(seed, 1)), versions: map[int64][]claim.Version{},
		printed: map[int64][]moment{}, uses: map[claim.Surface][]claim.Use{}, used: map[int64]bool{},
	}
	for _, in := range []claim.SourceInput{
		{Kind: claim.Person, Name: "Ines"},
		{Kind: claim.Organisation, Name: "Gazette"},
		{Kind: claim.Document, Name: "Log"},
		{Kind: claim.Unnamed, PublicDescription: "a clerk"},
	} {
		h.sources = append(h.sources, h.source(in))
	}
	return h
}

func TestARecordThatIsChangedAtRandomKeepsItsInvariants(t *testing.T) {
	t.Parallel()
	seed := uint64(time.Now().UnixNano())
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		t.Logf("seed %d", seed)
		h := randomly(open(t, d), seed)
		for range 100 {
			h.step()
		}
		h.hold()
	})
}
