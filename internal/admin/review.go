package admin

import (
	"context"
	"net/http"

	"onrecord/internal/fault"
	"onrecord/internal/post"
	"onrecord/internal/staff"
)

// review is what the writing page says of handing in.
type review struct {
	Open      bool // the drawer stands in the page, because something in it is wrong
	Shown     bool // there is something to say or to do
	Waiting   bool // the editors have the post
	Locked    bool // and this person may not change it meanwhile
	CanHandIn bool
	CanReturn bool
	CanTake   bool
	Most      int // characters of a note
	Rounds    []round
}

// round is one hand-in with the names of those who took part.
type round struct {
	post.HandIn
	Who, EndedWho string
}

// addHandIns says what became of the post's hand-ins, and what comes next.
func (a *Admin) addHandIns(ctx context.Context, v *visit, p *editorPage) error {
	r := &p.Review
	r.Most = post.MaxReviewNote
	owns := p.Post.ID == 0
	if !owns {
		list, err := a.Posts.HandIns(ctx, p.Post.ID)
		if err != nil {
			return err
		}
		if r.Rounds, err = a.rounds(ctx, list); err != nil {
			return err
		}
		if owns, err = a.Posts.Owns(ctx, p.Post.ID, v.me.ID); err != nil {
			return err
		}
	}
	r.Waiting = !p.Post.HandedInAt.IsZero()
	r.Locked = r.Waiting && approved(v, p.Post) != nil
	r.CanReturn = r.Waiting && v.can(staff.PostReview)
	r.CanTake = r.Waiting && owns
	// Who may return a post has nobody to hand it in to.
	r.CanHandIn = !r.Waiting && owns && !v.can(staff.PostReview) && p.Post.Status != post.Scheduled
	r.Shown = r.CanHandIn || r.Waiting || len(r.Rounds) > 0
	if r.Locked {
		p.Autosave = "off"
	}
	return nil
}

func (a *Admin) rounds(ctx context.Context, list []post.HandIn) (out []round, err error) {
	name := roll{name: a.namer(ctx)}
	for _, h := range list {
		out = append(out, round{h, name.of(h.By), name.of(h.EndedBy)})
	}
	return out, name.err
}

// handInPost stores what was sent and gives it to the editors.
func (a *Admin) handInPost(w http.ResponseWriter, r *http.Request, v *visit) error {
	e, err := a.readEdit(w, r, v, staff.PostWriteAny)
	if err == nil {
		err = approved(v, e.old)
	}
	var p post.Post
	if err == nil {
		p, err = a.write(r.Context(), v, e)
	}
	if err != nil {
		return a.notSaved(w, r, v, e, err)
	}
	if _, err := a.Posts.HandIn(r.Context(), p.ID, v.me.ID, p.Version, e.form.Text("handin_note")); err != nil {
		return a.notReviewed(w, r, v, e, p, err)
	}
	return see(w, r, postPath(p.ID), "handed-in")
}

// notReviewed shows why a text that is stored now was not handed in or returned.
func (a *Admin) notReviewed(w http.ResponseWriter, r *http.Request, v *visit, e edit, p post.Post, err error) error {
	if !mendable(err) {
		return err
	}
	return a.showEditor(w, r, v, editing{post: p, form: storedForm(e, p, err), status: statusOf(err), review: true})
}

// takeBackPost lets the writer of a handed-in post go on.
func (a *Admin) takeBackPost(w http.ResponseWriter, r *http.Request, v *visit) error {
	p, err := a.postOf(r, v, staff.PostReview)
	if err != nil {
		return err
	}
	if p.ID == 0 {
		return errNotOne()
	}
	if _, err := a.Posts.TakeBack(r.Context(), p.ID, v.me.ID); err != nil {
		return err
	}
	return see(w, r, postPath(p.ID), "taken-back")
}

// returnPost gives a post back to its writer with a note. What the editor
// mended in it is stored too.
func (a *Admin) returnPost(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.onStored(w, r, v, staff.PostWriteAny, "returned", func(e edit, p post.Post) error {
		return only(a.Posts.Return(r.Context(), p.ID, v.me.ID, e.form.Text("return_note")))
	}, a.notReviewed)
}

// returnedPost is a post that came back to its writer.
type returnedPost struct {
	post.HandIn
	Headline, Who string
}

// addReview tells editors what waits for them, and writers what came back.
func (a *Admin) addReview(ctx context.Context, v *visit, p *todayPage) error {
	if v.can(staff.PostReview) {
		list, _, err := a.Posts.List(ctx, post.ListFilter{HandedIn: true, Limit: todayRun})
		if err != nil {
			return err
		}
		bylines, err := a.bylines(ctx, list)
		if err != nil {
			return err
		}
		for i, q := range list {
			row := postRow{Post: q, Authors: bylines[i]}
			if row.Authors == "" { // no byline yet
				if row.Authors, err = a.nameOf(ctx, q.CreatedBy); err != nil {
					return err
				}
			}
			p.Waiting = append(p.Waiting, row)
		}
	}
	list, err := a.Posts.ReturnedTo(ctx, v.me.ID, todayRun)
	if err != nil {
		return err
	}
	for _, h := range list {
		q, err := a.visible(ctx, v, h.PostID, staff.PostReadAny)
		if fault.Is(err, fault.NotFound) {
			continue // it is no longer theirs
		}
		if err != nil {
			return err
		}
		who, err := a.nameOf(ctx, h.EndedBy)
		if err != nil {
			return err
		}
		p.Returned = append(p.Returned, returnedPost{h, orUntitled(q.Headline), who})
	}
	return nil
}

// addWaiting writes at the side how many posts wait for who may review them. A
// page is not lost over a number, so a failure is for the log.
func (a *Admin) addWaiting(r *http.Request, v *visit, groups []navGroup) {
	if !v.can(staff.PostReview) {
		return
	}
	n, err := a.Posts.CountHandedIn(r.Context())
	if err != nil {
		if r.Context().Err() == nil { // who asked is still there
			a.Log.Warn("the posts that are handed in were not counted", "error", err)
		}
		return
	}
	for _, g := range groups {
		for i := range g.Links {
			if g.Links[i].Path == "/admin/posts" {
				g.Links[i].N = n
			}
		}
	}
}
