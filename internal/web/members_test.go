package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/member"
	"onrecord/internal/newsletter"
)

// mostRecent is the newest wish to subscribe.
func (p *paper) mostRecent() int64 {
	p.t.Helper()
	id, err := db.One(p.ctx, p.d, db.Value[int64], "SELECT COALESCE(max(id), 0) FROM signup")
	p.ok(err)
	return id
}

// subscriber is a member who signed up and confirmed.
func (p *paper) subscriber(email string) member.Member {
	p.t.Helper()
	p.send("/subscribe", url.Values{"email": {email}, "newsletter": {"1"}}).is(303)
	token, err := p.newsletters.ConfirmToken(p.ctx, p.mostRecent())
	p.ok(err)
	p.do("POST", "/confirm/"+token, nil).is(200)
	m, err := p.members.ByEmail(p.ctx, email)
	p.ok(err)
	return m
}

func (p *paper) again(m member.Member) member.Member {
	p.t.Helper()
	m, err := p.members.Get(p.ctx, m.ID)
	p.ok(err)
	return m
}

func TestAConsentKeepsTheWordsOfTheFormThatWasUsed(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		hidden := regexp.MustCompile(`name="form" value="([^"]*)"`)
		for i, c := range []struct{ page, want string }{
			{"/", "Get The Harbour Lamp by email. New stories in your inbox. No tracking, and every mail has a link to leave. We send one mail to confirm that the address is yours."},
			{"/newsletters", "Subscribe. We send one mail to confirm that the address is yours."},
			{"", "We send one mail to confirm that the address is yours."},
		} {
			form := "<b>whatever a client says</b>"
			if c.page != "" {
				form = hidden.FindStringSubmatch(p.get(c.page).is(200).body)[1]
			}
			email := fmt.Sprintf("reader%d@example.com", i)
			p.send("/subscribe", url.Values{"email": {email}, "newsletter": {"1"}, "form": {form}}).is(303)
			p.work()
			p.do("POST", p.link(email, "/confirm/"), nil).is(200)
			m, err := p.members.ByEmail(p.ctx, email)
			p.ok(err)
			own, err := p.members.Export(p.ctx, m.ID)
			p.ok(err)
			if got := own.Consents[0].TextShown; got != c.want {
				t.Errorf("%q: kept %q, not %q", c.page, got, c.want)
			}
		}
	})
}

func TestASubscriptionIsConfirmedByAPressAndNeverByAVisit(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		if got := p.send("/subscribe", url.Values{"email": {"Rae@example.com"}, "newsletter": {"1"}, "form": {"band"}}).is(303); got.Header.Get("Location") != "/subscribe/sent" {
			t.Errorf("to %q", got.Header.Get("Location"))
		}
		p.work()
		path := p.link("rae@example.com", "/confirm/")
		for range 3 {
			p.get(path).is(200, "Confirm your subscription", "Rae@example.com", "The Morning Tide", `method="post"`)
			p.do("HEAD", path, nil).is(200)
		}
		if _, err := p.members.ByEmail(p.ctx, "rae@example.com"); err == nil {
			t.Fatal("a visit confirmed it")
		}
		for range 2 {
			p.do("POST", path, nil).is(200, "You are subscribed", "/preferences/")
		}
		m, err := p.members.ByEmail(p.ctx, "rae@example.com")
		p.ok(err)
		if !m.Subscribed(1) {
			t.Errorf("%+v", m)
		}
		own, err := p.members.Export(p.ctx, m.ID)
		p.ok(err)
		if len(own.Consents) != 2 || !strings.Contains(own.Consents[0].TextShown, "Get The Harbour Lamp by email") || !strings.Contains(own.Consents[1].TextShown, "By pressing the button") || own.Consents[1].Network == "" {
			t.Errorf("%+v", own.Consents)
		}
		p.later(30 * 24 * time.Hour)
		p.send("/subscribe", url.Values{"email": {"late@example.com"}, "newsletter": {"1"}}).is(303)
		token, err := p.newsletters.ConfirmToken(p.ctx, p.mostRecent())
		p.ok(err)
		p.later(72 * time.Hour)
		p.get("/confirm/"+token).is(410, "too old")
		p.do("POST", "/confirm/"+token, nil).is(410)
		p.get("/confirm/" + token + "x").is(404)
	})
}

