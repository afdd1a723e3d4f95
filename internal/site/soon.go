package site

import (
	"context"
	"errors"
	"time"

	"onrecord/internal/db"
)

var errSoon = errors.New("soon")

const topic = "site"

type kept struct{}

func (s *Store) drop() {}

// Get gives the site, at most a second old; fault.NotFound before it is set up.
func (s *Store) Get(ctx context.Context) (Site, error) { return Site{}, errSoon }

// Ready tells whether the site is set up.
func (s *Store) Ready(ctx context.Context) (bool, error) { return false, errSoon }

// Update replaces the settings of in, which was read at version. A stale
// version is fault.Conflict, a wrong field fault.Invalid.
func (s *Store) Update(ctx context.Context, version int64, in Site) (Site, error) {
	return Site{}, errSoon
}

// SetupToken makes the one-time token that claims a new site; the one before
// it stops working. Fresh is false, and the token empty, once the site is set
// up. It also makes the site's signing key if there is none yet.
func (s *Store) SetupToken(ctx context.Context) (token string, fresh bool, err error) {
	return "", false, errSoon
}

// CheckSetupToken is nil for the token that SetupToken gave last,
// fault.Forbidden for another, and fault.Gone once the site is set up.
func (s *Store) CheckSetupToken(ctx context.Context, token string) error { return errSoon }

// Claim is what whoever sets up the site says about it.
type Claim struct{ SiteName, Language, TimeZone string }

// Claim makes the site in tx, for whoever has the setup token. Fields that are
// wrong are named site_name, language and time_zone.
func (s *Store) Claim(ctx context.Context, tx *db.Tx, token string, in Claim) error { return errSoon }

// Key is the 256-bit key for one purpose, derived from the site's secret.
func (s *Store) Key(ctx context.Context, purpose string) ([]byte, error) { return nil, errSoon }

// Sign makes a token that stands for ids and for purpose alone; it goes into links.
func (s *Store) Sign(ctx context.Context, purpose string, ids ...int64) (string, error) {
	return "", errSoon
}

// Verify gives back the n ids that Sign put into the token for the same
// purpose; anything else is fault.NotFound.
func (s *Store) Verify(ctx context.Context, purpose, token string, n int) ([]int64, error) {
	return nil, errSoon
}

// MarkRestored notes in tx that this database came from a backup, so that the
// site holds its mail back until ClearRestored.
func (s *Store) MarkRestored(ctx context.Context, tx *db.Tx, at time.Time) error { return errSoon }

// ClearRestored lets a restored site send again.
func (s *Store) ClearRestored(ctx context.Context) error { return errSoon }
