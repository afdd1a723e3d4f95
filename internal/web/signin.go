package web

import (
	"net/http"
	"net/url"
	"time"

	"onrecord/internal/fault"
	"onrecord/internal/locale"
	"onrecord/internal/member"
	"onrecord/internal/page"
)

// The cookies of members: the session, and the secret of a browser that asked
// to sign in. Nobody else gets one.
const (
	readerCookie = "onrecord-reader"
	askedCookie  = "onrecord-asked"
	askedLife    = time.Hour // links of an earlier mail must find it, too
)

// cookieName has the prefix that keeps sibling hosts from setting it, which
// browsers only allow on https.
func (s *Web) cookieName(name string) string {
	if s.Base.Scheme == "https" {
		return "__Host-" + name
	}
	return name
}

func (s *Web) cookie(r *http.Request, name string) string {
	c, err := r.Cookie(s.cookieName(name))
	if err != nil {
		return ""
	}
	return c.Value
}

// setCookie gives the browser a cookie; an empty value takes it away.
func (s *Web) setCookie(w http.ResponseWriter, name, value string, life time.Duration) {
	c := &http.Cookie{
		Name: s.cookieName(name), Value: value, Path: "/", MaxAge: int(life / time.Second),
		HttpOnly: true, Secure: s.Base.Scheme == "https", SameSite: http.SameSiteLaxMode,
	}
	if value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// ownFrame is the frame of a page for one person.
func (s *Web) ownFrame(r *http.Request, title string) (*frame, error) {
	f, err := s.frame(r, "notice")
	if err != nil {
		return nil, err
	}
	f.headed(f.l.T(title), "", "")
	f.Head.NoIndex = true
	f.noBand("/newsletters")
	return f, nil
}

func (s *Web) signinForm(w http.ResponseWriter, r *http.Request) error {
	private(w)
	return s.showSignin(w, r, http.StatusOK, SigninPage{Form: AddressForm{Back: wayBack(r.URL.Query().Get("to"))}}, nil)
}

func (s *Web) signinCodeForm(w http.ResponseWriter, r *http.Request) error {
	private(w)
	return s.showSignin(w, r, http.StatusOK, SigninPage{Code: true}, nil)
}

func (s *Web) showSignin(w http.ResponseWriter, r *http.Request, status int, v SigninPage, cause error) error {
	f, err := s.ownFrame(r, "Sign in")
	if err != nil {
		return err
	}
	if cause != nil {
		v.Problem = say(f.l, cause)
	}
	v.Page, v.Form.Action, v.Form.Button, v.Form.Problem = f.Page, "/sign-in", f.l.T("Mail me the code"), v.Problem
	return f.show(w, status, "sign-in", v)
}

// signin answers the same whether or not the address is known.
func (s *Web) signin(w http.ResponseWriter, r *http.Request) error {
	private(w)
	form, err := page.ReadForm(w, r, mostForm)
	if err != nil {
		return err
	}
	back := wayBack(form.Get("to"))
	browser, err := s.Members.RequestSignin(r.Context(), form.Text("email"), s.cookie(r, askedCookie), back, proof(r, ""))
	if fault.Is(err, fault.Invalid) {
		return s.showSignin(w, r, http.StatusUnprocessableEntity, SigninPage{Form: AddressForm{Email: form.Text("email"), Back: back}}, err)
	}
	if err != nil {
		return err
	}
	s.setCookie(w, askedCookie, browser, askedLife)
	http.Redirect(w, r, "/sign-in/code", http.StatusSeeOther)
	return nil
}

func (s *Web) signinCode(w http.ResponseWriter, r *http.Request) error {
	private(w)
	form, err := page.ReadForm(w, r, mostForm)
	if err != nil {
		return err
	}
	in, err := s.Members.SigninByCode(r.Context(), s.cookie(r, askedCookie), digits(form.Text("code")), proof(r, ""))
	if fault.Is(err, fault.Invalid) {
		return s.showSignin(w, r, http.StatusUnprocessableEntity, SigninPage{Code: true}, err)
	}
	return s.enter(w, r, in, err)
}

// digits keeps the digits of a code, which people type and paste with spaces.
func digits(s string) string {
	var out []byte
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			out = append(out, s[i])
		}
	}
	return string(out)
}

// enter gives the browser its session, and the reader what they came for.
func (s *Web) enter(w http.ResponseWriter, r *http.Request, in member.Entry, err error) error {
	if err != nil {
		return err
	}
	s.setCookie(w, askedCookie, "", 0)
	s.setCookie(w, readerCookie, in.Session, member.SessionLife)
	to := in.Back
	if to == "" {
		to = "/account"
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// signinLink asks for a press in the browser that asked, and tells any other
// one who asked. Scanners that follow links change nothing.
func (s *Web) signinLink(w http.ResponseWriter, r *http.Request) error {
	private(w)
	v, err := s.Members.SigninByToken(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	f, err := s.ownFrame(r, "Sign in")
	if err != nil {
		return err
	}
	if !v.AskedBy(s.cookie(r, askedCookie)) {
		return f.show(w, http.StatusOK, "notice", NoticePage{Page: f.Page, Heading: f.l.T("Another browser asked for this link"), Text: []string{
			f.l.T("It was asked for with %s: %s.", device(f.l, v.UserAgent), f.l.DateTime(v.CreatedAt, f.zone)),
			f.l.T("If that was you, type the code from the mail there. If it was not you, do nothing, and tell the code to nobody."),
		}, Links: []NavLink{{Label: f.l.T("Sign in"), URL: "/sign-in"}}})
	}
	return f.show(w, http.StatusOK, "confirm", ConfirmPage{
		Page: f.Page, Heading: f.l.T("Sign in to %s", f.site.Name), Text: f.l.T("One press, and you are signed in in this browser."),
		Email: v.Email, Action: "/sign-in/" + url.PathEscape(r.PathValue("token")), Button: f.l.T("Sign in"),
	})
}

func (s *Web) signinByLink(w http.ResponseWriter, r *http.Request) error {
	private(w)
	in, err := s.Members.SigninByLink(r.Context(), r.PathValue("token"), s.cookie(r, askedCookie), proof(r, ""))
	return s.enter(w, r, in, err)
}

func device(l *locale.Locale, userAgent string) string {
	if name := member.Device(userAgent); name != "" {
		return name
	}
	return l.T("an unknown browser")
}
