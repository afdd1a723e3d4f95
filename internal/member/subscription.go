package member

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// consent appends the proof that something was asked for.
func consent(ctx context.Context, tx *db.Tx, memberID, newsletterID int64, action string, p Proof, now time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO consent (member_id, newsletter_id, action, text_shown, network, user_agent, staff_id, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		memberID, newsletterID, action, cut(p.TextShown, mostProof), cut(p.Network, 60), cut(p.UserAgent, 200), p.StaffID, db.Ms(now))
	return err
}

// Subscribe adds a newsletter at the member's own wish, which also lifts what
// barred their address. Again, it changes nothing.
func (s *Store) Subscribe(ctx context.Context, memberID, newsletterID int64, p Proof) (err error) {
	defer fault.Wrap(&err, "member.Subscribe(%d, %d)", memberID, newsletterID)
	hash, err := s.hasher(ctx)
	if err != nil {
		return err
	}
	now := s.clock(ctx)
	return s.d.Write(ctx, func(tx *db.Tx) error {
		m, err := row(ctx, tx, memberID)
		if err != nil {
			return err
		}
		subs, err := states(ctx, tx, memberID)
		if err != nil {
			return err
		}
		return take(ctx, tx, hash, m, subs, newsletterID, p, now)
	})
}

// states gives the state of each subscription that a member has or had.
func states(ctx context.Context, q db.Querier, memberID int64) (map[int64]string, error) {
	out := map[int64]string{}
	_, err := db.All(ctx, q, func(r db.Row) (_ struct{}, err error) {
		var id int64
		var state string
		err = r.Scan(&id, &state)
		out[id] = state
		return struct{}{}, err
	}, `SELECT newsletter_id, state FROM subscription WHERE member_id = $1 ORDER BY newsletter_id`, memberID)
	return out, err
}

// take subscribes a member to one newsletter.
func take(ctx context.Context, tx *db.Tx, hash hasher, m stored, subs map[int64]string, newsletterID int64, p Proof, now time.Time) error {
	was := subs[newsletterID]
	if was == subscribed && m.Status == Active {
		return nil
	}
	action, err := wish(ctx, tx, hash, m, was, p)
	if err != nil {
		return err
	}
	if err := offered(ctx, tx, newsletterID); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO subscription (newsletter_id, member_id, state, changed_at) VALUES ($1, $2, 'subscribed', $3)
		ON CONFLICT (newsletter_id, member_id) DO UPDATE SET state = excluded.state, changed_at = excluded.changed_at`, newsletterID, m.ID, db.Ms(now))
	if err != nil {
		return err
	}
	if err := consent(ctx, tx, m.ID, newsletterID, action, p, now); err != nil {
		return err
	}
	return touch(ctx, tx, m.ID, Active, now)
}

// HouseID is the StaffID of a Proof for what the house did without one of the
// staff behind it, as with an API token that was made on the command line.
const HouseID = -1

// wish tells by whose wish a member is subscribed and whether that is enough.
func wish(ctx context.Context, tx *db.Tx, hash hasher, m stored, was string, p Proof) (action string, err error) {
	why, err := hash.reason(ctx, tx, m.normal)
	if err != nil {
		return "", err
	}
	if why == ReasonManual {
		return "", fault.New(fault.Forbidden, "This address cannot be subscribed here; please write to us.")
	}
	if p.StaffID != 0 {
		if why != "" || m.Status != Active || was == unsubscribed {
			return "", fault.New(fault.Conflict, "This person ended this subscription, or mail to them came back; only they can take it up again.")
		}
		return "by_staff", nil
	}
	if why != "" {
		if err := hash.lift(ctx, tx, m.normal); err != nil {
			return "", err
		}
	}
	if was == "" && m.Status == Active {
		return "confirmed", nil
	}
	return "resubscribed", nil
}

// offered is nil for a newsletter that can be subscribed to.
func offered(ctx context.Context, tx *db.Tx, newsletterID int64) error {
	_, err := db.One(ctx, tx, db.Value[int64], `SELECT id FROM newsletter WHERE id = $1 AND archived_at = 0`, newsletterID)
	if errors.Is(err, sql.ErrNoRows) {
		return errNewsletter()
	}
	return err
}

func errNewsletter() error {
	return invalid("newsletters", "This newsletter is not offered any more; choose another.")
}

// touch sets the status and tells who read the member before that it changed.
func touch(ctx context.Context, tx *db.Tx, id int64, to Status, now time.Time) error {
	was, err := db.One(ctx, tx, db.Value[Status], `SELECT status FROM member WHERE id = $1`, id)
	if err != nil {
		return err
	}
	if err := turned(ctx, tx, id, was, to, now); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE member SET status = $1, version = version + 1, updated_at = $2 WHERE id = $3`, to, db.Ms(now), id)
	return err
}

