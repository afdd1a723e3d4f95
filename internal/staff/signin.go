package staff

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/limit"
	"onrecord/internal/mail"
)

// How often a sign-in may be tried in a window. An address is counted with its
// network closely and on its own loosely, so that a stranger who keeps
// guessing does not lock its owner out from elsewhere.
const (
	window          = 15 * time.Minute
	triesHere       = 10  // an address from one network
	triesNetwork    = 60  // all addresses from one network
	triesEverywhere = 100 // an address from all networks
)

// SignIn gives a session token for the right address and password; of somebody
// with a second step it gives *NeedsCode instead. Whatever is
// wrong, the answer is the same fault.Unauthorized after the same work; too
// many tries are fault.TooMany. Network is what limit.Network says of the request.
func (s *Store) SignIn(ctx context.Context, email, password, network, userAgent string) (token string, p Person, err error) {
	defer fault.Wrap(&err, "staff.SignIn(%q)", network)
	now := s.now()
	_, norm, err := mail.ParseAddress(email)
	if err != nil {
		norm = ""
	}
	if err := s.allowSignIn(ctx, norm, network, now); err != nil {
		return "", Person{}, err
	}
	p, stored, err := byNorm(ctx, s.d, norm)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", Person{}, err
	}
	if p.Disabled {
		stored = ""
	}
	ok, old, err := s.hasher.verify(ctx, password, stored)
	if err != nil {
		return "", Person{}, err
	}
	if !ok {
		return "", Person{}, s.failed(ctx, p, network, now)
	}
	better := stored
	if old {
		if better, err = s.hasher.hash(ctx, password); err != nil {
			return "", Person{}, err
		}
	}
	token = secret()
	var coded bool
	err = s.d.Write(ctx, func(tx *db.Tx) (err error) {
		coded, err = open(ctx, tx, &p, opening{was: stored, better: better, token: token, network: network, userAgent: userAgent, now: now})
		return err
	})
	if err == nil && coded {
		err = &NeedsCode{token}
	}
	if err != nil {
		return "", Person{}, err
	}
	return token, p, nil
}

func (s *Store) allowSignIn(ctx context.Context, norm, network string, now time.Time) error {
	address := fingerprint(norm) // counters name nobody
	for _, c := range []struct {
		key string
		n   int
	}{
		{"signin:network:" + network, triesNetwork},
		{"signin:here:" + address + ":" + network, triesHere},
		{"signin:address:" + address, triesEverywhere},
	} {
		if err := s.allow(ctx, c.key, c.n, now); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) allow(ctx context.Context, key string, n int, now time.Time) error {
	ok, retry, err := limit.Allow(ctx, s.d, key, n, window, now)
	if err == nil && !ok {
		minutes := int64(retry/time.Minute) + 1
		err = fault.New(fault.TooMany, "There were too many tries to sign in; try again in %d minutes.", minutes)
	}
	return err
}

// failed notes the try. It writes the same for somebody unknown, so that the
// time it takes tells nothing.
func (s *Store) failed(ctx context.Context, p Person, network string, now time.Time) error {
	err := s.d.Write(ctx, func(tx *db.Tx) error {
		return audit(ctx, tx, p.Actor(), "signin.failed", "", network, now)
	})
	if err != nil {
		return err
	}
	return errSignIn()
}

func errSignIn() error {
	return fault.New(fault.Unauthorized, "The address or the password is wrong; please try again.")
}

// opening is what a new session is made of.
type opening struct {
	was, better               string // password hashes
	token, network, userAgent string
	now                       time.Time
}

// open makes the session, or the challenge when a code is needed first, unless
// the person changed since the password was checked.
func open(ctx context.Context, tx *db.Tx, p *Person, o opening) (coded bool, err error) {
	n, err := tx.Exec(ctx, `UPDATE staff SET password_hash = $1 WHERE id = $2 AND password_hash = $3 AND disabled_at = 0`, o.better, p.ID, o.was)
	if err == nil && n == 0 {
		err = errSignIn()
	}
	if err != nil {
		return false, err
	}
	now, err := byID(ctx, tx, p.ID)
	if err != nil {
		return false, err
	}
	if now.SecondStep {
		return true, challenge(ctx, tx, p, o)
	}
	if now.Asked && now.Passkeys > 0 {
		return false, errTakesPasskey()
	}
	return false, session(ctx, tx, p, o)
}

func session(ctx context.Context, tx *db.Tx, p *Person, o opening) error {
	_, err := tx.Exec(ctx, `INSERT INTO staff_session (token_hash, staff_id, user_agent, network, created_at, last_seen_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $5, $6)`, fingerprint(o.token), p.ID, cut(o.userAgent, 200), cut(o.network, 60), db.Ms(o.now), db.Ms(o.now.Add(absolute)))
	if err != nil {
		return err
	}
	return audit(ctx, tx, p.Actor(), "signin", "", o.network, o.now)
}

// fingerprint is how tokens are stored: they are random, so a plain hash does.
func fingerprint(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
