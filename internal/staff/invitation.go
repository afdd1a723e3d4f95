package staff

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/mail"
)

// linkLife is how long a one-time link works.
const linkLife = 72 * time.Hour

// Invite adds a person who sets a password by a one-time link; the token of
// the link is shown once and works for 72 hours.
func (s *Store) Invite(ctx context.Context, by Person, in PersonInput) (p Person, token string, err error) {
	defer fault.Wrap(&err, "staff.Invite()")
	if !by.Can(StaffManage) {
		return Person{}, "", errForbidden()
	}
	var problems fault.Problems
	normal := in.check(&problems)
	if err := problems.Err(); err != nil {
		return Person{}, "", err
	}
	token = secret()
	now := s.now()
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		if err := still(ctx, tx, by); err != nil {
			return err
		}
		if err := room(ctx, tx); err != nil {
			return err
		}
		if p, err = insert(ctx, tx, in, normal, "", now); err != nil {
			return err
		}
		if err := link(ctx, tx, p.ID, token, now); err != nil {
			return err
		}
		return audit(ctx, tx, by.Actor(), "staff.invite", subject(p), string(p.Role), now)
	})
	if err != nil {
		return Person{}, "", err
	}
	return p, token, nil
}

func insert(ctx context.Context, tx *db.Tx, in PersonInput, normal, hash string, now time.Time) (Person, error) {
	id, err := db.One(ctx, tx, db.Value[int64], `INSERT INTO staff (name, email, email_norm, role, password_hash, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $6) RETURNING id`, in.Name, in.Email, normal, in.Role, hash, db.Ms(now))
	if db.IsUnique(err) {
		return Person{}, errTaken()
	}
	if err != nil {
		return Person{}, err
	}
	return byID(ctx, tx, id)
}

// link makes a new one-time link; the person's older ones stop working.
func link(ctx context.Context, tx *db.Tx, staffID int64, token string, now time.Time) error {
	if _, err := tx.Exec(ctx, `DELETE FROM staff_invitation WHERE staff_id = $1`, staffID); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO staff_invitation (token_hash, staff_id, created_at, expires_at) VALUES ($1, $2, $3, $4)`,
		fingerprint(token), staffID, db.Ms(now), db.Ms(now.Add(linkLife)))
	return err
}

// ResetLink makes a new one-time link for a person, invited or locked out. The
// old password works until the link is used.
func (s *Store) ResetLink(ctx context.Context, by Person, id int64) (token string, err error) {
	defer fault.Wrap(&err, "staff.ResetLink(%d)", id)
	if !by.Can(StaffManage) {
		return "", errForbidden()
	}
	return s.reset(ctx, by, func(tx *db.Tx) (Person, error) { return byID(ctx, tx, id) })
}

// Recover is ResetLink for whoever runs the program on its own data, by
// address. Whole also switches the second step off and removes passkeys.
// Coded tells whether the new password will not be enough.
func (s *Store) Recover(ctx context.Context, email string, whole bool) (token string, coded bool, err error) {
	defer fault.Wrap(&err, "staff.Recover()")
	_, normal, err := mail.ParseAddress(email)
	if err != nil {
		return "", false, err
	}
	token, err = s.reset(ctx, Person{}, func(tx *db.Tx) (Person, error) {
		p, _, err := byNorm(ctx, tx, normal)
		if errors.Is(err, sql.ErrNoRows) {
			err = fault.New(fault.NotFound, "Nobody on the staff has this address.").Because(err)
		}
		stepped := p.SecondStep || p.Passkeys > 0
		coded = err == nil && !whole && (p.SecondStep || p.Asked && p.Passkeys > 0)
		if err == nil && stepped && whole {
			err = drop(ctx, tx, Person{}, p.ID, s.now())
		}
		return p, err
	})
	return token, coded, err
}

func (s *Store) reset(ctx context.Context, by Person, find func(tx *db.Tx) (Person, error)) (token string, err error) {
	token = secret()
	now := s.now()
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		if err := still(ctx, tx, by); err != nil {
			return err
		}
		p, err := find(tx)
		if err == nil && p.Disabled {
			err = fault.New(fault.Conflict, "This person is disabled; enable them first.")
		}
		if err != nil {
			return err
		}
		if err := link(ctx, tx, p.ID, token, now); err != nil {
			return err
		}
		return audit(ctx, tx, by.Actor(), "password.link", subject(p), "", now)
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// Invitation tells whom a one-time link is for; fault.NotFound when it is
// unknown, used or too old.
func (s *Store) Invitation(ctx context.Context, token string) (_ Person, err error) {
	defer fault.Wrap(&err, "staff.Invitation()")
	return invited(ctx, s.d, token, s.now())
}

func invited(ctx context.Context, q db.Querier, token string, now time.Time) (Person, error) {
	p, err := db.One(ctx, q, person, `SELECT `+personColumns+` FROM staff_invitation i JOIN staff p ON p.id = i.staff_id
		WHERE i.token_hash = $1 AND i.used_at = 0 AND i.expires_at > $2 AND p.disabled_at = 0`, fingerprint(token), db.Ms(now))
	if errors.Is(err, sql.ErrNoRows) {
		err = fault.New(fault.NotFound, "This link was used already or is too old; ask an owner for a new one.").Because(err)
	}
	return p, err
}

// AcceptInvitation sets the password, ends the person's sessions and uses the
// link up. A wrong password is fault.Invalid on field password.
func (s *Store) AcceptInvitation(ctx context.Context, token, password string) (p Person, err error) {
	defer fault.Wrap(&err, "staff.AcceptInvitation()")
	now := s.now()
	if p, err = invited(ctx, s.d, token, now); err != nil {
		return Person{}, err
	}
	var problems fault.Problems
	checkPassword(&problems, "password", password, p.Email)
	if err := problems.Err(); err != nil {
		return Person{}, err
	}
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return Person{}, err
	}
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		if p, err = invited(ctx, tx, token, now); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE staff_invitation SET used_at = $1 WHERE token_hash = $2`, db.Ms(now), fingerprint(token)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE staff SET password_hash = $1, version = version + 1, updated_at = $2 WHERE id = $3`, hash, db.Ms(now), p.ID); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, p.ID); err != nil {
			return err
		}
		if p, err = byID(ctx, tx, p.ID); err != nil {
			return err
		}
		return audit(ctx, tx, p.Actor(), "password.set", subject(p), "", now)
	})
	return p, err
}
