package member

import (
	"context"
	"slices"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/mail"
)

const columns = `id, email, name, status, note, version, created_at, updated_at`

func scan(r db.Row) (m Member, err error) {
	var created, updated int64
	err = r.Scan(&m.ID, &m.Email, &m.Name, &m.Status, &m.Note, &m.Version, &created, &updated)
	m.CreatedAt, m.UpdatedAt = db.Time(created), db.Time(updated)
	return m, err
}

// Get gives one member.
func (s *Store) Get(ctx context.Context, id int64) (m Member, err error) {
	defer fault.Wrap(&err, "member.Get(%d)", id)
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		m, err = get(ctx, tx, id)
		return err
	})
	return m, err
}

func get(ctx context.Context, tx *db.Tx, id int64) (Member, error) {
	list, err := byIDs(ctx, tx, []int64{id})
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "This member is not here any more.")
	}
	if err != nil {
		return Member{}, err
	}
	return list[0], nil
}

// ByEmail finds a member by any spelling of their address.
func (s *Store) ByEmail(ctx context.Context, email string) (m Member, err error) {
	defer fault.Wrap(&err, "member.ByEmail()")
	_, normal, err := mail.ParseAddress(email)
	if err != nil {
		return Member{}, err
	}
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		id, err := idOf(ctx, tx, normal)
		if err != nil {
			return err
		}
		m, err = get(ctx, tx, id)
		return err
	})
	return m, err
}

// IDByEmail is the id of whom ByEmail finds, 0 for nobody. It takes the same
// work either way, so that its time tells nobody who is known.
func (s *Store) IDByEmail(ctx context.Context, email string) (id int64, err error) {
	defer fault.Wrap(&err, "member.IDByEmail()")
	_, normal, err := mail.ParseAddress(email)
	if err != nil {
		return 0, err
	}
	return db.One(ctx, s.d, db.Value[int64], `SELECT COALESCE(max(id), 0) FROM member WHERE email_norm = $1`, normal)
}

func idOf(ctx context.Context, q db.Querier, normal string) (int64, error) {
	return db.One(ctx, q, db.Value[int64], `SELECT id FROM member WHERE email_norm = $1`, normal)
}

// byIDs gives the members of at most a thousand ids, the newest first, with
// their labels and subscriptions.
func byIDs(ctx context.Context, tx *db.Tx, ids []int64) ([]Member, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	in, args := tx.Engine.Marks(len(ids), 1), db.Args(ids)
	list, err := db.All(ctx, tx, scan, `SELECT `+columns+` FROM member WHERE id IN (`+in+`) ORDER BY id DESC`, args...)
	if err != nil {
		return nil, err
	}
	at := make(map[int64]*Member, len(list))
	for i := range list {
		at[list[i].ID] = &list[i]
	}
	_, err = db.All(ctx, tx, func(r db.Row) (_ struct{}, err error) {
		var id int64
		var label string
		err = r.Scan(&id, &label)
		if m := at[id]; err == nil && m != nil {
			m.Labels = append(m.Labels, label)
		}
		return struct{}{}, err
	}, `SELECT member_id, label FROM member_label WHERE member_id IN (`+in+`) ORDER BY member_id, label`, args...)
	if err != nil {
		return nil, err
	}
	_, err = db.All(ctx, tx, func(r db.Row) (_ struct{}, err error) {
		var id, changed int64
		var sub Subscription
		err = r.Scan(&id, &sub.NewsletterID, &sub.State, &changed)
		sub.ChangedAt = db.Time(changed)
		if m := at[id]; err == nil && m != nil {
			m.Subscriptions = append(m.Subscriptions, sub)
		}
		return struct{}{}, err
	}, `SELECT member_id, newsletter_id, state, changed_at FROM subscription WHERE member_id IN (`+in+`) ORDER BY member_id, newsletter_id`, args...)
	return list, err
}

// missing are those of want that are not in have.
func missing(want, have []string) []string {
	var out []string
	for _, w := range want {
		if !slices.Contains(have, w) {
			out = append(out, w)
		}
	}
	return out
}
