package claim

import (
	"slices"
	"strings"
	"time"

	"onrecord/internal/fault"
	"onrecord/internal/figure"
)

// Limits of a version.
const (
	MaxChains     = 10
	MaxHops       = 12 // of one chain
	MaxConditions = 10
	MaxNested     = 20 // brackets of a formula
	MaxInputs     = 50 // claims that a formula names
	MaxFormula    = 500
	MaxDecimals   = 9
)

// Hop is one step by which a claim reached the newsroom.
type Hop struct {
	SourceID         int64
	Source           Cited // filled in when it is read
	Verb             string
	ToWhom           string
	At               time.Time
	URL, ArchivedURL string
}

// Chain is how a claim reached the newsroom. The first hop is who said it
// first; each further one has it from the hop before.
type Chain []Hop

// Condition is what a claim depends on: another claim, or words. Text says it
// to readers and may be empty where ClaimID is not 0.
type Condition struct {
	Kind    string
	ClaimID int64
	Text    string
	Due     time.Time
	State   string
}

// VersionInput is what people write of a version.
type VersionInput struct {
	Text   string // what is claimed, in a sentence
	Status string
	Change string // what it is to the version before; empty means First for the first one and Update after it
	// Figure is the number, its zero value none. With a formula its Value is
	// what the formula gives, rounded to Decimals, and not taken from here.
	Figure     figure.Figure
	Formula    string
	Decimals   int
	Chains     []Chain
	Conditions []Condition
	AsOf       time.Time
	SignedBy   int64 // staff; needed for Confirmed
}

// Version is what was known of a claim at one moment. It never changes.
type Version struct {
	ID, ClaimID int64
	Number      int64
	VersionInput
	Rank       string // apart from all else: which one to print
	RankReason string
	RecordedAt time.Time
	RecordedBy int64 // staff
	SignedName string
	Basis      []Basis // what its formula and its conditions name
}

// Basis is a claim that a version rests on, and which version of it was
// printed when this one was recorded.
type Basis struct {
	ClaimID int64
	Key     string
	Number  int64
}

// HasFigure tells whether there is a number.
func (v VersionInput) HasFigure() bool { return v.Figure != figure.Figure{} }

// Grounds is what it rests on.
func (v Version) Grounds() Grounds {
	kinds := map[int64]string{}
	for _, c := range v.Chains {
		for _, h := range c {
			kinds[h.SourceID] = h.Source.Kind
		}
	}
	return grounds(v.Chains, kinds)
}

// clean checks a version and gives it as it is stored. Kind is that of its claim.
func (in *VersionInput) clean(p *fault.Problems, kind string) {
	in.Text = text(p, "text", in.Text, MaxText)
	if in.Text == "" {
		p.Add("text", "Say in a sentence what is claimed.")
	}
	if in.Status == "" {
		in.Status = Unverified
	}
	one(p, "status", in.Status, Statuses())
	one(p, "change", in.Change, Changes())
	if (in.Status == Retracted) != (in.Change == Retraction) {
		p.Add("status", "What is withdrawn is a retraction and has the status “retracted”; one needs the other.")
	}
	in.Formula = line(p, "formula", in.Formula, MaxFormula)
	if in.Decimals < 0 || in.Decimals > MaxDecimals {
		p.Add("decimals", "Choose a number from 0 to %d.", MaxDecimals)
	}
	in.cleanFigure(p)
	if kind == FigureOf && !in.HasFigure() && in.Formula == "" && in.Status != Retracted {
		p.Add("figure", "A claim of the kind “figure” needs its number.")
	}
	in.cleanChains(p)
	in.cleanConditions(p)
	if in.Status == Confirmed && in.SignedBy == 0 {
		p.Add("status", "A claim is confirmed by a person who signs it off.")
	}
	if in.Status != Confirmed {
		in.SignedBy = 0
	}
	in.AsOf = whole(in.AsOf)
}

func (in *VersionInput) cleanFigure(p *fault.Problems) {
	if in.Formula != "" {
		if in.Figure.Modifier == "" {
			in.Figure.Modifier = figure.Exact
		}
		in.Figure.Value, in.Figure.High = figure.Decimal{}, figure.Decimal{}
		if in.Figure.Modifier == figure.Between {
			p.Add("figure", "A formula gives one number, not a range.")
			return
		}
	}
	if !in.HasFigure() {
		return
	}
	if err := in.Figure.Check(); err != nil {
		p.Add("figure", "This is no figure: %s.", err.Error())
	}
}

func (in *VersionInput) cleanChains(p *fault.Problems) {
	if len(in.Chains) > MaxChains {
		p.Add("chains", "At most %d chains fit.", MaxChains)
		return
	}
	in.Chains = slices.Clone(in.Chains)
	for i, chain := range in.Chains {
		if len(chain) == 0 || len(chain) > MaxHops {
			p.Add("chains", "A chain has from 1 to %d steps.", MaxHops)
			return
		}
		chain = slices.Clone(chain)
		for j := range chain {
			chain[j].clean(p)
		}
		in.Chains[i] = chain
	}
}

func (h *Hop) clean(p *fault.Problems) {
	if h.SourceID < 1 {
		p.Add("chains", "Each step of a chain names a source.")
	}
	if !slices.Contains(Verbs(), h.Verb) {
		p.Add("chains", "What a source did is one of: %s.", strings.Join(Verbs(), ", "))
	}
	h.ToWhom = line(p, "chains", h.ToWhom, MaxName)
	h.URL = address(p, "chains", h.URL)
	h.ArchivedURL = address(p, "chains", h.ArchivedURL)
	h.At = whole(h.At)
	h.Source = Cited{}
}

func (in *VersionInput) cleanConditions(p *fault.Problems) {
	if len(in.Conditions) > MaxConditions {
		p.Add("conditions", "At most %d conditions fit.", MaxConditions)
		return
	}
	in.Conditions = slices.Clone(in.Conditions)
	for i := range in.Conditions {
		c := &in.Conditions[i]
		if c.State == "" {
			c.State = Unknown
		}
		one(p, "conditions", c.Kind, ConditionKinds())
		one(p, "conditions", c.State, ConditionStates())
		c.Text = line(p, "conditions", c.Text, MaxStatement)
		c.Due = whole(c.Due)
		if c.ClaimID < 0 || c.ClaimID == 0 && c.Text == "" {
			p.Add("conditions", "A condition names a claim or says in words what it is.")
		}
	}
}

// whole is a time as it is stored.
func whole(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return time.UnixMilli(t.UnixMilli()).UTC()
}
