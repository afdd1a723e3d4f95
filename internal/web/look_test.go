package web_test

import (
	"regexp"
	"strings"
	"testing"

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
