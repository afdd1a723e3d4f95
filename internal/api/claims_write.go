package api

import (
	"onrecord/internal/claim"
	"onrecord/internal/fault"
	"onrecord/internal/figure"
)

const ranged = figure.Between

type figureModifier string

func (figureModifier) schema() *schema {
	names := make([]string, len(figure.Modifiers))
	for i, m := range figure.Modifiers {
		names[i] = string(m)
	}
	return enum(names)
}

// ClaimFacts is what is known of a claim, as a version records it.
type ClaimFacts struct {
	Text       string           `json:"text" max:"2000" doc:"What is claimed, in a sentence. Of the first version empty: the statement."`
	Status     claimStatus      `json:"status" doc:"Empty: unverified. Confirmed needs two chains that began with different sources, or a document; who made the token signs it off."`
	Figure     *FigureInput     `json:"figure"`
	Formula    string           `json:"formula" max:"500" doc:"Makes the figure of other claims: numbers, keys, + - * / ( ), sum(a, b) and percent(part, whole). A minus between two keys has spaces."`
	Decimals   int              `json:"decimals" min:"0" max:"9" doc:"Digits behind the point that the formula's figure keeps."`
	Chains     [][]HopInput     `json:"chains" items:"10"`
	Conditions []ConditionInput `json:"conditions" items:"10"`
	AsOf       moment           `json:"as_of" doc:"When it was true."`
}

// ClaimInput is a new claim with its first version.
type ClaimInput struct {
	Key       string    `json:"key" max:"60" doc:"Small letters, digits and single hyphens. Empty: made from the statement."`
	Kind      claimKind `json:"kind" doc:"Empty: fact."`
	Statement string    `json:"statement" need:"yes" max:"300"`
	StoryID   ref       `json:"story_id"`
	ClaimFacts
}

// ClaimPatch changes a claim itself; what is known of it is in its versions.
type ClaimPatch struct {
	Statement change[string] `json:"statement" max:"300"`
	StoryID   change[ref]    `json:"story_id"`
}

// ClaimVersionInput is what is known now.
type ClaimVersionInput struct {
	Change claimChange `json:"change" doc:"What it is to the version before. Empty: update."`
	ClaimFacts
}

// FigureInput is an exact number. With a formula its value is the formula's.
type FigureInput struct {
	Modifier figureModifier `json:"modifier" doc:"Empty: exact."`
	Value    string         `json:"value" max:"40" doc:"A decimal number such as 1200, 4.5 or 12e5; of a range the lower end."`
	High     string         `json:"high" max:"40" doc:"Of a range the upper end."`
	Unit     string         `json:"unit" max:"20" doc:"Such as %, EUR or km; empty for what is merely counted."`
	Noun     string         `json:"noun" max:"80" doc:"What is counted."`
}

// HopInput is one step of a chain.
type HopInput struct {
	SourceID    ident     `json:"source_id" need:"yes"`
	Verb        claimVerb `json:"verb" need:"yes"`
	ToWhom      string    `json:"to_whom" max:"200"`
	At          moment    `json:"at"`
	URL         string    `json:"url" max:"2000"`
	ArchivedURL string    `json:"archived_url" max:"2000"`
}

// ConditionInput is what a claim depends on: another claim, or words.
type ConditionInput struct {
	Kind    conditionKind  `json:"kind" need:"yes"`
	ClaimID ref            `json:"claim_id"`
	Text    string         `json:"text" max:"300"`
	Due     moment         `json:"due"`
	State   conditionState `json:"state" doc:"Empty: unknown."`
}

// RankInput says which version is printed, apart from how sure we are.
type RankInput struct {
	Rank   claimRank `json:"rank" need:"yes"`
	Reason string    `json:"reason" max:"500" doc:"Needed for deprecated."`
}

// DeprecationInput says why a claim should not be printed any more.
type DeprecationInput struct {
	Reason string `json:"reason" need:"yes" max:"500"`
}

