package admin

import (
	"context"
	"net/http"

	"onrecord/internal/post"
	"onrecord/internal/staff"
)

// revisionRun is how many revisions a page lists.
const revisionRun = 50

// revisionsPage lists what readers have seen, and what gave way to an older
// state. Any two of them can be compared.
type revisionsPage struct {
	frame
	Post       post.Post
	By         string // who saved the working copy
	Unrecorded bool   // the working copy says what no revision says
	Rows       []revisionRow
	Asides     []asideRow
	Next       string // the address of the next page
	Newest     bool   // the list begins with the newest
	From, To   string // what is marked to be compared
	MayWrite   bool
}

type revisionRow struct {
	post.Revision
	By      string
	Current bool // readers see it now
}

type asideRow struct {
	post.Aside
	By string
}

func (a *Admin) revisions(w http.ResponseWriter, r *http.Request, v *visit) error {
	q, err := a.shownPost(r, v)
	if err != nil {
		return err
	}
	before := beforeID(r, "before")
	p := revisionsPage{frame: a.frame(r, v, "Revisions"), Post: q, Newest: before == 0, MayWrite: approved(v, q) == nil}
	list, err := a.Posts.RevisionsBefore(r.Context(), q.ID, before, revisionRun+1)
	if err != nil {
		return err
	}
	if len(list) > revisionRun {
		list = list[:revisionRun]
		p.Next = with(r, "before", itoa(int64(list[revisionRun-1].Number)))
	}
	if err := a.fillRevisions(r.Context(), &p, list); err != nil {
		return err
	}
	p.mark()
	return a.show(w, http.StatusOK, "revisions", p)
}

// shownPost is the post of the path as somebody who may read it sees it.
func (a *Admin) shownPost(r *http.Request, v *visit) (post.Post, error) {
	n, err := id(r, "id")
	if err != nil {
		return post.Post{}, err
	}
	return a.visible(r.Context(), v, n, staff.PostReadAny)
}

func (a *Admin) fillRevisions(ctx context.Context, p *revisionsPage, list []post.Revision) (err error) {
	name := a.namer(ctx)
	for _, rev := range list {
		row := revisionRow{Revision: rev, Current: rev.ID == p.Post.RevisionID}
		if row.By, err = name(rev.PublishedBy); err != nil {
			return err
		}
		p.Rows = append(p.Rows, row)
	}
	if p.Newest {
		if p.Unrecorded, err = a.Posts.Unrecorded(ctx, p.Post); err != nil {
			return err
		}
		asides, err := a.Posts.Asides(ctx, p.Post.ID)
		if err != nil {
			return err
		}
		for _, one := range asides {
			row := asideRow{Aside: one}
			if row.By, err = name(one.SavedBy); err != nil {
				return err
			}
			p.Asides = append(p.Asides, row)
		}
	}
	p.By, err = name(p.Post.UpdatedBy)
	return err
}

// mark chooses the two that people most often want to compare: the newest and
// the one before it.
func (p *revisionsPage) mark() {
	var refs []string
	if p.Unrecorded {
		refs = append(refs, workingRef)
	}
	for _, row := range p.Rows {
		refs = append(refs, itoa(int64(row.Number)))
	}
	for _, row := range p.Asides {
		refs = append(refs, asideRef(row.ID))
	}
	if len(refs) > 1 {
		p.To, p.From = refs[0], refs[1]
	}
}

// Ref names a row in the address of a comparison.
func (r revisionRow) Ref() string { return itoa(int64(r.Number)) }

// Ref names a row in the address of a comparison.
func (r asideRow) Ref() string { return asideRef(r.ID) }

// namer is nameOf that asks once for each person.
func (a *Admin) namer(ctx context.Context) func(int64) (string, error) {
	known := map[int64]string{}
	return func(id int64) (string, error) {
		if name, ok := known[id]; ok {
			return name, nil
		}
		name, err := a.nameOf(ctx, id)
		if err == nil {
			known[id] = name
		}
		return name, err
	}
}
