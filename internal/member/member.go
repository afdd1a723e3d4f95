// Package member keeps the readers who gave their address: who they are, what
// they subscribe to, the proof that they asked for it, and the addresses that
// must not be written to.
package member

import (
	"context"
	"sync"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/job"
)

// Status says whether mail may go to a member.
type Status string

// The statuses. Mail goes to active members alone.
const (
	Active       Status = "active"
	Unsubscribed Status = "unsubscribed"
	Bounced      Status = "bounced"
	Complained   Status = "complained"
)

// Statuses lists every status.
func Statuses() []Status { return []Status{Active, Unsubscribed, Bounced, Complained} }

// Member is one reader.
type Member struct {
	ID            int64
	Email         string // as it was typed
	Name          string // at most 100 characters
	Status        Status
	Labels        []string // sorted, lower-case, at most 30 of 50 characters
	Note          string   // staff's own, at most 2,000 characters
	Version       int64
	CreatedAt     time.Time
	UpdatedAt     time.Time
	Subscriptions []Subscription // in order of the newsletter's id
}

// Subscription is a member's standing with one newsletter.
type Subscription struct {
	NewsletterID int64
	State        string // "subscribed" or "unsubscribed"
	ChangedAt    time.Time
}

// Subscribed tells whether the member gets a newsletter.
func (m Member) Subscribed(newsletterID int64) bool {
	for _, s := range m.Subscriptions {
		if s.NewsletterID == newsletterID {
			return m.Status == Active && s.State == subscribed
		}
	}
	return false
}

const (
	subscribed   = "subscribed"
	unsubscribed = "unsubscribed"
)

// Proof is what shows that somebody asked for something: kept with each
// consent. Longer texts are cut at 1,000 characters.
type Proof struct {
	Network   string // as limit.Network gives it
	UserAgent string
	TextShown string // the words by the button that was pressed
	StaffID   int64  // who of the staff did it, 0 for the member
}

// Input is what staff can set about a member.
type Input struct {
	Email  string
	Name   string
	Status Status // "" is active for a new member and no change for an old one
	Labels []string
	Note   string
}

// Store reads and writes members. Its hooks are set once, before use.
type Store struct {
	// OnDelete removes in tx what others store about a member.
	OnDelete func(ctx context.Context, tx *db.Tx, memberID int64, emailNorm string) error
	// Deliveries gives what was sent to a member, for their own export.
	Deliveries func(ctx context.Context, memberID int64) (any, error)
	// Zone is the site's time zone, in which days begin. Nil means UTC.
	Zone func(ctx context.Context) *time.Location
	// Comments gives what a member wrote under posts, for the same.
	Comments func(ctx context.Context, memberID int64) (any, error)

	d     *db.DB
	queue *job.Queue
	key   func(ctx context.Context, purpose string) ([]byte, error)
	now   func() time.Time

	scanMost  int64
	batchRows int

	mu       sync.Mutex
	totals   map[Status]int64
	totalsAt time.Time
}

// New makes a store over d. Key gives the site's key for a purpose; it hashes
// the addresses that must not be written to.
func New(d *db.DB, q *job.Queue, key func(ctx context.Context, purpose string) ([]byte, error), now func() time.Time) *Store {
	return &Store{d: d, queue: q, key: key, now: now, scanMost: scanUsual, batchRows: batchUsual}
}
