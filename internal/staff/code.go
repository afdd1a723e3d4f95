package staff

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"strings"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/limit"
)

// How often codes may be tried for one person, wherever the tries come from:
// a million codes, three good at a time, are not guessed at this pace.
const (
	triesCode    = 6  // in a window
	triesCodeDay = 30 // in a day
)

func (s *Store) allowCode(ctx context.Context, staffID int64, now time.Time) error {
	key := "code:" + fingerprintID(staffID)
	if err := s.allow(ctx, key, triesCode, now); err != nil {
		return err
	}
	ok, _, err := limit.Allow(ctx, s.d, key+":day", triesCodeDay, 24*time.Hour, now)
	if err == nil && !ok {
		err = fault.New(fault.TooMany, "There were too many tries with codes today; try again tomorrow, or ask an owner to reset your second step.")
	}
	return err
}

func errCode(format string) error {
	var p fault.Problems
	p.Add("code", format)
	return p.Err()
}

// tidy is a code as it is stored, however it was typed.
func tidy(code string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\t' {
			return -1
		}
		return r
	}, strings.ToUpper(strings.TrimSpace(code)))
}

// spend uses a code up: one of the app, which must be newer than the last one
// used, or a recovery code. Recovery tells which it was.
func spend(ctx context.Context, tx *db.Tx, staffID int64, code string, now time.Time) (recovery bool, err error) {
	code = tidy(code)
	secret, err := db.One(ctx, tx, db.Value[string], `SELECT secret FROM staff_second_step WHERE staff_id = $1 AND confirmed_at > 0`, staffID)
	if errors.Is(err, sql.ErrNoRows) {
		return false, fault.New(fault.Conflict, "The second step is not on.").Because(err)
	}
	if err != nil {
		return false, err
	}
	var n int64
	if step := matching(secret, code, now); step > 0 {
		n, err = tx.Exec(ctx, `UPDATE staff_second_step SET last_step = $1 WHERE staff_id = $2 AND last_step < $1`, step, staffID)
	} else {
		recovery = true
		n, err = tx.Exec(ctx, `UPDATE staff_recovery_code SET used_at = $1 WHERE staff_id = $2 AND code_hash = $3 AND used_at = 0`,
			db.Ms(now), staffID, fingerprint(code))
	}
	if err == nil && n == 0 {
		err = errCode("This code is wrong or was used already; wait for the next one.")
	}
	return recovery, err
}

// Recovery codes hold 80 bits, so that a plain hash keeps them.
const (
	codeCount  = 10
	codeLetter = 16
)

func recoveryCodes() []string {
	codes := make([]string, codeCount)
	for i := range codes {
		t := rand.Text()[:codeLetter]
		codes[i] = t[:4] + "-" + t[4:8] + "-" + t[8:12] + "-" + t[12:]
	}
	return codes
}

func replaceCodes(ctx context.Context, tx *db.Tx, staffID int64, codes []string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM staff_recovery_code WHERE staff_id = $1`, staffID); err != nil {
		return err
	}
	rows := make([][]any, len(codes))
	for i, c := range codes {
		rows[i] = []any{staffID, fingerprint(tidy(c))}
	}
	return tx.InsertMany(ctx, "staff_recovery_code", []string{"staff_id", "code_hash"}, rows)
}

// RecoveryCodesLeft counts the recovery codes of a person that are not used.
func (s *Store) RecoveryCodesLeft(ctx context.Context, staffID int64) (n int64, err error) {
	defer fault.Wrap(&err, "staff.RecoveryCodesLeft(%d)", staffID)
	return db.One(ctx, s.d, db.Value[int64], `SELECT count(*) FROM staff_recovery_code WHERE staff_id = $1 AND used_at = 0`, staffID)
}
