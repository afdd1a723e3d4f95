package staff

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// BeginPasskeySignIn gives a challenge for whoever holds a passkey.
func (s *Store) BeginPasskeySignIn(ctx context.Context, network string) (out Ceremony, err error) {
	defer fault.Wrap(&err, "staff.BeginPasskeySignIn(%q)", network)
	party, err := s.party("the site")
	if err != nil {
		return Ceremony{}, err
	}
	now := s.now()
	if err := s.allow(ctx, "passkey:network:"+network, triesNetwork, now); err != nil {
		return Ceremony{}, err
	}
	assertion, session, err := party.BeginDiscoverableLogin()
	if err != nil {
		return Ceremony{}, err
	}
	out.Token = secret()
	if out.Options, err = json.Marshal(assertion.Response); err != nil {
		return Ceremony{}, err
	}
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		return keep(ctx, tx, 0, ceremony{Session: *session}, out.Token, now)
	})
	return out, err
}

func errPasskey() *fault.Error {
	return fault.New(fault.Unauthorized, "This passkey is not known here; sign in in another way.")
}

// FinishPasskeySignIn gives a session token for a challenge that a passkey
// signed. It is both steps: no code is asked for. Whatever is wrong with the
// passkey, the answer is fault.Unauthorized.
func (s *Store) FinishPasskeySignIn(ctx context.Context, token, credential, network, userAgent string) (_ string, p Person, err error) {
	defer fault.Wrap(&err, "staff.FinishPasskeySignIn(%q)", network)
	c, err := s.take(ctx, 0, token)
	if err != nil {
		return "", Person{}, err
	}
	party, err := s.party("the site")
	if err != nil {
		return "", Person{}, err
	}
	h, used, err := s.asserted(ctx, party, c, credential)
	if err == nil && used.Authenticator.CloneWarning {
		err = errors.New("the counter of the passkey did not grow: there may be a copy")
	}
	if err != nil {
		if failed := s.failed(ctx, h.Person, network, s.now()); !fault.Is(failed, fault.Unauthorized) {
			return "", Person{}, failed
		}
		return "", Person{}, errPasskey().Because(err)
	}
	o := opening{token: secret(), network: network, userAgent: userAgent, now: s.now()}
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		p, err = use(ctx, tx, h.Person.ID, used, o)
		return err
	})
	if err != nil {
		return "", Person{}, err
	}
	return o.token, p, nil
}

// asserted finds out whose passkey signed the challenge.
func (s *Store) asserted(ctx context.Context, party *webauthn.WebAuthn, c ceremony, credential string) (h holder, used *webauthn.Credential, err error) {
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(credential))
	if err != nil {
		return h, nil, err
	}
	_, used, err = party.ValidatePasskeyLogin(func(id, _ []byte) (webauthn.User, error) {
		p, err := db.One(ctx, s.d, person, `SELECT `+personColumns+` FROM staff_passkey k JOIN staff p ON p.id = k.staff_id
			WHERE k.credential_id = $1 AND p.disabled_at = 0`, credentialID(id))
		if err != nil {
			return nil, err
		}
		h, err = holderOf(ctx, s.d, p)
		return h, err
	}, c.Session, parsed)
	return h, used, err
}

// use notes that a passkey was used and makes the session, unless passkey or
// person went meanwhile.
func use(ctx context.Context, tx *db.Tx, staffID int64, used *webauthn.Credential, o opening) (Person, error) {
	p, err := lock(ctx, tx, staffID)
	if err != nil {
		return p, err
	}
	data, err := json.Marshal(used)
	if err != nil {
		return p, err
	}
	n, err := tx.Exec(ctx, `UPDATE staff_passkey SET data = $1, last_used_at = $2 WHERE credential_id = $3 AND staff_id = $4`,
		string(data), db.Ms(o.now), credentialID(used.ID), staffID)
	if err == nil && (n == 0 || p.Disabled) {
		err = errPasskey()
	}
	if err != nil {
		return p, err
	}
	return p, session(ctx, tx, &p, o)
}
