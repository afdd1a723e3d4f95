package member

import (
	"context"
	"errors"
	"io"
	"time"

	"onrecord/internal/db"
)

var errSoon = errors.New("soon")

// Signup is a wish to subscribe that waits for its confirmation.
type Signup struct {
	ID                                int64
	Email, Name                       string
	NewsletterIDs                     []int64
	Proof                             Proof
	CreatedAt, ExpiresAt, ConfirmedAt time.Time
}

// RequestSignup notes the wish and adds job "signup.requested", which mails
// the link that confirms it. No newsletters means the default ones. The
// outcome is the same for known, unknown and suppressed addresses and over the
// limits (3 an hour for an address, 20 for a network), where nothing is
// mailed. Only what cannot be an address, a name or a newsletter is
// fault.Invalid, on fields email, name and newsletters.
func (s *Store) RequestSignup(ctx context.Context, email, name string, newsletters []int64, p Proof) error {
	return errSoon
}

// Signup gives a wish; fault.NotFound when it is unknown or was purged.
func (s *Store) Signup(ctx context.Context, id int64) (Signup, error) { return Signup{}, errSoon }

// ConfirmSignup makes or finds the member, subscribes them and lifts what
// barred the address. Again, it changes nothing. An expired wish is fault.Gone.
func (s *Store) ConfirmSignup(ctx context.Context, id int64, p Proof) (Member, error) {
	return Member{}, errSoon
}

// Subscribe adds a newsletter at the member's own wish.
func (s *Store) Subscribe(ctx context.Context, memberID, newsletterID int64, p Proof) error {
	return errSoon
}

// Unsubscribe ends one subscription. For a member who is gone it is nil.
func (s *Store) Unsubscribe(ctx context.Context, memberID, newsletterID int64, p Proof) error {
	return errSoon
}

// UnsubscribeAll ends every subscription and bars the address until its owner
// signs up again.
func (s *Store) UnsubscribeAll(ctx context.Context, memberID int64, p Proof) error { return errSoon }

// SetSubscriptions makes wanted the member's subscriptions, at their own wish.
// With p.StaffID it is staff's doing, and what the member had ended is
// fault.Conflict.
func (s *Store) SetSubscriptions(ctx context.Context, memberID int64, wanted []int64, p Proof) (Member, error) {
	return Member{}, errSoon
}

// Get gives one member.
func (s *Store) Get(ctx context.Context, id int64) (Member, error) { return Member{}, errSoon }

// ByEmail finds a member by any spelling of their address.
func (s *Store) ByEmail(ctx context.Context, email string) (Member, error) { return Member{}, errSoon }

// Create adds a member, for staff; subscribe them by SetSubscriptions. A known
// or barred address is fault.Invalid on field email.
func (s *Store) Create(ctx context.Context, in Input) (Member, error) { return Member{}, errSoon }

// Update changes a member, for staff. A stale version is fault.Conflict.
func (s *Store) Update(ctx context.Context, id, version int64, in Input) (Member, error) {
	return Member{}, errSoon
}

// Delete removes a member and all that is stored about them but a keyed hash
// of the address, by which no import can bring them back.
func (s *Store) Delete(ctx context.Context, id int64) error { return errSoon }

// Export gives everything stored about one member, ready for JSON.
func (s *Store) Export(ctx context.Context, id int64) (any, error) { return nil, errSoon }

// Filter picks members; its zero value picks all.
type Filter struct {
	Query        string // each word is the beginning of a word of the address or name
	Status       Status
	Label        string
	NewsletterID int64 // subscribed to it
	Before       int64 // only ids under it; 0 begins with the newest
	Limit        int   // 1 to 1,000; 0 is 50
}

// Page is a run of members, the newest first.
type Page struct {
	Members []Member
	Next    int64 // Before of the next page; 0 when this was the last
	// Count is how many the filter picks; with AtLeast it is a lower bound.
	Count   int64
	AtLeast bool
	// Partial says that the search stopped before the page was full, to
	// answer in time; go on with Next.
	Partial bool
}

