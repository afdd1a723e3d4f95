package comment

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/limit"
	"onrecord/internal/page"
	"onrecord/internal/site"
)

// Input is what a member sends.
type Input struct {
	PostID, ParentID, MemberID int64
	Name                       string // needed the first time; empty keeps the one there is
	Body                       string
	Network                    string // as limit.Network gives it
}

// Write stores a comment: shown at once if an editor has approved one of the
// member before and the site does not hold all, else held. The same text again
// within some minutes is the same comment. What is wrong with a field is
// fault.Invalid on name or body; where nobody may comment it is
// fault.Forbidden; too many in an hour are fault.TooMany.
func (s *Store) Write(ctx context.Context, in Input) (c Comment, err error) {
	defer fault.Wrap(&err, "comment.Write(post %d, parent %d, member %d)", in.PostID, in.ParentID, in.MemberID)
	var p fault.Problems
	in.Body = checkBody(&p, in.Body)
	known, ok, err := s.Commenter(ctx, in.MemberID)
	if err != nil {
		return c, err
	}
	if in.Name != "" || !ok {
		in.Name = checkName(&p, in.Name)
	}
	if err := p.Err(); err != nil {
		return c, err
	}
	if known.Blocked {
		return c, errBlocked()
	}
	rule, err := s.rule(ctx)
	if err != nil {
		return c, err
	}
	now := s.Now()
	who := strconv.FormatInt(in.MemberID, 10)
	if err := s.allow(ctx, now, "comment-member:"+who, mostMember); err != nil {
		return c, err
	}
	if err := s.allow(ctx, now, "comment-network:"+in.Network, mostNetwork); err != nil {
		return c, err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		c, err = write(ctx, tx, in, rule, now)
		return err
	})
	return c, err
}

// rule is the site's setting; where it is off nobody comments.
func (s *Store) rule(ctx context.Context) (string, error) {
	st, err := s.Site.Get(ctx)
	if err == nil && st.Comments == site.CommentsOff {
		err = errClosed()
	}
	return st.Comments, err
}

func (s *Store) allow(ctx context.Context, now time.Time, key string, most int) error {
	ok, _, err := limit.Allow(ctx, s.DB, key, most, time.Hour, now)
	if err == nil && !ok {
		err = fault.New(fault.TooMany, "That was a lot in the last hour; please go on a little later.")
	}
	return err
}

func errClosed() *fault.Error {
	return fault.New(fault.Forbidden, "Comments on this are closed.")
}

func errBlocked() *fault.Error {
	return fault.New(fault.Forbidden, "You cannot comment here any more. If you think that this is a mistake, write to the editors.")
}

func errGone() *fault.Error {
	return fault.New(fault.NotFound, "This comment is not here any more.")
}

func write(ctx context.Context, tx *db.Tx, in Input, rule string, now time.Time) (Comment, error) {
	if err := mayWrite(ctx, tx, in); err != nil {
		return Comment{}, err
	}
	same, err := db.All(ctx, tx, scan, `SELECT `+columns+from+`WHERE c.member_id = $1 AND c.created_at > $2 AND c.post_id = $3 AND COALESCE(c.parent_id, 0) = $4
		AND c.body = $5 AND c.state <> 'removed' ORDER BY c.id LIMIT 1`, in.MemberID, db.Ms(now.Add(-sameWithin)), in.PostID, in.ParentID, in.Body)
	if err != nil || len(same) > 0 {
		return first(same), err
	}
	if err := named(ctx, tx, in, now); err != nil {
		return Comment{}, err
	}
	k, _, err := commenter(ctx, tx, in.MemberID)
	if err != nil {
		return Comment{}, err
	}
	state, why := judge(k, rule, in.Body)
	id, err := db.One(ctx, tx, db.Value[int64], `INSERT INTO comment (post_id, parent_id, member_id, state, why, created_at, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`, in.PostID, db.NullID(in.ParentID), in.MemberID, state, why, db.Ms(now), in.Body)
	if err != nil {
		return Comment{}, err
	}
	if state == Shown {
		if err := page.Changed(ctx, tx, Tag(in.PostID)); err != nil {
			return Comment{}, err
		}
	}
	return load(ctx, tx, id)
}

func first(list []Comment) Comment {
	if len(list) == 0 {
		return Comment{}
	}
	return list[0]
}

// judge decides about a new or changed text.
func judge(k Commenter, rule, body string) (state, why string) {
	switch {
	case !k.Trusted:
		return Held, First
	case rule == site.CommentsModerated:
		return Held, All
	case spammy(body):
		return Held, Links
	}
	return Shown, ""
}

// mayWrite holds the write to the state of the post, the member and the parent.
func mayWrite(ctx context.Context, tx *db.Tx, in Input) error {
	open, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM post p WHERE p.id = $1 AND p.status = 'published' AND p.kind <> 'page'
		AND NOT EXISTS (SELECT 1 FROM comment_closed d WHERE d.post_id = p.id)`, in.PostID)
	if err != nil {
		return err
	}
	if open == 0 {
		return errClosed()
	}
	if n, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM member WHERE id = $1`, in.MemberID); err != nil || n == 0 {
		return errors.Join(err, errBlocked())
	}
	if in.ParentID == 0 {
		return nil
	}
	n, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM comment WHERE id = $1 AND post_id = $2 AND parent_id IS NULL AND state = 'shown'`, in.ParentID, in.PostID)
	if err != nil {
		return err
	}
	if n == 0 {
		return errGone()
	}
	n, err = db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM comment WHERE parent_id = $1`, in.ParentID)
	if err == nil && n >= mostReplies {
		err = fault.New(fault.Forbidden, "This has as many replies as it can have; write a comment of your own.")
	}
	return err
}

// named notes the name of a member who comments.
func named(ctx context.Context, tx *db.Tx, in Input, now time.Time) error {
	if in.Name == "" {
		return nil
	}
	_, err := tx.Exec(ctx, `INSERT INTO commenter (member_id, name, created_at) VALUES ($1, $2, $3)
		ON CONFLICT (member_id) DO UPDATE SET name = $2`, in.MemberID, in.Name, db.Ms(now))
	return err
}

func load(ctx context.Context, q db.Querier, id int64) (Comment, error) {
	c, err := db.One(ctx, q, scan, `SELECT `+columns+from+`WHERE c.id = $1`, id)
	if errors.Is(err, sql.ErrNoRows) {
		err = errGone().Because(err)
	}
	return c, err
}
