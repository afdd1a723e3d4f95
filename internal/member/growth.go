package member

import (
	"context"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Growth is a day of the membership: who came, who went, and how many active
// members there were at its end.
type Growth struct {
	Day           time.Time // its beginning, in the site's time zone
	Joined, Ended int64
	Active        int64
}

// growthMost is how many days Growth gives at once.
const growthMost = 800

// Growth gives each day from one to another, both included and in the site's
// time zone. It reads a few rows for each day, however many members there are.
func (s *Store) Growth(ctx context.Context, from, to time.Time) (list []Growth, err error) {
	defer fault.Wrap(&err, "member.Growth(%v, %v)", from, to)
	type sums struct{ joined, ended int64 }
	days := map[string]sums{}
	var active int64
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		active, err = db.One(ctx, tx, db.Value[int64], `SELECT COALESCE(SUM(joined - ended), 0) FROM member_day WHERE day < $1`, from.Format(time.DateOnly))
		if err != nil {
			return err
		}
		_, err = db.All(ctx, tx, func(r db.Row) (_ struct{}, err error) {
			var day string
			var v sums
			err = r.Scan(&day, &v.joined, &v.ended)
			days[day] = v
			return struct{}{}, err
		}, `SELECT day, SUM(joined), SUM(ended) FROM member_day WHERE day >= $1 AND day <= $2 GROUP BY day`, from.Format(time.DateOnly), to.Format(time.DateOnly))
		return err
	})
	if err != nil {
		return nil, err
	}
	y, m, d := from.Date()
	for n := range growthMost {
		at := time.Date(y, m, d+n, 0, 0, 0, 0, from.Location())
		if at.After(to) {
			break
		}
		v := days[at.Format(time.DateOnly)]
		active += v.joined - v.ended
		list = append(list, Growth{at, v.joined, v.ended, active})
	}
	return list, nil
}

// EndedBetween counts the subscriptions to a newsletter that were ended from
// one moment until before another, and were not taken up again.
func (s *Store) EndedBetween(ctx context.Context, newsletterID int64, from, to time.Time) (_ int64, err error) {
	defer fault.Wrap(&err, "member.EndedBetween(%d, %v, %v)", newsletterID, from, to)
	return db.One(ctx, s.d, db.Value[int64], `SELECT count(*) FROM subscription
		WHERE newsletter_id = $1 AND state = 'unsubscribed' AND changed_at >= $2 AND changed_at < $3`, newsletterID, db.Ms(from), db.Ms(to))
}

// clock is now in the site's time zone, in which days are counted.
func (s *Store) clock(ctx context.Context) time.Time {
	if s.Zone == nil {
		return s.now()
	}
	return s.now().In(s.Zone(ctx))
}

// A day has rows for single members, by their ids, and one for batches of them.
const (
	daySlots  = 8
	batchSlot = daySlots
)

// turned counts that a member became active, or ceased to be, on the day of at
// in its time zone. was is "" for a new member, and is "" for one who is gone.
func turned(ctx context.Context, tx *db.Tx, id int64, was, is Status, at time.Time) error {
	switch {
	case was != Active && is == Active:
		return addToDay(ctx, tx, id%daySlots, at, 1, 0)
	case was == Active && is != Active:
		return addToDay(ctx, tx, id%daySlots, at, 0, 1)
	}
	return nil
}

func addToDay(ctx context.Context, tx *db.Tx, slot int64, at time.Time, joined, ended int64) error {
	_, err := tx.Exec(ctx, `INSERT INTO member_day (day, slot, joined, ended) VALUES ($1, $2, $3, $4)
		ON CONFLICT (day, slot) DO UPDATE SET joined = member_day.joined + excluded.joined, ended = member_day.ended + excluded.ended`,
		at.Format(time.DateOnly), slot, joined, ended)
	return err
}

// daily sums up by days what a batch changes, which is written at its end.
type daily map[string][2]int64

func (d daily) add(at time.Time, joined, ended int64) {
	day := at.Format(time.DateOnly)
	d[day] = [2]int64{d[day][0] + joined, d[day][1] + ended}
}

// came counts a member who is new here by the day they came, which may be
// long ago, in the time zone of now; and who is said to have gone by that day.
func (d daily) came(m *known, now time.Time) {
	switch {
	case m.status == Active:
		d.add(m.created.In(now.Location()), 1, 0)
	case !m.ended.IsZero():
		d.add(m.created.In(now.Location()), 1, 0)
		d.add(m.ended.In(now.Location()), 0, 1)
	}
}

func (d daily) write(ctx context.Context, tx *db.Tx) error {
	for day, n := range d {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			return err
		}
		if err := addToDay(ctx, tx, batchSlot, at, n[0], n[1]); err != nil {
			return err
		}
	}
	return nil
}
