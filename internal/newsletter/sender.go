package newsletter

import (
	"errors"
	"math/rand/v2"
	"strings"
	"time"
	"unicode/utf8"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/mail"
)

// Waiting for the mail server, and with it.
const (
	idleMost    = 10 * time.Second // a connection that is not needed is closed
	backoffMost = time.Minute
)

// sender carries deliveries over one connection, one after the other.
type sender struct {
	*worker
	conn    mail.Conn
	failed  int // openings in a row
	body    []byte
	verdict chan verdict
}

func (w *worker) sender() {
	s := &sender{worker: w, verdict: make(chan verdict, 1)}
	defer s.hangUp()
	idle := time.NewTimer(idleMost)
	defer idle.Stop()
	for {
		idle.Reset(idleMost)
		select {
		case t, ok := <-w.work:
			if !ok {
				return
			}
			s.handle(t)
		case <-idle.C:
			s.hangUp()
		}
	}
}

// handle brings one delivery to an end, or drops it.
func (s *sender) handle(t *task) {
	s.busy.Add(1)
	defer s.busy.Add(-1)
	for {
		if s.stopping() || t.chunk.revoked.Load() {
			s.drop(t)
			return
		}
		if o := s.try(t); o != nil {
			s.asks <- ask{outcome: o}
			return
		}
	}
}

// dropped says that a delivery is no longer in our hands: there is nothing to
// write, or it is written already.
func (s *sender) dropped(t *task) *outcome { return &outcome{chunk: t.chunk} }

// try makes one attempt. It gives nil if the same delivery is to be tried again
// at once, or dropped.
func (s *sender) try(t *task) *outcome {
	body, err := s.copyFor(s.hard, s.body[:0], t.form, t.recipient)
	if err != nil {
		return s.notBuilt(t, err)
	}
	s.body = body
	if !s.connect(t) {
		return nil
	}
	if err := s.conn.Begin(s.stop, t.form.head.From.Email, t.email, body); err != nil {
		return s.notBegun(t, err)
	}
	s.asks <- ask{task: t, host: s.conn.Host(), verdict: s.verdict}
	switch <-s.verdict {
	case granted:
		return s.commit(t)
	case withdrawn:
		t.chunk.revoked.Store(true)
	case excluded:
		s.hangUp()
		return s.dropped(t)
	case failed:
		t.intended = true
		s.hangUp()
		s.wait(s.Poll)
		return nil
	}
	s.hangUp()
	return nil
}

// notBuilt sorts out why there is no message: for want of the database, by the
// recipient's name or address, or by what the issue says.
func (s *sender) notBuilt(t *task, err error) *outcome {
	if fault.Is(err, fault.Invalid) {
		return t.failure(fault.Sentence(err))
	}
	s.report("building a message", err)
	if ours, ok := fault.As(err); ok && ours.Kind == fault.Internal {
		s.stopIssue(t.chunk, fault.Sentence(spoilt(err)))
	} else {
		s.wait(s.Poll)
	}
	return nil
}

func (t *task) failure(sentence string) *outcome {
	o := t.outcome(DeliveryFailed, sentence)
	o.tried = 1
	return o
}

// connect makes sure of a connection, or waits and says no.
func (s *sender) connect(t *task) bool {
	if s.conn != nil && !s.conn.Closed() {
		return true
	}
	s.hangUp()
	conn, err := s.Transport.Open(s.stop)
	if err == nil {
		s.conn, s.failed = conn, 0
		s.open.Add(1)
		return true
	}
	if s.stopping() {
		return false
	}
	s.failed++
	s.log.Warn("newsletter engine: the mail server takes no connection", "host", s.Transport.Name(), "error", err)
	// A server that takes us on other connections may just find that these are enough.
	if s.look(t.chunk) && s.open.Load() == 0 {
		if r, ok := mail.ReplyOf(err); ok && r.Code/100 == 5 {
			s.stopIssue(t.chunk, turnedAway(s.Transport.Name(), r))
		} else {
			s.trouble(t.issueID, unreachable(s.Transport.Name(), err))
		}
	}
	if t.chunk.revoked.Load() {
		return false
	}
	d := min(s.Poll<<min(s.failed-1, 10), backoffMost)
	s.wait(d/2 + rand.N(d))
	return false
}

