package admin_test

import (
	"net/http"
	"strings"
	"testing"

	"onrecord/internal/db/dbtest"
	"onrecord/internal/locale"
)

// part gives the fields of a part of the settings, and where they go.
func (b *browser) settings(name string) (path string, fields []string) {
	b.t.Helper()
	path = strings.TrimSuffix("/admin/settings/"+name, "/")
	return path, b.page(path).fields(path)
}

func TestEachPartOfTheSettingsIsSavedByItself(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		general, fields := b.settings("")
		bad := b.post(general, with(fields, "contact_email", "nowhere", "tagline", "Kept")...)
		if bad.status != http.StatusUnprocessableEntity || !strings.Contains(bad.body, `value="nowhere"`) || !strings.Contains(bad.body, `value="Kept"`) {
			t.Errorf("bad settings: %d", bad.status)
		}
		good := with(fields, "postal_address", "1 Quay\nTidemark", "tagline", "News of the tide")
		b.done(general, good...)
		design, fields := b.settings("design")
		if bad := b.post(design, with(fields, "accent", "blue")...); bad.status != http.StatusUnprocessableEntity || !strings.Contains(bad.body, `value="blue"`) {
			t.Errorf("a colour that is none: %d", bad.status)
		}
		b.done(design, with(fields, "accent", "#0A5F73", "scheme", "dark", "front", "grid")...)
		languages, fields := b.settings("languages")
		b.done(languages, with(fields, "language", "ar")...)
		s, err := k.site.Get(t.Context())
		k.must(err)
		if s.Accent != "#0a5f73" || s.Scheme != "dark" || s.Front != "grid" || s.PostalAddress != "1 Quay\nTidemark" || s.Tagline != "News of the tide" || s.Language != "ar" || s.Name != "The Tidemark" {
			t.Errorf("settings are %+v", s)
		}
	})
}

func TestOfTwoWhoChangeOnePartTheSecondIsToldAndKeepsTheInput(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		general, mine := b.settings("")
		design, look := b.settings("design")
		b.done(general, with(mine, "name", "Theirs")...)
		b.done(design, with(look, "front", "river")...) // another part: nobody is in the way
		stale := b.post(general, with(mine, "name", "Second thoughts")...)
		if stale.status != http.StatusConflict || !strings.Contains(stale.body, `value="Second thoughts"`) {
			t.Fatalf("stale settings: %d", stale.status)
		}
		stale.says("Somebody else changed these settings")
		stale.says("See what stands there now")
		b.page("/admin").says("Theirs")
		b.done(general, stale.fields(general)...)
		b.page("/admin").says("Second thoughts")
		if a := b.post(general, with(mine, "mark", "")...); a.status != http.StatusUnprocessableEntity {
			t.Errorf("a form without its mark: %d", a.status)
		}
	})
}

func TestEveryLanguageIsOfferedByItsOwnNameInItsOwnDirection(t *testing.T) {
	k := newDesk(t, dbtest.SQLite(t), "http")
	page := claimed(t, k).page("/admin/settings/languages")
	for _, l := range locale.Languages() {
		want := `<b lang="` + l.Tag + `" dir="` + locale.For(l.Tag).Dir() + `">` + l.Name + `</b>`
		at := strings.Index(page.body, want)
		if at < 0 || strings.HasPrefix(page.body[at+len(want):], "<") {
			t.Errorf("%s is not offered by its own name and an English one", l.Tag)
		}
	}
}

func TestAnAnnouncementIsTimedByTheClockOfTheSite(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		path, fields := b.settings("announcement")
		for wrong, pairs := range map[string][]string{
			"needs a label":          {"announcement/text", "x", "announcement/link_url", "/about"},
			"begins with https":      {"announcement/text", "x", "announcement/link_label", "x", "announcement/link_url", "javascript:alert(1)"},
			"would end before":       {"announcement/text", "x", "announcement/from", "2026-12-02T10:00", "announcement/until", "2026-12-01T10:00"},
			"Choose a day":           {"announcement/text", "x", "announcement/from", "soon"},
			"at most 200 characters": {"announcement/text", strings.Repeat("é", 201)},
			"Say what is announced":  {"announcement/link_label", "x", "announcement/link_url", "/about"},
		} {
			a := b.post(path, with(fields, pairs...)...)
			if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, wrong) {
				t.Errorf("%v: %d %s", pairs, a.status, a.text("main"))
			}
		}
		b.done(path, with(fields, "announcement/text", "The **ferry** is back", "announcement/tone", "quiet", "announcement/from", "2026-07-01T10:00", "announcement/until", "2036-07-01T10:00")...)
		s, err := k.site.Get(t.Context())
		k.must(err)
		if a := s.Announcement; a.Tone != "quiet" || a.From.UTC().Hour() != 10 || a.Until.Year() != 2036 { // the Azores are at UTC in summer
			t.Errorf("stored %+v", a)
		}
		page := b.page(path)
		page.says("Readers see it now, until 1 Jul 2036")
		b.done(path, page.fields(path)...)
	})
}
