package member

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"maps"
	"slices"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/mail"
)

// Reason says why an address is barred.
type Reason string

// The reasons.
const (
	ReasonUnsubscribed Reason = "unsubscribed"
	ReasonBounced      Reason = "bounced"
	ReasonComplained   Reason = "complained"
	ReasonDeleted      Reason = "deleted"
	ReasonManual       Reason = "manual"
)

// barOf is the reason that goes with a status.
var barOf = map[Status]Reason{Unsubscribed: ReasonUnsubscribed, Bounced: ReasonBounced, Complained: ReasonComplained}

// wished tells whether a bar is the wish of the address's owner, which staff
// cannot lift.
func wished(why Reason) bool {
	return why == ReasonUnsubscribed || why == ReasonComplained || why == ReasonDeleted
}

// statusOf is the status of a member whose address is barred.
var statusOf = map[Reason]Status{
	ReasonUnsubscribed: Unsubscribed, ReasonBounced: Bounced, ReasonComplained: Complained, ReasonManual: Unsubscribed,
}

// hasher names barred addresses without holding them: whoever reads the list
// but lacks the site's key cannot even test whether an address is on it.
type hasher struct{ key []byte }

func (s *Store) hasher(ctx context.Context) (hasher, error) {
	key, err := s.key(ctx, "suppression")
	return hasher{key}, err
}

func (h hasher) of(normal string) string {
	m := hmac.New(sha256.New, h.key)
	m.Write([]byte(normal))
	return hex.EncodeToString(m.Sum(nil))
}

// bar notes the address. What is barred more strictly stays so: a bounce does
// not make light of a wish, and nothing makes light of what staff barred.
func (h hasher) bar(ctx context.Context, tx *db.Tx, normal string, why Reason, now time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO suppression (address_hash, reason, at) VALUES ($1, $2, $3) `+stricter, h.of(normal), why, db.Ms(now))
	return err
}

// stricter lets the stricter of two reasons stand.
const stricter = `ON CONFLICT (address_hash) DO UPDATE SET reason = excluded.reason, at = excluded.at WHERE
	CASE excluded.reason WHEN 'bounced' THEN 1 WHEN 'unsubscribed' THEN 2 WHEN 'complained' THEN 3 WHEN 'deleted' THEN 4 ELSE 5 END >
	CASE suppression.reason WHEN 'bounced' THEN 1 WHEN 'unsubscribed' THEN 2 WHEN 'complained' THEN 3 WHEN 'deleted' THEN 4 ELSE 5 END`

func (h hasher) lift(ctx context.Context, tx *db.Tx, normal string) error {
	_, err := tx.Exec(ctx, `DELETE FROM suppression WHERE address_hash = $1`, h.of(normal))
	return err
}

// reason is why an address is barred; "" when it is not.
func (h hasher) reason(ctx context.Context, q db.Querier, normal string) (Reason, error) {
	why, err := db.One(ctx, q, db.Value[Reason], `SELECT reason FROM suppression WHERE address_hash = $1`, h.of(normal))
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return why, err
}

// refuse is what staff hear who add a barred address.
func (h hasher) refuse(ctx context.Context, q db.Querier, normal string) error {
	why, err := h.reason(ctx, q, normal)
	if err != nil || why == "" {
		return err
	}
	return invalid("email", barred[why])
}

// barred says why an address cannot be added.
var barred = map[Reason]string{
	ReasonUnsubscribed: "The owner of this address unsubscribed; only they can subscribe again, by the form on the site.",
	ReasonBounced:      "Mail to this address came back, so it is not written to.",
	ReasonComplained:   "The owner of this address reported our mail as unwanted; only they can subscribe again, by the form on the site.",
	ReasonDeleted:      "The owner of this address had their data deleted; only they can subscribe again, by the form on the site.",
	ReasonManual:       "This address is barred by the staff.",
}

// Suppress bars an address, known or not: no mail but a confirmation goes
// there, and no import brings it back.
func (s *Store) Suppress(ctx context.Context, email string, why Reason) (err error) {
	defer fault.Wrap(&err, "member.Suppress(%q)", why)
	_, normal, err := mail.ParseAddress(email)
	if err != nil {
		return err
	}
	hash, err := s.hasher(ctx)
	if err != nil {
		return err
	}
	now := s.clock(ctx)
	return s.d.Write(ctx, func(tx *db.Tx) error {
		if err := hash.bar(ctx, tx, normal, why, now); err != nil {
			return err
		}
		to := statusOf[why]
		id, err := idOf(ctx, tx, normal)
		if errors.Is(err, sql.ErrNoRows) || to == "" {
			return nil
		}
		if err != nil {
			return err
		}
		was, err := row(ctx, tx, id)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE member SET status = $1, version = version + 1, updated_at = $2
			WHERE id = $3 AND status IN ('active', 'bounced') AND status <> $1`, to, db.Ms(now), id)
		if err != nil || n == 0 {
			return err
		}
		if err := turned(ctx, tx, id, was.Status, to, now); err != nil {
			return err
		}
		if wished(why) {
			if err := endRows(ctx, tx, id, now); err != nil {
				return err
			}
		}
		return consent(ctx, tx, id, 0, "suppressed", Proof{TextShown: string(why)}, now)
	})
}

