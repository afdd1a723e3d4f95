package web_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"onrecord/internal/newsletter"
	"onrecord/internal/post"
	"onrecord/internal/site"
)

// fill publishes a small paper: two sections, an author with a face, a tag,
// a lead picture, a brief, an explainer and a page.
func (p *paper) fill() (ferry post.Post, harbour post.Section) {
	p.t.Helper()
	harbour = p.section("Harbour")
	town := p.section("Town")
	pic := p.picture()
	ada, err := p.posts.CreateAuthor(p.ctx, post.AuthorInput{Name: "Ada Finch", Bio: "Covers *everything* that floats.", URL: "https://ada.example", MediaID: pic.ID})
	p.ok(err)
	tom, err := p.posts.CreateAuthor(p.ctx, post.AuthorInput{Name: "Tom Orrell"})
	p.ok(err)
	tag, err := p.posts.CreateTag(p.ctx, post.TagInput{Name: "Ferries", Description: "All that sails."})
	p.ok(err)
	for i := range 9 {
		p.publish(post.Input{Headline: fmt.Sprintf("Harbour story %d", i+1), Standfirst: "What happened.", Body: "Text.", SectionIDs: []int64{harbour.ID}})
	}
	p.publish(post.Input{Kind: post.Page, Headline: "About", Body: "We are eleven people."})
	p.publish(post.Input{Kind: post.Explainer, Headline: "How the tide gauge works", Body: "It floats.", SectionIDs: []int64{town.ID}})
	ferry = p.publish(post.Input{
		Headline: "Ferry returns to the western pier", Standfirst: "The first sailing left at dawn.",
		Body:        "Forty passengers, two dogs and a piano.[^1]\n\n## What was repaired\n\n![The deck](" + pic.URL(0) + ")\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[^1]: Counted by hand.",
		LeadMediaID: pic.ID, LeadCaption: "The Eider leaves.", SectionIDs: []int64{harbour.ID, town.ID}, TagIDs: []int64{tag.ID}, AuthorIDs: []int64{ada.ID, tom.ID},
	})
	p.publish(post.Input{Kind: post.Brief, Headline: "Rope Walk closed on Monday", Body: "Drains.", SectionIDs: []int64{town.ID}})
	p.work()
	return ferry, harbour
}

func TestAReaderFindsEverythingFromTheFrontPage(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		p.fill()
		home := p.get("/").is(200, `<html lang="en-GB" dir="ltr">`, "<title>The Harbour Lamp</title>", "Ferry returns to the western pier", "Rope Walk closed on Monday", `href="/about"`, `href="/section/harbour"`)
		if lead := regexp.MustCompile(`(?s)<div class="lead">.*?</article>`).FindString(home.body); !strings.Contains(lead, "Ferry returns") || !strings.Contains(lead, "srcset=") || !strings.Contains(lead, `fetchpriority="high"`) {
			t.Errorf("the lead should be the newest story that is no brief: %s", lead)
		}
		p.get("/ferry-returns-to-the-western-pier").is(200, "<h1>Ferry returns", "Ada Finch", "Tom Orrell", "Bea Holm</span>", "Counted by hand.", `id="h-what-was-repaired"`, "Related</h2>", "Harbour story 9", "Copy link")
		p.get("/about").is(200, "<h1>About</h1>").lacks("data-share", "og:type\" content=\"article")
		p.get("/section/harbour").is(200, "<h1>Harbour</h1>", "About Harbour.", "Harbour story 1").lacks("Rope Walk closed")
		p.get("/tag/ferries").is(200, "<h1>Ferries</h1>", "All that sails.", "Ferry returns")
		p.get("/author/ada-finch").is(200, "<h1>Ada Finch</h1>", "<em>everything</em>", "https://ada.example", "Ferry returns")
		p.get("/archive").is(200, "2026", "November", `href="/archive/2026/11"`, "12 posts")
		p.get("/archive/2026/11").is(200, "<h1>November 2026</h1>", "Ferry returns")
		p.get("/search?q=ferry+pier").is(200, "<mark>Ferry</mark>", "<mark>pier</mark>")
		p.get("/search?q=zeppelin").is(200, "Nothing was found")
		p.get("/search").is(200, `name="q"`)
		p.get("/newsletters").is(200, "The Morning Tide", `action="/subscribe"`)
		p.get("/newsletters/the-morning-tide").is(200, "No issue has been sent yet")
		p.get("/member").is(200, `action="/member"`)
		p.get("/subscribe").is(303)
		p.get("/subscribe/sent").is(200, "Look into your inbox")
	})
}

