package markup

import (
	"encoding/json"
	"net/url"
	"os"
	"strings"
	"testing"
)

const boundText = `The quake killed [at least **1,200** people](claim:toll), officials said, not [1,300](claim:toll).

> The toll stands at <claim:toll>. Earlier: [900](claim:toll#v2).[^1]

Aid moves [only if the road opens](claim:aid-road "only if"). Nobody knows [this](claim:unknown) or <claim:unheard>.

[^1]: A note, by [two](claim:aid-road).
`

func knownClaims() Claims {
	return Claims{
		"toll": {
			Key: "toll", Version: 3, Value: "at least 1,200 people", Text: "The quake killed at least 1,200 people.", Chain: "The ministry told Kestrel.",
			Status: "Confirmed", AsOf: "As of 3 May 2026", URL: "/claims/toll", Report: "/claims/toll/report",
		},
		"toll#v2":  {Key: "toll", Version: 2, Text: "The quake killed 900 people.", Changed: "This has been corrected."},
		"aid-road": {Key: "aid-road", Version: 1, Text: "Aid moves <only> if the road opens.", URL: "javascript:alert(1)"},
	}
}

func TestBindingsAreListedWithTheirPlaces(t *testing.T) {
	list := Parse(boundText).Bindings()
	want := []struct{ ref, title, words, whole, inner string }{
		{"toll", "", "at least 1,200 people", "[at least **1,200** people](claim:toll)", "at least **1,200** people"},
		{"toll", "", "1,300", "[1,300](claim:toll)", "1,300"},
		{"toll", "", "", "<claim:toll>", "<claim:toll>"},
		{"toll#v2", "", "900", "[900](claim:toll#v2)", "900"},
		{"aid-road", "only if", "only if the road opens", `[only if the road opens](claim:aid-road "only if")`, "only if the road opens"},
		{"unknown", "", "this", "[this](claim:unknown)", "this"},
		{"unheard", "", "", "<claim:unheard>", "<claim:unheard>"},
		{"aid-road", "", "two", "[two](claim:aid-road)", "two"},
	}
	if len(list) != len(want) {
		t.Fatalf("%d bindings: %+v", len(list), list)
	}
	for i, w := range want {
		b := list[i]
		if b.Ref() != w.ref || b.Title != w.title || b.Words != w.words || boundText[b.Start:b.End] != w.whole || boundText[b.From:b.To] != w.inner ||
			b.Printed != (w.words == "") || !b.Web || !b.Mail {
			t.Errorf("binding %d is %+v: %q with %q", i, b, boundText[b.Start:b.End], boundText[b.From:b.To])
		}
	}
}

func TestOddlyWrittenBindingsArePlacedToo(t *testing.T) {
	for source, want := range map[string]string{
		"[a](<claim:toll> 'it)\\'s')": "[a](<claim:toll> 'it)\\'s')",
		"[a][x]\n\n[x]: claim:toll":   "[a][x]",
		"[x]\n\n[x]: claim:toll":      "[x]",
		"- > [`a` b](claim:toll)":     "[`a` b](claim:toll)",
		"*[a\nb](claim:toll)*":        "[a\nb](claim:toll)",
		"é [a&amp;\\]b](claim:toll)!": "[a&amp;\\]b](claim:toll)",
		"| [a](claim:toll) |\n|---|":  "[a](claim:toll)",
	} {
		list := Parse(source).Bindings()
		if len(list) != 1 || source[list[0].Start:list[0].End] != want {
			t.Errorf("%q: %+v", source, list)
		}
	}
	for _, source := range []string{
		"[a](claim:Toll)", "[a](claim:)", "[a](claim:-a)", "[a](claim:a#2)", "[a](claim:a#v0)", "[a](CLAIM:a)", "![a](claim:toll)", "`[a](claim:toll)`",
		"<a href=\"claim:toll\">a</a>", "<span data-claim=\"0\">a</span>", "\\[a](claim:toll)", "[a](claim:" + strings.Repeat("a", 81) + ")",
		"[](claim:a)", "[ ](claim:a)", "[](claim:a b)", "<claim:a b>", "[a](https://claim:toll)",
	} {
		d := Parse(source)
		if list := d.Bindings(); list != nil {
			t.Errorf("%q: %+v", source, list)
		}
		if page := d.HTML(Options{}); strings.Contains(page, "href=\"claim") || strings.Contains(page, "data-claim") {
			t.Errorf("%q: %s", source, page)
		}
	}
}

