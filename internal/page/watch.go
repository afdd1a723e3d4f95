package page

import (
	"context"
	"time"

	"onrecord/internal/db"
)

// How Watch looks for what other processes changed.
const (
	pollEvery  = 250 * time.Millisecond
	gapLife    = 10 * time.Minute // how long a transaction may stay open after its row got an id
	gapWindow  = 4096             // how many ids are looked at again while one of them is missing
	rowLife    = time.Hour        // how long rows are kept for others to see
	pruneEvery = 10 * time.Minute
)

// Watch drops what other processes changed, within a second, until ctx ends.
// While the database cannot be asked, pages are served as they are; after a
// silence in which rows may have been pruned, everything is dropped.
func (c *Cache) Watch(ctx context.Context) error {
	p := &poller{c: c}
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	failing := false
	for {
		err := p.poll(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil && !failing:
			c.log.Error("cannot see what other processes changed", "error", err)
		case err == nil && failing:
			c.log.Info("what other processes changed is seen again")
		}
		failing = err != nil
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// poller reads page_change. Ids are given out before their transactions
// commit, so a lower id may appear after a higher one: missing ids are looked
// for again until they appear or are too old to.
type poller struct {
	c      *Cache
	begun  bool
	last   int64               // the highest id seen
	gaps   map[int64]time.Time // ids under last not seen yet, since when
	heard  time.Time           // when the database last answered
	pruned time.Time
}

type change struct {
	id        int64
	tag, mark string
}

func scanChange(r db.Row) (ch change, err error) {
	err = r.Scan(&ch.id, &ch.tag, &ch.mark)
	return ch, err
}

func (p *poller) poll(ctx context.Context) error {
	now := p.c.now()
	if !p.begun || now.Sub(p.heard) > rowLife/2 {
		return p.begin(ctx, now)
	}
	floor := p.floor(now)
	rows, err := db.All(ctx, p.c.d, scanChange, "SELECT id, tag, mark FROM page_change WHERE id > $1 ORDER BY id", floor)
	if err != nil {
		return err
	}
	p.heard = now
	var tags []string
	for _, row := range rows {
		if p.note(row.id, now) && !p.c.isOwn(row.mark) {
			tags = append(tags, row.tag)
		}
	}
	if len(tags) > 0 {
		p.c.Drop(tags...)
	}
	return p.prune(ctx, now)
}

// begin takes up the place where the table ends now, and drops what was kept
// before: changes in between were not seen.
func (p *poller) begin(ctx context.Context, now time.Time) error {
	top, err := db.One(ctx, p.c.d, db.Value[int64], "SELECT COALESCE(MAX(id), 0) FROM page_change")
	if err != nil {
		return err
	}
	const look = 256
	p.last, p.gaps = max(0, top-look), map[int64]time.Time{}
	rows, err := db.All(ctx, p.c.d, scanChange, "SELECT id, tag, mark FROM page_change WHERE id > $1 ORDER BY id", p.last)
	if err != nil {
		return err
	}
	for _, row := range rows {
		p.note(row.id, now)
	}
	p.begun, p.heard = true, now
	p.c.DropAll()
	return nil
}

// note tells whether id is new, and remembers the ids that it leapt over.
func (p *poller) note(id int64, now time.Time) bool {
	if id <= p.last {
		_, missing := p.gaps[id]
		delete(p.gaps, id)
		return missing
	}
	for gap := max(p.last+1, id-gapWindow); gap < id; gap++ {
		p.gaps[gap] = now
	}
	p.last = id
	return true
}

// floor is the id above which rows are to be read: the last one seen, or the
// one before the lowest that is still missing.
func (p *poller) floor(now time.Time) int64 {
	floor := p.last
	for id, since := range p.gaps {
		if id <= p.last-gapWindow || now.Sub(since) > gapLife {
			delete(p.gaps, id)
			continue
		}
		floor = min(floor, id-1)
	}
	return floor
}

func (p *poller) prune(ctx context.Context, now time.Time) error {
	if now.Sub(p.pruned) < pruneEvery {
		return nil
	}
	p.pruned = now
	p.c.forgetOwn(now.Add(-rowLife))
	return p.c.d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM page_change WHERE at < $1", db.Ms(now.Add(-rowLife)))
		return err
	})
}

// isOwn tells whether the change was committed, and so heard, in this process.
func (c *Cache) isOwn(mark string) bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	_, ok := c.own[mark]
	return ok
}

func (c *Cache) forgetOwn(before time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for mark, at := range c.own {
		if at.Before(before) {
			delete(c.own, mark)
		}
	}
}