func TestTheAnswerDoesNotTellWhoIsSubscribed(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		m := p.subscriber("known@example.com")
		barred := p.subscriber("barred@example.com")
		p.ok(p.members.Delete(p.ctx, barred.ID))
		ask := func(path, email string) string {
			got := p.send(path, url.Values{"email": {email}, "newsletter": {"1"}})
			h := got.Header.Clone()
			h.Del("Date")
			return fmt.Sprintln(got.StatusCode, h, got.body)
		}
		for _, path := range []string{"/subscribe", "/member"} {
			want := ask(path, "unknown@example.com")
			for _, email := range []string{m.Email, "barred@example.com", "KNOWN@example.com"} {
				if got := ask(path, email); got != want {
					t.Errorf("%s with %s: %s, else %s", path, email, got, want)
				}
			}
		}
		for range 30 { // over every limit it stays the same
			p.send("/subscribe", url.Values{"email": {"known@example.com"}, "newsletter": {"1"}}).is(303)
		}
		p.send("/subscribe", url.Values{"email": {"robot@example.com"}, "newsletter": {"1"}, "website": {"https://spam.example"}}).is(303)
		if n, err := db.One(p.ctx, p.d, db.Value[int64], "SELECT count(*) FROM signup WHERE email_norm = $1", "robot@example.com"); err != nil || n != 0 {
			t.Errorf("the trap let a robot in: %d, %v", n, err)
		}
	})
}

func TestABadAddressComesBackWithTheFormAndWhatWasTyped(t *testing.T) {
	p := open(t, newSQLite(t))
	for _, email := range []string{"", "nobody", "a@b@c.example", `"><script>alert(1)</script>`, strings.Repeat("x", 300) + "@example.com", "a@[127.0.0.1]", "a\u202e@example.com "} {
		got := p.send("/subscribe", url.Values{"email": {email}, "newsletter": {"1"}}).is(http.StatusUnprocessableEntity, `role="alert"`, `aria-invalid="true"`).lacks("<script>alert")
		if email == "nobody" {
			got.is(422, `value="nobody"`)
		}
	}
	p.send("/subscribe", url.Values{"email": {"a@example.com"}, "newsletter": {"99"}}).is(422)
	p.send("/subscribe", url.Values{"email": {"a@example.com"}, "newsletter": {"one"}}).is(422)
	p.send("/subscribe", url.Values{"email": {"a\x00@example.com"}}).is(400)
	p.send("/subscribe", url.Values{"email": {"\xff@example.com"}}).is(400)
	p.send("/subscribe", url.Values{"email": {strings.Repeat("x", 20<<10)}}).is(413)
	p.do("POST", "/subscribe", strings.NewReader("{}"), "Content-Type", "application/json").is(415)
}

func TestUnsubscribingTakesOnePressWithoutCookieOrRedirect(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		m := p.subscriber("rae@example.com")
		other := p.subscriber("other@example.com")
		token, err := p.newsletters.UnsubscribeToken(p.ctx, m.ID, 1)
		p.ok(err)
		path := "/unsubscribe/" + token
		for range 3 {
			p.get(path).is(200, "Unsubscribe from The Morning Tide?")
			p.do("HEAD", path, nil).is(200)
			p.do("OPTIONS", path, nil)
		}
		if !p.again(m).Subscribed(1) {
			t.Fatal("a visit unsubscribed")
		}
		for range 3 {
			p.do("POST", path, strings.NewReader("List-Unsubscribe=One-Click"), "Content-Type", "application/x-www-form-urlencoded").is(200, "You are unsubscribed")
		}
		if p.again(m).Subscribed(1) || !p.again(other).Subscribed(1) {
			t.Error("the wrong one was unsubscribed, or nobody")
		}
		p.do("POST", path, strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n"), "Content-Type", "multipart/form-data; boundary=x").is(200)
		for _, bad := range []string{token[:len(token)-1], token + "A", "x", strings.Repeat("A", 3000), "%00"} {
			if got := p.do("POST", "/unsubscribe/"+bad, nil); got.StatusCode != 404 && got.StatusCode != 400 {
				t.Errorf("%.20s: %d", bad, got.StatusCode)
			}
		}
		p.ok(p.members.Delete(p.ctx, m.ID))
		p.get(path).is(200, "You are unsubscribed")
		p.do("POST", path, nil).is(200)
	})
}

func TestMembersChooseTheirNewsletters(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		second, err := p.newsletters.Create(p.ctx, newsletter.Input{Name: "Sunday Read", SenderName: "Lamp", SenderAddress: "sunday@lamp.example"})
		p.ok(err)
		m := p.subscriber("rae@example.com")
		token, err := p.newsletters.PreferencesToken(p.ctx, m.ID)
		p.ok(err)
		path := "/preferences/" + token
		p.get(path).is(200, "Sunday Read", fmt.Sprintf(`value="%d"`, second.ID))
		p.send(path, url.Values{"newsletter": {fmt.Sprint(second.ID)}}).is(200, "Saved.")
		if m = p.again(m); m.Subscribed(1) || !m.Subscribed(second.ID) {
			t.Errorf("%+v", m.Subscriptions)
		}
		p.send(path, url.Values{"newsletter": {fmt.Sprint(second.ID)}, "all": {"off"}}).is(200, "You are unsubscribed from everything")
		if m = p.again(m); m.Subscribed(second.ID) {
			t.Errorf("%+v", m.Subscriptions)
		}
		p.send(path, url.Values{"newsletter": {"1"}}).is(200, "Saved.")
		if !p.again(m).Subscribed(1) {
			t.Error("they could not come back")
		}
		p.send(path, url.Values{"newsletter": {"99"}}).is(422)
		p.send(path, url.Values{"newsletter": {"x"}}).is(422)
		p.get("/preferences/" + token + "x").is(404)
		confirm, err := p.newsletters.ConfirmToken(p.ctx, m.ID)
		p.ok(err)
		p.get("/preferences/" + confirm).is(404) // a key for one door opens no other
	})
}

