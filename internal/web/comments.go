package web

import (
	"fmt"
	"net/http"
	"strconv"

	"onrecord/internal/comment"
	"onrecord/internal/fault"
	"onrecord/internal/locale"
	"onrecord/internal/member"
	"onrecord/internal/page"
	"onrecord/internal/post"
)

// mostComment is the most that the form of a comment may send, in bytes.
const mostComment = 64 << 10

// addComments puts the comments under a post. Of one that is for members they
// are for members, too: people quote what they have read.
func (s *Web) addComments(f *frame, v *PostPage, p post.Published) error {
	if v.Plain || v.Invitation != nil {
		return nil
	}
	var err error
	v.Comments, err = s.commentsOf(f, p, 0)
	return err
}

func (s *Web) commentsOf(f *frame, p post.Published, before int64) (*Comments, error) {
	page.Depends(f.r, comment.Tag(p.PostID))
	me := readerOf(f.r)
	list, err := s.Comments.Of(f.r.Context(), p.PostID, me.ID, before)
	if err != nil {
		return nil, err
	}
	return f.comments(list, p.PostID, p.Revision.Slug, me), nil
}

// comments is a further page of the comments on a post.
func (s *Web) comments(w http.ResponseWriter, r *http.Request) error {
	before, err := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	if err != nil || before < 1 {
		before = 0
	}
	p, redirectTo, err := s.Posts.BySlug(r.Context(), r.PathValue("slug"))
	if err != nil {
		return err
	}
	page.Depends(r, postTags(p)...)
	if redirectTo != "" {
		return redirect(w, postPath(redirectTo))
	}
	f, err := s.frame(r, "comments")
	if err != nil {
		return err
	}
	f.headed(f.l.T("Comments")+": "+p.Revision.Headline, "", "")
	f.Head.NoIndex = true
	v := CommentsPage{Page: f.Page, Headline: p.Revision.Headline}
	if v.Crumbs = f.crumbs(Crumb{Label: p.Revision.Headline, URL: postPath(p.Revision.Slug)}, Crumb{Label: f.l.T("Comments")}); p.Revision.Paid() && page.Level(r) != post.Members {
		return fault.New(fault.NotFound, fault.Missing)
	}
	if v.Comments, err = s.commentsOf(f, p, before); err != nil {
		return err
	}
	if v.Comments == nil {
		return fault.New(fault.NotFound, fault.Missing)
	}
	v.Comments.Form, v.Comments.SignIn, v.Comments.Post = nil, "", postPath(p.Revision.Slug)
	return f.show(w, http.StatusOK, "comments", v)
}

// commented is a form or a page about one comment, which the path names, and
// the post that it stands under.
type commented func(w http.ResponseWriter, r *http.Request, m member.Member, c comment.Comment, p post.Published) error

// finding is how a comment is found through what a member may see.
type finding func(r *http.Request, m member.Member, id int64) (comment.Comment, error)

// onComment finds the comment of the path by find and its post. Whose session
// is over comes back here after signing in.
func (s *Web) onComment(find finding, do commented) page.Handler {
	return s.asMember(func(w http.ResponseWriter, r *http.Request, m member.Member, _ int64) error {
		id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
		if err != nil {
			return fault.New(fault.NotFound, fault.Missing)
		}
		c, err := find(r, m, id)
		if err != nil {
			return err
		}
		p, err := s.Posts.Published(r.Context(), c.PostID)
		if err != nil {
			return err
		}
		return do(w, r, m, c, p)
	})
}

func (s *Web) visibleComment(r *http.Request, _ member.Member, id int64) (comment.Comment, error) {
	return s.Comments.Visible(r.Context(), id)
}

func (s *Web) ownComment(r *http.Request, m member.Member, id int64) (comment.Comment, error) {
	return s.Comments.Own(r.Context(), id, m.ID)
}

// showForm shows a comment being written, with what is wrong with it.
func (s *Web) showForm(w http.ResponseWriter, r *http.Request, status int, fill func(f *frame, v *CommentPage) error, cause error) error {
	f, err := s.ownFrame(r, "Comments")
	if err != nil {
		return err
	}
	v := CommentPage{Heading: f.l.T("Your comment")}
	if err := fill(f, &v); err != nil {
		return err
	}
	f.headed(v.Heading, "", "")
	for _, wrong := range fault.FieldsOf(cause) {
		switch text := f.l.T(wrong.Format, wrong.Args...); wrong.Name {
		case "name":
			v.Form.NameWrong, v.Form.AskName = text, true
		case "body":
			v.Form.BodyWrong = text
		}
	}
	if cause != nil && v.Form.NameWrong+v.Form.BodyWrong == "" {
		v.Form.Problem = say(f.l, cause)
	}
	v.Page = f.Page
	return f.show(w, status, "comment", v)
}

// writeComment stores a comment. One that cannot be comes back as it was
// typed, also to who is no longer signed in.
func (s *Web) writeComment(w http.ResponseWriter, r *http.Request) error {
	private(w)
	form, err := page.ReadForm(w, r, mostComment)
	if err != nil {
		return err
	}
	in := comment.Input{PostID: form.Int("post"), ParentID: form.Int("parent"), Name: form.Text("name"), Body: form.Body("body"), Network: proof(r, "").Network}
	if err := form.Err(); err != nil {
		return err
	}
	p, err := s.Posts.Published(r.Context(), in.PostID)
	if err != nil {
		return err
	}
	m, _, err := s.Members.Session(r.Context(), s.cookie(r, readerCookie))
	var c comment.Comment
	if err == nil {
		in.MemberID = m.ID
		c, err = s.Comments.Write(r.Context(), in)
	}
	switch kind := fault.KindOf(err); {
	case err == nil:
		return backTo(w, r, p, c.ID)
	case kind == fault.Internal || kind == fault.NotFound:
		return err
	default:
		return s.showForm(w, r, kind.Status(), func(f *frame, v *CommentPage) error {
			return s.fillForm(f, v, p, in)
		}, err)
	}
}

