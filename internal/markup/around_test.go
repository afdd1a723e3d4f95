package markup_test

import (
	"strings"
	"testing"

	"onrecord/internal/markup"
)

func TestOnlyWhatIsNearAChangeStaysInSight(t *testing.T) {
	long := strings.Repeat("The tide came in at dawn and nobody was there to see it.\n\n", 30)
	arabic := strings.Repeat("وصلت العبارة متأخرة. ", 40)
	for _, one := range []struct{ name, a, b string }{
		{"a change in the middle", long + "One boat left.\n\n" + long, long + "Two boats left.\n\n" + long},
		{"changes at both ends", "First " + long + " last", "Third " + long + " end"},
		{"a script of many bytes", arabic + "x" + arabic, arabic + "y" + arabic},
		{"one word without a space", strings.Repeat("潮", 900) + "甲" + strings.Repeat("潮", 900), strings.Repeat("潮", 900) + "乙" + strings.Repeat("潮", 900)},
		{"no change", long, long},
		{"nothing at all", "", ""},
	} {
		t.Run(one.name, func(t *testing.T) {
			parts := markup.Around(markup.DiffWords(one.a, one.b), 120)
			var a, b, shown strings.Builder
			for _, p := range parts {
				if p.Op != '+' {
					a.WriteString(p.Text)
				}
				if p.Op != '-' {
					b.WriteString(p.Text)
				}
				if p.Op == '=' {
					shown.WriteString(p.Text)
				}
				if !strings.HasPrefix(strings.ToValidUTF8(p.Text, "\x00"), strings.ToValidUTF8(p.Text, "\x01")) {
					t.Errorf("a character was cut in two: %q", p.Text)
				}
			}
			if a.String() != one.a || b.String() != one.b {
				t.Error("the parts do not make up the texts any more")
			}
			if n := len([]rune(shown.String())); n > 260 {
				t.Errorf("%d characters that did not change are in sight", n)
			}
		})
	}
}
