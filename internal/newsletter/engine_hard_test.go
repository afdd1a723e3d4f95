package newsletter_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/mail/mailtest"
	"onrecord/internal/member"
	"onrecord/internal/newsletter"
)

func TestTwoEnginesShareAnIssueWithoutADouble(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		slowly := mailtest.Plan(func(mailtest.Event) mailtest.Answer { return mailtest.Answer{Delay: 100 * time.Microsecond} })
		p, q := mailtest.Start(t, slowly), mailtest.Start(t, slowly)
		r := openRoom(t, d, smtp(t, p.URL()))
		other, _, err := wire(d, t.TempDir(), smtp(t, q.URL()), time.Now)
		r.ok(err)
		i := r.ready(240)
		r.run(r.engine())
		r.run((&room{Store: other}).engine())
		r.counts(r.in(i.ID, newsletter.Sent), newsletter.Counts{Sent: 240})
		got := map[string]int{}
		for _, m := range append(p.Messages(), q.Messages()...) {
			got[m.To]++
		}
		for n := range 240 {
			if got[address(n)] != 1 {
				t.Errorf("%s got %d", address(n), got[address(n)])
			}
		}
		if p.Count() == 0 || q.Count() == 0 {
			t.Errorf("one did all the work: %d and %d", p.Count(), q.Count())
		}
	})
}

func TestAPausedIssueReleasesNoDotUntilItIsResumed(t *testing.T) {
	withPeer(t, good, func(t *testing.T, r *room, p *mailtest.Peer) {
		i := r.ready(240)
		r.run(r.engine())
		p.Await(50)
		paused := must(r.Pause(t.Context(), i.ID))(t)
		if paused.State != newsletter.Paused {
			t.Fatalf("%+v", paused)
		}
		r.until("nothing is owed", func() bool { return must(r.Issue(t.Context(), i.ID))(t).Counts.Committing == 0 })
		before := len(p.Messages())
		// Another issue that goes through shows that the engine had every chance.
		nl := must(r.Create(t.Context(), newsletter.Input{Name: "Other", SenderName: "x", SenderAddress: "x@lantern.example"}))(t)
		m := must(r.Members.Create(t.Context(), member.Input{Email: "other@example.org"}))(t)
		must(r.Members.SetSubscriptions(t.Context(), m.ID, []int64{nl.ID}, member.Proof{StaffID: 1}))(t)
		second := r.issue(nl)
		must(r.Send(t.Context(), second.ID, 0, 0))(t)
		r.in(second.ID, newsletter.Sent)
		now := must(r.Issue(t.Context(), i.ID))(t)
		if now.State != newsletter.Paused || len(p.Messages()) != before+1 || int(now.Counts.Sent) != before || now.Counts.Uncertain != 0 {
			t.Errorf("%s, %+v, %d messages after %d", now.State, now.Counts, len(p.Messages()), before)
		}
		must(r.Resume(t.Context(), i.ID))(t)
		r.counts(r.in(i.ID, newsletter.Sent), newsletter.Counts{Sent: 240})
		for n := range 240 {
			if got := len(p.To(address(n))); got != 1 {
				t.Errorf("%s got %d", address(n), got)
			}
		}
	})
}

func TestAMessageThatIsHalfOutWhenTheIssueIsPausedIsTakenBack(t *testing.T) {
	withGate(t, mailtest.Data, address(5), func(t *testing.T, r *room, p *mailtest.Peer, g *gate) {
		i := r.ready(30)
		r.run(r.engine())
		<-g.reached
		must(r.Pause(t.Context(), i.ID))(t)
		close(g.opened)
		r.until("it is abandoned", func() bool { return p.Abandoned() > 0 })
		r.until("the chunks are given back", func() bool {
			return r.count(`SELECT count(*) FROM delivery_chunk WHERE state = 'leased'`) == 0
		})
		if now := must(r.Issue(t.Context(), i.ID))(t); len(p.To(address(5))) != 0 || now.Counts.Pending == 0 || now.Counts.Committing+now.Counts.Uncertain != 0 {
			t.Errorf("%+v", now.Counts)
		}
		must(r.Resume(t.Context(), i.ID))(t)
		r.counts(r.in(i.ID, newsletter.Sent), newsletter.Counts{Sent: 30})
		once(t, p, 30)
	})
}

