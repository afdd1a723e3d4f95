// Package mail builds messages and hands them over, by SMTP or, without a
// server, to an outbox in the database.
//
// A handing over is cut in two at the one instant that matters: Begin sends
// everything but the final dot, Commit sends the dot and waits for the reply.
// Before the dot a message has certainly not been accepted; after the reply it
// certainly has, or has not; only in between nobody can know. Whoever must not
// lose or double a message writes down its intent between the two.
package mail

import (
	"context"
	"time"
)

// The streams. They are kept apart so that trouble with one does not touch the other.
const (
	Newsletter    = "newsletter"
	Transactional = "transactional"
)

// Address is a mailbox with an optional name of its owner.
type Address struct{ Name, Email string }

// Header is one further header field of a message. The value is text; what is
// not plain ASCII is written as encoded words.
type Header struct{ Name, Value string }

// Message is one mail to one recipient.
type Message struct {
	Stream     string // Newsletter or Transactional; the latter is marked as sent by a program
	From, To   Address
	ReplyTo    string // an address, or empty
	Subject    string
	Text, HTML string // HTML may be empty; lines end in \n
	MessageID  string // without angle brackets
	Date       time.Time
	Headers    []Header
	ReturnPath string // where bounces go; empty means From
}

// Reply is what a server said.
type Reply struct {
	Code     int    // three digits, 0 if there was none
	Enhanced string // "5.1.1", or empty
	Text     string // one line, without the codes
}

// Transport opens connections to where mail goes.
type Transport interface {
	Open(ctx context.Context) (Conn, error)
	Name() string // for people: the host, or "outbox"
	Real() bool   // false if messages stay on this machine
}

// Conn is one connection, for one message after the other. It is not safe for
// use by several goroutines.
type Conn interface {
	// Begin says everything up to, but without, the final dot. After an error
	// the message has certainly not been accepted. An error that ReplyOf knows
	// leaves the connection usable unless Closed tells otherwise.
	Begin(ctx context.Context, from, to string, body []byte) error
	// Commit sends the dot and waits for the reply. An error that ReplyOf does
	// not know means that nobody can tell whether the message was accepted.
	Commit(ctx context.Context) (Reply, error)
	// Closed tells whether the connection can carry no further message.
	Closed() bool
	Host() string
	Close() error
}
