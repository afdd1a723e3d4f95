package markup_test

import (
	"html"
	"strings"
	"testing"

	"onrecord/internal/markup"
)

func TestABookmarkSaysWhatItWasGivenAndNothingElse(t *testing.T) {
	for _, title := range []string{
		"Harbour dues rise", `He said "no" [again] \ *loud* _low_ ` + "`code`" + ` <b>bold</b> & more`, "1. First # not a heading", "![x](y) {.button}",
		"</a><script>alert(1)</script>", "~~gone~~ | a | b", "&amp; &lt; &copy;", "ארנונה עולה", "a\nb\tc", "https://example.org/ www.example.org", "[^1] [x]: y", "it's 5 > 4",
	} {
		src := markup.Bookmark("https://example.org/a_b?c=d&e=[f]*", title, title, title)
		if strings.Contains(src, "\n") {
			t.Errorf("%q has lines", src)
		}
		got := markup.Parse(src).HTML(markup.Options{})
		flat := strings.Join(strings.Fields(title), " ")
		if !strings.Contains(got, `class="bookmark"`) || strings.Count(got, "<a ") != 1 || strings.Contains(got, "<script") {
			t.Errorf("%q became %s", src, got)
		}
		if n := strings.Count(html.UnescapeString(got), flat); n < 2 {
			t.Errorf("%q: title and description are not as they were: %s", src, got)
		}
		if !strings.Contains(got, `href="https://example.org/a_b?c=d&amp;e=%5Bf%5D*"`) && !strings.Contains(got, `href="https://example.org/a_b?c=d&amp;e=[f]*"`) {
			t.Errorf("the address of %q: %s", src, got)
		}
	}
}
