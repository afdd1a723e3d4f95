package claim

import (
	"context"
	"slices"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// bareClaim is a claim without its versions.
func bareClaim(ctx context.Context, q db.Querier, id int64) (Claim, error) {
	c, err := db.One(ctx, q, scanClaim, `SELECT `+claimColumns+` FROM claim c WHERE c.id = $1`, id)
	return c, missing(err, noClaim)
}

func load(ctx context.Context, q db.Querier, id int64) (Claim, error) {
	list, err := claims(ctx, q, `WHERE c.id = $1`, id)
	if err == nil && len(list) == 0 {
		err = noClaim(nil)
	}
	if err != nil {
		return Claim{}, err
	}
	return list[0], nil
}

// claims reads what a condition chooses, each with its printed version.
func claims(ctx context.Context, q db.Querier, condition string, args ...any) ([]Claim, error) {
	list, err := db.All(ctx, q, scanClaim, `SELECT `+claimColumns+` FROM claim c `+condition, args...)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	at, ids := map[int64]*Claim{}, make([]int64, len(list))
	for i := range list {
		ids[i], at[list[i].ID] = list[i].ID, &list[i]
	}
	in := `IN (` + db.In(len(ids), 1) + `)`
	found, err := versions(ctx, q, `JOIN claim c ON c.id = v.claim_id AND c.printed = v.number WHERE v.claim_id `+in+` ORDER BY v.id`, db.Args(ids)...)
	if err != nil {
		return nil, err
	}
	for _, v := range found {
		at[v.ClaimID].Printed = v
	}
	_, err = db.All(ctx, q, func(r db.Row) (none struct{}, err error) {
		var id int64
		var b Basis
		if err = r.Scan(&id, &b.ClaimID, &b.Key, &b.Number); err == nil {
			at[id].Review = append(at[id].Review, b)
		}
		return none, err
	}, `SELECT r.claim_id, c.id, c.key, c.latest FROM claim_review r JOIN claim c ON c.id = r.cause_id WHERE r.claim_id `+in+` ORDER BY r.claim_id, c.id`, db.Args(ids)...)
	return list, err
}

// Get reads a claim with the version that is printed.
func (s *Store) Get(ctx context.Context, id int64) (c Claim, err error) {
	defer fault.Wrap(&err, "claim.Get(%d)", id)
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		c, err = load(ctx, tx, id)
		return err
	})
	return c, err
}

// ByKey finds a claim by its key.
func (s *Store) ByKey(ctx context.Context, key string) (c Claim, err error) {
	defer fault.Wrap(&err, "claim.ByKey(%q)", key)
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		list, err := claims(ctx, tx, `WHERE c.key = $1`, key)
		if err == nil && len(list) == 0 {
			err = noClaim(nil)
		}
		if err == nil {
			c = list[0]
		}
		return err
	})
	return c, err
}

// Versions lists the versions of a claim, the newest first and only those with
// a number under before, of which 0 begins; next is the before of the page
// that follows, 0 at the end.
func (s *Store) Versions(ctx context.Context, id, before int64, limit int) (list []Version, next int64, err error) {
	defer fault.Wrap(&err, "claim.Versions(%d)", id)
	if before < 1 {
		before = ever
	}
	limit = pageSize(limit)
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		if _, err := bareClaim(ctx, tx, id); err != nil {
			return err
		}
		list, err = versions(ctx, tx, `WHERE v.claim_id = $1 AND v.number < $2 ORDER BY v.number DESC LIMIT $3`, id, before, limit+1)
		return err
	})
	if len(list) > limit {
		list = list[:limit]
		next = list[limit-1].Number
	}
	return list, next, err
}

// VersionOf reads one version of a claim.
func (s *Store) VersionOf(ctx context.Context, id, number int64) (v Version, err error) {
	defer fault.Wrap(&err, "claim.VersionOf(%d, %d)", id, number)
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		v, err = oneVersion(ctx, tx, id, number)
		return err
	})
	return v, err
}

func oneVersion(ctx context.Context, q db.Querier, id, number int64) (Version, error) {
	list, err := versions(ctx, q, `WHERE v.claim_id = $1 AND v.number = $2 ORDER BY v.id`, id, number)
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "This claim has no version %d.", number)
	}
	if err != nil {
		return Version{}, err
	}
	return list[0], nil
}

