package newsletter_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/mail"
	"onrecord/internal/mail/mailtest"
	"onrecord/internal/member"
	"onrecord/internal/newsletter"
	"onrecord/internal/post"
)

func picture(t *testing.T, w, h int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.Set(x, y, color.RGBA{uint8(x * 255 / w), uint8(120 + y*80/h), 150, 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const story = `The harbour opens on **Monday**. [Timetable](/timetable) and [elsewhere](https://other.example/x?a=1&b=2).

## What changes

- Two ferries a day
- A *later* last boat

> “We waited long enough,” said the harbour master.

| Day | Boats |
|-----|------:|
| Monday | 4 |
| Sunday | 2 |

` + "```\ncode <here>\n```" + `

A note.[^1]

[^1]: The note.
`

// TestShow writes a mail to a folder named by the environment, to be looked at.
func TestShow(t *testing.T) {
	dir := os.Getenv("ONRECORD_SHOW_MAIL")
	if dir == "" {
		t.Skip("set ONRECORD_SHOW_MAIL to a folder to look at a mail")
	}
	r := openRoom(t, dbtest.SQLite(t), nil)
	m := must(r.Media.Upload(t.Context(), "pier.jpg", bytes.NewReader(picture(t, 1600, 900)), 0))(t)
	in := weekly()
	in.Accent, in.Header, in.Footer = "#b3541e", "Every Friday: what happened on the **island**.", "The Lantern is read in [forty harbours](/about)."
	nl := must(r.Create(t.Context(), in))(t)
	st := must(r.Site.Get(t.Context()))(t)
	st.PostalAddress, st.Publisher = "1 Pier Road\nPort Ellery", "Lantern Press Ltd"
	if lang := os.Getenv("ONRECORD_SHOW_LANG"); lang != "" {
		st.Language = lang
	}
	must(r.Site.Update(t.Context(), st.Version, st))(t)
	sec := must(r.Posts.CreateSection(t.Context(), post.SectionInput{Name: "Harbour"}))(t)
	a := must(r.Posts.Create(t.Context(), 0, post.Input{Headline: "Harbour to reopen after the long winter repairs", Standfirst: "The ferry sails again, and the fishermen are back at the east pier.", Body: story, SectionIDs: []int64{sec.ID}, LeadMediaID: m.ID, LeadAlt: "The east pier at dawn", LeadCaption: "The pier last week.", LeadCredit: "Photo: Ida Marsh"}))(t)
	b := r.draft("Lamps for the north path", "Short text about lamps.\n\nAnd a second paragraph.")
	for _, p := range []post.Post{a, b} {
		must(r.Posts.Publish(t.Context(), p.ID, 0, post.PublishOptions{}))(t)
	}
	i := must(r.CreateIssue(t.Context(), 0, newsletter.IssueInput{NewsletterID: nl.ID, Intro: "Dear {name|reader},\n\nspring is here.", PostIDs: []int64{a.ID, b.ID}}))(t)
	html, text, _, err := r.Preview(t.Context(), i.ID)
	r.ok(err)
	html = strings.ReplaceAll(html, "https://lantern.example/media/", "file://"+dir+"/pier.jpg?")
	r.ok(os.WriteFile(filepath.Join(dir, "pier.jpg"), picture(t, 1600, 900), 0o600))
	r.ok(os.WriteFile(filepath.Join(dir, "mail.html"), []byte(html), 0o600))
	r.ok(os.WriteFile(filepath.Join(dir, "mail.txt"), []byte(text), 0o600))
	t.Log(len(html))
}

// sentMail sends one issue to one member and gives the message.
func (r *room) sentMail(p *mailtest.Peer, in newsletter.Input, issue newsletter.IssueInput) opened {
	r.t.Helper()
	n := must(r.Create(r.t.Context(), in))(r.t)
	r.subscribers(1, n.ID)
	issue.NewsletterID = n.ID
	i := must(r.CreateIssue(r.t.Context(), 0, issue))(r.t)
	must(r.Send(r.t.Context(), i.ID, 0, 0))(r.t)
	r.run(r.engine())
	r.in(i.ID, newsletter.Sent)
	return open(r.t, p.Messages()[0].Data)
}

func TestTheMailHasTheHeadersThatReadersAndTheirProgramsNeed(t *testing.T) {
	p := mailtest.Start(t)
	r := openRoom(t, dbtest.SQLite(t), smtp(t, p.URL()))
	o := r.sentMail(p, weekly(), newsletter.IssueInput{Subject: "Ünder “water”", PostIDs: []int64{r.published("Harbour", "x").ID}})
	for name, want := range map[string]string{
		"From": `^The Lantern <news@lantern\.example>$`, "To": `^Member N~0~N <m0000@example\.org>$`, "Reply-To": `^editor@lantern\.example$`,
		"List-Id": `^<weekly-light\.lantern\.example>$`, "List-Unsubscribe-Post": `^List-Unsubscribe=One-Click$`,
		"List-Unsubscribe": `^<https://lantern\.example/unsubscribe/[\w-]{20,60}>, <mailto:editor@lantern\.example\?subject=unsubscribe>$`,
		"Message-Id":       `^<1\.[0-9a-v]{24}@lantern\.example>$`, "Feedback-Id": `^i1:n1:newsletter:lantern\.example$`, "Subject": `^=\?utf-8\?`,
	} {
		if got := o.Header[name]; len(got) != 1 || !regexp.MustCompile(want).MatchString(got[0]) {
			t.Errorf("%s: %q", name, got)
		}
	}
	if len(o.Header["Auto-Submitted"]) != 0 {
		t.Error("a newsletter says it is automatic")
	}
	if strings.Contains(fmt.Sprint(o.Header["List-Unsubscribe"], o.Header["Message-Id"], o.Header["Feedback-Id"]), "m0000") {
		t.Error("a header that others see holds the address")
	}
	d := r.deliveries(1, "")[0]
	if o.Header.Get("Message-Id") != "<"+d.MessageID+">" {
		t.Errorf("the ledger says %s", d.MessageID)
	}
}

func TestTheMailSaysTheSameInTextAndHTMLAndFitsWhatProgramsShow(t *testing.T) {
	p := mailtest.Start(t)
	r := openRoom(t, dbtest.SQLite(t), smtp(t, p.URL()))
	m := must(r.Media.Upload(t.Context(), "pier.jpg", bytes.NewReader(picture(t, 1200, 600)), 0))(t)
	lead := must(r.Posts.Create(t.Context(), 0, post.Input{Headline: "Harbour <reopens>", Standfirst: "At \"last\" & again.", Body: story, LeadMediaID: m.ID, LeadAlt: "The east pier"}))(t)
	must(r.Posts.Publish(t.Context(), lead.ID, 0, post.PublishOptions{}))(t)
	long := r.published("A long one", strings.Repeat("A sentence of a very long report that nobody would read in a mail.\n\n", 2500))
	in := weekly()
	in.Footer = "Read in **forty** harbours."
	o := r.sentMail(p, in, newsletter.IssueInput{Intro: "Dear {name|friend}", PostIDs: []int64{lead.ID, long.ID}})
	if len(o.html) > 102_000 {
		t.Errorf("the HTML has %d bytes", len(o.html))
	}
	for _, want := range []string{"Dear Member N~0~N", "Harbour &lt;reopens&gt;", "At &#34;last&#34; &amp; again.", `alt="The east pier"`, `src="https://lantern.example/media/`, "forty", "A long one", "Read on", `href="https://lantern.example/a-long-one"`, "m0000@example.org"} {
		if !strings.Contains(o.html, want) {
			t.Errorf("the HTML lacks %s", want)
		}
	}
	for _, want := range []string{"Dear Member N~0~N", "Harbour <reopens>", `At "last" & again.`, "The east pier", "https://lantern.example/timetable", "Two ferries a day", "forty", "Read on: https://lantern.example/a-long-one", "m0000@example.org"} {
		if !strings.Contains(o.text, want) {
			t.Errorf("the text lacks %s", want)
		}
	}
	for _, link := range regexp.MustCompile(`https://lantern\.example/(unsubscribe|preferences|newsletters)/[\w/-]+`).FindAllString(o.html, -1) {
		if !strings.Contains(o.text, link) {
			t.Errorf("the text lacks the link %s", link)
		}
	}
	for _, bad := range []string{"<script", "javascript:", "<link", "@import", "url(", "<form", "<svg"} {
		if strings.Contains(o.html, bad) {
			t.Errorf("the HTML has %s", bad)
		}
	}
}

func TestThePublicPageOfAnIssueHoldsNothingPersonal(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		ctx := t.Context()
		i := r.ready(2)
		hidden := must(r.CreateIssue(ctx, 0, newsletter.IssueInput{NewsletterID: 1, Subject: "Not yet", Intro: "x"}))(t)
		_, err := r.IssueBySlug(ctx, "harbour-to-reopen")
		wantKind(t, err, fault.NotFound)
		r.run(r.engine())
		i = r.in(i.ID, newsletter.Sent)
		public := must(r.IssueBySlug(ctx, i.Slug))(t)
		if public.Subject != "Harbour to reopen" || public.Newsletter.Slug != "weekly-light" || public.SentAt.IsZero() || !strings.Contains(public.HTML, "Harbour to reopen") || !strings.Contains(public.Text, "harbour") {
			t.Errorf("%+v", public)
		}
		for _, bad := range []string{"unsubscribe/", "preferences/", "m000", "N~0~N", "N~1~N", "View in browser", "example.org"} {
			if strings.Contains(public.HTML+public.Text, bad) {
				t.Errorf("the public page holds %q", bad)
			}
		}
		list, next, err := r.Archive(ctx, 0, 0, 10)
		if err != nil || len(list) != 1 || list[0].Slug != i.Slug || list[0].Newsletter.Name != "Weekly Light" || next != 0 || list[0].ID == hidden.ID {
			t.Errorf("%+v, %d, %v", list, next, err)
		}
		for _, slug := range []string{"", "~", "nothing", "a\x00", "\xff"} {
			_, err := r.IssueBySlug(ctx, slug)
			wantKind(t, err, fault.NotFound)
		}
	})
}

func TestAPreviewAndATestShowTheDraftAndCountForNothing(t *testing.T) {
	p := mailtest.Start(t)
	r := openRoom(t, dbtest.SQLite(t), smtp(t, p.URL()))
	n := r.newsletter()
	d := r.draft("Secret until Monday", "Body words.")
	i := must(r.CreateIssue(t.Context(), 0, newsletter.IssueInput{NewsletterID: n.ID, Intro: "Hi {name}, hi {name|you}", PostIDs: []int64{d.ID}}))(t)
	html, text, subject, err := r.Preview(t.Context(), i.ID)
	if err != nil || subject != "Secret until Monday" || !strings.Contains(html, "Body words") || !strings.Contains(text, "Hi reader, hi you") || !strings.Contains(html, "Hi reader, hi you") {
		t.Errorf("%q, %v: %s", subject, err, text)
	}
	for range 2 {
		r.ok(r.SendTest(t.Context(), i.ID, "Tester@example.org"))
	}
	got := p.Messages()
	if len(got) != 2 || got[0].To != "Tester@example.org" || bytes.Equal(got[0].Data, got[1].Data) {
		t.Fatalf("%d messages", len(got))
	}
	if o := open(t, got[0].Data); o.Header.Get("Subject") != "[Test] Secret until Monday" || o.Header.Get("List-Unsubscribe") == "" {
		t.Errorf("%v", o.Header)
	}
	wantKind(t, r.SendTest(t.Context(), i.ID, "nobody"), fault.Invalid)
	p.Stop()
	err = r.SendTest(t.Context(), i.ID, "tester@example.org")
	wantKind(t, err, fault.Unavailable)
	if r.count(`SELECT count(*) FROM delivery`) != 0 || must(r.Issue(t.Context(), i.ID))(t).State != newsletter.Draft {
		t.Error("a test left a trace")
	}
}

func TestWithoutAServerTheLedgerSaysThatNothingLeft(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		i := r.ready(12)
		r.run(r.engine())
		r.counts(r.in(i.ID, newsletter.Sent), newsletter.Counts{Sent: 12})
		for _, d := range r.deliveries(i.ID, newsletter.DeliverySent) {
			if d.Host != mail.OutboxName || !strings.Contains(d.Reply, "nothing left this machine") {
				t.Errorf("%+v", d)
			}
		}
		list, _, err := r.Transport.(*mail.Outbox).List(t.Context(), 0, 50, "")
		if err != nil || len(list) != 12 || list[0].Stream != mail.Newsletter {
			t.Errorf("%d in the outbox, %v", len(list), err)
		}
	})
}