func TestACancelledIssueSkipsWhoeverHasNotGotIt(t *testing.T) {
	withPeer(t, good, func(t *testing.T, r *room, p *mailtest.Peer) {
		i := r.ready(300)
		r.run(r.engine())
		p.Await(30)
		must(r.Cancel(t.Context(), i.ID))(t)
		i = r.in(i.ID, newsletter.Cancelled)
		if c := i.Counts; c.Total() != 300 || c.Open() != 0 || int(c.Sent) != p.Count() || c.Skipped == 0 {
			t.Errorf("%+v, %d messages", c, p.Count())
		}
		if d := r.deliveries(i.ID, newsletter.DeliverySkipped)[0]; d.Reply != "cancelled" {
			t.Errorf("%+v", d)
		}
	})
}

// gate blocks mail for one address at one stage until it is opened.
type gate struct {
	stage, to string
	reached   chan struct{}
	opened    chan struct{}
	once      sync.Once
}

func newGate(stage, to string) *gate {
	return &gate{stage: stage, to: to, reached: make(chan struct{}), opened: make(chan struct{})}
}

func (g *gate) plan(e mailtest.Event) mailtest.Answer {
	if e.Stage != g.stage || e.To != g.to {
		return mailtest.Answer{}
	}
	g.once.Do(func() { close(g.reached) })
	return mailtest.Answer{Until: g.opened}
}

func withGate(t *testing.T, stage, to string, test func(t *testing.T, r *room, p *mailtest.Peer, g *gate)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		g := newGate(stage, to)
		p := mailtest.Start(t, mailtest.Plan(g.plan))
		test(t, openRoom(t, d, smtp(t, p.URL())), p, g)
	})
}

func TestWhoeverLeavesAfterTheFreezeIsSkipped(t *testing.T) {
	withGate(t, mailtest.Data, address(0), func(t *testing.T, r *room, p *mailtest.Peer, g *gate) {
		i := r.ready(60)
		e := r.engine()
		e.Connections = 1
		r.run(e)
		<-g.reached // the first message is half out; the others of its chunk are loaded
		id := func(n int) int64 { return must(r.Members.ByEmail(t.Context(), address(n)))(t).ID }
		other := must(r.Create(t.Context(), newsletter.Input{Name: "Other", SenderName: "x", SenderAddress: "x@lantern.example"}))(t)
		r.ok(r.Members.Subscribe(t.Context(), id(0), other.ID, member.Proof{})) // who stays active all the same
		r.ok(r.Members.Unsubscribe(t.Context(), id(0), 1, member.Proof{}))
		r.ok(r.Members.Unsubscribe(t.Context(), id(1), 1, member.Proof{}))
		r.ok(r.Members.UnsubscribeAll(t.Context(), id(2), member.Proof{}))
		r.ok(r.Members.Delete(t.Context(), id(3)))
		r.ok(r.Members.Suppress(t.Context(), address(4), member.ReasonComplained))
		r.ok(r.Members.Unsubscribe(t.Context(), id(50), 1, member.Proof{}))
		close(g.opened)
		r.counts(r.in(i.ID, newsletter.Sent), newsletter.Counts{Sent: 54, Skipped: 6})
		why := map[string]int{}
		for _, d := range r.deliveries(i.ID, newsletter.DeliverySkipped) {
			why[d.Reply]++
			if d.Reply == "deleted" && (d.Email != "" || d.Name != "" || d.MemberID != 0) {
				t.Errorf("the ledger remembers a deleted member: %+v", d)
			}
		}
		if why["unsubscribed"] != 4 || why["deleted"] != 1 || why["complained"] != 1 {
			t.Errorf("reasons %v", why)
		}
		for _, n := range []int{0, 1, 2, 3, 4, 50} {
			if len(p.To(address(n))) != 0 {
				t.Errorf("%s got mail all the same", address(n))
			}
		}
	})
}

