package member

import (
	"context"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// OwnData is everything stored about one member, for themself.
type OwnData struct {
	Email         string            `json:"email"`
	Name          string            `json:"name"`
	Status        Status            `json:"status"`
	Labels        []string          `json:"labels"`
	Note          string            `json:"note"`
	CreatedAt     time.Time         `json:"created_at"`
	UpdatedAt     time.Time         `json:"updated_at"`
	Subscriptions []OwnSubscription `json:"subscriptions"`
	Consents      []OwnConsent      `json:"consents"`
	Signups       []OwnSignup       `json:"signups"`
	Sessions      []OwnSession      `json:"sessions"`
	Addresses     []OwnAddress      `json:"addresses"`
	Deliveries    any               `json:"deliveries,omitempty"`
	Comments      any               `json:"comments,omitempty"`
}

// OwnSubscription is one newsletter that a member has or had.
type OwnSubscription struct {
	Newsletter string    `json:"newsletter"`
	State      string    `json:"state"`
	ChangedAt  time.Time `json:"changed_at"`
}

// OwnConsent is one thing that a member asked for or ended, and the proof.
type OwnConsent struct {
	Newsletter string    `json:"newsletter,omitempty"`
	Action     string    `json:"action"`
	TextShown  string    `json:"text_shown,omitempty"`
	Network    string    `json:"network,omitempty"`
	UserAgent  string    `json:"user_agent,omitempty"`
	At         time.Time `json:"at"`
}

// OwnSignup is one time that somebody asked for mail to the address.
type OwnSignup struct {
	Name        string     `json:"name,omitempty"`
	TextShown   string     `json:"text_shown"`
	Network     string     `json:"network,omitempty"`
	UserAgent   string     `json:"user_agent,omitempty"`
	CreatedAt   time.Time  `json:"created_at"`
	ConfirmedAt *time.Time `json:"confirmed_at"`
}

// OwnSession is one browser that is signed in.
type OwnSession struct {
	Network   string    `json:"network,omitempty"`
	UserAgent string    `json:"user_agent,omitempty"`
	CreatedAt time.Time `json:"created_at"`
	LastSeen  time.Time `json:"last_seen_at"`
}

// mostOwn bounds each list of a member's own data. Nobody comes near it.
const mostOwn = 10_000

// Export gives everything stored about one member, ready for JSON.
func (s *Store) Export(ctx context.Context, id int64) (out OwnData, err error) {
	defer fault.Wrap(&err, "member.Export(%d)", id)
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		out, err = own(ctx, tx, id)
		return err
	})
	if err == nil && s.Deliveries != nil {
		out.Deliveries, err = s.Deliveries(ctx, id)
	}
	if err == nil && s.Comments != nil {
		out.Comments, err = s.Comments(ctx, id)
	}
	return out, err
}

func own(ctx context.Context, tx *db.Tx, id int64) (OwnData, error) {
	m, err := get(ctx, tx, id)
	if err != nil {
		return OwnData{}, err
	}
	out := OwnData{
		Email: m.Email, Name: m.Name, Status: m.Status, Labels: append([]string{}, m.Labels...), Note: m.Note,
		CreatedAt: m.CreatedAt, UpdatedAt: m.UpdatedAt,
	}
	out.Subscriptions, err = db.All(ctx, tx, func(r db.Row) (v OwnSubscription, err error) {
		var at int64
		err = r.Scan(&v.Newsletter, &v.State, &at)
		v.ChangedAt = db.Time(at)
		return v, err
	}, `SELECT n.name, s.state, s.changed_at FROM subscription s JOIN newsletter n ON n.id = s.newsletter_id WHERE s.member_id = $1 ORDER BY n.id LIMIT $2`, id, mostOwn)
	if err != nil {
		return OwnData{}, err
	}
	out.Consents, err = db.All(ctx, tx, func(r db.Row) (v OwnConsent, err error) {
		var at int64
		err = r.Scan(&v.Newsletter, &v.Action, &v.TextShown, &v.Network, &v.UserAgent, &at)
		v.At = db.Time(at)
		return v, err
	}, `SELECT COALESCE(n.name, ''), c.action, c.text_shown, c.network, c.user_agent, c.at FROM consent c LEFT JOIN newsletter n ON n.id = c.newsletter_id
		WHERE c.member_id = $1 ORDER BY c.id LIMIT $2`, id, mostOwn)
	if err != nil {
		return OwnData{}, err
	}
	if out.Signups, err = ownSignups(ctx, tx, id); err != nil {
		return OwnData{}, err
	}
	if out.Sessions, err = ownSessions(ctx, tx, id); err != nil {
		return OwnData{}, err
	}
	out.Addresses, err = ownAddresses(ctx, tx, id)
	return out, err
}

func ownSessions(ctx context.Context, tx *db.Tx, id int64) ([]OwnSession, error) {
	return db.All(ctx, tx, func(r db.Row) (v OwnSession, err error) {
		var created, seen int64
		err = r.Scan(&v.Network, &v.UserAgent, &created, &seen)
		v.CreatedAt, v.LastSeen = db.Time(created), db.Time(seen)
		return v, err
	}, `SELECT network, user_agent, created_at, last_seen_at FROM member_session WHERE member_id = $1 ORDER BY id LIMIT $2`, id, mostOwn)
}

func ownSignups(ctx context.Context, tx *db.Tx, id int64) ([]OwnSignup, error) {
	return db.All(ctx, tx, func(r db.Row) (OwnSignup, error) {
		v, err := scanSignup(r)
		o := OwnSignup{Name: v.Name, TextShown: v.Proof.TextShown, Network: v.Proof.Network, UserAgent: v.Proof.UserAgent, CreatedAt: v.CreatedAt}
		if !v.ConfirmedAt.IsZero() {
			o.ConfirmedAt = &v.ConfirmedAt
		}
		return o, err
	}, `SELECT `+signupColumns+` FROM signup WHERE email_norm = (SELECT m.email_norm FROM member m WHERE m.id = $1) ORDER BY id LIMIT $2`, id, mostOwn)
}
