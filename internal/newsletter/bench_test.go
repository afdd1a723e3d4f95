package newsletter_test

import (
	"context"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/mail"
	"onrecord/internal/mail/mailtest"
	"onrecord/internal/newsletter"
	"onrecord/internal/post"
)

// Both engines with the mail server on the same machine, everything durable:
//
//	go test -run '^$' -bench . -benchtime 1x ./internal/newsletter
const benchMails = 20_000

// One step of the freezing, as engines do it, and what is frozen.
const (
	freezeBatch = 50_000
	freezeChunk = 250
	million     = 1_000_000
)

func BenchmarkSending20000MailsOf30KB(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				p := mailtest.Start(b, mailtest.CountOnly())
				r, i := benchRoom(b, open(b), smtp(b, p.URL()), benchMails)
				ctx, cancel := context.WithCancel(context.Background())
				done := make(chan error, 1)
				for ready := false; !ready; {
					var err error
					if ready, err = r.FreezeSome(ctx, i.ID, freezeBatch, freezeChunk); err != nil {
						b.Fatal(err)
					}
				}
				b.StartTimer()
				start, used := time.Now(), processor(b)
				go func() { done <- (&newsletter.Engine{Store: r.Store, Poll: 10 * time.Millisecond}).Run(ctx) }()
				p.Await(benchMails)
				took := time.Since(start)
				b.StopTimer()
				cancel()
				if err := <-done; err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(benchMails/took.Seconds(), "mails/s")
				b.ReportMetric(float64((processor(b)-used).Microseconds())/benchMails, "processor-us/mail")
				b.StartTimer()
			}
		})
	}
}

// processor is the time that this process, the mail server in it included, had
// on the processors.
func processor(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// benchRoom makes an issue of some 30 KB that is about to start.
func benchRoom(b *testing.B, d *db.DB, transport mail.Transport, members int) (*room, newsletter.Issue) {
	b.Helper()
	r := openRoomAt(b, d, transport, time.Now)
	n := r.newsletter()
	r.subscribers(members, n.ID)
	p, err := r.Posts.Create(b.Context(), 0, post.Input{Headline: "A report", Body: strings.Repeat("A sentence of a report with *some* [links](/x) and é.\n\n", 150)})
	r.ok(err)
	_, err = r.Posts.Publish(b.Context(), p.ID, 0, post.PublishOptions{})
	r.ok(err)
	i, err := r.CreateIssue(b.Context(), 0, newsletter.IssueInput{NewsletterID: n.ID, PostIDs: []int64{p.ID}})
	r.ok(err)
	i, err = r.Send(b.Context(), i.ID, 0, 0)
	r.ok(err)
	return r, i
}

func BenchmarkFreezingAMillionRecipients(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				d := open(b)
				r, i := benchRoom(b, d, nil, 1)
				addMillion(b, d)
				b.StartTimer()
				start, used := time.Now(), processor(b)
				longest := time.Duration(0)
				for done := false; !done; {
					at := time.Now()
					var err error
					if done, err = r.FreezeSome(b.Context(), i.ID, freezeBatch, freezeChunk); err != nil {
						b.Fatal(err)
					}
					longest = max(longest, time.Since(at))
				}
				b.ReportMetric(time.Since(start).Seconds(), "s")
				b.ReportMetric((processor(b) - used).Seconds(), "processor-s")
				b.ReportMetric(float64(longest.Milliseconds()), "ms-longest-transaction")
				b.StopTimer()
				at := time.Now()
				now, err := r.Issue(b.Context(), i.ID)
				r.ok(err)
				if now.Counts.Pending != million+1 || now.Audience != million+1 {
					b.Fatalf("%+v", now)
				}
				b.ReportMetric(float64(time.Since(at).Milliseconds()), "ms-to-count")
				b.StartTimer()
			}
		})
	}
}

// addMillion adds subscribers without the words by which members are found.
func addMillion(b *testing.B, d *db.DB) {
	b.Helper()
	for from := 10; from < million+10; from += 10_000 {
		members, subscriptions := make([][]any, 10_000), make([][]any, 10_000)
		for n := range members {
			id := int64(from + n)
			email := fmt.Sprintf("%x-%d@example.org", id*2654435761%1_000_003, id)
			members[n], subscriptions[n] = []any{id, email, email, "A Name", "active", 1, 1}, []any{1, id, "subscribed", 1}
		}
		err := d.Write(b.Context(), func(tx *db.Tx) error {
			if err := tx.InsertMany(b.Context(), "member", []string{"id", "email", "email_norm", "name", "status", "created_at", "updated_at"}, members); err != nil {
				return err
			}
			return tx.InsertMany(b.Context(), "subscription", []string{"newsletter_id", "member_id", "state", "changed_at"}, subscriptions)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
