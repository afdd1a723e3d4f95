// Package mailtest is a mail server for tests: a real one, on a real socket,
// that can refuse, delay, fall silent and hang up at any step, and that records
// each message before it answers.
package mailtest

import (
	"bytes"
	"crypto/tls"
	"net"
	"sync"
	"testing"
	"time"
)

// The stages at which a Plan is asked. Body is asked once the first bytes of a
// message are in; Dot when the final dot is.
const (
	Connect = "connect"
	Hello   = "EHLO"
	Encrypt = "STARTTLS"
	Auth    = "AUTH"
	Mail    = "MAIL"
	Rcpt    = "RCPT"
	Data    = "DATA"
	Body    = "body"
	Dot     = "dot"
	Reset   = "RSET"
	Quit    = "QUIT"
)

// Event is a step of a client.
type Event struct {
	Stage    string
	Line     string // the command
	From, To string // the addresses of the transaction, as far as they are known
	Conn     int    // counts connections, from 1
	Tried    int    // how often To was named on any connection, from 1
}

// Answer is what to do at a step. The zero Answer is to go on as a good server does.
type Answer struct {
	Code   int // 0: the usual one
	Text   string
	Hang   bool            // hang up, after saying Code if there is one
	Silent bool            // say nothing and wait for the client to give up
	Delay  time.Duration   // before anything else
	Lose   bool            // at Dot: do not record the message
	Until  <-chan struct{} // wait for this to close before anything else
}

// Received is a message that came in whole.
type Received struct {
	From, To string
	Data     []byte // without dot-stuffing; empty if the peer counts only
	Conn     int
	At       time.Time
}

// Peer is a running server.
type Peer struct {
	plan       func(Event) Answer
	extensions []string
	cert       *tls.Config
	implicit   bool
	user, pass string
	count      bool
	t          testing.TB
	l          net.Listener

	mu        sync.Mutex
	conns     int
	most      int // connections at once
	now       map[net.Conn]bool
	got       []Received
	n         int
	tried     map[string]int
	abandoned int
	change    chan struct{}
	stop      chan struct{}
	wg        sync.WaitGroup
}

// Option changes a Peer before it starts.
type Option func(*Peer)

// Plan has f asked at every step. It is called from many goroutines.
func Plan(f func(Event) Answer) Option { return func(p *Peer) { p.plan = f } }

// Extensions are the lines after EHLO; by default 8BITMIME, SIZE, PIPELINING, SMTPUTF8 and ENHANCEDSTATUSCODES.
func Extensions(lines ...string) Option { return func(p *Peer) { p.extensions = lines } }

// TLS offers STARTTLS, or with implicit expects TLS from the first byte.
func TLS(cfg *tls.Config, implicit bool) Option {
	return func(p *Peer) { p.cert, p.implicit = cfg, implicit }
}

// Login asks for a name and password.
func Login(user, password string) Option { return func(p *Peer) { p.user, p.pass = user, password } }

// CountOnly keeps no messages, only their number, for measurements.
func CountOnly() Option { return func(p *Peer) { p.count = true } }

// Start runs a peer on the loopback until the test ends.
func Start(t testing.TB, options ...Option) *Peer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &Peer{
		t: t, l: l, now: map[net.Conn]bool{}, tried: map[string]int{}, change: make(chan struct{}), stop: make(chan struct{}),
		extensions: []string{"8BITMIME", "SIZE 10485760", "PIPELINING", "SMTPUTF8", "ENHANCEDSTATUSCODES"},
	}
	for _, o := range options {
		o(p)
	}
	p.wg.Go(p.accept)
	t.Cleanup(p.Stop)
	return p
}

// Addr is the peer's host and port.
func (p *Peer) Addr() string { return p.l.Addr().String() }

// URL is the peer's address for mail.NewTransport.
func (p *Peer) URL() string {
	scheme, mode := "smtp", "off"
	if p.cert != nil {
		mode = "required"
	}
	if p.implicit {
		scheme = "smtps"
	}
	login := ""
	if p.user != "" {
		login = p.user + ":" + p.pass + "@"
	}
	return scheme + "://" + login + p.Addr() + "?starttls=" + mode
}

// Stop ends the peer and all its connections.
func (p *Peer) Stop() {
	p.mu.Lock()
	if !p.stopping() {
		close(p.stop)
		p.l.Close()
	}
	for c := range p.now {
		c.Close()
	}
	p.mu.Unlock()
	p.wg.Wait()
}

func (p *Peer) stopping() bool {
	select {
	case <-p.stop:
		return true
	default:
		return false
	}
}

// HangUp ends all connections; new ones are taken.
func (p *Peer) HangUp() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.now {
		c.Close()
	}
}

func (p *Peer) accept() {
	for {
		conn, err := p.l.Accept()
		if err != nil {
			return
		}
		p.mu.Lock()
		if p.stopping() {
			p.mu.Unlock()
			conn.Close()
			return
		}
		p.conns++
		p.now[conn] = true
		p.most = max(p.most, len(p.now))
		c := &client{peer: p, id: p.conns}
		p.mu.Unlock()
		p.wg.Go(func() {
			c.serve(conn)
			conn.Close()
			p.mu.Lock()
			delete(p.now, conn)
			p.tell()
			p.mu.Unlock()
		})
	}
}

// tell wakes whoever waits for a change. The lock is held.
func (p *Peer) tell() {
	close(p.change)
	p.change = make(chan struct{})
}

func (p *Peer) record(r Received) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.n++
	if !p.count {
		r.At, r.Data = time.Now(), bytes.Clone(r.Data)
		p.got = append(p.got, r)
	}
	p.tell()
}

// Messages are those that came in whole, in their order.
func (p *Peer) Messages() []Received {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Received(nil), p.got...)
}

// To are the messages for one address.
func (p *Peer) To(address string) (out []Received) {
	for _, m := range p.Messages() {
		if m.To == address {
			out = append(out, m)
		}
	}
	return out
}

// Count is how many messages came in whole.
func (p *Peer) Count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.n
}

// Connections says how many there were, and how many at once at most.
func (p *Peer) Connections() (all, most int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.conns, p.most
}

// Abandoned is how many messages ended without their dot.
func (p *Peer) Abandoned() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.abandoned
}

// Await waits until n messages came in whole, and fails the test after a minute.
func (p *Peer) Await(n int) {
	p.t.Helper()
	late := time.After(time.Minute)
	for {
		p.mu.Lock()
		have, change := p.n, p.change
		p.mu.Unlock()
		if have >= n {
			return
		}
		select {
		case <-change:
		case <-late:
			p.t.Fatalf("the peer got %d messages in a minute, not %d", have, n)
		}
	}
}
