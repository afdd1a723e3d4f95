package staff

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/mail"
	"onrecord/internal/page"
)

const personColumns = `p.id, p.name, p.email, p.role, p.disabled_at, p.password_hash, p.version, p.created_at, p.updated_at,
	(SELECT count(*) FROM staff_second_step x WHERE x.staff_id = p.id AND x.confirmed_at > 0),
	(SELECT count(*) FROM staff_passkey x WHERE x.staff_id = p.id), (SELECT count(*) FROM staff_policy x WHERE x.second_step_since > 0)`

// scanPerson reads personColumns and then what more was asked for. The hash
// itself stays here.
func scanPerson(r db.Row, more ...any) (p Person, err error) {
	var disabled, created, updated, second, asked int64
	var hash string
	err = r.Scan(append([]any{&p.ID, &p.Name, &p.Email, &p.Role, &disabled, &hash, &p.Version, &created, &updated, &second, &p.Passkeys, &asked}, more...)...)
	p.Disabled, p.Invited, p.SecondStep, p.Asked = disabled != 0, hash == "", second != 0, asked != 0
	p.CreatedAt, p.UpdatedAt = db.Time(created), db.Time(updated)
	return p, err
}

func person(r db.Row) (Person, error) { return scanPerson(r) }

func byNorm(ctx context.Context, q db.Querier, norm string) (p Person, hash string, err error) {
	p, err = db.One(ctx, q, func(r db.Row) (Person, error) { return scanPerson(r, &hash) },
		`SELECT `+personColumns+`, p.password_hash FROM staff p WHERE p.email_norm = $1`, norm)
	return p, hash, err
}

func byID(ctx context.Context, q db.Querier, id int64) (Person, error) {
	return db.One(ctx, q, person, `SELECT `+personColumns+` FROM staff p WHERE p.id = $1`, id)
}

