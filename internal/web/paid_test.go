package web_test

import (
	"net/url"
	"strings"
	"testing"

	"onrecord/internal/member"
	"onrecord/internal/newsletter"
	"onrecord/internal/post"
)

// paid are two posts for members: one with a divider, one without.
func (p *paper) paid() (divided, plain post.Post) {
	p.t.Helper()
	in := post.Input{Access: post.Members, Body: "Open water for all.[^1]\n\n<!-- members -->\n\n## Zibeline\n\nThe zibeline is paid for. ![Zibeline](/media/zibeline.jpg)[^2]\n\n[^1]: Noted.\n[^2]: A zibeline note."}
	in.Headline, in.SectionIDs = "Cut by a divider", []int64{p.section("Harbour").ID}
	divided = p.publish(in)
	in.Headline, in.Body, in.SectionIDs = "Cut after a paragraph", "Open water for all.\n\nThe zibeline is paid for.", nil
	plain = p.publish(in)
	p.work()
	return divided, plain
}

// signIn opens a session by the code from the mail and gives where it led.
func (b *browser) signIn(email, form string) string {
	b.p.t.Helper()
	to, _ := url.Parse(form)
	b.do("POST", "/sign-in", url.Values{"email": {email}, "to": {to.Query().Get("to")}}).is(303)
	b.p.work()
	return b.do("POST", "/sign-in/code", url.Values{"code": {b.p.code(email)}}).is(303).Header.Get("Location")
}

func TestNotOneWordOfWhatIsForMembersReachesAnybodyElse(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		p.jobs.On(member.SigninRequested, "mail", p.newsletters.SendSignin)
		divided, plain := p.paid()
		p.subscriber("rae@example.com")
		i, err := p.newsletters.CreateIssue(p.ctx, 0, newsletter.IssueInput{NewsletterID: 1, Subject: "For members", PostIDs: []int64{divided.ID, plain.ID}})
		p.ok(err)
		i, err = p.newsletters.Send(p.ctx, i.ID, i.Version, 0)
		p.ok(err)
		p.deliver(i.ID)
		sent, err := p.newsletters.Issue(p.ctx, i.ID)
		p.ok(err)
		rae := p.browser()
		to := rae.signIn("rae@example.com", "/sign-in?to=%2Fcut-by-a-divider")
		if to != "/cut-by-a-divider" {
			t.Errorf("signing in led to %q", to)
		}
		// The member comes first, so that a page kept for them could be sent to others.
		for _, path := range []string{"/cut-by-a-divider", "/cut-after-a-paragraph"} {
			for range 2 {
				got := rae.read(path).is(200, "zibeline is paid for", "Members</span>", `class="prose members-only"`).lacks("Sign in to read on")
				if got.Header.Get("Cache-Control") != "private, max-age=0, must-revalidate" {
					t.Errorf("%s: %v", path, got.Header)
				}
			}
		}
		for path, want := range map[string]string{
			"/cut-by-a-divider":             `<section class="members-only invitation"`,
			"/cut-after-a-paragraph":        `href="/sign-in?to=%2Fcut-after-a-paragraph"`,
			"/":                             "Members</span>",
			"/section/harbour":              "Members</span>",
			"/archive/2026/11":              "Members</span>",
			"/search?q=divider":             "Members</span>",
			"/search?q=zibeline":            "Nothing was found",
			"/search?q=water":               "<mark>water</mark>",
			"/feed.xml":                     "The rest of this is for members",
			"/atom.xml":                     "The rest of this is for members",
			"/feed.json":                    "The rest of this is for members",
			"/section/harbour/feed.xml":     "The rest of this is for members",
			"/sitemap-202611.xml":           "/cut-by-a-divider",
			"/sitemap-news.xml":             "Cut by a divider",
			"/newsletters/the-morning-tide": "For members",
			"/newsletters/the-morning-tide/" + sent.Slug: "Sign in to read on",
		} {
			got := p.get(path).is(200, want)
			if strings.Contains(strings.ToLower(strings.ReplaceAll(got.body, "q=zibeline", "")), "zibeline") && path != "/search?q=zibeline" {
				t.Errorf("%s leaks: %s", path, got.main())
			}
			if strings.Contains(got.body, "paid for") {
				t.Errorf("%s leaks the text", path)
			}
		}
		page := p.get("/cut-by-a-divider", "Cookie", "__Host-onrecord-reader=nobody").is(200, "Open water for all.", "Noted.", `<meta property="og:description" content="Open water for all.`).lacks("zibeline")
		var article map[string]any
		for _, doc := range linkedData(t, page.body) {
			if doc["@type"] == "NewsArticle" {
				article = doc
			}
		}
		if part, _ := article["hasPart"].(map[string]any); article["isAccessibleForFree"] != false || part["cssSelector"] != ".members-only" || part["isAccessibleForFree"] != false {
			t.Errorf("JSON-LD says %v", article)
		}
		mails, _, err := p.outbox.List(p.ctx, 0, 10, "rae@example.com")
		p.ok(err)
		var whole bool
		for _, m := range mails {
			full, err := p.outbox.Get(p.ctx, m.ID)
			p.ok(err)
			whole = whole || strings.Contains(full.Text, "zibeline is paid for") && strings.Contains(full.HTML, "zibeline is paid for")
		}
		if !whole {
			t.Error("the subscriber's mail lacks the text")
		}
		rae.do("POST", "/account/sign-out", nil).is(303)
		rae.read("/cut-by-a-divider").is(200, "Sign in to read on").lacks("zibeline")
	})
}

func TestSigningInLeadsToNoOtherSite(t *testing.T) {
	p := open(t, newSQLite(t))
	p.jobs.On(member.SigninRequested, "mail", p.newsletters.SendSignin)
	p.subscriber("rae@example.com")
	for i, bad := range []string{"//evil.example", `/\evil.example`, "https://evil.example", "https:evil.example", "/\t/evil.example", "evil", "javascript:alert(1)", "@evil.example", "/%5cevil.example"} {
		if i%3 == 0 {
			p.later(2 * 3600e9) // three mails an hour
		}
		if to := p.browser().signIn("rae@example.com", "/sign-in?to="+url.QueryEscape(bad)); to != "/account" && !strings.HasPrefix(to, "/%5Cevil") && !strings.HasPrefix(to, "/%09") {
			t.Errorf("%q led to %q", bad, to)
		}
	}
	p.get("/sign-in?to="+url.QueryEscape(`/a"><script>`)).is(200, `name="to"`).lacks(`"><script>`)
	p.get("/sign-in?to=/%00d").is(200).lacks(`name="to"`)
	p.get("/sign-in?to=/" + strings.Repeat("d", 600)).is(200).lacks(`name="to"`)
}
