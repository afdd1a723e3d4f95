package newsletter

import (
	"context"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/mail"
)

var todo = fault.New(fault.Unavailable, "This part is being built.")

// Create makes a newsletter.
func (s *Store) Create(ctx context.Context, in Input) (Newsletter, error) {
	return Newsletter{}, todo
}

// Update changes a newsletter; a stale version is a fault.Conflict.
func (s *Store) Update(ctx context.Context, id, version int64, in Input) (Newsletter, error) {
	return Newsletter{}, todo
}

// List gives the newsletters by name; retired ones only if asked for.
func (s *Store) List(ctx context.Context, retired bool) ([]Newsletter, error) { return nil, todo }

// Get finds a newsletter by its ID.
func (s *Store) Get(ctx context.Context, id int64) (Newsletter, error) { return Newsletter{}, todo }

// BySlug finds a newsletter that is not retired.
func (s *Store) BySlug(ctx context.Context, slug string) (Newsletter, error) {
	return Newsletter{}, todo
}

// Retire ends a newsletter: it takes no subscription and no issue any more; its archive stays.
func (s *Store) Retire(ctx context.Context, id, version int64) (Newsletter, error) {
	return Newsletter{}, todo
}

// CreateIssue makes a draft.
func (s *Store) CreateIssue(ctx context.Context, by int64, in IssueInput) (Issue, error) {
	return Issue{}, todo
}

// UpdateIssue changes an issue whose content is not frozen yet.
func (s *Store) UpdateIssue(ctx context.Context, id, version int64, in IssueInput) (Issue, error) {
	return Issue{}, todo
}

// DeleteIssue removes a draft or a planned issue.
func (s *Store) DeleteIssue(ctx context.Context, id, version int64) error { return todo }

// PlanOnPublication has the post sent to the newsletter when it is published;
// asked twice, it gives the issue it made before.
func (s *Store) PlanOnPublication(ctx context.Context, by, postID, newsletterID int64) (Issue, error) {
	return Issue{}, todo
}

// Unplan takes back PlanOnPublication, if the issue has not started.
func (s *Store) Unplan(ctx context.Context, postID, newsletterID int64) error { return todo }

// OnPublished starts what is planned for a post. It may be called again.
func (s *Store) OnPublished(ctx context.Context, postID int64) error { return todo }

// Issue finds an issue, with its counts.
func (s *Store) Issue(ctx context.Context, id int64) (Issue, error) { return Issue{}, todo }

// Issues lists issues newest first; next is 0 at the end, else the next Before.
func (s *Store) Issues(ctx context.Context, f IssueFilter) (list []Issue, next int64, err error) {
	return nil, 0, todo
}

// Preview shows the mail as a member named nobody would get it.
func (s *Store) Preview(ctx context.Context, issueID int64) (html, text, subject string, err error) {
	return "", "", "", todo
}

// SendTest sends the issue to one address, marked as a test.
func (s *Store) SendTest(ctx context.Context, issueID int64, to string) error { return todo }

// Schedule has the issue start at a time. When it returns, the promise holds.
func (s *Store) Schedule(ctx context.Context, id, version int64, at time.Time) (Issue, error) {
	return Issue{}, todo
}

// Unschedule makes a scheduled issue a draft again.
func (s *Store) Unschedule(ctx context.Context, id, version int64) (Issue, error) {
	return Issue{}, todo
}

// Send starts the issue now.
func (s *Store) Send(ctx context.Context, id, version, by int64) (Issue, error) {
	return Issue{}, todo
}

// Pause stops an issue that is scheduled or under way; no further dot is released.
func (s *Store) Pause(ctx context.Context, id int64) (Issue, error) { return Issue{}, todo }

// Resume takes a paused issue up where it stopped.
func (s *Store) Resume(ctx context.Context, id int64) (Issue, error) { return Issue{}, todo }

// Cancel ends an issue for good; whoever has not got it is skipped.
func (s *Store) Cancel(ctx context.Context, id int64) (Issue, error) { return Issue{}, todo }

