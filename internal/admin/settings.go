package admin

import (
	"context"
	"errors"
	"net/http"
	"time"

	"onrecord/internal/fault"
	"onrecord/internal/page"
	"onrecord/internal/site"
	"onrecord/internal/staff"
)

// settingsPage is one part of the settings beside the list of all.
type settingsPage struct {
	frame
	Part  site.Part
	Parts []tab
	Form  form
	Clash bool // somebody else changed the part meanwhile

	Zones, Schemes, Fronts, Comments, Tones []option

	Languages []tongue
	Contrast  string
	Menus     []menuEdit
	Unsaved   bool // a button changed a menu
	Social    []site.Link
	State     string // of the announcement that is stored
	Logo      chooser
	Look      looksOfSite
}

// partNames are what the parts are called, in the order of site.Parts.
var partNames = map[site.Part]string{
	site.General: "General", site.Design: "Design", site.Navigation: "Navigation", site.Members: "Members & comments",
	site.Languages: "Language", site.Social: "Social accounts", site.Announcing: "Announcement", codePart: "Code",
}

// partPath is where the form of a part is; the first has the address of them all.
func partPath(p site.Part) string {
	if p == site.General {
		return "/admin/settings"
	}
	return "/admin/settings/" + string(p)
}

// spareLinks is how many empty rows follow the links.
const spareLinks = 3

// settingsForm is a part of the settings as its form has it.
func settingsForm(s site.Site, p site.Part, zone *time.Location) form {
	f := filled("mark", s.Mark(p))
	put := func(pairs ...string) {
		for i := 0; i+1 < len(pairs); i += 2 {
			f.values.Add(pairs[i], pairs[i+1])
		}
	}
	switch p {
	case site.General:
		put("name", s.Name, "tagline", s.Tagline, "description", s.Description, "time_zone", s.TimeZone,
			"publisher", s.Publisher, "postal_address", s.PostalAddress, "contact_email", s.ContactEmail)
	case site.Design:
		put("accent", s.Accent, "scheme", s.Scheme, "front", s.Front, "layout", s.Layout, "typeface", s.Typeface, "theme", s.Theme)
		if s.LogoMediaID != 0 {
			put("logo_media_id", itoa(s.LogoMediaID))
		}
	case site.Members:
		put("comments", s.Comments)
	case site.Languages:
		put("language", s.Language)
	case site.Social:
		for _, l := range s.Social {
			put("social_label", l.Label, "social_url", l.URL)
		}
	case site.Announcing:
		announcementForm(f, s.Announcement, zone)
	}
	return f
}

// readSettings puts what was sent for a part into the site.
func readSettings(f page.Form, p site.Part, s *site.Site, zone *time.Location) (err error) {
	switch p {
	case site.General:
		s.Name, s.Tagline, s.Description, s.TimeZone = f.Text("name"), f.Text("tagline"), f.Text("description"), f.Text("time_zone")
		s.Publisher, s.PostalAddress, s.ContactEmail = f.Text("publisher"), f.Body("postal_address"), f.Text("contact_email")
	case site.Design:
		s.Accent, s.Scheme, s.Front, s.LogoMediaID = f.Text("accent"), f.Text("scheme"), f.Text("front"), f.Int("logo_media_id")
		s.Layout, s.Typeface, s.Theme = f.Text("layout"), f.Text("typeface"), f.Text("theme")
	case site.Members:
		s.Comments = f.Text("comments")
	case site.Languages:
		s.Language = f.Text("language")
	case site.Social:
		s.Social = links(f.Values["social_label"], f.Values["social_url"])
	case site.Announcing:
		s.Announcement, err = readAnnouncement(f, zone)
	}
	return errors.Join(err, f.Err())
}

// links reads rows of labels and addresses.
func links(labels, urls []string) []site.Link {
	var out []site.Link
	for i := range max(len(labels), len(urls)) {
		out = append(out, site.Link{Label: at(labels, i), URL: at(urls, i)})
	}
	return out
}

// settings shows the form of a part.
func settings(p site.Part) handler {
	return func(a *Admin, w http.ResponseWriter, r *http.Request, v *visit) error {
		return a.showSettings(w, r, v, settingsPage{Part: p, Form: settingsForm(v.site, p, v.zone)}, http.StatusOK)
	}
}

func (a *Admin) showSettings(w http.ResponseWriter, r *http.Request, v *visit, p settingsPage, status int) (err error) {
	p.frame = a.frame(r, v, partNames[p.Part]+" · Settings")
	for _, one := range site.Parts {
		p.Parts = append(p.Parts, tab{Label: partNames[one], Path: partPath(one), Current: one == p.Part})
	}
	if v.can(staff.SiteCode) {
		p.Parts = append(p.Parts, tab{Label: partNames[codePart], Path: partPath(codePart), Current: p.Part == codePart})
	}
	switch p.Part {
	case site.General:
		p.Zones = zones()
	case site.Design:
		p.Schemes, p.Fronts, p.Contrast = schemes(), fronts(), contrast(p.Form.Value("accent"))
		p.Look = a.looksOf(v.site, p.Form.Value("typeface"))
		p.Logo, err = a.chooser(r.Context(), "logo_media_id", p.Form.Value("logo_media_id"))
	case site.Members:
		p.Comments = commentRules()
	case site.Languages:
		p.Languages = tongues(a.Now(), v.zone)
	case site.Announcing:
		p.Tones = toneOptions()
		p.State = a.announced(v)
	case site.Social:
		p.Social = append(links(p.Form.values["social_label"], p.Form.values["social_url"]), make([]site.Link, spareLinks)...)
	}
	if err != nil {
		return err
	}
	return a.show(w, status, "settings", p)
}

// saveSettings stores a part, or shows its form again with what is wrong.
func saveSettings(p site.Part) handler {
	return func(a *Admin, w http.ResponseWriter, r *http.Request, v *visit) error {
		f, err := page.ReadForm(w, r, smallForm)
		if err != nil {
			return err
		}
		read := v.site
		if err = readSettings(f, p, &read, v.zone); err == nil && read.Theme != v.site.Theme {
			err = a.themeWorks(read.Theme)
		}
		if err == nil {
			_, err = a.Site.Change(r.Context(), p, f.Text("mark"), func(s *site.Site) { readSettings(f, p, s, v.zone) }) //nolint:errcheck // it went well just now
		}
		if mendable(err) {
			return a.showSettings(w, r, v, a.partAgain(r.Context(), p, f, err), statusOf(err))
		}
		if err != nil {
			return err
		}
		return see(w, r, partPath(p), "saved")
	}
}

// partAgain is the form of a part that comes back. After a conflict it carries
// the mark of what is stored now, so that saving it once more replaces that.
func (a *Admin) partAgain(ctx context.Context, p site.Part, f page.Form, err error) settingsPage {
	out := settingsPage{Part: p, Form: returned(f, err), Clash: fault.Is(err, fault.Conflict)}
	if now, err := a.Site.Get(ctx); err == nil && out.Clash {
		out.Form.values.Set("mark", now.Mark(p))
	}
	return out
}
