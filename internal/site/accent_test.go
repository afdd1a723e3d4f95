package site_test

import (
	"strings"
	"testing"

	"onrecord/internal/site"
)

func TestAnAccentOfAnyColourIsReadInBothSchemes(t *testing.T) {
	for _, s := range []string{"#000", "#fff", "#ffd400", "#0a5f73", "#777", "#f00", "#00f", "#0f0"} {
		c, _ := site.ParseColour(s)
		for name, w := range map[string]site.Worn{"light": c.Light(), "dark": c.Dark()} {
			if w.Contrast < 4.5 || w.Fill.Contrast(w.Ink) < 4.5 {
				t.Errorf("%s, %s: text %.2f, on the fill %.2f", s, name, w.Contrast, w.Fill.Contrast(w.Ink))
			}
		}
	}
}

func TestTheSettingsSayWhatBecomesOfTheAccent(t *testing.T) {
	yellow, _ := site.ParseColour("#ffd400")
	if said := yellow.Reading(); !strings.Contains(said, "darkened to #") || !strings.Contains(said, "as it is (contrast 11") {
		t.Error(said)
	}
}
