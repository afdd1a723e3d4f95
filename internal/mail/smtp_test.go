package mail_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"io"
	"math/big"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"onrecord/internal/fault"
	"onrecord/internal/mail"
	"onrecord/internal/mail/mailtest"
)

func dial(t *testing.T, url string) *mail.SMTP {
	t.Helper()
	s, err := mail.ParseSMTP(url)
	if err != nil {
		t.Fatal(err)
	}
	s.Timeouts = mail.Timeouts{Connect: time.Minute, Greeting: time.Minute, Command: time.Minute, Data: time.Minute, Block: time.Minute, Dot: time.Minute}
	return s
}

func connect(t *testing.T, s *mail.SMTP) mail.Conn {
	t.Helper()
	c, err := s.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

var awkward = []byte("Subject: x\r\n\r\n.\r\n..\r\n.x\r\n\r\n.\r\nend\r\n.\r\n")

func TestABodyArrivesAsItWasAndOnlyAfterItsDot(t *testing.T) {
	for _, extensions := range [][]string{{"PIPELINING"}, {}} {
		p := mailtest.Start(t, mailtest.Extensions(extensions...))
		c := connect(t, dial(t, p.URL()))
		for n, body := range [][]byte{awkward, bytes.Repeat([]byte(strings.Repeat("x", 76)+"\r\n.\r\n"), 5000), []byte(".\r\n")} {
			if err := c.Begin(t.Context(), "a@example.org", "b@example.org", body); err != nil {
				t.Fatal(err)
			}
			if got := p.Count(); got != n {
				t.Errorf("%d messages before the dot, not %d", got, n)
			}
			reply, err := c.Commit(t.Context())
			if err != nil || reply.Code != 250 || reply.Enhanced != "2.0.0" || reply.Text != "Ok: queued" {
				t.Errorf("%+v, %v", reply, err)
			}
			if got := p.Messages()[n]; !bytes.Equal(got.Data, body) || got.From != "a@example.org" || got.To != "b@example.org" {
				t.Errorf("message %d came as %.200q from %s to %s", n, got.Data, got.From, got.To)
			}
		}
		if n, _ := p.Connections(); n != 1 {
			t.Errorf("%d connections", n)
		}
	}
}

func TestAMessageIsAbandonedWithoutItsDot(t *testing.T) {
	p := mailtest.Start(t)
	c := connect(t, dial(t, p.URL()))
	if err := c.Begin(t.Context(), "a@example.org", "b@example.org", awkward); err != nil {
		t.Fatal(err)
	}
	c.Close()
	connect(t, dial(t, p.URL())).Close()
	p.Stop()
	if p.Count() != 0 || p.Abandoned() != 1 {
		t.Errorf("%d came in, %d abandoned", p.Count(), p.Abandoned())
	}
}

func TestEveryStepTellsWhatTheServerSaid(t *testing.T) {
	for _, stage := range []string{mailtest.Mail, mailtest.Rcpt, mailtest.Data, mailtest.Dot} {
		for _, code := range []int{421, 451, 550} {
			for _, extensions := range [][]string{{"PIPELINING"}, {}} {
				t.Run(fmt.Sprint(stage, code, extensions), func(t *testing.T) {
					p := mailtest.Start(t, mailtest.Extensions(extensions...), mailtest.Plan(func(e mailtest.Event) mailtest.Answer {
						if e.Stage == stage && e.Conn == 1 && e.Tried < 2 {
							return mailtest.Answer{Code: code, Text: fmt.Sprintf("%d.1.1 no\n%d.1.1 \x1b[31mway", code/100, code/100)}
						}
						return mailtest.Answer{}
					}))
					s := dial(t, p.URL())
					c := connect(t, s)
					err := c.Begin(t.Context(), "a@example.org", "b@example.org", awkward)
					if stage == mailtest.Dot && err == nil {
						_, err = c.Commit(t.Context())
					}
					reply, ok := mail.ReplyOf(err)
					if want := (mail.Reply{Code: code, Enhanced: fmt.Sprintf("%d.1.1", code/100), Text: "no  [31mway"}); !ok || reply != want {
						t.Fatalf("%+v, %v", reply, err)
					}
					if mail.Temporary(err) != (code/100 == 4) || mail.Uncertain(err) {
						t.Errorf("%v: temporary %v, uncertain %v", err, mail.Temporary(err), mail.Uncertain(err))
					}
					if c.Closed() != (code == 421) {
						t.Fatalf("closed is %v", c.Closed())
					}
					if stage == mailtest.Mail { // it would be refused for ever
						return
					}
					if c.Closed() {
						c = connect(t, s)
					} else if stage == mailtest.Data {
						c.Begin(t.Context(), "a@example.org", "c@example.org", awkward) //nolint:errcheck // the plan refuses it
					}
					deliver(t, c, "b@example.org")
				})
			}
		}
	}
}

func deliver(t *testing.T, c mail.Conn, to string) {
	t.Helper()
	if err := c.Begin(t.Context(), "a@example.org", to, awkward); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestHangingUpAndSilenceAreCertainBeforeTheDotAndUncertainAfter(t *testing.T) {
	big := bytes.Repeat([]byte(strings.Repeat("x", 76)+"\r\n"), 100_000)
	for _, c := range []struct {
		stage     string
		answer    mailtest.Answer
		uncertain bool
		came      int
	}{
		{mailtest.Mail, mailtest.Answer{Hang: true}, false, 0},
		{mailtest.Rcpt, mailtest.Answer{Hang: true}, false, 0},
		{mailtest.Rcpt, mailtest.Answer{Silent: true}, false, 0},
		{mailtest.Data, mailtest.Answer{Hang: true}, false, 0},
		{mailtest.Body, mailtest.Answer{Hang: true}, false, 0},
		{mailtest.Body, mailtest.Answer{Code: 421, Text: "4.3.0 going", Hang: true}, false, 0},
		{mailtest.Dot, mailtest.Answer{Hang: true}, true, 1},
		{mailtest.Dot, mailtest.Answer{Hang: true, Lose: true}, true, 0},
		{mailtest.Dot, mailtest.Answer{Silent: true}, true, 1},
		{mailtest.Dot, mailtest.Answer{Code: 354, Text: "what?"}, true, 0},
	} {
		t.Run(fmt.Sprintf("%s %+v", c.stage, c.answer), func(t *testing.T) {
			p := mailtest.Start(t, mailtest.Plan(func(e mailtest.Event) mailtest.Answer {
				if e.Stage == c.stage {
					return c.answer
				}
				return mailtest.Answer{}
			}))
			s := dial(t, p.URL())
			s.Timeouts.Command, s.Timeouts.Dot = 300*time.Millisecond, 300*time.Millisecond
			conn := connect(t, s)
			body := awkward
			if c.stage == mailtest.Body {
				body = big
			}
			err := conn.Begin(t.Context(), "a@example.org", "b@example.org", body)
			if err == nil && c.stage != mailtest.Dot {
				t.Fatal("Begin saw nothing")
			}
			if err == nil {
				_, err = conn.Commit(t.Context())
			}
			if err == nil || mail.Uncertain(err) != c.uncertain || mail.Temporary(err) == c.uncertain {
				t.Fatalf("%v: uncertain %v, temporary %v", err, mail.Uncertain(err), mail.Temporary(err))
			}
			if !conn.Closed() {
				t.Error("the connection counts as usable")
			}
			if p.Stop(); p.Count() != c.came {
				t.Errorf("%d came in", p.Count())
			}
		})
	}
}

func TestAServerThatLeavesAtTheGateIsNoticedBeforeTheDot(t *testing.T) {
	p := mailtest.Start(t)
	c := connect(t, dial(t, p.URL()))
	if err := c.Begin(t.Context(), "a@example.org", "b@example.org", awkward); err != nil {
		t.Fatal(err)
	}
	p.Stop()
	awaitClosed(t, c)
	if _, err := c.Commit(t.Context()); err == nil || mail.Uncertain(err) {
		t.Errorf("%v", err)
	}
}

// awaitClosed waits until the news that the server left has come in.
func awaitClosed(t *testing.T, c mail.Conn) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !c.Closed(); runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatal("never noticed")
		}
	}
}