// AsKnown is the version of a claim that was to be printed at a moment, by what
// was recorded until then. Before its first version it is fault.NotFound.
func (s *Store) AsKnown(ctx context.Context, id int64, at time.Time) (v Version, err error) {
	defer fault.Wrap(&err, "claim.AsKnown(%d, %s)", id, at.Format(time.RFC3339))
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		list, err := bares(ctx, tx, id, db.Ms(at))
		if err != nil {
			return err
		}
		ranks, err := ranksOf(ctx, tx, []int64{id})
		if err != nil {
			return err
		}
		known := ranks[id].until(db.Ms(at))
		number := printed(list, known)
		if number == 0 {
			return fault.New(fault.NotFound, "Nothing was on record of this claim then.")
		}
		v, err = oneVersion(ctx, tx, id, number)
		v.Rank, v.RankReason = known.of(number)
		return err
	})
	return v, err
}

// Filter chooses claims; its zero value chooses all.
type Filter struct {
	Key    string // this one alone
	Kind   string
	Status string // of the printed version
	// StoryID is a story; Review is those that wait for somebody to look at them.
	StoryID int64
	Review  bool
	Source  int64  // a version of them names this source
	Query   string // a part of the statement or key, whatever its case and accents
	Before  int64  // only ids under it; 0 begins with the newest
	Limit   int    // 1 to 100; 0 means 30
}

// List gives claims, the newest first; next is the Before of the following
// page, 0 at the end.
func (s *Store) List(ctx context.Context, f Filter) (list []Claim, next int64, err error) {
	defer fault.Wrap(&err, "claim.List(%+v)", f)
	var p fault.Problems
	for field, w := range map[string]struct {
		value string
		of    []string
	}{"kind": {f.Kind, Kinds()}, "status": {f.Status, Statuses()}} {
		if w.value != "" {
			one(&p, field, w.value, w.of)
		}
	}
	line(&p, "query", f.Query, queryMost)
	if err := p.Err(); err != nil {
		return nil, 0, err
	}
	limit := pageSize(f.Limit)
	w := f.where()
	condition := `WHERE ` + w.String() + ` ORDER BY c.id DESC LIMIT ` + w.arg(limit+1)
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		list, err = claims(ctx, tx, condition, w.args...)
		return err
	})
	if len(list) > limit {
		list = list[:limit]
		next = list[limit-1].ID
	}
	return list, next, err
}

func (f Filter) where() *where {
	var w where
	w.add("c.id < %s", before(f.Before))
	if f.Key != "" {
		w.add("c.key = %s", f.Key)
	}
	if f.Kind != "" {
		w.add("c.kind = %s", f.Kind)
	}
	if f.Status != "" {
		w.add("EXISTS (SELECT 1 FROM claim_version v WHERE v.claim_id = c.id AND v.number = c.printed AND v.status = %s)", f.Status)
	}
	if f.StoryID != 0 {
		w.add("c.story_id = %s", f.StoryID)
	}
	if f.Source != 0 {
		w.add("c.id IN (SELECT v.claim_id FROM claim_hop h JOIN claim_version v ON v.id = h.version_id WHERE h.source_id = %s)", f.Source)
	}
	if f.Review {
		w.add("EXISTS (SELECT 1 FROM claim_review r WHERE r.claim_id = c.id)")
	}
	if q := fold(f.Query); q != "" {
		w.add(`c.folded LIKE %s ESCAPE '\'`, within(q))
	}
	return &w
}

// Ref is how a text names a claim: by its key, and with Number a version of it.
type Ref struct {
	Key    string
	Number int64 // 0: the one that is printed
}

// Bound is what a text that names a claim means.
type Bound struct {
	Claim   Claim
	Version Version
}

// Resolve finds what texts name. What is not there is not in the answer.
func (s *Store) Resolve(ctx context.Context, q db.Querier, refs []Ref) (out map[Ref]Bound, err error) {
	defer fault.Wrap(&err, "claim.Resolve(%d refs)", len(refs))
	var keys []string
	for _, r := range refs {
		if !slices.Contains(keys, r.Key) {
			keys = append(keys, r.Key)
		}
	}
	byKey := map[string]Claim{}
	for part := range slices.Chunk(keys, atOnce) {
		list, err := claims(ctx, q, `WHERE c.key IN (`+db.In(len(part), 1)+`) ORDER BY c.id`, db.Args(part)...)
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			byKey[c.Key] = c
		}
	}
	out = make(map[Ref]Bound, len(refs))
	for _, r := range refs {
		c, ok := byKey[r.Key]
		if _, done := out[r]; done || !ok {
			continue
		}
		b := Bound{Claim: c, Version: c.Printed}
		if r.Number != 0 && r.Number != c.Printed.Number {
			if b.Version, err = oneVersion(ctx, q, c.ID, r.Number); fault.Is(err, fault.NotFound) {
				continue
			}
			if err != nil {
				return nil, err
			}
		}
		out[r] = b
	}
	return out, nil
}
