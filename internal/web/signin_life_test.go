package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/member"
)

func (p *paper) count(query string, args ...any) int64 {
	p.t.Helper()
	n, err := db.One(p.ctx, p.d, db.Value[int64], query, args...)
	p.ok(err)
	return n
}

func TestASignInRunsOutAndSoDoesASession(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		p.jobs.On(member.SigninRequested, "mail", p.newsletters.SendSignin)
		rae := p.subscriber("rae@example.com")
		b := p.browser()
		b.do("POST", "/sign-in", url.Values{"email": {"rae@example.com"}}).is(303)
		p.work()
		path, code := p.link("rae@example.com", "/sign-in/"), p.code("rae@example.com")
		p.later(15 * time.Minute)
		b.do("GET", path, nil).is(410)
		b.do("POST", path, nil).is(410)
		b.do("POST", "/sign-in/code", url.Values{"code": {code}}).is(422)

		b.signIn("rae@example.com", "")
		p.later(59 * 24 * time.Hour)
		b.do("GET", "/account", nil).is(200)
		p.later(61 * 24 * time.Hour) // unused
		b.do("GET", "/account", nil).is(303)
		b.signIn("rae@example.com", "")
		for range 4 { // used, but for longer than a session lives
			p.later(45 * 24 * time.Hour)
			b.do("GET", "/account", nil)
		}
		b.do("GET", "/account", nil).is(303)

		// Whoever reads the mail of the new address signs in anew; the old one is nobody's.
		b.signIn("rae@example.com", "")
		now := p.again(rae)
		_, err := p.members.Update(p.ctx, rae.ID, now.Version, member.Input{Email: "rae@elsewhere.example", Name: now.Name})
		p.ok(err)
		b.do("GET", "/account", nil).is(303)
		b.signIn("rae@elsewhere.example", "")
		b.do("GET", "/account", nil).is(200, "rae@elsewhere.example")
	})
}

func TestNoAddressGetsMoreThanThreeSignInMailsAnHour(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		p.jobs.On(member.SigninRequested, "mail", p.newsletters.SendSignin)
		p.subscriber("rae@example.com")
		p.work()
		mails := func() int64 { return p.count("SELECT count(*) FROM outbox WHERE subject LIKE 'Sign in%'") }
		want := ""
		for i, email := range []string{"rae@example.com", "RAE@example.com", "rae+1@example.com", "rae@example.com", "rae+2@example.com", "rae@example.com"} {
			got := p.browser().do("POST", "/sign-in", url.Values{"email": {email}}).is(303)
			if h := fmt.Sprint(got.Header["Location"], len(got.Header["Set-Cookie"]), got.body); i == 0 {
				want = h
			} else if h != want {
				t.Errorf("the answer changes: %s", h)
			}
		}
		p.work()
		if n := mails(); n != 3 {
			t.Errorf("%d mails", n)
		}
		p.later(61 * time.Minute)
		p.browser().do("POST", "/sign-in", url.Values{"email": {"rae@example.com"}}).is(303)
		p.work()
		if n := mails(); n != 4 {
			t.Errorf("%d mails after an hour", n)
		}
		for range 20 { // from one network, whatever the addresses
			p.browser().ask("POST", "/sign-in", url.Values{"email": {fmt.Sprintf("n%d@example.com", time.Now().UnixNano())}})
		}
		p.browser().ask("POST", "/sign-in", url.Values{"email": {"one-more@example.com"}}).is(429)
	})
}

// The time that an answer takes tells nothing, since what is done before it is
// the same: whether somebody has the address is only looked up by the job.
func TestSigningInDoesTheSameForKnownAndUnknownAddresses(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		p.jobs.On(member.SigninRequested, "mail", p.newsletters.SendSignin)
		p.subscriber("known@example.com")
		gone := p.subscriber("gone@example.com")
		p.ok(p.members.Delete(p.ctx, gone.ID))
		p.work()
		left := func() string {
			return fmt.Sprint(p.count("SELECT count(*) FROM member_signin"), p.count("SELECT count(*) FROM job"), p.count("SELECT count(*) FROM outbox"), p.count("SELECT count(*) FROM limit_counter"))
		}
		ask := func(email string) (answer, did string) {
			before := left()
			got := p.browser().do("POST", "/sign-in", url.Values{"email": {email}})
			h := got.Header.Clone()
			h.Del("Date")
			cookie := h.Get("Set-Cookie")
			h.Set("Set-Cookie", cookie[:strings.Index(cookie, "=")]+cookie[strings.Index(cookie, ";"):])
			answer = fmt.Sprintln(got.StatusCode, h, got.body)
			var a, b [4]int
			fmt.Sscan(before, &a[0], &a[1], &a[2], &a[3])
			fmt.Sscan(left(), &b[0], &b[1], &b[2], &b[3])
			for i := range a {
				did += fmt.Sprint(b[i]-a[i], " ")
			}
			return answer, did
		}
		ask("first@example.com") // makes the counter of the network
		answer, did := ask("unknown@example.com")
		for _, email := range []string{"known@example.com", "gone@example.com", "KNOWN@example.com"} {
			if gotAnswer, gotDid := ask(email); gotAnswer != answer || gotDid != did {
				t.Errorf("%s: %s, did %s; an unknown one: %s, did %s", email, gotAnswer, gotDid, answer, did)
			}
		}
		if did != "1 1 0 0 " {
			t.Errorf("it did %s", did)
		}
	})
}
