package markup

import (
	"flag"
	"net/url"
	"os"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

var update = flag.Bool("update", false, "write the golden files anew")

func sampleOptions() Options {
	return Options{
		Base:   &url.URL{Scheme: "https", Host: "paper.example", Path: "/news/heron"},
		Accent: "#0a5c6b",
		Image: func(src string) (Image, bool) {
			if src != "/media/heron.jpg" {
				return Image{}, false
			}
			return Image{
				Src: "/media/heron-960.jpg", SrcSet: "/media/heron-480.jpg 480w, /media/heron-960.jpg 960w",
				Width: 960, Height: 600, Alt: "A ferry", Credit: "Photo: Tomas Rell",
			}, true
		},
	}
}

func TestTheSampleIsWrittenAsItAlwaysWas(t *testing.T) {
	source, err := os.ReadFile("testdata/sample.md")
	if err != nil {
		t.Fatal(err)
	}
	d := Parse(string(source))
	o := sampleOptions()
	for name, got := range map[string]string{
		"page.html": d.HTML(o), "feed.html": d.Feed(o), "mail.html": d.Mail(o), "text.txt": d.Text(o), "plain.txt": d.Plain(),
	} {
		file := "testdata/sample." + name
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s has changed; if that is meant, run the test with -update\n%s", file, got)
		}
	}
}

func TestTheSampleIsMeasured(t *testing.T) {
	source, err := os.ReadFile("testdata/sample.md")
	if err != nil {
		t.Fatal(err)
	}
	d := Parse(string(source))
	want := []Heading{
		{2, "What changed", "h-what-changed"},
		{3, "The figures für 2026", "h-the-figures-für-2026"},
		{4, "What is left to do", "h-what-is-left-to-do"},
	}
	if got := d.Headings(); !reflect.DeepEqual(got, want) {
		t.Errorf("headings %v", got)
	}
	if got := d.Images(); !reflect.DeepEqual(got, []string{"/media/heron.jpg", "https://maps.example/wall.png"}) {
		t.Errorf("images %v", got)
	}
	if src, alt, ok := d.FirstImage(); src != "/media/heron.jpg" || alt != "The Heron turns in the outer harbour" || !ok {
		t.Errorf("first image %q %q %v", src, alt, ok)
	}
	if got := d.Excerpt(60); got != "The Heron left the harbour at six minutes past nine, four…" {
		t.Errorf("excerpt %q", got)
	}
}

