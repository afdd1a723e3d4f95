// Package staff knows who works for the publication, what each role may do,
// and who is signed in; it also keeps the API tokens and the audit log.
package staff

import (
	"context"
	"net/url"
	"time"

	"onrecord/internal/db"
)

// Person is one of the staff.
type Person struct {
	ID         int64
	Name       string // at most 100 characters
	Email      string
	Role       Role
	Disabled   bool
	Invited    bool // has not set a password yet
	SecondStep bool // a code is asked for after the password
	Passkeys   int64
	Asked      bool // everybody on the staff needs a second step
	Version    int64
	CreatedAt  time.Time
	UpdatedAt  time.Time
}

// StepMissing tells whether the person must set up a second step before
// anything else.
func (p Person) StepMissing() bool { return p.Asked && !p.SecondStep && p.Passkeys == 0 }

// Can tells whether the person may do an action now.
func (p Person) Can(a Action) bool { return !p.Disabled && Can(p.Role, a) }

// Actor is the person as the audit log names them.
func (p Person) Actor() Actor { return Actor{StaffID: p.ID} }

// SetupInput is what the first visitor of a new site fills in.
type SetupInput struct {
	SiteName, Language, TimeZone string
	Name, Email, Password        string
}

// Store reads and writes the staff. Its hooks are set once, before use.
type Store struct {
	// CheckSetupToken refuses all but the current setup token.
	CheckSetupToken func(ctx context.Context, token string) error
	// ClaimSite makes the site in tx. It names wrong fields site_name,
	// language and time_zone.
	ClaimSite func(ctx context.Context, tx *db.Tx, token string, in SetupInput) error
	// OnSetup, which may be nil, makes what a new site starts with, in the
	// same transaction.
	OnSetup func(ctx context.Context, tx *db.Tx, owner Person, in SetupInput) error

	// Base is the site's own address, which passkeys are bound to. Nil means
	// that there are none.
	Base *url.URL

	d      *db.DB
	now    func() time.Time
	hasher *hasher
}

// New makes a store over d.
func New(d *db.DB, now func() time.Time) *Store {
	return &Store{d: d, now: now, hasher: newHasher()}
}
