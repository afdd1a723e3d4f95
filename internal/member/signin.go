package member

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/limit"
)

// SigninRequested is the event that somebody asked to sign in. Its subject is
// the wish; the reaction mails its link and code.
const SigninRequested = "member.signin"

// How long a wish to sign in lives, how often a code may be tried for one
// address in an hour, and how long wishes are kept so that these are counted.
const (
	signinLife = 15 * time.Minute
	codeTries  = 5
	signinKept = 2 * time.Hour
)

// Signin is one wish to sign in.
type Signin struct {
	ID                   int64
	Email                string
	Back                 string // the path that the reader came from; may be empty
	Network, UserAgent   string // of the browser that asked
	CreatedAt, ExpiresAt time.Time

	browser, normal string
	used            bool
}

// AskedBy tells whether the browser with this secret asked.
func (v Signin) AskedBy(browser string) bool {
	return browser != "" && hmac.Equal([]byte(v.browser), []byte(fingerprint(browser)))
}

// secret is 256 random bits for a link or a cookie.
func secret() string {
	b := make([]byte, 32)
	rand.Read(b) //nolint:errcheck // it never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// fingerprint is how a secret is kept.
func fingerprint(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// RequestSignin notes the wish of a browser to sign in and adds job
// SigninRequested. The browser must keep the secret that is given back, which
// alone can use the link or the code; one that asks again hands in the secret
// it has, so that the link of the first mail still works in it. Back is the path
// of the site that they came from, which the caller vouches for. The work and the
// outcome are the same for known and unknown addresses, and past 3 mails an hour
// to one mailbox, where nothing is mailed. What is no address is fault.Invalid;
// more than 20 wishes an hour from a network are fault.TooMany.
func (s *Store) RequestSignin(ctx context.Context, email, has, back string, p Proof) (browser string, err error) {
	defer fault.Wrap(&err, "member.RequestSignin()")
	in := Input{Email: email}
	normal, err := in.check()
	if err != nil {
		return "", err
	}
	now := s.now()
	ok, _, err := limit.Allow(ctx, s.d, "member-signin:"+p.Network, mailsNetwork, time.Hour, now)
	if err != nil {
		return "", err
	}
	if !ok {
		return "", fault.New(fault.TooMany, "This was asked for too often from your network; please try again in an hour.")
	}
	if browser = has; len(browser) != len(secret()) {
		browser = secret()
	}
	return browser, s.d.Write(ctx, func(tx *db.Tx) error {
		recent, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM member_signin WHERE mailbox = $1 AND created_at > $2`, mailbox(normal), db.Ms(now.Add(-time.Hour)))
		if err != nil || recent >= mailsAddress {
			return err
		}
		id, err := db.One(ctx, tx, db.Value[int64], `INSERT INTO member_signin (browser_hash, email, email_norm, mailbox, network, user_agent, created_at, expires_at, return_path)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`,
			fingerprint(browser), in.Email, normal, mailbox(normal), cut(p.Network, 60), cut(p.UserAgent, 200), db.Ms(now), db.Ms(now.Add(signinLife)), back)
		if err != nil {
			return err
		}
		return s.queue.Add(ctx, tx, SigninRequested, id)
	})
}

// SigninSecrets is what the mail to a member carries.
type SigninSecrets struct {
	Signin
	Member      Member // ID 0 when nobody has the address
	Token, Code string
}

// OpenSignin makes link and code of a wish, for the mail; those it had before
// end. A wish that is over, used, or for an address that must not be written
// to is fault.Gone. An address that nobody has gets neither.
func (s *Store) OpenSignin(ctx context.Context, id int64) (out SigninSecrets, err error) {
	defer fault.Wrap(&err, "member.OpenSignin(%d)", id)
	hash, err := s.hasher(ctx)
	if err != nil {
		return out, err
	}
	key, err := s.key(ctx, "sign-in code")
	if err != nil {
		return out, err
	}
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return out, err
	}
	token, code, now := secret(), fmt.Sprintf("%06d", n), s.now()
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		out = SigninSecrets{}
		v, err := signin(ctx, tx, "id = $1", id)
		if err != nil {
			return err
		}
		if v.used || !now.Before(v.ExpiresAt) {
			return errSigninOver()
		}
		out.Signin = v
		why, err := hash.reason(ctx, tx, v.normal)
		if err != nil {
			return err
		}
		memberID, err := idOf(ctx, tx, v.normal)
		if errors.Is(err, sql.ErrNoRows) {
			if why != "" {
				return errSigninOver()
			}
			return nil
		}
		if err != nil {
			return err
		}
		if why == ReasonManual {
			return errSigninOver()
		}
		out.Token, out.Code = token, code
		if out.Member, err = get(ctx, tx, memberID); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE member_signin SET token_hash = $1, code_hash = $2 WHERE id = $3`, fingerprint(token), codeHash(key, v.ID, code), v.ID)
		return err
	})
	return out, err
}

// codeHash is keyed: a million codes are soon tried by who has the database alone.
func codeHash(key []byte, id int64, code string) string {
	h := hmac.New(sha256.New, key)
	fmt.Fprintf(h, "%d:%s", id, code)
	return hex.EncodeToString(h.Sum(nil))
}

func signin(ctx context.Context, q db.Querier, where string, arg any) (Signin, error) {
	v, err := db.One(ctx, q, func(r db.Row) (v Signin, err error) {
		var created, expires, used int64
		err = r.Scan(&v.ID, &v.Email, &v.normal, &v.browser, &v.Back, &v.Network, &v.UserAgent, &created, &expires, &used)
		v.CreatedAt, v.ExpiresAt, v.used = db.Time(created), db.Time(expires), used != 0
		return v, err
	}, `SELECT id, email, email_norm, browser_hash, return_path, network, user_agent, created_at, expires_at, used_at FROM member_signin WHERE `+where, arg)
	if errors.Is(err, sql.ErrNoRows) {
		err = errSigninOver().Because(err)
	}
	return v, err
}

func errSigninOver() *fault.Error {
	return fault.New(fault.Gone, "This link has done its work or is too old; please ask for a new one.")
}

// SigninByToken tells whose wish a link belongs to, and changes nothing. One
// that is unknown, used or too old is fault.Gone.
func (s *Store) SigninByToken(ctx context.Context, token string) (v Signin, err error) {
	defer fault.Wrap(&err, "member.SigninByToken()")
	v, err = signin(ctx, s.d, "token_hash = $1", fingerprint(token))
	if err == nil && (v.used || !s.now().Before(v.ExpiresAt)) {
		err = errSigninOver()
	}
	return v, err
}

// Entry is a session that was opened, and the path to go on with.
type Entry struct{ Session, Back string }

// SigninByLink signs the browser in that asked, once. From any other browser it
// changes nothing and is fault.Forbidden.
func (s *Store) SigninByLink(ctx context.Context, token, browser string, p Proof) (e Entry, err error) {
	defer fault.Wrap(&err, "member.SigninByLink()")
	now := s.now()
	e.Session = secret()
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		v, err := signin(ctx, tx, "token_hash = $1", fingerprint(token))
		if err != nil {
			return err
		}
		if !v.AskedBy(browser) {
			return fault.New(fault.Forbidden, "Another browser asked for this link; type the code from the mail there.")
		}
		e.Back = v.Back
		return redeem(ctx, tx, v, e.Session, p, now)
	})
	return e, err
}