func TestListsGoOnWithoutGapOrRepetition(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		v := p.section("Harbour")
		const posts = 47
		for i := range posts {
			p.publish(post.Input{Headline: fmt.Sprintf("Story number %d.", i), Body: "Text.", SectionIDs: []int64{v.ID}})
		}
		older := regexp.MustCompile(`rel="next" href="([^"]+)"`)
		heads := regexp.MustCompile(`>Story number (\d+)\.</a>`)
		for _, path := range []string{"/", "/section/harbour", "/archive/2026/11"} {
			seen := map[string]int{}
			pages := 0
			for at := path; at != ""; pages++ {
				got := p.get(at).is(200)
				for _, m := range heads.FindAllStringSubmatch(got.main(), -1) {
					seen[m[1]]++
				}
				next := older.FindStringSubmatch(got.main())
				at = ""
				if next != nil {
					at = strings.ReplaceAll(next[1], "&amp;", "&")
				}
			}
			if len(seen) != posts || pages != 3 {
				t.Errorf("%s: %d posts on %d pages", path, len(seen), pages)
			}
			for n, times := range seen {
				if times != 1 {
					t.Errorf("%s: story %s stands there %d times", path, n, times)
				}
			}
		}
	})
}

func TestWhatMovedRedirectsAndWhatWasTakenDownIsGone(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		ferry, harbour := p.fill()
		p.get("/ferry-returns-to-the-western-pier").is(200)
		in := ferry.Input
		in.Slug = "ferry-is-back"
		saved, err := p.posts.Save(p.ctx, ferry.ID, ferry.Version, 0, in)
		p.ok(err)
		_, err = p.posts.Publish(p.ctx, ferry.ID, 0, post.PublishOptions{Version: saved.Version})
		p.ok(err)
		if got := p.get("/ferry-returns-to-the-western-pier").is(301); got.Header.Get("Location") != "/ferry-is-back" {
			t.Errorf("to %q", got.Header.Get("Location"))
		}
		if got := p.get("/Ferry-Is-Back").is(301); got.Header.Get("Location") != "/ferry-is-back" {
			t.Errorf("to %q", got.Header.Get("Location"))
		}
		_, err = p.posts.UpdateSection(p.ctx, harbour.ID, harbour.Version, post.SectionInput{Name: "Harbour and sea", Slug: "sea"})
		p.ok(err)
		if got := p.get("/section/harbour").is(301); got.Header.Get("Location") != "/section/sea" {
			t.Errorf("to %q", got.Header.Get("Location"))
		}
		p.get("/").is(200, "Harbour and sea")
		_, err = p.posts.Unpublish(p.ctx, ferry.ID, 0, 0)
		p.ok(err)
		p.get("/ferry-is-back").is(410, "taken down").lacks("Forty passengers")
		p.get("/").lacks("Ferry returns")
		p.get("/about/").is(301)
		for _, path := range []string{"/nothing-here", "/section/none", "/tag/none", "/author/none", "/archive/2026/12", "/archive/2026/13", "/archive/2026/1", "/archive/26/11", "/preview/none", "/newsletters/none", "/newsletters/a/b", "/media/none.jpg", "/assets/none.css", "/.env", "/.git/config", "/feed", "/sitemap-202512.xml", "/sitemap-202611-2.xml", "/sitemap-202611-1.xml", "/sitemap-202611-.xml", "/sitemap-202611-02.xml", "/sitemap-202611-41.xml", "/sitemap-x.xml", "/section/none/feed.xml", "/wp-login.php", "/debug/pprof/heap"} {
			p.get(path).is(404, "This page is not here")
		}
		p.do("POST", "/about", nil).is(404)
	})
}

func TestASignificantRevisionTellsReadersWhatChanged(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		ferry, _ := p.fill()
		change := func(standfirst string, o post.PublishOptions) {
			now, err := p.posts.Get(p.ctx, ferry.ID)
			p.ok(err)
			in := now.Input
			in.Standfirst = standfirst
			saved, err := p.posts.Save(p.ctx, ferry.ID, now.Version, 0, in)
			p.ok(err)
			o.Version = saved.Version
			_, err = p.posts.Publish(p.ctx, ferry.ID, 0, o)
			p.ok(err)
			p.later(time.Hour)
		}
		p.get("/ferry-returns-to-the-western-pier").is(200).lacks(`class="updated"`)
		change("It left at 06:40.", post.PublishOptions{Significant: true, Note: "The time was added."})
		change("It left at 06:40 sharp.", post.PublishOptions{})
		p.get("/ferry-returns-to-the-western-pier").is(200, "It left at 06:40 sharp.", `class="updated"`, "The time was added.", `"dateModified":"2026-11-08T06:53:00Z"`)
	})
}

