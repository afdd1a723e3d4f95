package mail

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"net"
	"strconv"
	"strings"
	"time"

	"onrecord/internal/fault"
)

// Open connects, greets, encrypts and signs in.
func (s *SMTP) Open(ctx context.Context) (c Conn, err error) {
	defer fault.Wrap(&err, "mail.Open(%s)", s.Name())
	dialer := net.Dialer{Timeout: s.Timeouts.Connect}
	raw, err := dialer.DialContext(ctx, "tcp", s.Name())
	if err != nil {
		return nil, &Failure{Stage: "connect", Err: err}
	}
	h := &handshake{smtp: s}
	stop := context.AfterFunc(ctx, func() { raw.Close() })
	if err = h.run(ctx, raw); err == nil && !stop() {
		err = &Failure{Stage: "connect", Err: ctx.Err()}
	}
	stop()
	if err != nil {
		raw.Close()
		return nil, err
	}
	return newSession(s, h), nil
}

// handshake is a connection until it can carry messages.
type handshake struct {
	smtp *SMTP
	conn net.Conn
	r    *bufio.Reader
	ext  map[string]string // what the server offers, by its upper-case name
	safe bool              // encrypted
}

func (h *handshake) use(conn net.Conn) {
	h.conn, h.r = conn, bufio.NewReaderSize(conn, 2*replyLine)
}

func (h *handshake) run(ctx context.Context, raw net.Conn) error {
	h.use(raw)
	if h.smtp.implicit {
		if err := h.encrypt(ctx, true); err != nil {
			return err
		}
	}
	if _, _, err := h.answer("connect", 220, h.smtp.Timeouts.Greeting); err != nil {
		return err
	}
	if err := h.hello(); err != nil {
		return err
	}
	if err := h.startTLS(ctx); err != nil {
		return err
	}
	return h.auth()
}

// answer reads one reply and holds it to the expected code.
func (h *handshake) answer(stage string, want int, patience time.Duration) (Reply, []string, error) {
	if err := h.conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return Reply{}, nil, &Failure{Stage: stage, Err: err}
	}
	reply, lines, err := readReply(h.r)
	switch {
	case err != nil:
		return reply, nil, &Failure{Stage: stage, Err: err}
	case reply.Code != want:
		return reply, nil, &Failure{Stage: stage, Reply: reply}
	}
	return reply, lines, nil
}

func (h *handshake) command(stage, line string, want int) (Reply, []string, error) {
	h.conn.SetDeadline(time.Now().Add(h.smtp.Timeouts.Command)) //nolint:errcheck // the write tells
	if _, err := h.conn.Write([]byte(line + "\r\n")); err != nil {
		return Reply{}, nil, &Failure{Stage: stage, Err: err}
	}
	return h.answer(stage, want, h.smtp.Timeouts.Command)
}

// hello asks for the extensions; a server that knows none is greeted the old way.
func (h *handshake) hello() error {
	h.ext = map[string]string{}
	reply, lines, err := h.command("EHLO", "EHLO "+h.smtp.greeting, 250)
	if err != nil {
		if reply.Code/100 == 5 {
			_, _, err = h.command("HELO", "HELO "+h.smtp.greeting, 250)
		}
		return err
	}
	for _, line := range lines[1:] {
		name, params, _ := strings.Cut(line, " ")
		h.ext[strings.ToUpper(name)] = params
	}
	return nil
}

func (h *handshake) offers(name string) bool {
	_, ok := h.ext[name]
	return ok
}

func (h *handshake) startTLS(ctx context.Context) error {
	s := h.smtp
	if h.safe || s.start == startOff {
		return nil
	}
	if !h.offers("STARTTLS") {
		if s.start == startRequired {
			return &Failure{Stage: "STARTTLS", Err: errors.New("the server does not offer encryption, which starttls=required asks for")}
		}
		return nil
	}
	if _, _, err := h.command("STARTTLS", "STARTTLS", 220); err != nil {
		return err
	}
	if h.r.Buffered() > 0 { // said in the clear by whoever sits in between
		return &Failure{Stage: "STARTTLS", Err: errReply}
	}
	if err := h.encrypt(ctx, s.start == startRequired || s.user != ""); err != nil {
		return err
	}
	return h.hello()
}

func (h *handshake) encrypt(ctx context.Context, verify bool) error {
	cfg := &tls.Config{}
	if h.smtp.TLS != nil {
		cfg = h.smtp.TLS.Clone()
	}
	cfg.ServerName, cfg.InsecureSkipVerify = h.smtp.host, !verify
	conn := tls.Client(h.conn, cfg)
	ctx, cancel := context.WithTimeout(ctx, h.smtp.Timeouts.Command)
	defer cancel()
	if err := conn.HandshakeContext(ctx); err != nil {
		return &Failure{Stage: "TLS", Err: err}
	}
	h.use(conn)
	h.safe = true
	return nil
}

// auth signs in if there is a name to do it with. A password goes in the clear
// only where the address says starttls=off, or on this machine.
func (h *handshake) auth() error {
	s := h.smtp
	if s.user == "" {
		return nil
	}
	if !h.safe && s.start != startOff && !s.local() {
		return &Failure{Stage: "AUTH", Err: errors.New("the server does not offer encryption, so the password was not sent")}
	}
	b64 := base64.StdEncoding.EncodeToString
	for _, mech := range strings.Fields(strings.ToUpper(h.ext["AUTH"])) {
		switch mech {
		case "PLAIN":
			_, _, err := h.command("AUTH", "AUTH PLAIN "+b64([]byte("\x00"+s.user+"\x00"+s.password)), 235)
			return err
		case "LOGIN":
			return h.login(b64([]byte(s.user)), b64([]byte(s.password)))
		}
	}
	return &Failure{Stage: "AUTH", Err: errors.New("the server offers no way to sign in that this program knows (PLAIN, LOGIN)")}
}

func (h *handshake) login(user, password string) error {
	if _, _, err := h.command("AUTH", "AUTH LOGIN", 334); err != nil {
		return err
	}
	if _, _, err := h.command("AUTH", user, 334); err != nil {
		return err
	}
	_, _, err := h.command("AUTH", password, 235)
	return err
}

// size is the most bytes the server takes, 0 if it does not say.
func (h *handshake) size() int {
	n, err := strconv.Atoi(strings.TrimSpace(h.ext["SIZE"]))
	if err != nil || n < 0 {
		return 0
	}
	return n
}
