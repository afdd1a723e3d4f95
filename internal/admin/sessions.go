package admin

import (
	"net/http"

	"onrecord/internal/page"
)

func (a *Admin) endOtherSessions(w http.ResponseWriter, r *http.Request, v *visit) error {
	if err := a.Staff.EndOtherSessions(r.Context(), v.me.ID, v.session); err != nil {
		return err
	}
	return see(w, r, "/admin/account", "sessions-ended")
}

// endSessionsOf ends one session of somebody else, or all when none is named.
func (a *Admin) endSessionsOf(w http.ResponseWriter, r *http.Request, v *visit) error {
	p, err := a.personOf(r)
	if err != nil {
		return err
	}
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	session := f.Int("session")
	if err := f.Err(); err != nil {
		return err
	}
	if err := a.Staff.EndSessionsOf(r.Context(), v.me, p.ID, session); err != nil {
		return err
	}
	done := "staff-signed-out"
	if session != 0 {
		done = "session-ended"
	}
	return see(w, r, "/admin/staff/"+itoa(p.ID), done)
}
