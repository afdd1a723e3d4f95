package newsletter_test

import (
	"strings"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/member"
	"onrecord/internal/newsletter"
	"onrecord/internal/post"
)

func TestANewsletterIsMadeChangedAndRetired(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		ctx := t.Context()
		n := r.newsletter()
		if n.Slug != "weekly-light" || n.ListID != "weekly-light.lantern.example" || n.Layout != newsletter.LayoutFull || n.Version != 1 {
			t.Fatalf("%+v", n)
		}
		second := must(r.Create(ctx, weekly()))(t)
		if second.Slug != "weekly-light-2" || second.ListID == n.ListID {
			t.Errorf("%+v", second)
		}
		in := weekly()
		in.Name, in.Slug, in.Accent = "Weekly", "weekly-light-2", "#ABC"
		_, err := r.Update(ctx, n.ID, n.Version, in)
		wantField(t, err, "slug")
		in.Slug = ""
		changed := must(r.Update(ctx, n.ID, n.Version, in))(t)
		if changed.Name != "Weekly" || changed.Slug != n.Slug || changed.ListID != n.ListID || changed.Accent != "#aabbcc" || changed.Version != 2 {
			t.Errorf("%+v", changed)
		}
		_, err = r.Update(ctx, n.ID, n.Version, in)
		wantKind(t, err, fault.Conflict)
		in.ListID = "other.lantern.example"
		_, err = r.Update(ctx, n.ID, 2, in)
		wantField(t, err, "list_id")
		must(r.Retire(ctx, second.ID, 1))(t)
		if list := must(r.List(ctx, false))(t); len(list) != 1 || list[0].ID != n.ID {
			t.Errorf("%+v", list)
		}
		if list := must(r.List(ctx, true))(t); len(list) != 2 {
			t.Errorf("%+v", list)
		}
		_, err = r.CreateIssue(ctx, 0, newsletter.IssueInput{NewsletterID: second.ID})
		wantField(t, err, "newsletter_id")
		for _, slug := range []string{"nothing", "", "a\x00b", "\xff", strings.Repeat("x", 10_000)} {
			_, err = r.BySlug(ctx, slug)
			wantKind(t, err, fault.NotFound)
		}
		if got := must(r.BySlug(ctx, n.Slug))(t); got.ID != n.ID {
			t.Errorf("%+v", got)
		}
	})
}

func wantField(t *testing.T, err error, name string) {
	t.Helper()
	wantKind(t, err, fault.Invalid)
	for _, f := range fault.FieldsOf(err) {
		if f.Name == name && strings.HasSuffix(f.Message(), ".") {
			return
		}
	}
	t.Errorf("no sentence about %s in %v", name, err)
}

func TestWhatCannotBeANewsletterIsRefusedByItsField(t *testing.T) {
	r := openRoom(t, dbtest.SQLite(t), nil)
	for name, spoil := range map[string]func(*newsletter.Input){
		"name":           func(in *newsletter.Input) { in.Name = "" },
		"slug":           func(in *newsletter.Input) { in.Slug = "Not A Slug" },
		"sender_name":    func(in *newsletter.Input) { in.SenderName = "x\r\nBcc: y@example.org" },
		"sender_address": func(in *newsletter.Input) { in.SenderAddress = "x@example.org\r\nBcc: y@example.org" },
		"reply_to":       func(in *newsletter.Input) { in.ReplyTo = "nobody" },
		"list_id":        func(in *newsletter.Input) { in.ListID = "x>\r\nX: y" },
		"accent":         func(in *newsletter.Input) { in.Accent = "red;background:url(https://evil.example)" },
		"header":         func(in *newsletter.Input) { in.Header = "a\x00b" },
		"footer":         func(in *newsletter.Input) { in.Footer = strings.Repeat("x", 2001) },
		"layout":         func(in *newsletter.Input) { in.Layout = "wide" },
		"description":    func(in *newsletter.Input) { in.Description = "\xff" },
	} {
		in := weekly()
		spoil(&in)
		_, err := r.Create(t.Context(), in)
		wantField(t, err, name)
	}
	n := r.newsletter()
	for name, in := range map[string]newsletter.IssueInput{
		"subject":   {Subject: "x\r\nBcc: y@example.org"},
		"preheader": {Preheader: strings.Repeat("x", 201)},
		"intro":     {Intro: "a\x1bb"},
		"posts":     {PostIDs: []int64{4711}},
	} {
		in.NewsletterID = n.ID
		_, err := r.CreateIssue(t.Context(), 0, in)
		wantField(t, err, name)
	}
	_, err := r.CreateIssue(t.Context(), 0, newsletter.IssueInput{NewsletterID: n.ID, PostIDs: []int64{1, 1}})
	wantField(t, err, "posts")
}

