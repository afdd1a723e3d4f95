package admin

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/page"
	"onrecord/internal/post"
	"onrecord/internal/staff"
)

// bulkMost is how many posts are changed at once.
const bulkMost = 200

// bulkDeed is what can be done to many posts. Each post is one transaction of
// its own: what one refuses does not undo the others, and is told.
type bulkDeed struct {
	Name, Label string
	ask         string       // the question of the page that asks again; "" for none
	needs       staff.Action // of those who own the post, beside writing
	any         staff.Action // and of others
	audit       string
}

// Title is the label without the sign that it asks first.
func (d bulkDeed) Title() string { return strings.TrimSuffix(d.Label, "…") }

func bulkDeeds() []bulkDeed {
	write, writeAny := staff.PostWriteOwn, staff.PostWriteAny
	return []bulkDeed{
		{"tag", "Add a tag", "", write, writeAny, "post.tag"},
		{"untag", "Take a tag off", "", write, writeAny, "post.tag"},
		{"section", "Put in a section", "", write, writeAny, "post.section"},
		{"author", "Name as author", "", write, writeAny, "post.author"},
		{"unpublish", "Take off the site…", "Take these posts off the site?", staff.PostPublishOwn, staff.PostPublishAny, "post.unpublish"},
		{"delete", "Delete drafts…", "Delete these drafts?", staff.PostDeleteOwn, staff.PostDeleteAny, "post.delete"},
	}
}

// bulkPage asks before what cannot be undone, and tells what was done.
type bulkPage struct {
	frame
	Deed  bulkDeed
	Asked bool // it is asked, and nothing was done yet
	Ask   string
	IDs   []int64
	Done  int
	Same  int // that were so already
	Rows  []bulkRow
	Names []string // of those that it is asked about
	Live  bool     // some of what was changed is published, and readers do not see the change yet
	Back  string
}

// bulkRow is a post that was refused.
type bulkRow struct {
	ID            int64
	Headline, Why string
}

// bulkPosts does one thing to many chosen posts.
func (a *Admin) bulkPosts(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	p, change, err := a.bulkOf(r, v, f)
	if len(fault.FieldsOf(err)) > 0 {
		err = fault.New(fault.Invalid, "%s", why(err)).Because(err)
	}
	if err != nil {
		return err
	}
	if p.Deed.ask != "" && f.Get("sure") != "1" {
		p.Asked, p.Ask = true, p.Deed.ask
	}
	for _, n := range p.IDs {
		if err := a.bulkOne(r.Context(), v, &p, n, change); err != nil {
			return err
		}
	}
	return a.show(w, http.StatusOK, "bulk", p)
}

// bulkOf reads what is to be done to which posts.
func (a *Admin) bulkOf(r *http.Request, v *visit, f page.Form) (p bulkPage, change func(*post.Input), err error) {
	p = bulkPage{frame: a.frame(r, v, "Many posts"), IDs: f.IDs("post"), Back: "/admin/posts"}
	if back := f.Get("back"); inside(back) == back && back != "" {
		p.Back = back
	}
	at := slices.IndexFunc(bulkDeeds(), func(d bulkDeed) bool { return d.Name == f.Get("do") })
	switch {
	case f.Err() != nil:
		return p, nil, f.Err()
	case at < 0:
		return p, nil, fault.New(fault.Invalid, "Choose what to do with the posts.")
	case len(p.IDs) == 0:
		return p, nil, fault.New(fault.Invalid, "Choose at least one post; nothing was changed.")
	case len(p.IDs) > bulkMost:
		return p, nil, fault.New(fault.Invalid, "At most %d posts are changed at once; nothing was changed.", bulkMost)
	}
	p.Deed = bulkDeeds()[at]
	change, err = a.bulkChange(r.Context(), v, p.Deed.Name, f)
	return p, change, err
}