// SigninByCode signs the browser in that asked, once, if the code is right. A
// wrong code is fault.Invalid on field code; so is any after five wrong ones
// for the address in an hour, and one for an address that nobody has.
func (s *Store) SigninByCode(ctx context.Context, browser, code string, p Proof) (e Entry, err error) {
	defer fault.Wrap(&err, "member.SigninByCode()")
	key, err := s.key(ctx, "sign-in code")
	if err != nil {
		return e, err
	}
	now := s.now()
	e.Session = secret()
	var wrong bool // a wrong try is committed, so it is told afterwards
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		v, err := signin(ctx, tx, "browser_hash = $1 ORDER BY id DESC LIMIT 1", fingerprint(browser))
		if fault.Is(err, fault.Gone) {
			wrong = true // past the limit of mails there is no row, and nobody is told
			return nil
		}
		if err != nil {
			return err
		}
		if wrong, err = try(ctx, tx, v, key, code, now); err != nil || wrong {
			return err
		}
		e.Back = v.Back
		return redeem(ctx, tx, v, e.Session, p, now)
	})
	if err == nil && wrong {
		err = invalid("code", "This code is not right, or too old, or was tried too often. Ask for a new one, or open the link of the mail in this browser.")
	}
	return e, err
}

// try counts a try and compares.
func try(ctx context.Context, tx *db.Tx, v Signin, key []byte, code string, now time.Time) (wrong bool, err error) {
	tries, err := db.One(ctx, tx, db.Value[int64], `SELECT CAST(COALESCE(sum(tries), 0) AS BIGINT) FROM member_signin WHERE email_norm = $1 AND created_at > $2`, v.normal, db.Ms(now.Add(-time.Hour)))
	if err != nil || tries >= codeTries || v.used || !now.Before(v.ExpiresAt) {
		return true, err
	}
	stored, err := db.One(ctx, tx, db.Value[string], `SELECT code_hash FROM member_signin WHERE id = $1`, v.ID)
	if err != nil || hmac.Equal([]byte(stored), []byte(codeHash(key, v.ID, code))) {
		return false, err
	}
	_, err = tx.Exec(ctx, `UPDATE member_signin SET tries = tries + 1 WHERE id = $1`, v.ID)
	return true, err
}

// redeem uses a wish up, and with it every other wish for the address, and
// opens the session.
func redeem(ctx context.Context, tx *db.Tx, v Signin, session string, p Proof, now time.Time) error {
	if v.used || !now.Before(v.ExpiresAt) {
		return errSigninOver()
	}
	memberID, err := idOf(ctx, tx, v.normal)
	if errors.Is(err, sql.ErrNoRows) {
		return errSigninOver()
	}
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE member_signin SET used_at = $1 WHERE email_norm = $2 AND used_at = 0`, db.Ms(now), v.normal)
	if err == nil && n == 0 {
		err = errSigninOver()
	}
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO member_session (token_hash, member_id, network, user_agent, created_at, last_seen_at, expires_at) VALUES ($1, $2, $3, $4, $5, $5, $6)`,
		fingerprint(session), memberID, cut(p.Network, 60), cut(p.UserAgent, 200), db.Ms(now), db.Ms(now.Add(SessionLife)))
	return err
}
