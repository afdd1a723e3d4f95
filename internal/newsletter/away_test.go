package newsletter_test

import (
	"strings"
	"sync/atomic"
	"testing"

	"onrecord/internal/fault"
	"onrecord/internal/mail/mailtest"
	"onrecord/internal/member"
	"onrecord/internal/newsletter"
)

func TestAnIssueIsCancelledToItsEndAlsoWhileTheServerIsAway(t *testing.T) {
	away := func(e mailtest.Event) mailtest.Answer {
		if e.Stage == mailtest.Connect {
			return mailtest.Answer{Code: 421, Text: "4.3.2 too busy"}
		}
		return mailtest.Answer{}
	}
	withPeer(t, away, func(t *testing.T, r *room, _ *mailtest.Peer) {
		i := r.ready(30)
		r.run(r.engine())
		told := func() bool { return must(r.Issue(t.Context(), i.ID))(t).Trouble != "" }
		r.until("staff are told", told)
		must(r.Pause(t.Context(), i.ID))(t)
		must(r.Resume(t.Context(), i.ID))(t)
		r.until("staff are told again, since nothing is better", told)
		must(r.Cancel(t.Context(), i.ID))(t)
		r.counts(r.in(i.ID, newsletter.Cancelled), newsletter.Counts{Skipped: 30})
	})
}

func TestAConfirmationWaitsForAServerThatRefusesUsButNotForOneThatRefusesTheReader(t *testing.T) {
	type refusal struct{ stage, text string }
	var refuse atomic.Value
	plan := func(e mailtest.Event) mailtest.Answer {
		if no := refuse.Load().(refusal); e.Stage == no.stage {
			return mailtest.Answer{Code: 554, Text: no.text}
		}
		return mailtest.Answer{}
	}
	withPeer(t, plan, func(t *testing.T, r *room, p *mailtest.Peer) {
		nl := r.newsletter()
		for n, no := range []refusal{
			{mailtest.Connect, "5.7.1 not you"}, {mailtest.Mail, "5.7.1 not you"}, {mailtest.Rcpt, "5.7.1 relay access denied"}, {mailtest.Rcpt, "5.1.1 nobody of that name"},
		} {
			refuse.Store(no)
			r.ok(r.Members.RequestSignup(t.Context(), address(n), "", []int64{nl.ID}, member.Proof{}))
			r.ok(r.jobs.Drain(t.Context()))
			want := int64(0)
			if strings.HasPrefix(no.text, "5.1.1") {
				want = 1
			}
			if dead := r.count(`SELECT count(*) FROM job WHERE state = 'dead'`); dead != want {
				t.Errorf("after a refusal of %s with %s %d are dead", no.stage, no.text, dead)
			}
		}
	})
}

func TestATestMailThatMayHaveArrivedIsNotCalledUnreachable(t *testing.T) {
	silent := func(e mailtest.Event) mailtest.Answer { return mailtest.Answer{Hang: e.Stage == mailtest.Dot} }
	withPeer(t, silent, func(t *testing.T, r *room, _ *mailtest.Peer) {
		i := r.issue(r.newsletter())
		err := r.SendTest(t.Context(), i.ID, "tester@example.org")
		if !fault.Is(err, fault.Unavailable) || !strings.Contains(fault.Sentence(err), "may or may not arrive") {
			t.Errorf("%v", err)
		}
	})
}
