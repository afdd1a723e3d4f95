package staff

import (
	"context"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// MostInvited is how many invitations may be open at the same time.
const MostInvited = 50

// invitedLife is how long somebody who never set a password stays on the staff
// after the last link ended.
const invitedLife = 30 * 24 * time.Hour

// OpenInvitation is somebody who has not set a password yet.
type OpenInvitation struct {
	Person
	Until time.Time // when the link ends or ended; zero when there is none
}

// OpenInvitations lists who has not set a password yet, the last invited first.
func (s *Store) OpenInvitations(ctx context.Context) (_ []OpenInvitation, err error) {
	defer fault.Wrap(&err, "staff.OpenInvitations()")
	return db.All(ctx, s.d, scanOpen, `SELECT `+personColumns+`, COALESCE((SELECT MAX(i.expires_at) FROM staff_invitation i WHERE i.staff_id = p.id), 0)
		FROM staff p WHERE p.password_hash = '' AND p.disabled_at = 0 ORDER BY p.id DESC LIMIT 1000`)
}

func scanOpen(r db.Row) (o OpenInvitation, err error) {
	var until int64
	o.Person, err = scanPerson(r, &until)
	o.Until = db.Time(until)
	return o, err
}

// room refuses an invitation beside too many open ones.
func room(ctx context.Context, tx *db.Tx) error {
	n, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM staff WHERE password_hash = ''`)
	if err == nil && n >= MostInvited {
		err = fault.New(fault.Conflict, "There may be at most %d open invitations; take some back first.", MostInvited)
	}
	return err
}

// RevokeInvitation takes somebody off the staff who has not set a password
// yet; the link stops working at once. Afterwards it is fault.Conflict.
func (s *Store) RevokeInvitation(ctx context.Context, by Person, id int64) (err error) {
	defer fault.Wrap(&err, "staff.RevokeInvitation(%d)", id)
	if !by.Can(StaffManage) {
		return errForbidden()
	}
	now := s.now()
	return s.d.Write(ctx, func(tx *db.Tx) error {
		if err := still(ctx, tx, by); err != nil {
			return err
		}
		p, err := byID(ctx, tx, id)
		if err == nil && !p.Invited {
			err = fault.New(fault.Conflict, "They have accepted already; look at their page to lock them out or to remove them.")
		}
		if err != nil {
			return err
		}
		return uninvite(ctx, tx, by.Actor(), p, "staff.uninvite", now)
	})
}

func uninvite(ctx context.Context, tx *db.Tx, by Actor, p Person, action string, now time.Time) error {
	if _, err := tx.Exec(ctx, `DELETE FROM staff WHERE id = $1`, p.ID); err != nil {
		return err
	}
	return audit(ctx, tx, by, action, subject(p), string(p.Role), now)
}

// forgetInvited takes those off the staff whose last link ended long ago.
func forgetInvited(ctx context.Context, tx *db.Tx, now time.Time) error {
	old := db.Ms(now.Add(-invitedLife))
	list, err := db.All(ctx, tx, person, `SELECT `+personColumns+` FROM staff p WHERE p.password_hash = '' AND p.updated_at <= $1
		AND NOT EXISTS (SELECT 1 FROM staff_invitation i WHERE i.staff_id = p.id AND i.expires_at > $1) ORDER BY p.id LIMIT 100`, old)
	if err != nil {
		return err
	}
	for _, p := range list {
		if err := uninvite(ctx, tx, Actor{}, p, "staff.invitation.expire", now); err != nil {
			return err
		}
	}
	return nil
}