func TestAPreviewIsForWhoeverHasItsLinkAndForNoMachine(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		p.fill()
		draft, err := p.posts.Create(p.ctx, 0, post.Input{Headline: "Not yet true", Standfirst: "Under the hood.", Body: "A secret text."})
		p.ok(err)
		got := p.get("/preview/"+draft.PreviewToken).is(200, "This is a preview", "A secret text.", `name="robots" content="noindex"`).lacks("application/ld+json", "data-share")
		if got.Header.Get("Cache-Control") != "no-store" || got.Header.Get("X-Robots-Tag") != "noindex" || got.Header.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%v", got.Header)
		}
		for _, path := range []string{"/", "/not-yet-true", "/search?q=secret", "/feed.xml", "/sitemap-202611.xml", "/archive/2026/11"} {
			p.get(path).lacks("Not yet true", "A secret text")
		}
		p.get("/?preview=" + draft.PreviewToken).lacks("Not yet true")
	})
}

func TestAnUnclaimedSiteSaysSo(t *testing.T) {
	p := wire(t, newSQLite(t))
	for _, path := range []string{"/", "/about", "/feed.xml", "/favicon.ico"} {
		if got := p.get(path); got.StatusCode != http.StatusServiceUnavailable && got.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, got.StatusCode)
		}
	}
	p.get("/").is(503, "not set up yet")
}

func TestTheStylesheetIsTheThemesFilesInOrder(t *testing.T) {
	p := open(t, newSQLite(t))
	p.fill()
	css := p.get(regexp.MustCompile(`/assets/site-[0-9a-f]+\.css`).FindString(p.get("/").is(200).body)).is(200).body
	last := -1
	for _, mark := range []string{"/* ground */", "/* footer */", ":lang(ar)", "@media print"} {
		at := strings.LastIndex(css, mark)
		if at <= last {
			t.Errorf("%q stands at %d of the stylesheet, what should come before it ends at %d", mark, at, last)
		}
		last = at
	}
}

func TestTheSiteSpeaksItsLanguageFromRightToLeft(t *testing.T) {
	p := open(t, newSQLite(t))
	p.fill()
	p.settings(func(s *site.Site) { s.Language, s.Accent, s.Name = "ar", "#ffd400", "المصباح" })
	home := p.get("/").is(200, `<html lang="ar" dir="rtl">`, "المصباح")
	css := regexp.MustCompile(`/assets/site-[0-9a-f]+\.css`).FindString(home.body)
	p.get(css).is(200, "--accent:#", "prefers-color-scheme:dark")
	p.get("/favicon.ico").is(200, "<svg", "ا")
	p.get("/nothing").is(404, `dir="rtl"`)
}

func (p *paper) settings(change func(s *site.Site)) {
	p.t.Helper()
	s, err := p.site.Get(p.ctx)
	p.ok(err)
	change(&s)
	_, err = p.site.Update(p.ctx, s.Version, s)
	p.ok(err)
}

func TestSettingsShowOnEveryPageAtOnce(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		p.fill()
		pic := p.picture()
		p.get("/about").is(200)
		p.settings(func(s *site.Site) {
			s.Name, s.Tagline, s.PostalAddress, s.ContactEmail, s.LogoMediaID = "The Lamp", "By night", "3 Rope Walk\nMarram", "desk@lamp.example", pic.ID
			s.Header = []site.Item{{Label: "Our people", To: "/about"}}
			s.Social = []site.Link{{URL: "https://social.example/@lamp"}, {Label: "Films", URL: "https://www.youtube.com/@lamp"}}
		})
		p.get("/about").is(200, "About · The Lamp", "3 Rope Walk", "mailto:desk@lamp.example", `href="https://social.example/@lamp" rel="me noopener"><svg`, "</svg>Mastodon</a>", "</svg>Films</a>", `href="/about" aria-current="page"`, `<span>The Lamp</span>`)
		p.get("/").is(200, "By night", `"sameAs":["https://social.example/@lamp","https://www.youtube.com/@lamp"]`)
		_, err := p.newsletters.Create(p.ctx, newsletter.Input{Name: "Sunday Read", SenderName: "Lamp", SenderAddress: "sunday@lamp.example"})
		p.ok(err)
		p.get("/about").is(200, "Sunday Read", "Which newsletters?")
		p.publish(post.Input{Kind: post.Page, Headline: "Corrections policy", Body: "We say so."})
		p.get("/").is(200, `href="/corrections-policy"`)
	})
}
