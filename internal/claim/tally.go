package claim

import (
	"context"
	"sync"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Feeds are built and API answers given again and again. The first time that
// one carries a version is on disk before it leaves; from then on a node
// writes at most once a minute for each, with how often it was meanwhile. A
// node that dies so forgets at most a minute of counting and never that a
// version was carried.
const tallyEvery = time.Minute

// mostTallied is how many pairs of surface and version are remembered.
const mostTallied = 100_000

// tally remembers what this node noted, and when.
type tally struct {
	mu   sync.Mutex
	seen map[tallied]*count
}

type tallied struct {
	on      Surface
	locator string
	version int64
}

type count struct {
	at time.Time // of the last time it was written
	n  int64     // since then
}

// due counts prints and gives those to write now, with how often each was.
func (t *tally) due(on Surface, prints []Print, now time.Time) map[int64][]Print {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.seen == nil || len(t.seen) > mostTallied {
		t.seen = map[tallied]*count{}
	}
	out := map[int64][]Print{}
	for _, p := range prints {
		c := t.seen[tallied{on, p.Locator, p.VersionID}]
		switch {
		case c == nil:
			out[1] = append(out[1], p)
		case now.Sub(c.at) >= tallyEvery:
			out[c.n+1] = append(out[c.n+1], p)
			c.at, c.n = now, 0
		default:
			c.n++
		}
	}
	return out
}

// written notes that prints are on disk.
func (t *tally) written(on Surface, groups map[int64][]Print, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, prints := range groups {
		for _, p := range prints {
			t.seen[tallied{on, p.Locator, p.VersionID}] = &count{at: now}
		}
	}
}

// Carried notes what a feed or an answer of the API carries, each version of a
// locator once, before it leaves. Of an answer count only claims that readers
// know, from a revision or an issue: the desk's own programs read the others.
func (s *Store) Carried(ctx context.Context, on Surface, prints []Print) (err error) {
	defer fault.Wrap(&err, "claim.Carried(%s %d)", on.Kind, on.ID)
	now := s.now()
	groups := s.tally.due(on, once(prints), now)
	if len(groups) == 0 {
		return nil
	}
	if on.Kind == APIAnswer {
		if groups, err = s.public(ctx, groups); err != nil || len(groups) == 0 {
			return err
		}
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		for n, prints := range groups {
			if err := note(ctx, tx, on, prints, db.Ms(now), n, counting); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		s.tally.written(on, groups, now)
	}
	return err
}

// once drops further places of a version in one feed or answer.
func once(prints []Print) (out []Print) {
	seen := map[tallied]bool{}
	for _, p := range prints {
		k := tallied{locator: p.Locator, version: p.VersionID}
		if !seen[k] {
			seen[k] = true
			out = append(out, p)
		}
	}
	return out
}

// public keeps the prints of claims that readers know.
func (s *Store) public(ctx context.Context, groups map[int64][]Print) (map[int64][]Print, error) {
	known := map[int64]bool{}
	out := map[int64][]Print{}
	for n, prints := range groups {
		for _, p := range prints {
			if _, asked := known[p.ClaimID]; !asked {
				count, err := db.One(ctx, s.DB, db.Value[int64], `SELECT count(*) FROM (SELECT 1 FROM claim_use WHERE claim_id = $1
					AND surface IN ('post_revision', 'issue') LIMIT 1) AS known`, p.ClaimID)
				if err != nil {
					return nil, err
				}
				known[p.ClaimID] = count > 0
			}
			if known[p.ClaimID] {
				out[n] = append(out[n], p)
			}
		}
	}
	return out, nil
}
