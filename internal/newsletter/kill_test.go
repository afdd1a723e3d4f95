package newsletter_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/mail/mailtest"
	"onrecord/internal/newsletter"
)

// With these set, the test binary is an engine and nothing else: a process that
// can be killed.
const (
	childDB    = "ONRECORD_TEST_ENGINE_DB"
	childPeer  = "ONRECORD_TEST_ENGINE_PEER"
	childFiles = "ONRECORD_TEST_ENGINE_FILES"
)

func TestMain(m *testing.M) {
	if os.Getenv(childDB) == "" {
		os.Exit(m.Run())
	}
	if err := child(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func child() error {
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer cancel()
	d, err := db.Open(ctx, os.Getenv(childDB))
	if err != nil {
		return err
	}
	t := new(testing.T)
	s, _, err := wire(d, os.Getenv(childFiles), smtp(t, os.Getenv(childPeer)), time.Now)
	if err != nil {
		return err
	}
	e := (&room{Store: s}).engine()
	e.Lease = 400 * time.Millisecond
	if err := e.Run(ctx); err != nil {
		return err
	}
	return d.Close()
}

// process starts an engine in a process of its own.
func (r *room) process(p *mailtest.Peer) *exec.Cmd {
	r.t.Helper()
	self, err := os.Executable()
	r.ok(err)
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), childDB+"="+r.d.URL, childPeer+"="+p.URL(), childFiles+"="+r.t.TempDir())
	cmd.Stderr = os.Stderr
	r.ok(cmd.Start())
	r.t.Cleanup(func() {
		cmd.Process.Kill() //nolint:errcheck // it may have ended
		cmd.Wait()         //nolint:errcheck // its end is what we want
	})
	return cmd
}

func TestKilledThreeTimesTheIssueIsFinishedAndNobodyIsMissedOrDoubled(t *testing.T) {
	slowly := func(e mailtest.Event) mailtest.Answer {
		if e.Stage == mailtest.Dot {
			return mailtest.Answer{Delay: 20 * time.Millisecond} // time enough to be killed in, on a busy machine
		}
		return mailtest.Answer{}
	}
	withPeer(t, slowly, func(t *testing.T, r *room, p *mailtest.Peer) {
		const members, kills, connections = 300, 3, 4
		i := r.ready(members)
		for n := range kills {
			cmd := r.process(p)
			p.Await((n + 1) * 70)
			r.ok(cmd.Process.Kill())
			cmd.Wait() //nolint:errcheck // it was killed
			if now := must(r.Issue(t.Context(), i.ID))(t); now.State == newsletter.Sent {
				t.Fatal("it was over before it was killed")
			}
		}
		r.run(r.engine())
		i = r.in(i.ID, newsletter.Sent)
		c := i.Counts
		if c.Total() != members || c.Sent+c.Uncertain != members || c.Uncertain > kills*connections {
			t.Errorf("counts %+v", c)
		}
		state := map[string]string{}
		for _, d := range r.deliveries(i.ID, "") {
			state[d.Email] = d.State
		}
		for n := range members {
			got := len(p.To(address(n)))
			if state[address(n)] == newsletter.DeliverySent && got != 1 || got > 1 {
				t.Errorf("%s is %s and got %d", address(n), state[address(n)], got)
			}
		}
		t.Logf("%d are uncertain after %d kills", c.Uncertain, kills)
	})
}

func TestAPlannedStopLeavesNothingUncertainAndTheNextStartGoesOn(t *testing.T) {
	slowly := func(e mailtest.Event) mailtest.Answer {
		if e.Stage == mailtest.Dot {
			return mailtest.Answer{Delay: 20 * time.Millisecond}
		}
		return mailtest.Answer{}
	}
	withPeer(t, slowly, func(t *testing.T, r *room, p *mailtest.Peer) {
		i := r.ready(120)
		for n := range 3 {
			cmd := r.process(p)
			p.Await((n + 1) * 20)
			r.ok(cmd.Process.Signal(syscall.SIGTERM))
			if err := cmd.Wait(); err != nil {
				t.Fatal(err)
			}
			c := must(r.Issue(t.Context(), i.ID))(t).Counts
			if c.Committing+c.Uncertain != 0 || c.Pending == 0 || int(c.Sent) != p.Count() {
				t.Errorf("stop %d left %+v, and %d messages arrived", n, c, p.Count())
			}
			if held := r.count(`SELECT count(*) FROM delivery_chunk WHERE state = 'leased'`); held != 0 {
				t.Errorf("%d chunks are still leased", held)
			}
		}
		r.run(r.engine())
		r.counts(r.in(i.ID, newsletter.Sent), newsletter.Counts{Sent: 120})
		once(t, p, 120)
	})
}