// List gives the whole staff, a thousand at most, in order of their names.
func (s *Store) List(ctx context.Context) (_ []Person, err error) {
	defer fault.Wrap(&err, "staff.List()")
	all, err := db.All(ctx, s.d, person, `SELECT `+personColumns+` FROM staff p ORDER BY p.id LIMIT 1000`)
	slices.SortStableFunc(all, func(a, b Person) int { return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	return all, err
}

// Get gives one person.
func (s *Store) Get(ctx context.Context, id int64) (_ Person, err error) {
	defer fault.Wrap(&err, "staff.Get(%d)", id)
	return byID(ctx, s.d, id)
}

// PersonInput is what can be changed about a person. A new role or address
// ends the person's sessions, a new address their one-time links too.
type PersonInput struct {
	Name, Email string
	Role        Role
}

const mostName = 100

// check tidies the input and gives the normal form of the address.
func (in *PersonInput) check(p *fault.Problems) (normal string) {
	in.Name = norm.NFC.String(strings.TrimSpace(in.Name))
	switch {
	case !page.Clean(in.Name) || strings.ContainsAny(in.Name, "\n\r\t"):
		p.Add("name", "This holds characters that cannot be read; please type it again.")
	case in.Name == "":
		p.Add("name", "Please give a name.")
	case utf8.RuneCountInString(in.Name) > mostName:
		p.Add("name", "This may be at most %d characters long.", mostName)
	}
	email, normal, err := mail.ParseAddress(in.Email)
	if err != nil {
		format, args := "This is not an address that mail can be sent to.", []any(nil)
		if e, ok := fault.As(err); ok {
			format, args = e.Format, e.Args
		}
		p.Add("email", format, args...)
	}
	in.Email = email
	if !slices.Contains(Roles(), in.Role) {
		p.Add("role", "Choose one of the roles.")
	}
	return normal
}

// Update changes a person: anybody their own name and address, an owner all.
func (s *Store) Update(ctx context.Context, by Person, id, version int64, in PersonInput) (out Person, err error) {
	defer fault.Wrap(&err, "staff.Update(%d)", id)
	var problems fault.Problems
	normal := in.check(&problems)
	if err := problems.Err(); err != nil {
		return Person{}, err
	}
	return s.change(ctx, by, id, version, func(tx *db.Tx, was Person, now time.Time) error {
		if !by.Can(StaffManage) && (by.ID != id || in.Role != was.Role) {
			return errForbidden()
		}
		if err := apply(ctx, tx, was, in, normal, now); err != nil {
			return err
		}
		return noteChange(ctx, tx, by, was, in, now)
	})
}

// noteChange tells the audit log of what lets somebody in or lets them do more:
// the address, which signs in and gets the links, and the role.
func noteChange(ctx context.Context, tx *db.Tx, by, was Person, in PersonInput, now time.Time) error {
	if in.Email != was.Email {
		if err := audit(ctx, tx, by.Actor(), "address.change", subject(was), was.Email+" → "+in.Email, now); err != nil {
			return err
		}
	}
	if in.Role == was.Role {
		return nil
	}
	return audit(ctx, tx, by.Actor(), "role.change", subject(was), string(was.Role)+" → "+string(in.Role), now)
}

func apply(ctx context.Context, tx *db.Tx, was Person, in PersonInput, normal string, now time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE staff SET name = $1, email = $2, email_norm = $3, role = $4, version = version + 1, updated_at = $5 WHERE id = $6`,
		in.Name, in.Email, normal, in.Role, db.Ms(now), was.ID)
	if db.IsUnique(err) {
		return errTaken()
	}
	switch {
	case err != nil:
		return err
	case in.Email != was.Email: // a link that went to the old address, perhaps a stranger's, must not let in
		return lockOut(ctx, tx, was.ID)
	case in.Role != was.Role:
		return endSessions(ctx, tx, was.ID)
	}
	return nil
}

func errTaken() error {
	var p fault.Problems
	p.Add("email", "Somebody on the staff already has this address.")
	return p.Err()
}

func errForbidden() error {
	return fault.New(fault.Forbidden, "Your role does not allow this; ask an owner.")
}

// Disable locks a person out at once. The last owner cannot be disabled.
func (s *Store) Disable(ctx context.Context, by Person, id, version int64) (out Person, err error) {
	defer fault.Wrap(&err, "staff.Disable(%d)", id)
	return s.able(ctx, by, id, version, "staff.disable")
}

// Enable lets a disabled person sign in again.
func (s *Store) Enable(ctx context.Context, by Person, id, version int64) (out Person, err error) {
	defer fault.Wrap(&err, "staff.Enable(%d)", id)
	return s.able(ctx, by, id, version, "staff.enable")
}

func (s *Store) able(ctx context.Context, by Person, id, version int64, action string) (Person, error) {
	if !by.Can(StaffManage) {
		return Person{}, errForbidden()
	}
	return s.change(ctx, by, id, version, func(tx *db.Tx, was Person, now time.Time) error {
		at := now
		if action == "staff.enable" {
			at = time.Time{}
		}
		_, err := tx.Exec(ctx, `UPDATE staff SET disabled_at = $1, version = version + 1, updated_at = $2 WHERE id = $3`, db.Ms(at), db.Ms(now), id)
		if err == nil {
			err = lockOut(ctx, tx, id)
		}
		if err != nil {
			return err
		}
		return audit(ctx, tx, by.Actor(), action, subject(was), "", now)
	})
}

// lockOut ends what lets a person in: sessions and one-time links.
func lockOut(ctx context.Context, tx *db.Tx, id int64) error {
	if _, err := tx.Exec(ctx, `DELETE FROM staff_invitation WHERE staff_id = $1`, id); err != nil {
		return err
	}
	return endSessions(ctx, tx, id)
}

// change runs f on a person who is still at version, for somebody who may
// still act, and makes sure that an owner is left who can sign in.
func (s *Store) change(ctx context.Context, by Person, id, version int64, f func(tx *db.Tx, was Person, now time.Time) error) (out Person, err error) {
	now := s.now()
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		if err := still(ctx, tx, by); err != nil {
			return err
		}
		was, err := byID(ctx, tx, id)
		if err != nil {
			return err
		}
		if was.Version != version {
			return fault.New(fault.Conflict, "Somebody else changed this person meanwhile; look at what they did and save yours again.")
		}
		if err := f(tx, was, now); err != nil {
			return err
		}
		if err := ownerLeft(ctx, tx); err != nil {
			return err
		}
		out, err = byID(ctx, tx, id)
		return err
	})
	return out, err
}

// still makes sure that who acts has not lost role or account since their
// request began: two owners must not demote each other at once.
func still(ctx context.Context, tx *db.Tx, by Person) error {
	if by.ID == 0 {
		return nil // the command line
	}
	now, err := byID(ctx, tx, by.ID)
	if fault.Is(err, fault.NotFound) || err == nil && (now.Disabled || now.Role != by.Role) {
		return errForbidden()
	}
	return err
}

func ownerLeft(ctx context.Context, tx *db.Tx) error {
	n, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM staff WHERE role = $1 AND disabled_at = 0 AND password_hash <> ''`, Owner)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "A site keeps at least one owner who can sign in; make somebody else an owner first.")
	}
	return err
}

// Remove deletes a person; their posts stay. The last owner cannot be removed.
func (s *Store) Remove(ctx context.Context, by Person, id int64) (err error) {
	defer fault.Wrap(&err, "staff.Remove(%d)", id)
	if !by.Can(StaffManage) {
		return errForbidden()
	}
	now := s.now()
	return s.d.Write(ctx, func(tx *db.Tx) error {
		if err := still(ctx, tx, by); err != nil {
			return err
		}
		was, err := byID(ctx, tx, id)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE token SET revoked_at = $1 WHERE created_by = $2 AND revoked_at = 0`, db.Ms(now), id); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM staff WHERE id = $1`, id); err != nil {
			return err
		}
		if err := ownerLeft(ctx, tx); err != nil {
			return err
		}
		return audit(ctx, tx, by.Actor(), "staff.remove", subject(was), "", now)
	})
}

// subject names a person in the audit log.
func subject(p Person) string { return fmt.Sprintf("staff %d, %s", p.ID, p.Name) }
