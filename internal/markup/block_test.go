package markup

import (
	"strings"
	"testing"
)

// In each row, the page, the feed, the mail and the text must say these.
func TestBlocksHaveFourForms(t *testing.T) {
	for _, test := range []struct{ name, source, page, feed, mail, text string }{
		{
			"a wide picture with a caption and a credit", `![A quay](/media/heron.jpg "At *low* tide"){width=wide credit="Jo Doe"}`,
			`<figure class="wide"><img src="/media/heron-960.jpg"`, `<figcaption>At *low* tide <span>Jo Doe</span></figcaption>`, `At *low* tide Jo Doe</div>`, `At *low* tide Jo Doe`,
		},
		{
			"a gallery", "::: gallery The harbour\n![One](/a.jpg)\n\n![Two](/b.jpg)\n:::",
			`<figure class="gallery"><div class="gallery-grid">` + "\n" + `<figure><img src="/a.jpg" alt="One"`, `<figcaption>The harbour</figcaption></figure>`, `alt="Two"`, `The harbour`,
		},
		{
			"a quote with its attribution", "> We have one boat.\n>\n> — Ada Quay, *captain*",
			`<figure class="quote"><blockquote>`, `<figcaption>— Ada Quay, <em>captain</em></figcaption>`, `</blockquote><div`, "> We have one boat.\n",
		},
		{
			"a callout", "> [!WARNING] Mind the *tide*\n> It comes fast.",
			`<div class="callout callout-warning" role="note"><p class="callout-title"><strong>Mind the <em>tide</em></strong></p><p>It comes fast.</p>`,
			`<aside><p><strong>Mind the <em>tide</em></strong></p>`, `Mind the <em>tide</em></p>`, "| *Mind the _tide_*\n|\n| It comes fast.",
		},
		{"a callout without a title of its own", "> [!TIP]\n> Go early.", `<strong>Tip</strong></p><p>Go early.</p>`, `<strong>Tip</strong>`, `Tip</p>`, "| *Tip*"},
		{
			"a toggle", "::: toggle How we *count*\nBy hand.\n:::",
			`<details><summary>How we *count*</summary>` + "\n" + `<p>By hand.</p>`, `<details><summary>`, `How we *count*</div>`, "How we *count*\n\nBy hand.",
		},
		{
			"a button", "[Book a place](https://tickets.example/){.button}",
			`<p class="action"><a class="button" href="https://tickets.example/" rel="noopener">Book a place</a></p>`, `<p><a href="https://tickets.example/" rel="noopener">Book a place</a></p>`,
			`<td style="border:2px solid`, "Book a place [1]",
		},
		{
			"a bookmark", `[Tide tables](https://tides.example/ "For the year"){.bookmark site="Tides" image=/media/heron.jpg}`,
			`<span class="bookmark-title">For the year</span><span class="bookmark-site">Tides</span>`, `Tide tables</a><br>For the year</p>`, `For the year</div>`, "Tide tables [1]\nFor the year\nTides",
		},
		{
			"what is embedded", "https://www.youtube.com/watch?v=abcdefghijk&t=3",
			`data-embed="https://www.youtube-nocookie.com/embed/abcdefghijk"`, `rel="noopener">Open on YouTube</a></p>`, `Open on YouTube</a></div>`, "Open on YouTube [1]",
		},
		{"what is embedded, in angle brackets", "<https://vimeo.com/123>", `data-embed="https://player.vimeo.com/video/123?dnt=1"`, `Open on Vimeo`, `Open on Vimeo`, "Open on Vimeo"},
		{"code in a language", "```go\nfunc x() {}\n```", `<span class="hl-k">func</span>`, `<pre><code>func x() {}`, `func x() {}`, "    func x() {}"},
		{"code in no known language", "```nothing\nfunc x() {}\n```", `<code class="language-nothing">func x() {}`, ``, ``, ``},
	} {
		t.Run(test.name, func(t *testing.T) {
			d, o := Parse(test.source), sampleOptions()
			for what, pair := range map[string][2]string{
				"page": {d.HTML(o), test.page}, "feed": {d.Feed(o), test.feed}, "mail": {d.Mail(o), test.mail}, "text": {d.Text(o), test.text},
			} {
				if !strings.Contains(pair[0], pair[1]) {
					t.Errorf("%s\ngot  %s\nwant %s", what, pair[0], pair[1])
				}
			}
			for _, html := range []string{d.HTML(o), d.Feed(o)} {
				inspect(t, test.source, html, false)
			}
			inspect(t, test.source, d.Mail(o), true)
		})
	}
}

