package admin

import (
	"net/http"

	"onrecord/internal/page"
	"onrecord/internal/site"
)

type settingsPage struct {
	frame
	Form       form
	Languages  []option
	Zones      []option
	Schemes    []option
	Fronts     []option
	Comments   []option
	Contrast   string
	Navigation []site.Link
	Social     []site.Link
	Logo       chooser
}

// spareLinks is how many empty rows follow the links.
const spareLinks = 3

func settingsForm(s site.Site) form {
	f := filled("version", itoa(s.Version), "name", s.Name, "tagline", s.Tagline, "description", s.Description,
		"language", s.Language, "time_zone", s.TimeZone, "accent", s.Accent, "scheme", s.Scheme, "front", s.Front, "comments", s.Comments, "publisher", s.Publisher,
		"postal_address", s.PostalAddress, "contact_email", s.ContactEmail)
	if s.LogoMediaID != 0 {
		f.values.Set("logo_media_id", itoa(s.LogoMediaID))
	}
	for _, l := range s.Navigation {
		f.values.Add("navigation_label", l.Label)
		f.values.Add("navigation_url", l.URL)
	}
	for _, l := range s.Social {
		f.values.Add("social_label", l.Label)
		f.values.Add("social_url", l.URL)
	}
	return f
}

// links reads rows of labels and addresses.
func links(labels, urls []string) []site.Link {
	var out []site.Link
	for i := range max(len(labels), len(urls)) {
		out = append(out, site.Link{Label: at(labels, i), URL: at(urls, i)})
	}
	return out
}

func (a *Admin) settings(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.showSettings(w, r, v, settingsForm(v.site), http.StatusOK)
}

func (a *Admin) showSettings(w http.ResponseWriter, r *http.Request, v *visit, f form, status int) error {
	p := settingsPage{frame: a.frame(r, v, "Settings"), Form: f, Languages: languages(), Zones: zones(), Schemes: schemes(), Fronts: fronts(), Comments: commentRules(), Contrast: contrast(f.Value("accent"))}
	p.Navigation = append(links(f.values["navigation_label"], f.values["navigation_url"]), make([]site.Link, spareLinks)...)
	p.Social = append(links(f.values["social_label"], f.values["social_url"]), make([]site.Link, spareLinks)...)
	var err error
	if p.Logo, err = a.chooser(r.Context(), "logo_media_id", f.Value("logo_media_id")); err != nil {
		return err
	}
	return a.show(w, status, "settings", p)
}

func (a *Admin) saveSettings(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	in := v.site
	in.Name, in.Tagline, in.Description = f.Text("name"), f.Text("tagline"), f.Text("description")
	in.Language, in.TimeZone, in.Accent = f.Text("language"), f.Text("time_zone"), f.Text("accent")
	in.Scheme, in.Front, in.Comments = f.Text("scheme"), f.Text("front"), f.Text("comments")
	in.Publisher, in.PostalAddress, in.ContactEmail = f.Text("publisher"), f.Body("postal_address"), f.Text("contact_email")
	in.LogoMediaID = f.Int("logo_media_id")
	in.Navigation = links(f.Values["navigation_label"], f.Values["navigation_url"])
	in.Social = links(f.Values["social_label"], f.Values["social_url"])
	version, err := versionOf(f)
	if err == nil {
		_, err = a.Site.Update(r.Context(), version, in)
	}
	if mendable(err) {
		back := again(f, err, v.site.Version)
		return a.showSettings(w, r, v, back, statusOf(err))
	}
	if err != nil {
		return err
	}
	return see(w, r, "/admin/settings", "saved")
}
