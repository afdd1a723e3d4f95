package member

import (
	"context"
	"slices"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Create is CreateSubscribed to nothing.
func (s *Store) Create(ctx context.Context, in Input) (m Member, err error) {
	return s.CreateSubscribed(ctx, in, nil, Proof{})
}

// CreateSubscribed adds a member, for staff, with the subscriptions that p is
// the proof of; one that cannot begin leaves nothing begun. A known or
// barred address is fault.Invalid on field email.
func (s *Store) CreateSubscribed(ctx context.Context, in Input, wanted []int64, p Proof) (m Member, err error) {
	defer fault.Wrap(&err, "member.Create()")
	normal, err := in.check()
	if err != nil {
		return Member{}, err
	}
	if in.Status == "" {
		in.Status = Active
	}
	hash, err := s.hasher(ctx)
	if err != nil {
		return Member{}, err
	}
	now := s.clock(ctx)
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		if err := hash.refuse(ctx, tx, normal); err != nil {
			return err
		}
		id, err := insert(ctx, tx, in, normal, now)
		if err != nil {
			return err
		}
		if why := barOf[in.Status]; why != "" {
			if err := hash.bar(ctx, tx, normal, why, now); err != nil {
				return err
			}
		}
		if err := consent(ctx, tx, id, 0, "by_staff", Proof{}, now); err != nil {
			return err
		}
		if len(wanted) > 0 {
			if err := s.begin(ctx, tx, hash, id, wanted, p, now); err != nil {
				return err
			}
		}
		m, err = get(ctx, tx, id)
		return err
	})
	return m, err
}

// begin gives a new member their subscriptions.
func (s *Store) begin(ctx context.Context, tx *db.Tx, hash hasher, id int64, wanted []int64, p Proof, now time.Time) error {
	m, err := row(ctx, tx, id)
	if err != nil {
		return err
	}
	return settle(ctx, tx, hash, m, map[int64]string{}, wanted, p, now)
}

// insert writes a member with labels and terms.
func insert(ctx context.Context, tx *db.Tx, in Input, normal string, now time.Time) (int64, error) {
	words := terms(in.Email, in.Name)
	id, err := db.One(ctx, tx, db.Value[int64], `INSERT INTO member (email, email_norm, name, status, note, search, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $7) RETURNING id`, in.Email, normal, in.Name, in.Status, in.Note, searchText(words), db.Ms(now))
	if db.IsUnique(err) {
		return 0, errTaken()
	}
	if err != nil {
		return 0, err
	}
	if err := addTerms(ctx, tx, id, normal, words); err != nil {
		return 0, err
	}
	if err := turned(ctx, tx, id, "", in.Status, now); err != nil {
		return 0, err
	}
	return id, addLabels(ctx, tx, id, in.Labels)
}

func errTaken() error { return invalid("email", "Another member already has this address.") }

func addTerms(ctx context.Context, tx *db.Tx, id int64, normal string, words []string) error {
	return tx.InsertMany(ctx, "member_term", []string{"term", "member_id"}, termRows(nil, id, normal, words))
}

func dropTerms(ctx context.Context, tx *db.Tx, id int64, words []string) error {
	if len(words) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `DELETE FROM member_term WHERE member_id = $1 AND term IN (`+db.In(len(words), 2)+`)`,
		append([]any{id}, db.Args(words)...)...)
	return err
}

func addLabels(ctx context.Context, tx *db.Tx, id int64, labels []string) error {
	rows := make([][]any, len(labels))
	for i, l := range labels {
		rows[i] = []any{l, id}
	}
	return tx.InsertMany(ctx, "member_label", []string{"label", "member_id"}, rows)
}

// Update changes a member, for staff. A stale version is fault.Conflict. What
// a member ended, staff cannot take up again: that is fault.Invalid on field status.
func (s *Store) Update(ctx context.Context, id, version int64, in Input) (m Member, err error) {
	defer fault.Wrap(&err, "member.Update(%d)", id)
	normal, err := in.check()
	if err != nil {
		return Member{}, err
	}
	hash, err := s.hasher(ctx)
	if err != nil {
		return Member{}, err
	}
	now := s.clock(ctx)
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		was, err := row(ctx, tx, id)
		if err != nil {
			return err
		}
		if was.Version != version {
			return fault.New(fault.Conflict, "This member changed meanwhile; look at what is there now and save yours again.")
		}
		if in.Status == "" {
			in.Status = was.Status
		}
		if err := change(ctx, tx, hash, was, in, normal, now); err != nil {
			return err
		}
		m, err = get(ctx, tx, id)
		return err
	})
	return m, err
}

// stored is a member's row with what only this package sees.
type stored struct {
	Member
	normal, search string
}

