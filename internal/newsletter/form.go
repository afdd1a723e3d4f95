package newsletter

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/mail"
	"onrecord/internal/site"
)

// form is an issue ready to be copied for each recipient.
type form struct {
	head head
	mail *mail.Form
	urls site.URLs
	key  []byte // of the Message-ID
}

// recipient is whom a copy is for.
type recipient struct {
	issueID, memberID   int64
	email, normal, name string
}

// newForm encodes what all copies share.
func (s *Store) newForm(ctx context.Context, issueID int64, h head, text, html []mail.Piece) (*form, error) {
	base, err := url.Parse(h.Base)
	if err != nil {
		return nil, err
	}
	f := &form{head: h, urls: site.URLs{Base: base}}
	if f.key, err = s.messageKey(ctx); err != nil {
		return nil, err
	}
	m := &mail.Message{
		Stream: mail.Newsletter, From: h.From, ReplyTo: h.ReplyTo, Subject: h.Subject, Date: db.Time(h.Date),
		Headers: []mail.Header{
			{Name: "List-Id", Value: "<" + h.ListID + ">"},
			{Name: "List-Unsubscribe-Post", Value: "List-Unsubscribe=One-Click"},
			{Name: "Feedback-ID", Value: fmt.Sprintf("i%d:n%d:newsletter:%s", issueID, h.List, h.Host)},
		},
	}
	f.mail, err = mail.NewForm(m, text, html)
	return f, err
}

// loadHead reads the head of a started issue.
func (s *Store) loadHead(ctx context.Context, issueID int64) (h head, err error) {
	text, err := db.One(ctx, s.DB, db.Value[string], `SELECT head FROM issue_content WHERE issue_id = $1`, issueID)
	if err != nil {
		return h, err
	}
	return h, json.Unmarshal([]byte(text), &h)
}

// loadForm reads the frozen content of an issue.
func (s *Store) loadForm(ctx context.Context, issueID int64) (*form, error) {
	var h, text, html string
	err := s.DB.QueryRow(ctx, `SELECT head, text, html FROM issue_content WHERE issue_id = $1`, issueID).Scan(&h, &text, &html)
	if err != nil {
		return nil, err
	}
	var head head
	var textPieces, htmlPieces []mail.Piece
	for _, part := range []struct {
		from string
		into any
	}{{h, &head}, {text, &textPieces}, {html, &htmlPieces}} {
		if err := json.Unmarshal([]byte(part.from), part.into); err != nil {
			return nil, spoilt(err)
		}
	}
	f, err := s.newForm(ctx, issueID, head, textPieces, htmlPieces)
	if _, known := fault.As(err); known && !fault.Is(err, fault.Unavailable) {
		return nil, spoilt(err)
	}
	return f, err
}

// links are a member's own ways out of the newsletter.
func (s *Store) links(ctx context.Context, u site.URLs, memberID, newsletterID int64) (unsubscribe, preferences string, err error) {
	leave, err := s.UnsubscribeToken(ctx, memberID, newsletterID)
	if err != nil {
		return "", "", err
	}
	choose, err := s.PreferencesToken(ctx, memberID)
	if err != nil {
		return "", "", err
	}
	return u.Unsubscribe(leave), u.Preferences(choose), nil
}

// copyFor adds the message for one recipient to dst. It carries nobody else's
// data, and made again it is the same to the byte.
func (s *Store) copyFor(ctx context.Context, dst []byte, f *form, r recipient) ([]byte, error) {
	unsubscribe, preferences, err := s.links(ctx, f.urls, r.memberID, f.head.List)
	if err != nil {
		return nil, err
	}
	name := oneLine(r.name)
	text, html := personal{name: name, email: r.email, unsubscribe: unsubscribe, preferences: preferences}.values(f.head.Slots)
	return f.mail.Append(dst, &mail.Copy{
		To: mail.Address{Name: name, Email: r.email}, MessageID: messageID(f.key, r.issueID, r.normal, f.head.Host),
		Headers: []mail.Header{{Name: "List-Unsubscribe", Value: f.leave(unsubscribe)}}, Text: text, HTML: html,
	})
}

// leave is the List-Unsubscribe field: the one-click address first, then a
// letter to whoever answers for the newsletter.
func (f *form) leave(address string) string {
	field := "<" + address + ">"
	if _, answer, err := mail.ParseAddress(f.head.ReplyTo); err == nil {
		field += ", <mailto:" + url.PathEscape(answer) + "?subject=unsubscribe>"
	}
	return field
}

// oneLine keeps a name from a file or another program fit for a header.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, ""), func(r rune) bool {
		return unicode.IsControl(r) || unicode.IsSpace(r)
	}), " ")
}

// Preview shows the mail as a member without a name would get it; its personal
// links lead nowhere.
func (s *Store) Preview(ctx context.Context, issueID int64) (html, text, subject string, err error) {
	defer fault.Wrap(&err, "newsletter.Preview(%d)", issueID)
	c, err := s.preview(ctx, issueID)
	if err != nil {
		return "", "", "", err
	}
	plain, escaped := personal{email: "reader@example.org", unsubscribe: "#", preferences: "#"}.values(c.head.Slots)
	return join(c.html, escaped), join(c.text, plain), c.head.Subject, nil
}

func (s *Store) preview(ctx context.Context, issueID int64) (c content, err error) {
	i, err := s.Issue(ctx, issueID)
	if err != nil {
		return c, err
	}
	at := s.Now()
	if i.ScheduledAt.After(at) {
		at = i.ScheduledAt
	}
	d, err := s.gather(ctx, i, at, true)
	if err != nil {
		return c, err
	}
	return s.render(ctx, d)
}

// handingTime is how long somebody who waits for a page waits for the mail server.
const handingTime = 30 * time.Second

// SendTest sends the issue as it is now to one address, marked as a test. Its
// unsubscribe link works for nobody.
func (s *Store) SendTest(ctx context.Context, issueID int64, to string) (err error) {
	defer fault.Wrap(&err, "newsletter.SendTest(%d)", issueID)
	ctx, cancel := context.WithTimeout(ctx, handingTime)
	defer cancel()
	email, normal, err := mail.ParseAddress(to)
	if err != nil {
		return err
	}
	c, err := s.preview(ctx, issueID)
	if err != nil {
		return err
	}
	st, err := s.Site.Get(ctx)
	if err != nil {
		return err
	}
	c.head.Subject = newLook(st, "", "").T("[Test] %s", c.head.Subject)
	f, err := s.newForm(ctx, issueID, c.head, c.text, c.html)
	if err != nil {
		return err
	}
	f.key = []byte(rand.Text()) // no test has the Message-ID of the real mail or of another test
	body, err := s.copyFor(ctx, nil, f, recipient{issueID: issueID, email: email, normal: normal})
	if err != nil {
		return err
	}
	return told(mail.SendBytes(ctx, s.Transport, c.head.From.Email, email, body))
}

// told makes a sentence of why a mail was not handed over, for staff.
func told(err error) error {
	if err == nil {
		return nil
	}
	if mail.Uncertain(err) {
		return fault.New(fault.Unavailable, "The mail server has the message but did not say whether it takes it, so it may or may not arrive.").Because(err)
	}
	if r, ok := mail.ReplyOf(err); ok {
		return fault.New(fault.Unavailable, "The mail server refused the message: %s", r.String()).Because(err)
	}
	if fault.KindOf(err) != fault.Internal {
		return err
	}
	return fault.New(fault.Unavailable, "The mail server cannot be reached; look at its address and try again.").Because(err)
}