// Unsubscribe ends one subscription. For a member who is gone, or again, it
// does nothing. Whoever ends their last one is barred from imports.
func (s *Store) Unsubscribe(ctx context.Context, memberID, newsletterID int64, p Proof) (err error) {
	defer fault.Wrap(&err, "member.Unsubscribe(%d, %d)", memberID, newsletterID)
	return s.end(ctx, memberID, func(tx *db.Tx, hash hasher, m stored, subs map[int64]string, now time.Time) error {
		if subs[newsletterID] != subscribed {
			return nil
		}
		delete(subs, newsletterID)
		return leave(ctx, tx, hash, m, subs, []int64{newsletterID}, p, now)
	})
}

// UnsubscribeAll ends every subscription and bars the address until its owner
// signs up again. For a member who is gone, or again, it does nothing.
func (s *Store) UnsubscribeAll(ctx context.Context, memberID int64, p Proof) (err error) {
	defer fault.Wrap(&err, "member.UnsubscribeAll(%d)", memberID)
	return s.end(ctx, memberID, func(tx *db.Tx, hash hasher, m stored, _ map[int64]string, now time.Time) error {
		if m.Status == Unsubscribed {
			return nil
		}
		if err := hash.bar(ctx, tx, m.normal, ReasonUnsubscribed, now); err != nil {
			return err
		}
		return endAll(ctx, tx, m.ID, p, now)
	})
}

// end runs f on a member, unless they are gone.
func (s *Store) end(ctx context.Context, memberID int64, f func(tx *db.Tx, hash hasher, m stored, subs map[int64]string, now time.Time) error) error {
	hash, err := s.hasher(ctx)
	if err != nil {
		return err
	}
	now := s.clock(ctx)
	return s.d.Write(ctx, func(tx *db.Tx) error {
		m, err := row(ctx, tx, memberID)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		subs, err := states(ctx, tx, memberID)
		if err != nil {
			return err
		}
		return f(tx, hash, m, subs, now)
	})
}

// leave ends the given subscriptions of a member; rest are those they keep or
// ended before.
func leave(ctx context.Context, tx *db.Tx, hash hasher, m stored, rest map[int64]string, ended []int64, p Proof, now time.Time) error {
	for _, id := range ended {
		_, err := tx.Exec(ctx, `UPDATE subscription SET state = 'unsubscribed', changed_at = $1 WHERE newsletter_id = $2 AND member_id = $3`, db.Ms(now), id, m.ID)
		if err != nil {
			return err
		}
		if err := consent(ctx, tx, m.ID, id, "unsubscribed", p, now); err != nil {
			return err
		}
	}
	for _, state := range rest {
		if state == subscribed {
			return touch(ctx, tx, m.ID, m.Status, now)
		}
	}
	if err := hash.bar(ctx, tx, m.normal, ReasonUnsubscribed, now); err != nil {
		return err
	}
	to := Unsubscribed
	if m.Status == Complained {
		to = Complained
	}
	return touch(ctx, tx, m.ID, to, now)
}

// endAll ends every subscription of a member.
func endAll(ctx context.Context, tx *db.Tx, memberID int64, p Proof, now time.Time) error {
	if err := endRows(ctx, tx, memberID, now); err != nil {
		return err
	}
	if err := consent(ctx, tx, memberID, 0, "unsubscribed", p, now); err != nil {
		return err
	}
	return touch(ctx, tx, memberID, Unsubscribed, now)
}

// endRows ends every subscription in the table alone: whoever left or
// complained and signs up again for one newsletter must not get the others too.
func endRows(ctx context.Context, tx *db.Tx, memberID int64, now time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE subscription SET state = 'unsubscribed', changed_at = $1 WHERE member_id = $2 AND state = 'subscribed'`, db.Ms(now), memberID)
	return err
}

// SetSubscriptions makes wanted the member's subscriptions, at their own wish.
// With p.StaffID it is staff's doing, and to take up what the member had ended
// is fault.Conflict.
func (s *Store) SetSubscriptions(ctx context.Context, memberID int64, wanted []int64, p Proof) (m Member, err error) {
	defer fault.Wrap(&err, "member.SetSubscriptions(%d, %v)", memberID, wanted)
	hash, err := s.hasher(ctx)
	if err != nil {
		return Member{}, err
	}
	now := s.clock(ctx)
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		was, err := row(ctx, tx, memberID)
		if err != nil {
			return err
		}
		subs, err := states(ctx, tx, memberID)
		if err != nil {
			return err
		}
		if err := settle(ctx, tx, hash, was, subs, wanted, p, now); err != nil {
			return err
		}
		m, err = get(ctx, tx, memberID)
		return err
	})
	return m, err
}

// settle takes up what is wanted before it ends the rest, so that the last
// subscription is not ended on the way.
func settle(ctx context.Context, tx *db.Tx, hash hasher, m stored, subs map[int64]string, wanted []int64, p Proof, now time.Time) error {
	for _, id := range wanted {
		if err := take(ctx, tx, hash, m, subs, id, p, now); err != nil {
			return err
		}
		subs[id] = subscribed
		m.Status = Active
	}
	var ended []int64
	for id, state := range subs {
		if state == subscribed && !slices.Contains(wanted, id) {
			ended = append(ended, id)
			delete(subs, id)
		}
	}
	if len(ended) == 0 {
		return nil
	}
	slices.Sort(ended)
	return leave(ctx, tx, hash, m, subs, ended, p, now)
}
