package staff

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// setupLife is how long a secret waits for the code that confirms it.
const setupLife = 30 * time.Minute

// BeginSecondStep gives a new secret for an app that makes codes. It counts
// only once ConfirmSecondStep has seen a code, and is never given again. A
// wrong password is fault.Invalid on field password.
func (s *Store) BeginSecondStep(ctx context.Context, staffID int64, password string) (secret string, err error) {
	defer fault.Wrap(&err, "staff.BeginSecondStep(%d)", staffID)
	if err := s.Confirm(ctx, staffID, password); err != nil {
		return "", err
	}
	secret = newSecret()
	now := s.now()
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `INSERT INTO staff_second_step (staff_id, secret, created_at) VALUES ($1, $2, $3)
			ON CONFLICT (staff_id) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at
			WHERE staff_second_step.confirmed_at = 0`, staffID, secret, db.Ms(now))
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "The second step is on already; switch it off first to set up another phone.")
		}
		return err
	})
	if err != nil {
		return "", err
	}
	return secret, nil
}

// ConfirmSecondStep switches the second step on, ends every session of the
// person, and gives their recovery codes, once. A wrong code is fault.Invalid
// on field code.
func (s *Store) ConfirmSecondStep(ctx context.Context, staffID int64, code string) (codes []string, err error) {
	defer fault.Wrap(&err, "staff.ConfirmSecondStep(%d)", staffID)
	now := s.now()
	if err := s.allowCode(ctx, staffID, now); err != nil {
		return nil, err
	}
	codes = recoveryCodes()
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		p, err := touch(ctx, tx, staffID, now)
		if err != nil {
			return err
		}
		secret, err := waiting(ctx, tx, staffID, now)
		if err != nil {
			return err
		}
		step := matching(secret, tidy(code), now)
		if step == 0 {
			return errCode("This is not the code of this moment; wait for the next one, and see that the clock of the phone is right.")
		}
		if _, err := tx.Exec(ctx, `UPDATE staff_second_step SET confirmed_at = $1, last_step = $2 WHERE staff_id = $3`, db.Ms(now), step, staffID); err != nil {
			return err
		}
		if err := replaceCodes(ctx, tx, staffID, codes); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, staffID); err != nil {
			return err
		}
		return audit(ctx, tx, p.Actor(), "second-step.on", subject(p), "", now)
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// waiting is the secret that was begun and not confirmed.
func waiting(ctx context.Context, tx *db.Tx, staffID int64, now time.Time) (string, error) {
	secret, err := db.One(ctx, tx, db.Value[string], `SELECT secret FROM staff_second_step WHERE staff_id = $1 AND confirmed_at = 0 AND created_at > $2`,
		staffID, db.Ms(now.Add(-setupLife)))
	if errors.Is(err, sql.ErrNoRows) {
		err = fault.New(fault.Conflict, "There is nothing to confirm any more; begin again.").Because(err)
	}
	return secret, err
}

// touch locks a person against what else changes them at the same time, and
// makes forms that were opened before stale.
func touch(ctx context.Context, tx *db.Tx, staffID int64, now time.Time) (Person, error) {
	if _, err := tx.Exec(ctx, `UPDATE staff SET version = version + 1, updated_at = $1 WHERE id = $2`, db.Ms(now), staffID); err != nil {
		return Person{}, err
	}
	return byID(ctx, tx, staffID)
}

// NewRecoveryCodes replaces the recovery codes, for who has the password and
// a code. Wrong fields are named password and code.
func (s *Store) NewRecoveryCodes(ctx context.Context, staffID int64, password, code string) (codes []string, err error) {
	defer fault.Wrap(&err, "staff.NewRecoveryCodes(%d)", staffID)
	codes = recoveryCodes()
	err = s.withCode(ctx, staffID, password, code, "second-step.codes", func(tx *db.Tx) error {
		return replaceCodes(ctx, tx, staffID, codes)
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// EndSecondStep switches the second step off and ends every session of the
// person, for who has the password and a code. Wrong fields are named
// password and code.
func (s *Store) EndSecondStep(ctx context.Context, staffID int64, password, code string) (err error) {
	defer fault.Wrap(&err, "staff.EndSecondStep(%d)", staffID)
	return s.withCode(ctx, staffID, password, code, "second-step.off", func(tx *db.Tx) error {
		return forget(ctx, tx, staffID)
	})
}

// withCode does something that needs password and code, and notes it.
func (s *Store) withCode(ctx context.Context, staffID int64, password, code, action string, do func(tx *db.Tx) error) error {
	if err := s.Confirm(ctx, staffID, password); err != nil {
		return err
	}
	now := s.now()
	if err := s.allowCode(ctx, staffID, now); err != nil {
		return err
	}
	return s.d.Write(ctx, func(tx *db.Tx) error {
		p, err := touch(ctx, tx, staffID, now)
		if err != nil {
			return err
		}
		if _, err := spend(ctx, tx, staffID, code, now); err != nil {
			return err
		}
		if err := do(tx); err != nil {
			return err
		}
		return audit(ctx, tx, p.Actor(), action, subject(p), "", now)
	})
}

// forget removes the second step and all sessions.
func forget(ctx context.Context, tx *db.Tx, staffID int64) error {
	if _, err := tx.Exec(ctx, `DELETE FROM staff_second_step WHERE staff_id = $1`, staffID); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM staff_recovery_code WHERE staff_id = $1`, staffID); err != nil {
		return err
	}
	return endSessions(ctx, tx, staffID)
}

// ResetSecondStep switches off the second step of somebody else who lost
// their phone and codes, passkeys too; their sessions end. Nobody resets their own.
func (s *Store) ResetSecondStep(ctx context.Context, by Person, id int64) (err error) {
	defer fault.Wrap(&err, "staff.ResetSecondStep(%d)", id)
	if !by.Can(StaffManage) {
		return errForbidden()
	}
	if by.ID == id {
		return fault.New(fault.Conflict, "Switch off your own second step under Your account, with a code.")
	}
	now := s.now()
	return s.d.Write(ctx, func(tx *db.Tx) error {
		if err := still(ctx, tx, by); err != nil {
			return err
		}
		return drop(ctx, tx, by, id, now)
	})
}

func drop(ctx context.Context, tx *db.Tx, by Person, id int64, now time.Time) error {
	p, err := touch(ctx, tx, id, now)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM staff_passkey WHERE staff_id = $1`, id); err != nil {
		return err
	}
	if err := forget(ctx, tx, id); err != nil {
		return err
	}
	return audit(ctx, tx, by.Actor(), "second-step.reset", subject(p), "", now)
}
