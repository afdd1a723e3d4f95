package claim

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// The record leaves as JSON, a line for each source and each claim, by key.
// Nothing in it is a number of this database, so the same record has the same
// bytes wherever it is. What stays at home: where claims were printed, who of
// the staff typed, who knows an unnamed source, and reports.

// recordFormat is the version of the form, in the first line.
const recordFormat = 1

// exported is one line. Exactly one field is there.
type exported struct {
	Record int             `json:"record,omitempty"`
	Source *exportedSource `json:"source,omitempty"`
	Claim  *exportedClaim  `json:"claim,omitempty"`
}

type exportedSource struct {
	Key     string         `json:"key"`
	Kind    string         `json:"kind"`
	Named   *exportedNamed `json:"named,omitempty"`
	Unnamed *exportedQuiet `json:"unnamed,omitempty"`
	Since   stamp          `json:"created_at"`
	Changed stamp          `json:"updated_at"`
}

type exportedNamed struct {
	Name        string `json:"name"`
	Role        string `json:"role,omitempty"`
	Affiliation string `json:"affiliation,omitempty"`
	URL         string `json:"url,omitempty"`
	ArchivedURL string `json:"archived_url,omitempty"`
	Description string `json:"description,omitempty"`
}

type exportedQuiet struct {
	Description string `json:"description,omitempty"`
	Reason      string `json:"reason,omitempty"`
}

type exportedClaim struct {
	Key              string            `json:"key"`
	Kind             string            `json:"kind"`
	Statement        string            `json:"statement"`
	DeprecatedAt     stamp             `json:"deprecated_at,omitzero"`
	DeprecatedReason string            `json:"deprecated_reason,omitempty"`
	Since            stamp             `json:"created_at"`
	Changed          stamp             `json:"updated_at"`
	Versions         []exportedVersion `json:"versions"`
	Ranks            []exportedRank    `json:"ranks,omitempty"`
	Review           []exportedReview  `json:"review,omitempty"`
}

type exportedVersion struct {
	Number     int64               `json:"number"`
	Change     string              `json:"change"`
	Status     string              `json:"status"`
	Text       string              `json:"text"`
	Figure     string              `json:"figure,omitempty"`
	Formula    string              `json:"formula,omitempty"`
	AsOf       stamp               `json:"as_of,omitzero"`
	RecordedAt stamp               `json:"recorded_at"`
	SignedBy   string              `json:"signed_by,omitempty"`
	Chains     [][]exportedHop     `json:"chains,omitempty"`
	Conditions []exportedCondition `json:"conditions,omitempty"`
	Basis      []exportedBasis     `json:"basis,omitempty"`
}

type exportedHop struct {
	Source      string `json:"source"`
	Verb        string `json:"verb"`
	ToWhom      string `json:"to_whom,omitempty"`
	At          stamp  `json:"at,omitzero"`
	URL         string `json:"url,omitempty"`
	ArchivedURL string `json:"archived_url,omitempty"`
}

type exportedCondition struct {
	Kind  string `json:"kind"`
	Claim string `json:"claim,omitempty"`
	Text  string `json:"text,omitempty"`
	Due   stamp  `json:"due,omitzero"`
	State string `json:"state"`
}

type exportedBasis struct {
	Claim  string `json:"claim"`
	Number int64  `json:"number"`
}

type exportedRank struct {
	Number int64  `json:"number"`
	Rank   string `json:"rank"`
	Reason string `json:"reason,omitempty"`
	At     stamp  `json:"at"`
}

type exportedReview struct {
	Cause string `json:"cause"`
	At    stamp  `json:"at"`
}

// stamp is a time as it is stored.
type stamp struct{ time.Time }

const stampForm = "2006-01-02T15:04:05.000Z"

// MarshalJSON writes it in UTC with milliseconds.
func (s stamp) MarshalJSON() ([]byte, error) { return json.Marshal(s.UTC().Format(stampForm)) }

// UnmarshalJSON reads what MarshalJSON writes.
func (s *stamp) UnmarshalJSON(b []byte) (err error) {
	var text string
	if err = json.Unmarshal(b, &text); err == nil {
		s.Time, err = time.Parse(stampForm, text)
	}
	return err
}

