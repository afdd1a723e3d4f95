// Package newsletter makes issues, freezes their content and audience, and
// delivers each to every member once. An issue is one sending of a newsletter;
// a delivery is one issue to one member.
package newsletter

import (
	"log/slog"
	"net/url"
	"sync"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/mail"
	"onrecord/internal/media"
	"onrecord/internal/member"
	"onrecord/internal/post"
	"onrecord/internal/site"
)

// The states of an issue. Freezing and sending are work in progress; sent and
// cancelled are final, save that a decision to resend opens a sent issue again.
const (
	Draft     = "draft"
	Planned   = "planned" // waits for its post to be published
	Scheduled = "scheduled"
	Freezing  = "freezing"
	Sending   = "sending"
	Paused    = "paused"
	Sent      = "sent"
	Cancelled = "cancelled"
)

// The states of a delivery. Pending and committing are open; the others are final.
const (
	DeliveryPending    = "pending"
	DeliveryCommitting = "committing" // its final dot may be out
	DeliverySent       = "sent"
	DeliveryFailed     = "failed"    // with the server's reply
	DeliverySkipped    = "skipped"   // with the reason
	DeliveryUncertain  = "uncertain" // the dot was out and no reply came: held for a person to decide
)

// What may be decided about an uncertain delivery.
const (
	Hold   = "hold"   // leave it as it is
	Resend = "resend" // send it again, at the risk of a second copy
	Accept = "accept" // count it as sent
)

// The layouts of an issue's mail.
const (
	LayoutFull    = "full"
	LayoutExcerpt = "excerpt"
)

// Newsletter is what a member subscribes to.
type Newsletter struct {
	ID                                         int64
	Slug, Name, Description                    string
	SenderName, SenderAddress, ReplyTo, ListID string
	Accent, Header, Footer, Layout             string
	IsDefault                                  bool // offered ticked where people subscribe
	ArchivedAt                                 time.Time
	Version                                    int64
	CreatedAt, UpdatedAt                       time.Time
}

// Input is what a person says about a newsletter. An empty Slug comes from the
// name, an empty ListID from the slug and the site's host, an empty Layout is full.
type Input struct {
	Slug, Name, Description                    string
	SenderName, SenderAddress, ReplyTo, ListID string
	Accent, Header, Footer, Layout             string
	IsDefault                                  bool
}

// Issue is one sending of a newsletter.
type Issue struct {
	ID, NewsletterID                   int64
	Slug, Subject, Preheader, Intro    string // Intro is Markdown; {name} and {name|friend} become the member's name
	State, PauseReason                 string
	Trouble                            string // why nothing is being handed over right now, in a sentence; empty if all is well
	PostIDs                            []int64
	ScheduledAt, StartedAt, FinishedAt time.Time
	Audience                           int64
	CreatedBy, Version                 int64
	CreatedAt, UpdatedAt               time.Time
	Counts                             Counts

	pausedFrom string
}

// Counts says how many deliveries of an issue are in each state.
type Counts struct{ Pending, Committing, Sent, Failed, Skipped, Uncertain int64 }

// Total is the sum over all states: the audience, once it is frozen.
func (c Counts) Total() int64 {
	return c.Pending + c.Committing + c.Sent + c.Failed + c.Skipped + c.Uncertain
}

// Open is how many deliveries have not reached a final state.
func (c Counts) Open() int64 { return c.Pending + c.Committing }

// IssueInput is what a person says about an issue. An empty Subject becomes the
// headline of the first post when the issue starts.
type IssueInput struct {
	NewsletterID              int64 // fixed once the issue exists
	Subject, Preheader, Intro string
	PostIDs                   []int64
}

// IssueFilter selects issues, newest first. Zero fields select everything.
type IssueFilter struct {
	NewsletterID int64
	State        string
	PostID       int64
	Before       int64 // the ID of the last issue of the page before
	Limit        int   // at most 200; 0 means 50
}

// Delivery is one issue to one member.
type Delivery struct {
	ID, IssueID, MemberID int64
	Email, Name           string
	State                 string
	Attempts              int64
	NextAt                time.Time // when a pending one is tried again
	Host                  string
	ReplyCode             int64
	Reply                 string // what the server said; for skipped the reason, for uncertain the last thing that happened
	MessageID             string
	Choice                string // the newest decision, if there was one
	UpdatedAt             time.Time
}

// PublicIssue is an issue as everybody may see it: nothing in it is personal.
type PublicIssue struct {
	ID, NewsletterID         int64
	Newsletter               Newsletter
	Slug, Subject, Preheader string
	HTML                     string // a whole document with inline styles; empty in lists
	Text                     string // empty in lists
	SentAt                   time.Time
}

// Deps is what a Store works with.
type Deps struct {
	DB        *db.DB
	Site      *site.Store
	Posts     *post.Store
	Members   *member.Store
	Media     *media.Store
	Transport mail.Transport
	Base      *url.URL // of the public site
	Now       func() time.Time
	Log       *slog.Logger
}

// Store keeps newsletters, issues and deliveries.
type Store struct {
	Deps

	counted sync.Map // issue ID -> counted
}

// New makes a Store.
func New(d Deps) *Store {
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Log == nil {
		d.Log = slog.Default()
	}
	return &Store{Deps: d}
}