// read makes a version of what was sent.
func (in ClaimFacts) read(c *call) (claim.VersionInput, error) {
	out := claim.VersionInput{
		Text: in.Text, Status: string(in.Status), Formula: in.Formula, Decimals: in.Decimals, AsOf: in.AsOf.Time, SignedBy: c.by(),
	}
	for _, chain := range in.Chains {
		var hops claim.Chain
		for _, h := range chain {
			hops = append(hops, claim.Hop{SourceID: int64(h.SourceID), Verb: string(h.Verb), ToWhom: h.ToWhom, At: h.At.Time, URL: h.URL, ArchivedURL: h.ArchivedURL})
		}
		out.Chains = append(out.Chains, hops)
	}
	for _, v := range in.Conditions {
		out.Conditions = append(out.Conditions, claim.Condition{Kind: string(v.Kind), ClaimID: int64(v.ClaimID), Text: v.Text, Due: v.Due.Time, State: string(v.State)})
	}
	if in.Figure == nil {
		return out, nil
	}
	var p fault.Problems
	out.Figure = in.Figure.read(&p, in.Formula != "")
	return out, p.Err()
}

func (in FigureInput) read(p *fault.Problems, derived bool) (f figure.Figure) {
	f = figure.Figure{Modifier: figure.Modifier(in.Modifier), Unit: in.Unit, Noun: in.Noun}
	if f.Modifier == "" {
		f.Modifier = figure.Exact
	}
	number := func(field, s string, to *figure.Decimal) {
		d, err := figure.ParseDecimal(s)
		if err != nil {
			p.Add(field, "This is no decimal number; write it like 1200, 4.5 or 12e5.")
		}
		*to = d
	}
	if !derived {
		number("figure/value", in.Value, &f.Value)
	}
	if f.Modifier == ranged && !derived {
		number("figure/high", in.High, &f.High)
	}
	return f
}

func (a *API) createClaim(c *call, in ClaimInput) (Claim, error) {
	first, err := in.ClaimFacts.read(c)
	if err != nil {
		return Claim{}, err
	}
	v, err := a.Claims.Create(c.ctx, c.actor(), claim.Input{Key: in.Key, Kind: string(in.Kind), Statement: in.Statement, StoryID: int64(in.StoryID)}, first)
	return a.oneClaim(c, v, err)
}

func (a *API) updateClaim(c *call, in ClaimPatch) (Claim, error) {
	old, err := a.Claims.Get(c.ctx, c.id)
	if err != nil {
		return Claim{}, err
	}
	new, story := old.Input, ref(old.StoryID)
	in.Statement.to(&new.Statement)
	in.StoryID.to(&story)
	new.StoryID = int64(story)
	v, err := a.Claims.Update(c.ctx, c.actor(), c.id, c.seen.version, new)
	return a.oneClaim(c, v, err)
}

func (a *API) addClaimVersion(c *call, in ClaimVersionInput) (Claim, error) {
	next, err := in.ClaimFacts.read(c)
	if err != nil {
		return Claim{}, err
	}
	next.Change = string(in.Change)
	v, err := a.Claims.AddVersion(c.ctx, c.actor(), c.id, c.seen.version, next)
	return a.oneClaim(c, v, err)
}

func (a *API) rankClaimVersion(c *call, in RankInput) (Claim, error) {
	v, err := a.Claims.Rank(c.ctx, c.actor(), c.id, c.seen.version, c.sub, string(in.Rank), in.Reason)
	return a.oneClaim(c, v, err)
}

func (a *API) deprecateClaim(c *call, in DeprecationInput) (Claim, error) {
	if in.Reason == "" {
		var p fault.Problems
		p.Add("reason", "Say why this claim should not be printed any more.")
		return Claim{}, p.Err()
	}
	v, err := a.Claims.Deprecate(c.ctx, c.actor(), c.id, c.seen.version, in.Reason)
	return a.oneClaim(c, v, err)
}

func (a *API) undeprecateClaim(c *call) (Claim, error) {
	v, err := a.Claims.Deprecate(c.ctx, c.actor(), c.id, c.seen.version, "")
	return a.oneClaim(c, v, err)
}

func (a *API) reviewClaim(c *call) (Claim, error) {
	v, err := a.Claims.Reviewed(c.ctx, c.actor(), c.id, c.seen.version)
	return a.oneClaim(c, v, err)
}

func (a *API) deleteClaim(c *call) error {
	return a.Claims.Delete(c.ctx, c.actor(), c.id, c.seen.version)
}
