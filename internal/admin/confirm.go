package admin

import (
	"net/http"

	"onrecord/internal/page"
)

// What takes addresses out of the house, or ends them, asks for the password
// once more: who finds a browser signed in must not take the list along.

// confirmPage asks before something that a stranger at the browser must not do.
type confirmPage struct {
	frame
	Form   form
	Back   string // where it came from
	Crumb  string
	Says   string // what will happen
	Action string // where the form goes
	Button string
	Bad    bool // it cannot be undone
}

// asks shows p, whose Form holds what was wrong before.
func (a *Admin) asks(w http.ResponseWriter, r *http.Request, v *visit, p confirmPage, title string, status int) error {
	p.frame = a.frame(r, v, title)
	p.Action = r.URL.RequestURI()
	return a.show(w, status, "confirm", p)
}

// confirmed tells whether the form that was sent holds the password. When it
// does not, p was shown again with the sentence, and there is nothing left to do.
func (a *Admin) confirmed(w http.ResponseWriter, r *http.Request, v *visit, p confirmPage, title string) (bool, error) {
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return false, err
	}
	err = a.Staff.Confirm(r.Context(), v.me.ID, f.Body("password"))
	if mendable(err) {
		p.Form = returned(f, err)
		return false, a.asks(w, r, v, p, title, statusOf(err))
	}
	return err == nil, err
}
