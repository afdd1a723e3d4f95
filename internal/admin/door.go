package admin

import (
	"net/http"

	"onrecord/internal/fault"
	"onrecord/internal/limit"
	"onrecord/internal/page"
	"onrecord/internal/site"
	"onrecord/internal/staff"
)

const passwordHint = "At least 10 characters; a few words in a row are easy to keep in mind."

// setupPage is where whoever has the setup link claims a new site.
type setupPage struct {
	frame
	Form         form
	Token        string
	Languages    []option
	Zones        []option
	PasswordHint string
}

func (a *Admin) setupForm(w http.ResponseWriter, r *http.Request, v *visit) error {
	if err := a.Site.CheckSetupToken(r.Context(), r.PathValue("token")); err != nil {
		return err
	}
	return a.showSetup(w, r, v, filled("language", "en", "time_zone", "UTC"), http.StatusOK)
}

func (a *Admin) showSetup(w http.ResponseWriter, r *http.Request, v *visit, f form, status int) error {
	p := setupPage{frame: a.frame(r, v, "Set up"), Form: f, Token: r.PathValue("token"), Languages: languages(), Zones: zones(), PasswordHint: passwordHint}
	return a.show(w, status, "setup", p)
}

func zones() []option {
	var out []option
	for _, z := range site.TimeZones() {
		out = append(out, option{z, z})
	}
	return out
}

func (a *Admin) setup(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	in := staff.SetupInput{
		SiteName: f.Text("site_name"), Language: f.Text("language"), TimeZone: f.Text("time_zone"),
		Name: f.Text("name"), Email: f.Text("email"), Password: f.Body("password"),
	}
	owner, err := a.Staff.Setup(r.Context(), r.PathValue("token"), in)
	switch {
	case fault.Is(err, fault.Invalid):
		return a.showSetup(w, r, v, returned(f, err), statusOf(err))
	case err != nil:
		return err
	}
	token, _, err := a.Staff.SignIn(r.Context(), owner.Email, in.Password, limit.Network(r), r.UserAgent())
	if err != nil {
		return see(w, r, "/admin/sign-in", "password-set")
	}
	a.setToken(w, token)
	return see(w, r, "/admin", "setup")
}

type signInPage struct {
	frame
	Form     form
	Next     string
	Passkeys bool
}

// showSignIn is the form to sign in, new or sent back.
func (a *Admin) showSignIn(w http.ResponseWriter, r *http.Request, v *visit, f form, next string, status int) error {
	return a.show(w, status, "signin", signInPage{a.frame(r, v, "Sign in"), f, next, a.Staff.PasskeysWork()})
}

func (a *Admin) signInForm(w http.ResponseWriter, r *http.Request, v *visit) error {
	next := inside(r.URL.Query().Get("next"))
	if v.signedIn() {
		return see(w, r, next, "")
	}
	return a.showSignIn(w, r, v, form{}, next, http.StatusOK)
}

func (a *Admin) signIn(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	next := inside(f.Text("next"))
	token, _, err := a.Staff.SignIn(r.Context(), f.Text("email"), f.Body("password"), limit.Network(r), r.UserAgent())
	if asked, err := a.askCode(w, r, v, next, err); asked {
		return err
	}
	if mendable(err) {
		return a.showSignIn(w, r, v, returned(f, err), next, statusOf(err))
	}
	if err != nil {
		return err
	}
	return a.enterDesk(w, r, token, next)
}

// enterDesk gives the browser its new session.
func (a *Admin) enterDesk(w http.ResponseWriter, r *http.Request, token, next string) error {
	// The session that the browser held until now must not outlive the change.
	if old := a.token(r); old != "" {
		if err := a.Staff.SignOut(r.Context(), old); err != nil {
			return err
		}
	}
	a.setToken(w, token)
	return see(w, r, next, "")
}

func (a *Admin) signOut(w http.ResponseWriter, r *http.Request, _ *visit) error {
	if err := a.Staff.SignOut(r.Context(), a.token(r)); err != nil {
		return err
	}
	a.setToken(w, "")
	return see(w, r, "/admin/sign-in", "signed-out")
}

// signedOutPage tells somebody whose session ended meanwhile, and hands the
// text that they wrote back to them.
type signedOutPage struct {
	frame
	Sentence   string
	Head, Text string
}

// signedOut refuses what somebody sent who is not signed in.
func (a *Admin) signedOut(w http.ResponseWriter, r *http.Request, v *visit) error {
	err := fault.New(fault.Unauthorized, "You are signed out, so nothing was saved. Sign in in another window, come back here and send it again.")
	if wantsJSON(r) {
		return err
	}
	p := signedOutPage{frame: a.frame(r, v, "Signed out"), Sentence: err.Message()}
	if f, ferr := page.ReadForm(w, r, textForm); ferr == nil {
		p.Head, p.Text = f.Text("headline"), f.Body("body")
	}
	return a.show(w, http.StatusUnauthorized, "signedout", p)
}

// invitationPage is where somebody with a one-time link sets a password.
type invitationPage struct {
	frame
	Form         form
	Invited      staff.Person
	PasswordHint string
}

func (a *Admin) invitationForm(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.showInvitation(w, r, v, form{}, http.StatusOK)
}

func (a *Admin) showInvitation(w http.ResponseWriter, r *http.Request, v *visit, f form, status int) error {
	invited, err := a.Staff.Invitation(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	p := invitationPage{a.frame(r, v, "Set your password"), f, invited, passwordHint}
	return a.show(w, status, "invitation", p)
}

func (a *Admin) acceptInvitation(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	_, err = a.Staff.AcceptInvitation(r.Context(), r.PathValue("token"), f.Body("password"))
	if fault.Is(err, fault.Invalid) {
		return a.showInvitation(w, r, v, returned(f, err), statusOf(err))
	}
	if err != nil {
		return err
	}
	return see(w, r, "/admin/sign-in", "password-set")
}

func (a *Admin) asset(w http.ResponseWriter, r *http.Request, _ *visit) error {
	return a.assets.Serve(w, r)
}
