package mail

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"onrecord/internal/fault"
)

// session is a connection that carries messages. A goroutine reads all that the
// server says, so that an early word or a hang-up is seen before a dot goes out.
type session struct {
	smtp     *SMTP
	conn     net.Conn
	w        *bufio.Writer
	offers   func(string) bool
	maxSize  int
	replies  chan heard
	done     chan struct{}
	shut     sync.Once
	timer    *time.Timer
	broken   error // why it can carry nothing more
	inData   bool  // a body was sent whose dot is missing
	reset    bool  // a transaction was begun and must be taken back first
	finished bool
}

type heard struct {
	reply Reply
	err   error
}

func newSession(s *SMTP, h *handshake) *session {
	c := &session{
		smtp: s, conn: h.conn, w: bufio.NewWriterSize(h.conn, 64<<10), offers: h.offers, maxSize: h.size(),
		replies: make(chan heard, 8), done: make(chan struct{}), timer: time.NewTimer(time.Hour),
	}
	c.conn.SetDeadline(time.Time{}) //nolint:errcheck // the first write tells
	go c.listen(h.r)
	return c
}

func (c *session) listen(r *bufio.Reader) {
	for {
		reply, _, err := readReply(r)
		select {
		case c.replies <- heard{reply, err}:
		case <-c.done:
			return
		}
		if err != nil {
			return
		}
	}
}

// Host is the server's name and port.
func (c *session) Host() string { return c.smtp.Name() }

// Closed tells whether the connection can carry no further message. It notices
// a server that hung up or took its leave in the meantime.
func (c *session) Closed() bool {
	if c.broken == nil {
		c.unasked("idle") //nolint:errcheck // broken tells
	}
	return c.broken != nil
}

// unasked takes what the server said without being asked: its leave.
func (c *session) unasked(stage string) error {
	select {
	case h := <-c.replies:
		if h.err == nil {
			h.err = fmt.Errorf("the server said %s out of turn", h.reply)
			if h.reply.Code >= 400 {
				c.breakOff(h.err)
				return &Failure{Stage: stage, Reply: h.reply}
			}
		}
		c.breakOff(h.err)
		return &Failure{Stage: stage, Err: h.err}
	default:
		return nil
	}
}

func (c *session) breakOff(err error) {
	if c.broken == nil {
		c.broken = err
	}
	c.shut.Do(func() {
		close(c.done)
		c.conn.Close()
	})
}

// Begin sends all but the dot.
func (c *session) Begin(ctx context.Context, from, to string, body []byte) error {
	if c.Closed() {
		return &Failure{Stage: "connect", Err: c.broken}
	}
	if strayLineEnd(body) {
		return fault.New(fault.Internal, "The message has a lone CR or LF, which could smuggle in a second one.")
	}
	mail, rcpt, err := c.commands(from, to, len(body))
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { c.conn.SetDeadline(time.Unix(1, 0)) }) //nolint:errcheck // it is about to be closed
	if err = c.transact(ctx, mail, rcpt); err == nil {
		err = c.body(body)
	}
	if !stop() { // the past deadline may strike at any time from now on: before the dot, not after it
		c.inData = false
		c.breakOff(ctx.Err())
		return &Failure{Stage: "body", Err: ctx.Err()}
	}
	return err
}

// strayLineEnd finds a CR or LF that is not part of a CRLF.
func strayLineEnd(b []byte) bool {
	n := 0
	crs := bytes.Count(b, []byte{'\r'})
	for i := bytes.IndexByte(b, '\n'); i >= 0; i = bytes.IndexByte(b, '\n') {
		if i == 0 || b[i-1] != '\r' {
			return true
		}
		n, b = n+1, b[i+1:]
	}
	return n != crs
}

