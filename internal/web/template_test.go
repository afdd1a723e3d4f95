package web_test

import (
	"net/url"
	"testing"

	"onrecord/internal/member"
	"onrecord/internal/newsletter"
	"onrecord/internal/post"
	"onrecord/internal/site"
)

func TestEveryTemplateOfTheThemeIsUsed(t *testing.T) {
	p := open(t, newSQLite(t))
	ferry, _ := p.fill()
	pic := p.picture()
	p.settings(func(s *site.Site) {
		s.LogoMediaID, s.Social, s.Announcement.Text = pic.ID, []site.Link{{URL: "https://social.example/@lamp"}}, "Closed on Sunday"
	})
	m := p.subscriber("rae@example.com")
	i, err := p.newsletters.CreateIssue(p.ctx, 0, newsletter.IssueInput{NewsletterID: 1, Subject: "Back", PostIDs: []int64{ferry.ID}})
	p.ok(err)
	_, err = p.newsletters.Send(p.ctx, i.ID, i.Version, 0)
	p.ok(err)
	p.deliver(i.ID)
	paid, _ := p.paid()
	preferences, err := p.newsletters.PreferencesToken(p.ctx, m.ID)
	p.ok(err)
	unsubscribe, err := p.newsletters.UnsubscribeToken(p.ctx, m.ID, 1)
	p.ok(err)
	own, err := p.newsletters.OwnDataToken(p.ctx, m.ID, p.now().AddDate(0, 0, 1))
	p.ok(err)
	draft, err := p.posts.Create(p.ctx, 0, post.Input{Headline: "Draft", Body: "Text."})
	p.ok(err)
	p.publish(post.Input{Headline: "A first part", Body: "Text.", Series: "Parts"})
	p.publish(post.Input{Headline: "A second part", Body: "Text.", Series: "Parts"})
	for _, path := range []string{
		"/series/parts", "/a-first-part",
		"/", "/ferry-returns-to-the-western-pier", "/section/harbour", "/section/town", "/tag/ferries", "/author/ada-finch", "/archive", "/archive/2026/11",
		"/search?q=ferry", "/newsletters", "/newsletters/the-morning-tide", "/preferences/" + preferences, "/unsubscribe/" + unsubscribe,
		"/member", "/member/" + own, "/preview/" + draft.PreviewToken, "/" + paid.Slug,
	} {
		p.get(path).is(200)
	}
	for range 10 {
		p.publish(post.Input{Headline: "More", Body: "Text."})
	}
	p.get("/").is(200, "Older posts")
	p.get("/nothing").is(404)
	p.jobs.On(member.SigninRequested, "mail", p.newsletters.SendSignin)
	b := p.browser()
	b.do("GET", "/sign-in", nil).is(200)
	b.do("POST", "/sign-in", url.Values{"email": {"rae@example.com"}}).is(303)
	p.work()
	b.do("POST", "/sign-in/code", url.Values{"code": {p.code("rae@example.com")}}).is(303)
	b.do("GET", "/account", nil).is(200)
	p.settings(func(s *site.Site) { s.Comments = site.CommentsMembers })
	p.approve(b.say(ferry, "Said.", "name", "Rae"))
	b.do("GET", "/comments/1/reply", nil).is(200)
	p.approve(b.say(ferry, "Answered.", "parent", "1"))
	p.get("/comments/"+ferry.Slug).is(200, "Said.")
	p.send("/subscribe", url.Values{"email": {"x"}}).is(422)
	if left := p.web.Unexecuted(); len(left) > 0 {
		t.Errorf("never used: %q", left)
	}
}