// Export writes the record as it is at one moment.
func (s *Store) Export(ctx context.Context, w io.Writer) (err error) {
	defer fault.Wrap(&err, "claim.Export()")
	out := bufio.NewWriter(w)
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	if err := lines.Encode(exported{Record: recordFormat}); err != nil {
		return err
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		if err := exportSources(ctx, tx, lines); err != nil {
			return err
		}
		return exportClaims(ctx, tx, lines)
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

// perPage is how many rows Export reads at once.
const perPage = 200

func exportSources(ctx context.Context, tx *db.Tx, lines *json.Encoder) error {
	for after := ""; ; {
		list, err := db.All(ctx, tx, scanSource, `SELECT `+sourceColumns+` FROM source WHERE key > $1 ORDER BY key LIMIT $2`, after, perPage)
		if err != nil || len(list) == 0 {
			return err
		}
		for _, v := range list {
			if err := lines.Encode(exported{Source: v.exported()}); err != nil {
				return err
			}
		}
		after = list[len(list)-1].Key
	}
}

func (v Source) exported() *exportedSource {
	out := &exportedSource{Key: v.Key, Kind: v.Kind, Since: stamp{v.CreatedAt}, Changed: stamp{v.UpdatedAt}}
	c := v.Cited()
	if u := c.Unnamed; u != nil {
		out.Unnamed = &exportedQuiet{u.Description, u.Reason}
		return out
	}
	n := c.Named
	out.Named = &exportedNamed{n.Name, n.Role, n.Affiliation, n.URL, n.ArchivedURL, n.Description}
	return out
}

func exportClaims(ctx context.Context, tx *db.Tx, lines *json.Encoder) error {
	for after := ""; ; {
		list, err := db.All(ctx, tx, scanClaim, `SELECT `+claimColumns+` FROM claim c WHERE c.key > $1 ORDER BY c.key LIMIT $2`, after, perPage)
		if err != nil || len(list) == 0 {
			return err
		}
		for _, c := range list {
			out, err := exportClaim(ctx, tx, c)
			if err != nil {
				return err
			}
			if err := lines.Encode(exported{Claim: out}); err != nil {
				return err
			}
		}
		after = list[len(list)-1].Key
	}
}

func exportClaim(ctx context.Context, tx *db.Tx, c Claim) (*exportedClaim, error) {
	out := &exportedClaim{
		Key: c.Key, Kind: c.Kind, Statement: c.Statement, DeprecatedAt: stamp{c.DeprecatedAt}, DeprecatedReason: c.DeprecatedReason,
		Since: stamp{c.CreatedAt}, Changed: stamp{c.UpdatedAt},
	}
	list, err := versions(ctx, tx, `WHERE v.claim_id = $1 ORDER BY v.number`, c.ID)
	if err != nil {
		return nil, err
	}
	for _, v := range list {
		e, err := v.exported(ctx, tx)
		if err != nil {
			return nil, err
		}
		out.Versions = append(out.Versions, e)
	}
	ranks, err := ranksOf(ctx, tx, []int64{c.ID})
	if err != nil {
		return nil, err
	}
	for _, r := range ranks[c.ID] {
		out.Ranks = append(out.Ranks, exportedRank{r.number, r.rank, r.reason, stamp{db.Time(r.at)}})
	}
	out.Review, err = db.All(ctx, tx, func(r db.Row) (e exportedReview, err error) {
		var at int64
		err = r.Scan(&e.Cause, &at)
		e.At = stamp{db.Time(at)}
		return e, err
	}, `SELECT c.key, r.at FROM claim_review r JOIN claim c ON c.id = r.cause_id WHERE r.claim_id = $1 ORDER BY c.key`, c.ID)
	return out, err
}

func (v Version) exported(ctx context.Context, tx *db.Tx) (exportedVersion, error) {
	out := exportedVersion{
		Number: v.Number, Change: v.Change, Status: v.Status, Text: v.Text, Formula: v.Formula,
		AsOf: stamp{v.AsOf}, RecordedAt: stamp{v.RecordedAt}, SignedBy: v.SignedName,
	}
	if v.HasFigure() {
		out.Figure = v.Figure.String()
	}
	for _, chain := range v.Chains {
		var hops []exportedHop
		for _, h := range chain {
			hops = append(hops, exportedHop{h.Source.Key, h.Verb, h.ToWhom, stamp{h.At}, h.URL, h.ArchivedURL})
		}
		out.Chains = append(out.Chains, hops)
	}
	for _, c := range v.Conditions {
		e := exportedCondition{Kind: c.Kind, Text: c.Text, Due: stamp{c.Due}, State: c.State}
		if c.ClaimID != 0 {
			keys, err := keysOf(ctx, tx, []int64{c.ClaimID})
			if err != nil {
				return out, err
			}
			e.Claim = keys[0]
		}
		out.Conditions = append(out.Conditions, e)
	}
	for _, b := range v.Basis {
		out.Basis = append(out.Basis, exportedBasis{b.Key, b.Number})
	}
	slices.SortFunc(out.Basis, func(a, b exportedBasis) int { return strings.Compare(a.Claim, b.Claim) })
	return out, nil
}
