package staff

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// How long a session lives: since it was last used, and at most. Its use is
// noted to noteEvery, so that reading a page is not a write.
const (
	idle      = 7 * 24 * time.Hour
	absolute  = 30 * 24 * time.Hour
	noteEvery = 5 * time.Minute
)

// secret is 256 random bits for a link or a cookie.
func secret() string {
	b := make([]byte, 32)
	rand.Read(b) //nolint:errcheck // it never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// Session tells who holds a session token; fault.Unauthorized when nobody does.
func (s *Store) Session(ctx context.Context, token string) (p Person, sessionID int64, err error) {
	defer fault.Wrap(&err, "staff.Session()")
	now := s.now()
	var seen int64
	p, err = db.One(ctx, s.d, func(r db.Row) (Person, error) {
		return scanPerson(r, &sessionID, &seen)
	}, `SELECT `+personColumns+`, s.id, s.last_seen_at FROM staff_session s JOIN staff p ON p.id = s.staff_id
		WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.last_seen_at > $3 AND p.disabled_at = 0`,
		fingerprint(token), db.Ms(now), db.Ms(now.Add(-idle)))
	if errors.Is(err, sql.ErrNoRows) {
		return Person{}, 0, fault.New(fault.Unauthorized, "You are not signed in; sign in to go on.").Because(err)
	}
	if err == nil && now.Sub(db.Time(seen)) > noteEvery {
		err = s.d.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE staff_session SET last_seen_at = $1 WHERE id = $2`, db.Ms(now), sessionID)
			return err
		})
	}
	if err != nil {
		return Person{}, 0, err
	}
	return p, sessionID, nil
}

// SignOut ends the session of a token; an unknown one is no error.
func (s *Store) SignOut(ctx context.Context, token string) (err error) {
	defer fault.Wrap(&err, "staff.SignOut()")
	return s.d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM staff_session WHERE token_hash = $1`, fingerprint(token))
		return err
	})
}

// SignedIn is one open session of a person.
type SignedIn struct {
	ID                             int64
	UserAgent, Network             string
	CreatedAt, LastSeen, ExpiresAt time.Time
}

// Sessions lists up to a hundred open sessions of a person, the newest first.
func (s *Store) Sessions(ctx context.Context, staffID int64) (_ []SignedIn, err error) {
	defer fault.Wrap(&err, "staff.Sessions(%d)", staffID)
	now := s.now()
	return db.All(ctx, s.d, func(r db.Row) (v SignedIn, err error) {
		var created, seen, expires int64
		err = r.Scan(&v.ID, &v.UserAgent, &v.Network, &created, &seen, &expires)
		v.CreatedAt, v.LastSeen, v.ExpiresAt = db.Time(created), db.Time(seen), db.Time(expires)
		return v, err
	}, `SELECT id, user_agent, network, created_at, last_seen_at, expires_at FROM staff_session
		WHERE staff_id = $1 AND expires_at > $2 AND last_seen_at > $3 ORDER BY id DESC LIMIT 100`,
		staffID, db.Ms(now), db.Ms(now.Add(-idle)))
}

