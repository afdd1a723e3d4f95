package mail

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/cases"
)

// parse takes apart a message that this package built.
func parse(raw []byte) (m OutboxMessage, err error) {
	head, body, ok := bytes.Cut(raw, []byte("\r\n\r\n"))
	if !ok {
		return m, fmt.Errorf("a message without a body")
	}
	m.Headers = fields(string(head))
	get := func(name string) string {
		for _, h := range m.Headers {
			if strings.EqualFold(h.Name, name) {
				return h.Value
			}
		}
		return ""
	}
	m.Stream = Newsletter
	if get("Auto-Submitted") != "" {
		m.Stream = Transactional
	}
	m.From, m.To, m.Subject, m.MessageID = get("From"), get("To"), get("Subject"), strings.Trim(get("Message-ID"), "<>")
	if err := m.parts(get("Content-Type"), body); err != nil {
		return m, err
	}
	m.Links = links(m.Text)
	return m, nil
}

// fields unfolds and decodes the header fields.
func fields(head string) (out []Header) {
	words := new(mime.WordDecoder)
	for line := range strings.SplitSeq(strings.ReplaceAll(head, "\r\n ", " "), "\r\n") {
		name, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		if decoded, err := words.DecodeHeader(value); err == nil {
			value = decoded
		}
		out = append(out, Header{Name: textproto.TrimString(name), Value: value})
	}
	return out
}

func (m *OutboxMessage) parts(contentType string, body []byte) error {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return err
	}
	if !strings.HasPrefix(kind, "multipart/") {
		m.Text, err = readQP(bytes.NewReader(body))
		return err
	}
	for r := multipart.NewReader(bytes.NewReader(body), params["boundary"]); ; {
		p, err := r.NextRawPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		text, err := readQP(p)
		if err != nil {
			return err
		}
		if strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") {
			m.HTML = text
		} else {
			m.Text = text
		}
	}
}

func readQP(r io.Reader) (string, error) {
	b, err := io.ReadAll(quotedprintable.NewReader(r))
	return strings.ReplaceAll(string(b), "\r\n", "\n"), err
}

var link = regexp.MustCompile(`https?://[^\s<>"]+`)

func links(text string) (out []string) {
	for _, l := range link.FindAllString(text, -1) {
		if l = strings.TrimRight(l, ".,;:!?)"); !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out
}

// has tells whether a person looking for query means this message.
func (m *OutboxMessage) has(query string) bool {
	query = strings.TrimSpace(query)
	if query == "" {
		return true
	}
	fold := cases.Fold()
	q := fold.String(query)
	for _, s := range []string{m.To, m.From, m.Subject} {
		if strings.Contains(fold.String(s), q) {
			return true
		}
	}
	return false
}
