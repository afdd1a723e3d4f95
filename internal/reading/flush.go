package reading

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"maps"
	"slices"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// flushEvery is how often what was gathered is written, and so what a process
// that is killed may lose.
const flushEvery = 5 * time.Second

// batchPosts is how many posts one transaction writes, so that nobody waits
// long for the database.
const batchPosts = 200

const hourLayout = "2006-01-02T15"

// Run writes what was gathered every few seconds until ctx ends. What is read
// after that waits for one more Flush.
func (s *Store) Run(ctx context.Context) error {
	tick := time.NewTicker(flushEvery)
	defer tick.Stop()
	for {
		if err := s.Flush(ctx); err != nil && ctx.Err() == nil {
			s.Log.Warn("what was read could not be written and waits for the next time", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Flush writes what was gathered and begins anew. What cannot be written stays
// gathered.
func (s *Store) Flush(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "reading.Flush()")
	s.flushing.Lock()
	defer s.flushing.Unlock()
	s.agents.forget()
	now := s.local(ctx)
	next, err := s.next(ctx, now.Format(time.DateOnly), now.Format(hourLayout))
	if err != nil {
		return err
	}
	g := s.open.Swap(next)
	if g == nil {
		return nil
	}
	g.close()
	if err := s.write(ctx, g); err != nil {
		s.takeBack(g)
		return err
	}
	return nil
}

// next is an empty gathering for a day, with the day's salt.
func (s *Store) next(ctx context.Context, day, hour string) (*gathering, error) {
	if g := s.open.Load(); g != nil && g.day == day {
		return newGathering(day, hour, g.salt), nil
	}
	salt, err := s.salt(ctx, day)
	if err != nil {
		return nil, err
	}
	return newGathering(day, hour, salt), nil
}

// salt is the one of a day, for all nodes. The first node that comes to a new
// day writes a new one over the old. A node whose clock is behind the others',
// or that was told another time zone, makes one for itself.
func (s *Store) salt(ctx context.Context, day string) (salt [16]byte, err error) {
	rand.Read(salt[:]) //nolint:errcheck // never fails
	type row struct{ day, salt string }
	scan := func(r db.Row) (v row, err error) { return v, r.Scan(&v.day, &v.salt) }
	var kept row
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO reading_salt (id, day, salt) VALUES (1, $1, $2)
			ON CONFLICT (id) DO UPDATE SET day = excluded.day, salt = excluded.salt WHERE reading_salt.day < excluded.day`, day, hex.EncodeToString(salt[:]))
		if err != nil {
			return err
		}
		kept, err = db.One(ctx, tx, scan, `SELECT day, salt FROM reading_salt WHERE id = 1`)
		return err
	})
	if err != nil || kept.day != day {
		return salt, err
	}
	b, err := hex.DecodeString(kept.salt)
	copy(salt[:], b)
	return salt, err
}

// takeBack puts what could not be written to what is gathered now. Of an hour
// or a day that is over it counts for the present one.
func (s *Store) takeBack(g *gathering) {
	to := s.open.Load()
	to.mu.Lock()
	defer to.mu.Unlock()
	to.site.merge(&g.site)
	for id, t := range g.posts {
		if kept := to.postTally(id); kept != nil {
			kept.merge(t)
		}
	}
	for name, n := range g.sources {
		to.addSource(name, n)
	}
}

// write stores a gathering. What is written is taken out of it.
func (s *Store) write(ctx context.Context, g *gathering) error {
	if g.site.views > 0 {
		site := map[int64]*tally{0: &g.site}
		err := s.DB.Write(ctx, func(tx *db.Tx) error {
			if err := addReadings(ctx, tx, "hour", g.hour, site); err != nil {
				return err
			}
			if err := addReadings(ctx, tx, "day", g.day, site); err != nil {
				return err
			}
			return addSources(ctx, tx, "day", g.day, g.sources)
		})
		if err != nil {
			return err
		}
		g.site, g.sources = tally{}, nil
	}
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(g.posts)), batchPosts) {
		batch := map[int64]*tally{}
		for _, id := range ids {
			batch[id] = g.posts[id]
		}
		if err := s.DB.Write(ctx, func(tx *db.Tx) error { return addReadings(ctx, tx, "day", g.day, batch) }); err != nil {
			return err
		}
		for _, id := range ids {
			delete(g.posts, id)
		}
	}
	return nil
}

// stored is a row that is there already.
type stored struct {
	post    int64
	readers int64
	sketch  string
}

// addReadings adds tallies to the rows of a period.
func addReadings(ctx context.Context, tx *db.Tx, span, period string, add map[int64]*tally) error {
	ids := slices.Sorted(maps.Keys(add))
	list, err := db.All(ctx, tx, func(r db.Row) (v stored, err error) {
		return v, r.Scan(&v.post, &v.readers, &v.sketch)
	}, `SELECT post_id, readers, sketch FROM reading WHERE span = $1 AND period = $2 AND post_id IN (`+db.In(len(ids), 3)+`)`,
		append([]any{span, period}, db.Args(ids)...)...)
	if err != nil {
		return err
	}
	was := map[int64]stored{}
	for _, v := range list {
		was[v.post] = v
	}
	for _, id := range ids {
		readers, text := joined(was[id], add[id])
		_, err := tx.Exec(ctx, `INSERT INTO reading (span, period, post_id, views, readers, sketch) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (span, period, post_id) DO UPDATE SET views = reading.views + excluded.views, readers = excluded.readers, sketch = excluded.sketch`,
			span, period, id, add[id].views, readers, text)
		if err != nil {
			return err
		}
	}
	return nil
}

// joined is the estimate and the sketch of a row with a tally. The sketch of a
// day that was closed is gone; what comes too late is added to its figure.
func joined(was stored, t *tally) (readers int64, text string) {
	if was.sketch == "" && was.readers > 0 {
		return was.readers + t.readers.count(), ""
	}
	all := parseSketch(was.sketch)
	all.merge(&t.readers)
	return all.count(), all.text()
}

func addSources(ctx context.Context, tx *db.Tx, span, period string, add map[string]int64) error {
	for _, name := range slices.Sorted(maps.Keys(add)) {
		_, err := tx.Exec(ctx, `INSERT INTO reading_source (span, period, name, views) VALUES ($1, $2, $3, $4)
			ON CONFLICT (span, period, name) DO UPDATE SET views = reading_source.views + excluded.views`, span, period, name, add[name])
		if err != nil {
			return err
		}
	}
	return nil
}
