package staff

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Proof is what somebody signed in gives again before their way in changes:
// the password, and a code if they have a second step.
type Proof struct{ Password, Code string }

// BeginPasskey begins a passkey for a device of the person. Wrong fields are
// named name, password and code.
func (s *Store) BeginPasskey(ctx context.Context, staffID int64, siteName, name string, proof Proof) (out Ceremony, err error) {
	defer fault.Wrap(&err, "staff.BeginPasskey(%d)", staffID)
	if name, err = checkPasskeyName(name); err != nil {
		return Ceremony{}, err
	}
	party, err := s.party(siteName)
	if err != nil {
		return Ceremony{}, err
	}
	out.Token = secret()
	err = s.proven(ctx, staffID, proof, func(tx *db.Tx, p Person, now time.Time) error {
		h, err := holderOf(ctx, tx, p)
		if err == nil && len(h.keys) >= mostPasskeys {
			err = fault.New(fault.Conflict, "You have %d passkeys, which is the most; remove one first.", mostPasskeys)
		}
		if err != nil {
			return err
		}
		exclude := webauthn.Credentials(h.WebAuthnCredentials()).CredentialDescriptors()
		creation, session, err := party.BeginRegistration(h, webauthn.WithExclusions(exclude))
		if err != nil {
			return err
		}
		if out.Options, err = json.Marshal(creation.Response); err != nil {
			return err
		}
		return keep(ctx, tx, staffID, ceremony{Session: *session, Name: name, Handle: h.handle}, out.Token, now)
	})
	return out, err
}

// proven does something for who gives password and, with a second step, a code.
func (s *Store) proven(ctx context.Context, staffID int64, proof Proof, do func(tx *db.Tx, p Person, now time.Time) error) error {
	if err := s.Confirm(ctx, staffID, proof.Password); err != nil {
		return err
	}
	p, err := s.Get(ctx, staffID)
	if err != nil {
		return err
	}
	now := s.now()
	if p.SecondStep {
		if err := s.allowCode(ctx, staffID, now); err != nil {
			return err
		}
	}
	return s.d.Write(ctx, func(tx *db.Tx) error {
		p, err := lock(ctx, tx, staffID)
		if err != nil {
			return err
		}
		if p.SecondStep {
			if _, err := spend(ctx, tx, staffID, proof.Code, now); err != nil {
				return err
			}
		}
		return do(tx, p, now)
	})
}

// lock takes the lock that every change of a person takes first.
func lock(ctx context.Context, tx *db.Tx, staffID int64) (Person, error) {
	if _, err := tx.Exec(ctx, `UPDATE staff SET updated_at = updated_at WHERE id = $1`, staffID); err != nil {
		return Person{}, err
	}
	return byID(ctx, tx, staffID)
}

// FinishPasskey stores the passkey that a device made, and ends every other
// session of the person. Credential is what the browser gives, as JSON.
func (s *Store) FinishPasskey(ctx context.Context, staffID, sessionID int64, token, credential string) (err error) {
	defer fault.Wrap(&err, "staff.FinishPasskey(%d)", staffID)
	made, c, err := s.made(ctx, staffID, token, credential)
	if err != nil {
		return err
	}
	data, err := json.Marshal(made)
	if err != nil {
		return err
	}
	now := s.now()
	return s.d.Write(ctx, func(tx *db.Tx) error {
		p, err := lock(ctx, tx, staffID)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO staff_passkey (staff_id, credential_id, handle, name, data, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
			staffID, credentialID(made.ID), c.Handle, c.Name, string(data), db.Ms(now))
		if db.IsUnique(err) {
			return fault.New(fault.Conflict, "This passkey is registered already.")
		}
		if err != nil {
			return err
		}
		if err := endOthers(ctx, tx, staffID, sessionID); err != nil {
			return err
		}
		return audit(ctx, tx, p.Actor(), "passkey.add", subject(p), c.Name, now)
	})
}

func credentialID(id []byte) string { return base64.RawURLEncoding.EncodeToString(id) }

// made checks what a device made. What it says about its make is not kept:
// nobody here would look at it.
func (s *Store) made(ctx context.Context, staffID int64, token, credential string) (*webauthn.Credential, ceremony, error) {
	c, err := s.take(ctx, staffID, token)
	if err != nil {
		return nil, c, err
	}
	party, err := s.party("the site")
	if err != nil {
		return nil, c, err
	}
	p, err := s.Get(ctx, staffID)
	if err != nil {
		return nil, c, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(credential))
	var made *webauthn.Credential
	if err == nil {
		made, err = party.CreateCredential(holder{Person: p, handle: c.Handle}, c.Session, parsed)
	}
	if err != nil {
		return nil, c, fault.New(fault.Invalid, "The device’s answer could not be accepted; please try again, or use another device.").Because(err)
	}
	made.Attestation = webauthn.CredentialAttestation{}
	return made, c, nil
}

// RemovePasskey removes a passkey of the person and ends their other
// sessions. Wrong fields are named password and code; one that is gone is
// fault.NotFound.
func (s *Store) RemovePasskey(ctx context.Context, staffID, sessionID, passkeyID int64, proof Proof) (err error) {
	defer fault.Wrap(&err, "staff.RemovePasskey(%d, %d)", staffID, passkeyID)
	return s.proven(ctx, staffID, proof, func(tx *db.Tx, p Person, now time.Time) error {
		name, err := db.One(ctx, tx, db.Value[string], `DELETE FROM staff_passkey WHERE id = $1 AND staff_id = $2 RETURNING name`, passkeyID, staffID)
		if err != nil {
			return err
		}
		if err := endOthers(ctx, tx, staffID, sessionID); err != nil {
			return err
		}
		return audit(ctx, tx, p.Actor(), "passkey.remove", subject(p), name, now)
	})
}