// In each row, the source holds what the page must say.
func TestMarkdownBecomesThePageItMeans(t *testing.T) {
	for _, test := range []struct{ name, source, want string }{
		{"a heading has an id that no script takes for a name", "# Location", `<h2 id="h-location">Location</h2>`},
		{"headings of any script have ids", "# Ωκεανός 2\n\n# 港\n\n# !?", `<h2 id="h-ωκεανός-2">Ωκεανός 2</h2>` + "\n" + `<h2 id="h-港">港</h2>` + "\n" + `<h2 id="h-section">!?</h2>`},
		{"equal headings have different ids", "# A\n\n# A\n\n# A 2\n\n# A", `<h2 id="h-a">A</h2>` + "\n" + `<h2 id="h-a-2">A</h2>` + "\n" + `<h2 id="h-a-2-2">A 2</h2>` + "\n" + `<h2 id="h-a-3">A</h2>`},
		{"no heading level is left out", "## A\n\n##### B\n\n# C", `<h3 id="h-b">B</h3>`},
		{"a link to a heading finds it", "[x](#über-uns)\n\n# Über uns", `<a href="#h-über-uns">x</a>`},
		{"a link out says so to the browser", "[x](https://other.example/)", `<a href="https://other.example/" rel="noopener">x</a>`},
		{"a link within the site does not", "[x](https://paper.example/y)", `<a href="https://paper.example/y">x</a>`},
		{"a dangerous link is its text", "a [b](javascript:x) c", `<p>a b c</p>`},
		{"a dangerous image is its alt text", "a ![b](data:x) c", `<p>a b c</p>`},
		{"an image alone is a figure", "![b](/c)", `<figure><img src="/c" alt="b" loading="lazy" decoding="async"></figure>`},
		{"its title is the caption", `![b](/c "D & E")`, `<figcaption>D &amp; E</figcaption>`},
		{"a linked image is a figure too", `[![b](/c "D")](/e)`, `<figure><a href="/e"><img src="/c" alt="b" loading="lazy" decoding="async"></a><figcaption>D</figcaption></figure>`},
		{"an image in a line stays there", "a ![b](/c) d", `<p>a <img src="/c" alt="b" loading="lazy" decoding="async"> d</p>`},
		{"an image of ours knows its files", "![](/media/heron.jpg)", `<img src="/media/heron-960.jpg" alt="A ferry" srcset="/media/heron-480.jpg 480w, /media/heron-960.jpg 960w" sizes="(min-width: 44rem) 44rem, 100vw" width="960" height="600" loading="lazy" decoding="async"><figcaption><span class="credit">Photo: Tomas Rell</span></figcaption>`},
		{"an image from elsewhere is a link", "![b](https://other.example/c.png)", `<a href="https://other.example/c.png" rel="noopener">b</a>`},
		{"a table can be scrolled", "a|b\n-|-:\n1|2", `<section class="table" aria-label="Table 1" tabindex="0"><table>`},
		{"only the head of a table names columns", "<table><tr><th>a</th><td>b</td></tr></table>", `<th>a</th>`},
		{"an empty corner of a table names no column", "| |a|b|\n|-|-|-|\n|x|1|2|", `<tr>` + "\n" + `<td></td>` + "\n" + `<th scope="col">a</th>`},
		{"a cell is aligned by class", "a|b\n-|-:\n1|2", `<td class="align-right">2</td>`},
		{"tasks cannot be ticked", "- [x] a\n- [ ] b", `<ul class="tasks">` + "\n" + `<li><input type="checkbox" disabled checked aria-label="Done"> a</li>` + "\n" + `<li><input type="checkbox" disabled aria-label="To do"> b</li>`},
		{"raw HTML of the list stays", "x <kbd>Ctrl</kbd> <mark>y</mark>", `<p>x <kbd>Ctrl</kbd> <mark>y</mark></p>`},
		{"raw HTML may span blocks", "<div dir=rtl>\n\n*x*\n\n</div>", `<div dir="rtl">` + "\n" + `<p><em>x</em></p>` + "\n" + `</div>`},
		{"what is open in a piece swallows nothing", "a <title> b <!-- c\n\n*d*", `<em>d</em>`},
		{"an open element is closed", "<div><b>x", `<div><b>x</b></div>`},
		{"empty paragraphs are dropped", "</p>\n\nx", `<p>x</p>`},
		{"a figure of one's own keeps its caption", "<figure>\n\n![b](/c)\n\n<figcaption>d</figcaption></figure>", `<figcaption>d</figcaption></figure>`},
		{"control characters are dropped", "a&#8;b&#x1f;c", `<p>abc</p>`},
		{"a note has its ways back", "a[^n] b[^n]\n\n[^n]: c", `<li id="fn-1"><p>c <a aria-label="Back to reference 1" class="back" href="#fnref-1" role="doc-backlink">↩︎</a> <a aria-label="Back to reference 1" class="back" href="#fnref-1-2" role="doc-backlink">↩︎</a></p>`},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := Parse(test.source).HTML(sampleOptions()); !strings.Contains(got, test.want) {
				t.Errorf("%s\ngot  %s\nwant %s", test.source, got, test.want)
			}
		})
	}
}

func TestTwoTextsOnAPageShareNoIDs(t *testing.T) {
	page := Parse("# A\n\nx[^1] [y](#a)\n\n[^1]: z").HTML(Options{IDPrefix: "p7-"})
	for _, want := range []string{`id="p7-h-a"`, `href="#p7-h-a"`, `id="p7-fnref-1"`, `href="#p7-fn-1"`, `id="p7-fn-1"`, `href="#p7-fnref-1"`} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s in %s", want, page)
		}
	}
}

