package web

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/limit"
	"onrecord/internal/member"
	"onrecord/internal/page"
)

func preferencesPath(token string) string { return "/preferences/" + url.PathEscape(token) }

// reader is the member whom a preferences link belongs to.
func (s *Web) reader(r *http.Request) (member.Member, *frame, error) {
	id, err := s.Newsletters.ReadPreferencesToken(r.Context(), r.PathValue("token"))
	if err != nil {
		return member.Member{}, nil, err
	}
	m, err := s.Members.Get(r.Context(), id)
	if err != nil {
		return member.Member{}, nil, err
	}
	f, err := s.frame(r, "notice")
	return m, f, err
}

func (s *Web) preferences(w http.ResponseWriter, r *http.Request) error {
	private(w)
	m, f, err := s.reader(r)
	if err != nil {
		return err
	}
	return s.showPreferences(w, f, m, "")
}

func (s *Web) showPreferences(w http.ResponseWriter, f *frame, m member.Member, saved string) error {
	f.headed(f.l.T("Your newsletters"), "", "")
	f.Head.NoIndex = true
	f.noBand("/newsletters")
	at := preferencesPath(f.r.PathValue("token"))
	return f.show(w, http.StatusOK, "preferences", PreferencesPage{
		Page: f.Page, Action: at, DataAction: at + "/data", Newsletters: f.choices(m), Saved: saved, Consent: f.l.T(preferencesText),
	})
}

const preferencesText = "What is ticked comes to this address from now on. You can change this at any time."

func (s *Web) savePreferences(w http.ResponseWriter, r *http.Request) error {
	private(w)
	form, err := page.ReadForm(w, r, mostForm)
	if err != nil {
		return err
	}
	wanted := form.IDs("newsletter")
	if err := form.Err(); err != nil {
		return err
	}
	m, f, err := s.reader(r)
	if err != nil {
		return err
	}
	saved := f.l.T("Saved.")
	if form.Text("all") == "off" {
		saved = f.l.T("You are unsubscribed from everything. No newsletter comes to this address any more.")
		err = s.Members.UnsubscribeAll(r.Context(), m.ID, proof(r, f.l.T("Unsubscribe from everything")))
	} else {
		_, err = s.Members.SetSubscriptions(r.Context(), m.ID, wanted, proof(r, f.l.T(preferencesText)))
	}
	if err != nil {
		return err
	}
	if m, err = s.Members.Get(r.Context(), m.ID); err != nil {
		return err
	}
	return s.showPreferences(w, f, m, saved)
}

// How often a network and a member may ask for the link to their own data.
const (
	linksPerNetwork = 20
	linksPerMember  = 3
)

// wantOwnData has the link to their own data mailed to the member.
func (s *Web) wantOwnData(w http.ResponseWriter, r *http.Request) error {
	private(w)
	m, f, err := s.reader(r)
	if err != nil {
		return err
	}
	if err := s.mailOwnData(r, m.ID); err != nil {
		return err
	}
	return s.linkSent(w, f)
}

// mailOwnData notes the wish, with the same writes whether or not there is
// such a member: memberID is 0 for an address that nobody has.
func (s *Web) mailOwnData(r *http.Request, memberID int64) error {
	ctx, now := r.Context(), s.Now()
	ok, retry, err := limit.Allow(ctx, s.DB, "own-data:"+limit.Network(r), linksPerNetwork, time.Hour, now)
	if err != nil {
		return err
	}
	if !ok {
		return tooMany(retry)
	}
	ok, _, err = limit.Allow(ctx, s.DB, "own-data-of:"+strconv.FormatInt(memberID, 10), linksPerMember, time.Hour, now)
	if err != nil {
		return err
	}
	if !ok {
		memberID = 0 // told the same as everybody, and nothing is mailed
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error { return s.Jobs.Add(ctx, tx, OwnDataWanted, memberID) })
}

func tooMany(time.Duration) error {
	return fault.New(fault.TooMany, "This was asked for too often from your network; please try again in an hour.")
}

func (s *Web) linkSent(w http.ResponseWriter, f *frame) error {
	heading := f.l.T("Look into your inbox")
	f.headed(heading, "", "")
	f.Head.NoIndex = true
	f.noBand("/newsletters")
	return f.show(w, http.StatusOK, "notice", NoticePage{
		Page: f.Page, Heading: heading,
		Text:  []string{f.l.T("If the address is a subscriber's, a mail with the link is on its way. The link works for an hour.")},
		Links: []NavLink{{Label: f.l.T("Front page"), URL: "/"}},
	})
}
