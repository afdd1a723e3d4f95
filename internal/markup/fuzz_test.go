package markup

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func FuzzParse(f *testing.F) {
	for _, source := range attacks(f) {
		f.Add(source)
	}
	for _, e := range spec(f) {
		f.Add(e.Markdown)
	}
	f.Add("[a](claim:toll) <claim:toll#v2> [b][c]\n\n[c]: claim:toll 'x'")
	f.Fuzz(func(t *testing.T, source string) {
		page, feed, mail, text := outputs(source)
		inspect(t, source, page, false)
		inspect(t, source, feed, false)
		inspect(t, source, mail, true)
		d := Parse(source)
		if known := d.With(Claims{"toll": {Key: "toll", Text: "x", URL: "/claims/toll"}}); known != d {
			inspect(t, source, known.HTML(Options{}), false)
		}
		for _, b := range d.Bindings() {
			if b.Start < 0 || b.From < b.Start || b.To < b.From || b.End < b.To || b.End > len(valid(source)) {
				t.Errorf("%q: %+v", source, b)
			}
		}
		for _, s := range []string{text, d.Plain(), d.Excerpt(80), string(Inline(source))} {
			if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
				t.Errorf("%q gives %q", source, s)
			}
		}
		if n := utf8.RuneCountInString(d.Excerpt(80)); n > 80 {
			t.Errorf("an excerpt of %d runes from %q", n, source)
		}
	})
}

func FuzzSanitise(f *testing.F) {
	for _, source := range attacks(f) {
		f.Add(source)
	}
	f.Fuzz(func(t *testing.T, source string) {
		once := sanitise([]byte(source))
		if twice := sanitise(once); string(twice) != string(once) {
			t.Errorf("%q\nonce  %q\ntwice %q", source, once, twice)
		}
	})
}

func FuzzDiff(f *testing.F) {
	f.Add("the ferry left at nine", "the ferry left at ten")
	f.Add("a\xff b", "港が開いた。")
	f.Fuzz(func(t *testing.T, a, b string) {
		checkDiff(t, a, b)
	})
}

func checkDiff(t *testing.T, a, b string) []DiffPart {
	t.Helper()
	parts := DiffWords(a, b)
	var oldText, newText strings.Builder
	last := ' '
	for _, p := range parts {
		if p.Text == "" || p.Op == last {
			t.Errorf("%q, %q: part %c %q after %c", a, b, p.Op, p.Text, last)
		}
		last = p.Op
		if p.Op != '+' {
			oldText.WriteString(p.Text)
		}
		if p.Op != '-' {
			newText.WriteString(p.Text)
		}
	}
	if oldText.String() != a || newText.String() != b {
		t.Errorf("%q, %q: the parts make %q and %q", a, b, oldText.String(), newText.String())
	}
	return parts
}
