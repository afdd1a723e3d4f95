package claim

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/figure"
	"onrecord/internal/staff"
)

// addVersion appends a version to a claim that is there.
func (s *Store) addVersion(ctx context.Context, tx *db.Tx, by staff.Actor, old Claim, in VersionInput, signer string, now time.Time) error {
	if in.Change == "" {
		in.Change = Update
	}
	var p fault.Problems
	in.clean(&p, old.Kind)
	if in.Change == First {
		p.Add("change", "Only the first version is new; say what this one is to the one before.")
	}
	if err := p.Err(); err != nil {
		return err
	}
	if old.Latest >= MaxVersions {
		return fault.New(fault.Conflict, "This claim has %d versions, which is all that fit; make another claim.", MaxVersions)
	}
	last, err := db.One(ctx, tx, db.Value[int64], `SELECT recorded_at FROM claim_version WHERE claim_id = $1 AND number = $2`, old.ID, old.Latest)
	if err != nil {
		return err
	}
	if db.Ms(now) < last { // clocks of two machines; the record runs one way
		now = db.Time(last)
	}
	if err := s.insertVersion(ctx, tx, old, old.Latest+1, by, in, signer, now); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE claim SET latest = $1 WHERE id = $2`, old.Latest+1, old.ID); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM claim_review WHERE claim_id = $1`, old.ID); err != nil {
		return err
	}
	if err := refuseCircle(ctx, tx, old.ID, old.Key); err != nil {
		return err
	}
	if err := s.reprint(ctx, tx, old, now); err != nil {
		return err
	}
	if err := markDependents(ctx, tx, old.ID, now); err != nil {
		return err
	}
	return s.audit(ctx, tx, by, "claim.version", old.Key, fmt.Sprintf("version %d: %s, %s", old.Latest+1, in.Change, in.Status))
}

// MaxVersions is how many versions a claim can have.
const MaxVersions = 1000

// insertVersion writes a version down with all that belongs to it.
func (s *Store) insertVersion(ctx context.Context, tx *db.Tx, c Claim, number int64, by staff.Actor, in VersionInput, signer string, now time.Time) error {
	basis, err := in.rest(ctx, tx)
	if err != nil {
		return err
	}
	if err := in.grounded(ctx, tx); err != nil {
		return err
	}
	written := ""
	if in.HasFigure() {
		written = in.Figure.String()
	}
	id, err := db.One(ctx, tx, db.Value[int64], `INSERT INTO claim_version (claim_id, number, change, status, text, figure, formula, as_of, recorded_at, recorded_by,
		signed_by, signed_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id`,
		c.ID, number, in.Change, in.Status, in.Text, written, in.Formula, db.Ms(in.AsOf), db.Ms(now), by.StaffID, in.SignedBy, signer)
	if err != nil {
		return err
	}
	if err := in.insertParts(ctx, tx, id, basis); err != nil {
		return err
	}
	if in.Status == Confirmed {
		return s.audit(ctx, tx, by, "claim.signoff", c.Key, fmt.Sprintf("version %d, by %s", number, signer))
	}
	return nil
}

func (in VersionInput) insertParts(ctx context.Context, tx *db.Tx, id int64, basis []Basis) error {
	var hops, conditions, inputs [][]any
	for i, chain := range in.Chains {
		for j, h := range chain {
			hops = append(hops, []any{id, i + 1, j + 1, h.SourceID, h.Verb, h.ToWhom, db.Ms(h.At), h.URL, h.ArchivedURL})
		}
	}
	for i, c := range in.Conditions {
		conditions = append(conditions, []any{id, i + 1, c.Kind, db.NullID(c.ClaimID), c.Text, db.Ms(c.Due), c.State})
	}
	for _, b := range basis {
		inputs = append(inputs, []any{id, b.ClaimID, b.Number})
	}
	return errors.Join(
		tx.InsertMany(ctx, "claim_hop", []string{"version_id", "chain", "position", "source_id", "verb", "to_whom", "said_at", "url", "archived_url"}, hops),
		tx.InsertMany(ctx, "claim_condition", []string{"version_id", "position", "kind", "claim_id", "text", "due", "state"}, conditions),
		tx.InsertMany(ctx, "claim_input", []string{"version_id", "claim_id", "number"}, inputs),
	)
}

