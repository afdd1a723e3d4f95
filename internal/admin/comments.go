package admin

import (
	"context"
	"net/http"

	"onrecord/internal/comment"
	"onrecord/internal/fault"
	"onrecord/internal/page"
	"onrecord/internal/site"
	"onrecord/internal/staff"
)

// commentRun is how many comments a page lists.
const commentRun = 30

type commentsPage struct {
	frame
	Rows   []commentRow
	Tabs   []tab
	State  string
	Post   *commentedPost // the one whose comments are listed alone
	Member bool           // those of one member are
	Off    bool           // the site takes none
	Next   string
}

// commentRow is a comment with where it stands.
type commentRow struct {
	comment.Row
	URL        string // under its post, where readers see it
	Paragraphs [][]comment.Piece
}

type commentedPost struct {
	ID       int64
	Headline string
	Open     bool
}

var commentLabels = map[string]string{comment.Held: "Waiting", comment.Shown: "Shown", comment.Removed: "Removed"}

var commentReasons = map[string]string{
	comment.First: "Their first comment", comment.All: "Every comment waits", comment.Links: "Many links", comment.Reports: "Reported",
}

// Why says for what a comment waits.
func (c commentRow) Because() string { return commentReasons[c.Why] }

func (a *Admin) comments(w http.ResponseWriter, r *http.Request, v *visit) error {
	f := comment.Filter{State: query(r, "state"), PostID: beforeID(r, "post"), MemberID: beforeID(r, "member"), Before: beforeID(r, "before"), Limit: commentRun}
	if f.State == "" && f.PostID == 0 && f.MemberID == 0 {
		f.State = comment.Held
	}
	p := commentsPage{frame: a.frame(r, v, "Comments"), State: f.State, Member: f.MemberID != 0, Off: v.site.Comments == site.CommentsOff}
	rows, next, err := a.Comments.List(r.Context(), f)
	if err != nil {
		return err
	}
	for _, row := range rows {
		one := commentRow{Row: row, Paragraphs: comment.Paragraphs(row.Body)}
		if row.State == comment.Shown {
			one.URL = a.urls.Post(row.Slug) + "#comment-" + itoa(row.ID)
		}
		p.Rows = append(p.Rows, one)
	}
	if next != 0 {
		p.Next = with(r, "before", itoa(next))
	}
	counts, err := a.Comments.Counts(r.Context())
	if err != nil {
		return err
	}
	for _, state := range comment.States() {
		p.Tabs = append(p.Tabs, tab{Label: commentLabels[state], Path: "/admin/comments?state=" + state, N: counts[state], Counted: true, Current: state == f.State && f.PostID == 0 && f.MemberID == 0})
	}
	if p.Post, err = a.commentedPost(r.Context(), f.PostID); err != nil {
		return err
	}
	return a.show(w, http.StatusOK, "comments", p)
}

func (a *Admin) commentedPost(ctx context.Context, id int64) (*commentedPost, error) {
	if id == 0 {
		return nil, nil
	}
	p, err := a.Posts.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	open, err := a.Comments.IsOpen(ctx, id)
	return &commentedPost{ID: p.ID, Headline: orUntitled(p.Headline), Open: open}, err
}

// decideComment makes a handler that decides about the comment of the path and
// goes back to the list that it was in.
func decideComment(decide func(s *comment.Store, ctx context.Context, id, staffID int64) error, done string) handler {
	return func(a *Admin, w http.ResponseWriter, r *http.Request, v *visit) error {
		n, err := id(r, "id")
		if err != nil {
			return err
		}
		f, err := page.ReadForm(w, r, smallForm)
		if err != nil {
			return err
		}
		if err := decide(a.Comments, r.Context(), n, v.me.ID); err != nil {
			return err
		}
		return see(w, r, commentsBack(f), done)
	}
}

// commentsBack is the list of comments that a form came from.
func commentsBack(f page.Form) string {
	switch state, post := f.Text("state"), f.Int("post"); {
	case post > 0:
		return "/admin/comments?post=" + itoa(post)
	case commentLabels[state] != "":
		return "/admin/comments?state=" + state
	}
	return "/admin/comments"
}

func unblock(s *comment.Store, ctx context.Context, id, _ int64) error { return s.Unblock(ctx, id) }

// switchComments opens or closes the comments of a post.
func (a *Admin) switchComments(w http.ResponseWriter, r *http.Request, v *visit) error {
	n, err := id(r, "id")
	if err != nil {
		return err
	}
	f, err := readPost(w, r)
	if err != nil {
		return err
	}
	if _, err := a.visible(r.Context(), v, n, staff.PostReadAny); err != nil {
		return err
	}
	open := f.Text("comments")
	if open != "open" && open != "closed" {
		return fault.New(fault.BadRequest, "Say whether comments shall be open or closed.")
	}
	if err := a.Comments.SetOpen(r.Context(), n, open == "open", v.me.ID); err != nil {
		return err
	}
	return see(w, r, "/admin/comments?post="+itoa(n), "comments-"+open)
}

// commentRules are the choices of who may comment.
func commentRules() []option {
	return []option{
		{site.CommentsOff, "Nobody: no comments"},
		{site.CommentsMembers, "Members; the first of each waits for an editor"},
		{site.CommentsModerated, "Members; every comment waits for an editor"},
	}
}
