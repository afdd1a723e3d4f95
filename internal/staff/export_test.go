package staff

import (
	"context"
	"time"

	"onrecord/internal/db"
)

// CheckAuditIn is CheckAudit in a transaction.
func CheckAuditIn(ctx context.Context, tx *db.Tx) (AuditCheck, error) { return check(ctx, tx, "") }

// OldHash is a password hash as an earlier release, at a lower cost, made it.
func OldHash(password string) string {
	c := cost{memory: 8 * 1024, time: 1, threads: 1}
	salt := []byte("0123456789abcdef")
	return encode(c, salt, c.key(password, salt, hashBytes))
}

// Occupy takes every place where passwords are hashed, until free is called,
// and has those who wait lose patience soon.
func (s *Store) Occupy() (free func()) {
	s.hasher.patience = 20 * time.Millisecond
	for range cap(s.hasher.turns) {
		s.hasher.turns <- struct{}{}
	}
	return func() {
		for range cap(s.hasher.turns) {
			<-s.hasher.turns
		}
	}
}

// CodeAt is the code that an app shows.
func CodeAt(secret string, t time.Time) string {
	key, err := b32.DecodeString(secret)
	if err != nil {
		panic(err)
	}
	return totp(key, stepAt(t))
}