func TestAnUncertainDeliveryIsDecidedByAPersonAndThatIsKept(t *testing.T) {
	lost := func(e mailtest.Event) mailtest.Answer {
		return mailtest.Answer{Hang: e.Stage == mailtest.Dot && e.Tried == 1}
	}
	withPeer(t, lost, func(t *testing.T, r *room, p *mailtest.Peer) {
		ctx := t.Context()
		i := r.ready(3)
		r.run(r.engine())
		i = r.in(i.ID, newsletter.Sent)
		r.counts(i, newsletter.Counts{Uncertain: 3})
		d := r.deliveries(i.ID, newsletter.DeliveryUncertain)
		_, err := r.Decide(ctx, d[0].ID, "perhaps", 5)
		wantField(t, err, "choice")
		if held := must(r.Decide(ctx, d[0].ID, newsletter.Hold, 5))(t); held.State != newsletter.DeliveryUncertain || held.Choice != newsletter.Hold {
			t.Errorf("%+v", held)
		}
		if kept := must(r.Decide(ctx, d[1].ID, newsletter.Accept, 5))(t); kept.State != newsletter.DeliverySent || kept.Choice != newsletter.Accept {
			t.Errorf("%+v", kept)
		}
		_, err = r.Decide(ctx, d[1].ID, newsletter.Resend, 5)
		wantKind(t, err, fault.Conflict)
		r.counts(must(r.Issue(ctx, i.ID))(t), newsletter.Counts{Sent: 1, Uncertain: 2})
		must(r.Decide(ctx, d[2].ID, newsletter.Resend, 5))(t)
		r.counts(r.in(i.ID, newsletter.Sent), newsletter.Counts{Sent: 2, Uncertain: 1})
		if n := r.count(`SELECT count(*) FROM delivery_choice WHERE staff_id = 5`); n != 3 {
			t.Errorf("%d choices are kept", n)
		}
		if len(p.To(d[2].Email)) != 2 || len(p.To(d[0].Email)) != 1 {
			t.Error("the wrong one was sent again")
		}
		if own := must(r.DeliveriesTo(ctx, d[0].MemberID, 0, 10))(t); len(own) != 1 || own[0].ID != d[0].ID {
			t.Errorf("%+v", own)
		}
	})
}