// bulkChange is what becomes of a working copy; nil for what changes none.
func (a *Admin) bulkChange(ctx context.Context, v *visit, do string, f page.Form) (func(*post.Input), error) {
	switch do {
	case "tag", "untag":
		find := func() ([]int64, error) { return a.tagIDs(ctx, v, f.Text("tag")) }
		if do == "untag" {
			find = func() (ids []int64, err error) {
				tags, err := a.knownTags(ctx, tagNames(f.Text("tag")))
				for _, t := range tags {
					ids = append(ids, t.ID)
				}
				return ids, err
			}
		}
		ids, err := find()
		if err == nil && len(ids) == 0 {
			err = fault.New(fault.Invalid, "Name the tag; nothing was changed.")
		}
		return func(in *post.Input) {
			in.TagIDs = slices.DeleteFunc(slices.Clone(in.TagIDs), func(id int64) bool { return slices.Contains(ids, id) })
			if do == "tag" {
				in.TagIDs = append(in.TagIDs, ids...)
			}
		}, err
	case "section":
		id := f.Int("section")
		return func(in *post.Input) { in.SectionIDs = first(id, in.SectionIDs) }, f.Err()
	case "author":
		id := f.Int("author")
		if id == 0 {
			return nil, fault.New(fault.Invalid, "Choose an author; nothing was changed.")
		}
		return func(in *post.Input) { in.AuthorIDs = []int64{id} }, f.Err()
	}
	return nil, nil
}

// first puts an id in the first place, where another stood; 0 leaves it out.
func first(id int64, list []int64) []int64 {
	var out []int64
	if id != 0 {
		out = append(out, id)
	}
	for i, other := range list {
		if i > 0 && other != id {
			out = append(out, other)
		}
	}
	return out
}

// bulkOne does it to one post, or notes why not. What nobody can mend ends it.
func (a *Admin) bulkOne(ctx context.Context, v *visit, p *bulkPage, id int64, change func(*post.Input)) error {
	q, err := a.visible(ctx, v, id, staff.PostReadAny)
	if fault.Is(err, fault.NotFound) {
		p.Rows = append(p.Rows, bulkRow{id, "A post", "It was not found; it may have been deleted."})
		return nil
	}
	if err != nil {
		return err
	}
	err = a.bulkMay(ctx, v, p.Deed, q)
	if err == nil && p.Asked {
		p.Names = append(p.Names, orUntitled(q.Headline))
		return nil
	}
	changed := false
	if err == nil {
		changed, err = a.bulkDo(ctx, v, p.Deed, q, change)
	}
	switch {
	case fault.KindOf(err) == fault.Internal && err != nil:
		return err
	case err != nil:
		p.Rows = append(p.Rows, bulkRow{id, orUntitled(q.Headline), why(err)})
	case changed:
		p.Done++
		p.Live = p.Live || q.Status == post.Live && change != nil
		return a.bulkNote(ctx, v, p.Deed, id)
	default:
		p.Same++
	}
	return nil
}

// why is what is wrong, in the words of the field if it is one's.
func why(err error) string {
	if fields := fault.FieldsOf(err); len(fields) > 0 {
		return fields[0].Message()
	}
	return fault.Sentence(err)
}

// bulkMay tells whether this person may do it to this post, now.
func (a *Admin) bulkMay(ctx context.Context, v *visit, d bulkDeed, q post.Post) error {
	if !v.can(d.any) {
		owns, err := a.Posts.Owns(ctx, q.ID, v.me.ID)
		if err != nil {
			return err
		}
		if !owns || !v.can(d.needs) {
			return fault.New(fault.Forbidden, "Your role does not allow this.")
		}
	}
	if d.Name == "delete" && !q.FirstPublishedAt.IsZero() {
		return fault.New(fault.Conflict, "Readers have seen it, so it stays on record.")
	}
	if d.Name == "unpublish" && q.Status != post.Live {
		return fault.New(fault.Conflict, "It is not published.")
	}
	return approved(v, q)
}

func (a *Admin) bulkDo(ctx context.Context, v *visit, d bulkDeed, q post.Post, change func(*post.Input)) (bool, error) {
	switch d.Name {
	case "unpublish":
		_, err := a.Posts.Unpublish(ctx, q.ID, v.me.ID, q.Version)
		return true, err
	case "delete":
		return true, a.Posts.Delete(ctx, q.ID, q.Version)
	}
	_, changed, err := a.Posts.Change(ctx, q.ID, q.Version, v.me.ID, change)
	return changed, err
}

// bulkNote writes in the audit log what was done to one of the posts.
func (a *Admin) bulkNote(ctx context.Context, v *visit, d bulkDeed, id int64) error {
	return a.DB.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		return a.Staff.Audit(ctx, tx, v.me.Actor(), d.audit, fmt.Sprintf("posts/%d", id), "with others")
	})
}
