package comment

import (
	"context"
	"math"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/site"
)

// Thread is a comment and the replies to it.
type Thread struct {
	Comment
	Replies []Comment
}

// Page is a page of the comments on a post, the newest first, with replies in
// their order.
type Page struct {
	Open    bool  // new ones may be written
	Count   int64 // of all that are shown
	Threads []Thread
	Next    int64 // the before of the next page; 0 at the end
}

// Any tells whether there is anything for readers: comments, or room for them.
func (p Page) Any() bool { return p.Open || p.Count > 0 || len(p.Threads) > 0 }

// Of gives a page of the comments on a post as a member sees it, 0 being
// nobody in particular. Before 0 begins with the newest. Where the site has
// comments off it is empty.
func (s *Store) Of(ctx context.Context, postID, memberID, before int64) (p Page, err error) {
	defer fault.Wrap(&err, "comment.Of(post %d, member %d, before %d)", postID, memberID, before)
	st, err := s.Site.Get(ctx)
	if err != nil || st.Comments == site.CommentsOff {
		return p, err
	}
	if before < 1 {
		before = math.MaxInt64
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		p = Page{}
		closed, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM comment_closed WHERE post_id = $1`, postID)
		if err != nil {
			return err
		}
		p.Open = closed == 0
		if p.Count, err = db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM comment WHERE post_id = $1 AND state = 'shown'`, postID); err != nil {
			return err
		}
		top, err := db.All(ctx, tx, scan, `SELECT `+columns+from+`WHERE c.post_id = $1 AND c.parent_id IS NULL AND c.id < $2
			AND (c.state = 'shown' OR c.state = 'held' AND c.member_id = $3 OR EXISTS (SELECT 1 FROM comment r WHERE r.parent_id = c.id AND r.state = 'shown'))
			ORDER BY c.id DESC LIMIT $4`, postID, before, memberID, PerPage+1)
		if err != nil {
			return err
		}
		if len(top) > PerPage {
			top = top[:PerPage]
			p.Next = top[PerPage-1].ID
		}
		return p.fill(ctx, tx, top, memberID)
	})
	return p, err
}

// fill adds the replies, and takes away what is not to be seen.
func (p *Page) fill(ctx context.Context, tx *db.Tx, top []Comment, memberID int64) error {
	if len(top) == 0 {
		return nil
	}
	at, args := map[int64]int{}, []any{memberID}
	for i, c := range top {
		at[c.ID] = i
		args = append(args, c.ID)
		p.Threads = append(p.Threads, Thread{Comment: c.seenBy(memberID)})
	}
	replies, err := db.All(ctx, tx, scan, `SELECT `+columns+from+`WHERE (c.state = 'shown' OR c.state = 'held' AND c.member_id = $1)
		AND c.parent_id IN (`+db.In(len(top), 2)+`) ORDER BY c.id`, args...)
	for _, r := range replies {
		t := &p.Threads[at[r.ParentID]]
		t.Replies = append(t.Replies, r)
	}
	return err
}

// seenBy is a comment as a member sees it: of one that is not shown, its place.
func (c Comment) seenBy(memberID int64) Comment {
	if c.State == Shown || c.State == Held && c.MemberID == memberID && memberID != 0 {
		return c
	}
	return Comment{ID: c.ID, PostID: c.PostID, State: Removed, CreatedAt: c.CreatedAt}
}