func TestMembersSeeTakeAwayAndDeleteWhatIsStored(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		m := p.subscriber("rae@example.com")
		token, err := p.newsletters.OwnDataToken(p.ctx, m.ID, p.now().Add(time.Hour))
		p.ok(err)
		path := "/member/" + token
		p.get(path).is(200, "rae@example.com", "The Morning Tide", "Confirmed", "By pressing the button")
		export := p.get(path+"/export.json").is(200, `"email": "rae@example.com"`)
		if !strings.HasPrefix(export.Header.Get("Content-Disposition"), "attachment") || export.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%v", export.Header)
		}
		p.get(path + "/deletion").is(404)
		p.send(path+"/deletion", nil).is(422, "Nothing was deleted")
		p.again(m)
		p.send(path+"/deletion", url.Values{"sure": {"yes"}}).is(200, "Everything about you is deleted")
		if _, err := p.members.Get(p.ctx, m.ID); err == nil {
			t.Error("the member is still there")
		}
		p.get(path).is(404)
		p.later(2 * time.Hour)
		p.get(path).is(410)
	})
}

func TestTheLinkToOnesDataComesByMailAlone(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		m := p.subscriber("rae@example.com")
		p.send("/member", url.Values{"email": {"nobody@example.com"}}).is(200, "Look into your inbox").lacks("/member/")
		p.send("/member", url.Values{"email": {"not an address"}}).is(422, `value="not an address"`)
		p.send("/member", url.Values{"email": {"RAE@example.com"}}).is(200, "Look into your inbox").lacks("/member/")
		p.work()
		p.get(p.link("rae@example.com", "/member/")).is(200, "rae@example.com")
		token, err := p.newsletters.PreferencesToken(p.ctx, m.ID)
		p.ok(err)
		p.do("POST", "/preferences/"+token+"/data", nil).is(200, "Look into your inbox")
		for range 30 {
			p.send("/member", url.Values{"email": {"rae@example.com"}})
		}
		got := p.send("/member", url.Values{"email": {"rae@example.com"}}).is(429)
		if got.Header.Get("Retry-After") == "" {
			t.Error("no word on when to come back")
		}
	})
}

func TestAnIssueIsShownAsItWasSentWithoutAnythingPersonal(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		ferry, _ := p.fill()
		p.subscriber("rae@example.com")
		i, err := p.newsletters.CreateIssue(p.ctx, 0, newsletter.IssueInput{NewsletterID: 1, Subject: "The ferry is back", Intro: "Good morning, {name}.", PostIDs: []int64{ferry.ID}})
		p.ok(err)
		_, err = p.newsletters.Send(p.ctx, i.ID, i.Version, 0)
		p.ok(err)
		p.deliver(i.ID)
		list := p.get("/newsletters/the-morning-tide").is(200, "The ferry is back")
		_, rest, _ := strings.Cut(list.main(), `<h3><a href="`)
		path, _, _ := strings.Cut(rest, `"`)
		got := p.get(path).is(200, "Forty passengers").lacks("rae@example.com", "/unsubscribe/", "/preferences/", "<script")
		if csp := got.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "script-src") {
			t.Error(csp)
		}
		p.get("/newsletters").is(200, "The ferry is back")
		p.get("/newsletters/other" + path[strings.LastIndex(path, "/"):]).is(301)
	})
}

// Mails are passed on, and an old mailbox may be somebody else's by now.
func TestALinkOfAMailNeverSaysWhoseItIs(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		m := p.subscriber("rae@example.com")
		preferences, err := p.newsletters.PreferencesToken(p.ctx, m.ID)
		p.ok(err)
		leave, err := p.newsletters.UnsubscribeToken(p.ctx, m.ID, 1)
		p.ok(err)
		for _, path := range []string{"/preferences/" + preferences, "/unsubscribe/" + leave} {
			if got := p.get(path).is(200, "The Morning Tide"); strings.Contains(got.body, "rae") {
				t.Errorf("%s says whose it is", path)
			}
		}
	})
}
