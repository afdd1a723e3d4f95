package web

import (
	"net/http"

	"onrecord/internal/fault"
	"onrecord/internal/member"
	"onrecord/internal/page"
)

// accountAddress notes that a member wants to go by another address. It answers
// the same for every address.
func (s *Web) accountAddress(w http.ResponseWriter, r *http.Request, m member.Member, sessionID int64) error {
	form, err := page.ReadForm(w, r, mostForm)
	if err != nil {
		return err
	}
	err = s.Members.RequestAddress(r.Context(), m.ID, form.Text("email"), proof(r, ""))
	if fault.Is(err, fault.Invalid) {
		v := AccountPage{Name: m.Name, NewEmail: form.Text("email"), ForAddress: true}
		return s.showAccount(w, r, m, sessionID, http.StatusUnprocessableEntity, v, err)
	}
	if err != nil {
		return err
	}
	f, err := s.frame(r, "notice")
	if err != nil {
		return err
	}
	return f.tell(w, f.l.T("Look into your inbox"),
		f.l.T("If this address can be used here, a mail with a link is on its way to it. Nothing changes before you press the button behind that link."),
		NavLink{Label: f.l.T("Your account"), URL: "/account"})
}

// tell is a page for one person, of one sentence, with a way on.
func (f *frame) tell(w http.ResponseWriter, heading, text string, on NavLink) error {
	f.headed(heading, "", "")
	f.Head.NoIndex = true
	f.noBand("/newsletters")
	return f.show(w, http.StatusOK, "notice", NoticePage{Page: f.Page, Heading: heading, Text: []string{text}, Links: []NavLink{on}})
}

// press asks one person for the press of a button: mail scanners follow links.
func (f *frame) press(w http.ResponseWriter, heading, text, email, button string) error {
	f.headed(heading, "", "")
	f.Head.NoIndex = true
	f.noBand("/newsletters")
	return f.show(w, http.StatusOK, "confirm", ConfirmPage{Page: f.Page, Heading: heading, Text: text, Email: email, Action: f.r.URL.EscapedPath(), Button: button})
}

func (s *Web) addressForm(w http.ResponseWriter, r *http.Request) error {
	private(w)
	c, err := s.Members.AddressByToken(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	f, err := s.frame(r, "notice")
	if err != nil {
		return err
	}
	return f.press(w, f.l.T("Confirm your new address"), f.l.T("One press, and this is your address. You are signed out everywhere and sign in with it anew."), c.Email, f.l.T("Yes, this is my address"))
}

func (s *Web) addressChange(w http.ResponseWriter, r *http.Request) error {
	private(w)
	if err := s.Members.ConfirmAddress(r.Context(), r.PathValue("token")); err != nil {
		return err
	}
	f, err := s.frame(r, "notice")
	if err != nil {
		return err
	}
	return f.tell(w, f.l.T("Your address is changed"), f.l.T("You are signed out everywhere. Sign in with the new address to go on."), NavLink{Label: f.l.T("Sign in"), URL: "/sign-in"})
}

func (s *Web) addressUndoForm(w http.ResponseWriter, r *http.Request) error {
	private(w)
	c, err := s.Members.UndoByToken(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	f, err := s.frame(r, "notice")
	if err != nil {
		return err
	}
	return f.press(w, f.l.T("Take the change of your address back?"), f.l.T("One press, and your address is as it was before. Whoever is signed in as you is signed out."), c.OldEmail, f.l.T("Take it back"))
}

func (s *Web) addressUndo(w http.ResponseWriter, r *http.Request) error {
	private(w)
	if err := s.Members.UndoAddress(r.Context(), r.PathValue("token")); err != nil {
		return err
	}
	f, err := s.frame(r, "notice")
	if err != nil {
		return err
	}
	return f.tell(w, f.l.T("Your address is as it was before"), f.l.T("You are signed out everywhere. Sign in with it to go on."), NavLink{Label: f.l.T("Sign in"), URL: "/sign-in"})
}
