package link

import (
	"context"
	"errors"
	"sync"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/fetch"
)

// One run of the job asks for so long and then leaves the rest to the next, so
// that hosts which do not answer hold up no other job for long. What was taken
// longer than lost ago belonged to a run that was killed.
const (
	runFor = 45 * time.Second
	lost   = time.Minute
)

// CheckWaiting asks the addresses that wait. It is the reaction to Asked and
// may run any number of times.
func (s *Store) CheckWaiting(ctx context.Context, _ int64) (err error) {
	defer fault.Wrap(&err, "link.CheckWaiting")
	end := time.Now().Add(runFor)
	errs := make([]error, fetch.AtOnce)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() { errs[i] = s.checkUntil(ctx, end) })
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	return s.goOn(ctx)
}

// checkUntil asks one address after the other.
func (s *Store) checkUntil(ctx context.Context, end time.Time) error {
	for time.Now().Before(end) {
		address, ok, err := s.take(ctx)
		if err != nil || !ok {
			return err
		}
		a, err := s.check(ctx, address)
		if err != nil {
			return err
		}
		if err := s.keep(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

// take chooses an address that nobody asks yet.
func (s *Store) take(ctx context.Context) (address string, ok bool, err error) {
	s.taking.Lock() // else all of them would want the same one
	defer s.taking.Unlock()
	now := s.Now()
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		list, err := db.All(ctx, tx, db.Value[string], `UPDATE link_answer SET taken_at = $1 WHERE address IN (
			SELECT address FROM link_answer WHERE state = 'waiting' AND taken_at < $2 ORDER BY asked_at, address, state LIMIT 1
			) RETURNING address`, db.Ms(now), db.Ms(now.Add(-lost)))
		if ok = len(list) > 0; ok {
			address = list[0]
		}
		return err
	})
	return address, ok, err
}

// check asks one address. Only that the program stops is an error.
func (s *Store) check(ctx context.Context, address string) (a Answer, err error) {
	a = Answer{Address: address}
	if path, own := s.ownPath(address); own {
		a.Status = s.Own(ctx, path)
		if judge(&a); a.State == Bad && a.Status < 500 {
			a.Said = "Nothing of this site is published there."
		}
		return a, ctx.Err()
	}
	got, err := s.Fetch.Get(ctx, address, 0)
	switch {
	case ctx.Err() != nil:
		return a, ctx.Err()
	case err != nil && fetch.Own(err):
		a.State = Good // it leads back to this site
	case err != nil:
		a.State, a.Said = Bad, fault.Sentence(err)
	default:
		a.Status = got.Status
		judge(&a)
	}
	return a, nil
}

func (s *Store) keep(ctx context.Context, a Answer) error {
	now := db.Ms(s.Now())
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE link_answer SET state = $1, status = $2, said = $3, checked_at = $4, taken_at = 0 WHERE address = $5`,
			a.State, a.Status, a.Said, now, a.Address)
		return err
	})
}

// goOn leaves what still waits to another run: at once what nobody has taken,
// and a while later what somebody has, should they have been killed.
func (s *Store) goOn(ctx context.Context) error {
	now := s.Now()
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		free, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM link_answer WHERE state = 'waiting' AND taken_at < $1`, db.Ms(now.Add(-lost)))
		if err != nil {
			return err
		}
		if free > 0 {
			return s.Jobs.Add(ctx, tx, Asked, 0)
		}
		taken, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM link_answer WHERE state = 'waiting'`)
		if err != nil || taken == 0 {
			return err
		}
		return s.Jobs.AddAt(ctx, tx, Asked, 0, now.Add(lost+time.Second))
	})
}