// look tells whether the issue is still to be sent, and notes what its row says.
// While no message gets as far as the dot nothing else would notice that a person
// stopped it, and its chunk would be held until the server is back.
func (s *sender) look(c *chunk) bool {
	var state, trouble string
	err := s.DB.QueryRow(s.stop, `SELECT state, trouble FROM issue WHERE id = $1`, c.issueID).Scan(&state, &trouble)
	if err != nil {
		s.report("looking at an issue", err)
		return false
	}
	s.mu.Lock()
	s.troubles[c.issueID] = trouble
	s.mu.Unlock()
	if state != Sending {
		c.revoked.Store(true)
	}
	return state == Sending
}

// unreachable says what is the matter, so that staff can do something about it.
func unreachable(host string, err error) string {
	if r, ok := mail.ReplyOf(err); ok {
		return "The mail server " + host + " turned us away (" + r.String() + "); it is tried again."
	}
	if f, ok := errors.AsType[*mail.Failure](err); ok && f.Err != nil {
		return "The mail server " + host + " cannot be reached (" + f.Stage + ": " + f.Err.Error() + "); it is tried again."
	}
	return "The mail server " + host + " cannot be reached; it is tried again."
}

func (s *sender) hangUp() {
	if s.conn != nil {
		s.conn.Close() //nolint:errcheck // after a reply nothing matters, before a dot it is what we want
		s.conn = nil
		s.open.Add(-1)
	}
}

// notBegun sorts out what went wrong before the dot: the message has certainly
// not been accepted.
func (s *sender) notBegun(t *task, err error) *outcome {
	f, ok := errors.AsType[*mail.Failure](err)
	switch {
	case !ok: // an address or the message is malformed
		return s.notBuilt(t, err)
	case s.stopping(), f.Stage == "connect":
		s.hangUp()
		return nil
	case f.Stage == "MAIL" && f.Reply.Code/100 == 5 && !(aboutLetters(f.Reply) && ascii(t.form.head.From.Email)):
		// It is our sender or the size that is refused, not this recipient: nobody else would fare better.
		s.stopIssue(t.chunk, "The mail server refuses this newsletter's sender or its mail ("+f.Reply.String()+"). Nobody was marked as failed for it. Set that right, then resume.")
		return nil
	}
	return s.finish(t, mail.Reply{}, err, false)
}

func ascii(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// commit releases the dot. From here on the reply is waited for, whatever comes.
func (s *sender) commit(t *task) *outcome {
	reply, err := s.conn.Commit(s.hard)
	return s.finish(t, reply, err, true)
}

// finish makes an outcome of a reply or of its absence.
func (s *sender) finish(t *task, reply mail.Reply, err error, committed bool) *outcome {
	o := t.outcome(DeliverySent, "")
	if o.tried, o.host = 1, s.conn.Host(); committed {
		o.where = afterDot
	}
	if r, ok := mail.ReplyOf(err); ok {
		reply = r
	}
	o.code, o.reply = reply.Code, replyText(reply)
	if err != nil && reply.Code == 0 {
		o.reply = err.Error()
	}
	switch {
	case err == nil:
		s.accepted(t.issueID)
		s.trouble(t.issueID, "")
	case mail.Uncertain(err):
		o.state, o.reply = DeliveryUncertain, "The final dot was sent and no answer came: "+err.Error()
	case aboutUs(reply):
		s.hold(t, o, reply)
	case !mail.Temporary(err):
		o.state = DeliveryFailed
	case t.attempts+1 >= int64(s.Retry.Tries):
		o.state, o.reply = DeliveryFailed, o.reply+" (given up after the last try)"
	default:
		o.state, o.nextAt = DeliveryPending, db.Ms(s.Now().Add(s.Retry.after(t.attempts+1)))
	}
	if s.conn.Closed() {
		s.hangUp()
	}
	return o
}

// replyText is the reply without its three digits, which have a column of their own.
func replyText(r mail.Reply) string {
	if r.Enhanced == "" {
		return r.Text
	}
	return r.Enhanced + " " + r.Text
}
