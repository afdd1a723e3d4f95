package web

import (
	"net/http"

	"onrecord/internal/fault"
)

// unsubscribeForm changes nothing: mail scanners open every link.
func (s *Web) unsubscribeForm(w http.ResponseWriter, r *http.Request) error {
	private(w)
	memberID, newsletterID, err := s.Newsletters.ReadUnsubscribeToken(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	f, err := s.frame(r, "notice")
	if err != nil {
		return err
	}
	_, err = s.Members.Get(r.Context(), memberID)
	if fault.Is(err, fault.NotFound) {
		return s.unsubscribed(w, f, 0, newsletterID)
	}
	if err != nil {
		return err
	}
	token, err := s.Newsletters.PreferencesToken(r.Context(), memberID)
	if err != nil {
		return err
	}
	heading := f.l.T("Unsubscribe from %s?", newsletterName(f.byID, newsletterID, f.site.Name))
	f.headed(heading, "", "")
	f.Head.NoIndex = true
	f.noBand("/newsletters")
	return f.show(w, http.StatusOK, "confirm", ConfirmPage{
		Page: f.Page, Heading: heading, Text: f.l.T("One press, and it comes to this address no more."), // not to whose: see decision 009
		Action: r.URL.EscapedPath(), Button: f.l.T("Unsubscribe"),
		After: []NavLink{{Label: f.l.T("Choose your newsletters"), URL: preferencesPath(token)}, {Label: f.l.T("No, take me to the front page"), URL: "/"}},
	})
}

// unsubscribe is both the button's action and one-click by RFC 8058: it needs
// no cookie, does not redirect, and may come again. What the body says does not
// matter: the address alone is the wish.
func (s *Web) unsubscribe(w http.ResponseWriter, r *http.Request) error {
	private(w)
	memberID, newsletterID, err := s.Newsletters.ReadUnsubscribeToken(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	f, err := s.frame(r, "notice")
	if err != nil {
		return err
	}
	if err := s.Members.Unsubscribe(r.Context(), memberID, newsletterID, proof(r, f.l.T("Unsubscribe"))); err != nil {
		return err
	}
	return s.unsubscribed(w, f, memberID, newsletterID)
}

func (s *Web) unsubscribed(w http.ResponseWriter, f *frame, memberID, newsletterID int64) error {
	heading := f.l.T("You are unsubscribed")
	f.headed(heading, "", "")
	f.Head.NoIndex = true
	f.noBand("/newsletters")
	v := NoticePage{
		Page: f.Page, Heading: heading, Links: []NavLink{{Label: f.l.T("Front page"), URL: "/"}},
		Text: []string{f.l.T("%s comes to your inbox no more.", newsletterName(f.byID, newsletterID, f.site.Name))},
	}
	if memberID != 0 {
		token, err := s.Newsletters.PreferencesToken(f.r.Context(), memberID)
		if err != nil {
			return err
		}
		v.Text = append(v.Text, f.l.T("Was this a mistake? Choose it again below."))
		v.Links = append([]NavLink{{Label: f.l.T("Choose your newsletters"), URL: preferencesPath(token)}}, v.Links...)
	}
	return f.show(w, http.StatusOK, "notice", v)
}