func TestMailAndTheWebEachCarryTheirOwnParts(t *testing.T) {
	d := Parse("Both.[^1]\n\n::: mail\nFor the inbox.[^2]\n:::\n\n::: web\nFor the page.[^3]\n:::\n\n[^1]: first note\n[^2]: mail note\n[^3]: web note, see[^1]")
	o := Options{}
	for what, out := range map[string]string{"page": d.HTML(o), "feed": d.Feed(o), "search": d.Plain(), "excerpt": d.Excerpt(100)} {
		if strings.Contains(out, "inbox") || strings.Contains(out, "mail note") || !strings.Contains(out, "For the page.") {
			t.Errorf("%s: %s", what, out)
		}
	}
	for what, out := range map[string]string{"mail": d.Mail(o), "text": d.Text(o)} {
		if strings.Contains(out, "the page") || strings.Contains(out, "web note") || !strings.Contains(out, "For the inbox.") || !strings.Contains(out, "mail note") {
			t.Errorf("%s: %s", what, out)
		}
	}
	if page := d.HTML(o); !strings.Contains(page, `id="fn-2"><p>web note, see<sup`) || strings.Contains(page, "fn-3") {
		t.Errorf("the notes are not numbered anew: %s", page)
	}
}

func TestContainersHoldWhatStandsInThemAndNoMore(t *testing.T) {
	for _, test := range []struct{ name, source, want string }{
		{"one within another has fewer colons", ":::: toggle Outer\n::: toggle Inner\na\n:::\nb\n::::\nc", "<details><summary>Outer</summary>\n<details><summary>Inner</summary>\n<p>a</p>\n</details>\n<p>b</p>\n</details>\n<p>c</p>\n"},
		{"code may hold colons", "::: toggle T\n```\n:::\n```\n:::\nafter", "<pre tabindex=\"0\"><code>:::\n</code></pre>\n</details>\n<p>after</p>\n"},
		{"one that is not ended goes to the end", "::: toggle T\na\n\nb", "<p>a</p>\n<p>b</p>\n</details>"},
		{"raw HTML does not break out", "<div>\n\n::: toggle T\n\n</div>\n\na\n\n:::\n\n</div>\n\nb", "<div>\n<details><summary>T</summary>\n\n<p>a</p>\n</details>\n</div>\n<p>b</p>\n"},
		{"an unknown word is text", "::: script\na\n:::", "<p>::: script\na\n:::</p>"},
		{"a toggle needs words", "::: toggle\na", "<p>::: toggle\na</p>"},
		{"braces that say nothing known are dropped", "[a](/b){.x onclick=y}", `<p><a href="/b">a</a></p>`},
		{"braces that are none stay", "[a](/b){not these} c", `<p><a href="/b">a</a>{not these} c</p>`},
		{"braces in running text stay", "a {.button} b", "<p>a {.button} b</p>"},
		{"a button in running text is a link", "see [a](/b){.button} there", `<p>see <a href="/b">a</a> there</p>`},
		{"an address of an unknown site stays text", "https://other.example/video/1", "<p>https://other.example/video/1</p>"},
		{"an address in running text stays there", "see https://youtu.be/abcdefghijk", "<p>see https://youtu.be/abcdefghijk</p>"},
		{"a dangerous button is its text", "[a](javascript:alert){.button}", "<p>a</p>"},
		{"raw HTML makes no containers", `<object data-fence="mail">x</object> y`, "<p>x y</p>"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := Parse(test.source).HTML(Options{})
			if !strings.Contains(got, test.want) {
				t.Errorf("%q\ngot  %q\nwant %q", test.source, got, test.want)
			}
		})
	}
}

