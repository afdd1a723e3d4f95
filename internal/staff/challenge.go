package staff

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// challengeLife is how long a code is awaited after the password.
const challengeLife = 10 * time.Minute

// NeedsCode is the error of a sign-in whose password was right and which
// FinishSignIn completes with a code. It is an error, so that no caller can
// overlook it.
type NeedsCode struct{ Challenge string }

// Error says what is missing.
func (*NeedsCode) Error() string { return "a code of the second step is needed" }

// challenge keeps the sign-in for its second step.
func challenge(ctx context.Context, tx *db.Tx, p *Person, o opening) error {
	_, err := tx.Exec(ctx, `INSERT INTO staff_challenge (token_hash, staff_id, expires_at) VALUES ($1, $2, $3)`,
		fingerprint(o.token), p.ID, db.Ms(o.now.Add(challengeLife)))
	return err
}

func challenged(ctx context.Context, q db.Querier, token string, now time.Time) (Person, error) {
	p, err := db.One(ctx, q, person, `SELECT `+personColumns+` FROM staff_challenge c JOIN staff p ON p.id = c.staff_id
		WHERE c.token_hash = $1 AND c.expires_at > $2 AND p.disabled_at = 0`, fingerprint(token), db.Ms(now))
	if errors.Is(err, sql.ErrNoRows) {
		err = fault.New(fault.Unauthorized, "This sign-in is over; please begin again.").Because(err)
	}
	return p, err
}

// FinishSignIn gives a session token for the challenge of a sign-in and a code
// of the app or a recovery code. A wrong code is fault.Invalid on field code
// and may be tried again; fault.Unauthorized means that the sign-in is over.
func (s *Store) FinishSignIn(ctx context.Context, chal, code, network, userAgent string) (token string, p Person, err error) {
	defer fault.Wrap(&err, "staff.FinishSignIn(%q)", network)
	now := s.now()
	if p, err = challenged(ctx, s.d, chal, now); err != nil {
		return "", Person{}, err
	}
	if err := s.allowCode(ctx, p.ID, now); err != nil {
		return "", Person{}, err
	}
	o := opening{token: secret(), network: network, userAgent: userAgent, now: now}
	err = s.d.Write(ctx, func(tx *db.Tx) error { return finish(ctx, tx, p, chal, code, o) })
	if fault.Is(err, fault.Invalid) {
		if err := s.failed(ctx, p, network, now); !fault.Is(err, fault.Unauthorized) {
			return "", Person{}, err
		}
	}
	if err != nil {
		return "", Person{}, err
	}
	return o.token, p, nil
}

func finish(ctx context.Context, tx *db.Tx, p Person, chal, code string, o opening) error {
	if _, err := lock(ctx, tx, p.ID); err != nil {
		return err
	}
	if _, err := challenged(ctx, tx, chal, o.now); err != nil {
		return err
	}
	recovery, err := spend(ctx, tx, p.ID, code, o.now)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM staff_challenge WHERE token_hash = $1`, fingerprint(chal)); err != nil {
		return err
	}
	if recovery {
		if err := audit(ctx, tx, p.Actor(), "second-step.recovery", subject(p), "", o.now); err != nil {
			return err
		}
	}
	return session(ctx, tx, &p, o)
}
