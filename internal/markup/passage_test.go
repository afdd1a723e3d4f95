package markup

import (
	"strings"
	"testing"
)

func TestPassagesKnowWhereTheirWordsStand(t *testing.T) {
	source := "# The *toll*\n\nAt least [1,200 **people**](claim:toll) &amp; more\nsaid \\*so\\*: `code` <claim:x>.\n\n> Quoted words.\n\n- an item ![a quay](/media/x.jpg) here\n\n| A | B |\n|---|---|\n| 12 | thirteen |\n\n```\ncode\n```\n"
	var kinds, texts []string
	for _, p := range Passages(source) {
		kinds, texts = append(kinds, string(p.Kind)), append(texts, p.Text)
		for _, word := range strings.FieldsFunc(p.Text, func(r rune) bool { return strings.ContainsRune(" &*:.\uFFFC", r) }) {
			at := p.Source(strings.Index(p.Text, word))
			if !strings.HasPrefix(source[at:], word) {
				t.Errorf("%q of %q is said to stand at %q", word, p.Text, source[at:])
			}
		}
		for _, b := range p.Bound {
			if got := p.Text[b.TextFrom:b.TextTo]; got != b.Words && (!b.Printed || got != standIn) {
				t.Errorf("%+v is said to be %q", b, got)
			}
		}
		if p.Text == "thirteen" && (p.Table != 1 || p.Row != 1 || p.Col != 1) {
			t.Errorf("the cell %+v", p)
		}
	}
	want := "heading paragraph quote paragraph alt cell cell cell cell"
	if got := strings.Join(kinds, " "); got != want {
		t.Errorf("the kinds are %s", got)
	}
	if got := strings.Join(texts, "|"); got != "The toll|At least 1,200 people & more said *so*: \uFFFC \uFFFC.|Quoted words.|an item  here|a quay|A|B|12|thirteen" {
		t.Errorf("the words are %q", got)
	}
}
