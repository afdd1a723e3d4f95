package mail_test

import (
	"bytes"
	"io"
	"math/rand/v2"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"onrecord/internal/mail"
)

func message() *mail.Message {
	return &mail.Message{
		Stream: mail.Newsletter, From: mail.Address{Name: "The Lantern", Email: "news@lantern.example"}, To: mail.Address{Name: "Ann Lee", Email: "ann@example.org"},
		Subject: "Harbour to reopen", Text: "Hello\n", HTML: "<p>Hello</p>\n", MessageID: "i1.abc@lantern.example", Date: time.UnixMilli(1_800_000_000_000),
	}
}

// opened is a message as the standard library reads it: the judge of ours.
type opened struct {
	header     netmail.Header
	text, html string
}

func open(t *testing.T, raw []byte) opened {
	t.Helper()
	checkLines(t, raw)
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("%v in %q", err, raw)
	}
	o := opened{header: m.Header}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	if kind == "text/plain" {
		o.text = decodeQP(t, m.Body)
		return o
	}
	if kind != "multipart/alternative" {
		t.Fatalf("content type %s", kind)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for i, into := range []*string{&o.text, &o.html} {
		p, err := parts.NextRawPart()
		if err != nil {
			t.Fatal(err)
		}
		if want := []string{"text/plain", "text/html"}[i] + "; charset=utf-8"; p.Header.Get("Content-Type") != want {
			t.Errorf("part %d is %s", i, p.Header.Get("Content-Type"))
		}
		*into = decodeQP(t, p)
	}
	if _, err := parts.NextRawPart(); err != io.EOF {
		t.Errorf("after the last part: %v", err)
	}
	return o
}

func decodeQP(t *testing.T, r io.Reader) string {
	t.Helper()
	b, err := io.ReadAll(quotedprintable.NewReader(r))
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(b), "\r\n", "\n")
}

// checkLines holds every message to CRLF, 998 and, but for long words, 78.
func checkLines(t *testing.T, raw []byte) {
	t.Helper()
	rest := bytes.ReplaceAll(raw, []byte("\r\n"), nil)
	if bytes.ContainsAny(rest, "\r\n\x00") {
		t.Fatalf("a lone CR, LF or NUL in %q", raw)
	}
	for line := range bytes.SplitSeq(raw, []byte("\r\n")) {
		if len(line) > 998 || len(line) > 78 && bytes.Count(line, []byte(" ")) > 1 {
			t.Errorf("a line of %d: %q", len(line), line)
		}
	}
	if !bytes.HasSuffix(raw, []byte("\r\n")) {
		t.Errorf("the message does not end in CRLF")
	}
}

func build(t *testing.T, m *mail.Message) opened {
	t.Helper()
	raw, err := m.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return open(t, raw)
}

