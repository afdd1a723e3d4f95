package web

import (
	"net/http"

	"onrecord/internal/fault"
	"onrecord/internal/member"
	"onrecord/internal/page"
)

// signedIn is a page or a form of a member who is signed in.
type signedIn func(w http.ResponseWriter, r *http.Request, m member.Member, sessionID int64) error

// asMember lets members through and sends everybody else to the sign-in.
func (s *Web) asMember(h signedIn) page.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		private(w)
		m, sessionID, err := s.Members.Session(r.Context(), s.cookie(r, readerCookie))
		if fault.Is(err, fault.Unauthorized) {
			to := "/sign-in"
			if r.Method == http.MethodGet && r.URL.Path != "/account" {
				to = signInAnd(r.URL.Path)
			}
			http.Redirect(w, r, to, http.StatusSeeOther)
			return nil
		}
		if err != nil {
			return err
		}
		return h(w, r, m, sessionID)
	}
}

func (s *Web) account(w http.ResponseWriter, r *http.Request, m member.Member, sessionID int64) error {
	return s.showAccount(w, r, m, sessionID, http.StatusOK, AccountPage{Name: m.Name, Saved: r.URL.Query().Has("saved")}, nil)
}

func (s *Web) showAccount(w http.ResponseWriter, r *http.Request, m member.Member, sessionID int64, status int, v AccountPage, cause error) error {
	f, err := s.ownFrame(r, "Your account")
	if err != nil {
		return err
	}
	list, err := s.Members.Sessions(r.Context(), m.ID)
	if err != nil {
		return err
	}
	for _, one := range list {
		v.Sessions = append(v.Sessions, SessionView{ID: one.ID, Device: device(f.l, one.UserAgent), LastSeen: f.dateTime(one.LastSeen), Current: one.ID == sessionID})
	}
	if cause != nil {
		v.Problem = say(f.l, cause)
	}
	v.Page, v.Email, v.Newsletters, v.Consent = f.Page, m.Email, f.choices(m), f.l.T(preferencesText)
	return f.show(w, status, "account", v)
}

// saved goes back to the account page, which says so.
func saved(w http.ResponseWriter, r *http.Request, err error) error {
	if err == nil {
		http.Redirect(w, r, "/account?saved", http.StatusSeeOther)
	}
	return err
}

func (s *Web) accountName(w http.ResponseWriter, r *http.Request, m member.Member, sessionID int64) error {
	form, err := page.ReadForm(w, r, mostForm)
	if err != nil {
		return err
	}
	err = s.Members.Rename(r.Context(), m.ID, form.Text("name"))
	if fault.Is(err, fault.Invalid) {
		return s.showAccount(w, r, m, sessionID, http.StatusUnprocessableEntity, AccountPage{Name: form.Text("name")}, err)
	}
	return saved(w, r, err)
}

func (s *Web) accountNewsletters(w http.ResponseWriter, r *http.Request, m member.Member, _ int64) error {
	form, err := page.ReadForm(w, r, mostForm)
	if err != nil {
		return err
	}
	wanted := form.IDs("newsletter")
	if err := form.Err(); err != nil {
		return err
	}
	f, err := s.ownFrame(r, "Your account")
	if err != nil {
		return err
	}
	_, err = s.Members.SetSubscriptions(r.Context(), m.ID, wanted, proof(r, f.l.T(preferencesText)))
	return saved(w, r, err)
}

// accountSignOut ends this session, another one of the member, or all.
func (s *Web) accountSignOut(w http.ResponseWriter, r *http.Request, m member.Member, sessionID int64) error {
	form, err := page.ReadForm(w, r, mostForm)
	if err != nil {
		return err
	}
	if form.Text("all") == "yes" {
		err = s.Members.EndSessions(r.Context(), m.ID)
		return s.leave(w, r, err)
	}
	ended := form.Int("session")
	if err := form.Err(); err != nil {
		return err
	}
	if ended == 0 || ended == sessionID {
		return s.leave(w, r, s.Members.EndSession(r.Context(), m.ID, sessionID))
	}
	return saved(w, r, s.Members.EndSession(r.Context(), m.ID, ended))
}

func (s *Web) leave(w http.ResponseWriter, r *http.Request, err error) error {
	if err != nil {
		return err
	}
	s.setCookie(w, readerCookie, "", 0)
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}

func (s *Web) accountExport(w http.ResponseWriter, r *http.Request, m member.Member, _ int64) error {
	own, err := s.Members.Export(r.Context(), m.ID)
	if err != nil {
		return err
	}
	return sendOwn(w, own)
}

func (s *Web) accountDelete(w http.ResponseWriter, r *http.Request, m member.Member, _ int64) error {
	form, err := page.ReadForm(w, r, mostForm)
	if err != nil {
		return err
	}
	if err := s.forget(r, form, m.ID); err != nil {
		return err
	}
	s.setCookie(w, readerCookie, "", 0)
	return s.forgotten(w, r)
}
