package admin

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"

	"onrecord/internal/fault"
	"onrecord/internal/page"
	"onrecord/internal/post"
)

// written is a post that was stored; joined, when somebody else had saved in
// between and both changes are in it.
type written struct {
	post.Post
	joined bool
}

// write stores an edit: a new draft, or the working copy as it is now.
func (a *Admin) write(ctx context.Context, v *visit, e edit) (post.Post, error) {
	p, err := a.join(ctx, v, e)
	return p.Post, err
}

// join is write, and tells whether it joined two changes.
func (a *Admin) join(ctx context.Context, v *visit, e edit) (w written, err error) {
	if e.old.ID == 0 {
		w.Post, err = a.Posts.CreateOnce(ctx, v.me.ID, e.form.Get("birth"), e.in)
		return w, err
	}
	// Nobody can have begun from a later version than the one that was looked
	// at when it was decided what they may do.
	from := post.Begun{Version: min(e.form.Int("version"), e.old.Version), Seen: e.old.Version}
	if from.Version != e.old.Version {
		if from.Base, err = a.baseOf(ctx, e.form.Get("base")); err != nil {
			return w, err
		}
		if from.Tried, err = a.baseOf(ctx, e.form.Get("tried")); err != nil {
			return w, err
		}
	}
	w.Post, w.joined, err = a.Posts.SaveJoined(ctx, e.old.ID, v.me.ID, from, e.in)
	return w, err
}

// baseOf reads a form that the page's script had put down as pairs of names
// and values. What cannot be read any more, or names a tag that is gone, is no
// base to join changes on.
func (a *Admin) baseOf(ctx context.Context, put string) (*post.Input, error) {
	var pairs [][2]string
	if put == "" || json.Unmarshal([]byte(put), &pairs) != nil {
		return nil, nil
	}
	f := page.NewForm(url.Values{})
	for _, p := range pairs {
		f.Add(p[0], p[1])
	}
	in := inputOf(f)
	tags, err := a.knownTags(ctx, tagNames(f.Text("tags")))
	switch {
	case fault.Is(err, fault.Invalid) || err == nil && f.Err() != nil:
		return nil, nil
	case err != nil:
		return nil, err
	}
	for _, t := range tags {
		in.TagIDs = append(in.TagIDs, t.ID)
	}
	return &in, nil
}

// clashed names who saved last, to a script whose text could not be joined.
func (a *Admin) clashed(ctx context.Context, err error) error {
	clash, ok := errors.AsType[*post.ConflictError](err)
	if !ok {
		return err
	}
	by, nameErr := a.nameOf(ctx, clash.Theirs.UpdatedBy)
	if nameErr != nil {
		return nameErr
	}
	return fault.New(fault.Conflict, "%s changed the same passage. Your text is kept here: compare the two.", by).Because(err)
}