func TestAnEngineThatLostItsLeaseReleasesNoDot(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		g := newGate(mailtest.Data, address(0))
		p := mailtest.Start(t, mailtest.Plan(func(e mailtest.Event) mailtest.Answer {
			if e.Tried > 1 {
				return mailtest.Answer{}
			}
			return g.plan(e)
		}))
		r := openRoom(t, d, smtp(t, p.URL()))
		i := r.ready(20)
		e := r.engine()
		e.Lease = time.Hour // it renews in twenty minutes: too late
		r.run(e)
		<-g.reached
		p.Await(19)
		r.ok(r.d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE delivery_chunk SET lease_owner = 'another', epoch = epoch + 1`)
			return err
		}))
		close(g.opened) // the engine brings the whole message on its way, but for the dot
		r.until("it is abandoned", func() bool { return p.Abandoned() > 0 })
		r.expireLeases() // the other one died
		r.run(r.engine())
		i = r.in(i.ID, newsletter.Sent)
		if c := i.Counts; c.Sent+c.Uncertain != 20 || c.Uncertain > 3 {
			t.Errorf("%+v", c) // results that were not written when the lease went are uncertain
		}
		once(t, p, 20)
	})
}

// expireLeases makes every lease look as if its engine had died.
func (r *room) expireLeases() {
	r.t.Helper()
	r.ok(r.d.Write(r.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(r.t.Context(), `UPDATE delivery_chunk SET lease_until = 1 WHERE state = 'leased'`)
		return err
	}))
}

func TestAReplyThatComesAfterTheLeaseWasLostSettlesTheDelivery(t *testing.T) {
	withGate(t, mailtest.Dot, address(0), func(t *testing.T, r *room, p *mailtest.Peer, g *gate) {
		i := r.ready(30)
		e := r.engine()
		e.Lease = time.Hour // it renews in twenty minutes: too late
		r.run(e)
		<-g.reached
		r.until("all others are in the ledger", func() bool { return must(r.Issue(t.Context(), i.ID))(t).Counts.Sent == 29 })
		r.expireLeases()
		r.run(r.engine())
		i = r.in(i.ID, newsletter.Sent)
		r.counts(i, newsletter.Counts{Sent: 29, Uncertain: 1})
		if d := r.deliveries(i.ID, newsletter.DeliveryUncertain)[0]; d.Email != address(0) || !strings.Contains(d.Reply, "stopped before") {
			t.Errorf("%+v", d)
		}
		close(g.opened)
		r.until("the reply has settled it", func() bool { return must(r.Issue(t.Context(), i.ID))(t).Counts == newsletter.Counts{Sent: 30} })
		once(t, p, 30)
	})
}

func TestARefusalThatComesAfterTheIssueWasFinishedOpensItAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		g := newGate(mailtest.Dot, address(0))
		var once sync.Once
		p := mailtest.Start(t, mailtest.Plan(func(e mailtest.Event) mailtest.Answer {
			a := g.plan(e)
			if a.Until != nil {
				once.Do(func() { a.Code, a.Text = 451, "4.3.0 later" })
			}
			return a
		}))
		r := openRoom(t, d, smtp(t, p.URL()))
		i := r.ready(30)
		e := r.engine()
		e.Lease = time.Hour // it renews in twenty minutes: too late
		r.run(e)
		<-g.reached
		r.until("all others are in the ledger", func() bool { return must(r.Issue(t.Context(), i.ID))(t).Counts.Sent == 29 })
		r.expireLeases()
		r.run(r.engine())
		r.counts(r.in(i.ID, newsletter.Sent), newsletter.Counts{Sent: 29, Uncertain: 1})
		close(g.opened)
		r.until("it was tried again", func() bool { return len(p.To(address(0))) == 1 })
		r.until("the ledger says so", func() bool {
			now := must(r.Issue(t.Context(), i.ID))(t)
			return now.State == newsletter.Sent && now.Counts == newsletter.Counts{Sent: 30}
		})
	})
}

func TestAClockThatIsSetBackLetsNobodyWait(t *testing.T) {
	withPeer(t, good, func(t *testing.T, r *room, p *mailtest.Peer) {
		i := r.ready(40)
		for done := false; !done; {
			done = must(r.FreezeSome(t.Context(), i.ID, 150, 20))(t)
		}
		nextYear := time.Now().AddDate(1, 0, 0).UnixMilli()
		r.ok(r.d.Write(t.Context(), func(tx *db.Tx) error {
			if _, err := tx.Exec(t.Context(), `UPDATE delivery SET next_at = $1`, nextYear); err != nil {
				return err
			}
			_, err := tx.Exec(t.Context(), `UPDATE delivery_chunk SET due_at = $1`, nextYear)
			return err
		}))
		r.run(r.engine())
		r.counts(r.in(i.ID, newsletter.Sent), newsletter.Counts{Sent: 40})
		once(t, p, 40)
	})
}

func TestWhileTheDatabaseIsAwayNoDotGoesOutAndNoResultIsLost(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		g := newGate(mailtest.Dot, address(0))
		away := make(chan struct{})
		p := mailtest.Start(t, mailtest.Plan(func(e mailtest.Event) mailtest.Answer {
			if e.Stage == mailtest.Data && e.To != address(0) {
				return mailtest.Answer{Until: away} // or all would be sent before the database is gone
			}
			return g.plan(e)
		}))
		r := openRoom(t, d, smtp(t, p.URL()))
		i := r.ready(200)
		e := r.engine()
		r.run(e)
		<-g.reached
		rename := func(from, to string) {
			r.ok(r.d.Write(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), `ALTER TABLE `+from+` RENAME TO `+to)
				return err
			}))
		}
		rename("delivery", "delivery_away")
		close(away)
		at := p.Count()
		close(g.opened) // its reply comes while nothing can be written
		p.Await(at + 1)
		r.until("messages are abandoned for want of an intent", func() bool { return p.Abandoned() >= 3 })
		if now := p.Count(); now > at+e.Connections {
			t.Errorf("%d dots went out after the database was gone", now-at)
		}
		rename("delivery_away", "delivery")
		r.counts(r.in(i.ID, newsletter.Sent), newsletter.Counts{Sent: 200})
		once(t, p, 200)
	})
}

func TestAServerThatIsAwayIsWaitedForAndStaffAreTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var mu sync.Mutex
		closed := true
		p := mailtest.Start(t, mailtest.Plan(func(e mailtest.Event) mailtest.Answer {
			mu.Lock()
			defer mu.Unlock()
			if e.Stage == mailtest.Connect && closed {
				return mailtest.Answer{Code: 421, Text: "4.3.2 too busy"}
			}
			return mailtest.Answer{}
		}))
		r := openRoom(t, d, smtp(t, p.URL()))
		i := r.ready(30)
		r.run(r.engine())
		r.until("staff are told", func() bool {
			return strings.Contains(must(r.Issue(t.Context(), i.ID))(t).Trouble, "turned us away (421 4.3.2 too busy)")
		})
		mu.Lock()
		closed = false
		mu.Unlock()
		i = r.in(i.ID, newsletter.Sent)
		r.counts(i, newsletter.Counts{Sent: 30})
		if i.Trouble != "" {
			t.Errorf("it still says %q", i.Trouble)
		}
	})
}

func TestARefusedSenderPausesTheIssueInsteadOfFailingEverybody(t *testing.T) {
	var mu sync.Mutex
	refuse := true
	plan := func(e mailtest.Event) mailtest.Answer {
		mu.Lock()
		defer mu.Unlock()
		if e.Stage == mailtest.Mail && refuse {
			return mailtest.Answer{Code: 550, Text: "5.7.1 not from you"}
		}
		return mailtest.Answer{}
	}
	withPeer(t, plan, func(t *testing.T, r *room, p *mailtest.Peer) {
		mu.Lock()
		refuse = true
		mu.Unlock()
		i := r.ready(40)
		r.run(r.engine())
		i = r.in(i.ID, newsletter.Paused)
		if !strings.Contains(i.PauseReason, "550 5.7.1 not from you") || i.Counts.Pending != 40 {
			t.Errorf("%q, %+v", i.PauseReason, i.Counts)
		}
		mu.Lock()
		refuse = false
		mu.Unlock()
		must(r.Resume(t.Context(), i.ID))(t)
		r.counts(r.in(i.ID, newsletter.Sent), newsletter.Counts{Sent: 40})
	})
}
