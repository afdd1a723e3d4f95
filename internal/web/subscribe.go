package web

import (
	"net/http"

	"onrecord/internal/fault"
	"onrecord/internal/limit"
	"onrecord/internal/locale"
	"onrecord/internal/member"
	"onrecord/internal/newsletter"
	"onrecord/internal/page"
	"onrecord/internal/site"
)

// mostForm is the most that a form of the public site may send, in bytes.
const mostForm = 16 << 10

// proof is what is kept of a request as proof of consent.
func proof(r *http.Request, shown string) member.Proof {
	agent := r.UserAgent()
	if !page.Clean(agent) {
		agent = ""
	}
	return member.Proof{Network: limit.Network(r), UserAgent: agent, TextShown: shown}
}

// The sign-up forms that there are, by the name that each sends along.
const (
	bandForm = "band" // below the pages
	boxForm  = "box"  // on the pages of the newsletters
)

// signupText is what the form of that name says. Of a form that is not known,
// or does not say which it is, it is what all of them say.
func signupText(l *locale.Locale, st site.Site, form string) string {
	all := l.T("We send one mail to confirm that the address is yours.")
	switch form {
	case bandForm:
		return l.T("Get %s by email", st.Name) + ". " + l.T("New stories in your inbox. No tracking, and every mail has a link to leave.") + " " + all
	case boxForm:
		return l.T("Subscribe") + ". " + all
	}
	return all
}

// subscribeForm is for those who type the address of the form.
func (s *Web) subscribeForm(w http.ResponseWriter, r *http.Request) error {
	http.Redirect(w, r, "/newsletters#subscribe", http.StatusSeeOther)
	return nil
}

// subscribe answers the same whether or not the address is known.
func (s *Web) subscribe(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	form, err := page.ReadForm(w, r, mostForm)
	if err != nil {
		return err
	}
	ids := form.IDs("newsletter")
	if err := form.Err(); err != nil {
		return err
	}
	f, err := s.frame(r, "newsletters")
	if err != nil {
		return err
	}
	if form.Text("website") == "" { // a field that only robots see
		err = s.Members.RequestSignup(r.Context(), form.Text("email"), form.Text("name"), ids, proof(r, signupText(f.l, f.site, form.Text("form"))))
	}
	if fault.Is(err, fault.Invalid) {
		return s.signupAgain(w, f, form, ids, err)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/subscribe/sent", http.StatusSeeOther)
	return nil
}

// signupAgain shows the form with what was typed and what is wrong with it.
func (s *Web) signupAgain(w http.ResponseWriter, f *frame, form page.Form, ids []int64, cause error) error {
	v, err := s.newslettersPage(f)
	if err != nil {
		return err
	}
	f.Head.NoIndex, f.Head.Canonical = true, ""
	f.Signup.Email, f.Signup.Name, f.Signup.Problem = form.Text("email"), form.Text("name"), say(f.l, cause)
	ticked := map[int64]bool{}
	for _, id := range ids {
		ticked[id] = true
	}
	for i := range f.Signup.Newsletters {
		f.Signup.Newsletters[i].Ticked = ticked[f.Signup.Newsletters[i].ID]
	}
	return f.show(w, http.StatusUnprocessableEntity, "newsletters", v)
}

func (s *Web) subscribeSent(w http.ResponseWriter, r *http.Request) error {
	f, err := s.frame(r, "notice")
	if err != nil {
		return err
	}
	f.headed(f.l.T("Look into your inbox"), "", "")
	f.Head.NoIndex = true
	f.noBand("/newsletters")
	return f.show(w, http.StatusOK, "notice", NoticePage{
		Page: f.Page, Heading: f.l.T("Look into your inbox"),
		Text: []string{
			f.l.T("If the address can be subscribed, a mail from %s is on its way. Open its link and press the button, and you are in.", f.site.Name),
			f.l.T("Nothing there after a few minutes? Look among the unwanted mail, or try again."),
		},
		Links: []NavLink{{Label: f.l.T("Front page"), URL: "/"}},
	})
}

// confirmForm asks for the press of a button: mail scanners follow links.
func (s *Web) confirmForm(w http.ResponseWriter, r *http.Request) error {
	private(w)
	signup, f, err := s.signup(r)
	if err != nil {
		return err
	}
	if signup.ConfirmedAt.IsZero() && s.Now().After(signup.ExpiresAt) {
		return fault.New(fault.Gone, "This link is too old. Please subscribe again; it takes a moment.")
	}
	heading := f.l.T("Confirm your subscription")
	f.headed(heading, "", "")
	f.Head.NoIndex = true
	f.noBand("/newsletters")
	return f.show(w, http.StatusOK, "confirm", ConfirmPage{
		Page: f.Page, Heading: heading, Text: f.l.T("One press, and the next issue comes to this address."), Email: signup.Email,
		Newsletters: f.newsletterNames(signup.NewsletterIDs), Action: r.URL.EscapedPath(), Button: f.l.T("Yes, subscribe me"), Consent: confirmText(f.l, f.site),
	})
}

func confirmText(l *locale.Locale, st site.Site) string {
	return l.T("By pressing the button you agree to get these newsletters from %s. You can leave at any time by a link in each mail.", st.Name)
}

func (s *Web) signup(r *http.Request) (member.Signup, *frame, error) {
	id, err := s.Newsletters.ReadConfirmToken(r.Context(), r.PathValue("token"))
	if err != nil {
		return member.Signup{}, nil, err
	}
	signup, err := s.Members.Signup(r.Context(), id)
	if err != nil {
		return member.Signup{}, nil, err
	}
	f, err := s.frame(r, "notice")
	return signup, f, err
}

func (s *Web) confirm(w http.ResponseWriter, r *http.Request) error {
	private(w)
	signup, f, err := s.signup(r)
	if err != nil {
		return err
	}
	m, err := s.Members.ConfirmSignup(r.Context(), signup.ID, proof(r, confirmText(f.l, f.site)))
	if err != nil {
		return err
	}
	token, err := s.Newsletters.PreferencesToken(r.Context(), m.ID)
	if err != nil {
		return err
	}
	heading := f.l.T("You are subscribed")
	f.headed(heading, "", "")
	f.Head.NoIndex = true
	f.noBand("/newsletters")
	return f.show(w, http.StatusOK, "notice", NoticePage{
		Page: f.Page, Heading: heading, Text: []string{f.l.T("Thank you for reading %s. The next issue comes to your inbox.", f.site.Name)},
		Links: []NavLink{{Label: f.l.T("Front page"), URL: "/"}, {Label: f.l.T("Choose your newsletters"), URL: preferencesPath(token)}},
	})
}

// newsletterNames are the names of newsletters that still exist.
func (f *frame) newsletterNames(ids []int64) []string {
	var out []string
	for _, id := range ids {
		if n, ok := f.byID[id]; ok {
			out = append(out, n.Name)
		}
	}
	return out
}

// choices are the newsletters with those of a member ticked.
func (f *frame) choices(m member.Member) []NewsletterChoice {
	out := append([]NewsletterChoice{}, f.Signup.Newsletters...)
	for i := range out {
		out[i].Ticked = m.Subscribed(out[i].ID)
	}
	return out
}

func newsletterName(list map[int64]newsletter.Newsletter, id int64, otherwise string) string {
	if n, ok := list[id]; ok {
		return n.Name
	}
	return otherwise
}