func TestBoundWordsLeadToTheirNotes(t *testing.T) {
	d := Parse(boundText).With(knownClaims())
	o := Options{Base: &url.URL{Scheme: "https", Host: "paper.example", Path: "/quake"}, IDPrefix: "p1-"}
	page, feed, mail, text := d.HTML(o), d.Feed(o), d.Mail(o), d.Text(o)
	for name, c := range map[string]struct {
		output string
		wanted []string
	}{
		"page": {page, []string{
			`<a class="claim" data-claim="toll" data-note="2" data-version="3" href="#p1-note-2" id="p1-noteref-2" role="doc-noteref">at least <strong>1,200</strong> people</a>`,
			`href="#p1-note-2" id="p1-noteref-2-2" role="doc-noteref">1,300</a>`,
			`id="p1-noteref-2-3" role="doc-noteref">at least 1,200 people</a>. Earlier`,
			`data-note="3" data-version="2" href="#p1-note-3"`,
			`<section class="claims" role="doc-endnotes" aria-label="Sources"><ol start="2"><li id="p1-note-2"><span class="claim-note"><span class="claim-text">The quake killed`,
			`<span class="claim-as-of">As of 3 May 2026</span> <a class="claim-about" href="/claims/toll">About this claim</a> <a class="claim-report" href="/claims/toll/report">Report an error</a></span> <a aria-label="Back to reference 2" class="back" href="#p1-noteref-2"`,
			`<span class="claim-unknown">this</span> or <span class="claim-unknown">unheard</span>`,
			`Aid moves &lt;only&gt; if`,
		}},
		"feed": {feed, []string{
			`at least <strong>1,200</strong> people<sup><a href="https://paper.example/quake#p1-note-2">2</a></sup>`,
			`<hr><ol start="2"><li><span>The quake killed`, `<a href="https://paper.example/claims/toll">About this claim</a>`, `Nobody knows this or unheard.`,
		}},
		"mail": {mail, []string{
			`people<sup style="font-size:75%;line-height:0;vertical-align:super">[2]</sup>`, `<ol start="2" style="`, `>About this claim</a>`, `href="https://paper.example/claims/toll/report"`,
		}},
		"text": {text, []string{
			"people [note 2], officials said, not", "Sources\n-------\n", "[note 2] The quake killed at least 1,200 people. The ministry told Kestrel.",
			"[note 3] This has been corrected. The quake killed 900 people.",
		}},
	} {
		for _, want := range c.wanted {
			if !strings.Contains(c.output, want) {
				t.Errorf("the %s lacks %s\n%s", name, want, c.output)
			}
		}
		if strings.Contains(c.output, "javascript") || strings.Contains(c.output, "claim:") {
			t.Errorf("the %s holds an address that nobody may follow: %s", name, c.output)
		}
	}
	inspect(t, boundText, d.HTML(Options{}), false)
	inspect(t, boundText, d.Feed(Options{}), false)
	inspect(t, boundText, d.Mail(Options{}), true)
	if plain := d.Plain(); !strings.Contains(plain, "The toll stands at at least 1,200 people.") || strings.Contains(plain, "Kestrel") {
		t.Errorf("the bare text is %q", plain)
	}
}

func TestWithoutDataTheWordsStayPlain(t *testing.T) {
	d := Parse("[1,200](claim:toll) or <claim:toll>")
	for name, got := range map[string]string{"feed": d.Feed(Options{}), "text": d.Text(Options{}), "plain": d.Plain()} {
		if !strings.Contains(got, "1,200 or toll") || strings.Contains(got, "[note") {
			t.Errorf("the %s is %q", name, got)
		}
	}
	want := `<p><span class="claim-unknown">1,200</span> or <span class="claim-unknown">toll</span></p>`
	if got := strings.TrimSpace(d.HTML(Options{})); got != want {
		t.Errorf("the page is %s", got)
	}
	if got := strings.TrimSpace(Parse("[1,200](claim:toll) or <claim:toll>").With(Claims{}).HTML(Options{})); got != want {
		t.Errorf("the page of a text whose claims nobody knows is %s", got)
	}
}

func TestMailAndPageCarryTheNotesOfTheirOwnParts(t *testing.T) {
	d := Parse("::: mail\n[a](claim:toll)\n:::\n\n::: web\n[b](claim:aid-road)\n:::\n\n<!-- members -->\n\n[c](claim:toll#v2)\n").With(knownClaims())
	list := d.Bindings()
	if len(list) != 3 || list[0].Web || !list[0].Mail || !list[1].Web || list[1].Mail || !list[2].Web || !list[2].Mail {
		t.Fatalf("bindings %+v", list)
	}
	if mail := d.Mail(Options{}); !strings.Contains(mail, "The quake killed at least 1,200") || strings.Contains(mail, "road opens") {
		t.Errorf("the mail is %s", mail)
	}
	page := d.HTML(Options{})
	if strings.Contains(page, "at least 1,200") || !strings.Contains(page, `<li id="note-1"><span class="claim-note"><span class="claim-text">Aid moves`) {
		t.Errorf("the page is %s", page)
	}
	public, _ := d.Preview()
	if page := public.HTML(Options{}); strings.Contains(page, "900") || !strings.Contains(page, "Aid moves") {
		t.Errorf("the public part is %s", page)
	}
	if got := public.Bindings(); len(got) != 2 {
		t.Errorf("the public part is bound to %+v", got)
	}
}

func TestATextWithoutClaimsIsNotTouchedByThem(t *testing.T) {
	sample, err := os.ReadFile("testdata/sample.md")
	if err != nil {
		t.Fatal(err)
	}
	texts := append(attacks(t), string(sample))
	for _, e := range spec(t) {
		texts = append(texts, e.Markdown)
	}
	o := sampleOptions()
	for _, source := range texts {
		if strings.Contains(source, "claim:toll") {
			continue
		}
		d := Parse(source)
		if bound := d.With(knownClaims()); bound != d {
			t.Errorf("%q is bound to %+v", source, d.Bindings())
			if bound.HTML(o) != d.HTML(o) {
				t.Errorf("%q reads otherwise", source)
			}
		}
	}
}

func TestWhatIsKnownOfClaimsIsPlainData(t *testing.T) {
	b, err := json.Marshal(knownClaims())
	if err != nil {
		t.Fatal(err)
	}
	var again Claims
	if err := json.Unmarshal(b, &again); err != nil || again["toll"] != knownClaims()["toll"] || again["toll#v2"] != knownClaims()["toll#v2"] {
		t.Errorf("%v: %s", err, b)
	}
}