func TestAnIssueWalksThroughItsStatesAndNoOthers(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		ctx := t.Context()
		n := r.newsletter()
		i := must(r.CreateIssue(ctx, 7, newsletter.IssueInput{NewsletterID: n.ID}))(t)
		if i.State != newsletter.Draft || i.CreatedBy != 7 || i.Slug != "" {
			t.Fatalf("%+v", i)
		}
		_, err := r.Send(ctx, i.ID, i.Version, 0)
		wantField(t, err, "posts")
		draft := r.draft("Not out yet", "x")
		i = must(r.UpdateIssue(ctx, i.ID, i.Version, newsletter.IssueInput{Subject: "News", PostIDs: []int64{draft.ID}}))(t)
		_, err = r.Send(ctx, i.ID, i.Version, 0)
		wantField(t, err, "posts")
		must(r.Posts.Publish(ctx, draft.ID, 0, post.PublishOptions{}))(t)
		_, err = r.Schedule(ctx, i.ID, i.Version, time.Now().Add(-time.Hour))
		wantField(t, err, "scheduled_at")
		later := time.Now().Add(time.Hour).UTC().Truncate(time.Millisecond)
		was := i.Version
		i = must(r.Schedule(ctx, i.ID, i.Version, later))(t)
		if i.State != newsletter.Scheduled || !i.ScheduledAt.Equal(later) {
			t.Errorf("%+v", i)
		}
		_, err = r.Send(ctx, i.ID, was, 0)
		wantKind(t, err, fault.Conflict)
		wantKind(t, r.DeleteIssue(ctx, i.ID, 0), fault.Conflict)
		i = must(r.Pause(ctx, i.ID))(t)
		if again := must(r.Pause(ctx, i.ID))(t); again.State != newsletter.Paused || again.Version != i.Version {
			t.Errorf("%+v", again)
		}
		if i = must(r.Resume(ctx, i.ID))(t); i.State != newsletter.Scheduled {
			t.Errorf("%+v", i)
		}
		i = must(r.Unschedule(ctx, i.ID, i.Version))(t)
		_, err = r.Resume(ctx, i.ID)
		wantKind(t, err, fault.Conflict)
		_, err = r.Pause(ctx, i.ID)
		wantKind(t, err, fault.Conflict)
		_, err = r.Cancel(ctx, i.ID)
		wantKind(t, err, fault.Conflict)
		i = must(r.Send(ctx, i.ID, i.Version, 0))(t)
		i = must(r.Cancel(ctx, i.ID))(t)
		if i.State != newsletter.Cancelled || i.FinishedAt.IsZero() {
			t.Errorf("%+v", i)
		}
		_, err = r.UpdateIssue(ctx, i.ID, 0, newsletter.IssueInput{})
		wantKind(t, err, fault.Conflict)
		_, err = r.Send(ctx, i.ID, 0, 0)
		wantKind(t, err, fault.Conflict)
		other := must(r.CreateIssue(ctx, 0, newsletter.IssueInput{NewsletterID: n.ID}))(t)
		r.ok(r.DeleteIssue(ctx, other.ID, other.Version))
		_, err = r.Issue(ctx, other.ID)
		wantKind(t, err, fault.NotFound)
		for _, f := range []newsletter.IssueFilter{{}, {NewsletterID: n.ID}, {State: newsletter.Cancelled}, {PostID: draft.ID}, {Limit: 1}} {
			list, next, err := r.Issues(ctx, f)
			if err != nil || len(list) != 1 || list[0].ID != i.ID || next != 0 {
				t.Errorf("%+v: %+v, %d, %v", f, list, next, err)
			}
		}
		if list, _, err := r.Issues(ctx, newsletter.IssueFilter{State: newsletter.Sent}); err != nil || len(list) != 0 {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

func TestAPlannedIssueStartsWithThePublicationOfItsPostAndOnlyOnce(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		ctx := t.Context()
		n := r.newsletter()
		r.subscribers(5, n.ID)
		p := r.draft("Harbour to reopen", "x")
		i := must(r.PlanOnPublication(ctx, 0, p.ID, n.ID))(t)
		if again := must(r.PlanOnPublication(ctx, 0, p.ID, n.ID))(t); again.ID != i.ID || i.State != newsletter.Planned {
			t.Errorf("%+v, %+v", i, again)
		}
		r.run(r.engine())
		must(r.Posts.Publish(ctx, p.ID, 0, post.PublishOptions{}))(t)
		r.ok(r.jobs.Drain(ctx))
		i = r.in(i.ID, newsletter.Sent)
		r.counts(i, newsletter.Counts{Sent: 5})
		if i.Subject != "Harbour to reopen" || i.Slug != "harbour-to-reopen" || i.Preheader != "The ferry sails again." {
			t.Errorf("%+v", i)
		}
		p = must(r.Posts.Get(ctx, p.ID))(t)
		must(r.Posts.Save(ctx, p.ID, p.Version, 0, post.Input{Headline: "Harbour reopened", Slug: p.Slug, Body: "y"}))(t)
		must(r.Posts.Publish(ctx, p.ID, 0, post.PublishOptions{}))(t)
		r.ok(r.jobs.Drain(ctx))
		r.ok(r.OnPublished(ctx, p.ID))
		if list, _, err := r.Issues(ctx, newsletter.IssueFilter{}); err != nil || len(list) != 1 || list[0].State != newsletter.Sent {
			t.Errorf("%+v, %v", list, err)
		}
		_, err := r.PlanOnPublication(ctx, 0, p.ID, n.ID)
		wantKind(t, err, fault.Conflict)
		gone := r.draft("Never", "x")
		must(r.PlanOnPublication(ctx, 0, gone.ID, n.ID))(t)
		r.ok(r.Unplan(ctx, gone.ID, n.ID))
		must(r.Posts.Publish(ctx, gone.ID, 0, post.PublishOptions{}))(t)
		r.ok(r.jobs.Drain(ctx))
		if list, _, _ := r.Issues(ctx, newsletter.IssueFilter{}); len(list) != 1 {
			t.Errorf("%+v", list)
		}
	})
}

