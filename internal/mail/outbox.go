package mail

import (
	"context"
	"errors"
	"math"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Outbox is where mail stays when there is no server. It is a Transport.
type Outbox struct {
	DB  *db.DB
	Now func() time.Time
}

// OutboxName is the name and host of the outbox as a Transport.
const OutboxName = "outbox"

// outboxKept is how many messages stay at least; older ones are dropped, now
// and then.
const (
	outboxKept  = 2000
	outboxEvery = 50
)

// OutboxMessage is one kept message. List leaves the parts from HTML on empty.
type OutboxMessage struct {
	ID                 int64
	Stream, From, To   string
	Subject, MessageID string
	CreatedAt          time.Time
	HTML, Text         string
	Headers            []Header // as they read, in their order
	Links              []string // addresses in the text, each once
	Raw                []byte   // as it would have gone over the wire
}

// Name is OutboxName.
func (o *Outbox) Name() string { return OutboxName }

// Real is false: what lands here has not left the machine.
func (o *Outbox) Real() bool { return false }

// Open gives a connection that ends in the outbox.
func (o *Outbox) Open(context.Context) (Conn, error) { return &outboxConn{box: o}, nil }

type outboxConn struct {
	box  *Outbox
	to   string
	body []byte
}

func (c *outboxConn) Host() string { return OutboxName }
func (c *outboxConn) Closed() bool { return false }

func (c *outboxConn) Close() error {
	c.body = nil
	return nil
}

func (c *outboxConn) Begin(_ context.Context, from, to string, body []byte) error {
	if _, _, err := envelope(from); err != nil {
		return err
	}
	_, normal, err := ParseAddress(to)
	if err != nil {
		return err
	}
	c.to, c.body = normal, append([]byte(nil), body...)
	return nil
}

// Commit keeps the message. It is kept or it is not; nothing is uncertain here.
func (c *outboxConn) Commit(ctx context.Context) (Reply, error) {
	if c.body == nil {
		return Reply{}, &Failure{Stage: "dot", Err: errors.New("no message was begun")}
	}
	raw := c.body
	c.body = nil
	if err := c.box.keep(ctx, c.to, raw); err != nil {
		return Reply{}, &Failure{Stage: "dot", Err: err}
	}
	return Reply{Code: 250, Enhanced: "2.0.0", Text: "kept in the outbox; nothing left this machine, since no mail server is set"}, nil
}

func (o *Outbox) keep(ctx context.Context, to string, raw []byte) (err error) {
	defer fault.Wrap(&err, "mail.Outbox.keep")
	m, err := parse(raw)
	if err != nil {
		return err
	}
	now := db.Ms(o.Now())
	return o.DB.Write(ctx, func(tx *db.Tx) error {
		id, err := db.One(ctx, tx, db.Value[int64], `INSERT INTO outbox (stream, sender, recipient, subject, message_id, raw, created_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`, m.Stream, m.From, to, m.Subject, m.MessageID, raw, now)
		if err != nil || id%outboxEvery != 0 {
			return err
		}
		_, err = tx.Exec(ctx, `DELETE FROM outbox WHERE id < (SELECT min(id) FROM (SELECT id FROM outbox ORDER BY id DESC LIMIT $1) AS newest)`, outboxKept)
		return err
	})
}

// Outbox pages.
const (
	outboxPage = 50
	outboxMost = 200
)

// List gives messages newest first. Query, if not empty, is looked for in
// sender, recipient and subject, whatever their case. Next is 0 at the end,
// else the next before.
func (o *Outbox) List(ctx context.Context, before int64, limit int, query string) (list []OutboxMessage, next int64, err error) {
	defer fault.Wrap(&err, "mail.Outbox.List(%d, %d)", before, limit)
	if limit < 1 || limit > outboxMost {
		limit = outboxPage
	}
	if before < 1 {
		before = math.MaxInt64
	}
	rows, err := o.DB.Query(ctx, `SELECT id, stream, sender, recipient, subject, message_id, created_at
		FROM outbox WHERE id < $1 ORDER BY id DESC`, before)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	for rows.Next() {
		m, err := scanOutbox(rows)
		if err != nil {
			return nil, 0, err
		}
		if !m.has(query) {
			continue
		}
		if len(list) == limit {
			return list, list[limit-1].ID, nil
		}
		list = append(list, m)
	}
	return list, 0, rows.Err()
}

func scanOutbox(r db.Row) (m OutboxMessage, err error) {
	var at int64
	err = r.Scan(&m.ID, &m.Stream, &m.From, &m.To, &m.Subject, &m.MessageID, &at)
	m.CreatedAt = db.Time(at)
	return m, err
}

// Get reads and takes apart one message.
func (o *Outbox) Get(ctx context.Context, id int64) (m OutboxMessage, err error) {
	defer fault.Wrap(&err, "mail.Outbox.Get(%d)", id)
	m, err = db.One(ctx, o.DB, scanOutbox, `SELECT id, stream, sender, recipient, subject, message_id, created_at FROM outbox WHERE id = $1`, id)
	if err != nil {
		return m, err
	}
	raw, err := db.One(ctx, o.DB, db.Value[[]byte], `SELECT raw FROM outbox WHERE id = $1`, id)
	if err != nil {
		return m, err
	}
	parsed, err := parse(raw)
	if err != nil {
		return m, err
	}
	m.HTML, m.Text, m.Headers, m.Links, m.Raw = parsed.HTML, parsed.Text, parsed.Headers, parsed.Links, raw
	return m, nil
}

// Forget drops what was kept for an address, given in its normal form.
func (o *Outbox) Forget(ctx context.Context, tx *db.Tx, normal string) error {
	_, err := tx.Exec(ctx, `DELETE FROM outbox WHERE recipient = $1`, normal)
	return err
}
