package site

import (
	"context"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"encoding/base64"
	"errors"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Names of the rows of table secret.
const (
	secretMaster = "hmac"
	secretSetup  = "setup"
)

const keyBytes = 32

// SetupToken makes the one-time token that claims a new site; the one before
// it stops working. Fresh is false, and the token empty, once the site is set
// up. It also makes the site's signing key if there is none yet.
func (s *Store) SetupToken(ctx context.Context) (token string, fresh bool, err error) {
	defer fault.Wrap(&err, "site.SetupToken()")
	if _, err := s.secret(ctx); err != nil {
		return "", false, err
	}
	token = base64.RawURLEncoding.EncodeToString(random())
	now := s.now()
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		done, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM site`)
		fresh = done == 0
		if err != nil || !fresh {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO secret (name, value, created_at) VALUES ($1, $2, $3)
			ON CONFLICT (name) DO UPDATE SET value = excluded.value, created_at = excluded.created_at`, secretSetup, digest(token), db.Ms(now))
		return err
	})
	if err != nil || !fresh {
		return "", false, err
	}
	return token, true, nil
}

// CheckSetupToken is nil for the token that SetupToken gave last,
// fault.Forbidden for another, and fault.Gone once the site is set up.
func (s *Store) CheckSetupToken(ctx context.Context, token string) (err error) {
	defer fault.Wrap(&err, "site.CheckSetupToken()")
	return s.d.Read(ctx, func(tx *db.Tx) error { return checkSetup(ctx, tx, token) })
}

// checkSetup needs one snapshot: a claim adds the site and takes the token away.
func checkSetup(ctx context.Context, tx *db.Tx, token string) error {
	done, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM site`)
	if err != nil {
		return err
	}
	if done > 0 {
		return errClaimed()
	}
	want, err := db.One(ctx, tx, db.Value[[]byte], `SELECT value FROM secret WHERE name = $1`, secretSetup)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if subtle.ConstantTimeCompare(want, digest(token)) != 1 {
		return fault.New(fault.Forbidden, "This setup link does not work; use the one that the server printed when it last started.")
	}
	return nil
}

func errClaimed() error {
	return fault.New(fault.Gone, "This site is already set up; sign in instead.")
}

// Claim is what whoever sets up the site says about it.
type Claim struct{ SiteName, Language, TimeZone string }

// Claim makes the site in tx, for whoever has the setup token, which is then
// used up. Fields that are wrong are named site_name, language and time_zone.
func (s *Store) Claim(ctx context.Context, tx *db.Tx, token string, in Claim) (err error) {
	defer fault.Wrap(&err, "site.Claim()")
	if err := checkSetup(ctx, tx, token); err != nil {
		return err
	}
	var p fault.Problems
	line(&p, "site_name", &in.SiteName, mostName)
	need(&p, "site_name", in.SiteName, "A publication needs a name.")
	language(&p, &in.Language)
	zone(&p, in.TimeZone)
	if err := p.Err(); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO site (id, name, language, time_zone, created_at, updated_at) VALUES (1, $1, $2, $3, $4, $4)`,
		in.SiteName, in.Language, in.TimeZone, db.Ms(s.now()))
	if db.IsUnique(err) {
		return errClaimed()
	}
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM secret WHERE name = $1`, secretSetup); err != nil {
		return err
	}
	return changed(ctx, tx)
}

// Key is the 256-bit key for one purpose, derived from the site's secret. The
// first call of all makes the secret, so it must not be inside a Write.
func (s *Store) Key(ctx context.Context, purpose string) (_ []byte, err error) {
	defer fault.Wrap(&err, "site.Key(%q)", purpose)
	master, err := s.secret(ctx)
	if err != nil {
		return nil, err
	}
	return hkdf.Key(sha256.New, master, nil, "onrecord "+purpose, keyBytes)
}

// secret is the master key, made once for the life of the site.
func (s *Store) secret(ctx context.Context) ([]byte, error) {
	s.mu.Lock()
	known := s.master
	s.mu.Unlock()
	if known != nil {
		return known, nil
	}
	const find = `SELECT value FROM secret WHERE name = $1`
	key, err := db.One(ctx, s.d, db.Value[[]byte], find, secretMaster)
	if errors.Is(err, sql.ErrNoRows) {
		key, err = makeSecret(ctx, s.d, find, s.now())
	}
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.master = key
	s.mu.Unlock()
	return key, nil
}

// makeSecret lets the first of several processes decide.
func makeSecret(ctx context.Context, d *db.DB, find string, now time.Time) (key []byte, err error) {
	err = d.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO secret (name, value, created_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING`,
			secretMaster, random(), db.Ms(now)); err != nil {
			return err
		}
		key, err = db.One(ctx, tx, db.Value[[]byte], find, secretMaster)
		return err
	})
	return key, err
}

func random() []byte {
	b := make([]byte, keyBytes)
	rand.Read(b) //nolint:errcheck // it never fails
	return b
}

func digest(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
