package mail

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"onrecord/internal/fault"
)

// Piece is a run of text or, if Slot is not 0, the place of a copy's value
// number Slot-1.
type Piece struct {
	Text string
	Slot int
}

// Form is a message of which many copies go out. All that the copies share is
// encoded once; a copy costs its own few values and some copying of memory. A
// Form never changes and may be used by many goroutines at once.
type Form struct {
	head []byte // the fields that all copies share, and the start of the body
	text []encoded
	mid  []byte // from the text part to the HTML part
	html []encoded
	tail []byte
	size int
}

type encoded struct {
	bytes []byte
	slot  int
}

// Copy is what one copy of a Form has of its own. Values fill the slots; those
// of HTML must be escaped already.
type Copy struct {
	To         Address
	MessageID  string
	Headers    []Header
	Text, HTML []string
}

// NewForm encodes what all copies of m share. Of m it takes no To, MessageID,
// Text and HTML. An empty html makes a message of text alone.
func NewForm(m *Message, text, html []Piece) (*Form, error) {
	var w writer
	w.address("From", m.From)
	w.text("Subject", m.Subject)
	w.out = append(w.out, "Date: "+m.Date.UTC().Format(time.RFC1123Z)+"\r\n"...)
	if m.ReplyTo != "" {
		w.address("Reply-To", Address{Email: m.ReplyTo})
	}
	for _, h := range m.Headers {
		w.extra(h)
		if m.Stream == Transactional && strings.HasPrefix(strings.ToLower(h.Name), "list-") {
			w.fail(fault.New(fault.Internal, "A transactional message is of no list, so it has no %s.", h.Name))
		}
	}
	if m.Stream == Transactional {
		w.out = append(w.out, "Auto-Submitted: auto-generated\r\n"...)
	}
	w.out = append(w.out, "MIME-Version: 1.0\r\n"...)
	f := &Form{text: encodePieces(text), html: encodePieces(html)}
	f.frame(&w, boundary(m))
	for _, part := range [][]encoded{f.text, f.html} {
		for _, e := range part {
			f.size += len(e.bytes) + 200
		}
	}
	f.size += len(f.head) + len(f.mid) + len(f.tail) + 1000
	return f, w.err
}

const (
	plainPart = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
	htmlPart  = "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
)

// frame sets what stands around the parts.
func (f *Form) frame(w *writer, mark string) {
	if len(f.html) == 0 {
		f.head = append(w.out, plainPart...)
		return
	}
	f.head = append(w.out, "Content-Type: multipart/alternative;\r\n boundary=\""+mark+"\"\r\n\r\n--"+mark+"\r\n"+plainPart...)
	f.mid = []byte("\r\n--" + mark + "\r\n" + htmlPart)
	f.tail = []byte("\r\n--" + mark + "--\r\n")
}

// boundary cannot occur in quoted-printable, where "=_" has no meaning. It
// depends on the message alone, so that a retry has the same bytes.
func boundary(m *Message) string {
	sum := sha256.Sum256([]byte(m.From.Email + "\n" + m.Subject + "\n" + m.Date.UTC().Format(time.RFC3339)))
	return "=_" + hex.EncodeToString(sum[:12])
}

func encodePieces(pieces []Piece) []encoded {
	out := make([]encoded, 0, len(pieces))
	for _, p := range pieces {
		if p.Slot > 0 {
			out = append(out, encoded{slot: p.Slot})
			continue
		}
		var q qp
		q.text(clean(p.Text))
		q.softBreak()
		out = append(out, encoded{bytes: q.out})
	}
	return out
}

// Append adds one copy to dst: fields of its own first, then what is shared.
// Equal copies have equal bytes.
func (f *Form) Append(dst []byte, c *Copy) ([]byte, error) {
	if cap(dst)-len(dst) < f.size {
		dst = append(make([]byte, 0, len(dst)+f.size), dst...)
	}
	w := writer{out: dst}
	w.address("To", c.To)
	w.messageID(c.MessageID)
	for _, h := range c.Headers {
		w.extra(h)
	}
	w.out = append(w.out, f.head...)
	w.part(f.text, c.Text)
	if len(f.html) > 0 {
		w.out = append(w.out, f.mid...)
		w.part(f.html, c.HTML)
		w.out = append(w.out, f.tail...)
	} else if !bytes.HasSuffix(w.out, []byte("\r\n")) {
		w.end()
	}
	return w.out, w.err
}

func (w *writer) part(pieces []encoded, values []string) {
	for _, p := range pieces {
		if p.slot == 0 {
			w.out = append(w.out, p.bytes...)
			continue
		}
		if p.slot > len(values) {
			w.fail(fault.New(fault.Internal, "A copy has no value for slot %d.", p.slot))
			return
		}
		q := qp{out: w.out}
		q.text(clean(values[p.slot-1]))
		q.softBreak()
		w.out = q.out
	}
	w.out = bytes.TrimSuffix(w.out, []byte("=\r\n")) // nothing of this part follows
}

// Bytes is the message as it goes over the wire, before dot-stuffing: RFC 5322
// with CRLF, the text and, if there is one, the HTML as quoted-printable. It
// refuses addresses, names, subjects and fields that could forge a field.
func (m *Message) Bytes() ([]byte, error) {
	var html []Piece
	if m.HTML != "" {
		html = []Piece{{Text: m.HTML}}
	}
	f, err := NewForm(m, []Piece{{Text: m.Text}}, html)
	if err != nil {
		return nil, err
	}
	return f.Append(nil, &Copy{To: m.To, MessageID: m.MessageID})
}
