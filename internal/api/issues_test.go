package api_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/mail/mailtest"
	"onrecord/internal/newsletter"
	"onrecord/internal/staff"
)

// audience makes a newsletter with n subscribers and gives its id.
func (w *world) audience(n int) int64 {
	w.t.Helper()
	letter := w.letter("Tides").number("id")
	for i := range n {
		made := w.do("POST", "/members", map[string]any{"email": fmt.Sprintf("m%d@lamp.example", i), "name": "=Member"}).want(201)
		w.do("PUT", made.path()+"/subscriptions", map[string]any{"newsletter_ids": []int64{letter}}, on("*")).want(200)
	}
	return letter
}

// published makes a post that is live and gives its id.
func (w *world) published() int64 {
	w.t.Helper()
	made := w.do("POST", "/posts", map[string]any{"headline": "Ferry returns", "body": "It *runs* again."}).want(201)
	return w.do("POST", made.path()+"/publication", nil, on("*")).want(200).number("id")
}

// deliver runs the engine until an issue is in a state.
func (w *world) deliver(path, state string) reply {
	w.t.Helper()
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	engine := &newsletter.Engine{Store: w.deps.Newsletters, Connections: 2, Poll: 5 * time.Millisecond, Lease: time.Second}
	go func() {
		defer close(done)
		if err := engine.Run(ctx); err != nil {
			w.t.Error(err)
		}
	}()
	defer func() { cancel(); <-done }()
	late := time.Now().Add(30 * time.Second)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		res := w.do("GET", path, nil).want(200)
		if res.text("state") == state {
			return res
		}
		if time.Now().After(late) {
			w.t.Fatalf("after half a minute still %s", res.body)
		}
		<-tick.C
	}
}

// refusing hangs up after the dot for m0 and refuses m1.
func refusing(e mailtest.Event) mailtest.Answer {
	switch {
	case e.Stage == mailtest.Dot && strings.HasPrefix(e.To, "m0@"):
		return mailtest.Answer{Hang: true}
	case e.Stage == mailtest.Rcpt && strings.HasPrefix(e.To, "m1@"):
		return mailtest.Answer{Code: 550, Text: "5.1.1 =nobody here"}
	}
	return mailtest.Answer{}
}

func TestAnIssueIsMadeSentAndAccountedFor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		peer := mailtest.Start(t, mailtest.Plan(refusing))
		w := open(t, d, peer.URL())
		letter := w.audience(7)
		made := w.do("POST", "/issues", map[string]any{"newsletter_id": letter, "post_ids": []int64{w.published()}}, key("issue")).want(201)
		if made.text("state") != "draft" {
			t.Fatalf("made %s", made.body)
		}
		path := made.path()
		edited := w.do("PATCH", path, map[string]any{"subject": "Tides for Monday", "intro": "Dear {name|friend},"}, on(made.etag())).want(200)
		w.do("PATCH", path, map[string]any{"subject": "Late"}, on(made.etag())).want(412)
		if p := w.do("GET", path+"/preview", nil).want(200); p.text("subject") != "Tides for Monday" || !strings.Contains(p.text("html"), "Ferry returns") || !strings.Contains(p.text("text"), "Ferry returns") {
			t.Errorf("preview %s", p.body)
		}
		w.do("POST", path+"/test", map[string]any{"to": "desk@lamp.example"}).want(204)
		w.do("POST", path+"/test", map[string]any{"to": "desk"}).want(422)

		at := time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
		set := w.do("PUT", path+"/schedule", map[string]any{"scheduled_at": at}, on(edited.etag())).want(200)
		back := w.do("DELETE", path+"/schedule", nil, on(set.etag())).want(200)
		if set.text("state") != "scheduled" || back.text("state") != "draft" {
			t.Errorf("set %s\nback %s", set.body, back.body)
		}
		w.do("POST", path+"/sending", nil).want(428)
		w.do("POST", path+"/sending", nil, on(set.etag()), key("send-0")).want(412)
		w.do("POST", path+"/sending", nil, on(back.etag()), key("send-1")).want(200)
		if again := w.do("POST", path+"/sending", nil, on(back.etag()), key("send-1")).want(200); again.Header.Get("Idempotency-Replayed") != "true" {
			t.Error("sending was not replayed")
		}
		sent := w.deliver(path, "sent")
		counts := sent.object()["counts"].(map[string]any)
		if counts["sent"] != 5.0 || counts["failed"] != 1.0 || counts["uncertain"] != 1.0 || sent.number("audience") != 7 {
			t.Fatalf("sent %s", sent.body)
		}
		w.do("PATCH", path, map[string]any{"subject": "Too late"}, on(sent.etag())).want(409).problem("conflict")
		w.do("DELETE", path, nil, on(sent.etag())).want(409)
		w.do("POST", path+"/cancellation", nil, on(sent.etag())).want(409)
		w.accounted(path)
		w.audited("issue.send", "delivery.decide", "post.publish", "member.create")
	})
}

// audited checks that the audit log says who did what, by token.
func (w *world) audited(actions ...string) {
	w.t.Helper()
	entries, _, err := w.deps.Staff.AuditList(ctx, staff.AuditFilter{Limit: 1000})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, action := range actions {
		if !slices.ContainsFunc(entries, func(e staff.Entry) bool { return e.Action == action && e.By.TokenID != 0 && e.Subject != "" }) {
			w.t.Errorf("the audit log does not say who did %s", action)
		}
	}
}