func TestAnIssueWhosePostWasTakenDownPausesAndSaysWhy(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		ctx := t.Context()
		i := r.ready(3)
		p := must(r.Posts.Unpublish(ctx, i.PostIDs[0], 0, 0))(t)
		r.run(r.engine())
		i = r.in(i.ID, newsletter.Paused)
		if !strings.Contains(i.PauseReason, "“Harbour to reopen” will not be published") {
			t.Errorf("%q", i.PauseReason)
		}
		must(r.Posts.Publish(ctx, p.ID, 0, post.PublishOptions{}))(t)
		must(r.Resume(ctx, i.ID))(t)
		r.counts(r.in(i.ID, newsletter.Sent), newsletter.Counts{Sent: 3})
	})
}

func TestTheAudienceIsWhoSubscribesAndMayBeWrittenToHoweverOftenTheFreezingIsCut(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		ctx := t.Context()
		n := r.newsletter()
		other := must(r.Create(ctx, newsletter.Input{Name: "Other", SenderName: "x", SenderAddress: "x@lantern.example"}))(t)
		r.subscribers(95, n.ID)
		r.ok(r.Members.InsertBulk(ctx, []member.Seed{
			{Email: "elsewhere@example.org", Status: member.Active, NewsletterIDs: []int64{other.ID}, CreatedAt: time.Now()},
			{Email: "gone@example.org", Status: member.Unsubscribed, NewsletterIDs: []int64{n.ID}, CreatedAt: time.Now()},
		}))
		status := func(k int, s member.Status) {
			m := must(r.Members.ByEmail(ctx, address(k)))(t)
			must(r.Members.Update(ctx, m.ID, m.Version, member.Input{Email: m.Email, Name: m.Name, Status: s}))(t)
		}
		status(1, member.Bounced)
		status(2, member.Complained)
		m := must(r.Members.ByEmail(ctx, address(3)))(t)
		r.ok(r.Members.Unsubscribe(ctx, m.ID, n.ID, member.Proof{}))
		i := r.issue(n)
		must(r.Send(ctx, i.ID, 0, 0))(t)
		for range 3 {
			if done := must(r.FreezeSome(ctx, i.ID, 10, 4))(t); done {
				t.Fatal("too few batches to be cut")
			}
		}
		if i = must(r.Issue(ctx, i.ID))(t); i.State != newsletter.Freezing || i.Audience != i.Counts.Total() || i.Audience == 0 || i.Audience > 30 {
			t.Fatalf("%+v", i)
		}
		r.run(r.engine())
		i = r.in(i.ID, newsletter.Sent)
		r.counts(i, newsletter.Counts{Sent: 92, Skipped: 1})
		seen := map[string]string{}
		for _, d := range r.deliveries(i.ID, "") {
			seen[d.Email] = d.State + " " + d.Reply
		}
		if seen[address(1)] != "skipped bounced" || seen[address(2)] != "" || seen[address(3)] != "" || seen["elsewhere@example.org"] != "" || seen["gone@example.org"] != "" {
			t.Errorf("%v", seen)
		}
		if covered := r.count(`SELECT count(*) FROM delivery d JOIN delivery_chunk c ON c.issue_id = d.issue_id AND d.id >= c.first_id AND d.id <= c.last_id`); covered != 93 { // a complaint ends the subscription, so there is nobody to skip
			t.Errorf("the chunks hold %d deliveries", covered)
		}
	})
}