// rest finds what a version rests on and, with a formula, makes its figure.
func (in *VersionInput) rest(ctx context.Context, tx *db.Tx) ([]Basis, error) {
	basis, figures := map[int64]Basis{}, map[string]figure.Figure{}
	var tree *node
	if in.Formula != "" {
		var err error
		if tree, err = parseFormula(in.Formula); err != nil {
			return nil, invalid(nil, "formula", "This formula cannot be read: %s.", err.Error())
		}
		for _, key := range tree.keys() {
			b, f, err := printedFigure(ctx, tx, `c.key = $1`, key)
			if fault.Is(err, fault.NotFound) {
				return nil, invalid(err, "formula", "There is no claim “%s”; make it first.", key)
			}
			if err != nil {
				return nil, err
			}
			basis[b.ClaimID], figures[key] = b, f
		}
	}
	for _, c := range in.Conditions {
		if c.ClaimID == 0 {
			continue
		}
		b, _, err := printedFigure(ctx, tx, `c.id = $1`, c.ClaimID)
		if fault.Is(err, fault.NotFound) {
			return nil, invalid(err, "conditions", "A condition names a claim that is not there.")
		}
		if err != nil {
			return nil, err
		}
		basis[b.ClaimID] = b
	}
	out := make([]Basis, 0, len(basis))
	for _, b := range basis {
		out = append(out, b)
	}
	if tree == nil {
		return out, nil
	}
	return out, in.derive(tree, figures)
}

// derive makes the figure that the formula gives.
func (in *VersionInput) derive(tree *node, figures map[string]figure.Figure) error {
	n, err := tree.eval(figures)
	if err != nil {
		return invalid(nil, "formula", "This formula gives no figure: %s.", err.Error())
	}
	if in.Figure.Unit == "" && !n.bare {
		in.Figure.Unit = n.unit
	}
	if in.Figure.Value, err = figure.Round(n.num, -in.Decimals); err != nil {
		return invalid(err, "formula", "What this formula gives has more digits than a figure holds.")
	}
	if err := in.Figure.Check(); err != nil {
		return invalid(nil, "figure", "This is no figure: %s.", err.Error())
	}
	return nil
}

// printedFigure is the version of a claim that is printed, and its figure.
func printedFigure(ctx context.Context, q db.Querier, condition string, arg any) (b Basis, f figure.Figure, err error) {
	_, err = db.One(ctx, q, func(r db.Row) (none struct{}, err error) {
		var written string
		if err = r.Scan(&b.ClaimID, &b.Key, &b.Number, &written); err == nil && written != "" {
			f, err = figure.Read(written)
		}
		return none, err
	}, `SELECT c.id, c.key, c.printed, v.figure FROM claim c JOIN claim_version v ON v.claim_id = c.id AND v.number = c.printed WHERE `+condition, arg)
	return b, f, err
}

// grounded looks whether the sources are there and, for a confirmation,
// whether they are enough.
func (in VersionInput) grounded(ctx context.Context, tx *db.Tx) error {
	kinds := map[int64]string{}
	for _, chain := range in.Chains {
		for _, h := range chain {
			kinds[h.SourceID] = ""
		}
	}
	if err := sourceKindsOf(ctx, tx, kinds); err != nil {
		return err
	}
	g := grounds(in.Chains, kinds)
	if in.Status != Confirmed || g.Confirms() {
		return nil
	}
	why := "here there is one"
	switch {
	case len(g.Circles) > 0:
		why = "sources here have it from one another, and so none of them is known to have said it first"
	case len(in.Chains) == 0:
		why = "here there is none"
	case len(in.Chains) > 1:
		why = "all chains here began with the same one"
	}
	return invalid(nil, "status", "To be confirmed a claim needs two chains that began with different sources, or a document; %s.", why)
}

func sourceKindsOf(ctx context.Context, q db.Querier, kinds map[int64]string) error {
	if len(kinds) == 0 {
		return nil
	}
	ids := make([]int64, 0, len(kinds))
	for id := range kinds {
		ids = append(ids, id)
	}
	_, err := db.All(ctx, q, func(r db.Row) (none struct{}, err error) {
		var id int64
		var kind string
		if err = r.Scan(&id, &kind); err == nil {
			kinds[id] = kind
		}
		return none, err
	}, `SELECT id, kind FROM source WHERE id IN (`+db.In(len(ids), 1)+`) ORDER BY id`, db.Args(ids)...)
	for id, kind := range kinds {
		if err == nil && kind == "" {
			return invalid(nil, "chains", "There is no source with the number %d.", id)
		}
	}
	return err
}

// ever is the end of all time, for what asks until when.
const ever = math.MaxInt64
