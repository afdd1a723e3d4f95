package admin

import (
	"fmt"
	"net/http"
	"strings"

	"onrecord/internal/db"
	"onrecord/internal/page"
	"onrecord/internal/site"
)

// codePart is the part of the settings that is not stored with the others.
const codePart site.Part = "code"

func codeForm(c site.Code) form {
	f := filled("version", itoa(c.Version), "html", c.HTML, "hosts", strings.Join(c.Hosts, "\n"))
	if c.On {
		f.values.Set("on", "1")
	}
	return f
}

func (a *Admin) code(w http.ResponseWriter, r *http.Request, v *visit) error {
	c, err := a.Site.Code(r.Context())
	if err != nil {
		return err
	}
	return a.showSettings(w, r, v, settingsPage{Part: codePart, Form: codeForm(c)}, http.StatusOK)
}

// saveCode stores the owner's code. The audit log has a hash of it: enough to
// tell later which code stood there, and nothing that it should not repeat.
func (a *Admin) saveCode(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := page.ReadForm(w, r, textForm)
	if err != nil {
		return err
	}
	in := site.Code{HTML: f.Body("html"), Hosts: strings.Split(f.Body("hosts"), "\n"), On: f.Has("on"), Version: f.Int("version")}
	if err = f.Err(); err == nil {
		_, err = a.Site.SetCode(r.Context(), in, func(tx *db.Tx, c site.Code) error {
			state := "off"
			if c.On {
				state = "on"
			}
			return a.Staff.Audit(r.Context(), tx, v.me.Actor(), "site.code", "settings/code", fmt.Sprintf("%s, %d hosts, sha256 %s", state, len(c.Hosts), c.Hash()))
		})
	}
	if mendable(err) {
		back := a.partAgain(r.Context(), codePart, f, err)
		if now, err := a.Site.Code(r.Context()); err == nil && back.Clash {
			back.Form.values.Set("version", itoa(now.Version))
		}
		return a.showSettings(w, r, v, back, statusOf(err))
	}
	if err != nil {
		return err
	}
	return see(w, r, partPath(codePart), "saved")
}
