package markup

import (
	"strings"
	"testing"
)

func TestThePreviewHoldsNothingOfWhatStandsAfterTheDivider(t *testing.T) {
	for name, src := range map[string]string{
		"alone":               "open[^1]\n\n<!-- members -->\n\n# SECRET\n\nSECRET [SECRET](/SECRET) ![SECRET](/SECRET)[^2]\n\n[^1]: shown[^3]\n[^2]: SECRET\n[^3]: deep",
		"right after a line":  "open\n<!-- members -->\nSECRET",
		"indented":            "open\n      <!-- members -->\nSECRET",
		"in a quote":          "open\n\n> a\n>\n> <!-- members -->\n>\n> SECRET\n\nSECRET",
		"in a list":           "open\n\n- a\n\n  <!-- members -->\n\n  SECRET\n- SECRET\n\nSECRET",
		"in raw HTML":         "open\n\n<div>\n<!-- members -->\nSECRET</div>\n\nSECRET",
		"in an open pre":      "open\n\n<pre>\na\n<!-- members -->\nSECRET",
		"in a table's cell":   "open\n\n<table><tr><td>a\n\n<!-- members -->\n\n</td>SECRET</tr></table>\n\nSECRET",
		"in a comment's tail": "open\n\n<script>\n<!-- members -->\n</script>\n\nSECRET",
		"twice":               "open\n\n<!-- members -->\n\nSECRET\n\n<!-- members -->\n\nSECRET",
		"in a note":           "a[^1]\n\n[^1]: b\n\n    <!-- members -->\n\n    SECRET\n\nSECRET",
		"with Windows lines":  "open\r\n\r\n<!-- members -->\r\n\r\nSECRET",
		"first of all":        "<!-- members -->\n\nSECRET[^1]\n\n[^1]: SECRET",
	} {
		t.Run(name, func(t *testing.T) {
			d, ok := Parse(src).Preview()
			if !ok {
				t.Fatal("no divider is found")
			}
			all := d.HTML(Options{}) + d.Feed(Options{}) + d.Mail(Options{}) + d.Text(Options{}) + d.Plain() + d.Excerpt(500)
			for _, h := range d.Headings() {
				all += h.Text
			}
			all += strings.Join(d.Images(), " ")
			if strings.Contains(strings.ToUpper(all), "SECRET") {
				t.Errorf("the preview holds it: %s", all)
			}
			if strings.Contains(src, "open") && !strings.Contains(all, "open") {
				t.Errorf("the public part is lost: %s", all)
			}
			if again, _ := d.Preview(); again != d {
				t.Error("a preview has a preview of its own")
			}
		})
	}
}

func TestATextWithoutADividerIsItsOwnPreview(t *testing.T) {
	for _, src := range []string{"a", "```\n<!-- members -->\n```\n", "`<!-- members -->`", "<!-- other -->"} {
		d := Parse(src)
		if p, ok := d.Preview(); ok || p != d {
			t.Errorf("%q has a divider", src)
		}
	}
}

func TestAPreviewKeepsTheNotesThatItRefersTo(t *testing.T) {
	d, _ := Parse("open[^a]\n\n<!-- members -->\n\nmore[^b]\n\n[^a]: see[^c]\n[^b]: hidden\n[^c]: deep").Preview()
	got := d.Plain() + d.HTML(Options{})
	if !strings.Contains(got, "see") || !strings.Contains(got, "deep") || strings.Contains(got, "hidden") {
		t.Error(got)
	}
}

func TestWithoutADividerTheFirstParagraphIsPublicIfSomethingFollowsIt(t *testing.T) {
	for src, want := range map[string]string{
		"one[^1]\n\ntwo SECRET\n\n[^1]: shown\n":                                      "one",
		"# SECRET head\n\n![SECRET](/media/a.jpg){width=wide}\n\none\n\nSECRET":       "one",
		"https://video.example/SECRET\n\n> SECRET\n\n- SECRET\n\none *two*\n\nSECRET": "one two",
		"::: web\nSECRET\n:::\n\none\n\n::: mail\nSECRET\n:::":                        "one",
		"SECRET is all there is":                                                      "",
		"SECRET[^1]\n\n[^1]: SECRET":                                                  "",
		"> SECRET":                                                                    "",
		"":                                                                            "",
		"one\n\n<!-- members -->\n\nSECRET":                                           "one",
		"one\n\ntwo\n\n<!-- members -->\n\nSECRET":                                    "one",
		"die erste\n\n<div>SECRET</div>":                                              "die erste",
	} {
		d := Public(src)
		all := d.HTML(Options{}) + d.Feed(Options{}) + d.Mail(Options{}) + d.Text(Options{}) + d.Plain() + d.Excerpt(500) + strings.Join(d.Images(), " ")
		if strings.Contains(all, "SECRET") || !strings.HasPrefix(d.Plain(), want) || want == "" && strings.TrimSpace(d.Plain()) != "" {
			t.Errorf("of %q everyone reads %q", src, all)
		}
	}
}
