package admin

import (
	"net/http"

	"onrecord/internal/fault"
	"onrecord/internal/post"
	"onrecord/internal/staff"
)

// publishPost stores what was sent and shows it to readers.
func (a *Admin) publishPost(w http.ResponseWriter, r *http.Request, v *visit) error {
	e, err := a.readEdit(w, r, v, staff.PostPublishAny)
	if err != nil {
		return a.notSaved(w, r, v, e, err)
	}
	p, err := a.write(r.Context(), v, e)
	if err != nil {
		return a.notSaved(w, r, v, e, err)
	}
	planned, err := a.plan(r, v, e, p.ID)
	if err != nil {
		return a.notPublished(w, r, v, e, p, err)
	}
	o := post.PublishOptions{Version: p.Version, Significant: e.form.Get("significant") == "1", Note: e.form.Text("note"), Override: e.form.Text("override")}
	_, err = a.Posts.Publish(r.Context(), p.ID, v.me.ID, o)
	switch {
	case err != nil:
		if planned != 0 {
			err = orElse(a.Newsletters.Unplan(r.Context(), p.ID, planned), err)
		}
		return a.notPublished(w, r, v, e, p, err)
	case planned != 0 && !v.site.RestoredAt.IsZero():
		return see(w, r, postPath(p.ID), "published-held")
	case planned != 0:
		return see(w, r, postPath(p.ID), "published-planned")
	case p.Status == post.Live && !p.Changed && o.Note == "":
		return see(w, r, postPath(p.ID), "nothing-to-publish")
	}
	return see(w, r, postPath(p.ID), "published")
}

// orElse is the first error, or the second when there is none.
func orElse(first, second error) error {
	if first != nil {
		return first
	}
	return second
}

// plan has the post sent to the newsletter that was chosen; 0 is none.
func (a *Admin) plan(r *http.Request, v *visit, e edit, postID int64) (newsletterID int64, err error) {
	chosen := e.form.Int("newsletter")
	switch {
	case chosen == 0:
		return 0, e.form.Err()
	case !v.can(staff.IssueSend):
		return 0, fault.New(fault.Forbidden, "Your role does not allow sending newsletters; ask an editor.")
	}
	_, err = a.Newsletters.PlanOnPublication(r.Context(), v.me.ID, postID, chosen)
	return chosen, err
}

// notPublished shows why a text that is stored now was not published.
func (a *Admin) notPublished(w http.ResponseWriter, r *http.Request, v *visit, e edit, p post.Post, err error) error {
	if !mendable(err) {
		return err
	}
	return a.showEditor(w, r, v, editing{post: p, form: storedForm(e, p, err), status: statusOf(err), publish: true})
}

// storedForm is the form of a text that was stored before something went wrong.
func storedForm(e edit, p post.Post, err error) form {
	f := sentPost(e, err)
	f.values.Set("version", itoa(p.Version))
	f.values.Del("base") // what was sent is stored, so later changes begin there
	f.values.Del("tried")
	return f
}

// onStored stores what was typed into a post that exists already, does to it
// what the button says, and shows why when that could not be.
func (a *Admin) onStored(w http.ResponseWriter, r *http.Request, v *visit, may staff.Action, done string,
	do func(e edit, p post.Post) error, refused func(http.ResponseWriter, *http.Request, *visit, edit, post.Post, error) error,
) error {
	e, err := a.readEdit(w, r, v, may)
	if err != nil {
		return a.notSaved(w, r, v, e, err)
	}
	if e.old.ID == 0 {
		return errNotOne()
	}
	p, err := a.write(r.Context(), v, e)
	if err != nil {
		return a.notSaved(w, r, v, e, err)
	}
	if err := do(e, p); err != nil {
		return refused(w, r, v, e, p, err)
	}
	return see(w, r, postPath(p.ID), done)
}

// withdrawPost takes a published post off the site.
func (a *Admin) withdrawPost(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.onStored(w, r, v, staff.PostPublishAny, "unpublished", func(_ edit, p post.Post) error {
		return only(a.Posts.Unpublish(r.Context(), p.ID, v.me.ID, p.Version))
	}, a.notPublished)
}

// schedulePost stores what was sent and has it published at a time to come.
func (a *Admin) schedulePost(w http.ResponseWriter, r *http.Request, v *visit) error {
	e, err := a.readEdit(w, r, v, staff.PostPublishAny)
	if err != nil {
		return a.notSaved(w, r, v, e, err)
	}
	p, err := a.write(r.Context(), v, e)
	if err != nil {
		return a.notSaved(w, r, v, e, err)
	}
	at, err := readMoment(e.form, "schedule_at", v.zone)
	if err != nil {
		return a.notPublished(w, r, v, e, p, err)
	}
	planned, err := a.plan(r, v, e, p.ID)
	if err != nil {
		return a.notPublished(w, r, v, e, p, err)
	}
	if _, err := a.Posts.Schedule(r.Context(), p.ID, v.me.ID, p.Version, at); err != nil {
		if planned != 0 {
			err = orElse(a.Newsletters.Unplan(r.Context(), p.ID, planned), err)
		}
		return a.notPublished(w, r, v, e, p, err)
	}
	return see(w, r, postPath(p.ID), "scheduled")
}

// unschedulePost makes a scheduled post a draft again.
func (a *Admin) unschedulePost(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.onStored(w, r, v, staff.PostPublishAny, "unscheduled", func(_ edit, p post.Post) error {
		return only(a.Posts.Unschedule(r.Context(), p.ID, v.me.ID, p.Version))
	}, a.notPublished)
}
