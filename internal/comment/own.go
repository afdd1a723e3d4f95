package comment

import (
	"context"
	"strconv"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/page"
)

// Own gives a member's own comment; anybody else's is fault.NotFound.
func (s *Store) Own(ctx context.Context, id, memberID int64) (c Comment, err error) {
	defer fault.Wrap(&err, "comment.Own(%d, member %d)", id, memberID)
	return own(ctx, s.DB, id, memberID)
}

func own(ctx context.Context, q db.Querier, id, memberID int64) (Comment, error) {
	c, err := load(ctx, q, id)
	if err == nil && (memberID == 0 || c.MemberID != memberID || c.State == Removed) {
		err = errGone()
	}
	return c, err
}

// Visible gives a comment that readers see; any other is fault.NotFound.
func (s *Store) Visible(ctx context.Context, id int64) (c Comment, err error) {
	defer fault.Wrap(&err, "comment.Visible(%d)", id)
	c, err = load(ctx, s.DB, id)
	if err == nil && c.State != Shown {
		err = errGone()
	}
	return c, err
}

// Change replaces the text of a member's own comment within EditTime; later it
// is fault.Conflict. One that is shown is judged like a new one.
func (s *Store) Change(ctx context.Context, id, memberID int64, body string) (c Comment, err error) {
	defer fault.Wrap(&err, "comment.Change(%d, member %d)", id, memberID)
	var p fault.Problems
	body = checkBody(&p, body)
	if err := p.Err(); err != nil {
		return c, err
	}
	rule, err := s.rule(ctx)
	if err != nil {
		return c, err
	}
	now := s.Now()
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if c, err = own(ctx, tx, id, memberID); err != nil {
			return err
		}
		k, _, err := commenter(ctx, tx, memberID)
		switch {
		case err != nil:
			return err
		case k.Blocked:
			return errBlocked()
		case !c.Editable(now):
			return fault.New(fault.Conflict, "A comment can be changed in its first 15 minutes; you can still delete it.")
		case c.Body == body:
			return nil
		}
		state, why := judge(k, rule, body)
		if c.State == Held { // what it is held for stays
			state, why = Held, c.Why
		}
		if _, err = tx.Exec(ctx, `UPDATE comment SET body = $1, state = $2, why = $3, edited_at = $4 WHERE id = $5`, body, state, why, db.Ms(now), id); err != nil {
			return err
		}
		if c, err = load(ctx, tx, id); err != nil {
			return err
		}
		return page.Changed(ctx, tx, Tag(c.PostID))
	})
	return c, err
}

// TakeBack removes a member's own comment for good. Its place stays, without
// name and text, if there are replies.
func (s *Store) TakeBack(ctx context.Context, id, memberID int64) (c Comment, err error) {
	defer fault.Wrap(&err, "comment.TakeBack(%d, member %d)", id, memberID)
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if c, err = own(ctx, tx, id, memberID); err != nil {
			return err
		}
		if err := forget(ctx, tx, `id = $1`, id); err != nil {
			return err
		}
		return page.Changed(ctx, tx, Tag(c.PostID))
	})
	return c, err
}

// forget deletes the comments of a condition, and empties those that others
// have answered.
func forget(ctx context.Context, tx *db.Tx, where string, arg int64) error {
	_, err := tx.Exec(ctx, `UPDATE comment SET state = 'removed', why = '', body = '', member_id = 0
		WHERE `+where+` AND EXISTS (SELECT 1 FROM comment r WHERE r.parent_id = comment.id AND r.member_id <> comment.member_id)`, arg)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `DELETE FROM comment WHERE `+where+` AND member_id <> 0`, arg)
	return err
}

// ForgetMember removes in tx what a member wrote and reported.
func (s *Store) ForgetMember(ctx context.Context, tx *db.Tx, memberID int64) (err error) {
	defer fault.Wrap(&err, "comment.ForgetMember(%d)", memberID)
	posts, err := db.All(ctx, tx, db.Value[int64], `SELECT DISTINCT post_id FROM comment WHERE member_id = $1 ORDER BY post_id`, memberID)
	if err != nil {
		return err
	}
	if err := forget(ctx, tx, `member_id = $1`, memberID); err != nil {
		return err
	}
	for _, q := range []string{`DELETE FROM comment_report WHERE member_id = $1`, `DELETE FROM commenter WHERE member_id = $1`} {
		if _, err := tx.Exec(ctx, q, memberID); err != nil {
			return err
		}
	}
	tags := make([]string, len(posts))
	for i, id := range posts {
		tags[i] = Tag(id)
	}
	return page.Changed(ctx, tx, tags...)
}

// Report notes that a member finds a comment out of place. The third of
// different members holds it. One's own, or one reported before, changes nothing.
func (s *Store) Report(ctx context.Context, id, memberID int64) (err error) {
	defer fault.Wrap(&err, "comment.Report(%d, member %d)", id, memberID)
	now := s.Now()
	if err := s.allow(ctx, now, "comment-report:"+strconv.FormatInt(memberID, 10), mostMember); err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		c, err := load(ctx, tx, id)
		if err == nil && c.State != Shown {
			err = errGone()
		}
		if err != nil || c.MemberID == memberID {
			return err
		}
		if k, _, err := commenter(ctx, tx, memberID); err != nil || k.Blocked {
			return err
		}
		n, err := tx.Exec(ctx, `INSERT INTO comment_report (comment_id, member_id, at) VALUES ($1, $2, $3) ON CONFLICT (comment_id, member_id) DO NOTHING`, id, memberID, db.Ms(now))
		if err != nil || n == 0 {
			return err
		}
		if c.Reports+1 < mostReports {
			_, err = tx.Exec(ctx, `UPDATE comment SET reports = reports + 1 WHERE id = $1`, id)
			return err
		}
		if _, err = tx.Exec(ctx, `UPDATE comment SET reports = reports + 1, state = 'held', why = 'reports' WHERE id = $1`, id); err != nil {
			return err
		}
		return page.Changed(ctx, tx, Tag(c.PostID))
	})
}

// OwnComment is a comment as its writer takes it away.
type OwnComment struct {
	Post      string    `json:"post"`
	Name      string    `json:"name"`
	Body      string    `json:"body"`
	State     string    `json:"state"`
	CreatedAt time.Time `json:"created_at"`
}

// Export gives everything that a member wrote, for their own data.
func (s *Store) Export(ctx context.Context, memberID int64) (_ []OwnComment, err error) {
	defer fault.Wrap(&err, "comment.Export(%d)", memberID)
	return db.All(ctx, s.DB, func(r db.Row) (c OwnComment, err error) {
		var at int64
		err = r.Scan(&c.Post, &c.Name, &c.Body, &c.State, &at)
		c.CreatedAt = db.Time(at)
		return c, err
	}, `SELECT p.headline, COALESCE(k.name, ''), c.body, c.state, c.created_at`+from+`JOIN post p ON p.id = c.post_id
		WHERE c.member_id = $1 ORDER BY c.id LIMIT $2`, memberID, mostExported)
}
