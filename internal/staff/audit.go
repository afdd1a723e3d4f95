package staff

import (
	"context"
	"strconv"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Actor is who did something: one of the staff, a token, or with neither the
// command line or the program itself.
type Actor struct{ StaffID, TokenID int64 }

// Entry is one line of the audit log. The database refuses to change or
// delete one.
type Entry struct {
	ID              int64
	At              time.Time
	By              Actor
	Action          string // such as "signin", "role.change", "member.export", "issue.send"
	Subject, Detail string
}

// Audit writes one line to the audit log in the transaction of what it tells.
// Texts longer than 500 characters are cut.
func (s *Store) Audit(ctx context.Context, tx *db.Tx, by Actor, action, subject, detail string) (err error) {
	defer fault.Wrap(&err, "staff.Audit(%q)", action)
	return audit(ctx, tx, by, action, subject, detail, s.now())
}

const mostAudit = 500

func audit(ctx context.Context, tx *db.Tx, by Actor, action, subject, detail string, now time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO audit (at, staff_id, token_id, action, subject, detail) VALUES ($1, $2, $3, $4, $5, $6)`,
		db.Ms(now), by.StaffID, by.TokenID, action, cut(subject, mostAudit), cut(detail, mostAudit))
	return err
}

// AuditList gives up to limit lines with an id under before, the newest first;
// 0 begins, and next is 0 at the end.
func (s *Store) AuditList(ctx context.Context, before int64, limit int) (entries []Entry, next int64, err error) {
	defer fault.Wrap(&err, "staff.AuditList(%d)", before)
	if before <= 0 {
		before = 1<<63 - 1
	}
	limit = min(max(limit, 1), 1000)
	entries, err = db.All(ctx, s.d, scanEntry, `SELECT id, at, staff_id, token_id, action, subject, detail FROM audit
		WHERE id < $1 ORDER BY id DESC LIMIT $2`, before, limit+1)
	if err != nil || len(entries) <= limit {
		return entries, 0, err
	}
	entries = entries[:limit]
	return entries, entries[limit-1].ID, nil
}

func scanEntry(r db.Row) (e Entry, err error) {
	var at int64
	err = r.Scan(&e.ID, &at, &e.By.StaffID, &e.By.TokenID, &e.Action, &e.Subject, &e.Detail)
	e.At = db.Time(at)
	return e, err
}

func fingerprintID(id int64) string { return fingerprint(strconv.FormatInt(id, 10)) }