// commands are MAIL and RCPT with the parameters that the server offers.
func (c *session) commands(from, to string, size int) (mail, rcpt string, err error) {
	from, fromUTF8, err := envelope(from)
	if err != nil {
		return "", "", err
	}
	to, toUTF8, err := envelope(to)
	if err != nil {
		return "", "", err
	}
	mail = "MAIL FROM:<" + from + ">"
	if c.offers("SIZE") {
		if c.maxSize > 0 && size > c.maxSize {
			return "", "", refusal("MAIL", 552, "5.3.4", fmt.Sprintf("the message of %d bytes is larger than the server takes (%d)", size, c.maxSize))
		}
		mail += fmt.Sprintf(" SIZE=%d", size)
	}
	if fromUTF8 || toUTF8 {
		if !c.offers("SMTPUTF8") || !c.offers("8BITMIME") {
			return "", "", refusal("MAIL", 553, "5.6.7", "the server does not take addresses with letters outside ASCII before the @")
		}
		mail += " BODY=8BITMIME SMTPUTF8"
	}
	return mail, "RCPT TO:<" + to + ">", nil
}

// refusal is a reply that the server would give and that we give in its place.
func refusal(stage string, code int, enhanced, text string) error {
	return &Failure{Stage: stage, Reply: Reply{Code: code, Enhanced: enhanced, Text: text}}
}

type command struct {
	stage, line string
	want        int // first digit of the reply
	patience    time.Duration
}

// transact says MAIL, RCPT and DATA: in one go where the server allows it.
func (c *session) transact(ctx context.Context, mail, rcpt string) error {
	t := c.smtp.Timeouts
	commands := make([]command, 0, 4)
	if c.reset {
		commands = append(commands, command{"RSET", "RSET", 2, t.Command})
	}
	commands = append(commands, command{"MAIL", mail, 2, t.Command}, command{"RCPT", rcpt, 2, t.Command}, command{"DATA", "DATA", 3, t.Data})
	c.reset = true
	if c.offers("PIPELINING") {
		return c.sayAll(ctx, commands)
	}
	for _, cmd := range commands {
		if err := c.say(ctx, cmd); err != nil {
			return err
		}
	}
	return nil
}

// sayAll sends several commands at once and then reads their replies.
func (c *session) sayAll(ctx context.Context, commands []command) error {
	for _, cmd := range commands {
		c.w.WriteString(cmd.line)
		c.w.WriteString("\r\n")
	}
	if err := c.flush("MAIL"); err != nil {
		return err
	}
	var first error
	for i, cmd := range commands {
		err := c.hear(ctx, cmd)
		if err == nil && first != nil && i == len(commands)-1 {
			// The server wants a body for nobody. To give it none we must go.
			c.breakOff(errors.New("the server asked for a message without a recipient"))
		}
		if first == nil {
			first = err
		}
		if c.broken != nil {
			break
		}
	}
	return first
}

func (c *session) say(ctx context.Context, cmd command) error {
	c.w.WriteString(cmd.line)
	c.w.WriteString("\r\n")
	if err := c.flush(cmd.stage); err != nil {
		return err
	}
	return c.hear(ctx, cmd)
}

func (c *session) flush(stage string) error {
	c.conn.SetWriteDeadline(time.Now().Add(c.smtp.Timeouts.Block)) //nolint:errcheck // the write tells
	if err := c.w.Flush(); err != nil {
		// What the server said before it hung up tells more than the failed write.
		if said := c.unasked(stage); said != nil {
			return said
		}
		c.breakOff(err)
		return &Failure{Stage: stage, Err: err}
	}
	return nil
}

// hear waits for the reply to a command.
func (c *session) hear(ctx context.Context, cmd command) error {
	reply, err := c.wait(ctx, cmd.patience)
	switch {
	case err != nil:
		return &Failure{Stage: cmd.stage, Err: err}
	case reply.Code/100 == cmd.want:
		return nil
	case cmd.stage == "RSET": // this says nothing about the message that was to follow
		c.breakOff(fmt.Errorf("the server said %s to RSET", reply))
		return &Failure{Stage: cmd.stage, Err: c.broken}
	}
	return &Failure{Stage: cmd.stage, Reply: reply}
}

