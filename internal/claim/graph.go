package claim

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/page"
)

// Limits of what rests on what.
const (
	mostReached = 10_000 // claims that are looked at from one
	atOnce      = 500    // of them in one statement
)

// edge: one claim rests on another.
type edge struct{ from, to int64 }

// Of a claim count the version that is printed and the newest one, which may
// be printed soon. What older ones rested on is history.
const edges = `SELECT DISTINCT c.id, i.claim_id FROM claim c JOIN claim_version v ON v.claim_id = c.id AND v.number IN (c.latest, c.printed)
	JOIN claim_input i ON i.version_id = v.id WHERE `

func edgesOf(ctx context.Context, q db.Querier, column string, ids []int64) (out []edge, err error) {
	for part := range slices.Chunk(ids, atOnce) {
		list, err := db.All(ctx, q, func(r db.Row) (e edge, err error) {
			err = r.Scan(&e.from, &e.to)
			return e, err
		}, edges+column+` IN (`+db.In(len(part), 1)+`) ORDER BY c.id, i.claim_id`, db.Args(part)...)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}

// walk goes from a claim along the edges, one step of all at a time, and tells
// for each claim it meets the one that it came from.
func walk(ctx context.Context, q db.Querier, column string, start []int64, next func(edge) (from, to int64)) (map[int64]int64, error) {
	came := map[int64]int64{}
	for _, id := range start {
		came[id] = 0
	}
	for level := start; len(level) > 0; {
		list, err := edgesOf(ctx, q, column, level)
		if err != nil {
			return nil, err
		}
		level = nil
		for _, e := range list {
			from, to := next(e)
			if _, met := came[to]; !met {
				came[to] = from
				level = append(level, to)
			}
		}
		if len(came) > mostReached {
			return nil, fault.New(fault.Invalid, "More than %d claims rest on one another here; part them.", mostReached)
		}
	}
	return came, nil
}

func inputs(e edge) (from, to int64)     { return e.from, e.to }
func dependents(e edge) (from, to int64) { return e.to, e.from }

// refuseCircle looks whether what a claim rests on leads back to it, and names
// the circle. The claim's edges are in the tables already.
func refuseCircle(ctx context.Context, tx *db.Tx, id int64, key string) error {
	first, err := edgesOf(ctx, tx, "c.id", []int64{id})
	if err != nil {
		return err
	}
	start := make([]int64, 0, len(first))
	for _, e := range first {
		if e.to == id {
			return circle(key, nil)
		}
		start = append(start, e.to)
	}
	came, err := walk(ctx, tx, "c.id", start, inputs)
	if err != nil {
		return err
	}
	at, round := came[id]
	if !round {
		return nil
	}
	var path []int64
	for ; at != 0; at = came[at] {
		path = append(path, at)
	}
	slices.Reverse(path)
	names, err := keysOf(ctx, tx, path)
	if err != nil {
		return err
	}
	return circle(key, names)
}

// circle says a → b → a: each rests on the next.
func circle(key string, over []string) error {
	path := strings.Join(slices.Concat([]string{key}, over, []string{key}), " → ")
	return invalid(nil, "formula", "This goes round in a circle: %s. A claim cannot rest on itself.", path)
}

func keysOf(ctx context.Context, q db.Querier, ids []int64) ([]string, error) {
	out := make([]string, len(ids))
	for i, id := range ids {
		key, err := db.One(ctx, q, db.Value[string], `SELECT key FROM claim WHERE id = $1`, id)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, err
		}
		out[i] = key
	}
	return out, nil
}

// markDependents notes on all that rests on a claim, at whatever distance, that
// somebody should look at it. No word there changes by itself.
func markDependents(ctx context.Context, tx *db.Tx, id int64, now time.Time) error {
	came, err := walk(ctx, tx, "i.claim_id", []int64{id}, dependents)
	if err != nil {
		return err
	}
	delete(came, id)
	for dependent := range came {
		_, err := tx.Exec(ctx, `INSERT INTO claim_review (claim_id, cause_id, at) VALUES ($1, $2, $3)
			ON CONFLICT (claim_id, cause_id) DO UPDATE SET at = excluded.at`, dependent, id, db.Ms(now))
		if err != nil {
			return err
		}
		if err := page.Changed(ctx, tx, Tag(dependent)); err != nil {
			return err
		}
	}
	return nil
}
