package admin

import (
	"net/http"

	"onrecord/internal/fault"
	"onrecord/internal/page"
	"onrecord/internal/staff"
)

type accountPage struct {
	frame
	Form         form
	Password     form
	Sessions     []staff.SignedIn
	Session      int64 // the one of this browser
	AuthorID     int64 // the person's own author page
	PasswordHint string
}

func meForm(p staff.Person) form {
	return filled("name", p.Name, "email", p.Email, "version", itoa(p.Version))
}

func (a *Admin) account(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.showAccount(w, r, v, meForm(v.me), form{}, http.StatusOK)
}

func (a *Admin) showAccount(w http.ResponseWriter, r *http.Request, v *visit, me, password form, status int) error {
	p := accountPage{frame: a.frame(r, v, "Your account"), Form: me, Password: password, Session: v.session, PasswordHint: passwordHint}
	var err error
	if p.Sessions, err = a.Staff.Sessions(r.Context(), v.me.ID); err != nil {
		return err
	}
	author, err := a.Posts.AuthorOfStaff(r.Context(), v.me.ID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	p.AuthorID = author.ID
	return a.show(w, status, "account", p)
}

func (a *Admin) saveAccount(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	in := staff.PersonInput{Name: f.Text("name"), Email: f.Text("email"), Role: v.me.Role}
	version, err := versionOf(f)
	if err == nil && in.Email != v.me.Email { // who finds a browser signed in must not take the account over
		err = a.Staff.Confirm(r.Context(), v.me.ID, f.Body("password"))
	}
	if err == nil {
		_, err = a.Staff.Update(r.Context(), v.me, v.me.ID, version, in)
	}
	if mendable(err) {
		return a.showAccount(w, r, v, again(f, err, v.me.Version), form{}, statusOf(err))
	}
	if err != nil {
		return err
	}
	return see(w, r, "/admin/account", "saved")
}

// again is a form that comes back. After a conflict it carries the version
// that is stored now, so that saving it once more replaces that.
func again(sent page.Form, err error, version int64) form {
	f := returned(sent, err)
	if fault.Is(err, fault.Conflict) {
		f.values.Set("version", itoa(version))
	}
	return f
}

func (a *Admin) changePassword(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	err = a.Staff.ChangePassword(r.Context(), v.me.ID, f.Body("old"), f.Body("new"))
	if mendable(err) {
		return a.showAccount(w, r, v, meForm(v.me), returned(f, err), statusOf(err))
	}
	if err != nil {
		return err
	}
	a.setToken(w, "")
	return see(w, r, "/admin/sign-in", "password-changed")
}

func (a *Admin) endSession(w http.ResponseWriter, r *http.Request, v *visit) error {
	n, err := id(r, "id")
	if err != nil {
		return err
	}
	if err := a.Staff.EndSession(r.Context(), v.me.ID, n); err != nil {
		return err
	}
	return see(w, r, "/admin/account", "session-ended")
}
