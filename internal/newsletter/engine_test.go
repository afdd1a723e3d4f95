package newsletter_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/mail/mailtest"
	"onrecord/internal/newsletter"
)

// withPeer runs a test on both engines with a mail server that follows a plan.
func withPeer(t *testing.T, plan func(mailtest.Event) mailtest.Answer, test func(t *testing.T, r *room, p *mailtest.Peer)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := mailtest.Start(t, mailtest.Plan(plan))
		test(t, openRoom(t, d, smtp(t, p.URL())), p)
	})
}

func good(mailtest.Event) mailtest.Answer { return mailtest.Answer{} }

// once holds that every one of n members got exactly one message.
func once(t *testing.T, p *mailtest.Peer, n int) {
	t.Helper()
	got := map[string]int{}
	for _, m := range p.Messages() {
		got[m.To]++
	}
	for i := range n {
		if got[address(i)] != 1 {
			t.Errorf("%s got %d messages", address(i), got[address(i)])
		}
	}
	if len(got) != n {
		t.Errorf("%d addresses got mail, not %d", len(got), n)
	}
}

func TestEverySubscriberGetsTheIssueOnceAndTheLedgerSaysSo(t *testing.T) {
	withPeer(t, good, func(t *testing.T, r *room, p *mailtest.Peer) {
		i := r.ready(333)
		r.run(r.engine())
		i = r.in(i.ID, newsletter.Sent)
		r.counts(i, newsletter.Counts{Sent: 333})
		once(t, p, 333)
		for _, d := range r.deliveries(i.ID, newsletter.DeliverySent) {
			if d.Attempts != 1 || d.ReplyCode != 250 || d.Host == "" || !strings.Contains(d.Reply, "queued") || d.MessageID == "" {
				t.Fatalf("%+v", d)
			}
		}
		if _, most := p.Connections(); most > 4 {
			t.Errorf("%d connections at once", most)
		}
	})
}

// Every way a server can refuse or fail, each for members of its own.
func TestEveryFailureEndsInItsOwnState(t *testing.T) {
	plan := func(e mailtest.Event) mailtest.Answer {
		var n int
		fmt.Sscanf(e.To, "m%d@", &n)
		soft := mailtest.Answer{Code: 451, Text: "4.7.1 later"}
		hard := mailtest.Answer{Code: 550, Text: "5.1.1 nobody here"}
		switch kind := n % 12; {
		case e.To == "":
		case kind == 1 && e.Stage == mailtest.Rcpt && e.Tried < 3:
			return soft
		case kind == 2 && e.Stage == mailtest.Rcpt:
			return hard
		case kind == 3 && e.Stage == mailtest.Dot && e.Tried < 3:
			return soft
		case kind == 4 && e.Stage == mailtest.Dot:
			return hard
		case kind == 5 && e.Stage == mailtest.Rcpt && e.Tried < 2:
			return mailtest.Answer{Code: 421, Text: "4.3.2 closing"}
		case kind == 6 && e.Stage == mailtest.Data && e.Tried < 2:
			return mailtest.Answer{Hang: true}
		case kind == 7 && e.Stage == mailtest.Body && e.Tried < 2:
			return mailtest.Answer{Hang: true}
		case kind == 8 && e.Stage == mailtest.Dot && e.Tried < 2:
			return mailtest.Answer{Hang: true} // it has the message and says nothing
		case kind == 9 && e.Stage == mailtest.Rcpt:
			return soft // for ever
		case kind == 10 && e.Stage == mailtest.Dot && e.Tried < 2:
			return mailtest.Answer{Code: 421, Text: "4.3.2 not now"}
		case kind == 11 && e.Stage == mailtest.Dot:
			return mailtest.Answer{Delay: time.Millisecond}
		}
		return mailtest.Answer{}
	}
	withPeer(t, plan, func(t *testing.T, r *room, p *mailtest.Peer) {
		i := r.ready(120)
		r.run(r.engine())
		i = r.in(i.ID, newsletter.Sent)
		uncertain, failed := r.deliveries(i.ID, newsletter.DeliveryUncertain), r.deliveries(i.ID, newsletter.DeliveryFailed)
		// A hang-up in the body may be seen before the dot or with it: a short body fits the socket.
		extra := int64(len(uncertain)) - 10
		r.counts(i, newsletter.Counts{Sent: 80 - extra, Failed: 30, Uncertain: 10 + extra})
		kinds := map[int]int{}
		for _, d := range uncertain {
			kinds[number(d.Email)%12]++
			if !strings.Contains(d.Reply, "no answer") || d.Host == "" || d.MessageID == "" || d.UpdatedAt.IsZero() {
				t.Errorf("uncertain, but not said why: %+v", d)
			}
		}
		if kinds[8] != 10 || kinds[7] != int(extra) {
			t.Errorf("uncertain are %v", kinds)
		}
		for _, d := range failed {
			want, tries := "5.1.1 nobody here", int64(1)
			if number(d.Email)%12 == 9 {
				want, tries = "4.7.1 later (given up after the last try)", 4
			}
			if d.Reply != want || d.Attempts != tries {
				t.Errorf("failed: %+v", d)
			}
		}
		for _, m := range p.Messages() {
			if n := len(p.To(m.To)); n != 1 {
				t.Errorf("%s got %d", m.To, n)
			}
		}
	})
}

