// Package claim keeps the record: who said what, through whom it reached the
// newsroom, how sure the newsroom is, and where it was printed.
//
// A claim is one proposition. What is known of it is a row of versions, of
// which none ever changes; a use says that a surface (a revision, an issue, a
// feed, an answer of the API) carried one of them.
//
// Invariants:
//  1. A version never changes: triggers refuse UPDATE, and DELETE while its
//     claim is there. A claim goes only while no version of it has a use.
//  2. Of an unnamed source nothing is stored that could tell who it is; the
//     constraints decide, and Cited, which everything public is made of, has
//     no place for it.
//  3. "Confirmed" takes two chains that began with different sources, or a
//     primary document, and the sign-off of a person (grounds).
//  4. What a claim rests on, by formula or by condition, never leads back to
//     it. A new version marks all that rests on it for review and changes no
//     word there.
//  5. A version knows when it was true (AsOf) and when the newsroom knew
//     (RecordedAt), so that the record of any past moment can be shown.
package claim

import (
	"context"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/staff"
)

// Deps is what a Store works with.
type Deps struct {
	DB    *db.DB
	Staff *staff.Store // writes the audit log. Nil means that of DB.
	// Now is the clock. Nil means time.Now.
	Now func() time.Time
}

// Store keeps sources, claims and their uses, and reports about them.
type Store struct {
	Deps
	tally tally
}

// New makes a Store.
func New(d Deps) *Store {
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Staff == nil {
		d.Staff = staff.New(d.DB, d.Now)
	}
	return &Store{Deps: d}
}

// audit writes one line to the audit log. What is done with a token is the
// token's there, whoever made it.
func (s *Store) audit(ctx context.Context, tx *db.Tx, by staff.Actor, action, subject, detail string) error {
	if by.TokenID != 0 {
		by.StaffID = 0
	}
	return s.Staff.Audit(ctx, tx, by, action, subject, detail)
}

// now is one reading of the clock in whole milliseconds, as it is stored.
func (s *Store) now() time.Time { return db.Time(db.Ms(s.Now())) }