func (c *session) wait(ctx context.Context, patience time.Duration) (Reply, error) {
	c.timer.Reset(patience)
	defer c.timer.Stop()
	select {
	case h := <-c.replies:
		if h.err != nil {
			c.breakOff(h.err)
			return Reply{}, c.broken
		}
		if h.reply.Code == 421 {
			c.breakOff(errHungUp)
		}
		return h.reply, nil
	case <-c.timer.C:
		c.breakOff(fmt.Errorf("no answer within %s", patience))
	case <-ctx.Done():
		c.breakOff(ctx.Err())
	}
	return Reply{}, c.broken
}

// body sends the message with its dots stuffed, up to its last line end.
func (c *session) body(body []byte) error {
	for len(body) > 0 {
		line := body
		if end := bytes.Index(body, []byte("\n.")); end >= 0 {
			line = body[:end+1]
		}
		if body[0] == '.' {
			c.w.WriteByte('.') //nolint:errcheck // flush tells
		}
		if err := c.write(line); err != nil {
			return err
		}
		if body = body[len(line):]; len(body) == 0 && line[len(line)-1] != '\n' {
			c.w.WriteString("\r\n") //nolint:errcheck // flush tells
		}
	}
	if err := c.flush("body"); err != nil {
		return err
	}
	if err := c.unasked("body"); err != nil {
		return err
	}
	c.inData = true
	return nil
}

// write passes on a run of lines; a full buffer gives each block its own time.
func (c *session) write(b []byte) error {
	for len(b) > 0 {
		n := min(len(b), c.w.Available())
		c.w.Write(b[:n]) //nolint:errcheck // flush tells
		if b = b[n:]; c.w.Available() == 0 {
			if err := c.flush("body"); err != nil {
				return err
			}
		}
	}
	return nil
}

// Commit releases the dot.
func (c *session) Commit(ctx context.Context) (Reply, error) {
	if !c.inData {
		return Reply{}, &Failure{Stage: "dot", Err: errors.New("no message was begun")}
	}
	c.inData, c.reset = false, false
	if err := c.unasked("body"); err != nil {
		return Reply{}, err
	}
	if c.broken != nil {
		return Reply{}, &Failure{Stage: "body", Err: c.broken}
	}
	c.conn.SetWriteDeadline(time.Now().Add(c.smtp.Timeouts.Block)) //nolint:errcheck // the write tells
	if n, err := io.WriteString(c.conn, ".\r\n"); err != nil {
		c.breakOff(err)
		return Reply{}, &Failure{Stage: "dot", DotSent: n > 0, Err: err} // none of its bytes went out: it is certain that nothing was accepted
	}
	reply, err := c.wait(ctx, c.smtp.Timeouts.Dot)
	switch {
	case err != nil:
		return Reply{}, &Failure{Stage: "dot", DotSent: true, Err: err}
	case reply.Code/100 == 2:
		return reply, nil
	case reply.Code/100 == 3: // no answer to a message; nobody can tell what it means
		c.breakOff(errReply)
		return Reply{}, &Failure{Stage: "dot", DotSent: true, Err: fmt.Errorf("the server said %s to the final dot", reply)}
	}
	return reply, &Failure{Stage: "dot", Reply: reply}
}

// Close takes leave where that is possible. A message without its dot is
// abandoned by hanging up, which is how a server knows not to take it.
func (c *session) Close() error {
	if c.finished {
		return nil
	}
	c.finished = true
	if c.broken == nil && !c.inData {
		c.conn.SetDeadline(time.Now().Add(time.Second)) //nolint:errcheck // only manners
		if _, err := io.WriteString(c.conn, "QUIT\r\n"); err == nil {
			c.wait(context.Background(), time.Second) //nolint:errcheck // only manners
		}
	}
	c.breakOff(net.ErrClosed)
	return nil
}
