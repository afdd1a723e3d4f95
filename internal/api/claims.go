package api

import (
	"fmt"

	"onrecord/internal/claim"
	"onrecord/internal/locale"
)

// The words of the record, as claim lists them.
type (
	claimKind      string
	claimStatus    string
	claimChange    string
	claimRank      string
	claimVerb      string
	conditionKind  string
	conditionState string
	surfaceKind    string
)

func enum(of []string) *schema { return &schema{Type: "string", Enum: of} }

func (claimKind) schema() *schema      { return enum(claim.Kinds()) }
func (claimStatus) schema() *schema    { return enum(claim.Statuses()) }
func (claimChange) schema() *schema    { return enum(claim.Changes()) }
func (claimRank) schema() *schema      { return enum(claim.Ranks()) }
func (claimVerb) schema() *schema      { return enum(claim.Verbs()) }
func (conditionKind) schema() *schema  { return enum(claim.ConditionKinds()) }
func (conditionState) schema() *schema { return enum(claim.ConditionStates()) }
func (surfaceKind) schema() *schema    { return enum(claim.SurfaceKinds()) }

// Claim is one proposition with the version of it that is printed.
type Claim struct {
	ID               int64        `json:"id"`
	Key              string       `json:"key" doc:"How texts name it: [words](claim:key)."`
	Kind             claimKind    `json:"kind"`
	Statement        string       `json:"statement"`
	StoryID          ref          `json:"story_id"`
	Latest           int64        `json:"latest" doc:"Number of the newest version."`
	Printed          ClaimVersion `json:"printed" doc:"The version that is printed."`
	DeprecatedAt     moment       `json:"deprecated_at" doc:"Since when it should not be printed any more."`
	DeprecatedReason string       `json:"deprecated_reason"`
	Review           []ClaimBasis `json:"review" doc:"Claims it rests on that changed since somebody looked; number is their newest version."`
	CreatedAt        moment       `json:"created_at"`
	UpdatedAt        moment       `json:"updated_at"`
	Version          int64        `json:"version"`
}

func (v Claim) version() int64   { return v.Version }
func (v Claim) location() string { return fmt.Sprintf("/claims/%d", v.ID) }

// ClaimVersion is what was known of a claim at one moment. It never changes,
// but for its rank.
type ClaimVersion struct {
	ClaimID     int64            `json:"claim_id"`
	Number      int64            `json:"number"`
	Change      claimChange      `json:"change" doc:"What it is to the version before."`
	Status      claimStatus      `json:"status"`
	Text        string           `json:"text"`
	Figure      *Figure          `json:"figure,omitempty"`
	Formula     string           `json:"formula"`
	Value       string           `json:"value" doc:"The figure in words of the site's language; the text where there is none."`
	Attribution string           `json:"attribution" doc:"The chains in words of the site's language."`
	Chains      [][]Hop          `json:"chains" doc:"Each from who said it first to where the newsroom has it from."`
	Roots       idents           `json:"roots" doc:"The sources that it began with. Whatever one of them said counts once, however many repeat it; those that cite one another do not count."`
	Conditions  []ClaimCondition `json:"conditions"`
	Basis       []ClaimBasis     `json:"basis" doc:"The claims that its formula and conditions name, and which version of each was printed then."`
	AsOf        moment           `json:"as_of" doc:"When it was true."`
	RecordedAt  moment           `json:"recorded_at" doc:"When the newsroom knew."`
	SignedBy    string           `json:"signed_by" doc:"Who signed the confirmation off; empty without one."`
	Rank        claimRank        `json:"rank"`
	RankReason  string           `json:"rank_reason"`
}

// Figure is an exact number with what it is a number of.
type Figure struct {
	Modifier string `json:"modifier"`
	Value    string `json:"value" doc:"A decimal number, exact; of a range the lower end."`
	High     string `json:"high" doc:"Of a range the upper end; else empty."`
	Unit     string `json:"unit"`
	Noun     string `json:"noun" doc:"What is counted."`
}

// Hop is one step by which a claim reached the newsroom.
type Hop struct {
	SourceID    int64     `json:"source_id"`
	Source      string    `json:"source" doc:"What readers are told of who it is."`
	Verb        claimVerb `json:"verb"`
	ToWhom      string    `json:"to_whom"`
	At          moment    `json:"at"`
	URL         string    `json:"url"`
	ArchivedURL string    `json:"archived_url"`
}

