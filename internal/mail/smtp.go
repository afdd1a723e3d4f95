package mail

import (
	"crypto/tls"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"time"

	"onrecord/internal/fault"
)

// The client is our own because the gate needs two things that clients made for
// submitting a message at once do not give: all of the body on its way before
// the dot, and a look at what the server said, or that it hung up, before the
// dot is released. It also sends MAIL, RCPT and DATA in one go where offered.

// How a connection that starts in the clear becomes an encrypted one.
const (
	startRequired      = "required"      // or nothing is sent
	startOpportunistic = "opportunistic" // if offered; without a password the certificate is not checked
	startOff           = "off"
)

// Timeouts are how long to wait for each step (RFC 5321, 4.5.3.2).
type Timeouts struct{ Connect, Greeting, Command, Data, Block, Dot time.Duration }

func standardTimeouts() Timeouts {
	return Timeouts{Connect: 30 * time.Second, Greeting: 5 * time.Minute, Command: 5 * time.Minute, Data: 2 * time.Minute, Block: 3 * time.Minute, Dot: 10 * time.Minute}
}

// SMTP is a server that takes our mail.
type SMTP struct {
	Timeouts Timeouts
	TLS      *tls.Config // nil means the system's roots

	host, port     string
	implicit       bool // TLS from the first byte
	start          string
	user, password string
	greeting       string // how we name ourselves
}

// ParseSMTP reads smtp[s]://USER:PASSWORD@HOST:PORT?starttls=MODE&name=NAME.
// MODE is required, opportunistic or off. Left out, it is required if there is
// a password and the server is not on this machine, opportunistic otherwise.
// NAME is how this machine greets; left out, it is the machine's own name.
func ParseSMTP(rawURL string) (*SMTP, error) {
	u, err := url.Parse(rawURL)
	if err != nil || u.Scheme != "smtp" && u.Scheme != "smtps" || u.Hostname() == "" || u.Path != "" && u.Path != "/" || u.Fragment != "" {
		return nil, badSMTP()
	}
	s := &SMTP{Timeouts: standardTimeouts(), host: u.Hostname(), port: u.Port(), implicit: u.Scheme == "smtps"}
	if _, err := netip.ParseAddr(s.host); err != nil && strings.Contains(s.host, ":") {
		return nil, badSMTP()
	}
	s.user = u.User.Username()
	s.password, _ = u.User.Password()
	if strings.ContainsAny(s.user+s.password+s.host, "\r\n\x00") {
		return nil, badSMTP()
	}
	q := u.Query()
	s.start, s.greeting = q.Get("starttls"), q.Get("name")
	q.Del("starttls")
	q.Del("name")
	if len(q) > 0 {
		return nil, badSMTP()
	}
	return s, s.defaults()
}

func badSMTP() error {
	return fault.New(fault.Invalid, "The mail server must be given as smtp://USER:PASSWORD@HOST:PORT?starttls=required (or opportunistic, or off), or smtps://USER:PASSWORD@HOST:PORT.")
}

func (s *SMTP) defaults() error {
	switch s.start {
	case startRequired, startOpportunistic, startOff:
	case "":
		s.start = startOpportunistic
		if s.user != "" && !s.local() {
			s.start = startRequired
		}
	default:
		return badSMTP()
	}
	if s.port == "" {
		switch {
		case s.implicit:
			s.port = "465"
		case s.user != "":
			s.port = "587"
		default:
			s.port = "25"
		}
	}
	if s.greeting == "" {
		s.greeting = ownName()
	}
	if _, _, err := checkDomain(s.greeting); err != nil && !strings.HasPrefix(s.greeting, "[") && s.greeting != "localhost" {
		return fault.New(fault.Invalid, "The name= of the mail server's address must be the full name of this machine, such as mail.example.org.")
	}
	return nil
}

// local tells whether the server is on this machine, where a password cannot
// be overheard on the way.
func (s *SMTP) local() bool {
	ip, err := netip.ParseAddr(s.host)
	return s.host == "localhost" || err == nil && ip.IsLoopback()
}

// ownName is this machine's full name, or an address literal if it has none.
func ownName() string {
	if name, err := os.Hostname(); err == nil {
		if ascii, _, err := checkDomain(name); err == nil {
			return ascii
		}
	}
	return "[127.0.0.1]"
}

// Name is the server's address without its password.
func (s *SMTP) Name() string { return net.JoinHostPort(s.host, s.port) }

// Real is true: mail leaves this machine.
func (s *SMTP) Real() bool { return true }
