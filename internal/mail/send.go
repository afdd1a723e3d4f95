package mail

import (
	"context"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// NewTransport is the way out for mail: a server, see ParseSMTP, or, without
// an address, the outbox. It connects to nothing yet.
func NewTransport(smtpURL string, d *db.DB, now func() time.Time) (Transport, error) {
	if smtpURL == "" {
		return &Outbox{DB: d, Now: now}, nil
	}
	s, err := ParseSMTP(smtpURL)
	if err != nil {
		return nil, err
	}
	return s, nil
}

// Send builds one message and hands it over on a connection of its own. See
// Temporary and Uncertain for what an error means.
func Send(ctx context.Context, t Transport, m *Message) (err error) {
	defer fault.Wrap(&err, "mail.Send(%s, %s)", m.Stream, m.MessageID)
	body, err := m.Bytes()
	if err != nil {
		return err
	}
	from := m.ReturnPath
	if from == "" {
		from = m.From.Email
	}
	return SendBytes(ctx, t, from, m.To.Email, body)
}

// SendBytes is Send for a message that is built.
func SendBytes(ctx context.Context, t Transport, from, to string, body []byte) error {
	c, err := t.Open(ctx)
	if err != nil {
		return err
	}
	defer c.Close() //nolint:errcheck // after the reply nothing matters any more
	if err := c.Begin(ctx, from, to, body); err != nil {
		return err
	}
	_, err = c.Commit(ctx)
	return err
}
