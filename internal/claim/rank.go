package claim

import (
	"context"
	"fmt"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/page"
	"onrecord/internal/staff"
)

// ranking is a row of the table: somebody decided about a version.
type ranking struct {
	number       int64
	rank, reason string
	at           int64
}

// rankings are those of one claim in their order.
type rankings []ranking

// of is the rank of a version. Preferring another one ends a preference.
func (rs rankings) of(number int64) (rank, reason string) {
	rank = Normal
	for _, r := range rs {
		switch {
		case r.number == number:
			rank, reason = r.rank, r.reason
		case r.rank == Preferred && rank == Preferred:
			rank, reason = Normal, ""
		}
	}
	return rank, reason
}

func (rs rankings) until(at int64) (out rankings) {
	for _, r := range rs {
		if r.at <= at {
			out = append(out, r)
		}
	}
	return out
}

// bare is what decides which version is printed.
type bare struct {
	number int64
	change string
}

// printed is the number of the version to print: the preferred one, unless a
// correction or retraction came after it, else the newest that is not
// deprecated. List is by rising number and not empty.
func printed(list []bare, rs rankings) int64 {
	var preferred, newest int64
	for _, v := range list {
		rank, _ := rs.of(v.number)
		if rank == Deprecated {
			continue
		}
		newest = v.number
		switch {
		case rank == Preferred:
			preferred = v.number
		case v.change == Correction || v.change == Retraction:
			preferred = 0
		}
	}
	if preferred != 0 {
		return preferred
	}
	return newest
}

func ranksOf(ctx context.Context, q db.Querier, claims []int64) (map[int64]rankings, error) {
	out := map[int64]rankings{}
	if len(claims) == 0 {
		return out, nil
	}
	_, err := db.All(ctx, q, func(r db.Row) (none struct{}, err error) {
		var id int64
		var v ranking
		if err = r.Scan(&id, &v.number, &v.rank, &v.reason, &v.at); err == nil {
			out[id] = append(out[id], v)
		}
		return none, err
	}, `SELECT claim_id, number, rank, reason, at FROM claim_rank WHERE claim_id IN (`+db.In(len(claims), 1)+`) ORDER BY claim_id, id`, db.Args(claims)...)
	return out, err
}

// bares are the versions of a claim that were recorded up to a moment.
func bares(ctx context.Context, q db.Querier, claimID, until int64) ([]bare, error) {
	return db.All(ctx, q, func(r db.Row) (v bare, err error) {
		err = r.Scan(&v.number, &v.change)
		return v, err
	}, `SELECT number, change FROM claim_version WHERE claim_id = $1 AND recorded_at <= $2 ORDER BY number`, claimID, until)
}

// Rank says which version is printed, apart from how sure we are: a preferred
// one before all others, a deprecated one never, with the reason. A claim keeps
// at least one version that can be printed; Deprecate is for the whole claim.
func (s *Store) Rank(ctx context.Context, by staff.Actor, id, version, number int64, rank, reason string) (c Claim, err error) {
	defer fault.Wrap(&err, "claim.Rank(%d, version %d, %s)", id, number, rank)
	var p fault.Problems
	one(&p, "rank", rank, Ranks())
	reason = line(&p, "reason", reason, MaxReason)
	if rank == Deprecated && reason == "" {
		p.Add("reason", "Say why this version should not be printed any more.")
	}
	if err := p.Err(); err != nil {
		return Claim{}, err
	}
	now := s.now()
	return s.change(ctx, id, version, now, func(tx *db.Tx, old Claim) error {
		known, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM claim_version WHERE claim_id = $1 AND number = $2`, id, number)
		if err != nil {
			return err
		}
		if known == 0 {
			return fault.New(fault.NotFound, "This claim has no version %d.", number)
		}
		_, err = tx.Exec(ctx, `INSERT INTO claim_rank (claim_id, number, rank, reason, ranked_by, at) VALUES ($1, $2, $3, $4, $5, $6)`,
			id, number, rank, reason, by.StaffID, db.Ms(now))
		if err != nil {
			return err
		}
		if err := s.reprint(ctx, tx, old, now); err != nil {
			return err
		}
		return s.audit(ctx, tx, by, "claim.rank", old.Key, fmt.Sprintf("version %d: %s", number, rank))
	})
}

// reprint settles which version is printed now, and has all that rests on the
// claim looked at when that is another one.
func (s *Store) reprint(ctx context.Context, tx *db.Tx, old Claim, now time.Time) error {
	list, err := bares(ctx, tx, old.ID, ever)
	if err != nil {
		return err
	}
	ranks, err := ranksOf(ctx, tx, []int64{old.ID})
	if err != nil {
		return err
	}
	number := printed(list, ranks[old.ID])
	if number == 0 {
		return invalid(nil, "rank", "One version must be left that can be printed; deprecate the whole claim instead.")
	}
	if number == old.Printed.Number {
		return nil
	}
	if _, err := tx.Exec(ctx, `UPDATE claim SET printed = $1 WHERE id = $2`, number, old.ID); err != nil {
		return err
	}
	if err := refuseCircle(ctx, tx, old.ID, old.Key); err != nil {
		return err
	}
	return markDependents(ctx, tx, old.ID, now)
}

// Deprecate says that a claim should not be printed any more, and why; an
// empty reason takes that back.
func (s *Store) Deprecate(ctx context.Context, by staff.Actor, id, version int64, reason string) (c Claim, err error) {
	defer fault.Wrap(&err, "claim.Deprecate(%d, version %d)", id, version)
	var p fault.Problems
	reason = line(&p, "reason", reason, MaxReason)
	if err := p.Err(); err != nil {
		return Claim{}, err
	}
	now := s.now()
	return s.change(ctx, id, version, now, func(tx *db.Tx, old Claim) error {
		at, who, action := db.Ms(now), by.StaffID, "claim.deprecate"
		if reason == "" {
			at, who, action = 0, 0, "claim.restore"
		}
		_, err := tx.Exec(ctx, `UPDATE claim SET deprecated_at = $1, deprecated_by = $2, deprecated_reason = $3 WHERE id = $4`, at, who, reason, id)
		if err != nil {
			return err
		}
		return s.audit(ctx, tx, by, action, old.Key, reason)
	})
}

// change runs do on a claim as somebody saw it, and gives it as it is then.
func (s *Store) change(ctx context.Context, id, version int64, now time.Time, do func(tx *db.Tx, old Claim) error) (c Claim, err error) {
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		old, err := bareClaim(ctx, tx, id)
		if err != nil {
			return err
		}
		if version != 0 && old.Version != version {
			return fault.New(fault.Conflict, "Somebody changed this claim in between; look at it again and repeat your change.")
		}
		if err := do(tx, old); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE claim SET version = version + 1, updated_at = $1 WHERE id = $2`, db.Ms(now), id); err != nil {
			return err
		}
		if err := page.Changed(ctx, tx, Tag(id)); err != nil {
			return err
		}
		c, err = load(ctx, tx, id)
		return err
	})
	return c, err
}
