package admin

import (
	"net/http"

	"onrecord/internal/fault"
	"onrecord/internal/limit"
	"onrecord/internal/page"
	"onrecord/internal/staff"
)

// passkeyPage is where the device makes a passkey.
type passkeyPage struct {
	frame
	Name, Ceremony, Options string
}

func proofOf(f page.Form) staff.Proof {
	return staff.Proof{Password: f.Body("password"), Code: f.Text("code")}
}

func (a *Admin) beginPasskey(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	c, err := a.Staff.BeginPasskey(r.Context(), v.me.ID, v.site.Name, f.Text("name"), proofOf(f))
	if mendable(err) {
		return a.showSecondStep(w, r, v, secondStepPage{Add: returned(f, err)}, statusOf(err))
	}
	if err != nil {
		return err
	}
	return a.show(w, http.StatusOK, "passkey", passkeyPage{a.frame(r, v, "Add a passkey"), f.Text("name"), c.Token, string(c.Options)})
}

func (a *Admin) finishPasskey(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	err = a.Staff.FinishPasskey(r.Context(), v.me.ID, v.session, f.Text("ceremony"), f.Text("credential"))
	if mendable(err) {
		return a.showSecondStep(w, r, v, secondStepPage{Add: form{Sentence: fault.Sentence(err)}}, statusOf(err))
	}
	if err != nil {
		return err
	}
	return see(w, r, "/admin/account/second-step", "passkey-added")
}

func (a *Admin) removePasskey(w http.ResponseWriter, r *http.Request, v *visit) error {
	n, err := id(r, "id")
	if err != nil {
		return err
	}
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	err = a.Staff.RemovePasskey(r.Context(), v.me.ID, v.session, n, proofOf(f))
	if mendable(err) {
		return a.showSecondStep(w, r, v, secondStepPage{Remove: returned(f, err), Removing: n}, statusOf(err))
	}
	if err != nil {
		return err
	}
	return see(w, r, "/admin/account/second-step", "passkey-removed")
}

// beginPasskeySignIn gives the script of the sign-in a challenge.
func (a *Admin) beginPasskeySignIn(w http.ResponseWriter, r *http.Request, _ *visit) error {
	c, err := a.Staff.BeginPasskeySignIn(r.Context(), limit.Network(r))
	if err != nil {
		return err
	}
	return sendJSON(w, http.StatusOK, c)
}

func (a *Admin) signInPasskey(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	next := inside(f.Text("next"))
	token, _, err := a.Staff.FinishPasskeySignIn(r.Context(), f.Text("ceremony"), f.Text("credential"), limit.Network(r), r.UserAgent())
	if mendable(err) {
		return a.showSignIn(w, r, v, form{Sentence: fault.Sentence(err)}, next, statusOf(err))
	}
	if err != nil {
		return err
	}
	return a.enterDesk(w, r, token, next)
}

// leadToSecondStep is the answer to who must set one up before anything else.
func (a *Admin) leadToSecondStep(w http.ResponseWriter, r *http.Request) error {
	if r.Method == http.MethodGet && !wantsJSON(r) {
		return see(w, r, "/admin/account/second-step", "second-step-needed")
	}
	return fault.New(fault.Forbidden, "Everybody here signs in in two steps; set yours up under Your account, then send this again.")
}

func (a *Admin) requireSecondStep(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	required := f.Text("required") == "yes"
	err = a.Staff.RequireSecondStep(r.Context(), v.me, required)
	if mendable(err) {
		return a.showPeople(w, r, v, returned(f, err), statusOf(err))
	}
	if err != nil {
		return err
	}
	if required {
		return see(w, r, "/admin/staff", "step-required")
	}
	return see(w, r, "/admin/staff", "step-optional")
}
