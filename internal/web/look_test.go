package web_test

import (
	"regexp"
	"strings"
	"testing"

	"onrecord/internal/post"
	"onrecord/internal/site"
)

// sheetOf is the stylesheet that the front page names.
func (p *paper) sheetOf() string {
	p.t.Helper()
	return p.get(regexp.MustCompile(`/assets/site-[0-9a-f]+\.css`).FindString(p.get("/").is(200).body)).is(200).body
}

func TestASiteThatIsAlwaysDarkAsksNobody(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		p.fill()
		for _, scheme := range []string{site.SchemeDark, site.SchemeLight} {
			p.settings(func(s *site.Site) { s.Scheme = scheme })
			css := p.sheetOf()
			if strings.Contains(css, "prefers-color-scheme") || !strings.Contains(css, ":root{color-scheme:"+scheme+"}") {
				t.Errorf("the %s stylesheet still asks, or does not say what it is", scheme)
			}
			p.get("/about").is(200, `<meta name="color-scheme" content="`+scheme+`">`)
		}
		p.settings(func(s *site.Site) { s.Scheme = site.SchemeAuto })
		if !strings.Contains(p.sheetOf(), "prefers-color-scheme: dark") {
			t.Error("the stylesheet no longer asks")
		}
	})
}

func TestTheFrontPageIsLaidOutAsTheSiteChose(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		p.fill()
		first := p.get("/").is(200, `class="lead-grid"`)
		head := regexp.MustCompile(`<h3 class="card-head">.*?</h3>`)
		want := len(head.FindAllString(first.body, -1))
		for front, mark := range map[string]string{site.FrontGrid: `class="grid"`, site.FrontList: `class="briefs"`, site.FrontRiver: `class="river"`} {
			p.settings(func(s *site.Site) { s.Front = front })
			got := p.get("/").is(200, mark)
			if n := len(head.FindAllString(got.body, -1)); n != want || strings.Contains(got.body, "lead-grid") {
				t.Errorf("%s: %d stories of %d", front, n, want)
			}
			if front == site.FrontList && strings.Contains(got.body, "card-image") {
				t.Error("the list has pictures")
			}
		}
	})
}

func TestAPageNamesTheTypefacesOfOnePair(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		ferry, _ := p.fill()
		if p.get("/" + ferry.Slug).lacks("preload"); strings.Contains(p.sheetOf(), "@font-face") {
			t.Error("the reader's own typefaces are loaded")
		}
		p.settings(func(s *site.Site) { s.Typeface = "local" })
		css := p.sheetOf()
		if !strings.Contains(css, "@font-face") {
			t.Skip("the typefaces are not there; run make")
		}
		if !strings.Contains(css, "Bitter") || strings.Contains(css, "Literata") {
			t.Error("the stylesheet does not name the one pair")
		}
		font := regexp.MustCompile(`/assets/type/bitter-latin-400-normal-[0-9a-f]+\.woff2`)
		url := font.FindString(p.get("/"+ferry.Slug).is(200, `as="font"`).body)
		got := p.get(url).is(200)
		if !strings.Contains(got.Header.Get("Cache-Control"), "immutable") || got.Header.Get("Content-Type") != "font/woff2" {
			t.Errorf("%s: %v", url, got.Header)
		}
		if font.MatchString(p.get("/").body) {
			t.Error("the front page asks for the typeface of running text before it needs it")
		}
		p.settings(func(s *site.Site) { s.Language = "ar" })
		p.get("/" + ferry.Slug).is(200).lacks("preload")
	})
}

func TestAPostIsLaidOutAsItOrTheSiteSays(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		ferry, _ := p.fill()
		pic := p.picture()
		p.get("/"+ferry.Slug).is(200).lacks("lay-", "post-cover")
		own := p.publish(post.Input{Headline: "Long read", Body: "Text.", Layout: site.LayoutCover, LeadMediaID: pic.ID})
		got := p.get("/"+own.Slug).is(200, "lay-cover", `sizes="100vw"`)
		if strings.Index(got.body, "post-cover") > strings.Index(got.body, "<h1>") || strings.Contains(got.body, "post-lead") {
			t.Error("the picture does not stand above the headline alone")
		}
		p.settings(func(s *site.Site) { s.Layout = site.LayoutEssay })
		p.get("/"+ferry.Slug).is(200, "lay-essay")
		p.get("/"+own.Slug).is(200, "lay-cover")
		p.get("/about").is(200).lacks("lay-")
		bare := p.publish(post.Input{Headline: "No picture", Body: "Text.", Layout: site.LayoutCover})
		p.get("/"+bare.Slug).is(200, "lay-cover").lacks("post-cover")
	})
}