// Unsuppress lifts a bar that came from a bounce or from staff, and the member
// gets mail again. One that the person wished for is fault.Conflict.
func (s *Store) Unsuppress(ctx context.Context, email string) (err error) {
	defer fault.Wrap(&err, "member.Unsuppress()")
	_, normal, err := mail.ParseAddress(email)
	if err != nil {
		return err
	}
	hash, err := s.hasher(ctx)
	if err != nil {
		return err
	}
	now := s.clock(ctx)
	return s.d.Write(ctx, func(tx *db.Tx) error {
		why, err := hash.reason(ctx, tx, normal)
		switch {
		case err != nil || why == "":
			return err
		case wished(why):
			return fault.New(fault.Conflict, barred[why])
		}
		if err := hash.lift(ctx, tx, normal); err != nil {
			return err
		}
		return hash.resume(ctx, tx, normal, now)
	})
}

// resume lets mail flow again to the member of an address that is barred no
// more, unless they had complained or ended all their subscriptions before.
func (h hasher) resume(ctx context.Context, tx *db.Tx, normal string, now time.Time) error {
	id, err := idOf(ctx, tx, normal)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	m, err := row(ctx, tx, id)
	if err != nil {
		return err
	}
	if m.Status == Complained {
		return h.bar(ctx, tx, normal, ReasonComplained, now)
	}
	subs, err := states(ctx, tx, id)
	if err != nil {
		return err
	}
	kept := slices.Collect(maps.Values(subs))
	if len(kept) > 0 && !slices.Contains(kept, subscribed) {
		return h.bar(ctx, tx, normal, ReasonUnsubscribed, now)
	}
	return touch(ctx, tx, id, Active, now)
}

// Suppressed tells which of at most a few thousand normalised addresses are
// barred, and why.
func (s *Store) Suppressed(ctx context.Context, q db.Querier, norms []string) (_ map[string]Reason, err error) {
	defer fault.Wrap(&err, "member.Suppressed(%d addresses)", len(norms))
	hash, err := s.hasher(ctx)
	if err != nil {
		return nil, err
	}
	return hash.reasons(ctx, s.d.Engine, q, norms)
}

func (h hasher) reasons(ctx context.Context, e db.Engine, q db.Querier, norms []string) (map[string]Reason, error) {
	out := map[string]Reason{}
	if len(norms) == 0 {
		return out, nil
	}
	byHash := make(map[string]string, len(norms))
	hashes := make([]any, len(norms))
	for i, n := range norms {
		hash := h.of(n)
		byHash[hash], hashes[i] = n, hash
	}
	_, err := db.All(ctx, q, func(r db.Row) (_ struct{}, err error) {
		var hash string
		var why Reason
		err = r.Scan(&hash, &why)
		out[byHash[hash]] = why
		return struct{}{}, err
	}, `SELECT address_hash, reason FROM suppression WHERE address_hash IN (`+e.Marks(len(hashes), 1)+`)`, hashes...)
	return out, err
}
