package mailtest

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// client is one connection to a Peer.
type client struct {
	peer     *Peer
	id       int
	conn     net.Conn
	r        *bufio.Reader
	w        *bufio.Writer
	from, to string
	tried    int
	mailed   bool
	safe     bool
	signedIn bool
}

var errEnd = errors.New("the connection ends")

func (c *client) use(conn net.Conn) {
	c.conn, c.r, c.w = conn, bufio.NewReaderSize(conn, 64<<10), bufio.NewWriter(conn)
}

func (c *client) serve(conn net.Conn) {
	c.use(conn)
	if c.peer.implicit {
		c.use(tls.Server(conn, c.peer.cert))
		c.safe = true
	}
	if c.step(Connect, "", 220, "peer.test ESMTP") != nil {
		c.w.Flush() //nolint:errcheck // it ends here
		return
	}
	for {
		if c.r.Buffered() == 0 && c.w.Flush() != nil {
			return
		}
		line, err := c.line()
		if err != nil || c.command(line) != nil {
			c.w.Flush() //nolint:errcheck // it ends here
			return
		}
	}
}

// line reads one command; a lone LF is a fault of the client that fails the test.
func (c *client) line() (string, error) {
	line, err := c.r.ReadString('\n')
	if err != nil {
		return "", err
	}
	if !strings.HasSuffix(line, "\r\n") {
		c.peer.t.Errorf("the peer got a lone LF in %q", line)
	}
	return strings.TrimRight(line, "\r\n"), nil
}

func (c *client) command(line string) error {
	verb, _, _ := strings.Cut(strings.ToUpper(line), " ")
	switch verb {
	case "EHLO":
		return c.hello(line)
	case "HELO":
		return going(c.step(Hello, line, 250, "peer.test"))
	case "STARTTLS":
		return c.startTLS(line)
	case "AUTH":
		return c.auth(line)
	case "MAIL":
		if c.peer.user != "" && !c.signedIn {
			return c.reply(530, "5.7.0 Authentication required")
		}
		if c.mailed {
			return c.reply(503, "5.5.1 Nested MAIL")
		}
		c.from, c.to = between(line), ""
		return going(c.step(Mail, line, 250, "2.1.0 Ok"))
	case "RCPT":
		return c.rcpt(line)
	case "DATA":
		return c.data(line)
	case "RSET":
		c.from, c.to, c.mailed = "", "", false
		return going(c.step(Reset, line, 250, "2.0.0 Ok"))
	case "QUIT":
		c.step(Quit, line, 221, "2.0.0 Bye") //nolint:errcheck // it ends anyway
		return errEnd
	}
	return c.reply(500, "5.5.2 Unknown command")
}

func between(s string) string {
	_, s, _ = strings.Cut(s, "<")
	s, _, _ = strings.Cut(s, ">")
	return s
}

// step asks the plan and answers. An error says that the step was refused
// (errRefused) or that the connection ends.
func (c *client) step(stage, line string, code int, text string) error {
	a := c.ask(stage, line)
	if a.Code == 0 && a.Hang {
		return errEnd
	}
	if a.Code != 0 {
		code, text = a.Code, a.Text
	}
	ok := code/100 <= 3
	switch stage {
	case Mail:
		c.mailed = c.mailed || ok
	case Rcpt:
		if !ok {
			c.to = ""
		}
	}
	if err := c.reply(code, text); err != nil {
		return err
	}
	if a.Hang || code == 421 {
		return errEnd
	}
	if !ok {
		return errRefused{}
	}
	return nil
}

// errRefused says that the step was refused and the connection goes on.
type errRefused struct{}

func (errRefused) Error() string { return "refused" }

func (c *client) ask(stage, line string) Answer {
	if c.peer.plan == nil {
		return Answer{}
	}
	a := c.peer.plan(Event{Stage: stage, Line: line, From: c.from, To: c.to, Conn: c.id, Tried: c.tried})
	if a.Delay > 0 || a.Until != nil || a.Silent {
		c.w.Flush() //nolint:errcheck // the next one tells
	}
	if a.Delay > 0 {
		time.Sleep(a.Delay)
	}
	if a.Until != nil {
		select {
		case <-a.Until:
		case <-c.peer.stop:
		}
	}
	if a.Silent {
		io.Copy(io.Discard, c.r) //nolint:errcheck // until the client goes
		return Answer{Hang: true}
	}
	return a
}

func (c *client) reply(code int, text string) error {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		sep := " "
		if i < len(lines)-1 {
			sep = "-"
		}
		if _, err := fmt.Fprintf(c.w, "%d%s%s\r\n", code, sep, l); err != nil {
			return err
		}
	}
	return nil
}