// accounted checks the deliveries of the issue that refusing made of 7.
func (w *world) accounted(path string) {
	w.t.Helper()
	if got := w.walk(path + "/deliveries?limit=3"); len(got) != 7 || !slices.IsSortedFunc(got, func(a, b string) int { return len(a) - len(b) }) {
		w.t.Errorf("deliveries %v", got)
	}
	failed := w.do("GET", path+"/deliveries?state=failed", nil).want(200).items()
	if len(failed) != 1 || failed[0]["email"] != "m1@lamp.example" || failed[0]["reply_code"] != 550.0 {
		w.t.Errorf("failed %v", failed)
	}
	res := w.do("GET", path+"/deliveries?format=csv", nil).want(200)
	rows, err := csv.NewReader(strings.NewReader(string(res.body))).ReadAll()
	if err != nil || len(rows) != 8 || !strings.Contains(res.Header.Get("Content-Disposition"), "attachment") {
		w.t.Fatalf("%d rows, %v, %q", len(rows), err, res.Header.Get("Content-Disposition"))
	}
	for _, row := range rows[1:] {
		if row[3] != "'=Member" {
			w.t.Errorf("a formula got through: %q", row[3])
		}
	}
	some := w.do("GET", path+"/deliveries?format=csv&state=uncertain", nil).want(200)
	if n := strings.Count(string(some.body), "\n"); n != 2 {
		w.t.Errorf("%d lines of uncertain ones", n)
	}
	w.do("GET", "/issues/999/deliveries", nil).want(404)
	w.do("GET", "/issues/999/deliveries?format=csv", nil).want(404)

	uncertain := w.do("GET", path+"/deliveries?state=uncertain", nil).want(200).items()
	if len(uncertain) != 1 || uncertain[0]["email"] != "m0@lamp.example" {
		w.t.Fatalf("uncertain %v", uncertain)
	}
	decision := "/deliveries/" + id(uncertain[0]) + "/decision"
	w.do("POST", decision, map[string]any{"choice": "shrug"}).want(422)
	settled := w.do("POST", decision, map[string]any{"choice": "accept"}).want(200)
	if settled.text("state") != "sent" || settled.text("choice") != "accept" {
		w.t.Errorf("settled %s", settled.body)
	}
	w.do("POST", "/deliveries/999/decision", map[string]any{"choice": "accept"}).want(404)
}

func TestAnIssueIsPausedResumedAndCancelled(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		letter := w.audience(2)
		made := w.do("POST", "/issues", map[string]any{"newsletter_id": letter, "post_ids": []int64{w.published()}}).want(201)
		path := made.path()
		w.do("POST", path+"/pause", nil, on("*")).want(409)
		sending := w.do("POST", path+"/sending", nil, on(made.etag())).want(200)
		paused := w.do("POST", path+"/pause", nil, on(sending.etag())).want(200)
		if paused.text("state") != "paused" {
			t.Fatalf("paused %s", paused.body)
		}
		w.do("DELETE", path+"/pause", nil, on(sending.etag())).want(412)
		resumed := w.do("DELETE", path+"/pause", nil, on(paused.etag())).want(200)
		cancelled := w.do("POST", path+"/cancellation", nil, on(resumed.etag())).want(200)
		if cancelled.text("state") != "cancelled" {
			t.Errorf("cancelled %s", cancelled.body)
		}
		draft := w.do("POST", "/issues", map[string]any{"newsletter_id": letter}).want(201)
		w.do("DELETE", draft.path(), nil, on(draft.etag())).want(204)
		if got := w.walk("/issues?limit=1"); len(got) != 1 {
			t.Errorf("issues %v", got)
		}
		if got := w.walk("/issues?state=draft"); len(got) != 0 {
			t.Errorf("drafts %v", got)
		}
	})
}

func TestAPostGoesOutWhenItIsPublished(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		letter := w.audience(1)
		made := w.do("POST", "/posts", map[string]any{"headline": "Tides", "body": "High at noon."}).want(201)
		plan := w.do("POST", made.path()+"/issues", map[string]any{"newsletter_id": letter}).want(201)
		again := w.do("POST", made.path()+"/issues", map[string]any{"newsletter_id": letter}).want(201)
		if plan.text("state") != "planned" || again.number("id") != plan.number("id") {
			t.Errorf("planned %s, again %s", plan.body, again.body)
		}
		w.do("DELETE", plan.path(), nil, on(again.etag())).want(204)
		w.do("POST", "/posts/999/issues", map[string]any{"newsletter_id": letter}).want(404)
	})
}

func TestANewsletterIsChangedAndRetired(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		made := w.letter("Tides")
		changed := w.do("PATCH", made.path(), map[string]any{"layout": "excerpt", "is_default": true}, on(made.etag())).want(200)
		if changed.text("layout") != "excerpt" || changed.object()["is_default"] != true || changed.text("sender_name") != "The Harbour Lamp" {
			t.Errorf("changed %s", changed.body)
		}
		w.do("PATCH", made.path(), map[string]any{"layout": "wild"}, on("*")).want(422)
		w.do("PATCH", made.path(), map[string]any{"sender_address": "nobody"}, on("*")).want(422)
		for _, bad := range []string{"A\r\nBcc: x@y.example", "A\x00"} {
			if res := w.do("PATCH", made.path(), map[string]any{"sender_name": bad}, on("*")); res.StatusCode != 422 && res.StatusCode != 400 {
				t.Errorf("%q: %d", bad, res.StatusCode)
			}
		}
		retired := w.do("DELETE", made.path(), nil, on(changed.etag())).want(200)
		if retired.object()["retired_at"] == nil {
			t.Errorf("retired %s", retired.body)
		}
		if n := len(w.do("GET", "/newsletters", nil).items()); n != 0 {
			t.Errorf("%d newsletters are offered", n)
		}
		if n := len(w.do("GET", "/newsletters?retired=true", nil).items()); n != 1 {
			t.Errorf("%d newsletters with the retired", n)
		}
		w.do("GET", "/newsletters?retired=yes", nil).want(400)
	})
}
