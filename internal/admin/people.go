package admin

import (
	"context"
	"net/http"
	"time"

	"onrecord/internal/fault"
	"onrecord/internal/mail"
	"onrecord/internal/newsletter"
	"onrecord/internal/page"
	"onrecord/internal/staff"
)

type peoplePage struct {
	frame
	Form   form
	People []staff.Person
	Rules  []staff.Rule
	Roles  []staff.Role

	Open        []staff.OpenInvitation
	MostInvited int
}

func (a *Admin) people(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.showPeople(w, r, v, form{}, http.StatusOK)
}

func (a *Admin) showPeople(w http.ResponseWriter, r *http.Request, v *visit, f form, status int) error {
	list, err := a.Staff.List(r.Context())
	if err != nil {
		return err
	}
	open, err := a.Staff.OpenInvitations(r.Context())
	if err != nil {
		return err
	}
	return a.show(w, status, "people", peoplePage{a.frame(r, v, "Staff"), f, list, staff.Rules(), staff.Roles(), open, staff.MostInvited})
}

type personPage struct {
	frame
	Form   form
	Person staff.Person
	Roles  []option
	Mine   bool

	Sessions []staff.SignedIn
}

func roleOptions() []option {
	return []option{
		{string(staff.Contributor), "Contributor: writes drafts"},
		{string(staff.Author), "Author: writes and publishes their own"},
		{string(staff.Editor), "Editor: everybody's posts, members, newsletters"},
		{string(staff.Owner), "Owner: everything"},
	}
}

func (a *Admin) showPerson(w http.ResponseWriter, r *http.Request, v *visit, p staff.Person, f form, status int) error {
	title := p.Name
	if p.ID == 0 {
		title = "Invite somebody"
	}
	out := personPage{frame: a.frame(r, v, title), Form: f, Person: p, Roles: roleOptions(), Mine: p.ID == v.me.ID}
	if p.ID != 0 && !out.Mine {
		var err error
		if out.Sessions, err = a.Staff.Sessions(r.Context(), p.ID); err != nil {
			return err
		}
	}
	return a.show(w, status, "person", out)
}

func (a *Admin) newPerson(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.showPerson(w, r, v, staff.Person{}, filled("role", string(staff.Author)), http.StatusOK)
}

func personInput(f page.Form) staff.PersonInput {
	return staff.PersonInput{Name: f.Text("name"), Email: f.Text("email"), Role: staff.Role(f.Text("role"))}
}

// linkPage shows a one-time link, once.
type linkPage struct {
	frame
	Person  staff.Person
	Link    string
	Reset   bool
	Kept    bool   // the mail with it lies in the outbox
	Trouble string // why the mail could not be sent
}

// linkLife is how long a one-time link works, as its mail says.
const linkLife = 72 * time.Hour

func (a *Admin) invite(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	p, token, err := a.Staff.Invite(r.Context(), v.me, personInput(f))
	if mendable(err) {
		return a.showPerson(w, r, v, staff.Person{}, returned(f, err), statusOf(err))
	}
	if err != nil {
		return err
	}
	return a.showLink(w, r, v, p, token, false)
}

// resetLink makes a new one-time link for somebody.
func (a *Admin) resetLink(w http.ResponseWriter, r *http.Request, v *visit) error {
	p, err := a.personOf(r)
	if err != nil {
		return err
	}
	token, err := a.Staff.ResetLink(r.Context(), v.me, p.ID)
	if err != nil {
		return err
	}
	return a.showLink(w, r, v, p, token, !p.Invited)
}