func words(t *testing.T, s string) string {
	t.Helper()
	out, err := new(mime.WordDecoder).DecodeHeader(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var texts = []string{
	"Harbour to reopen", "Ünïcödé", "", " ", "=?utf-8?Q?trick?=", "a =?utf-8?B?eA==?= b", "ميناء يفتح أبوابه من جديد بعد أشهر من الإصلاحات الطويلة في الجزيرة", "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字",
	"👩‍👩‍👧‍👦 family 👩‍👩‍👧‍👦 family 👩‍👩‍👧‍👦 family 👩‍👩‍👧‍👦", "a,b;c:d<e>\"f\"(g)@h\\", "two  spaces and   three", strings.Repeat("word ", 60) + "end", strings.Repeat("x", 300), strings.Repeat("x", 1500),
	"line\u2028separator", "\u202eright to left", "\"", "\\", "'", "Dr. J. O'Hara, Esq.", "a_b=c?d", "tail =?", strings.Repeat("é", 500), "100 % of «quotes»", "?=", "=?", "a" + strings.Repeat(" ", 90) + "b",
}

func TestAnyTextComesThroughSubjectAndNamesUnchanged(t *testing.T) {
	for _, s := range texts {
		m := message()
		m.Subject, m.From.Name, m.To.Name = s, s, s
		o := build(t, m)
		want := strings.TrimSpace(s)
		if got := words(t, o.header.Get("Subject")); got != want {
			t.Errorf("subject: sent %q, got %q", want, got)
		}
		for _, field := range []string{"From", "To"} {
			a, err := o.header.AddressList(field)
			if err != nil || len(a) != 1 || a[0].Name != want {
				t.Errorf("%s: sent %q, got %v, %v", field, want, a, err)
			}
		}
	}
}

func TestNoEncodedWordSplitsACharacterOrIsTooLong(t *testing.T) {
	for _, s := range texts {
		m := message()
		m.Subject = s
		raw, err := m.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		_, head, _ := strings.Cut(string(raw), "Subject: ")
		head, _, _ = strings.Cut(head, "\r\nDate:")
		if !strings.HasPrefix(head, "=?utf-8?") {
			continue
		}
		for w := range strings.SplitSeq(head, "\r\n ") {
			got, err := new(mime.WordDecoder).Decode(w)
			if err != nil || len(w) > 75 || !utf8.ValidString(got) {
				t.Errorf("%q: %d long, %q, %v", w, len(w), got, err)
			}
		}
	}
}

func TestWhatCouldForgeAFieldIsRefused(t *testing.T) {
	for _, evil := range []string{
		"a\r\nBcc: x@example.org", "a\nBcc: x@example.org", "a\rBcc: x@example.org", "a\r\n\r\nbody", "a\x00b", "a\x0bb", "a\x0cb", "a\x85b", "a\u0085b", "a\x1bb", "a\x7fb", "a\xff", "a\r\n b", "a\tb",
		"\r\n", strings.Repeat("x", 100_000),
	} {
		for name, spoil := range map[string]func(*mail.Message){
			"subject":     func(m *mail.Message) { m.Subject = "x" + evil + "x" },
			"from":        func(m *mail.Message) { m.From.Name = "x" + evil + "x" },
			"to":          func(m *mail.Message) { m.To.Name = "x" + evil + "x" },
			"from mail":   func(m *mail.Message) { m.From.Email = "x" + evil + "@example.org" },
			"to mail":     func(m *mail.Message) { m.To.Email = "x@example.org" + evil + "x" },
			"reply-to":    func(m *mail.Message) { m.ReplyTo = "x" + evil + "@example.org" },
			"message-id":  func(m *mail.Message) { m.MessageID = "x" + evil + "@example.org" },
			"value":       func(m *mail.Message) { m.Headers = []mail.Header{{Name: "List-Id", Value: "x" + evil + "x"}} },
			"field":       func(m *mail.Message) { m.Headers = []mail.Header{{Name: "X" + evil, Value: "x"}} },
			"field colon": func(m *mail.Message) { m.Headers = []mail.Header{{Name: "X: y" + evil, Value: "x"}} },
		} {
			m := message()
			spoil(m)
			if raw, err := m.Bytes(); err == nil {
				t.Errorf("%s with %.40q was built: %.300q", name, evil, raw)
			}
		}
	}
}

func TestTheFieldsThatMustBeThereOnceAreThereOnce(t *testing.T) {
	for _, stream := range []string{mail.Newsletter, mail.Transactional} {
		m := message()
		m.Stream, m.ReplyTo = stream, "editor@lantern.example"
		o := build(t, m)
		for _, f := range []string{"From", "To", "Subject", "Date", "Message-Id", "Reply-To", "Mime-Version", "Content-Type"} {
			if len(o.header[f]) != 1 {
				t.Errorf("%s: %q", f, o.header[f])
			}
		}
		if got, want := o.header.Get("Auto-Submitted"), map[string]string{mail.Transactional: "auto-generated"}[stream]; got != want {
			t.Errorf("%s has Auto-Submitted %q", stream, got)
		}
		if d, err := o.header.Date(); err != nil || !d.Equal(m.Date) {
			t.Errorf("date %v, %v", d, err)
		}
		if o.header.Get("Message-Id") != "<i1.abc@lantern.example>" {
			t.Errorf("message id %s", o.header.Get("Message-Id"))
		}
	}
}

func TestAMessageOutsideAListCannotCarryListFieldsAndNoneCanRepeatAFixedField(t *testing.T) {
	m := message()
	m.Stream, m.Headers = mail.Transactional, []mail.Header{{Name: "List-Id", Value: "<x.example.org>"}}
	if _, err := m.Bytes(); err == nil {
		t.Error("a List field was built into a transactional message")
	}
	for _, name := range []string{"From", "to", "SUBJECT", "Bcc", "Message-ID", "Content-Type", "", "X Y"} {
		m := message()
		m.Headers = []mail.Header{{Name: name, Value: "x"}}
		if _, err := m.Bytes(); err == nil {
			t.Errorf("%q was taken", name)
		}
	}
}

func TestAnyBodyComesThroughUnchanged(t *testing.T) {
	bodies := append([]string{
		"", "x", "\n", "\n\n\n", ".\n..\n.\n", "From here\nFrom there", "a \nb\t\n c\n", "trailing ", "tab\t", "=20=\n=", "\r\n.\r\n", strings.Repeat("x", 5000), strings.Repeat("é", 5000), strings.Repeat("a b ", 999), "--=_x\n--=_x--\n", strings.Repeat("\n.", 300),
	}, texts...)
	alphabet := []rune("ab .=\n\téع漢👩From ")
	for range 300 {
		r := make([]rune, rand.N(400))
		for i := range r {
			r[i] = alphabet[rand.N(len(alphabet))]
		}
		bodies = append(bodies, string(r))
	}
	for _, s := range bodies {
		m := message()
		m.Text, m.HTML = s, "<p>"+s
		o := build(t, m)
		want := strings.ReplaceAll(s, "\r\n", "\n")
		if o.text != want || o.html != "<p>"+want {
			t.Fatalf("sent %q, got %q and %q", want, o.text, o.html)
		}
		m.HTML = ""
		if o := build(t, m); strings.TrimSuffix(o.text, "\n") != strings.TrimSuffix(want, "\n") {
			t.Fatalf("alone: sent %q, got %q", want, o.text)
		}
	}
}

func TestCopiesOfAFormAreTheirOwnMessagesAndNobodyElses(t *testing.T) {
	text := []mail.Piece{{Text: "Dear "}, {Slot: 1}, {Text: ",\n\nlong " + strings.Repeat("text ", 50) + "\nleave: "}, {Slot: 2}, {Text: "\n"}}
	html := []mail.Piece{{Text: "<p>Dear "}, {Slot: 1}, {Text: `</p><a href="`}, {Slot: 2}, {Text: `">leave</a>`}}
	f, err := mail.NewForm(message(), text, html)
	if err != nil {
		t.Fatal(err)
	}
	copyOf := func(canary string) *mail.Copy {
		v := []string{canary + " é", "https://lantern.example/u/" + strings.Repeat(canary, 20) + "?a=b"}
		return &mail.Copy{
			To: mail.Address{Name: canary, Email: canary + "@example.org"}, MessageID: canary + "@lantern.example",
			Headers: []mail.Header{{Name: "List-Unsubscribe", Value: "<" + v[1] + ">"}}, Text: v, HTML: v,
		}
	}
	for _, canary := range []string{"anna", "bert", "cleo"} {
		raw, err := f.Append(nil, copyOf(canary))
		if err != nil {
			t.Fatal(err)
		}
		again, _ := f.Append(make([]byte, 0, 10), copyOf(canary))
		if !bytes.Equal(raw, again) {
			t.Error("two equal copies differ")
		}
		o := open(t, raw)
		link := "https://lantern.example/u/" + strings.Repeat(canary, 20) + "?a=b"
		if want := "Dear " + canary + " é,\n\nlong " + strings.Repeat("text ", 50) + "\nleave: " + link + "\n"; o.text != want {
			t.Errorf("text %q", o.text)
		}
		if want := "<p>Dear " + canary + ` é</p><a href="` + link + `">leave</a>`; o.html != want {
			t.Errorf("html %q", o.html)
		}
		for _, other := range []string{"anna", "bert", "cleo"} {
			if other != canary && (strings.Contains(o.text+o.html, other) || bytes.Contains(raw, []byte(other))) {
				t.Errorf("%s reads of %s", canary, other)
			}
		}
	}
	if _, err := f.Append(nil, &mail.Copy{To: mail.Address{Email: "a@example.org"}, MessageID: "a@b", Text: []string{"x"}}); err == nil {
		t.Error("a copy without all its values was built")
	}
}

func BenchmarkAppendOf30KB(b *testing.B) {
	long := strings.Repeat("<p style=\"margin:0\">Some words of a paragraph, and more é words.</p>\n", 400)
	f, err := mail.NewForm(message(), []mail.Piece{{Text: long[:4000]}, {Slot: 1}}, []mail.Piece{{Text: long}, {Slot: 1}, {Text: "</html>"}})
	if err != nil {
		b.Fatal(err)
	}
	v := []string{"https://lantern.example/unsubscribe/abcdefghijklmnopqrstuvwxyz"}
	var buf []byte
	for b.Loop() {
		buf, err = f.Append(buf[:0], &mail.Copy{To: mail.Address{Name: "Ann", Email: "ann@example.org"}, MessageID: "a@b", Text: v, HTML: v})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(len(buf)))
}