func TestAnAddressThatChangesHandsDuringTheFreezingStopsNothing(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		ctx := t.Context()
		n := r.newsletter()
		r.subscribers(40, n.ID)
		i := r.issue(n)
		must(r.Send(ctx, i.ID, 0, 0))(t)
		if must(r.FreezeSome(ctx, i.ID, 10, 4))(t) {
			t.Fatal("too few batches to be cut")
		}
		moves := func(from, to string) {
			m := must(r.Members.ByEmail(ctx, from))(t)
			must(r.Members.Update(ctx, m.ID, m.Version, member.Input{Email: to, Name: m.Name}))(t)
		}
		moves(address(0), "elsewhere@example.org")
		moves(address(39), address(0))
		r.run(r.engine())
		i = r.in(i.ID, newsletter.Sent)
		r.counts(i, newsletter.Counts{Sent: 39})
	})
}

func TestARestoredSiteSendsNothingByItself(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		ctx := t.Context()
		i := r.ready(40)
		for done := false; !done; {
			done = must(r.FreezeSome(ctx, i.ID, 100, 10))(t)
		}
		later := r.issue(must(r.Get(ctx, 1))(t))
		must(r.Schedule(ctx, later.ID, 0, time.Now()))(t)
		// The backup was taken while an engine was at work.
		for _, q := range []string{
			`UPDATE delivery_chunk SET state = 'leased', lease_owner = 'old', lease_until = 9999999999999, epoch = 3 WHERE number = 1`,
			`UPDATE delivery SET state = 'committing', epoch = 3 WHERE id = 1`,
		} {
			r.ok(r.d.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, q); return err }))
		}
		var held int64
		r.ok(r.d.Write(ctx, func(tx *db.Tx) (err error) { held, err = r.HoldRestored(ctx, tx); return err }))
		if held != 2 {
			t.Errorf("%d were held", held)
		}
		stop := r.run(r.engine())
		fresh := r.issue(must(r.Get(ctx, 1))(t)) // a person sends this one: the engine is alive
		must(r.Send(ctx, fresh.ID, 0, 0))(t)
		r.in(fresh.ID, newsletter.Sent)
		for _, id := range []int64{i.ID, later.ID} {
			if now := must(r.Issue(ctx, id))(t); now.State != newsletter.Paused || !strings.Contains(now.PauseReason, "backup") || now.Counts.Sent != 0 {
				t.Errorf("%+v", now)
			}
		}
		stop()
		must(r.Resume(ctx, i.ID))(t)
		r.run(r.engine())
		r.counts(r.in(i.ID, newsletter.Sent), newsletter.Counts{Sent: 39, Uncertain: 1})
	})
}

func TestWhatIsPublishedOnARestoredSiteWaitsForAPersonBeforeItIsMailed(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		ctx := t.Context()
		n := r.newsletter()
		r.subscribers(3, n.ID)
		p := r.draft("Harbour to reopen", "x")
		i := must(r.PlanOnPublication(ctx, 0, p.ID, n.ID))(t)
		r.ok(r.d.Write(ctx, func(tx *db.Tx) error { return r.Site.MarkRestored(ctx, tx, time.Now()) }))
		must(r.Posts.Publish(ctx, p.ID, 0, post.PublishOptions{}))(t)
		r.ok(r.jobs.Drain(ctx))
		if now := must(r.Issue(ctx, i.ID))(t); now.State != newsletter.Paused || !strings.Contains(now.PauseReason, "backup") {
			t.Errorf("%+v", now)
		}
		must(r.Resume(ctx, i.ID))(t)
		r.run(r.engine())
		r.counts(r.in(i.ID, newsletter.Sent), newsletter.Counts{Sent: 3})
	})
}
