package web

import (
	"encoding/json"
	"net/http"
	"net/url"

	"onrecord/internal/fault"
	"onrecord/internal/locale"
	"onrecord/internal/member"
	"onrecord/internal/page"
)

// memberForm asks for the address that the link to the own data is mailed to.
func (s *Web) memberForm(w http.ResponseWriter, r *http.Request) error {
	f, err := s.frame(r, "notice")
	if err != nil {
		return err
	}
	return s.showMemberForm(w, f, http.StatusOK, "", "")
}

func (s *Web) showMemberForm(w http.ResponseWriter, f *frame, status int, email, problem string) error {
	f.headed(f.l.T("Your data"), "", "")
	f.Head.NoIndex = true
	f.noBand("/newsletters")
	return f.show(w, status, "address", AddressPage{Page: f.Page, Form: AddressForm{Action: "/member", Button: f.l.T("Mail me the link"), Email: email, Problem: problem}})
}

// memberLink answers the same whether or not the address is known.
func (s *Web) memberLink(w http.ResponseWriter, r *http.Request) error {
	private(w)
	form, err := page.ReadForm(w, r, mostForm)
	if err != nil {
		return err
	}
	f, err := s.frame(r, "notice")
	if err != nil {
		return err
	}
	id, err := s.Members.IDByEmail(r.Context(), form.Text("email"))
	if fault.Is(err, fault.Invalid) {
		return s.showMemberForm(w, f, http.StatusUnprocessableEntity, form.Text("email"), say(f.l, err))
	}
	if err != nil {
		return err
	}
	if err := s.mailOwnData(r, id); err != nil {
		return err
	}
	return s.linkSent(w, f)
}

// owner is the member whom a link to their own data belongs to.
func (s *Web) owner(r *http.Request) (member.OwnData, int64, error) {
	id, err := s.Newsletters.ReadOwnDataToken(r.Context(), r.PathValue("token"))
	if err != nil {
		return member.OwnData{}, 0, err
	}
	own, err := s.Members.Export(r.Context(), id)
	return own, id, err
}

func (s *Web) member(w http.ResponseWriter, r *http.Request) error {
	private(w)
	own, id, err := s.owner(r)
	if err != nil {
		return err
	}
	token, err := s.Newsletters.PreferencesToken(r.Context(), id)
	if err != nil {
		return err
	}
	f, err := s.frame(r, "notice")
	if err != nil {
		return err
	}
	f.headed(f.l.T("What we store about you"), "", "")
	f.Head.NoIndex = true
	f.noBand("/newsletters")
	at := "/member/" + url.PathEscape(r.PathValue("token"))
	return f.show(w, http.StatusOK, "member", MemberPage{
		Page: f.Page, Email: own.Email, Name: own.Name, Since: f.date(own.CreatedAt), Status: statusName(f.l, own.Status),
		Subscriptions: f.subscriptions(own), Facts: f.facts(own),
		Export: at + "/export.json", Delete: at + "/deletion", Preferences: preferencesPath(token),
	})
}

func statusName(l *locale.Locale, s member.Status) string {
	switch s {
	case member.Active:
		return l.T("Active")
	case member.Unsubscribed:
		return l.T("Unsubscribed")
	case member.Bounced:
		return l.T("Mail came back from this address")
	case member.Complained:
		return l.T("Mail was reported as unwanted")
	}
	return string(s)
}

func (f *frame) subscriptions(own member.OwnData) []string {
	var out []string
	for _, s := range own.Subscriptions {
		if s.State == "subscribed" {
			out = append(out, s.Newsletter)
		}
	}
	return out
}

func (f *frame) facts(own member.OwnData) []Fact {
	var out []Fact
	for _, c := range own.Consents {
		what := consentName(f.l, c.Action)
		if c.Newsletter != "" {
			what += ": " + c.Newsletter
		}
		out = append(out, Fact{When: f.dateTime(c.At), What: what, Text: c.TextShown})
	}
	return out
}

func consentName(l *locale.Locale, action string) string {
	switch action {
	case "requested":
		return l.T("Asked for")
	case "confirmed":
		return l.T("Confirmed")
	case "unsubscribed":
		return l.T("Unsubscribed")
	case "resubscribed":
		return l.T("Subscribed again")
	case "imported":
		return l.T("Imported from a list")
	case "by_staff":
		return l.T("Changed by our staff")
	case "suppressed":
		return l.T("Barred from mail")
	}
	return action
}

func (s *Web) memberExport(w http.ResponseWriter, r *http.Request) error {
	private(w)
	own, _, err := s.owner(r)
	if err != nil {
		return err
	}
	return sendOwn(w, own)
}

// sendOwn sends what is stored about a member as a file.
func sendOwn(w http.ResponseWriter, own member.OwnData) error {
	body, err := json.MarshalIndent(own, "", "  ")
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="my-data.json"`)
	_, err = w.Write(body)
	return err
}

func (s *Web) memberDelete(w http.ResponseWriter, r *http.Request) error {
	private(w)
	form, err := page.ReadForm(w, r, mostForm)
	if err != nil {
		return err
	}
	_, id, err := s.owner(r)
	if err != nil {
		return err
	}
	if err := s.forget(r, form, id); err != nil {
		return err
	}
	return s.forgotten(w, r)
}

// forget deletes a member who ticked the box.
func (s *Web) forget(r *http.Request, form page.Form, memberID int64) error {
	if form.Text("sure") != "yes" {
		return fault.New(fault.Invalid, "Nothing was deleted. Tick the box first, so that we know you mean it.")
	}
	return s.Members.Delete(r.Context(), memberID)
}

func (s *Web) forgotten(w http.ResponseWriter, r *http.Request) error {
	f, err := s.frame(r, "notice")
	if err != nil {
		return err
	}
	heading := f.l.T("Everything about you is deleted")
	f.headed(heading, "", "")
	f.Head.NoIndex = true
	f.noBand("/newsletters")
	return f.show(w, http.StatusOK, "notice", NoticePage{
		Page: f.Page, Heading: heading, Text: []string{f.l.T("No mail comes to you any more. Thank you for having read %s.", f.site.Name)},
		Links: []NavLink{{Label: f.l.T("Front page"), URL: "/"}},
	})
}
