package comment

import (
	"context"
	"math"
	"slices"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/page"
)

// Filter narrows the list of the desk. Zero values narrow nothing.
type Filter struct {
	State            string
	PostID, MemberID int64
	Before           int64 // where the page before ended
	Limit            int   // 1 to 100; 0 means 30
}

// Row is a comment as the desk sees it.
type Row struct {
	Comment
	Headline, Slug string // of the post
	Email          string // of the writer
	Blocked        bool   // the writer may not comment any more
}

// List gives comments for the desk, newest first, and the next before; 0 at
// the end.
func (s *Store) List(ctx context.Context, f Filter) (rows []Row, next int64, err error) {
	defer fault.Wrap(&err, "comment.List(%+v)", f)
	if f.State != "" && !slices.Contains(States(), f.State) {
		return nil, 0, fault.New(fault.NotFound, fault.Missing)
	}
	if f.Before < 1 {
		f.Before = math.MaxInt64
	}
	if f.Limit < 1 || f.Limit > deskMost {
		f.Limit = PerPage
	}
	rows, err = db.All(ctx, s.DB, func(r db.Row) (v Row, err error) {
		var blocked int64
		err = v.scan(r, &v.Headline, &v.Slug, &v.Email, &blocked)
		v.Blocked = blocked != 0
		return v, err
	}, `SELECT `+columns+`, p.headline, p.slug, COALESCE(m.email, ''), COALESCE(k.blocked_at, 0)`+from+`
		JOIN post p ON p.id = c.post_id LEFT JOIN member m ON m.id = c.member_id
		WHERE c.id < $1 AND (c.state = $2 OR $2 = '') AND (c.post_id = $3 OR $3 = 0) AND (c.member_id = $4 OR $4 = 0)
		ORDER BY c.id DESC LIMIT $5`, f.Before, f.State, f.PostID, f.MemberID, f.Limit+1)
	if len(rows) > f.Limit {
		rows = rows[:f.Limit]
		next = rows[f.Limit-1].ID
	}
	return rows, next, err
}

// Counts counts all comments by state.
func (s *Store) Counts(ctx context.Context) (counts map[string]int64, err error) {
	defer fault.Wrap(&err, "comment.Counts()")
	counts = map[string]int64{}
	_, err = db.All(ctx, s.DB, func(r db.Row) (_ struct{}, err error) {
		var state string
		var n int64
		err = r.Scan(&state, &n)
		counts[state] = n
		return struct{}{}, err
	}, `SELECT state, count(*) FROM comment GROUP BY state ORDER BY state`)
	return counts, err
}

// Approve shows a comment to readers; later ones of its writer are shown at
// once. One that its writer took back is fault.Conflict.
func (s *Store) Approve(ctx context.Context, id, staffID int64) (err error) {
	defer fault.Wrap(&err, "comment.Approve(%d)", id)
	return s.decide(ctx, id, staffID, Shown)
}

// Remove takes a comment away from readers; the desk keeps it.
func (s *Store) Remove(ctx context.Context, id, staffID int64) (err error) {
	defer fault.Wrap(&err, "comment.Remove(%d)", id)
	return s.decide(ctx, id, staffID, Removed)
}

func (s *Store) decide(ctx context.Context, id, staffID int64, state string) error {
	now := s.Now()
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		c, err := load(ctx, tx, id)
		if err != nil {
			return err
		}
		if c.MemberID == 0 {
			return fault.New(fault.Conflict, "Its writer took this comment back, so there is nothing to decide.")
		}
		_, err = tx.Exec(ctx, `UPDATE comment SET state = $1, why = '', reports = 0, decided_at = $2, decided_by = $3 WHERE id = $4`, state, db.Ms(now), staffID, id)
		if err == nil && state == Shown {
			_, err = tx.Exec(ctx, `UPDATE commenter SET trusted = 1 WHERE member_id = $1`, c.MemberID)
		}
		if err != nil {
			return err
		}
		return page.Changed(ctx, tx, Tag(c.PostID))
	})
}

// Block keeps the writer of a comment from commenting and reporting; what they
// have waiting is removed. What readers see of them stays until somebody
// removes it.
func (s *Store) Block(ctx context.Context, id, staffID int64) (err error) {
	defer fault.Wrap(&err, "comment.Block(%d)", id)
	now := s.Now()
	return s.ofWriter(ctx, id, func(tx *db.Tx, memberID int64) error {
		if _, err := tx.Exec(ctx, `UPDATE commenter SET blocked_at = $1, blocked_by = $2, trusted = 0 WHERE member_id = $3`, db.Ms(now), staffID, memberID); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE comment SET state = 'removed', why = '', decided_at = $1, decided_by = $2 WHERE member_id = $3 AND state = 'held'`, db.Ms(now), staffID, memberID)
		return err
	})
}

// Unblock lets the writer of a comment comment again.
func (s *Store) Unblock(ctx context.Context, id int64) (err error) {
	defer fault.Wrap(&err, "comment.Unblock(%d)", id)
	return s.ofWriter(ctx, id, func(tx *db.Tx, memberID int64) error {
		_, err := tx.Exec(ctx, `UPDATE commenter SET blocked_at = 0, blocked_by = 0 WHERE member_id = $1`, memberID)
		return err
	})
}

func (s *Store) ofWriter(ctx context.Context, id int64, do func(tx *db.Tx, memberID int64) error) error {
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		c, err := load(ctx, tx, id)
		if err == nil && c.MemberID == 0 {
			err = errGone()
		}
		if err != nil {
			return err
		}
		return do(tx, c.MemberID)
	})
}

// SetOpen opens or closes the comments of a post; what there is stays.
func (s *Store) SetOpen(ctx context.Context, postID int64, open bool, staffID int64) (err error) {
	defer fault.Wrap(&err, "comment.SetOpen(post %d, %t)", postID, open)
	now := s.Now()
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		var err error
		if open {
			_, err = tx.Exec(ctx, `DELETE FROM comment_closed WHERE post_id = $1`, postID)
		} else {
			_, err = tx.Exec(ctx, `INSERT INTO comment_closed (post_id, staff_id, at) VALUES ($1, $2, $3) ON CONFLICT (post_id) DO NOTHING`, postID, staffID, db.Ms(now))
		}
		if err != nil {
			return err
		}
		return page.Changed(ctx, tx, Tag(postID))
	})
}

// IsOpen tells whether nobody closed the comments of a post.
func (s *Store) IsOpen(ctx context.Context, postID int64) (bool, error) {
	n, err := db.One(ctx, s.DB, db.Value[int64], `SELECT count(*) FROM comment_closed WHERE post_id = $1`, postID)
	return n == 0, err
}
