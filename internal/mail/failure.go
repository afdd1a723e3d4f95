package mail

import (
	"errors"
	"fmt"
)

// Failure is why a message was not handed over.
type Failure struct {
	Reply   Reply  // what the server said; Code is 0 if it said nothing
	Stage   string // what was being said to it: "connect", "MAIL", "RCPT", "DATA", "body", "dot"
	DotSent bool   // the dot was out and no reply came: nobody can tell
	Err     error  // the cause, if the server said nothing
}

// Error is for logs and for the operator.
func (f *Failure) Error() string {
	if f.Reply.Code != 0 {
		return fmt.Sprintf("%s: %s", f.Stage, f.Reply)
	}
	return fmt.Sprintf("%s: %v", f.Stage, f.Err)
}

// Unwrap gives the cause.
func (f *Failure) Unwrap() error { return f.Err }

// String is the reply as the server wrote it, on one line.
func (r Reply) String() string {
	s := fmt.Sprint(r.Code)
	if r.Enhanced != "" {
		s += " " + r.Enhanced
	}
	if r.Text != "" {
		s += " " + r.Text
	}
	return s
}

// ReplyOf is the server's reply within err, if it gave one.
func ReplyOf(err error) (Reply, bool) {
	f, ok := errors.AsType[*Failure](err)
	if !ok || f.Reply.Code == 0 {
		return Reply{}, false
	}
	return f.Reply, true
}

// Temporary tells whether the same message may well be taken later: after a
// reply 4xx, or when the connection failed. An uncertain message is not
// temporary, since trying again may double it.
func Temporary(err error) bool {
	f, ok := errors.AsType[*Failure](err)
	return ok && !f.DotSent && (f.Reply.Code == 0 || f.Reply.Code/100 == 4)
}

// Uncertain tells whether the final dot was sent and no reply came, so that
// nobody can tell whether the message was accepted.
func Uncertain(err error) bool {
	f, ok := errors.AsType[*Failure](err)
	return ok && f.DotSent
}