// EndSession ends one session of a person; one that is over is no error.
func (s *Store) EndSession(ctx context.Context, staffID, sessionID int64) (err error) {
	defer fault.Wrap(&err, "staff.EndSession(%d, %d)", staffID, sessionID)
	return s.d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM staff_session WHERE id = $1 AND staff_id = $2`, sessionID, staffID)
		return err
	})
}

// EndOtherSessions ends all sessions of a person but one.
func (s *Store) EndOtherSessions(ctx context.Context, staffID, sessionID int64) (err error) {
	defer fault.Wrap(&err, "staff.EndOtherSessions(%d, %d)", staffID, sessionID)
	return s.d.Write(ctx, func(tx *db.Tx) error { return endOthers(ctx, tx, staffID, sessionID) })
}

// EndSessionsOf ends one session of somebody else, or all for sessionID 0.
func (s *Store) EndSessionsOf(ctx context.Context, by Person, staffID, sessionID int64) (err error) {
	defer fault.Wrap(&err, "staff.EndSessionsOf(%d, %d)", staffID, sessionID)
	if !by.Can(StaffManage) {
		return errForbidden()
	}
	now := s.now()
	return s.d.Write(ctx, func(tx *db.Tx) error {
		if err := still(ctx, tx, by); err != nil {
			return err
		}
		p, err := byID(ctx, tx, staffID)
		if err != nil {
			return err
		}
		if sessionID == 0 {
			err = endSessions(ctx, tx, staffID)
		} else {
			_, err = tx.Exec(ctx, `DELETE FROM staff_session WHERE id = $1 AND staff_id = $2`, sessionID, staffID)
		}
		if err != nil {
			return err
		}
		return audit(ctx, tx, by.Actor(), "session.end", subject(p), "", now)
	})
}

// endSessions ends also what waits for a code or for a device.
func endSessions(ctx context.Context, tx *db.Tx, staffID int64) error {
	return endOthers(ctx, tx, staffID, 0)
}

// endOthers is endSessions for all sessions but one.
func endOthers(ctx context.Context, tx *db.Tx, staffID, but int64) error {
	for _, waiting := range []string{`DELETE FROM staff_challenge WHERE staff_id = $1`, `DELETE FROM staff_ceremony WHERE staff_id = $1`} {
		if _, err := tx.Exec(ctx, waiting, staffID); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `DELETE FROM staff_session WHERE staff_id = $1 AND id <> $2`, staffID, but)
	return err
}

// Confirm checks the password of somebody signed in, before something that a
// stranger at their browser must not do. A wrong one is fault.Invalid on field
// password.
func (s *Store) Confirm(ctx context.Context, staffID int64, password string) (err error) {
	defer fault.Wrap(&err, "staff.Confirm(%d)", staffID)
	_, err = s.confirm(ctx, staffID, "password", password)
	return err
}

// confirm gives the hash that the password was checked against.
func (s *Store) confirm(ctx context.Context, staffID int64, field, password string) (stored string, err error) {
	if err := s.allow(ctx, "confirm:"+fingerprintID(staffID), triesHere, s.now()); err != nil {
		return "", err
	}
	stored, err = db.One(ctx, s.d, db.Value[string], `SELECT password_hash FROM staff WHERE id = $1 AND disabled_at = 0`, staffID)
	if err != nil {
		return "", err
	}
	ok, _, err := s.hasher.verify(ctx, password, stored)
	if err == nil && !ok {
		var p fault.Problems
		p.Add(field, "This is not your password; please try again.")
		err = p.Err()
	}
	return stored, err
}

// ChangePassword replaces a password; every session and one-time link of the
// person ends. Wrong fields are named old and new.
func (s *Store) ChangePassword(ctx context.Context, staffID int64, old, next string) (err error) {
	defer fault.Wrap(&err, "staff.ChangePassword(%d)", staffID)
	p, err := s.Get(ctx, staffID)
	if err != nil {
		return err
	}
	var problems fault.Problems
	checkPassword(&problems, "new", next, p.Email)
	if err := problems.Err(); err != nil {
		return err
	}
	stored, err := s.confirm(ctx, staffID, "old", old)
	if err != nil {
		return err
	}
	hash, err := s.hasher.hash(ctx, next)
	if err != nil {
		return err
	}
	now := s.now()
	return s.d.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE staff SET password_hash = $1, version = version + 1, updated_at = $2 WHERE id = $3 AND password_hash = $4`,
			hash, db.Ms(now), staffID, stored)
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "Your password was changed elsewhere meanwhile; sign in again.")
		}
		if err != nil {
			return err
		}
		if err := lockOut(ctx, tx, staffID); err != nil {
			return err
		}
		return audit(ctx, tx, p.Actor(), "password.change", subject(p), "", now)
	})
}

// Purge removes sessions and invitations that are over; run it about hourly.
func (s *Store) Purge(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "staff.Purge()")
	now := s.now()
	return s.d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM staff_session WHERE expires_at <= $1 OR last_seen_at <= $2`, db.Ms(now), db.Ms(now.Add(-idle)))
		if err != nil {
			return err
		}
		for _, old := range []string{
			`DELETE FROM staff_challenge WHERE expires_at <= $1`,
			`DELETE FROM staff_ceremony WHERE expires_at <= $1`,
		} {
			if _, err := tx.Exec(ctx, old, db.Ms(now)); err != nil {
				return err
			}
		}
		if err := forgetInvited(ctx, tx, now); err != nil {
			return err
		}
		// What ended lately is told on the page of the staff.
		_, err = tx.Exec(ctx, `DELETE FROM staff_invitation WHERE expires_at <= $1`, db.Ms(now.Add(-invitedLife)))
		return err
	})
}

// cut keeps the first n characters of what a browser says about itself.
func cut(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}
