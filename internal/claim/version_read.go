package claim

import (
	"context"
	"strings"

	"onrecord/internal/db"
	"onrecord/internal/figure"
)

const versionColumns = `v.id, v.claim_id, v.number, v.change, v.status, v.text, v.figure, v.formula, v.as_of, v.recorded_at, v.recorded_by, v.signed_by, v.signed_name`

func scanVersion(r db.Row) (v Version, err error) {
	var written string
	var asOf, recorded int64
	err = r.Scan(&v.ID, &v.ClaimID, &v.Number, &v.Change, &v.Status, &v.Text, &written, &v.Formula, &asOf, &recorded, &v.RecordedBy, &v.SignedBy, &v.SignedName)
	if err == nil && written != "" {
		v.Figure, err = figure.Read(written)
	}
	if v.Formula != "" {
		v.Decimals = max(0, -v.Figure.Value.Exp())
	}
	v.AsOf, v.RecordedAt, v.Rank = db.Time(asOf), db.Time(recorded), Normal
	return v, err
}

// versions reads what a condition chooses, with all that belongs to it.
func versions(ctx context.Context, q db.Querier, condition string, args ...any) ([]Version, error) {
	list, err := db.All(ctx, q, scanVersion, `SELECT `+versionColumns+` FROM claim_version v `+condition, args...)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	at := make(map[int64]*Version, len(list))
	ids := make([]int64, len(list))
	for i := range list {
		ids[i], at[list[i].ID] = list[i].ID, &list[i]
	}
	for _, load := range []func(context.Context, db.Querier, map[int64]*Version, string, []any) error{loadHops, loadConditions, loadInputs, loadRanks} {
		if err := load(ctx, q, at, `IN (`+db.In(len(ids), 1)+`)`, db.Args(ids)); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func loadHops(ctx context.Context, q db.Querier, at map[int64]*Version, in string, ids []any) error {
	columns := "s." + strings.ReplaceAll(sourceColumns, ", ", ", s.")
	_, err := db.All(ctx, q, func(r db.Row) (none struct{}, err error) {
		var id, chain, said int64
		var h Hop
		var v Source
		if v, err = scanSource(also{r, []any{&id, &chain, &h.Verb, &h.ToWhom, &said, &h.URL, &h.ArchivedURL}}); err != nil {
			return none, err
		}
		h.SourceID, h.Source, h.At = v.ID, v.Cited(), db.Time(said)
		to := at[id]
		if int(chain) > len(to.Chains) {
			to.Chains = append(to.Chains, nil)
		}
		last := len(to.Chains) - 1
		to.Chains[last] = append(to.Chains[last], h)
		return none, nil
	}, `SELECT h.version_id, h.chain, h.verb, h.to_whom, h.said_at, h.url, h.archived_url, `+columns+` FROM claim_hop h JOIN source s ON s.id = h.source_id
		WHERE h.version_id `+in+` ORDER BY h.version_id, h.chain, h.position`, ids...)
	return err
}

// also is a row whose first columns go to other places.
type also struct {
	db.Row
	first []any
}

func (a also) Scan(dest ...any) error { return a.Row.Scan(append(a.first, dest...)...) }

func loadConditions(ctx context.Context, q db.Querier, at map[int64]*Version, in string, ids []any) error {
	_, err := db.All(ctx, q, func(r db.Row) (none struct{}, err error) {
		var id, due int64
		var c Condition
		if err = r.Scan(&id, &c.Kind, &c.ClaimID, &c.Text, &due, &c.State); err != nil {
			return none, err
		}
		c.Due = db.Time(due)
		at[id].Conditions = append(at[id].Conditions, c)
		return none, nil
	}, `SELECT version_id, kind, COALESCE(claim_id, 0), text, due, state FROM claim_condition WHERE version_id `+in+` ORDER BY version_id, position`, ids...)
	return err
}

func loadInputs(ctx context.Context, q db.Querier, at map[int64]*Version, in string, ids []any) error {
	_, err := db.All(ctx, q, func(r db.Row) (none struct{}, err error) {
		var id int64
		var i Basis
		if err = r.Scan(&id, &i.ClaimID, &i.Number, &i.Key); err != nil {
			return none, err
		}
		at[id].Basis = append(at[id].Basis, i)
		return none, nil
	}, `SELECT i.version_id, i.claim_id, i.number, c.key FROM claim_input i JOIN claim c ON c.id = i.claim_id WHERE i.version_id `+in+` ORDER BY i.version_id, i.claim_id`, ids...)
	return err
}

func loadRanks(ctx context.Context, q db.Querier, at map[int64]*Version, in string, ids []any) error {
	claims := map[int64]bool{}
	_, err := db.All(ctx, q, func(r db.Row) (none struct{}, err error) {
		var id int64
		if err = r.Scan(&id); err == nil {
			claims[id] = true
		}
		return none, err
	}, `SELECT DISTINCT claim_id FROM claim_version WHERE id `+in+` ORDER BY claim_id`, ids...)
	if err != nil {
		return err
	}
	of := make([]int64, 0, len(claims))
	for id := range claims {
		of = append(of, id)
	}
	rows, err := ranksOf(ctx, q, of)
	for _, v := range at {
		v.Rank, v.RankReason = rows[v.ClaimID].of(v.Number)
	}
	return err
}