// List gives one page of members in under 200 ms, however many there are.
func (s *Store) List(ctx context.Context, f Filter) (Page, error) { return Page{}, errSoon }

// Totals counts the members by status; a second or so old.
func (s *Store) Totals(ctx context.Context) (map[Status]int64, error) { return nil, errSoon }

// LabelNames lists up to limit labels in use, in order.
func (s *Store) LabelNames(ctx context.Context, limit int) ([]string, error) { return nil, errSoon }

// Reason says why an address is barred.
type Reason string

// The reasons.
const (
	ReasonUnsubscribed Reason = "unsubscribed"
	ReasonBounced      Reason = "bounced"
	ReasonComplained   Reason = "complained"
	ReasonDeleted      Reason = "deleted"
	ReasonManual       Reason = "manual"
)

// Suppress bars an address, known or not.
func (s *Store) Suppress(ctx context.Context, email string, why Reason) error { return errSoon }

// Unsuppress lifts a bar that came from a bounce or from staff.
func (s *Store) Unsuppress(ctx context.Context, email string) error { return errSoon }

// Suppressed tells which of the normalised addresses are barred, and why.
func (s *Store) Suppressed(ctx context.Context, q db.Querier, norms []string) (map[string]Reason, error) {
	return nil, errSoon
}

// ImportInput says what file is imported and to what.
type ImportInput struct {
	Name         string // of the file
	NewsletterID int64  // whom new members are subscribed to; 0 for none
	By           int64  // staff id, 0 for the command line
	Again        bool   // import a file anew that was imported already
	BlobKey      string // where PlanImport's caller keeps the file
}

// Import is the progress of one import and, when done, its report.
type Import struct {
	ID           int64
	Name         string
	NewsletterID int64
	State        string // "running", "stopped" or "done"
	BlobKey      string
	By           int64
	Rows         int64 // in the file, without the header
	RowsDone     int64
	Added        int64
	Updated      int64
	Unchanged    int64
	Refused      int64
	CreatedAt    time.Time
	UpdatedAt    time.Time

	// Resumed says that Import took up an earlier run of the same file,
	// Already that the file had been imported to its end before.
	Resumed, Already bool
}

// Refusal is one row of a file that was not imported.
type Refusal struct {
	Row    int64 // as a spreadsheet counts, the header being row 1
	Email  string
	Reason string
}

// PlanImport notes a file for a later Import of the same bytes and adds job
// "import.planned" with the import's id.
func (s *Store) PlanImport(ctx context.Context, r io.ReadSeeker, in ImportInput) (Import, error) {
	return Import{}, errSoon
}

// Import reads a CSV file into the members; see docs of the format. A run that was cut
// short goes on where it stopped when the same file comes again. Progress may
// be nil. A file that cannot be a member list is fault.Invalid on field file.
func (s *Store) Import(ctx context.Context, r io.ReadSeeker, in ImportInput, progress func(Import)) (Import, error) {
	return Import{}, errSoon
}

// ImportByID gives the progress of one import.
func (s *Store) ImportByID(ctx context.Context, id int64) (Import, error) { return Import{}, errSoon }

// Imports lists imports, the newest first, those with an id under before.
func (s *Store) Imports(ctx context.Context, before int64, limit int) ([]Import, error) {
	return nil, errSoon
}

// Refusals lists refused rows of an import in order, those after a row number.
func (s *Store) Refusals(ctx context.Context, importID, after int64, limit int) ([]Refusal, error) {
	return nil, errSoon
}

// ExportCSV writes the members that f picks as CSV that Import reads back.
// Progress, which may be nil, hears the number of rows written.
func (s *Store) ExportCSV(ctx context.Context, w io.Writer, f Filter, progress func(rows int64)) error {
	return errSoon
}

// Purge removes sign-ups that are over; run it about hourly.
func (s *Store) Purge(ctx context.Context) error { return errSoon }