func TestTheWordsAroundATextAreTranslated(t *testing.T) {
	s := Strings{
		Footnotes: "Fußnoten", Footnote: "Fußnote %d", Backlink: "Zurück zu %d", Note: "Anm. %d",
		Table: "Tabelle %d", Image: "Bild: %s", Done: "Erledigt", ToDo: "Offen", Links: "Verweise",
	}
	d := Parse("- [x] a\n- [ ] b[^1] ![d](/e)\n\na|b\n-|-\n[c](/d)|2\n\n[^1]: z")
	page, text := d.HTML(Options{Strings: s}), d.Text(Options{Strings: s})
	for _, want := range []string{"Fußnoten", "Fußnote 1", "Zurück zu 1", "Tabelle 1", "Erledigt", "Offen"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in %s", want, page)
		}
	}
	for _, want := range []string{"Fußnoten", "[Anm. 1]", "[Bild: d]", "Verweise"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %s", want, text)
		}
	}
	if strings.ContainsAny(page+text, "%") {
		t.Errorf("a format was left: %s %s", page, text)
	}
}

func TestTextFitsItsLines(t *testing.T) {
	source := strings.Repeat("word ", 100) + "\n\n> " + strings.Repeat("quoted ", 40) + "\n\n1. " + strings.Repeat("item ", 40) +
		"\n\n" + strings.Repeat("港が開いた。", 20)
	for _, line := range strings.Split(Parse(source).Text(Options{}), "\n") {
		if columns(line) > textWidth {
			t.Errorf("%d columns: %s", columns(line), line)
		}
		if strings.HasPrefix(line, "。") {
			t.Errorf("a line begins with a full stop: %s", line)
		}
	}
	long := "https://paper.example/" + strings.Repeat("a", 120)
	if text := Parse("<" + long + ">").Text(Options{}); !strings.Contains(text, "<"+long+">") {
		t.Errorf("the address was broken: %s", text)
	}
}

func TestWordsAreCountedInEveryScript(t *testing.T) {
	for source, want := range map[string]int{
		"":                               0,
		"one two, three.":                3,
		"can't co-op 3.5 1,200 a/b":      6,
		"港が開いた。":                         5,
		"Das Boot fährt nach 東京 ab":      7,
		"سفينة في الميناء":               3,
		"[two words](https://x.example)": 2,
		"`code` and <b>bold</b>":         3,
	} {
		if got := Parse(source).Words(); got != want {
			t.Errorf("%q has %d words, not %d", source, got, want)
		}
	}
	if got := Parse(strings.Repeat("word ", 2300)).Minutes(); got != 10 {
		t.Errorf("2,300 words take %d minutes", got)
	}
	if got := Parse("").Minutes(); got != 1 {
		t.Errorf("an empty text takes %d minutes", got)
	}
}

func TestExcerptsEndWhereAWordEnds(t *testing.T) {
	for _, test := range []struct {
		source string
		n      int
		want   string
	}{
		{"One two three", 100, "One two three"},
		{"One two three", 13, "One two three"},
		{"One two three", 12, "One two…"},
		{"One, two", 6, "One…"},
		{"# No\n\nYes.\n\n| no |\n|----|\n\n> Quote", 100, "Yes. Quote"},
		{"港が開いた。船が出る。", 6, "港が開いた…"},
		{"Unbreakable", 5, "Unbr…"},
		{"x", 0, ""},
	} {
		got := Parse(test.source).Excerpt(test.n)
		if got != test.want || utf8.RuneCountInString(got) > test.n {
			t.Errorf("%q cut to %d: %q, not %q", test.source, test.n, got, test.want)
		}
	}
}

func TestAHeadlineIsEscapedAndOnOneLine(t *testing.T) {
	if got := Inline("Tom & *Jo*\n<b onclick=\"x\">  'left'\x00</b>"); got != `Tom &amp; *Jo* &lt;b onclick=&#34;x&#34;&gt; 'left'&lt;/b&gt;` {
		t.Error(got)
	}
}

func TestADocumentIsReadByManyAtOnce(t *testing.T) {
	source, err := os.ReadFile("testdata/sample.md")
	if err != nil {
		t.Fatal(err)
	}
	d, o := Parse(string(source)), sampleOptions()
	want := d.HTML(o) + d.Mail(o) + d.Text(o)
	for range 8 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			if d.HTML(o)+d.Mail(o)+d.Text(o) != want {
				t.Error("the outputs differ")
			}
		})
	}
}
