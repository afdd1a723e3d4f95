package web_test

import (
	"strings"
	"testing"

	"onrecord/internal/db"
	"onrecord/internal/page"
	"onrecord/internal/post"
	"onrecord/internal/site"
)

func TestTheOwnersCodeStandsOnPagesForEverybodyAlone(t *testing.T) {
	p := open(t, newSQLite(t))
	p.fill()
	p.publish(post.Input{Headline: "For members", Slug: "paid", Body: "Open.\n\n<!-- members -->\n\nClosed.", Access: post.Members})
	draft, err := p.posts.Create(p.ctx, 0, post.Input{Headline: "Draft", Body: "x"})
	p.ok(err)
	nothing := func(*db.Tx, site.Code) error { return nil }
	for path, status := range map[string]int{"/": 200, "/about": 200, "/nothing": 404} {
		if got := p.get(path).is(status).Header.Get("Content-Security-Policy"); got != page.ContentPolicy {
			t.Errorf("%s without code has the policy %s", path, got)
		}
	}
	const mark = "<script>count(1)</script>"
	code, err := p.site.SetCode(p.ctx, site.Code{HTML: mark, Hosts: []string{"count.example"}, On: true}, nothing)
	p.ok(err)
	for _, path := range []string{"/", "/about", "/ferry-returns-to-the-western-pier", "/paid", "/section/harbour", "/tag/ferries", "/author/ada-finch", "/archive", "/archive/2026/11", "/newsletters", "/newsletters/the-morning-tide"} {
		got := p.get(path).is(200, mark)
		if policy := got.Header.Get("Content-Security-Policy"); policy != code.Policy(page.ContentPolicy) || !strings.Contains(policy, "https://count.example") {
			t.Errorf("%s has the policy %s", path, policy)
		}
		if head, _, _ := strings.Cut(got.body, "</head>"); strings.Count(head, mark) != 1 {
			t.Errorf("%s has the code elsewhere than in its head", path)
		}
	}
	for path, status := range map[string]int{
		"/sign-in": 200, "/sign-in/code": 303, "/account": 303, "/member": 200, "/subscribe": 200, "/subscribe/sent": 200, "/search?q=ferry": 200, "/nothing": 404,
		"/confirm/x": 404, "/preview/" + draft.PreviewToken: 200, "/preferences/x": 404, "/unsubscribe/x": 404,
	} {
		got := p.get(path)
		if strings.Contains(got.body, mark) || got.Header.Get("Content-Security-Policy") != page.ContentPolicy {
			t.Errorf("%s (%d, meant %d) carries the code, or its policy", path, got.StatusCode, status)
		}
	}
	p.get("/feed.xml").is(200).lacks("count(1)")
	code.On = false
	_, err = p.site.SetCode(p.ctx, code, nothing)
	p.ok(err)
	if got := p.get("/").is(200).lacks(mark); got.Header.Get("Content-Security-Policy") != page.ContentPolicy {
		t.Error("the policy stays wide after the code is off")
	}
}