// Deliveries lists an issue's deliveries by ID, in one state or (state empty) in all.
func (s *Store) Deliveries(ctx context.Context, issueID int64, state string, after int64, limit int) ([]Delivery, error) {
	return nil, todo
}

// Decide settles an uncertain delivery: Hold, Resend or Accept.
func (s *Store) Decide(ctx context.Context, deliveryID int64, choice string, by int64) (Delivery, error) {
	return Delivery{}, todo
}

// Archive lists what was sent, newest first; newsletterID 0 means of all
// newsletters. Next is 0 at the end, else the next before.
func (s *Store) Archive(ctx context.Context, newsletterID, before int64, limit int) (list []PublicIssue, next int64, err error) {
	return nil, 0, todo
}

// IssueBySlug is the public view of an issue that has started.
func (s *Store) IssueBySlug(ctx context.Context, slug string) (PublicIssue, error) {
	return PublicIssue{}, todo
}

// ForgetMember takes the member's address and name out of all deliveries; what
// is still pending is skipped.
func (s *Store) ForgetMember(ctx context.Context, tx *db.Tx, memberID int64) error { return todo }

// DeliveriesTo lists what a member was sent, newest first, for their own data.
func (s *Store) DeliveriesTo(ctx context.Context, memberID, before int64, limit int) ([]Delivery, error) {
	return nil, todo
}

// HoldRestored pauses everything open after a restore, so that nothing is sent by itself.
func (s *Store) HoldRestored(ctx context.Context, tx *db.Tx) (held int64, err error) {
	return 0, todo
}

// Run delivers until ctx ends; then it releases no further dot, waits for the
// replies that are owed, and returns.
func (e *Engine) Run(ctx context.Context) error { return todo }

// SendConfirmation answers a wish to subscribe: with the link that confirms it,
// or with a word that the address is subscribed already.
func (s *Store) SendConfirmation(ctx context.Context, signupID int64) error { return todo }

// SendOwnDataLink sends a member the way to what is stored about them.
func (s *Store) SendOwnDataLink(ctx context.Context, memberID int64) error { return todo }

// Invitation is what an invited person is told.
type Invitation struct {
	To        mail.Address
	InvitedBy string // a name
	URL       string
	ExpiresAt time.Time
	Reset     bool // the link sets a new password instead of a first one
}

// SendInvitation sends somebody the link that makes them staff.
func (s *Store) SendInvitation(ctx context.Context, in Invitation) error { return todo }

// ConfirmToken is the signed part of the link that confirms a signup.
func (s *Store) ConfirmToken(ctx context.Context, signupID int64) (string, error) { return "", todo }

// ReadConfirmToken checks such a part; a bad one is fault.NotFound.
func (s *Store) ReadConfirmToken(ctx context.Context, token string) (signupID int64, err error) {
	return 0, todo
}

// UnsubscribeToken is the signed part of a member's unsubscribe link.
func (s *Store) UnsubscribeToken(ctx context.Context, memberID, newsletterID int64) (string, error) {
	return "", todo
}

// ReadUnsubscribeToken checks such a part; a bad one is fault.NotFound.
func (s *Store) ReadUnsubscribeToken(ctx context.Context, token string) (memberID, newsletterID int64, err error) {
	return 0, 0, todo
}

// PreferencesToken is the signed part of a member's preferences link.
func (s *Store) PreferencesToken(ctx context.Context, memberID int64) (string, error) {
	return "", todo
}

// ReadPreferencesToken checks such a part; a bad one is fault.NotFound.
func (s *Store) ReadPreferencesToken(ctx context.Context, token string) (memberID int64, err error) {
	return 0, todo
}

// OwnDataToken is the signed part of the link to a member's own data.
func (s *Store) OwnDataToken(ctx context.Context, memberID int64, expires time.Time) (string, error) {
	return "", todo
}

// ReadOwnDataToken checks such a part; a bad one is fault.NotFound, an old one fault.Gone.
func (s *Store) ReadOwnDataToken(ctx context.Context, token string) (memberID int64, err error) {
	return 0, todo
}
