package claim

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/staff"
)

// The kinds of surface that carry claims.
const (
	PostRevision = "post_revision"
	Issue        = "issue"
	FeedBuild    = "feed_build"
	APIAnswer    = "api_answer"
)

// SurfaceKinds lists every kind of surface.
func SurfaceKinds() []string { return []string{PostRevision, Issue, FeedBuild, APIAnswer} }

// How a surface printed a claim.
const (
	Pinned = "pinned" // these words, whatever comes later
	Live   = "live"   // the printed version of when it was made
)

// Surface is what carries claims.
type Surface struct {
	Kind string
	ID   int64 // of the revision, the issue or the token; 0 for feeds
}

// Print is one place where a surface prints a claim.
type Print struct {
	ClaimID   int64
	VersionID int64
	Mode      string
	Words     string // as printed
	Locator   string // where in the surface; of a feed, which one
}

// Use is the fact that a surface carried a version.
type Use struct {
	ID int64
	Surface
	Print
	Number          int64 // of the version
	FirstAt, LastAt time.Time
	N               int64 // how often: feeds and API answers are made again and again
}

// MostPrints is how many places one surface can have.
const MostPrints = 2000

// MaxWords is how much of the printed words is kept, in characters.
const MaxWords = 500

// Used notes, in the transaction that makes it, what a surface that is made
// once carries. Noted twice, it is noted once.
func (s *Store) Used(ctx context.Context, tx *db.Tx, on Surface, prints []Print) (err error) {
	defer fault.Wrap(&err, "claim.Used(%s %d)", on.Kind, on.ID)
	return note(ctx, tx, on, prints, db.Ms(s.now()), 1, ``)
}

// Overridden notes in the audit log that somebody printed what is refuted or
// retracted, and why.
func (s *Store) Overridden(ctx context.Context, tx *db.Tx, by staff.Actor, subject string, keys []string, reason string) (err error) {
	defer fault.Wrap(&err, "claim.Overridden(%s)", subject)
	return s.audit(ctx, tx, by, "claim.override", subject, strings.Join(keys, ", ")+": "+reason)
}

// note writes uses down. Again is what becomes of one that is there.
func note(ctx context.Context, tx *db.Tx, on Surface, prints []Print, now, n int64, again string) error {
	if len(prints) > MostPrints {
		return fault.New(fault.Invalid, "This names claims in %d places, and at most %d fit.", len(prints), MostPrints)
	}
	for _, p := range prints {
		_, err := tx.Exec(ctx, `INSERT INTO claim_use (claim_id, version_id, surface, surface_id, locator, mode, words, first_at, last_at, n)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9) ON CONFLICT (surface, surface_id, locator, version_id) DO `+onConflict(again),
			p.ClaimID, p.VersionID, on.Kind, on.ID, p.Locator, p.Mode, cutWords(p.Words), now, n)
		if err != nil {
			return err
		}
	}
	return nil
}

func onConflict(again string) string {
	if again == "" {
		return "NOTHING"
	}
	return again
}

// counting is what becomes of a use that goes on.
const counting = `UPDATE SET n = claim_use.n + excluded.n,
	last_at = CASE WHEN excluded.last_at > claim_use.last_at THEN excluded.last_at ELSE claim_use.last_at END`

func cutWords(s string) string {
	if r := []rune(s); len(r) > MaxWords {
		return string(r[:MaxWords-1]) + "…"
	}
	return s
}

const useColumns = `u.id, u.surface, u.surface_id, u.claim_id, u.version_id, u.mode, u.words, u.locator, v.number, u.first_at, u.last_at, u.n`

func scanUse(r db.Row) (u Use, err error) {
	var first, last int64
	err = r.Scan(&u.ID, &u.Kind, &u.Surface.ID, &u.ClaimID, &u.VersionID, &u.Mode, &u.Words, &u.Locator, &u.Number, &first, &last, &u.N)
	u.FirstAt, u.LastAt = db.Time(first), db.Time(last)
	return u, err
}