func row(ctx context.Context, tx *db.Tx, id int64) (m stored, err error) {
	list, err := db.All(ctx, tx, func(r db.Row) (m stored, err error) {
		err = r.Scan(&m.ID, &m.Email, &m.normal, &m.search, &m.Name, &m.Status, &m.Version)
		return m, err
	}, `SELECT id, email, email_norm, search, name, status, version FROM member WHERE id = $1`, id)
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "This member is not here any more.")
	}
	if err != nil {
		return stored{}, err
	}
	return list[0], nil
}

func change(ctx context.Context, tx *db.Tx, hash hasher, was stored, in Input, normal string, now time.Time) error {
	if normal != was.normal {
		if err := hash.refuse(ctx, tx, normal); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, was.ID); err != nil { // whoever reads mail there signs in anew
			return err
		}
	}
	if err := turn(ctx, tx, hash, was, in.Status, normal, now); err != nil {
		return err
	}
	words := terms(in.Email, in.Name)
	_, err := tx.Exec(ctx, `UPDATE member SET email = $1, email_norm = $2, name = $3, note = $4, search = $5,
		version = version + 1, updated_at = $6 WHERE id = $7`, in.Email, normal, in.Name, in.Note, searchText(words), db.Ms(now), was.ID)
	if db.IsUnique(err) {
		return errTaken()
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
	if _, err := tx.Exec(ctx, `DELETE FROM member_label WHERE member_id = $1`, was.ID); err != nil {
		return err
	}
	return addLabels(ctx, tx, was.ID, in.Labels)
}

// turn sets the status as staff may: they can stop mail for any reason, and
// let it flow again after a bounce alone.
func turn(ctx context.Context, tx *db.Tx, hash hasher, was stored, to Status, normal string, now time.Time) error {
	switch {
	case to == was.Status:
		return nil
	case was.Status == Unsubscribed || was.Status == Complained:
		return invalid("status", "This person ended their subscriptions; only they can take them up again, by the form on the site.")
	case to == Active:
		why, err := hash.reason(ctx, tx, normal)
		if err == nil && why != "" && why != ReasonBounced { // of an address that a list called bounced
			err = invalid("status", barred[why])
		}
		if err == nil {
			err = hash.lift(ctx, tx, normal)
		}
		if err != nil {
			return err
		}
	default:
		if err := hash.bar(ctx, tx, normal, barOf[to], now); err != nil {
			return err
		}
	}
	if to == Unsubscribed {
		return endAll(ctx, tx, was.ID, Proof{}, now)
	}
	if to == Complained {
		if err := endRows(ctx, tx, was.ID, now); err != nil {
			return err
		}
	}
	if err := turned(ctx, tx, was.ID, was.Status, to, now); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE member SET status = $1 WHERE id = $2`, to, was.ID)
	return err
}

// Delete removes a member and all that is stored about them but a keyed hash
// of each address they had, by which no import can bring them back.
func (s *Store) Delete(ctx context.Context, id int64) (err error) {
	defer fault.Wrap(&err, "member.Delete(%d)", id)
	hash, err := s.hasher(ctx)
	if err != nil {
		return err
	}
	now := s.clock(ctx)
	return s.d.Write(ctx, func(tx *db.Tx) error {
		was, err := row(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := hash.bar(ctx, tx, was.normal, ReasonDeleted, now); err != nil {
			return err
		}
		if err := turned(ctx, tx, id, was.Status, "", now); err != nil {
			return err
		}
		if err := dropTerms(ctx, tx, id, storedTerms(was.search)); err != nil {
			return err
		}
		addresses, err := formerAddresses(ctx, tx, was)
		if err != nil {
			return err
		}
		for _, normal := range addresses {
			if err := hash.bar(ctx, tx, normal, ReasonDeleted, now); err != nil {
				return err
			}
			if err := s.forget(ctx, tx, id, normal); err != nil {
				return err
			}
		}
		_, err = tx.Exec(ctx, `DELETE FROM member WHERE id = $1`, id)
		return err
	})
}

// forget removes what is stored by an address that a member has or had.
func (s *Store) forget(ctx context.Context, tx *db.Tx, id int64, normal string) error {
	for _, q := range []string{
		`DELETE FROM signup WHERE email_norm = $1`,
		`DELETE FROM member_signin WHERE email_norm = $1`,
		`DELETE FROM member_import_refusal WHERE email_norm = $1`,
	} {
		if _, err := tx.Exec(ctx, q, normal); err != nil {
			return err
		}
	}
	if s.OnDelete == nil {
		return nil
	}
	return s.OnDelete(ctx, tx, id, normal)
}
