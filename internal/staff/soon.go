package staff

import (
	"context"
	"errors"
	"time"

	"onrecord/internal/db"
)

var errSoon = errors.New("soon")

type hasher struct{}

func newHasher() *hasher { return nil }

// Setup makes the site and its owner for whoever has the setup token, in one
// transaction. Wrong fields are named site_name, language, time_zone, name,
// email and password.
func (s *Store) Setup(ctx context.Context, token string, in SetupInput) (Person, error) {
	return Person{}, errSoon
}

// SignIn gives a session token for the right address and password. Whatever is
// wrong, the answer is the same fault.Unauthorized; too many tries are
// fault.TooMany. Network is what limit.Network says of the request.
func (s *Store) SignIn(ctx context.Context, email, password, network, userAgent string) (token string, p Person, err error) {
	return "", Person{}, errSoon
}

// Session tells who holds a session token; fault.Unauthorized when nobody does.
func (s *Store) Session(ctx context.Context, token string) (p Person, sessionID int64, err error) {
	return Person{}, 0, errSoon
}

// SignOut ends the session of a token; an unknown one is no error.
func (s *Store) SignOut(ctx context.Context, token string) error { return errSoon }

// SignedIn is one open session of a person.
type SignedIn struct {
	ID                             int64
	UserAgent, Network             string
	CreatedAt, LastSeen, ExpiresAt time.Time
}

// Sessions lists the open sessions of a person, the newest first.
func (s *Store) Sessions(ctx context.Context, staffID int64) ([]SignedIn, error) { return nil, errSoon }

// EndSession ends one session of a person.
func (s *Store) EndSession(ctx context.Context, staffID, sessionID int64) error { return errSoon }

// Confirm checks the password of somebody signed in, before something that
// cannot be undone. A wrong one is fault.Invalid on field password.
func (s *Store) Confirm(ctx context.Context, staffID int64, password string) error { return errSoon }

// ChangePassword replaces a password; every session of the person ends. Wrong
// fields are named old and new.
func (s *Store) ChangePassword(ctx context.Context, staffID int64, old, new string) error {
	return errSoon
}

// List gives the whole staff in order of their names.
func (s *Store) List(ctx context.Context) ([]Person, error) { return nil, errSoon }

// Get gives one person.
func (s *Store) Get(ctx context.Context, id int64) (Person, error) { return Person{}, errSoon }

// PersonInput is what can be changed about a person. A new role or address
// ends the person's sessions.
type PersonInput struct {
	Name, Email string
	Role        Role
}

// Update changes a person: anybody their own name and address, an owner all.
func (s *Store) Update(ctx context.Context, by Person, id, version int64, in PersonInput) (Person, error) {
	return Person{}, errSoon
}

// Disable locks a person out at once. The last owner cannot be disabled.
func (s *Store) Disable(ctx context.Context, by Person, id, version int64) (Person, error) {
	return Person{}, errSoon
}

// Enable lets a disabled person sign in again.
func (s *Store) Enable(ctx context.Context, by Person, id, version int64) (Person, error) {
	return Person{}, errSoon
}

// Remove deletes a person; their posts stay. The last owner cannot be removed.
func (s *Store) Remove(ctx context.Context, by Person, id int64) error { return errSoon }

// Invite adds a person who sets a password by a one-time link; the token of
// the link is shown once and works for 72 hours.
func (s *Store) Invite(ctx context.Context, by Person, in PersonInput) (p Person, token string, err error) {
	return Person{}, "", errSoon
}

// ResetLink makes a new one-time link for a person, invited or locked out. The
// old password works until the link is used.
func (s *Store) ResetLink(ctx context.Context, by Person, id int64) (token string, err error) {
	return "", errSoon
}

// Recover is ResetLink for whoever runs the program on its own data, by address.
func (s *Store) Recover(ctx context.Context, email string) (token string, err error) {
	return "", errSoon
}

// Invitation tells whom a one-time link is for; fault.NotFound when it is
// unknown, used or too old.
func (s *Store) Invitation(ctx context.Context, token string) (Person, error) {
	return Person{}, errSoon
}

// AcceptInvitation sets the password and uses the link up.
func (s *Store) AcceptInvitation(ctx context.Context, token, password string) (Person, error) {
	return Person{}, errSoon
}

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

// CreateToken makes an API token. Plain begins with "onr_", is shown once and
// stored as a hash alone. By is a staff id, 0 for the command line.
func (s *Store) CreateToken(ctx context.Context, name string, scopes []Scope, by int64) (plain string, t Token, err error) {
	return "", Token{}, errSoon
}

// Tokens lists the API tokens, the newest first.
func (s *Store) Tokens(ctx context.Context) ([]Token, error) { return nil, errSoon }

// RevokeToken ends a token at once.
func (s *Store) RevokeToken(ctx context.Context, by Person, id int64) error { return errSoon }

// TokenByPlain finds a working token; else fault.Unauthorized.
func (s *Store) TokenByPlain(ctx context.Context, plain string) (Token, error) {
	return Token{}, errSoon
}

// Actor is who did something: one of the staff, a token, or with neither the
// command line or the program itself.
type Actor struct{ StaffID, TokenID int64 }

// Entry is one line of the audit log.
type Entry struct {
	ID              int64
	At              time.Time
	By              Actor
	Action          string // such as "signin", "role.change", "member.export", "issue.send"
	Subject, Detail string
}

// Audit writes one line to the audit log in the transaction of what it tells.
func (s *Store) Audit(ctx context.Context, tx *db.Tx, by Actor, action, subject, detail string) error {
	return errSoon
}

// AuditList gives up to limit lines with an id under before, the newest first; 0 begins.
func (s *Store) AuditList(ctx context.Context, before int64, limit int) (entries []Entry, next int64, err error) {
	return nil, 0, errSoon
}

// Purge removes sessions and invitations that are over; run it about hourly.
func (s *Store) Purge(ctx context.Context) error { return errSoon }