// showLink mails the link and shows it, so that it can be handed over in
// another way when the mail does not arrive.
func (a *Admin) showLink(w http.ResponseWriter, r *http.Request, v *visit, p staff.Person, token string, reset bool) error {
	l := linkPage{frame: a.frame(r, v, "A link for "+p.Name), Person: p, Link: a.urls.Invitation(token), Reset: reset, Kept: !a.Transport.Real()}
	err := a.Newsletters.SendInvitation(context.WithoutCancel(r.Context()), newsletter.Invitation{
		To: mail.Address{Name: p.Name, Email: p.Email}, InvitedBy: v.me.Name, URL: l.Link, ExpiresAt: a.Now().Add(linkLife), Reset: reset,
	})
	if err != nil {
		a.Log.Error("invitation not mailed", "staff", p.ID, "error", err)
		l.Trouble = fault.Sentence(err)
	}
	return a.show(w, http.StatusOK, "link", l)
}

func (a *Admin) personOf(r *http.Request) (staff.Person, error) {
	n, err := id(r, "id")
	if err != nil {
		return staff.Person{}, err
	}
	return a.Staff.Get(r.Context(), n)
}

func personForm(p staff.Person) form {
	return filled("version", itoa(p.Version), "name", p.Name, "email", p.Email, "role", string(p.Role))
}

func (a *Admin) person(w http.ResponseWriter, r *http.Request, v *visit) error {
	p, err := a.personOf(r)
	if err != nil {
		return err
	}
	return a.showPerson(w, r, v, p, personForm(p), http.StatusOK)
}

func (a *Admin) savePerson(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.changePerson(w, r, v, "saved", func(ctx context.Context, p staff.Person, version int64, f page.Form) error {
		_, err := a.Staff.Update(ctx, v.me, p.ID, version, personInput(f))
		return err
	})
}

func (a *Admin) disablePerson(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.changePerson(w, r, v, "disabled", func(ctx context.Context, p staff.Person, version int64, _ page.Form) error {
		_, err := a.Staff.Disable(ctx, v.me, p.ID, version)
		return err
	})
}

func (a *Admin) enablePerson(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.changePerson(w, r, v, "enabled", func(ctx context.Context, p staff.Person, version int64, _ page.Form) error {
		_, err := a.Staff.Enable(ctx, v.me, p.ID, version)
		return err
	})
}

// changePerson changes one of the staff, or shows what is wrong.
func (a *Admin) changePerson(w http.ResponseWriter, r *http.Request, v *visit, done string, change func(ctx context.Context, p staff.Person, version int64, f page.Form) error) error {
	p, err := a.personOf(r)
	if err != nil {
		return err
	}
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	version, err := versionOf(f)
	if err == nil {
		err = change(r.Context(), p, version, f)
	}
	if mendable(err) {
		back := again(f, err, p.Version)
		if !f.Has("name") {
			back = personForm(p)
			back.Sentence = fault.Sentence(err)
		}
		return a.showPerson(w, r, v, p, back, statusOf(err))
	}
	if err != nil {
		return err
	}
	return see(w, r, "/admin/staff/"+itoa(p.ID), done)
}

// uninvite takes an invitation back.
func (a *Admin) uninvite(w http.ResponseWriter, r *http.Request, v *visit) error {
	p, err := a.personOf(r)
	if err == nil {
		err = a.Staff.RevokeInvitation(r.Context(), v.me, p.ID)
	}
	if mendable(err) {
		return a.showPeople(w, r, v, form{Sentence: fault.Sentence(err)}, statusOf(err))
	}
	if err != nil {
		return err
	}
	return see(w, r, "/admin/staff", "uninvited")
}

func (a *Admin) removePerson(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.onPerson(w, r, v, func(p staff.Person) (string, string, error) {
		return "/admin/staff", "removed", a.Staff.Remove(r.Context(), v.me, p.ID)
	})
}

// onPerson does something to one of the staff and goes on to where do says, or
// shows what is wrong.
func (a *Admin) onPerson(w http.ResponseWriter, r *http.Request, v *visit, do func(p staff.Person) (path, done string, err error)) error {
	p, err := a.personOf(r)
	if err != nil {
		return err
	}
	path, done, err := do(p)
	if mendable(err) {
		back := personForm(p)
		back.Sentence = fault.Sentence(err)
		return a.showPerson(w, r, v, p, back, statusOf(err))
	}
	if err != nil {
		return err
	}
	return see(w, r, path, done)
}
