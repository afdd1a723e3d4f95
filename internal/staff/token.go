package staff

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base32"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/page"
)

// Token is an API token, without its secret.
type Token struct {
	ID        int64
	Name      string // at most 100 characters
	Scopes    []Scope
	CreatedBy int64 // staff id, 0 for the command line
	CreatedAt time.Time
	LastUsed  time.Time // to the minute; zero for never
	RevokedAt time.Time
}

// Can tells whether the token may do an action.
func (t Token) Can(a Action) bool { return t.RevokedAt.IsZero() && TokenCan(t.Scopes, a) }

// Actor is the token as the audit log names it.
func (t Token) Actor() Actor { return Actor{TokenID: t.ID} }

// Prefix begins every API token, so that people and scanners know one when
// they see it.
const Prefix = "onr_"

// usedEvery is how often the use of a token is noted.
const usedEvery = time.Minute

var base32Lower = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

const tokenColumns = `id, name, scopes, COALESCE(created_by, 0), created_at, last_used_at, revoked_at`

func scanToken(r db.Row) (t Token, err error) {
	var scopes string
	var created, used, revoked int64
	err = r.Scan(&t.ID, &t.Name, &scopes, &t.CreatedBy, &created, &used, &revoked)
	for _, s := range strings.Fields(scopes) {
		t.Scopes = append(t.Scopes, Scope(s))
	}
	t.CreatedAt, t.LastUsed, t.RevokedAt = db.Time(created), db.Time(used), db.Time(revoked)
	return t, err
}

// CreateToken makes an API token. Plain begins with "onr_", is shown once and
// stored as a hash alone. By is a staff id, 0 for the command line. Wrong
// fields are named name and scopes.
func (s *Store) CreateToken(ctx context.Context, name string, scopes []Scope, by int64) (plain string, t Token, err error) {
	defer fault.Wrap(&err, "staff.CreateToken(%q)", name)
	name = strings.TrimSpace(name)
	scopes, err = checkToken(name, scopes)
	if err != nil {
		return "", Token{}, err
	}
	b := make([]byte, 32)
	rand.Read(b) //nolint:errcheck // it never fails
	plain = Prefix + base32Lower.EncodeToString(b)
	now := s.now()
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		if by != 0 {
			if err := mayManageTokens(ctx, tx, by); err != nil {
				return err
			}
		}
		t, err = db.One(ctx, tx, scanToken, `INSERT INTO token (name, token_hash, scopes, created_by, created_at)
			VALUES ($1, $2, $3, $4, $5) RETURNING `+tokenColumns, name, fingerprint(plain), words(scopes), db.NullID(by), db.Ms(now))
		if err != nil {
			return err
		}
		return audit(ctx, tx, Actor{StaffID: by}, "token.create", tokenSubject(t), words(scopes), now)
	})
	if err != nil {
		return "", Token{}, err
	}
	return plain, t, nil
}

// checkToken gives the scopes in order, each once.
func checkToken(name string, scopes []Scope) ([]Scope, error) {
	var p fault.Problems
	switch {
	case name == "":
		p.Add("name", "Give the token a name that says what it is for.")
	case utf8.RuneCountInString(name) > mostName || !page.Clean(name) || strings.ContainsAny(name, "\n\r\t"):
		p.Add("name", "A name is one line of at most %d characters.", mostName)
	}
	for _, s := range scopes {
		if !slices.Contains(Scopes(), s) {
			p.Add("scopes", "There is no scope %q; there are read, write and send.", cut(string(s), 40))
		}
	}
	if len(scopes) == 0 {
		p.Add("scopes", "Choose at least one scope: read, write or send.")
	}
	scopes = slices.DeleteFunc(Scopes(), func(s Scope) bool { return !slices.Contains(scopes, s) })
	return scopes, p.Err()
}

func words(scopes []Scope) string {
	out := make([]string, len(scopes))
	for i, s := range scopes {
		out[i] = string(s)
	}
	return strings.Join(out, " ")
}

// Tokens lists up to a thousand API tokens, the newest first.
func (s *Store) Tokens(ctx context.Context) (_ []Token, err error) {
	defer fault.Wrap(&err, "staff.Tokens()")
	return db.All(ctx, s.d, scanToken, `SELECT `+tokenColumns+` FROM token ORDER BY id DESC LIMIT 1000`)
}

// RevokeToken ends a token at once; again, it changes nothing.
func (s *Store) RevokeToken(ctx context.Context, by Person, id int64) (err error) {
	defer fault.Wrap(&err, "staff.RevokeToken(%d)", id)
	now := s.now()
	return s.d.Write(ctx, func(tx *db.Tx) error {
		if err := mayManageTokens(ctx, tx, by.ID); err != nil { // what they may is asked now, not when they signed in
			return err
		}
		t, err := db.One(ctx, tx, scanToken, `SELECT `+tokenColumns+` FROM token WHERE id = $1`, id)
		if err != nil || !t.RevokedAt.IsZero() {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE token SET revoked_at = $1 WHERE id = $2`, db.Ms(now), id); err != nil {
			return err
		}
		return audit(ctx, tx, by.Actor(), "token.revoke", tokenSubject(t), "", now)
	})
}

func mayManageTokens(ctx context.Context, tx *db.Tx, id int64) error {
	p, err := byID(ctx, tx, id)
	if err == nil && !p.Can(TokenManage) {
		err = errForbidden()
	}
	return err
}

// TokenByPlain finds a working token; else fault.Unauthorized.
func (s *Store) TokenByPlain(ctx context.Context, plain string) (t Token, err error) {
	defer fault.Wrap(&err, "staff.TokenByPlain()")
	t, err = db.One(ctx, s.d, scanToken, `SELECT `+tokenColumns+` FROM token WHERE token_hash = $1 AND revoked_at = 0
		AND (created_by IS NULL OR created_by IN (SELECT p.id FROM staff p WHERE p.disabled_at = 0 AND p.role = $2))`, fingerprint(plain), Owner)
	if errors.Is(err, sql.ErrNoRows) {
		return Token{}, fault.New(fault.Unauthorized, "This token is unknown or revoked; send a working one in the Authorization header as Bearer.").Because(err)
	}
	if err != nil {
		return Token{}, err
	}
	if now := s.now(); now.Sub(t.LastUsed) >= usedEvery {
		err = s.d.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE token SET last_used_at = $1 WHERE id = $2`, db.Ms(now), t.ID)
			return err
		})
	}
	return t, err
}

func tokenSubject(t Token) string { return fmt.Sprintf("token %d, %s", t.ID, t.Name) }
