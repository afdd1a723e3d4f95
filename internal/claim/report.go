package claim

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/limit"
	"onrecord/internal/mail"
	"onrecord/internal/staff"
)

// Who reports, and what became of it.
const (
	ByReader = "reader"
	BySource = "source"

	Open      = "open" // waits for the desk
	Upheld    = "upheld"
	Declined  = "declined"
	Duplicate = "duplicate"
	Spam      = "spam"
)

// Reporters lists who can report.
func Reporters() []string { return []string{ByReader, BySource} }

// ReportStates lists every state, the one that needs somebody first.
func ReportStates() []string { return []string{Open, Upheld, Declined, Duplicate, Spam} }

// Limits of reports.
const (
	MaxReport      = 3000 // characters
	MaxOutcome     = 1000
	mostByNetwork  = 10 // an hour
	mostAboutThing = 60 // an hour
	keptContact    = 90 * 24 * time.Hour
	sameReport     = 24 * time.Hour
)

// ReportInput is what somebody says is wrong with a claim, a post, or both.
type ReportInput struct {
	ClaimID, PostID int64
	Kind            string // empty means ByReader
	Body            string
	Contact         string // an address to answer to, or empty
	Network         string // as limit.Network gives it; empty for what the desk enters itself
}

// Report is a report with what became of it.
type Report struct {
	ID int64
	ReportInput
	State     string
	Outcome   string
	HandledBy int64 // staff
	HandledAt time.Time
	CreatedAt time.Time
	Version   int64
}

const reportColumns = `id, COALESCE(claim_id, 0), post_id, kind, state, body, contact, outcome, handled_by, handled_at, version, created_at`

func scanReport(r db.Row) (v Report, err error) {
	var handled, created int64
	err = r.Scan(&v.ID, &v.ClaimID, &v.PostID, &v.Kind, &v.State, &v.Body, &v.Contact, &v.Outcome, &v.HandledBy, &handled, &v.Version, &created)
	v.HandledAt, v.CreatedAt = db.Time(handled), db.Time(created)
	return v, err
}

func noReport(cause error) error {
	return fault.New(fault.NotFound, "This report was not found.").Because(cause)
}

func (in *ReportInput) clean() error {
	var p fault.Problems
	if in.Kind == "" {
		in.Kind = ByReader
	}
	one(&p, "kind", in.Kind, Reporters())
	in.Body = text(&p, "body", in.Body, MaxReport)
	if in.Body == "" {
		p.Add("body", "Say what is wrong, and how you know.")
	}
	in.Contact = line(&p, "contact", in.Contact, MaxName)
	if in.Contact != "" {
		if _, _, err := mail.ParseAddress(in.Contact); err != nil {
			p.Add("contact", "This is no mail address; write it whole, or leave it empty.")
		}
	}
	if in.ClaimID < 0 || in.PostID < 0 || in.ClaimID == 0 && in.PostID == 0 {
		p.Add("claim_id", "Name the claim or the post that this is about.")
	}
	return p.Err()
}

// Report keeps a report for the desk; nothing that readers see changes by it.
// The same words about the same thing again within a day are the same report.
// Too many in an hour are fault.TooMany.
func (s *Store) Report(ctx context.Context, in ReportInput) (v Report, err error) {
	defer fault.Wrap(&err, "claim.Report(claim %d, post %d)", in.ClaimID, in.PostID)
	if err := in.clean(); err != nil {
		return Report{}, err
	}
	now := s.now()
	if in.Network != "" {
		if err := s.allow(ctx, now, "report-network:"+in.Network, mostByNetwork); err != nil {
			return Report{}, err
		}
		if err := s.allow(ctx, now, fmt.Sprintf("report-about:%d/%d", in.ClaimID, in.PostID), mostAboutThing); err != nil {
			return Report{}, err
		}
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		same, err := db.All(ctx, tx, scanReport, `SELECT `+reportColumns+` FROM report WHERE post_id = $1 AND COALESCE(claim_id, 0) = $2
			AND body = $3 AND created_at > $4 ORDER BY id LIMIT 1`, in.PostID, in.ClaimID, in.Body, db.Ms(now.Add(-sameReport)))
		if err != nil {
			return err
		}
		if len(same) > 0 {
			v = same[0]
			return nil
		}
		v, err = db.One(ctx, tx, scanReport, `INSERT INTO report (claim_id, post_id, kind, body, contact, created_at)
			VALUES ($1, $2, $3, $4, $5, $6) RETURNING `+reportColumns, db.NullID(in.ClaimID), in.PostID, in.Kind, in.Body, in.Contact, db.Ms(now))
		return err
	})
	if db.IsForeign(err) {
		err = invalid(err, "claim_id", "There is no such claim.")
	}
	return v, err
}

