package web_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"onrecord/internal/member"
)

func (p *paper) signedIn(email string) *browser {
	p.t.Helper()
	b := p.browser()
	b.do("POST", "/sign-in", url.Values{"email": {email}}).is(303)
	p.work()
	b.do("POST", "/sign-in/code", url.Values{"code": {p.code(email)}}).is(303)
	return b
}

// mails are how many went to an address.
func (p *paper) mails(to string) int {
	p.t.Helper()
	list, _, err := p.outbox.List(p.ctx, 0, 50, to)
	p.ok(err)
	return len(list)
}

func TestAMemberMovesToAnotherAddressByAPressThereAndTheOldOneCanTakeItBack(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		p.jobs.On(member.SigninRequested, "mail", p.newsletters.SendSignin)
		p.jobs.On(member.AddressWanted, "mail", p.newsletters.SendAddressConfirmation)
		p.jobs.On(member.AddressChanged, "mail", p.newsletters.SendAddressNotice)
		m, other := p.subscriber("rae@example.com"), p.subscriber("mara@example.com")
		p.ok(p.members.Suppress(p.ctx, "angry@example.com", member.ReasonComplained))
		mine, elsewhere := p.signedIn("rae@example.com"), p.signedIn("rae@example.com")
		want := func(b *browser, email string) answer {
			got := b.do("POST", "/account/address", url.Values{"email": {email}})
			p.work()
			return got
		}
		want(mine, "no address").is(422, `id="address-problem"`, `value="no address"`)
		want(mine, "").is(422, `id="address-problem"`)
		p.browser().do("POST", "/account/address", url.Values{"email": {"x@example.com"}}).is(303)

		// Of three addresses the answer is the same, and only who reads there learns more.
		free := want(mine, "rae@new.example").is(200, "If this address can be used here").body
		before := p.mails("mara@example.com")
		if taken := want(mine, "mara@example.com").is(200).body; taken != free || p.mails("mara@example.com") != before+1 {
			t.Error("a known address is told from an unknown one")
		}
		if barred := want(mine, "angry@example.com").is(200).body; barred != free || p.mails("angry@example.com") != 0 {
			t.Error("a barred address is told from another, or is written to")
		}
		want(mine, "fourth@example.com").is(200)
		if p.mails("fourth@example.com") != 0 {
			t.Error("a fourth mail in an hour")
		}

		path := p.link("rae@new.example", "/address/")
		for _, method := range []string{"GET", "HEAD", "GET"} {
			p.browser().do(method, path, nil).is(200)
		}
		p.get(path).is(200, "rae@new.example", `method="post"`)
		if p.again(m).Email != "rae@example.com" {
			t.Fatal("a visit changed it")
		}
		p.do("POST", path, nil).is(200, "Your address is changed")
		p.do("POST", path, nil).is(410)
		now := p.again(m)
		if now.Email != "rae@new.example" || !now.Subscribed(1) || now.Status != member.Active {
			t.Errorf("%+v", now)
		}
		for _, b := range []*browser{mine, elsewhere} {
			b.do("GET", "/account", nil).is(303)
		}
		p.work()

		// A thief goes on to a third address; the owner of the first takes it all back.
		thief := p.signedIn("rae@new.example")
		p.later(time.Hour)
		want(thief, "thief@example.com").is(200)
		p.do("POST", p.link("thief@example.com", "/address/"), nil).is(200)
		p.work()
		undo := p.link("rae@example.com", "/address/")
		if !strings.HasSuffix(undo, "/undo") {
			t.Fatal(undo)
		}
		p.get(undo).is(200, "rae@example.com")
		p.do("POST", undo, nil).is(200, "Your address is as it was before")
		if now = p.again(m); now.Email != "rae@example.com" || !now.Subscribed(1) {
			t.Errorf("%+v", now)
		}
		for _, dead := range []string{undo, p.link("rae@new.example", "/address/")} {
			p.do("POST", dead, nil).is(410)
		}
		p.get("/address/x").is(410)
		p.get("/address/x/undo").is(410)

		// What is forgotten is forgotten in every address, but not what is another's by now.
		p.ok(p.members.Delete(p.ctx, m.ID))
		for _, email := range []string{"rae@example.com", "rae@new.example"} {
			if got, err := p.members.IDByEmail(p.ctx, email); err != nil || got != 0 {
				t.Errorf("%s: %d, %v", email, got, err)
			}
		}
		if p.again(other).Email != "mara@example.com" {
			t.Error("another member is gone")
		}
	})
}

func TestALinkToAnotherAddressIsOldAfterADayAndOneThatWasTakenMeanwhileStaysTaken(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		p.jobs.On(member.SigninRequested, "mail", p.newsletters.SendSignin)
		p.jobs.On(member.AddressWanted, "mail", p.newsletters.SendAddressConfirmation)
		p.jobs.On(member.AddressChanged, "mail", p.newsletters.SendAddressNotice)
		m := p.subscriber("rae@example.com")
		b := p.signedIn("rae@example.com")
		b.do("POST", "/account/address", url.Values{"email": {"one@example.com"}}).is(200)
		b.do("POST", "/account/address", url.Values{"email": {"two@example.com"}}).is(200)
		p.work()
		p.subscriber("one@example.com")
		p.do("POST", p.link("one@example.com", "/address/"), nil).is(409, "please write to us")
		p.later(25 * time.Hour)
		p.do("POST", p.link("two@example.com", "/address/"), nil).is(410)
		if p.again(m).Email != "rae@example.com" {
			t.Error("it is changed")
		}
	})
}