func going(err error) error {
	if errors.As(err, new(errRefused)) {
		return nil
	}
	return err
}

func (c *client) hello(line string) error {
	offers := append([]string{"peer.test"}, c.peer.extensions...)
	if c.peer.cert != nil && !c.safe {
		offers = append(offers, "STARTTLS")
	}
	if c.peer.user != "" {
		offers = append(offers, "AUTH PLAIN LOGIN")
	}
	return going(c.step(Hello, line, 250, strings.Join(offers, "\n")))
}

func (c *client) startTLS(line string) error {
	if c.peer.cert == nil || c.safe {
		return c.reply(502, "5.5.1 Not offered")
	}
	if err := c.step(Encrypt, line, 220, "2.0.0 Go ahead"); err != nil {
		return going(err)
	}
	if err := c.w.Flush(); err != nil {
		return err
	}
	c.use(tls.Server(c.conn, c.peer.cert))
	c.safe = true
	return nil
}

func (c *client) auth(line string) error {
	words := strings.Fields(line)
	var user, pass string
	switch {
	case len(words) == 3 && words[1] == "PLAIN":
		if parts := strings.Split(unbase64(words[2]), "\x00"); len(parts) == 3 {
			user, pass = parts[1], parts[2]
		}
	case len(words) == 2 && words[1] == "LOGIN":
		for _, q := range []struct {
			ask  string
			into *string
		}{{"VXNlcm5hbWU6", &user}, {"UGFzc3dvcmQ6", &pass}} {
			if err := c.reply(334, q.ask); err != nil || c.w.Flush() != nil {
				return errEnd
			}
			answer, err := c.line()
			if err != nil {
				return err
			}
			*q.into = unbase64(answer)
		}
	}
	if user != c.peer.user || pass != c.peer.pass {
		return going(c.step(Auth, line, 535, "5.7.8 Wrong name or password"))
	}
	c.signedIn = true
	return going(c.step(Auth, line, 235, "2.7.0 Welcome"))
}

func unbase64(s string) string {
	b, _ := base64.StdEncoding.DecodeString(s)
	return string(b)
}

func (c *client) rcpt(line string) error {
	if !c.mailed {
		return c.reply(503, "5.5.1 MAIL first")
	}
	c.to = between(line)
	c.peer.mu.Lock()
	c.peer.tried[c.to]++
	c.tried = c.peer.tried[c.to]
	c.peer.mu.Unlock()
	return going(c.step(Rcpt, line, 250, "2.1.5 Ok"))
}

func (c *client) data(line string) error {
	if c.to == "" {
		return c.reply(503, "5.5.1 RCPT first")
	}
	if err := c.step(Data, line, 354, "Go on"); err != nil {
		return going(err)
	}
	if err := c.w.Flush(); err != nil {
		return err
	}
	body, err := c.body()
	if err != nil {
		c.peer.mu.Lock()
		c.peer.abandoned++
		c.peer.tell()
		c.peer.mu.Unlock()
		return err
	}
	return c.dot(body)
}

// body reads up to the final dot and takes out the stuffed ones.
func (c *client) body() ([]byte, error) {
	var body []byte
	for first := true; ; first = false {
		line, err := c.r.ReadSlice('\n')
		if err != nil {
			return nil, err
		}
		if !bytes.HasSuffix(line, []byte("\r\n")) || bytes.Count(line, []byte("\r")) > 1 || len(line) > 1001 {
			c.peer.t.Errorf("the peer got a bad line of %d bytes in a message: %.100q", len(line), line)
		}
		if string(line) == ".\r\n" {
			return body, nil
		}
		if line[0] == '.' {
			line = line[1:]
		}
		if !c.peer.count {
			body = append(body, line...)
		}
		if first {
			if a := c.ask(Body, ""); a.Code != 0 || a.Hang {
				if a.Code != 0 {
					c.reply(a.Code, a.Text) //nolint:errcheck // it ends here
				}
				return nil, errEnd
			}
		}
	}
}

func (c *client) dot(body []byte) error {
	a := c.ask(Dot, "")
	code, text := 250, "2.0.0 Ok: queued"
	if a.Code != 0 {
		code, text = a.Code, a.Text
	}
	if code/100 == 2 && !a.Lose {
		c.peer.record(Received{From: c.from, To: c.to, Data: body, Conn: c.id})
	}
	c.from, c.to, c.mailed = "", "", false
	if a.Hang && a.Code == 0 {
		return errEnd
	}
	if err := c.reply(code, text); err != nil {
		return err
	}
	if a.Hang || code == 421 {
		return errEnd
	}
	return nil
}
