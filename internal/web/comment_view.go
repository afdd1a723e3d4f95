package web

import (
	"fmt"
	"net/url"

	"onrecord/internal/comment"
	"onrecord/internal/member"
	"onrecord/internal/page"
)

// Comments is what stands under a post.
type Comments struct {
	Open    bool // new ones may be written
	Count   int64
	SignIn  string       // for who is not signed in
	Form    *CommentForm // for who is
	Threads []CommentView
	Older   string
	Post    string // the address of the post, on a page of their own
}

// CommentView is a comment as readers see it.
type CommentView struct {
	ID         int64
	Gone       bool // there are replies to it, but it is not shown
	Held       bool // only its writer sees it
	Name       string
	Written    Moment
	Edited     bool
	Paragraphs [][]comment.Piece
	Replies    []CommentView
	Acts       []CommentAct
}

// CommentAct is something that can be done about a comment. Name tells it from
// the same of other comments, for those who hear the page.
type CommentAct struct{ Label, Name, URL string }

// CommentForm asks for a comment.
type CommentForm struct {
	Action, Button       string
	Post, Parent         int64
	AskName              bool
	Name, Body           string
	NameWrong, BodyWrong string
	Problem              string // with the whole
	MaxName, MaxBody     int
}

// CommentPage is a comment being written, by itself.
type CommentPage struct {
	*Page
	Heading string
	To      *CommentView // what it replies to
	Form    CommentForm
	Back    NavLink
	SignIn  string
}

// CommentsPage is a further page of the comments on a post.
type CommentsPage struct {
	*Page
	Crumbs   []Crumb
	Headline string
	Comments *Comments
}

func commentPath(id int64, act string) string { return fmt.Sprintf("/comments/%d/%s", id, act) }

func commentsPath(slug string) string { return "/comments/" + url.PathEscape(slug) }

// newForm is an empty form for a comment on a post; k is how the member is
// known, if they are.
func (f *frame) newForm(postID, parentID int64, known bool) CommentForm {
	return CommentForm{
		Action: "/comments", Button: f.l.T("Send the comment"), Post: postID, Parent: parentID, AskName: !known,
		MaxName: comment.MaxName, MaxBody: comment.MaxBody,
	}
}

// comments shows a page of the comments on a post.
func (f *frame) comments(p comment.Page, postID int64, slug string, me member.Member) *Comments {
	if !p.Any() {
		return nil
	}
	v := &Comments{Open: p.Open, Count: p.Count}
	back := postPath(slug)
	switch {
	case !p.Open:
	case page.Level(f.r) == "":
		v.SignIn = signInAnd(back + "#comments")
	default:
		form := f.newForm(postID, 0, me.ID != 0)
		v.Form = &form
	}
	for _, t := range p.Threads {
		one := f.comment(t.Comment, p.Open, me)
		for _, r := range t.Replies {
			one.Replies = append(one.Replies, f.comment(r, false, me))
		}
		v.Threads = append(v.Threads, one)
	}
	if p.Next != 0 {
		v.Older = fmt.Sprintf("%s?before=%d", commentsPath(slug), p.Next)
	}
	return v
}

func (f *frame) comment(c comment.Comment, open bool, me member.Member) CommentView {
	v := CommentView{ID: c.ID, Gone: c.State == comment.Removed, Written: f.dateTime(c.CreatedAt)}
	if v.Gone {
		return v
	}
	v.Name, v.Held, v.Edited, v.Paragraphs = c.Name, c.State == comment.Held, !c.EditedAt.IsZero(), comment.Paragraphs(c.Body)
	act := func(label, name, what string) {
		v.Acts = append(v.Acts, CommentAct{Label: label, Name: name, URL: commentPath(c.ID, what)})
	}
	if open && !v.Held {
		act(f.l.T("Reply"), f.l.T("Reply to %s", c.Name), "reply")
	}
	if me.ID == 0 || c.MemberID != me.ID {
		act(f.l.T("Report"), f.l.T("Report the comment of %s", c.Name), "report")
		return v
	}
	if c.Editable(f.now) {
		act(f.l.T("Change"), f.l.T("Change your comment"), "change")
	}
	act(f.l.T("Delete"), f.l.T("Delete your comment"), "deletion")
	return v
}
