package newsletter

import (
	"context"
	"math"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/page"
)

const deliveryColumns = `d.id, d.issue_id, d.member_id, d.email, d.email_norm, d.name, d.state, d.attempts, d.next_at, d.host, d.reply_code, d.reply, d.updated_at,
	COALESCE((SELECT c.choice FROM delivery_choice c WHERE c.delivery_id = d.id ORDER BY c.id DESC LIMIT 1), '')`

// delivery rows, with what makes their Message-ID.
type deliveryRow struct {
	Delivery
	normal string
}

func scanDelivery(r db.Row) (d deliveryRow, err error) {
	var next, updated int64
	err = r.Scan(&d.ID, &d.IssueID, &d.MemberID, &d.Email, &d.normal, &d.Name, &d.State, &d.Attempts, &next, &d.Host, &d.ReplyCode, &d.Reply, &updated, &d.Choice)
	d.NextAt, d.UpdatedAt = db.Time(next), db.Time(updated)
	return d, err
}

// Delivery pages.
const (
	deliveryPage = 50
	deliveryMost = 1000
)

func pageOf(limit int) int {
	if limit < 1 || limit > deliveryMost {
		return deliveryPage
	}
	return limit
}

// Deliveries lists an issue's deliveries by ID, in one state or (state empty) in all.
func (s *Store) Deliveries(ctx context.Context, issueID int64, state string, after int64, limit int) (_ []Delivery, err error) {
	defer fault.Wrap(&err, "newsletter.Deliveries(%d, %q)", issueID, state)
	query, args := `SELECT `+deliveryColumns+` FROM delivery d WHERE d.issue_id = $1 AND d.id > $2`, []any{issueID, after}
	if state != "" {
		query, args = query+` AND d.state = $3`, append(args, state)
	}
	rows, err := db.All(ctx, s.DB, scanDelivery, query+` ORDER BY d.id LIMIT `+db.In(1, len(args)+1), append(args, pageOf(limit))...)
	if err != nil {
		return nil, err
	}
	return s.named(ctx, rows)
}

// DeliveriesTo lists what a member was sent, newest first, for their own data.
func (s *Store) DeliveriesTo(ctx context.Context, memberID, before int64, limit int) (_ []Delivery, err error) {
	defer fault.Wrap(&err, "newsletter.DeliveriesTo(%d)", memberID)
	if before < 1 {
		before = math.MaxInt64
	}
	rows, err := db.All(ctx, s.DB, scanDelivery, `SELECT `+deliveryColumns+` FROM delivery d WHERE d.member_id = $1 AND d.id < $2 ORDER BY d.id DESC LIMIT $3`,
		memberID, before, pageOf(limit))
	if err != nil {
		return nil, err
	}
	return s.named(ctx, rows)
}

// named adds the Message-IDs.
func (s *Store) named(ctx context.Context, rows []deliveryRow) ([]Delivery, error) {
	key, err := s.messageKey(ctx)
	if err != nil {
		return nil, err
	}
	hosts := map[int64]string{}
	out := make([]Delivery, len(rows))
	for n, d := range rows {
		host, ok := hosts[d.IssueID]
		if !ok {
			if host, err = s.messageHost(ctx, d.IssueID); err != nil {
				return nil, err
			}
			hosts[d.IssueID] = host
		}
		out[n] = d.Delivery
		if d.Email != "" {
			out[n].MessageID = messageID(key, d.IssueID, d.normal, host)
		}
	}
	return out, nil
}

func (s *Store) messageHost(ctx context.Context, issueID int64) (string, error) {
	h, err := s.loadHead(ctx, issueID)
	return h.Host, err
}

// Decide settles an uncertain delivery: Hold leaves it, Accept counts it as
// sent, Resend sends it again, at the risk of a second copy. Each choice is
// recorded with who made it.
func (s *Store) Decide(ctx context.Context, deliveryID int64, choice string, by int64) (_ Delivery, err error) {
	defer fault.Wrap(&err, "newsletter.Decide(%d, %q) by %d", deliveryID, choice, by)
	if choice != Hold && choice != Resend && choice != Accept {
		return Delivery{}, field("choice", "Choose hold, resend or accept.")
	}
	now := db.Ms(s.Now())
	var row deliveryRow
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		d, err := db.One(ctx, tx, scanDelivery, `SELECT `+deliveryColumns+` FROM delivery d WHERE d.id = $1`, deliveryID)
		if fault.Is(err, fault.NotFound) {
			return fault.New(fault.NotFound, "This delivery was not found.").Because(err)
		}
		if err != nil {
			return err
		}
		if d.State != DeliveryUncertain {
			return fault.New(fault.Conflict, "This delivery is not uncertain any more; it is %s.", d.State)
		}
		if _, err := tx.Exec(ctx, `INSERT INTO delivery_choice (delivery_id, choice, staff_id, at) VALUES ($1, $2, $3, $4)`, d.ID, choice, by, now); err != nil {
			return err
		}
		if err := decide(ctx, tx, d, choice, now); err != nil {
			return err
		}
		row, err = db.One(ctx, tx, scanDelivery, `SELECT `+deliveryColumns+` FROM delivery d WHERE d.id = $1`, deliveryID)
		return err
	})
	if err != nil {
		return Delivery{}, err
	}
	list, err := s.named(ctx, []deliveryRow{row})
	if err != nil {
		return Delivery{}, err
	}
	return list[0], nil
}

