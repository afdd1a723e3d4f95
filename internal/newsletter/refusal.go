package newsletter

import (
	"slices"
	"strings"

	"onrecord/internal/db"
	"onrecord/internal/mail"
)

// Some refusals are about us and not about a reader: our machine, our password,
// our sender, what we send. Were they taken for the reader's, one wrong setting
// would fail a whole audience for good. So such a refusal fails a reader only
// where the server takes the issue for others meanwhile, and the third time.
// Some in a row, with nobody accepted in between, pause the issue, which then
// says what the server said.
const (
	oursFirst = 3  // so many before anybody was accepted
	oursMost  = 20 // so many once the server is known to take the issue
	oursTries = 3
)

// aboutUs tells whether a refusal is most likely for all recipients: for policy
// (5.7.x), for the state of the server or the size of the message (5.3.x), or
// for how we talk to it.
func aboutUs(r mail.Reply) bool {
	switch {
	case r.Code/100 != 5:
		return false
	case strings.HasPrefix(r.Enhanced, "5.7."), strings.HasPrefix(r.Enhanced, "5.3."):
		return true
	case slices.Contains([]int{500, 502, 503, 504, 521, 530, 534, 535, 538}, r.Code):
		return true
	}
	return r.Enhanced == "" && (r.Code == 554 || strings.Contains(strings.ToLower(r.Text), "relay"))
}

// aboutLetters tells whether a refusal of MAIL is for letters that the server
// cannot take, which may be those of the one recipient.
func aboutLetters(r mail.Reply) bool { return r.Enhanced == "5.6.7" }

// accepted notes that the server takes an issue.
func (w *worker) accepted(issueID int64) {
	w.mu.Lock()
	w.taken[issueID] = true
	delete(w.refusals, issueID)
	w.mu.Unlock()
}

// refusedUs notes a refusal that is about us. It gives how many there were in a
// row, and how many of them pause the issue.
func (w *worker) refusedUs(issueID int64) (row, most int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if most = oursFirst; w.taken[issueID] {
		most = oursMost
	}
	w.refusals[issueID]++
	row = w.refusals[issueID]
	if row >= most { // after a pause the server must show anew that it takes the issue
		delete(w.refusals, issueID)
		delete(w.taken, issueID)
	}
	return row, most
}

// hold makes an outcome of a refusal that is about us: the delivery stays
// pending. Others go first when it is tried again, so that one reader whom the
// server does not let us write to cannot stop an issue each time it is resumed.
func (s *sender) hold(t *task, o *outcome, r mail.Reply) {
	row, most := s.refusedUs(t.issueID)
	switch {
	case row >= most:
		o.tried = 0
		s.stopIssue(t.chunk, refusedSentence(s.Transport.Name(), r)+" Nobody was marked as failed for it. "+
			"See that it accepts mail from this machine, this account and this sender, and what the message holds; then resume.")
	case most == oursMost && row < oursFirst && t.attempts+1 >= oursTries:
		o.state = DeliveryFailed
		return
	case most == oursFirst:
		s.trouble(t.issueID, refusedSentence(s.Transport.Name(), r)+" It is tried again.")
	}
	o.state, o.nextAt = DeliveryPending, db.Ms(s.Now().Add(s.Retry.after(t.attempts+1)))
}

// stopIssue pauses an issue that cannot go on without a person.
func (s *sender) stopIssue(c *chunk, reason string) {
	s.pauseIssue(c, reason)
	c.revoked.Store(true)
}

func refusedSentence(host string, r mail.Reply) string {
	return "The mail server " + host + " does not take this issue (" + r.String() + ")."
}

func turnedAway(host string, r mail.Reply) string {
	return "The mail server " + host + " turned us away for good (" + r.String() + "). " +
		"Look at its address, name and password, and whether it lets this machine in; then resume."
}
