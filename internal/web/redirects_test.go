package web_test

import (
	"strings"
	"testing"

	"onrecord/internal/fault"
	"onrecord/internal/post"
	"onrecord/internal/site"
)

func (p *paper) redirect(source, target string, prefix bool) {
	p.t.Helper()
	_, err := p.site.PutRedirect(p.ctx, site.Redirect{Source: source, Target: target, Prefix: prefix, Forever: true})
	p.ok(err)
}

// leads expects an answer that leads on.
func (p *paper) leads(path string, status int, to string) {
	p.t.Helper()
	if a := p.get(path); a.StatusCode != status || a.Header.Get("Location") != to {
		p.t.Errorf("%s: %d to %q, want %d to %q", path, a.StatusCode, a.Header.Get("Location"), status, to)
	}
}

func TestARedirectLeadsOnFromWhatNoPageHasAndHidesNone(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		p.publish(post.Input{Kind: post.Page, Headline: "About", Body: "Us."})
		p.work()
		p.get("/old").is(404)
		p.redirect("/old/", "/about", false)
		p.leads("/old", 301, "/about")
		p.leads("/old?a=1", 301, "/about")
		p.redirect("/about", "/elsewhere", false)
		p.get("/about").is(200, "Us.")
		_, err := p.site.PutRedirect(p.ctx, site.Redirect{Source: "/caf%C3%A9", Target: "https://cafe.example/?x=1"})
		p.ok(err)
		p.leads("/caf%C3%A9?y=2", 302, "https://cafe.example/?x=1")
		p.redirect("/blog", "/news", true)
		p.redirect("/blog/special", "/one", false)
		p.leads("/blog/2019/a%20b", 301, "/news/2019/a%20b")
		p.leads("/blog/special", 301, "/one")
		p.get("/blogs").is(404)
		p.redirect("/out", "https://archive.example/base", true)
		p.leads("/out/@evil.example", 301, "https://archive.example/base/@evil.example")
		p.redirect("/flat", "/", true)
		for _, path := range []string{"/flat/evil.example", "/flat/%2Fevil.example", "/flat/%5Cevil.example"} {
			if to := p.get(path).Header.Get("Location"); !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.Contains(to, `\`) {
				t.Errorf("%s leads to %q", path, to)
			}
		}
		p.redirect("/older", "/about", false) // which is a page, so its own redirect does not count
		p.leads("/older", 301, "/about")
		if a := p.do("POST", "/old", nil); a.StatusCode == 301 {
			t.Error("a POST is led on")
		}
	})
}

func TestARedirectThatLoopsOrLeadsNowhereSafeIsRefused(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		p.redirect("/a", "/b", false)
		p.redirect("/b", "/c", false)
		for _, r := range []site.Redirect{
			{Source: "/c", Target: "/a"},
			{Source: "/d", Target: "/d"},
			{Source: "/e", Target: "/e/f", Prefix: true},
			{Source: "/j", Target: "javascript:alert(1)"},
			{Source: "/j", Target: "//evil.example"},
			{Source: "/j", Target: `/\evil.example`},
			{Source: "/j", Target: "https:evil.example"},
			{Source: "/j", Target: "data:text/html,x"},
			{Source: "/j", Target: "java\tscript:x"},
			{Source: "/j", Target: "mailto:a@b.example"},
			{Source: "/j", Target: "https://user@evil.example/"},
			{Source: "/", Target: "/x"},
			{Source: "x", Target: "/x"},
			{Source: "/admin/posts", Target: "/x"},
			{Source: "/a/../b", Target: "/x"},
			{Source: "/q?x", Target: "/x"},
		} {
			if _, err := p.site.PutRedirect(p.ctx, r); !fault.Is(err, fault.Invalid) {
				t.Errorf("%+v: %v", r, err)
			}
		}
		file := "from,to,kind,status\n/n1,/b\n/c,/a\n/n2,javascript:x\n/n3,https://x.example/,prefix,302\n/n4,/x,maybe\n/n5\n"
		report, err := p.site.ImportRedirects(p.ctx, strings.NewReader(file))
		p.ok(err)
		if report.Stored != 2 || len(report.Refused) != 4 || report.Refused[0].Line != 3 {
			t.Errorf("%+v", report)
		}
		p.leads("/n1", 301, "/b")
		p.leads("/n3/z", 302, "https://x.example/z")
		var out strings.Builder
		p.ok(p.site.ExportRedirects(p.ctx, &out))
		again, err := p.site.ImportRedirects(p.ctx, strings.NewReader(out.String()))
		p.ok(err)
		if again.Stored != 4 || len(again.Refused) != 0 {
			t.Errorf("its own export: %+v\n%s", again, out.String())
		}
		if _, err := p.site.ImportRedirects(p.ctx, strings.NewReader("a,\"b\nc")); !fault.Is(err, fault.Invalid) {
			t.Error(err)
		}
	})
}
