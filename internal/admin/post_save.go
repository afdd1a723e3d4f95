package admin

import (
	"errors"
	"net/http"
	"strconv"

	"onrecord/internal/fault"
	"onrecord/internal/post"
	"onrecord/internal/staff"
)

func postPath(id int64) string { return "/admin/posts/" + strconv.FormatInt(id, 10) }

// savePost stores the working copy; for a new post it makes a draft.
func (a *Admin) savePost(w http.ResponseWriter, r *http.Request, v *visit) error {
	e, err := a.readEdit(w, r, v, staff.PostWriteAny)
	if err == nil {
		err = approved(v, e.old)
	}
	var p written
	if err == nil {
		p, err = a.join(r.Context(), v, e)
	}
	switch {
	case err != nil:
		return a.notSaved(w, r, v, e, err)
	case wantsJSON(r):
		return a.sendSaved(w, r, v, p)
	case e.old.ID == 0:
		return see(w, r, postPath(p.ID), "created")
	}
	return see(w, r, postPath(p.ID), "saved")
}

// approved keeps a scheduled post as it was approved: when its time comes it
// is published as it stands, so only who may publish it may still change it.
// What the editors have for review is kept the same way: they publish what
// they have read.
func approved(v *visit, p post.Post) error {
	switch {
	case v.can(staff.PostPublishOwn) || v.can(staff.PostPublishAny):
		return nil
	case !p.HandedInAt.IsZero():
		return fault.New(fault.Conflict, "This post is handed in, and the editors publish what they have read; take it back to go on writing.")
	case p.Status != post.Scheduled:
		return nil
	}
	return fault.New(fault.Conflict, "This post is scheduled and will be published as it stands; ask an editor to take it off the schedule first.")
}

// savedPost is what the page's script hears of a save.
type savedPost struct {
	ID      int64  `json:"id"`
	Version int64  `json:"version"`
	Saved   string `json:"saved"`
	Words   string `json:"words"`
	// Joined is the text with what somebody else changed, when there is such.
	Joined *joinedText `json:"joined,omitempty"`
}

type joinedText struct {
	Headline   string `json:"headline"`
	Standfirst string `json:"standfirst"`
	Body       string `json:"body"`
}

func (a *Admin) sendSaved(w http.ResponseWriter, r *http.Request, v *visit, p written) error {
	out := savedPost{ID: p.ID, Version: p.Version, Saved: "Saved " + desk().Time(p.UpdatedAt, v.zone), Words: tally(p.Body)}
	if p.joined {
		out.Saved += ", joined with what was changed elsewhere meanwhile"
		out.Joined = &joinedText{p.Headline, p.Standfirst, p.Body}
	}
	return sendJSON(w, http.StatusOK, out)
}

// notSaved brings the text back with what is wrong, or beside what somebody
// else saved in between.
func (a *Admin) notSaved(w http.ResponseWriter, r *http.Request, v *visit, e edit, err error) error {
	if clash, ok := errors.AsType[*post.ConflictError](err); ok && !wantsJSON(r) {
		return a.clash(w, r, v, e, clash.Theirs)
	}
	if wantsJSON(r) {
		return a.clashed(r.Context(), err)
	}
	if !mendable(err) || e.form.Values == nil {
		return err
	}
	return a.showEditor(w, r, v, editing{post: e.old, form: sentPost(e, err), status: statusOf(err)})
}

// sentPost is the form as it was sent, with the domain's names of fields
// turned into those of the form.
func sentPost(e edit, err error) form {
	f := returned(e.form, err)
	for theirs, ours := range map[string]string{"section_ids": "section", "tag_ids": "tags", "author_ids": "authors", "lead_file": "lead_media_id", "insert": "body"} {
		if m := f.errs[theirs]; m != "" {
			delete(f.errs, theirs)
			f.errs[ours] = m
		}
	}
	return f
}

// deletePost removes a draft that was never published.
func (a *Admin) deletePost(w http.ResponseWriter, r *http.Request, v *visit) error {
	p, err := a.postOf(r, v, staff.PostDeleteAny)
	if err != nil {
		return err
	}
	if p.ID == 0 {
		return errNotOne()
	}
	if err := approved(v, p); err != nil {
		return err
	}
	f, err := readPost(w, r)
	if err != nil {
		return err
	}
	version, err := versionOf(f)
	if err != nil {
		return err
	}
	if err := a.Posts.Delete(r.Context(), p.ID, version); err != nil {
		return err
	}
	return see(w, r, "/admin/posts", "deleted")
}

// newPreviewLink ends the preview links given out so far.
func (a *Admin) newPreviewLink(w http.ResponseWriter, r *http.Request, v *visit) error {
	p, err := a.postOf(r, v, staff.PostWriteAny)
	if err != nil {
		return err
	}
	if p.ID == 0 {
		return errNotOne()
	}
	if _, err := a.Posts.NewPreviewToken(r.Context(), p.ID); err != nil {
		return err
	}
	return see(w, r, postPath(p.ID), "preview-link")
}

// errNotOne says that something needs a post that is stored already.
func errNotOne() error {
	return fault.New(fault.Conflict, "This post is not stored yet; save it first.")
}
