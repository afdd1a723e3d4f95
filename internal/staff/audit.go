package staff

import (
	"context"
	"math"
	"strconv"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Actor is who did something: one of the staff, a token, or with neither the
// command line or the program itself.
type Actor struct{ StaffID, TokenID int64 }

// Entry is one line of the audit log. The database refuses to change or
// delete one, and CheckAudit tells when somebody got around that.
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
	e := Entry{At: now, By: by, Action: action, Subject: cut(subject, mostAudit), Detail: cut(detail, mostAudit)}
	hash, err := seal(ctx, tx, e)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO audit (at, staff_id, token_id, action, subject, detail, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		db.Ms(now), by.StaffID, by.TokenID, action, e.Subject, e.Detail, hash)
	return err
}

// AuditFilter chooses lines of the audit log; its zero value chooses all.
type AuditFilter struct {
	Who    string    // a staff id; "0" for what the program did, WhoTokens for what tokens did
	Action string    // how the action begins, such as "member" or "member.export"
	Since  time.Time // at or after
	Until  time.Time // before
	Before int64     // only ids under it; 0 begins with the newest
	Limit  int       // 1 to 1000
}

// WhoTokens is AuditFilter.Who for everything done with an API token.
const WhoTokens = "tokens"

// AuditList gives the lines that fit, the newest first; next is the Before of
// the following page, 0 at the end. A Who that is nothing of the kind is
// fault.Invalid.
func (s *Store) AuditList(ctx context.Context, f AuditFilter) (entries []Entry, next int64, err error) {
	defer fault.Wrap(&err, "staff.AuditList(%+v)", f)
	who, err := f.who()
	if err != nil {
		return nil, 0, err
	}
	limit := min(max(f.Limit, 1), 1000)
	before, since, until := int64(math.MaxInt64), int64(math.MinInt64), int64(math.MaxInt64)
	if f.Before > 0 {
		before = f.Before
	}
	if !f.Since.IsZero() {
		since = db.Ms(f.Since)
	}
	if !f.Until.IsZero() {
		until = db.Ms(f.Until)
	}
	entries, err = db.All(ctx, s.d, scanEntry, `SELECT id, at, staff_id, token_id, action, subject, detail FROM audit
		WHERE id < $1 AND at >= $2 AND at < $3 AND action >= $4 AND action < $5
		AND staff_id >= $6 AND staff_id <= $7 AND token_id >= $8 AND token_id <= $9 ORDER BY id DESC LIMIT $10`,
		before, since, until, f.Action, f.Action+afterActions, who[0], who[1], who[2], who[3], limit+1)
	if err != nil || len(entries) <= limit {
		return entries, 0, err
	}
	entries = entries[:limit]
	return entries, entries[limit-1].ID, nil
}

// afterActions sorts behind every letter that an action is written with.
const afterActions = "~"

// who gives the least and the greatest id of staff, then of tokens.
func (f AuditFilter) who() ([4]int64, error) {
	switch f.Who {
	case "":
		return [4]int64{0, math.MaxInt64, 0, math.MaxInt64}, nil
	case WhoTokens:
		return [4]int64{0, math.MaxInt64, 1, math.MaxInt64}, nil
	}
	id, err := strconv.ParseInt(f.Who, 10, 64)
	if err != nil || id < 0 {
		var p fault.Problems
		p.Add("who", "Choose somebody from the list.")
		return [4]int64{}, p.Err()
	}
	if id == 0 {
		return [4]int64{}, nil
	}
	return [4]int64{id, id, 0, math.MaxInt64}, nil
}

func scanEntry(r db.Row) (e Entry, err error) {
	var at int64
	err = r.Scan(&e.ID, &at, &e.By.StaffID, &e.By.TokenID, &e.Action, &e.Subject, &e.Detail)
	e.At = db.Time(at)
	return e, err
}

func fingerprintID(id int64) string { return fingerprint(strconv.FormatInt(id, 10)) }