func (s *Web) fillForm(f *frame, v *CommentPage, p post.Published, in comment.Input) error {
	known := false
	if in.MemberID != 0 {
		var err error
		if _, known, err = s.Comments.Commenter(f.r.Context(), in.MemberID); err != nil {
			return err
		}
	} else {
		v.SignIn = signInAnd(postPath(p.Revision.Slug) + "#comments")
	}
	v.Form = f.newForm(p.PostID, in.ParentID, known)
	v.Form.Name, v.Form.Body = in.Name, in.Body
	v.Back = NavLink{Label: p.Revision.Headline, URL: postPath(p.Revision.Slug)}
	return nil
}

// backTo leads to a comment under its post.
func backTo(w http.ResponseWriter, r *http.Request, p post.Published, id int64) error {
	http.Redirect(w, r, postPath(p.Revision.Slug)+fmt.Sprintf("#comment-%d", id), http.StatusSeeOther)
	return nil
}

func (s *Web) replyForm(w http.ResponseWriter, r *http.Request, m member.Member, c comment.Comment, p post.Published) error {
	return s.showForm(w, r, http.StatusOK, func(f *frame, v *CommentPage) error {
		v.Heading = f.l.T("Your reply")
		to := f.comment(c, false, m)
		v.To = &to
		return s.fillForm(f, v, p, comment.Input{ParentID: c.ID, MemberID: m.ID})
	}, nil)
}

func (s *Web) changeForm(w http.ResponseWriter, r *http.Request, m member.Member, c comment.Comment, p post.Published) error {
	return s.showChange(w, r, http.StatusOK, c, p, nil)
}

func (s *Web) showChange(w http.ResponseWriter, r *http.Request, status int, c comment.Comment, p post.Published, cause error) error {
	return s.showForm(w, r, status, func(f *frame, v *CommentPage) error {
		v.Heading = f.l.T("Change your comment")
		v.Form = f.newForm(p.PostID, c.ParentID, true)
		v.Form.Action, v.Form.Button, v.Form.Body = commentPath(c.ID, "change"), f.l.T("Save"), c.Body
		v.Back = NavLink{Label: p.Revision.Headline, URL: postPath(p.Revision.Slug)}
		return nil
	}, cause)
}

func (s *Web) changeComment(w http.ResponseWriter, r *http.Request, m member.Member, c comment.Comment, p post.Published) error {
	form, err := page.ReadForm(w, r, mostComment)
	if err != nil {
		return err
	}
	_, err = s.Comments.Change(r.Context(), c.ID, m.ID, form.Body("body"))
	switch kind := fault.KindOf(err); {
	case err == nil:
		return backTo(w, r, p, c.ID)
	case kind == fault.Internal || kind == fault.NotFound:
		return err
	default:
		c.Body = form.Body("body")
		return s.showChange(w, r, kind.Status(), c, p, err)
	}
}

func (s *Web) confirmDeletion(w http.ResponseWriter, r *http.Request, _ member.Member, c comment.Comment, p post.Published) error {
	return s.confirmComment(w, r, p, func(l *locale.Locale) ConfirmPage {
		return ConfirmPage{Heading: l.T("Delete your comment?"), Text: l.T("It cannot be brought back."), Action: commentPath(c.ID, "deletion"), Button: l.T("Delete")}
	})
}

func (s *Web) confirmReport(w http.ResponseWriter, r *http.Request, _ member.Member, c comment.Comment, p post.Published) error {
	return s.confirmComment(w, r, p, func(l *locale.Locale) ConfirmPage {
		return ConfirmPage{
			Heading: l.T("Report the comment of %s?", c.Name), Text: l.T("Report what insults, threatens or advertises. The editors look at it."),
			Action: commentPath(c.ID, "report"), Button: l.T("Report"),
		}
	})
}

// confirmComment asks for the press of a button about a comment.
func (s *Web) confirmComment(w http.ResponseWriter, r *http.Request, p post.Published, ask func(l *locale.Locale) ConfirmPage) error {
	f, err := s.ownFrame(r, "Comments")
	if err != nil {
		return err
	}
	v := ask(f.l)
	f.headed(v.Heading, "", "")
	v.Page, v.After = f.Page, []NavLink{{Label: p.Revision.Headline, URL: postPath(p.Revision.Slug)}}
	return f.show(w, http.StatusOK, "confirm", v)
}

func (s *Web) deleteComment(w http.ResponseWriter, r *http.Request, m member.Member, c comment.Comment, p post.Published) error {
	if _, err := s.Comments.TakeBack(r.Context(), c.ID, m.ID); err != nil {
		return err
	}
	http.Redirect(w, r, postPath(p.Revision.Slug)+"#comments", http.StatusSeeOther)
	return nil
}

func (s *Web) reportComment(w http.ResponseWriter, r *http.Request, m member.Member, c comment.Comment, p post.Published) error {
	if err := s.Comments.Report(r.Context(), c.ID, m.ID); err != nil {
		return err
	}
	f, err := s.ownFrame(r, "Comments")
	if err != nil {
		return err
	}
	return f.show(w, http.StatusOK, "notice", NoticePage{
		Page: f.Page, Heading: f.l.T("Thank you"), Text: []string{f.l.T("Your report is noted, and the editors see it.")},
		Links: []NavLink{{Label: p.Revision.Headline, URL: postPath(p.Revision.Slug)}},
	})
}
