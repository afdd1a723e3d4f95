package newsletter_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/mail/mailtest"
	"onrecord/internal/newsletter"
)

// A relay that does not know us refuses every recipient, one by one.
func TestARefusalThatIsAboutUsFailsNobodyAndPausesTheIssue(t *testing.T) {
	var plan atomic.Value
	ask := func(e mailtest.Event) mailtest.Answer { return plan.Load().(func(mailtest.Event) mailtest.Answer)(e) }
	refuse := func(stage string, code int, text string) func(mailtest.Event) mailtest.Answer {
		return func(e mailtest.Event) mailtest.Answer {
			if e.Stage == stage {
				return mailtest.Answer{Code: code, Text: text}
			}
			return mailtest.Answer{}
		}
	}
	plan.Store(good)
	withPeer(t, ask, func(t *testing.T, r *room, p *mailtest.Peer) {
		i := r.ready(40)
		r.run(r.engine())
		for _, no := range []struct {
			stage string
			code  int
			text  string
		}{
			{mailtest.Connect, 554, "no service for you"},
			{mailtest.Mail, 552, "5.3.4 too large"},
			{mailtest.Rcpt, 554, "5.7.1 relay access denied"},
			{mailtest.Rcpt, 550, "relay not permitted"},
			{mailtest.Dot, 554, "5.7.1 looks like spam"},
		} {
			plan.Store(refuse(no.stage, no.code, no.text))
			p.HangUp()
			must(r.Resume(t.Context(), i.ID))(t)
			i = r.in(i.ID, newsletter.Paused)
			r.until("nothing is under way", func() bool {
				i = must(r.Issue(t.Context(), i.ID))(t)
				return i.Counts.Committing == 0
			})
			if !strings.Contains(i.PauseReason, no.text) || !strings.Contains(i.PauseReason, "then resume") || i.Counts != (newsletter.Counts{Pending: 40}) {
				t.Errorf("%s: %q, %+v", no.stage, i.PauseReason, i.Counts)
			}
		}
		plan.Store(good)
		must(r.Resume(t.Context(), i.ID))(t)
		r.counts(r.in(i.ID, newsletter.Sent), newsletter.Counts{Sent: 40})
		once(t, p, 40)
	})
}

func TestOneReaderWhomWeMayNotWriteToStopsNobodyElse(t *testing.T) {
	plan := func(e mailtest.Event) mailtest.Answer {
		switch {
		case e.Stage == mailtest.Rcpt && e.To == address(0):
			return mailtest.Answer{Code: 550, Text: "5.7.1 only colleagues may write here"}
		case e.Stage == mailtest.Rcpt && e.To == address(1):
			return mailtest.Answer{Code: 550, Text: "5.1.1 nobody of that name"}
		}
		return mailtest.Answer{}
	}
	withPeer(t, plan, func(t *testing.T, r *room, p *mailtest.Peer) {
		i := r.ready(200)
		r.run(r.engine())
		r.counts(r.in(i.ID, newsletter.Sent), newsletter.Counts{Sent: 198, Failed: 2})
		for n, d := range r.deliveries(i.ID, newsletter.DeliveryFailed) {
			if want := []int64{3, 1}[n]; d.Email != address(n) || d.Attempts != want {
				t.Errorf("%s failed after %d tries: %s", d.Email, d.Attempts, d.Reply)
			}
		}
		for n := range 2 {
			if len(p.To(address(n))) != 0 {
				t.Errorf("%s got it", address(n))
			}
		}
	})
}

// What an engine leaves whose claim was written while its answer was lost: a
// lease by its name that it knows nothing of.
func TestALeaseThatNobodyHoldsRunsOut(t *testing.T) {
	withGate(t, mailtest.Data, address(0), func(t *testing.T, r *room, p *mailtest.Peer, g *gate) {
		i := r.ready(60)
		e := r.engine()
		e.Connections, e.Lease = 1, 200*time.Millisecond
		r.run(e)
		<-g.reached // two chunks are still to be claimed
		r.ok(r.d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE delivery_chunk SET state = 'leased', epoch = epoch + 1, lease_until = $1,
				lease_owner = (SELECT max(c.lease_owner) FROM delivery_chunk c) WHERE number = 3`, db.Ms(time.Now().Add(e.Lease)))
			return err
		}))
		close(g.opened)
		r.counts(r.in(i.ID, newsletter.Sent), newsletter.Counts{Sent: 60})
		once(t, p, 60)
	})
}

// An engine whose intent was written while its answer was lost has released no
// dot. Whatever keeps the next try from its dot, nothing of it is uncertain.
func TestATryThatEndsBeforeTheDotIsNeverUncertain(t *testing.T) {
	plan := func(e mailtest.Event) mailtest.Answer {
		switch {
		case e.Stage == mailtest.Rcpt && e.To == address(0):
			return mailtest.Answer{Code: 451, Text: "4.3.0 later"}
		case e.Stage == mailtest.Rcpt:
			return mailtest.Answer{Code: 550, Text: "5.1.1 nobody of that name"}
		}
		return mailtest.Answer{}
	}
	withPeer(t, plan, func(t *testing.T, r *room, _ *mailtest.Peer) {
		i := r.ready(2)
		for done := false; !done; {
			done = must(r.FreezeSome(t.Context(), i.ID, 150, 20))(t)
		}
		for _, on := range []string{newsletter.DeliveryCommitting, newsletter.DeliveryUncertain, newsletter.DeliveryPending} {
			r.ok(r.d.Write(t.Context(), func(tx *db.Tx) error {
				if _, err := tx.Exec(t.Context(), `UPDATE delivery SET state = $1, epoch = CASE WHEN $1 = 'pending' THEN 0 ELSE 3 END, attempts = 0`, on); err != nil {
					return err
				}
				_, err := tx.Exec(t.Context(), `UPDATE delivery_chunk SET state = 'leased', lease_owner = 'us', epoch = 3`)
				return err
			}))
			for n, d := range r.deliveries(i.ID, "") {
				r.ok(r.TryIntended(t.Context(), "us", d, 3))
				now, want := r.deliveries(i.ID, "")[n], []string{newsletter.DeliveryPending, newsletter.DeliveryFailed}[n]
				if now.State != want || now.Attempts != 1 {
					t.Errorf("what was %s is %s after %d tries, not %s: %s", on, now.State, now.Attempts, want, now.Reply)
				}
			}
		}
	})
}