func TestOnlyKnownPlacesAreEmbeddedAndThePolicyNamesThem(t *testing.T) {
	d := Parse("https://youtu.be/abcdefghijk\n\nhttps://www.youtube.com/shorts/abcdefghijk\n\nhttps://open.spotify.com/track/0123456789012345678901")
	if got := strings.Join(d.Frames(), " "); got != "https://www.youtube-nocookie.com https://open.spotify.com" {
		t.Error(got)
	}
	for _, address := range []string{
		"https://www.youtube.com.evil.example/watch?v=abcdefghijk", "https://evil.example@www.youtube.com/watch?v=abcdefghijk",
		"https://www.youtube.com:8443/watch?v=abcdefghijk", "http://www.youtube.com/watch?v=abcdefghijk",
		"https://www.youtube.com/watch?v=abc\"onload=x", "https://vimeo.com/1/../../x", "https://codepen.io/a%2f/pen/b", "javascript:alert(1)",
	} {
		if e := embedOf(address); e != nil {
			t.Errorf("%s embeds %s", address, e.src)
		}
	}
}

func TestAnImageWithModernFilesIsAPictureOnThePageAlone(t *testing.T) {
	o := Options{Sizes: "50vw", Image: func(src string) (Image, bool) {
		return Image{
			Src: src, SrcSet: src + " 480w", Sources: []Source{{"image/webp", "/media/a.webp 480w"}},
			Class: "tone r1 g2 b3", Width: 480, Height: 300,
		}, true
	}}
	d := Parse("![Quay](/media/a.jpg)")
	want := `<figure><picture><source type="image/webp" srcset="/media/a.webp 480w" sizes="50vw"><img src="/media/a.jpg" alt="Quay" srcset="/media/a.jpg 480w" sizes="50vw" class="tone r1 g2 b3" width="480" height="300" loading="lazy" decoding="async"></picture></figure>`
	if got := strings.TrimSpace(d.HTML(o)); got != want {
		t.Errorf("the page has %s", got)
	}
	for name, got := range map[string]string{"feed": d.Feed(o), "mail": d.Mail(o)} {
		if strings.Contains(got, "picture") || strings.Contains(got, "webp") || strings.Contains(got, "tone") {
			t.Errorf("the %s has %s", name, got)
		}
	}
}

func TestSoundsAndFilmsPlayOnThePageAndAreLinksElsewhere(t *testing.T) {
	o := sampleOptions()
	o.File = func(src string) (File, bool) {
		return File{Src: src, Mime: "audio/mpeg", Width: 640, Height: 360}, strings.HasPrefix(src, "/media/")
	}
	for _, test := range []struct{ source, page, feed, mail, text string }{
		{
			`[The *harbour* master](/media/a.mp3 "Half an hour"){.audio}`,
			`<figure class="sound audio"><audio src="/media/a.mp3" controls preload="none" aria-label="The harbour master"></audio><figcaption><strong>The harbour master</strong> Half an hour</figcaption></figure>`,
			`Listen: The harbour master</a> Half an hour</figcaption>`, `Listen: The harbour master</a>`, "Listen: The harbour master [1]\nHalf an hour",
		},
		{
			`[The launch](/media/b.mp4){.video poster=/media/heron.jpg}`,
			`<video src="/media/b.mp4" controls preload="none" poster="/media/heron-960.jpg" width="640" height="360" aria-label="The launch">`, `Watch: The launch</a>`, `<img src=`, "Watch: The launch [1]",
		},
		{`[Elsewhere](https://far.example/a.mp3){.audio}`, `<p><a href="https://far.example/a.mp3" rel="noopener">Elsewhere</a></p>`, `Elsewhere</a>`, `Listen: Elsewhere`, `Listen: Elsewhere`},
	} {
		d := Parse(test.source)
		for what, pair := range map[string][2]string{
			"page": {d.HTML(o), test.page}, "feed": {d.Feed(o), test.feed}, "mail": {d.Mail(o), test.mail}, "text": {d.Text(o), test.text},
		} {
			if !strings.Contains(pair[0], pair[1]) {
				t.Errorf("%s\ngot  %s\nwant %s", what, pair[0], pair[1])
			}
			if what == "page" || what == "feed" {
				inspect(t, test.source, pair[0], false)
			}
		}
		if strings.Contains(d.Mail(o)+d.Text(o), "<audio") || strings.Contains(d.Mail(o), "<video") {
			t.Errorf("a mail plays nothing: %s", d.Mail(o))
		}
	}
	if list := Parse("[A](/media/a.mp3){.audio}\n\n[A](/media/a.mp3){.audio}\n\n[B](/b){.button}").Sounds(); len(list) != 1 {
		t.Errorf("sounds: %v", list)
	}
}