func number(email string) (n int) {
	fmt.Sscanf(email, "m%d@", &n)
	return n
}

func TestTheBytesAndTheMessageIDOfARetryAreTheSame(t *testing.T) {
	first := make(chan []byte, 100)
	_ = first
	plan := func(e mailtest.Event) mailtest.Answer {
		if e.Stage == mailtest.Dot && e.Tried == 1 {
			return mailtest.Answer{Hang: true}
		}
		return mailtest.Answer{}
	}
	withPeer(t, plan, func(t *testing.T, r *room, p *mailtest.Peer) {
		i := r.ready(8)
		r.run(r.engine())
		i = r.in(i.ID, newsletter.Sent)
		r.counts(i, newsletter.Counts{Uncertain: 8})
		// Nothing that changes now may reach the issue.
		st := must(r.Site.Get(t.Context()))(t)
		st.Name = "Another Name"
		must(r.Site.Update(t.Context(), st.Version, st))(t)
		for _, d := range r.deliveries(i.ID, newsletter.DeliveryUncertain) {
			again := must(r.Decide(t.Context(), d.ID, newsletter.Resend, 0))(t)
			if again.State != newsletter.DeliveryPending || again.MessageID != d.MessageID || again.Choice != newsletter.Resend {
				t.Errorf("%+v", again)
			}
		}
		i = r.in(i.ID, newsletter.Sent)
		r.counts(i, newsletter.Counts{Sent: 8})
		for n := range 8 {
			got := p.To(address(n))
			if len(got) != 2 || !bytes.Equal(got[0].Data, got[1].Data) {
				t.Errorf("%s got %d messages, or they differ", address(n), len(got))
			}
		}
	})
}

func TestNoMessageCarriesAnybodyElsesData(t *testing.T) {
	withPeer(t, good, func(t *testing.T, r *room, p *mailtest.Peer) {
		nl := r.newsletter()
		r.subscribers(60, nl.ID)
		post := r.published("Harbour to reopen", "It opens.")
		i := must(r.CreateIssue(t.Context(), 0, newsletter.IssueInput{NewsletterID: nl.ID, Intro: "Dear {name|friend}, {name}!", PostIDs: []int64{post.ID}}))(t)
		must(r.Send(t.Context(), i.ID, 0, 0))(t)
		r.run(r.engine())
		r.in(i.ID, newsletter.Sent)
		names, addresses := regexp.MustCompile(`N~\d+~N`), regexp.MustCompile(`m\d{4}@`)
		seen := map[string]string{}
		for _, m := range p.Messages() {
			o := open(t, m.Data)
			own := fmt.Sprintf("N~%d~N", number(m.To))
			all := fmt.Sprint(o.Header) + o.text + o.html
			for _, s := range names.FindAllString(all, -1) {
				if s != own {
					t.Errorf("%s reads of %s", m.To, s)
				}
			}
			for _, s := range addresses.FindAllString(all, -1) {
				if s != m.To[:6] {
					t.Errorf("%s reads of %s", m.To, s)
				}
			}
			if strings.Count(o.html, own) != 2 || strings.Count(o.text, own) != 2 {
				t.Errorf("%s is not greeted: %s", m.To, o.text)
			}
			for _, link := range regexp.MustCompile(`/(unsubscribe|preferences)/([\w-]+)`).FindAllStringSubmatch(all, -1) {
				if other, ok := seen[link[2]]; ok && other != m.To {
					t.Errorf("%s and %s share a link", m.To, other)
				}
				seen[link[2]] = m.To
				id, n := memberOf(t, r, link[1], link[2]), must(r.Members.ByEmail(t.Context(), m.To))(t).ID
				if id != n {
					t.Errorf("the %s link of member %d acts on %d", link[1], n, id)
				}
			}
		}
	})
}

func memberOf(t *testing.T, r *room, purpose, token string) int64 {
	t.Helper()
	if purpose == "preferences" {
		return must(r.ReadPreferencesToken(t.Context(), token))(t)
	}
	id, _, err := r.ReadUnsubscribeToken(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	return id
}
