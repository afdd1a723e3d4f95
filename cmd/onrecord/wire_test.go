package main

import (
	"log/slog"
	"testing"
	"time"

	"onrecord/internal/mail"
	"onrecord/internal/member"
)

func TestTheOutboxForgetsAMemberWhoIsDeleted(t *testing.T) {
	ctx := t.Context()
	a, err := open(ctx, Config{Place: Place{Data: t.TempDir()}, Listen: "127.0.0.1:8080"}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer a.close() //nolint:errcheck // the folder goes with the test
	m, err := a.members.Create(ctx, member.Input{Email: "Ada@example.org"})
	if err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{"Ada@example.org", "bob@example.org"} {
		err := mail.Send(ctx, a.transport, &mail.Message{
			Stream: mail.Transactional, From: mail.Address{Email: "news@example.org"}, To: mail.Address{Email: to},
			Subject: "Hello", Text: "Hello", MessageID: "1@example.org", Date: time.Now(),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := a.members.Delete(ctx, m.ID); err != nil {
		t.Fatal(err)
	}
	left, _, err := (&mail.Outbox{DB: a.d, Now: time.Now}).List(ctx, 0, 0, "")
	if err != nil || len(left) != 1 || left[0].To != "bob@example.org" {
		t.Errorf("the outbox holds %+v, %v", left, err)
	}
}