// ClaimCondition is what a claim depends on.
type ClaimCondition struct {
	Kind    conditionKind  `json:"kind"`
	ClaimID ref            `json:"claim_id"`
	Text    string         `json:"text"`
	Due     moment         `json:"due"`
	State   conditionState `json:"state"`
}

// ClaimBasis is a version of a claim that another one rests on.
type ClaimBasis struct {
	ClaimID int64  `json:"claim_id"`
	Key     string `json:"key"`
	Number  int64  `json:"number"`
}

// ClaimUse is a place that printed a version.
type ClaimUse struct {
	ID        int64       `json:"id"`
	Surface   surfaceKind `json:"surface"`
	SurfaceID ref         `json:"surface_id" doc:"The revision, the issue or the token; null for feeds."`
	Locator   string      `json:"locator" doc:"Where in it; of a feed, which list."`
	Number    int64       `json:"number" doc:"Of the version."`
	Mode      string      `json:"mode" doc:"pinned, or live: what was current when it was made."`
	Words     string      `json:"words" doc:"As printed."`
	FirstAt   moment      `json:"first_at"`
	LastAt    moment      `json:"last_at"`
	Count     int64       `json:"count" doc:"How often: feeds and answers are made again and again."`
}

// ClaimsQuery narrows a list of claims.
type ClaimsQuery struct {
	paging
	Key     string      `json:"key" max:"80" doc:"This one alone."`
	Kind    claimKind   `json:"kind"`
	Status  claimStatus `json:"status" doc:"Of the printed version."`
	StoryID ident       `json:"story_id"`
	Review  bool        `json:"review" doc:"Those that wait for somebody to look at them."`
	Q       string      `json:"q" max:"100" doc:"A part of the statement or key, whatever its case and accents."`
}

// ClaimUsesQuery narrows a list of uses.
type ClaimUsesQuery struct {
	paging
	Number  ident       `json:"number" doc:"Of the version."`
	Surface surfaceKind `json:"surface"`
}

// ClaimAtQuery asks about a moment.
type ClaimAtQuery struct {
	At instant `json:"at" need:"yes"`
}

// shower shows claims in the site's language.
type shower struct{ l *locale.Locale }

func (a *API) shower(c *call) (shower, error) {
	st, err := a.Site.Get(c.ctx)
	return shower{locale.For(st.Language)}, err
}

func (s shower) claim(v claim.Claim) Claim {
	return Claim{
		ID: v.ID, Key: v.Key, Kind: claimKind(v.Kind), Statement: v.Statement, StoryID: ref(v.StoryID), Latest: v.Latest, Printed: s.version(v.Printed),
		DeprecatedAt: moment{v.DeprecatedAt}, DeprecatedReason: v.DeprecatedReason, Review: showBasis(v.Review),
		CreatedAt: moment{v.CreatedAt}, UpdatedAt: moment{v.UpdatedAt}, Version: v.Version,
	}
}

func (s shower) version(v claim.Version) ClaimVersion {
	out := ClaimVersion{
		ClaimID: v.ClaimID, Number: v.Number, Change: claimChange(v.Change), Status: claimStatus(v.Status), Text: v.Text, Formula: v.Formula,
		Value: v.Value(s.l), Attribution: v.Attribution(s.l), Chains: make([][]Hop, len(v.Chains)), Roots: v.Grounds().Roots,
		Conditions: make([]ClaimCondition, len(v.Conditions)), Basis: showBasis(v.Basis), AsOf: moment{v.AsOf}, RecordedAt: moment{v.RecordedAt},
		SignedBy: v.SignedName, Rank: claimRank(v.Rank), RankReason: v.RankReason,
	}
	if f := v.Figure; v.HasFigure() {
		out.Figure = &Figure{Modifier: string(f.Modifier), Value: f.Value.String(), Unit: f.Unit, Noun: f.Noun}
		if f.Modifier == ranged {
			out.Figure.High = f.High.String()
		}
	}
	for i, chain := range v.Chains {
		for _, h := range chain {
			out.Chains[i] = append(out.Chains[i], Hop{h.SourceID, h.Source.Name(s.l), claimVerb(h.Verb), h.ToWhom, moment{h.At}, h.URL, h.ArchivedURL})
		}
	}
	for i, c := range v.Conditions {
		out.Conditions[i] = ClaimCondition{conditionKind(c.Kind), ref(c.ClaimID), c.Text, moment{c.Due}, conditionState(c.State)}
	}
	return out
}

func showBasis(list []claim.Basis) []ClaimBasis {
	out := make([]ClaimBasis, len(list))
	for i, b := range list {
		out[i] = ClaimBasis{b.ClaimID, b.Key, b.Number}
	}
	return out
}