func TestAServerThatLeavesWhileIdleCostsNoAttempt(t *testing.T) {
	p := mailtest.Start(t)
	c := connect(t, dial(t, p.URL()))
	deliver(t, c, "b@example.org")
	p.HangUp()
	awaitClosed(t, c)
}

func TestCancellingBeforeTheDotAbandonsTheMessage(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	p := mailtest.Start(t, mailtest.Plan(func(e mailtest.Event) mailtest.Answer {
		if e.Stage == mailtest.Data {
			return mailtest.Answer{Until: release}
		}
		return mailtest.Answer{}
	}))
	c := connect(t, dial(t, p.URL()))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := c.Begin(ctx, "a@example.org", "b@example.org", awkward); !mail.Temporary(err) || !c.Closed() {
		t.Errorf("%v, closed %v", err, c.Closed())
	}
}

func TestOnlyWhatTheServerOffersIsUsed(t *testing.T) {
	var lines []string
	note := func(e mailtest.Event) mailtest.Answer {
		lines = append(lines, e.Line)
		return mailtest.Answer{}
	}
	p := mailtest.Start(t, mailtest.Extensions("SIZE 100", "8BITMIME", "SMTPUTF8"), mailtest.Plan(note))
	c := connect(t, dial(t, p.URL()))
	deliver(t, c, "b@example.org")
	deliver(t, c, "josé@example.org")
	deliver(t, c, "b@bücher.example")
	if err := c.Begin(t.Context(), "a@example.org", "b@example.org", bytes.Repeat([]byte("x\r\n"), 50)); mail.Temporary(err) {
		t.Errorf("too large: %v", err)
	} else if r, _ := mail.ReplyOf(err); r.Code != 552 {
		t.Errorf("too large: %v", err)
	}
	plain := mailtest.Start(t, mailtest.Extensions(), mailtest.Plan(note))
	c = connect(t, dial(t, plain.URL()))
	deliver(t, c, "b@example.org")
	if err := c.Begin(t.Context(), "a@example.org", "josé@example.org", awkward); mail.Temporary(err) {
		t.Errorf("SMTPUTF8: %v", err)
	} else if r, _ := mail.ReplyOf(err); r.Enhanced != "5.6.7" {
		t.Errorf("SMTPUTF8: %v", err)
	}
	got := strings.Join(lines, "\n")
	for _, want := range []string{
		fmt.Sprintf("MAIL FROM:<a@example.org> SIZE=%d\n", len(awkward)), fmt.Sprintf("MAIL FROM:<a@example.org> SIZE=%d BODY=8BITMIME SMTPUTF8\nRCPT TO:<josé@example.org>", len(awkward)),
		"RCPT TO:<b@xn--bcher-kva.example>", "MAIL FROM:<a@example.org>\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

func TestASmuggledLineEndIsRefused(t *testing.T) {
	p := mailtest.Start(t)
	c := connect(t, dial(t, p.URL()))
	for _, body := range []string{"a\n.\nb\r\n", "a\r.\rb\r\n", "a\r\n.\nb\r\n", "a\n.\r\nb\r\n", "\n", "\r", "a\r\r\n"} {
		if err := c.Begin(t.Context(), "a@example.org", "b@example.org", []byte(body)); err == nil {
			t.Errorf("%q was sent", body)
		}
	}
	for _, evil := range []string{"b@example.org>\r\nRSET", "b@example.org\nx", "", "b"} {
		if c.Begin(t.Context(), evil, "b@example.org", awkward) == nil || c.Begin(t.Context(), "a@example.org", evil, awkward) == nil {
			t.Errorf("%q went into the envelope", evil)
		}
	}
	deliver(t, c, "b@example.org")
}

func certificate(t *testing.T) (server, client *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "peer.test"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, &tls.Config{RootCAs: roots}
}

func TestEncryptionIsAsAskedFor(t *testing.T) {
	server, client := certificate(t)
	for _, c := range []struct {
		name, mode           string
		offered, implicit    bool
		trusted, login, fine bool
	}{
		{"required and offered", "required", true, false, true, true, true},
		{"required, not offered", "required", false, false, true, false, false},
		{"required, bad certificate", "required", true, false, false, false, false},
		{"opportunistic and offered", "opportunistic", true, false, true, true, true},
		{"opportunistic, not offered", "opportunistic", false, false, true, false, true},
		{"opportunistic, bad certificate", "opportunistic", true, false, false, false, true},
		{"opportunistic with a password, bad certificate", "opportunistic", true, false, false, true, false},
		{"off", "off", true, false, true, false, true},
		{"implicit", "", true, true, true, true, true},
		{"implicit, bad certificate", "", true, true, false, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var options []mailtest.Option
			if c.offered {
				options = append(options, mailtest.TLS(server, c.implicit))
			}
			url := "smtp://"
			if c.implicit {
				url = "smtps://"
			}
			if c.login {
				options = append(options, mailtest.Login("ann", "p@ss word"))
				url += "ann:p%40ss%20word@"
			}
			p := mailtest.Start(t, options...)
			url += p.Addr()
			if c.mode != "" {
				url += "?starttls=" + c.mode
			}
			s := dial(t, url)
			if c.trusted {
				s.TLS = client
			}
			conn, err := s.Open(t.Context())
			if (err == nil) != c.fine {
				t.Fatalf("opened with %v", err)
			}
			if err == nil {
				deliver(t, conn, "b@example.org")
				conn.Close()
			}
		})
	}
}

func TestSigningInThatFailsSaysSo(t *testing.T) {
	p := mailtest.Start(t, mailtest.Login("ann", "right"))
	_, err := dial(t, strings.Replace(p.URL(), "right", "wrong", 1)).Open(t.Context())
	if r, ok := mail.ReplyOf(err); !ok || r.Code != 535 || strings.Contains(err.Error(), "wrong@") {
		t.Errorf("%v", err)
	}
}

func TestAServerAddressIsReadOrRefusedWithASentence(t *testing.T) {
	for _, bad := range []string{"x", "http://x", "smtp://", "smtp://h?starttls=maybe", "smtp://h?x=1", "smtp://h/path", "smtp://h:99:9", "smtp://u%0d%0a@h", "smtp://h?name=a%0d%0ab", "smtp://h?name=nodot", "%zz"} {
		if _, err := mail.NewTransport(bad, nil, time.Now); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	for url, name := range map[string]string{"smtp://h": "h:25", "smtp://u:p@h": "h:587", "smtps://u:p@h": "h:465", "smtp://h:2525?starttls=off&name=mail.example.org": "h:2525", "smtp://[::1]:25": "[::1]:25"} {
		tr, err := mail.NewTransport(url, nil, time.Now)
		if err != nil || tr.Name() != name || !tr.Real() {
			t.Errorf("%q: %v, %v", url, tr, err)
		}
	}
}

// sink is an independent server: what its parser takes is SMTP.
type sink struct{ got chan []byte }

func (s *sink) NewSession(*smtp.Conn) (smtp.Session, error) { return s, nil }
func (s *sink) Reset()                                      {}
func (s *sink) Logout() error                               { return nil }
func (s *sink) Mail(string, *smtp.MailOptions) error        { return nil }
func (s *sink) Rcpt(to string, _ *smtp.RcptOptions) error {
	if strings.HasPrefix(to, "no") {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "nobody here"}
	}
	return nil
}

func (s *sink) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	s.got <- b
	return err
}

func TestAnIndependentServerUnderstandsTheClient(t *testing.T) {
	s := &sink{got: make(chan []byte, 10)}
	srv := smtp.NewServer(s)
	srv.EnableSMTPUTF8, srv.Domain = true, "sink.test"
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go srv.Serve(l) //nolint:errcheck // ends with Close
	defer srv.Close()
	c := connect(t, dial(t, "smtp://"+l.Addr().String()))
	for range 3 {
		err := c.Begin(t.Context(), "a@example.org", "no@example.org", awkward)
		if r, _ := mail.ReplyOf(err); r != (mail.Reply{Code: 550, Enhanced: "5.1.1", Text: "nobody here"}) {
			t.Fatalf("%v", err)
		}
		deliver(t, c, "josé@example.org")
		if got := <-s.got; !bytes.Equal(got, awkward) {
			t.Errorf("got %q", got)
		}
	}
}
