package member

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/limit"
)

// Signup is a wish to subscribe that waits for its confirmation.
type Signup struct {
	ID                                int64
	Email, Name                       string
	NewsletterIDs                     []int64
	Proof                             Proof
	CreatedAt, ExpiresAt, ConfirmedAt time.Time

	normal string
}

// How long a wish can be confirmed, how long it is kept so that a second press
// of the button finds it, and how many mails it may cause in an hour.
const (
	signupLife    = 48 * time.Hour
	signupKept    = 30 * 24 * time.Hour
	mailsAddress  = 3
	mailsNetwork  = 20
	mostSignedFor = 50
)

// RequestSignup notes the wish and adds job "signup.requested", which mails
// the link that confirms it. No newsletters means the default ones. The
// outcome is the same for known, unknown and barred addresses and over the
// limits (3 an hour for a mailbox, 20 for a network), where nothing is mailed.
// Only what cannot be an address, a name or a newsletter is fault.Invalid, on
// fields email, name and newsletters.
func (s *Store) RequestSignup(ctx context.Context, email, name string, newsletters []int64, p Proof) (err error) {
	defer fault.Wrap(&err, "member.RequestSignup(%v)", newsletters)
	in := Input{Email: email, Name: name}
	normal, err := in.check()
	if err != nil {
		return err
	}
	hash, err := s.hasher(ctx)
	if err != nil {
		return err
	}
	now := s.now()
	allowed, _, err := limit.Allow(ctx, s.d, "signup:"+p.Network, mailsNetwork, time.Hour, now)
	if err != nil {
		return err
	}
	return s.d.Write(ctx, func(tx *db.Tx) error {
		ids, err := choice(ctx, tx, newsletters)
		if err != nil {
			return err
		}
		recent, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM signup WHERE mailbox = $1 AND created_at > $2`, mailbox(normal), db.Ms(now.Add(-time.Hour)))
		if err != nil {
			return err
		}
		why, err := hash.reason(ctx, tx, normal)
		if err != nil || !allowed || recent >= mailsAddress || why == ReasonManual {
			return err
		}
		id, err := db.One(ctx, tx, db.Value[int64], `INSERT INTO signup (email, email_norm, mailbox, name, newsletters, text_shown, network, user_agent, created_at, expires_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id`,
			in.Email, normal, mailbox(normal), in.Name, ids, cut(p.TextShown, mostProof), cut(p.Network, 60), cut(p.UserAgent, 200), db.Ms(now), db.Ms(now.Add(signupLife)))
		if err != nil {
			return err
		}
		return s.queue.Add(ctx, tx, "signup.requested", id)
	})
}

// choice gives the wanted newsletters, or the default ones, as JSON.
func choice(ctx context.Context, tx *db.Tx, wanted []int64) (string, error) {
	open, err := db.All(ctx, tx, func(r db.Row) (n struct {
		id  int64
		std bool
	}, err error,
	) {
		var std int64
		err = r.Scan(&n.id, &std)
		n.std = std != 0
		return n, err
	}, `SELECT id, is_default FROM newsletter WHERE archived_at = 0 ORDER BY id`)
	if err != nil {
		return "", err
	}
	ids := []int64{}
	for _, n := range open {
		if len(wanted) == 0 && n.std || slices.Contains(wanted, n.id) {
			ids = append(ids, n.id)
		}
	}
	if len(ids) == 0 || len(ids) > mostSignedFor || slices.ContainsFunc(wanted, func(id int64) bool { return !slices.Contains(ids, id) }) {
		return "", errNewsletter()
	}
	b, err := json.Marshal(ids)
	return string(b), err
}

// mailbox is where mail to an address ends up as far as is known: without what
// stands behind a plus, and for Google's domains without dots. It serves the
// limit alone; as members these are different addresses.
func mailbox(normal string) string {
	local, domain, _ := strings.Cut(normal, "@")
	if before, _, ok := strings.Cut(local, "+"); ok && before != "" {
		local = before
	}
	if domain == "gmail.com" || domain == "googlemail.com" {
		local, domain = strings.ReplaceAll(local, ".", ""), "gmail.com"
	}
	return local + "@" + domain
}

// Signup gives a wish; fault.NotFound when it is unknown or was purged.
func (s *Store) Signup(ctx context.Context, id int64) (_ Signup, err error) {
	defer fault.Wrap(&err, "member.Signup(%d)", id)
	return signup(ctx, s.d, id)
}

func signup(ctx context.Context, q db.Querier, id int64) (Signup, error) {
	v, err := db.One(ctx, q, scanSignup, `SELECT `+signupColumns+` FROM signup WHERE id = $1`, id)
	if errors.Is(err, sql.ErrNoRows) {
		err = fault.New(fault.NotFound, "This link is too old; please sign up again.").Because(err)
	}
	return v, err
}

const signupColumns = `id, email, email_norm, name, newsletters, text_shown, network, user_agent, created_at, expires_at, confirmed_at`

func scanSignup(r db.Row) (v Signup, err error) {
	var created, expires, confirmed int64
	var ids string
	err = r.Scan(&v.ID, &v.Email, &v.normal, &v.Name, &ids, &v.Proof.TextShown, &v.Proof.Network, &v.Proof.UserAgent, &created, &expires, &confirmed)
	if err != nil {
		return Signup{}, err
	}
	v.CreatedAt, v.ExpiresAt, v.ConfirmedAt = db.Time(created), db.Time(expires), db.Time(confirmed)
	return v, json.Unmarshal([]byte(ids), &v.NewsletterIDs)
}

// ConfirmSignup makes or finds the member, subscribes them and lifts what
// barred the address. Again, it changes nothing, even if they unsubscribed
// since. An expired wish is fault.Gone.
func (s *Store) ConfirmSignup(ctx context.Context, id int64, p Proof) (m Member, err error) {
	defer fault.Wrap(&err, "member.ConfirmSignup(%d)", id)
	hash, err := s.hasher(ctx)
	if err != nil {
		return Member{}, err
	}
	now := s.clock(ctx)
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		v, err := signup(ctx, tx, id)
		if err != nil {
			return err
		}
		if v.ConfirmedAt.IsZero() {
			if err := confirm(ctx, tx, hash, v, p, now); err != nil {
				return err
			}
		}
		memberID, err := idOf(ctx, tx, v.normal)
		if errors.Is(err, sql.ErrNoRows) {
			return errSignupOver()
		}
		if err != nil {
			return err
		}
		m, err = get(ctx, tx, memberID)
		return err
	})
	return m, err
}

func errSignupOver() error {
	return fault.New(fault.Gone, "This link has done its work or is too old; please sign up again.")
}

func confirm(ctx context.Context, tx *db.Tx, hash hasher, v Signup, p Proof, now time.Time) error {
	if now.After(v.ExpiresAt) {
		return errSignupOver()
	}
	m, err := foundOrMade(ctx, tx, v, now)
	if err != nil {
		return err
	}
	subs, err := states(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	p.StaffID = 0
	for _, newsletter := range v.NewsletterIDs {
		if err := consent(ctx, tx, m.ID, newsletter, "requested", v.Proof, v.CreatedAt); err != nil {
			return err
		}
		err := take(ctx, tx, hash, m, subs, newsletter, p, now)
		if err != nil && !fault.Is(err, fault.Invalid) { // one that was archived since is passed over
			return err
		}
		if err == nil {
			m.Status = Active
		}
	}
	_, err = tx.Exec(ctx, `UPDATE signup SET confirmed_at = $1 WHERE id = $2`, db.Ms(now), v.ID)
	return err
}

// foundOrMade gives the member of a wish. A name that is known is kept: the
// address proves who reads the mail, not who typed the name.
func foundOrMade(ctx context.Context, tx *db.Tx, v Signup, now time.Time) (stored, error) {
	id, err := idOf(ctx, tx, v.normal)
	if errors.Is(err, sql.ErrNoRows) {
		id, err = insert(ctx, tx, Input{Email: v.Email, Name: v.Name, Status: Active}, v.normal, now)
	}
	if err != nil {
		return stored{}, err
	}
	return row(ctx, tx, id)
}

// Purge removes sign-ups, wishes to sign in or to change an address and sessions
// that are over, and old lists of refused rows; run it about hourly.
func (s *Store) Purge(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "member.Purge()")
	now := s.now()
	return s.d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM signup WHERE expires_at < $1 AND confirmed_at = 0 OR expires_at < $2`, db.Ms(now), db.Ms(now.Add(-signupKept)))
		if err != nil {
			return err
		}
		if _, err = tx.Exec(ctx, `DELETE FROM member_signin WHERE created_at < $1`, db.Ms(now.Add(-signinKept))); err != nil {
			return err
		}
		if _, err = tx.Exec(ctx, `DELETE FROM member_address WHERE done_at = 0 AND created_at < $1 OR done_at > 0 AND done_at < $2`, db.Ms(now.Add(-addressLife)), db.Ms(now.Add(-signupKept))); err != nil {
			return err
		}
		if _, err = tx.Exec(ctx, `DELETE FROM member_session WHERE expires_at <= $1 OR last_seen_at <= $2`, db.Ms(now), db.Ms(now.Add(-sessionIdle))); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `DELETE FROM member_import_refusal WHERE import_id IN (SELECT id FROM member_import WHERE updated_at < $1)`, db.Ms(now.Add(-signupKept)))
		return err
	})
}
