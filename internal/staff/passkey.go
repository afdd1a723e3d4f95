package staff

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"golang.org/x/text/unicode/norm"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/page"
)

// Passkey is a key on a device, which lets its owner in without a password.
// The device asks for a finger, a face or a number before it signs, so a
// passkey is both steps at once.
type Passkey struct {
	ID                  int64
	Name                string // at most 60 characters
	CreatedAt, LastUsed time.Time

	handle string
	stored webauthn.Credential
}

const (
	mostPasskeys    = 20 // of one person
	mostPasskeyName = 60
	ceremonyLife    = 5 * time.Minute
)

// party is the site as devices know it. Its address comes from the
// configuration alone: a passkey for it must not be good for an address that
// a request named.
func (s *Store) party(siteName string) (*webauthn.WebAuthn, error) {
	if !s.PasskeysWork() {
		return nil, fault.New(fault.Conflict, "Passkeys need a site with a host name and https; this address has not both.")
	}
	yes := true
	return webauthn.New(&webauthn.Config{
		RPID: s.Base.Hostname(), RPDisplayName: siteName, RPOrigins: []string{origin(s.Base)},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: &yes, UserVerification: protocol.VerificationRequired,
		},
		ExtensionsUnsolicitedOutputPolicy: protocol.UnsolicitedOutputPolicyIgnore, // some keepers of passkeys say more than they were asked
	})
}

func origin(u *url.URL) string { return u.Scheme + "://" + u.Host }

// PasskeysWork tells whether browsers let a site at this address use passkeys:
// one with a host name, by https or on this machine.
func (s *Store) PasskeysWork() bool {
	if s.Base == nil {
		return false
	}
	host := s.Base.Hostname()
	local := host == "localhost" || strings.HasSuffix(host, ".localhost")
	return protocol.ValidateRPID(host) == nil && (s.Base.Scheme == "https" || local)
}

// holder is a person as the library sees them.
type holder struct {
	Person
	handle string
	keys   []Passkey
}

func (h holder) WebAuthnID() []byte          { return []byte(h.handle) }
func (h holder) WebAuthnName() string        { return h.Email }
func (h holder) WebAuthnDisplayName() string { return h.Name }

func (h holder) WebAuthnCredentials() []webauthn.Credential {
	out := make([]webauthn.Credential, len(h.keys))
	for i, k := range h.keys {
		out[i] = k.stored
	}
	return out
}

// holderOf gives a person with their passkeys; who has none yet gets a handle.
func holderOf(ctx context.Context, q db.Querier, p Person) (holder, error) {
	keys, err := passkeys(ctx, q, p.ID)
	h := holder{Person: p, keys: keys, handle: secret()}
	if len(keys) > 0 {
		h.handle = keys[0].handle
	}
	return h, err
}

// Passkeys lists those of a person, the oldest first; there are at most 20.
func (s *Store) Passkeys(ctx context.Context, staffID int64) (_ []Passkey, err error) {
	defer fault.Wrap(&err, "staff.Passkeys(%d)", staffID)
	return passkeys(ctx, s.d, staffID)
}

func passkeys(ctx context.Context, q db.Querier, staffID int64) ([]Passkey, error) {
	return db.All(ctx, q, scanPasskey, `SELECT id, name, handle, data, created_at, last_used_at FROM staff_passkey
		WHERE staff_id = $1 ORDER BY id LIMIT $2`, staffID, mostPasskeys)
}

func scanPasskey(r db.Row) (k Passkey, err error) {
	var data string
	var created, used int64
	if err = r.Scan(&k.ID, &k.Name, &k.handle, &data, &created, &used); err != nil {
		return k, err
	}
	k.CreatedAt, k.LastUsed = db.Time(created), db.Time(used)
	return k, json.Unmarshal([]byte(data), &k.stored)
}

// checkPasskeyName tidies a name.
func checkPasskeyName(name string) (string, error) {
	var p fault.Problems
	name = norm.NFC.String(strings.TrimSpace(name))
	switch {
	case !page.Clean(name) || strings.ContainsAny(name, "\n\r\t"):
		p.Add("name", "This holds characters that cannot be read; please type it again.")
	case name == "":
		p.Add("name", "Please give a name, such as that of the device.")
	case utf8.RuneCountInString(name) > mostPasskeyName:
		p.Add("name", "This may be at most %d characters long.", mostPasskeyName)
	}
	return name, p.Err()
}

// Ceremony is a challenge for a device. Options are those that browsers take,
// as JSON; Token finishes it.
type Ceremony struct {
	Token   string          `json:"ceremony"`
	Options json.RawMessage `json:"options"`
}

// ceremony is what is kept of a challenge until the device has signed it.
type ceremony struct {
	Session webauthn.SessionData `json:"session"`
	Name    string               `json:"name,omitempty"`
	Handle  string               `json:"handle,omitempty"`
}

func keep(ctx context.Context, tx *db.Tx, staffID int64, c ceremony, token string, now time.Time) error {
	data, err := json.Marshal(c)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO staff_ceremony (token_hash, staff_id, data, expires_at) VALUES ($1, $2, $3, $4)`,
		fingerprint(token), db.NullID(staffID), string(data), db.Ms(now.Add(ceremonyLife)))
	return err
}

// take uses a challenge up, whatever comes of it.
func (s *Store) take(ctx context.Context, staffID int64, token string) (c ceremony, err error) {
	now := s.now()
	var found []string
	err = s.d.Write(ctx, func(tx *db.Tx) (err error) {
		found, err = db.All(ctx, tx, db.Value[string], `DELETE FROM staff_ceremony
			WHERE token_hash = $1 AND COALESCE(staff_id, 0) = $2 AND expires_at > $3 RETURNING data`, fingerprint(token), staffID, db.Ms(now))
		return err
	})
	if err == nil && len(found) != 1 {
		err = fault.New(fault.Invalid, "This took too long or was tried already; please begin again.")
	}
	if err != nil {
		return ceremony{}, err
	}
	return c, json.Unmarshal([]byte(found[0]), &c)
}