func showUse(u claim.Use) ClaimUse {
	return ClaimUse{
		ID: u.ID, Surface: surfaceKind(u.Kind), SurfaceID: ref(u.Surface.ID), Locator: u.Locator, Number: u.Number, Mode: u.Mode, Words: u.Words,
		FirstAt: moment{u.FirstAt}, LastAt: moment{u.LastAt}, Count: u.N,
	}
}

// told notes what an answer carries of the record, before it leaves.
func (a *API) told(c *call, list ...claim.Version) error {
	prints := make([]claim.Print, len(list))
	for i, v := range list {
		prints[i] = claim.Print{ClaimID: v.ClaimID, VersionID: v.ID, Mode: claim.Live, Words: v.Text, Locator: "claim"}
	}
	return a.Claims.Carried(c.ctx, claim.Surface{Kind: claim.APIAnswer, ID: c.token.ID}, prints)
}

func (a *API) oneClaim(c *call, v claim.Claim, err error) (Claim, error) {
	if err != nil {
		return Claim{}, err
	}
	s, err := a.shower(c)
	return s.claim(v), err
}

func (a *API) listClaims(c *call, q ClaimsQuery) (List[Claim], error) {
	before, err := q.before()
	if err != nil {
		return List[Claim]{}, err
	}
	s, err := a.shower(c)
	if err != nil {
		return List[Claim]{}, err
	}
	list, next, err := a.Claims.List(c.ctx, claim.Filter{
		Key: q.Key, Kind: string(q.Kind), Status: string(q.Status), StoryID: int64(q.StoryID), Review: q.Review, Query: q.Q, Before: before, Limit: q.limit(),
	})
	if err != nil {
		return List[Claim]{}, err
	}
	printed := make([]claim.Version, len(list))
	for i, v := range list {
		printed[i] = v.Printed
	}
	return pageOf(list, cursorOfID(next), s.claim), a.told(c, printed...)
}

// claimNow is the claim for those who are about to change it.
func (a *API) claimNow(c *call) (Claim, error) {
	v, err := a.Claims.Get(c.ctx, c.id)
	return a.oneClaim(c, v, err)
}

func (a *API) getClaim(c *call) (Claim, error) {
	v, err := a.Claims.Get(c.ctx, c.id)
	if err == nil {
		err = a.told(c, v.Printed)
	}
	return a.oneClaim(c, v, err)
}

func (a *API) listClaimVersions(c *call, q ClaimVersionsQuery) (List[ClaimVersion], error) {
	before, err := q.before()
	if err != nil {
		return List[ClaimVersion]{}, err
	}
	s, err := a.shower(c)
	if err != nil {
		return List[ClaimVersion]{}, err
	}
	list, next, err := a.Claims.Versions(c.ctx, c.id, before, q.limit())
	if err != nil {
		return List[ClaimVersion]{}, err
	}
	return pageOf(list, cursorOfID(next), s.version), a.told(c, list...)
}

// ClaimVersionsQuery pages through versions.
type ClaimVersionsQuery struct{ paging }

func (a *API) claimVersion(c *call, v claim.Version, err error) (ClaimVersion, error) {
	if err != nil {
		return ClaimVersion{}, err
	}
	s, err := a.shower(c)
	if err != nil {
		return ClaimVersion{}, err
	}
	return s.version(v), a.told(c, v)
}

func (a *API) getClaimVersion(c *call) (ClaimVersion, error) {
	v, err := a.Claims.VersionOf(c.ctx, c.id, c.sub)
	return a.claimVersion(c, v, err)
}

func (a *API) claimAsKnown(c *call, q ClaimAtQuery) (ClaimVersion, error) {
	v, err := a.Claims.AsKnown(c.ctx, c.id, q.At.Time)
	return a.claimVersion(c, v, err)
}

func (a *API) listClaimUses(c *call, q ClaimUsesQuery) (List[ClaimUse], error) {
	after, err := q.before()
	if err != nil {
		return List[ClaimUse]{}, err
	}
	if _, err := a.Claims.Get(c.ctx, c.id); err != nil {
		return List[ClaimUse]{}, err
	}
	f := claim.UseFilter{ClaimID: c.id, Surface: string(q.Surface), After: after, Limit: q.limit()}
	if q.Number != 0 {
		f.Numbers = []int64{int64(q.Number)}
	}
	list, next, err := a.Claims.Uses(c.ctx, a.DB, f)
	return pageOf(list, cursorOfID(next), showUse), err
}
