package claim

import (
	"context"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// MostDependents is how many claims that rest on one are listed.
const MostDependents = 100

// Dependents lists the claims that rest on one, by what is printed of them or
// what is newest, in the order of their keys and up to MostDependents. Number
// is their newest version.
func (s *Store) Dependents(ctx context.Context, id int64) (_ []Basis, err error) {
	defer fault.Wrap(&err, "claim.Dependents(%d)", id)
	return db.All(ctx, s.DB, func(r db.Row) (b Basis, err error) {
		err = r.Scan(&b.ClaimID, &b.Key, &b.Number)
		return b, err
	}, `SELECT DISTINCT c.id, c.key, c.latest FROM claim_input i JOIN claim_version v ON v.id = i.version_id
		JOIN claim c ON c.id = v.claim_id AND v.number IN (c.latest, c.printed) WHERE i.claim_id = $1 ORDER BY c.key, c.id LIMIT $2`, id, MostDependents)
}

// Waiting counts the claims that wait for somebody to look at them, up to 1,000.
func (s *Store) Waiting(ctx context.Context) (n int64, err error) {
	defer fault.Wrap(&err, "claim.Waiting()")
	return db.One(ctx, s.DB, db.Value[int64], `SELECT count(*) FROM (SELECT DISTINCT claim_id FROM claim_review LIMIT 1000) AS waiting`)
}

// UseTotals counts the places that printed claims. One that nothing printed is
// not in the answer.
func (s *Store) UseTotals(ctx context.Context, ids []int64) (totals map[int64]int64, err error) {
	defer fault.Wrap(&err, "claim.UseTotals(%d claims)", len(ids))
	totals = map[int64]int64{}
	if len(ids) == 0 {
		return totals, nil
	}
	_, err = db.All(ctx, s.DB, func(r db.Row) (none struct{}, err error) {
		var id, n int64
		err = r.Scan(&id, &n)
		totals[id] = n
		return none, err
	}, `SELECT claim_id, count(*) FROM claim_use WHERE claim_id IN (`+db.In(len(ids), 1)+`) GROUP BY claim_id`, db.Args(ids)...)
	return totals, err
}