// UseFilter chooses uses of one claim.
type UseFilter struct {
	ClaimID int64
	Numbers []int64 // of versions; none means all
	Surface string  // a kind; empty means all
	After   int64   // only ids over it
	Limit   int     // 1 to 1000; 0 means 30
}

const mostUses = 1000

// Uses lists where a claim was printed, the first use first; next is the After
// of the following page, 0 at the end.
func (s *Store) Uses(ctx context.Context, q db.Querier, f UseFilter) (list []Use, next int64, err error) {
	defer fault.Wrap(&err, "claim.Uses(%+v)", f)
	var w where
	// Said of both tables, so that no engine walks along all first versions.
	w.add("u.claim_id = %s AND v.claim_id = %s AND u.id > %s", f.ClaimID, f.ClaimID, f.After)
	if f.Surface != "" {
		w.add("u.surface = %s", f.Surface)
	}
	if len(f.Numbers) > 0 {
		marks := make([]string, len(f.Numbers))
		for i, n := range f.Numbers {
			marks[i] = w.arg(n)
		}
		w.parts = append(w.parts, "v.number IN ("+strings.Join(marks, ", ")+")")
	}
	limit := listUsual
	if f.Limit != 0 {
		limit = min(max(f.Limit, 1), mostUses)
	}
	list, err = db.All(ctx, q, scanUse, `SELECT `+useColumns+` FROM claim_use u JOIN claim_version v ON v.id = u.version_id
		WHERE `+w.String()+` ORDER BY u.id LIMIT `+w.arg(limit+1), w.args...)
	if len(list) > limit {
		list = list[:limit]
		next = list[limit-1].ID
	}
	return list, next, err
}

// UsesOn lists what a surface carried, in the order in which it was noted.
func (s *Store) UsesOn(ctx context.Context, q db.Querier, on Surface) (_ []Use, err error) {
	defer fault.Wrap(&err, "claim.UsesOn(%s %d)", on.Kind, on.ID)
	return db.All(ctx, q, scanUse, `SELECT `+useColumns+` FROM claim_use u JOIN claim_version v ON v.id = u.version_id
		WHERE u.surface = $1 AND u.surface_id = $2 ORDER BY u.id LIMIT $3`, on.Kind, on.ID, MostPrints)
}

// UseCounts counts the uses of a claim by kind of surface.
func (s *Store) UseCounts(ctx context.Context, q db.Querier, claimID int64) (counts map[string]int64, err error) {
	defer fault.Wrap(&err, "claim.UseCounts(%d)", claimID)
	counts = map[string]int64{}
	_, err = db.All(ctx, q, func(r db.Row) (none struct{}, err error) {
		var kind string
		var surfaces, places int64
		if err = r.Scan(&kind, &surfaces, &places); kind == FeedBuild {
			surfaces = places
		}
		counts[kind] = surfaces
		return none, err
	}, `SELECT surface, count(DISTINCT surface_id), count(DISTINCT locator) FROM claim_use WHERE claim_id = $1 GROUP BY surface`, claimID)
	return counts, err
}

// CarriedBy says in words where a claim was printed: "3 revisions of posts and 1 issue". The
// counts are those of UseCounts; without any it is empty.
func CarriedBy(counts map[string]int64) string {
	var parts []string
	for _, w := range []struct{ kind, one, many string }{
		{PostRevision, "1 revision of a post", "%d revisions of posts"},
		{Issue, "1 issue", "%d issues"},
		{FeedBuild, "1 feed", "%d feeds"},
		{APIAnswer, "answers to 1 API token", "answers to %d API tokens"},
	} {
		switch n := counts[w.kind]; {
		case n == 1:
			parts = append(parts, w.one)
		case n > 1:
			parts = append(parts, fmt.Sprintf(w.many, n))
		}
	}
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	last := len(parts) - 1
	return strings.Join(slices.Clone(parts[:last]), ", ") + " and " + parts[last]
}
