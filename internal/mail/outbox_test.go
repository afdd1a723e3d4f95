package mail_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/mail"
	"onrecord/internal/mail/mailtest"
)

func outbox(t *testing.T, d *db.DB) *mail.Outbox {
	t.Helper()
	tr, err := mail.NewTransport("", d, func() time.Time { return time.UnixMilli(1_800_000_000_123) })
	if err != nil {
		t.Fatal(err)
	}
	return tr.(*mail.Outbox)
}

func TestWithoutAServerAMessageIsKeptAndShownWhole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		box := outbox(t, d)
		m := message()
		m.Stream, m.Subject, m.To.Name = mail.Transactional, "Ünïcödé, a very long subject that must be folded and is folded and is read as one line again", "José"
		m.Text = "Confirm here: https://lantern.example/confirm/abc.\nOr (https://lantern.example/x?a=b&c=d) https://lantern.example/confirm/abc\n"
		m.HTML = `<p><a href="https://lantern.example/confirm/abc">Confirm</a></p>`
		if err := mail.Send(t.Context(), box, m); err != nil {
			t.Fatal(err)
		}
		list, next, err := box.List(t.Context(), 0, 10, "")
		if err != nil || len(list) != 1 || next != 0 {
			t.Fatalf("%+v, %d, %v", list, next, err)
		}
		got, err := box.Get(t.Context(), list[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		raw, _ := m.Bytes()
		if got.To != "ann@example.org" || got.Subject != m.Subject || got.Text != m.Text || got.HTML != m.HTML || got.Stream != mail.Transactional || got.MessageID != m.MessageID ||
			!bytes.Equal(got.Raw, raw) || !got.CreatedAt.Equal(box.Now()) || !slices.Equal(got.Links, []string{"https://lantern.example/confirm/abc", "https://lantern.example/x?a=b&c=d"}) {
			t.Errorf("%+v", got)
		}
		if !slices.Contains(got.Headers, mail.Header{Name: "To", Value: "José <ann@example.org>"}) || !slices.Contains(got.Headers, mail.Header{Name: "Subject", Value: m.Subject}) {
			t.Errorf("%+v", got.Headers)
		}
		if _, err := box.Get(t.Context(), 999); !fault.Is(err, fault.NotFound) {
			t.Errorf("%v", err)
		}
	})
}

func TestTheOutboxSaysThatNothingLeftTheMachine(t *testing.T) {
	box := outbox(t, dbtest.SQLite(t))
	c, err := box.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	raw, _ := message().Bytes()
	if err := c.Begin(t.Context(), "a@example.org", "ann@example.org", raw); err != nil {
		t.Fatal(err)
	}
	if list, _, err := box.List(t.Context(), 0, 10, ""); err != nil || len(list) != 0 {
		t.Errorf("%+v before the dot, %v", list, err)
	}
	reply, err := c.Commit(t.Context())
	if err != nil || reply.Code != 250 || !strings.Contains(reply.Text, "nothing left this machine") || c.Host() != "outbox" || box.Real() {
		t.Errorf("%+v, %v", reply, err)
	}
	if _, err := c.Commit(t.Context()); err == nil || mail.Uncertain(err) {
		t.Errorf("a dot without a message: %v", err)
	}
}

func TestTheOutboxKeepsTheNewestAndFindsByWords(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		box := outbox(t, d)
		raw, _ := message().Bytes()
		rows := make([][]any, 2040)
		for i := range rows {
			rows[i] = []any{"newsletter", "The Lantern <news@lantern.example>", fmt.Sprintf("m%d@example.org", i), fmt.Sprintf("Été %d", i), "x", raw, 1}
		}
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			return tx.InsertMany(t.Context(), "outbox", []string{"stream", "sender", "recipient", "subject", "message_id", "raw", "created_at"}, rows)
		})
		if err != nil {
			t.Fatal(err)
		}
		for range 10 {
			if err := mail.Send(t.Context(), box, message()); err != nil {
				t.Fatal(err)
			}
		}
		seen := 0
		var before int64
		for {
			list, next, err := box.List(t.Context(), before, 200, "")
			if err != nil {
				t.Fatal(err)
			}
			seen += len(list)
			if before = next; next == 0 {
				break
			}
		}
		if seen != 2000 {
			t.Errorf("%d are kept", seen)
		}
		for query, want := range map[string]int{"M2039@example": 1, "ÉTÉ 2039": 1, "été 203": 11, "ann@": 10, "lantern": 50, "%": 0, "m1@example.org": 0} {
			if list, _, err := box.List(t.Context(), 0, 50, query); err != nil || len(list) != want {
				t.Errorf("%q found %d, %v", query, len(list), err)
			}
		}
		if err := d.Write(t.Context(), func(tx *db.Tx) error { return box.Forget(t.Context(), tx, "ann@example.org") }); err != nil {
			t.Fatal(err)
		}
		if list, _, err := box.List(t.Context(), 0, 50, "ann@"); err != nil || len(list) != 0 {
			t.Errorf("%d are remembered, %v", len(list), err)
		}
	})
}

func TestSendHandsOverOneMessageAndTellsWhyNot(t *testing.T) {
	p := mailtest.Start(t, mailtest.Plan(func(e mailtest.Event) mailtest.Answer {
		if e.To == "no@example.org" && e.Stage == mailtest.Rcpt {
			return mailtest.Answer{Code: 550, Text: "5.1.1 no"}
		}
		return mailtest.Answer{}
	}))
	m := message()
	m.ReturnPath = "bounce@lantern.example"
	if err := mail.Send(t.Context(), dial(t, p.URL()), m); err != nil {
		t.Fatal(err)
	}
	raw, _ := m.Bytes()
	if got := p.Messages()[0]; !bytes.Equal(got.Data, raw) || got.From != "bounce@lantern.example" || got.To != "ann@example.org" {
		t.Errorf("%+v", got)
	}
	m.To.Email = "no@example.org"
	if err := mail.Send(t.Context(), dial(t, p.URL()), m); mail.Temporary(err) {
		t.Errorf("%v", err)
	}
	p.Stop()
	if err := mail.Send(t.Context(), dial(t, p.URL()), m); !mail.Temporary(err) {
		t.Errorf("%v", err)
	}
}