func decide(ctx context.Context, tx *db.Tx, d deliveryRow, choice string, now int64) error {
	switch choice {
	case Accept:
		if _, err := tx.Exec(ctx, `UPDATE delivery SET state = 'sent', updated_at = $1 WHERE id = $2`, now, d.ID); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE issue SET sent = sent + 1, uncertain = uncertain - 1 WHERE id = $1 AND finished_at > 0`, d.IssueID)
		return err
	case Resend:
		return resend(ctx, tx, d, now)
	}
	return nil
}

// resend opens the delivery, its chunk and, if it was over, its issue again.
func resend(ctx context.Context, tx *db.Tx, d deliveryRow, now int64) error {
	i, err := bareIssue(ctx, tx, d.IssueID)
	if err != nil {
		return err
	}
	switch {
	case i.State == Cancelled:
		return fault.New(fault.Conflict, "This issue was cancelled, so nothing of it is sent any more.")
	case d.Email == "":
		return fault.New(fault.Conflict, "This member was deleted, so there is no address to send to.")
	}
	if _, err := tx.Exec(ctx, `UPDATE delivery SET state = 'pending', next_at = 0, epoch = 0, updated_at = $1 WHERE id = $2`, now, d.ID); err != nil {
		return err
	}
	// A chunk that is being worked on is looked at again when it is given back.
	if _, err := tx.Exec(ctx, `UPDATE delivery_chunk SET state = 'ready', due_at = $1 WHERE issue_id = $2 AND first_id <= $3 AND last_id >= $3 AND state <> 'leased'`,
		now, d.IssueID, d.ID); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE issue SET state = CASE WHEN state = 'sent' THEN 'sending' ELSE state END, finished_at = 0, updated_at = $1, version = version + 1 WHERE id = $2`,
		now, d.IssueID)
	return err
}

// ForgetMember takes the member's address and name out of all deliveries; what
// is still pending is skipped. It is member.Store's OnDelete.
func (s *Store) ForgetMember(ctx context.Context, tx *db.Tx, memberID int64) (err error) {
	defer fault.Wrap(&err, "newsletter.ForgetMember(%d)", memberID)
	_, err = tx.Exec(ctx, `UPDATE delivery SET email = '', name = '', email_norm = 'deleted ' || id, member_id = 0,
		state = CASE WHEN state = 'pending' THEN 'skipped' ELSE state END, reply = CASE WHEN state = 'pending' THEN 'deleted' ELSE reply END
		WHERE member_id = $1`, memberID)
	return err
}

// HoldRestored pauses everything open after a restore, so that nothing is sent
// by itself: not what was scheduled, and not what was under way. What may have
// been on its way when the backup was taken is uncertain.
func (s *Store) HoldRestored(ctx context.Context, tx *db.Tx) (held int64, err error) {
	defer fault.Wrap(&err, "newsletter.HoldRestored()")
	now := db.Ms(s.Now())
	held, err = tx.Exec(ctx, `UPDATE issue SET paused_from = state, state = 'paused', pause_reason = $1, updated_at = $2, version = version + 1
		WHERE state IN ('scheduled', 'freezing', 'sending')`, restoredReason, now)
	if err != nil {
		return 0, err
	}
	if _, err := tx.Exec(ctx, `UPDATE delivery SET state = 'uncertain', attempts = attempts + 1, reply = $1, updated_at = $2 WHERE state = 'committing'`, restoredEvent, now); err != nil {
		return 0, err
	}
	if _, err := tx.Exec(ctx, `UPDATE delivery_chunk SET state = 'ready', lease_owner = '', lease_until = 0, epoch = epoch + 1 WHERE state = 'leased'`); err != nil {
		return 0, err
	}
	return held, page.Changed(ctx, tx, "issues")
}

const (
	restoredReason = "This site was restored from a backup. Mail that went out after the backup was taken is not in its ledger, so look at each issue before you resume it."
	restoredEvent  = "The backup was taken while the server's answer was awaited."
)
