package staff

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"strconv"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// The audit log is a chain: the hash of a line is over the hash of the line
// before and over what the line says. The seal keeps the last hash and the
// number of lines. It is written with each line, so that two writers at once
// are one after the other on both engines, and ids are in the order of the
// chain.

// link is the hash of a line after another. Each part goes with its length,
// so that nothing can move from one to the next.
func (e Entry) link(before string) string {
	h := sha256.New()
	for _, part := range []string{
		before, strconv.FormatInt(db.Ms(e.At), 10), strconv.FormatInt(e.By.StaffID, 10), strconv.FormatInt(e.By.TokenID, 10),
		e.Action, e.Subject, e.Detail,
	} {
		h.Write([]byte(strconv.Itoa(len(part)) + ":" + part))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// seal takes the lock on the end of the chain and moves it on by one line.
func seal(ctx context.Context, tx *db.Tx, e Entry) (hash string, err error) {
	hash, err = db.One(ctx, tx, db.Value[string], `UPDATE audit_seal SET n = n + 1 WHERE id = 1 RETURNING hash`)
	if errors.Is(err, sql.ErrNoRows) {
		hash, err = firstSeal(ctx, tx)
	}
	if err != nil {
		return "", err
	}
	hash = e.link(hash)
	_, err = tx.Exec(ctx, `UPDATE audit_seal SET hash = $1 WHERE id = 1`, hash)
	return hash, err
}

// firstSeal takes up the lines of before there was a chain.
func firstSeal(ctx context.Context, tx *db.Tx) (string, error) {
	old, err := follow(ctx, tx)
	if err != nil {
		return "", err
	}
	_, err = tx.Exec(ctx, `INSERT INTO audit_seal (id, n, hash) VALUES (1, $1, $2)`, old.Lines+1, old.Seal)
	return old.Seal, err
}

// AuditCheck is what a walk along the audit log found.
type AuditCheck struct {
	Lines    int64
	Seal     string // the hash of the last line; whoever noted an earlier one can ask whether it is still in the chain
	BrokenAt int64  // the first line whose hash is not that of what it says and of what came before; 0 when there is none
	Missing  int64  // lines that the seal counts and that are not there
	Noted    int64  // the line with the seal that was asked for, or 0
	noted    string
	chained  bool // a line with a hash was met
}

// Whole tells whether nothing was changed, taken out or put in.
func (c AuditCheck) Whole() bool { return c.BrokenAt == 0 && c.Missing == 0 }

// CheckAudit walks along the whole audit log. Noted, which may be "", is a
// seal of an earlier check that should be in the chain.
func (s *Store) CheckAudit(ctx context.Context, noted string) (c AuditCheck, err error) {
	defer fault.Wrap(&err, "staff.CheckAudit()")
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		c, err = check(ctx, tx, noted)
		return err
	})
	return c, err
}

func check(ctx context.Context, tx *db.Tx, noted string) (AuditCheck, error) {
	c := AuditCheck{noted: noted}
	if err := c.walk(ctx, tx); err != nil {
		return c, err
	}
	var n int64
	var hash string
	_, err := db.One(ctx, tx, func(r db.Row) (bool, error) { return true, r.Scan(&n, &hash) }, `SELECT n, hash FROM audit_seal WHERE id = 1`)
	if errors.Is(err, sql.ErrNoRows) {
		return c, nil // nothing was written since the chain began
	}
	c.Missing = n - c.Lines
	if c.Missing == 0 && hash != c.Seal && c.BrokenAt == 0 {
		c.Missing = 1
	}
	return c, err
}

func follow(ctx context.Context, q db.Querier) (c AuditCheck, err error) {
	return c, c.walk(ctx, q)
}

const auditStride = 1000

// walk reads the log in order and goes on behind what is broken, with what
// that line claims.
func (c *AuditCheck) walk(ctx context.Context, q db.Querier) error {
	after := int64(0)
	for {
		n := 0
		lines, err := db.All(ctx, q, scanSealed, `SELECT id, at, staff_id, token_id, action, subject, detail, hash FROM audit
			WHERE id > $1 ORDER BY id LIMIT $2`, after, auditStride)
		for _, l := range lines {
			n++
			after = l.ID
			c.take(l)
		}
		if err != nil || n < auditStride {
			return err
		}
	}
}

type sealed struct {
	Entry
	hash string
}

func scanSealed(r db.Row) (l sealed, err error) {
	var at int64
	err = r.Scan(&l.ID, &at, &l.By.StaffID, &l.By.TokenID, &l.Action, &l.Subject, &l.Detail, &l.hash)
	l.At = time.UnixMilli(at)
	return l, err
}

func (c *AuditCheck) take(l sealed) {
	chained := c.Lines > 0 && c.chained
	c.Lines++
	c.Seal = l.link(c.Seal)
	wrong := l.hash != c.Seal && (l.hash != "" || chained)
	if wrong && c.BrokenAt == 0 {
		c.BrokenAt = l.ID
	}
	if l.hash != "" {
		c.Seal, c.chained = l.hash, true
	}
	if c.Seal == c.noted && c.Noted == 0 {
		c.Noted = l.ID
	}
}
