package member

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/limit"
)

// A member changes their address in three steps: the wish, from a signed-in
// browser; the press of a button behind a link that only the new address gets;
// and a notice to the old address, by which its owner takes the change back.
//
// Invariants:
//  1. Whether the new address is known, barred or the member's own is told to
//     nobody but who reads mail there.
//  2. A change moves the address and nothing else: subscriptions, status and bars
//     stay as they are. A barred address cannot be moved to.
//  3. A change, and one taken back, ends all sessions. What is taken back ends all
//     later changes with it, and the links that were made by them.

// The events of a change; their subject is the change.
const (
	AddressWanted  = "member.address.wanted"
	AddressChanged = "member.address.changed"
)

// How long the new address can be confirmed, and the change be taken back.
const (
	addressLife = 24 * time.Hour
	undoLife    = 14 * 24 * time.Hour
)

// AddressChange is a wish to go by another address.
type AddressChange struct {
	ID, MemberID                 int64
	Email, OldEmail              string
	Network, UserAgent           string // of the browser that asked
	CreatedAt, ExpiresAt, DoneAt time.Time

	normal, oldNormal string
	over              bool
}

// UndoUntil is when the change cannot be taken back any more.
func (c AddressChange) UndoUntil() time.Time { return c.DoneAt.Add(undoLife) }

const addressColumns = `id, member_id, email, email_norm, old_email, old_norm, network, user_agent, created_at, expires_at, done_at, over`

func scanAddress(r db.Row) (c AddressChange, err error) {
	var created, expires, done, over int64
	err = r.Scan(&c.ID, &c.MemberID, &c.Email, &c.normal, &c.OldEmail, &c.oldNormal, &c.Network, &c.UserAgent, &created, &expires, &done, &over)
	c.CreatedAt, c.ExpiresAt, c.DoneAt, c.over = db.Time(created), db.Time(expires), db.Time(done), over != 0
	return c, err
}

func addressBy(ctx context.Context, q db.Querier, where string, arg any) (AddressChange, error) {
	c, err := db.One(ctx, q, scanAddress, `SELECT `+addressColumns+` FROM member_address WHERE `+where, arg)
	if errors.Is(err, sql.ErrNoRows) {
		err = errSigninOver().Because(err)
	}
	return c, err
}

// RequestAddress notes the wish of a member and adds job AddressWanted. The work
// and the outcome are the same for every address, and past 3 wishes an hour of
// one member or for one address, where nothing is mailed. What is no address is fault.Invalid on
// field email; more than 20 wishes an hour from a network are fault.TooMany.
func (s *Store) RequestAddress(ctx context.Context, memberID int64, email string, p Proof) (err error) {
	defer fault.Wrap(&err, "member.RequestAddress(%d)", memberID)
	in := Input{Email: email}
	normal, err := in.check()
	if err != nil {
		return err
	}
	now := s.now()
	ok, _, err := limit.Allow(ctx, s.d, "member-address:"+p.Network, mailsNetwork, time.Hour, now)
	if err != nil {
		return err
	}
	if !ok {
		return fault.New(fault.TooMany, "This was asked for too often from your network; please try again in an hour.")
	}
	return s.d.Write(ctx, func(tx *db.Tx) error {
		recent, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM member_address WHERE (member_id = $1 OR email_norm = $2) AND created_at > $3`,
			memberID, normal, db.Ms(now.Add(-time.Hour)))
		if err != nil || recent >= mailsAddress {
			return err
		}
		id, err := db.One(ctx, tx, db.Value[int64], `INSERT INTO member_address (member_id, email, email_norm, network, user_agent, created_at, expires_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
			memberID, in.Email, normal, cut(p.Network, 60), cut(p.UserAgent, 200), db.Ms(now), db.Ms(now.Add(addressLife)))
		if err != nil {
			return err
		}
		return s.queue.Add(ctx, tx, AddressWanted, id)
	})
}

