package admin

import (
	"context"
	"net/http"

	"onrecord/internal/fault"
	"onrecord/internal/page"
	"onrecord/internal/staff"
)

// grouping is one way in which posts are grouped: sections, tags or authors.
// The pages are the same; what stands in a form is each one's own.
type grouping struct {
	path, one, many string // "/admin/sections", "section", "sections"
	note            string // what the page of all says about them
	searched        bool   // there may be too many for one page
	edit            staff.Action
	list            func(ctx context.Context, query, after string) (rows []groupRow, next string, err error)
	get             func(ctx context.Context, v *visit, id int64) (groupItem, error)
	fresh           form // what a new one begins with
	create          func(ctx context.Context, f page.Form) (id int64, err error)
	update          func(ctx context.Context, v *visit, id int64, f page.Form) error
	remove          func(ctx context.Context, id, version int64) error
	addChoices      func(ctx context.Context, v *visit, p *groupPage) error // for the fields that choose; may be nil
}

// groupRow is a line of the list.
type groupRow struct {
	ID                  int64
	Name, About, Public string
}

// groupItem is one section, tag or author.
type groupItem struct {
	ID, Version int64
	Name        string
	Public      string // its page on the site
	MayEdit     bool
	Form        form
}

type groupsPage struct {
	frame
	Path, One, Many, Note string
	Searched              bool
	MayMake               bool
	Query                 string
	Rows                  []groupRow
	Next                  string
}

type groupPage struct {
	frame
	Path, One, Many string
	Item            groupItem
	Form            form
	MayDelete       bool
	Author          bool // has what authors have
	Portrait        chooser
	Staff           []option // whom an author may be; nil when that is not for this person to say
}

// handler answers a request of somebody.
type handler = func(*Admin, http.ResponseWriter, *http.Request, *visit) error

// groupList lists them.
func groupList(kind func(*Admin) grouping) handler {
	return func(a *Admin, w http.ResponseWriter, r *http.Request, v *visit) error {
		g, q := kind(a), query(r, "q")
		rows, next, err := g.list(r.Context(), q, query(r, "after"))
		if err != nil {
			return err
		}
		p := groupsPage{
			frame: a.frame(r, v, capital(g.many)), Path: g.path, One: g.one, Many: g.many, Note: g.note,
			Searched: g.searched, MayMake: v.can(g.edit), Query: q, Rows: rows,
		}
		if next != "" {
			p.Next = with(r, "after", next)
		}
		return a.show(w, http.StatusOK, "groups", p)
	}
}

// groupNew shows the form of a new one.
func groupNew(kind func(*Admin) grouping) handler {
	return func(a *Admin, w http.ResponseWriter, r *http.Request, v *visit) error {
		g := kind(a)
		return a.showGroup(w, r, v, g, groupItem{MayEdit: true}, g.fresh, http.StatusOK)
	}
}

// groupCreate makes one.
func groupCreate(kind func(*Admin) grouping) handler {
	return func(a *Admin, w http.ResponseWriter, r *http.Request, v *visit) error {
		g := kind(a)
		f, err := page.ReadForm(w, r, smallForm)
		if err != nil {
			return err
		}
		_, err = g.create(r.Context(), f)
		if mendable(err) {
			return a.showGroup(w, r, v, g, groupItem{MayEdit: true}, returned(f, err), statusOf(err))
		}
		if err != nil {
			return err
		}
		return see(w, r, g.path, "created")
	}
}

// groupEdit shows one.
func groupEdit(kind func(*Admin) grouping) handler {
	return func(a *Admin, w http.ResponseWriter, r *http.Request, v *visit) error {
		g := kind(a)
		item, err := g.of(r, v)
		if err != nil {
			return err
		}
		return a.showGroup(w, r, v, g, item, item.Form, http.StatusOK)
	}
}

// of reads the one of the path.
func (g grouping) of(r *http.Request, v *visit) (groupItem, error) {
	n, err := id(r, "id")
	if err != nil {
		return groupItem{}, err
	}
	return g.get(r.Context(), v, n)
}

// groupSave changes one.
func groupSave(kind func(*Admin) grouping) handler {
	return func(a *Admin, w http.ResponseWriter, r *http.Request, v *visit) error {
		g := kind(a)
		item, err := g.of(r, v)
		if err != nil {
			return err
		}
		if !item.MayEdit {
			return missing()
		}
		f, err := page.ReadForm(w, r, smallForm)
		if err != nil {
			return err
		}
		err = g.update(r.Context(), v, item.ID, f)
		if mendable(err) {
			return a.showGroup(w, r, v, g, item, again(f, err, item.Version), statusOf(err))
		}
		if err != nil {
			return err
		}
		return see(w, r, g.path+"/"+itoa(item.ID), "saved")
	}
}

// groupDelete removes one; its posts stay.
func groupDelete(kind func(*Admin) grouping) handler {
	return func(a *Admin, w http.ResponseWriter, r *http.Request, v *visit) error {
		g := kind(a)
		item, err := g.of(r, v)
		if err != nil {
			return err
		}
		err = g.remove(r.Context(), item.ID, item.Version)
		if mendable(err) {
			f := item.Form
			f.Sentence = fault.Sentence(err)
			return a.showGroup(w, r, v, g, item, f, statusOf(err))
		}
		if err != nil {
			return err
		}
		return see(w, r, g.path, "deleted")
	}
}

func (a *Admin) showGroup(w http.ResponseWriter, r *http.Request, v *visit, g grouping, item groupItem, f form, status int) error {
	p := groupPage{frame: a.frame(r, v, item.Name), Path: g.path, One: g.one, Many: g.many, Item: item, Form: f, MayDelete: item.ID != 0 && v.can(g.edit)}
	if item.ID == 0 {
		p.Title = "New " + g.one
	}
	if g.addChoices != nil {
		if err := g.addChoices(r.Context(), v, &p); err != nil {
			return err
		}
	}
	return a.show(w, status, "group", p)
}
