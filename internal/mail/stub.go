package mail

import (
	"context"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

var todo = fault.New(fault.Unavailable, "This part is being built.")

// NewTransport opens nothing yet; "" gives the outbox.
func NewTransport(smtpURL string, d *db.DB, now func() time.Time) (Transport, error) {
	return nil, todo
}

// Send hands over one message on a connection of its own.
func Send(ctx context.Context, t Transport, m *Message) error { return todo }

// Temporary tells whether trying again later may help.
func Temporary(err error) bool { return false }

// ReplyOf is the server's reply within err, if it gave one.
func ReplyOf(err error) (Reply, bool) { return Reply{}, false }

// Outbox is where mail stays when there is no server.
type Outbox struct {
	DB  *db.DB
	Now func() time.Time
}

// OutboxMessage is one kept message. List leaves the parts from HTML on empty.
type OutboxMessage struct {
	ID                 int64
	Stream, From, To   string
	Subject, MessageID string
	CreatedAt          time.Time
	HTML, Text         string
	Headers            []Header
	Links              []string
}

// List gives messages newest first; next is 0 at the end, else the next before.
func (o *Outbox) List(ctx context.Context, before int64, limit int, query string) (list []OutboxMessage, next int64, err error) {
	return nil, 0, todo
}

// Get reads and takes apart one message.
func (o *Outbox) Get(ctx context.Context, id int64) (OutboxMessage, error) {
	return OutboxMessage{}, todo
}