// kept is the newest message of the outbox.
func (r *room) kept() mail.OutboxMessage {
	r.t.Helper()
	box := r.Transport.(*mail.Outbox)
	list, _, err := box.List(r.t.Context(), 0, 1, "")
	r.ok(err)
	if len(list) == 0 {
		r.t.Fatal("the outbox is empty")
	}
	return must(box.Get(r.t.Context(), list[0].ID))(r.t)
}

func header(m mail.OutboxMessage, name string) (out []string) {
	for _, h := range m.Headers {
		if strings.EqualFold(h.Name, name) {
			out = append(out, h.Value)
		}
	}
	return out
}

func TestASubscriptionIsConfirmedByMailAndAKnownAddressIsTold(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		ctx := t.Context()
		n := r.newsletter()
		proof := member.Proof{TextShown: "Subscribe"}
		r.ok(r.Members.RequestSignup(ctx, "Ann@example.org", "Ann <b>", []int64{n.ID}, proof))
		r.ok(r.jobs.Drain(ctx))
		m := r.kept()
		link := regexp.MustCompile(`https://lantern\.example/confirm/([\w-]+)`).FindStringSubmatch(m.Text)
		if link == nil || !strings.Contains(m.HTML, link[0]) || m.Subject != "Confirm your subscription to The Lantern" || !strings.Contains(m.Text, "“Weekly Light”") {
			t.Fatalf("%s: %s", m.Subject, m.Text)
		}
		if m.Stream != mail.Transactional || len(header(m, "Auto-Submitted")) != 1 || len(header(m, "List-Id"))+len(header(m, "List-Unsubscribe")) != 0 {
			t.Errorf("%+v", m.Headers)
		}
		id := must(r.ReadConfirmToken(ctx, link[1]))(t)
		who := must(r.Members.ConfirmSignup(ctx, id, proof))(t)
		if !who.Subscribed(n.ID) {
			t.Errorf("%+v", who)
		}
		r.ok(r.SendConfirmation(ctx, id)) // the queue may ask again; it is over
		r.ok(r.SendConfirmation(ctx, 4711))
		if again := r.kept(); again.ID != m.ID {
			t.Errorf("a second mail: %s", again.Subject)
		}
		r.ok(r.Members.RequestSignup(ctx, "ann@example.org", "", []int64{n.ID}, proof))
		r.ok(r.jobs.Drain(ctx))
		known := r.kept()
		link = regexp.MustCompile(`/preferences/([\w-]+)`).FindStringSubmatch(known.Text)
		if known.Subject != "You are subscribed to The Lantern already" || link == nil || must(r.ReadPreferencesToken(ctx, link[1]))(t) != who.ID {
			t.Errorf("%s: %s", known.Subject, known.Text)
		}
		for _, bad := range []string{"", "x", link[1], strings.Repeat("A", 30)} {
			_, err := r.ReadConfirmToken(ctx, bad)
			wantKind(t, err, fault.NotFound)
		}
	})
}