// OpenAddress makes the link of a wish, for the mail to the new address; taken
// tells that another member has the address, who gets no link. A wish that is
// over, or for an address that is barred, is fault.Gone.
func (s *Store) OpenAddress(ctx context.Context, id int64) (c AddressChange, token string, taken bool, err error) {
	defer fault.Wrap(&err, "member.OpenAddress(%d)", id)
	hash, err := s.hasher(ctx)
	if err != nil {
		return c, "", false, err
	}
	token, now := secret(), s.now()
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		if c, err = addressBy(ctx, tx, "id = $1", id); err != nil {
			return err
		}
		why, err := hash.reason(ctx, tx, c.normal)
		if err != nil {
			return err
		}
		if why != "" || !c.open(now) {
			return errSigninOver()
		}
		owner, err := idOf(ctx, tx, c.normal)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if taken = err == nil && owner != c.MemberID; taken {
			return nil
		}
		_, err = tx.Exec(ctx, `UPDATE member_address SET token_hash = $1 WHERE id = $2`, fingerprint(token), id)
		return err
	})
	return c, token, taken, err
}

// open tells whether a wish can still be confirmed.
func (c AddressChange) open(now time.Time) bool {
	return !c.over && c.DoneAt.IsZero() && now.Before(c.ExpiresAt)
}

// AddressByToken tells what the link in the mail to a new address would change,
// and changes nothing. One that is unknown, used or too old is fault.Gone.
func (s *Store) AddressByToken(ctx context.Context, token string) (c AddressChange, err error) {
	defer fault.Wrap(&err, "member.AddressByToken()")
	c, err = addressBy(ctx, s.d, "token_hash = $1", fingerprint(token))
	if err == nil && !c.open(s.now()) {
		err = errSigninOver()
	}
	return c, err
}

// ConfirmAddress makes the change, ends all sessions and all other wishes of the
// member, and adds job AddressChanged.
func (s *Store) ConfirmAddress(ctx context.Context, token string) (err error) {
	defer fault.Wrap(&err, "member.ConfirmAddress()")
	hash, err := s.hasher(ctx)
	if err != nil {
		return err
	}
	now := s.now()
	return s.d.Write(ctx, func(tx *db.Tx) error {
		c, err := addressBy(ctx, tx, "token_hash = $1", fingerprint(token))
		if err != nil {
			return err
		}
		why, err := hash.reason(ctx, tx, c.normal)
		if err != nil {
			return err
		}
		if why != "" || !c.open(now) {
			return errSigninOver()
		}
		was, err := row(ctx, tx, c.MemberID)
		if err != nil {
			return err
		}
		if err := move(ctx, tx, was, c.Email, c.normal, now); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE member_address SET over = 1 WHERE member_id = $1 AND id <> $2 AND done_at = 0`, was.ID, c.ID); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE member_address SET done_at = $1, token_hash = '', old_email = $2, old_norm = $3 WHERE id = $4`, db.Ms(now), was.Email, was.normal, c.ID)
		if err != nil {
			return err
		}
		return s.queue.Add(ctx, tx, AddressChanged, c.ID)
	})
}

// move gives a member another address and ends what hung on the old one.
func move(ctx context.Context, tx *db.Tx, was stored, email, normal string, now time.Time) error {
	words := terms(email, was.Name)
	_, err := tx.Exec(ctx, `UPDATE member SET email = $1, email_norm = $2, search = $3, version = version + 1, updated_at = $4 WHERE id = $5`,
		email, normal, searchText(words), db.Ms(now), was.ID)
	if db.IsUnique(err) {
		return fault.New(fault.Conflict, "Another reader has this address by now; please write to us.").Because(err)
	}
	if err != nil {
		return err
	}
	if before := storedTerms(was.search); !slices.Equal(before, words) || normal != was.normal {
		if err := dropTerms(ctx, tx, was.ID, before); err != nil {
			return err
		}
		if err := addTerms(ctx, tx, was.ID, normal, words); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, `DELETE FROM member_signin WHERE email_norm = $1 OR email_norm = $2`, was.normal, normal); err != nil {
		return err // a code that was mailed before opens nothing after
	}
	return endSessions(ctx, tx, was.ID)
}

