package markup_test

import (
	"strings"
	"testing"

	"onrecord/internal/markup"
)

func TestAPhraseHasEmphasisAndLinksAndNothingElse(t *testing.T) {
	for src, want := range map[string]string{
		"We are **closed** on _Monday_":          "We are <strong>closed</strong> on <em>Monday</em>",
		"See [the tides](/tides) or `tides.csv`": `See <a href="/tides">the tides</a> or <code>tides.csv</code>`,
		"# Big":                                  "Big",
		"1 < 2 & \"3\"":                          "1 &lt; 2 &amp; \"3\"",
		"two\nlines":                             "two lines",
		"":                                       "",
	} {
		if got := string(markup.Phrase(src)); got != want {
			t.Errorf("%q is %q, want %q", src, got, want)
		}
	}
	for _, src := range []string{
		"<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "![x](/a.png)", "<script>alert(1)</script>", "<a href=//evil.example onclick=x>y</a>", "[![x](/a.png)](/b)",
		"- x", "> x", "| a |\n|---|", "<b style=x>y</b>", "[^1]", "https://www.youtube.com/watch?v=abcdefghijk", "[x](/y){.button}",
	} {
		got := string(markup.Phrase(src))
		for _, bad := range []string{"<img", "<script", "javascript:", "onerror=", "onclick=", "<ul", "<blockquote", "<table", "style", "<p", "<div", "class"} {
			if strings.Contains(got, bad) {
				t.Errorf("%q is %q", src, got)
			}
		}
	}
}
