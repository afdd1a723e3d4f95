package admin

import (
	"errors"
	"time"

	"onrecord/internal/page"
	"onrecord/internal/site"
)

// toneOptions are the choices for the colour of an announcement.
func toneOptions() []option {
	return []option{
		{site.ToneAccent, "Your colour"},
		{site.ToneInk, "Dark, or light on dark pages"},
		{site.ToneQuiet, "Quiet"},
		{site.ToneAlert, "Urgent"},
	}
}

// The fields of an announcement are called as the API calls them.
func announcementForm(f form, a site.Announcement, zone *time.Location) {
	for name, value := range map[string]string{"text": a.Text, "link_label": a.LinkLabel, "link_url": a.LinkURL, "tone": a.Tone} {
		f.values.Set("announcement/"+name, value)
	}
	for name, at := range map[string]time.Time{"from": a.From, "until": a.Until} {
		if !at.IsZero() {
			putMoment(f, "announcement/"+name, at, zone)
		}
	}
}

func readAnnouncement(f page.Form, zone *time.Location) (a site.Announcement, err error) {
	text := func(name string) string { return f.Text("announcement/" + name) }
	a.Text, a.LinkLabel, a.LinkURL, a.Tone = text("text"), text("link_label"), text("link_url"), text("tone")
	at := func(name string) (t time.Time, err error) {
		if text(name) == "" {
			return t, nil
		}
		return readMoment(f, "announcement/"+name, zone)
	}
	var wrong [2]error
	a.From, wrong[0] = at("from")
	a.Until, wrong[1] = at("until")
	return a, errors.Join(wrong[:]...)
}

// announced says what readers see of the announcement that is stored.
func (a *Admin) announced(v *visit) string {
	now, one := a.Now(), v.site.Announcement
	shown, changes := one.At(now)
	say := func(t time.Time) string { return desk().ShortDate(t, v.zone) + ", " + desk().Time(t, v.zone) }
	switch {
	case shown && changes.IsZero():
		return "Readers see it now."
	case shown:
		return "Readers see it now, until " + say(changes) + "."
	case !changes.IsZero():
		return "Readers will see it from " + say(changes) + "."
	case one.Text != "":
		return "It is over; readers do not see it any more."
	}
	return ""
}
