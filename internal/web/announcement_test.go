package web_test

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"time"

	"onrecord/internal/site"
	"onrecord/themes"
)

func TestAnAnnouncementComesAndGoesOnKeptPagesAtItsTime(t *testing.T) {
	p := open(t, newSQLite(t))
	p.fill()
	tick := func() { p.clock.Store(time.Now().UnixMilli()) } // the cache goes by the real clock
	shows := func() bool {
		tick()
		return strings.Contains(p.get("/archive").is(200).body, "data-announcement")
	}
	until := func(want bool, at time.Time) {
		t.Helper()
		for shows() != want {
			if time.Since(at) > 10*time.Second {
				t.Fatalf("shown is not %v long after its time", want)
			}
		}
		if time.Now().Before(at) {
			t.Errorf("it came to %v before its time", want)
		}
	}
	tick()
	from := time.Now().Add(150 * time.Millisecond)
	p.settings(func(s *site.Site) {
		s.Announcement = site.Announcement{Text: `The **ferry** is back <script>alert(1)</script>`, LinkLabel: `"><img src=x onerror=alert(1)>`, LinkURL: "/about", Tone: site.ToneAlert, From: from}
	})
	if shows() && time.Now().Before(from) {
		t.Error("it is shown before its time")
	}
	until(true, from)
	got := p.get("/archive").is(200, `class="announcement is-alert" aria-label="Announcement"`, "The <strong>ferry</strong> is back", `href="/about">`, `/assets/announcement-`)
	got.lacks("<script>alert", "<img src=x")
	if head, _, _ := strings.Cut(got.body, "stylesheet"); !strings.Contains(head, "data-announced=") {
		t.Error("what hides it is asked for after the stylesheet, so that it may flash up")
	}
	end := time.Now().Add(150 * time.Millisecond)
	p.settings(func(s *site.Site) { s.Announcement.Until = end })
	until(false, end)
	p.get("/archive").lacks("/assets/announcement-")
}

// property finds the values of a colour of the theme, the light one first.
func property(css, name string) (out []site.Colour) {
	for _, m := range regexp.MustCompile(`--`+name+`: (#[0-9a-f]+);`).FindAllStringSubmatch(css, -1) {
		if c, ok := site.ParseColour(m[1]); ok {
			out = append(out, c)
		}
	}
	return out
}

func TestEveryColourOfAnAnnouncementIsReadInLightAndDark(t *testing.T) {
	css, err := fs.ReadFile(themes.Default(), "assets/theme.css")
	if err != nil {
		t.Fatal(err)
	}
	paper, ink, wash, bad := property(string(css), "paper"), property(string(css), "ink"), property(string(css), "wash"), property(string(css), "bad")
	for i, scheme := range []string{"light", "dark"} {
		for tone, pair := range map[string][2]site.Colour{site.ToneInk: {ink[i], paper[i]}, site.ToneQuiet: {wash[i], ink[i]}, site.ToneAlert: {bad[i], paper[i]}} {
			if c := pair[0].Contrast(pair[1]); c < 4.5 {
				t.Errorf("%s in %s has a contrast of %.1f", tone, scheme, c)
			}
		}
	}
	for _, accent := range []string{"", "#ffd400", "#808080", "#00ff00", "#000000", "#ffffff", "#0000ff"} {
		c := site.AccentOf(site.Site{Accent: accent})
		for _, w := range []site.Worn{c.Light(), c.Dark()} {
			if got := w.Fill.Contrast(w.Ink); got < 4.5 {
				t.Errorf("%s as %s on %s has a contrast of %.1f", accent, w.Ink, w.Fill, got)
			}
		}
	}
}