func (s *Store) allow(ctx context.Context, now time.Time, key string, most int) error {
	ok, _, err := limit.Allow(ctx, s.DB, key, most, time.Hour, now)
	if err == nil && !ok {
		err = fault.New(fault.TooMany, "That was a lot in the last hour; please go on a little later.")
	}
	return err
}

// ReportByID reads a report.
func (s *Store) ReportByID(ctx context.Context, id int64) (v Report, err error) {
	defer fault.Wrap(&err, "claim.ReportByID(%d)", id)
	v, err = db.One(ctx, s.DB, scanReport, `SELECT `+reportColumns+` FROM report WHERE id = $1`, id)
	return v, missing(err, noReport)
}

// ReportFilter chooses reports; its zero value chooses all.
type ReportFilter struct {
	State           string
	ClaimID, PostID int64
	Before          int64 // only ids under it; 0 begins with the newest
	Limit           int   // 1 to 100; 0 means 30
}

// Reports lists reports, the newest first; next is the Before of the following
// page, 0 at the end.
func (s *Store) Reports(ctx context.Context, f ReportFilter) (list []Report, next int64, err error) {
	defer fault.Wrap(&err, "claim.Reports(%+v)", f)
	var p fault.Problems
	if f.State != "" {
		one(&p, "state", f.State, ReportStates())
	}
	if err := p.Err(); err != nil {
		return nil, 0, err
	}
	var w where
	w.add("id < %s", before(f.Before))
	if f.State != "" {
		w.add("state = %s", f.State)
	}
	if f.ClaimID != 0 {
		w.add("claim_id = %s", f.ClaimID)
	}
	if f.PostID != 0 {
		w.add("post_id = %s", f.PostID)
	}
	limit := pageSize(f.Limit)
	list, err = db.All(ctx, s.DB, scanReport, `SELECT `+reportColumns+` FROM report WHERE `+w.String()+` ORDER BY id DESC LIMIT `+w.arg(limit+1), w.args...)
	if len(list) > limit {
		list = list[:limit]
		next = list[limit-1].ID
	}
	return list, next, err
}

// OpenReports counts what waits for the desk, up to 1,000.
func (s *Store) OpenReports(ctx context.Context) (n int64, err error) {
	defer fault.Wrap(&err, "claim.OpenReports()")
	return db.One(ctx, s.DB, db.Value[int64], `SELECT count(*) FROM (SELECT id FROM report WHERE state = 'open' LIMIT 1000) AS waiting`)
}

// Decide says what became of a report. One that was decided can be decided
// anew. A stale version is fault.Conflict.
func (s *Store) Decide(ctx context.Context, by staff.Actor, id, version int64, state, outcome string) (v Report, err error) {
	defer fault.Wrap(&err, "claim.Decide(%d, %s)", id, state)
	var p fault.Problems
	one(&p, "state", state, ReportStates()[1:])
	outcome = text(&p, "outcome", outcome, MaxOutcome)
	if outcome == "" && (state == Upheld || state == Declined) {
		p.Add("outcome", "Say in a sentence what was found.")
	}
	if err := p.Err(); err != nil {
		return Report{}, err
	}
	now := s.now()
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		was, err := db.One(ctx, tx, db.Value[int64], `SELECT version FROM report WHERE id = $1`, id)
		if err != nil {
			return missing(err, noReport)
		}
		if version != 0 && was != version {
			return fault.New(fault.Conflict, "Somebody handled this report in between; look at it again.")
		}
		v, err = db.One(ctx, tx, scanReport, `UPDATE report SET state = $1, outcome = $2, handled_by = $3, handled_at = $4, version = version + 1
			WHERE id = $5 RETURNING `+reportColumns, state, outcome, by.StaffID, db.Ms(now), id)
		if err != nil {
			return err
		}
		return s.audit(ctx, tx, by, "report.decide", "report "+strconv.FormatInt(id, 10), state)
	})
	return v, err
}

// Sweep forgets how to reach those whose report was handled some time ago.
func (s *Store) Sweep(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "claim.Sweep()")
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE report SET contact = '' WHERE contact <> '' AND state <> 'open' AND handled_at < $1`, db.Ms(s.now().Add(-keptContact)))
		return err
	})
}
