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

// SessionLife is how long a member stays signed in at most; unused, a session
// ends sooner. Its use is noted now and then, so that reading is no write.
const (
	SessionLife      = 180 * 24 * time.Hour
	sessionIdle      = 60 * 24 * time.Hour
	sessionNoteEvery = time.Hour
)

// Session tells who holds a session token; fault.Unauthorized when nobody does.
func (s *Store) Session(ctx context.Context, token string) (m Member, sessionID int64, err error) {
	defer fault.Wrap(&err, "member.Session()")
	now := s.now()
	var memberID, seen int64
	sessionID, err = db.One(ctx, s.d, func(r db.Row) (id int64, err error) {
		err = r.Scan(&id, &memberID, &seen)
		return id, err
	}, `SELECT id, member_id, last_seen_at FROM member_session WHERE token_hash = $1 AND expires_at > $2 AND last_seen_at > $3`,
		fingerprint(token), db.Ms(now), db.Ms(now.Add(-sessionIdle)))
	if errors.Is(err, sql.ErrNoRows) {
		return Member{}, 0, fault.New(fault.Unauthorized, "You are not signed in; sign in to go on.").Because(err)
	}
	if err == nil && now.Sub(db.Time(seen)) > sessionNoteEvery {
		err = s.d.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE member_session SET last_seen_at = $1 WHERE id = $2`, db.Ms(now), sessionID)
			return err
		})
	}
	if err != nil {
		return Member{}, 0, err
	}
	m, err = s.Get(ctx, memberID)
	return m, sessionID, err
}

// Session is one open session of a member.
type Session struct {
	ID                  int64
	Network, UserAgent  string
	CreatedAt, LastSeen time.Time
}

// Sessions lists up to a hundred open sessions of a member, the newest first.
func (s *Store) Sessions(ctx context.Context, memberID int64) (_ []Session, err error) {
	defer fault.Wrap(&err, "member.Sessions(%d)", memberID)
	now := s.now()
	return db.All(ctx, s.d, func(r db.Row) (v Session, err error) {
		var created, seen int64
		err = r.Scan(&v.ID, &v.Network, &v.UserAgent, &created, &seen)
		v.CreatedAt, v.LastSeen = db.Time(created), db.Time(seen)
		return v, err
	}, `SELECT id, network, user_agent, created_at, last_seen_at FROM member_session
		WHERE member_id = $1 AND expires_at > $2 AND last_seen_at > $3 ORDER BY id DESC LIMIT 100`,
		memberID, db.Ms(now), db.Ms(now.Add(-sessionIdle)))
}

// EndSession ends one session of a member; one that is over, or is somebody
// else's, changes nothing.
func (s *Store) EndSession(ctx context.Context, memberID, sessionID int64) (err error) {
	defer fault.Wrap(&err, "member.EndSession(%d, %d)", memberID, sessionID)
	return s.d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM member_session WHERE id = $1 AND member_id = $2`, sessionID, memberID)
		return err
	})
}

// EndSessions signs a member out everywhere.
func (s *Store) EndSessions(ctx context.Context, memberID int64) (err error) {
	defer fault.Wrap(&err, "member.EndSessions(%d)", memberID)
	return s.d.Write(ctx, func(tx *db.Tx) error { return endSessions(ctx, tx, memberID) })
}

func endSessions(ctx context.Context, tx *db.Tx, memberID int64) error {
	_, err := tx.Exec(ctx, `DELETE FROM member_session WHERE member_id = $1`, memberID)
	return err
}

// Rename changes how members are called, at their own wish. A name that cannot
// be one is fault.Invalid on field name.
func (s *Store) Rename(ctx context.Context, id int64, name string) (err error) {
	defer fault.Wrap(&err, "member.Rename(%d)", id)
	now := s.now()
	return s.d.Write(ctx, func(tx *db.Tx) error {
		was, err := row(ctx, tx, id)
		if err != nil {
			return err
		}
		in := Input{Email: was.Email, Name: name}
		if _, err := in.check(); err != nil {
			return err
		}
		words := terms(in.Email, in.Name)
		_, err = tx.Exec(ctx, `UPDATE member SET name = $1, search = $2, version = version + 1, updated_at = $3 WHERE id = $4`, in.Name, searchText(words), db.Ms(now), id)
		if before := storedTerms(was.search); err == nil && !slices.Equal(before, words) {
			if err = dropTerms(ctx, tx, id, before); err == nil {
				err = addTerms(ctx, tx, id, was.normal, words)
			}
		}
		return err
	})
}
