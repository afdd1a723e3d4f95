package staff

import (
	"context"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// RequireSecondStep asks everybody on the staff for a second step, a code or a
// passkey, or no longer. Who has neither can then only set one up; who has
// passkeys alone no longer gets in by the password. It takes an owner who has
// a second step.
func (s *Store) RequireSecondStep(ctx context.Context, by Person, on bool) (err error) {
	defer fault.Wrap(&err, "staff.RequireSecondStep(%t)", on)
	if !by.Can(StaffManage) {
		return errForbidden()
	}
	now := s.now()
	return s.d.Write(ctx, func(tx *db.Tx) error {
		if err := still(ctx, tx, by); err != nil {
			return err
		}
		p, err := byID(ctx, tx, by.ID)
		if err != nil {
			return err
		}
		action, since := "second-step.optional", int64(0)
		if on {
			if !p.SecondStep && p.Passkeys == 0 {
				return fault.New(fault.Conflict, "Set up your own second step first, under Your account; then you can ask for it of everybody.")
			}
			action, since = "second-step.required", db.Ms(now)
		}
		_, err = tx.Exec(ctx, `INSERT INTO staff_policy (id, second_step_since) VALUES (1, $1)
			ON CONFLICT (id) DO UPDATE SET second_step_since = excluded.second_step_since`, since)
		if err == nil && on {
			err = endOneStepped(ctx, tx, by.ID)
		}
		if err != nil {
			return err
		}
		return audit(ctx, tx, by.Actor(), action, "", "", now)
	})
}

// endOneStepped ends the sessions of those who have a passkey and may be
// signed in by a password alone.
func endOneStepped(ctx context.Context, tx *db.Tx, but int64) error {
	_, err := tx.Exec(ctx, `DELETE FROM staff_session WHERE staff_id <> $1
		AND staff_id IN (SELECT staff_id FROM staff_passkey)
		AND staff_id NOT IN (SELECT staff_id FROM staff_second_step WHERE confirmed_at > 0)`, but)
	return err
}

func errTakesPasskey() error {
	return fault.New(fault.Unauthorized, "Everybody here signs in in two steps; use your passkey.")
}