// OpenUndo makes the link by which the owner of the old address takes a change
// back, for the notice. A change that is over is fault.Gone.
func (s *Store) OpenUndo(ctx context.Context, id int64) (c AddressChange, token string, err error) {
	defer fault.Wrap(&err, "member.OpenUndo(%d)", id)
	token = secret()
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		if c, err = addressBy(ctx, tx, "id = $1", id); err != nil {
			return err
		}
		if !c.undoable(s.now()) {
			return errSigninOver()
		}
		_, err = tx.Exec(ctx, `UPDATE member_address SET undo_hash = $1 WHERE id = $2`, fingerprint(token), id)
		return err
	})
	return c, token, err
}

func (c AddressChange) undoable(now time.Time) bool {
	return !c.over && !c.DoneAt.IsZero() && now.Before(c.UndoUntil())
}

// UndoByToken tells which change a link would take back, and changes nothing.
func (s *Store) UndoByToken(ctx context.Context, token string) (c AddressChange, err error) {
	defer fault.Wrap(&err, "member.UndoByToken()")
	c, err = addressBy(ctx, s.d, "undo_hash = $1", fingerprint(token))
	if err == nil && !c.undoable(s.now()) {
		err = errSigninOver()
	}
	return c, err
}

// UndoAddress gives the member the address of before the change, whatever was
// changed after it, and ends all sessions.
func (s *Store) UndoAddress(ctx context.Context, token string) (err error) {
	defer fault.Wrap(&err, "member.UndoAddress()")
	now := s.now()
	return s.d.Write(ctx, func(tx *db.Tx) error {
		c, err := addressBy(ctx, tx, "undo_hash = $1", fingerprint(token))
		if err != nil {
			return err
		}
		if !c.undoable(now) {
			return errSigninOver()
		}
		was, err := row(ctx, tx, c.MemberID)
		if err != nil {
			return err
		}
		if err := move(ctx, tx, was, c.OldEmail, c.oldNormal, now); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE member_address SET over = 1 WHERE member_id = $1 AND (id >= $2 OR done_at = 0)`, was.ID, c.ID)
		return err
	})
}

// formerAddresses are the normal forms that a member goes and went by.
func formerAddresses(ctx context.Context, tx *db.Tx, was stored) ([]string, error) {
	// One that somebody else reads with by now is theirs.
	changes, err := db.All(ctx, tx, scanAddress, `SELECT `+addressColumns+` FROM member_address a WHERE member_id = $1
		AND NOT EXISTS (SELECT 1 FROM member m WHERE m.email_norm = a.old_norm AND m.id <> a.member_id) ORDER BY id LIMIT $2`, was.ID, mostOwn)
	out := []string{was.normal}
	for _, c := range changes {
		if c.oldNormal != "" && !slices.Contains(out, c.oldNormal) {
			out = append(out, c.oldNormal)
		}
	}
	return out, err
}

// OwnAddress is one change of address, for the member's own data.
type OwnAddress struct {
	Email     string     `json:"email"`
	Before    string     `json:"before,omitempty"`
	Network   string     `json:"network,omitempty"`
	UserAgent string     `json:"user_agent,omitempty"`
	CreatedAt time.Time  `json:"created_at"`
	DoneAt    *time.Time `json:"done_at"`
}

func ownAddresses(ctx context.Context, tx *db.Tx, id int64) ([]OwnAddress, error) {
	return db.All(ctx, tx, func(r db.Row) (OwnAddress, error) {
		c, err := scanAddress(r)
		o := OwnAddress{Email: c.Email, Before: c.OldEmail, Network: c.Network, UserAgent: c.UserAgent, CreatedAt: c.CreatedAt}
		if !c.DoneAt.IsZero() {
			o.DoneAt = &c.DoneAt
		}
		return o, err
	}, `SELECT `+addressColumns+` FROM member_address WHERE member_id = $1 ORDER BY id LIMIT $2`, id, mostOwn)
}