func TestTheLinksToOnesDataAndToTheNewsroomGoOutAsPlainMail(t *testing.T) {
	now := time.UnixMilli(1_800_000_000_000)
	r := openRoomAt(t, dbtest.SQLite(t), nil, func() time.Time { return now })
	ctx := t.Context()
	m := must(r.Members.Create(ctx, member.Input{Email: "ann@example.org", Name: "Ann"}))(t)
	r.ok(r.SendOwnDataLink(ctx, m.ID))
	token := regexp.MustCompile(`/member/([\w-]+)`).FindStringSubmatch(r.kept().Text)
	if token == nil || must(r.ReadOwnDataToken(ctx, token[1]))(t) != m.ID {
		t.Fatalf("%s", r.kept().Text)
	}
	now = now.Add(2 * time.Hour)
	_, err := r.ReadOwnDataToken(ctx, token[1])
	wantKind(t, err, fault.Gone)
	wantKind(t, r.SendOwnDataLink(ctx, 4711), fault.NotFound)
	for _, reset := range []bool{false, true} {
		r.ok(r.SendInvitation(ctx, newsletter.Invitation{
			To: mail.Address{Name: "Bo\r\nBcc: x@example.org", Email: "bo@example.org"}, InvitedBy: "Ann\r\nX: y", URL: "https://lantern.example/admin/invitation/abc", ExpiresAt: now.Add(time.Hour), Reset: reset,
		}))
		got := r.kept()
		if got.To != "bo@example.org" || !strings.Contains(got.HTML, "https://lantern.example/admin/invitation/abc") || got.Stream != mail.Transactional || len(header(got, "Bcc"))+len(header(got, "X")) != 0 {
			t.Errorf("%+v", got)
		}
	}
	wantKind(t, r.SendInvitation(ctx, newsletter.Invitation{To: mail.Address{Email: "bo@example.org\r\nBcc: x@example.org"}, URL: "https://lantern.example/x"}), fault.Invalid)
	if n := r.count(`SELECT count(*) FROM outbox`); n != 3 {
		t.Errorf("%d messages", n)
	}
	r.ok(r.d.Write(ctx, func(tx *db.Tx) error { return r.Transport.(*mail.Outbox).Forget(ctx, tx, "bo@example.org") }))
}
