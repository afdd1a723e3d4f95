// Package comment keeps what members write under posts, and what the desk
// decides about it.
//
// Invariants:
//  1. Readers see comments in state "shown" alone; the writer of a held one
//     sees it too. A removed or held comment that has shown replies leaves its
//     place without name and text.
//  2. A reply is to a comment of its own post that is no reply itself.
//  3. Every change of what readers see drops the pages tagged Tag(post).
//  4. A member's comment is changed and taken back by its id and theirs, so
//     that nobody else's is ever found.
package comment

import (
	"context"
	"fmt"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/site"
)

// Deps is what a Store works with.
type Deps struct {
	DB   *db.DB
	Site *site.Store // says who may comment
	// Now is the clock. Nil means time.Now.
	Now func() time.Time
}

// Store keeps comments.
type Store struct{ Deps }

// New makes a Store.
func New(d Deps) *Store {
	if d.Now == nil {
		d.Now = time.Now
	}
	return &Store{d}
}

// The states of a comment.
const (
	Held    = "held" // waits for an editor
	Shown   = "shown"
	Removed = "removed"
)

// States lists every state, the one that needs somebody first.
func States() []string { return []string{Held, Shown, Removed} }

// Why a comment is held.
const (
	First   = "first"   // nothing of this member was approved before
	All     = "all"     // the site holds every one
	Links   = "links"   // it has more links than people write
	Reports = "reports" // members reported it
)

// Limits.
const (
	MaxBody      = 5000 // characters
	MaxName      = 60
	EditTime     = 15 * time.Minute
	mostLinks    = 2   // without being held
	mostReports  = 3   // until it is held
	mostReplies  = 100 // to one comment
	mostMember   = 20  // an hour
	mostNetwork  = 60  // an hour
	sameWithin   = 10 * time.Minute
	PerPage      = 30 // threads
	deskMost     = 100
	mostExported = 10_000
)

// Comment is one comment.
type Comment struct {
	ID, PostID, ParentID int64
	MemberID             int64  // 0 when its writer took it back or is gone
	Name                 string // of the writer, as it is now
	Body                 string
	State, Why           string
	Reports              int64
	CreatedAt, EditedAt  time.Time
}

// Editable tells whether its writer may still change it.
func (c Comment) Editable(now time.Time) bool {
	return c.State != Removed && now.Sub(c.CreatedAt) < EditTime
}

// Tag names the pages that show the comments of a post.
func Tag(postID int64) string { return fmt.Sprintf("comments:%d", postID) }

const columns = `c.id, c.post_id, COALESCE(c.parent_id, 0), c.member_id, COALESCE(k.name, ''), c.body, c.state, c.why, c.reports, c.created_at, c.edited_at`

const from = ` FROM comment c LEFT JOIN commenter k ON k.member_id = c.member_id `

func scan(r db.Row) (c Comment, err error) {
	err = c.scan(r)
	return c, err
}

func (c *Comment) scan(r db.Row, more ...any) error {
	var created, edited int64
	to := []any{&c.ID, &c.PostID, &c.ParentID, &c.MemberID, &c.Name, &c.Body, &c.State, &c.Why, &c.Reports, &created, &edited}
	err := r.Scan(append(to, more...)...)
	c.CreatedAt, c.EditedAt = db.Time(created), db.Time(edited)
	return err
}

// Commenter is a member as one who comments.
type Commenter struct {
	Name             string
	Trusted, Blocked bool
}

// Commenter is how a member comments; ok is false when they never did.
func (s *Store) Commenter(ctx context.Context, memberID int64) (Commenter, bool, error) {
	return commenter(ctx, s.DB, memberID)
}

func commenter(ctx context.Context, q db.Querier, memberID int64) (Commenter, bool, error) {
	list, err := db.All(ctx, q, func(r db.Row) (k Commenter, err error) {
		var trusted, blocked int64
		err = r.Scan(&k.Name, &trusted, &blocked)
		k.Trusted, k.Blocked = trusted != 0, blocked != 0
		return k, err
	}, `SELECT name, trusted, blocked_at FROM commenter WHERE member_id = $1`, memberID)
	if err != nil || len(list) == 0 {
		return Commenter{}, false, err
	}
	return list[0], true, nil
}
