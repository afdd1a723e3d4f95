package admin_test

import (
	"bufio"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"onrecord/internal/member"
	"onrecord/internal/newsletter"
	"onrecord/internal/staff"
)

func TestAMemberIsAddedFoundChangedExportedAndDeleted(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		n := k.letter("Tide", 0)
		form := b.page("/admin/members/new").fields("/admin/members")
		bad := b.post("/admin/members", with(form, "email", "no address", "name", "Kept")...)
		if bad.status != http.StatusUnprocessableEntity || !strings.Contains(bad.body, "Kept") {
			t.Errorf("a bad address: %d", bad.status)
		}
		to := b.done("/admin/members", with(form, "email", "ada@island.example", "name", "Ada Quill", "labels", "Founder, press", "newsletter", id(n.ID))...)
		path, _, _ := strings.Cut(to, "?")
		b.page(path).says("Set by the staff")
		for query, finds := range map[string]bool{"q=ada": true, "q=quill": true, "label=founder": true, "newsletter=" + id(n.ID): true, "status=active": true, "q=zebra": false, "status=bounced": false} {
			a := b.page("/admin/members?" + query)
			if strings.Contains(a.body, "ada@island.example") != finds {
				t.Errorf("?%s finds: %v", query, !finds)
			}
		}
		fields := b.page(path).fields(path)
		b.done(path, with(fields, "name", "Ada Q.", "note", "Writes letters.\nLong ones.")...)
		if a := b.post(path, with(fields, "name", "Stale")...); a.status != http.StatusConflict {
			t.Errorf("a stale change: %d", a.status)
		}
		b.done(path + "/subscriptions")
		b.page(path).silent("checked")
		b.page(path + "/export").says("what they agreed to")
		for _, wrong := range []string{path + "/export", path + "/deletion", "/admin/members/export"} {
			if a := b.post(wrong, "password", "a guess in passing"); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.text("main"), "not your password") {
				t.Errorf("%s without the password: %d", wrong, a.status)
			}
		}
		own := b.post(path+"/export", "password", password)
		if own.status != http.StatusOK || !strings.Contains(own.header.Get("Content-Disposition"), "attachment") || !strings.Contains(own.body, "Writes letters.") {
			t.Errorf("everything stored: %d %s", own.status, own.body)
		}
		editor := k.hire(staff.Editor)
		if a := editor.post(path + "/deletion"); a.status != http.StatusForbidden {
			t.Errorf("an editor deletes: %d", a.status)
		}
		b.page(path + "/deletion").says("Everything stored about them goes")
		b.done(path+"/deletion", "password", password)
		if a := b.get(path); a.status != http.StatusNotFound {
			t.Errorf("the deleted member: %d", a.status)
		}
		b.page("/admin/audit").says("member.delete")
	})
}

func TestAListOfMembersIsImportedWithAReportAndExported(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		n := k.letter("Tide", 0)
		for name, data := range map[string]string{"none": "", "picture": string(picture(t, 8, 8)), "no address": "name\nAda\n"} {
			if a := b.send("/admin/imports", []upload{{"file", "x.csv", []byte(data)}}); a.status != http.StatusUnprocessableEntity {
				t.Errorf("import of %s: %d %s", name, a.status, a.text("main"))
			}
		}
		if a := b.post("/admin/imports"); a.status != http.StatusUnprocessableEntity {
			t.Errorf("import of no file: %d", a.status)
		}
		var csv strings.Builder
		csv.WriteString("email,name,labels\n")
		for i := range 200 {
			fmt.Fprintf(&csv, "reader%d@island.example,Reader %d,founder\n", i, i)
		}
		csv.WriteString("=cmd@x,Bad,\nnot an address,Bad,\n")
		a := b.send("/admin/imports", []upload{{"file", "list.csv", []byte(csv.String())}}, "newsletter", id(n.ID))
		if a.status != http.StatusSeeOther {
			t.Fatalf("import: %d %s", a.status, a.text("main"))
		}
		path := a.header.Get("Location")
		k.start()
		stream := b.request(http.MethodGet, path+"/progress", nil)
		res, err := b.client.Do(stream)
		k.must(err)
		defer res.Body.Close()
		if res.Header.Get("Content-Type") != "text/event-stream; charset=utf-8" {
			t.Errorf("progress is %s", res.Header.Get("Content-Type"))
		}
		last := ""
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok && data != "{}" {
				last = data
			}
		}
		if !strings.Contains(last, `"added":200`) || !strings.Contains(last, `"refused":2`) {
			t.Errorf("the last event is %s", last)
		}
		report := b.page(path)
		report.says("not an address")
		refused := b.get(path + "/refusals")
		if !strings.HasPrefix(refused.body, "row,email,reason\n202,'=cmd@x,") {
			t.Errorf("refused rows: %s", refused.body)
		}
		b.page("/admin/members/export?q=reader1").says("the members that the list shows")
		out := b.post("/admin/members/export?q=reader1", "password", password)
		if out.status != http.StatusOK || !strings.HasPrefix(out.header.Get("Content-Type"), "text/csv") || strings.Count(out.body, "\n") != 112 {
			t.Errorf("export: %d, %d lines", out.status, strings.Count(out.body, "\n"))
		}
		b.done(path + "/resumption")
	})
}

func TestANewsletterIsMadeChangedAndEnded(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		form := b.page("/admin/newsletters/new").fields("/admin/newsletters")
		bad := b.post("/admin/newsletters", with(form, "name", "", "sender_address", "nowhere")...)
		if bad.status != http.StatusUnprocessableEntity {
			t.Errorf("a bad newsletter: %d", bad.status)
		}
		to := b.done("/admin/newsletters", with(form, "name", "The Tide", "sender_name", "T", "sender_address", "tide@tidemark.example", "accent", "#0a5f73")...)
		path, _, _ := strings.Cut(to, "?")
		fields := b.page(path).fields(path)
		b.done(path, with(fields, "footer", "*Printed on an island.*", "layout", "excerpt")...)
		if a := b.post(path, fields...); a.status != http.StatusConflict {
			t.Errorf("a stale change: %d", a.status)
		}
		b.done(path+"/retirement", b.page(path).fields(path+"/retirement")...)
		b.page(path).says("This newsletter ended")
		b.page("/admin/newsletters").says("ended")
	})
}

func TestAnIssueIsMadeTestedScheduledSentAndAccountedFor(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		n := k.letter("Tide", 4)
		path, fields := b.draft("headline", "The mole is mended", "body", "Stone by stone.")
		b.done(path+"/publication", fields...)
		post := strings.TrimPrefix(path, "/admin/posts/")

		form := b.page("/admin/issues/new?newsletter=" + id(n.ID)).fields("/admin/issues")
		if a := b.post("/admin/issues", with(form, "newsletter", "77")...); a.status != http.StatusUnprocessableEntity {
			t.Errorf("an issue of no newsletter: %d", a.status)
		}
		to := b.done("/admin/issues", with(form, "newsletter", id(n.ID), "post", post, "intro", "Good morning, {name|friend}.")...)
		issue, _, _ := strings.Cut(to, "?")
		b.done(issue, with(b.page(issue+"/edit").fields(issue), "subject", "Mended at last")...)
		page := b.page(issue)
		page.says("Mended at last")
		page.says("Good morning, friend.")
		if frame := b.page(issue + "/preview"); !strings.Contains(frame.header.Get("Content-Security-Policy"), "sandbox") || !strings.Contains(frame.body, "Stone by stone.") {
			t.Error("the preview is not sandboxed, or is empty")
		}
		if a := b.post(issue+"/test", "to", "x"); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `value="x"`) {
			t.Errorf("a test to nobody: %d", a.status)
		}
		b.done(issue+"/test", "to", "proof@tidemark.example")
		b.page("/admin/outbox?q=proof").says("Mended at last")

		fields = b.page(issue).fields(issue + "/schedule")
		if a := b.post(issue+"/schedule", with(fields, "at", "yesterday")...); a.status != http.StatusUnprocessableEntity {
			t.Errorf("schedule for no time: %d", a.status)
		}
		b.done(issue+"/schedule", with(fields, "at", "2031-01-05T08:00")...)
		b.page(issue).says("For 5 Jan 2031, 08:00")
		b.done(issue+"/schedule/end", b.page(issue).fields(issue+"/schedule/end")...)

		ask := b.page(issue + "/sending")
		ask.says("4 active subscribers of Tide")
		b.done(issue+"/sending", ask.fields(issue+"/sending")...)
		if waiting := b.page(issue); !strings.Contains(waiting.body, `data-live="`+issue+`/progress"`) {
			t.Error("the page of an issue that is about to begin does not follow it")
		}
		k.start()
		k.until("the issue sent", func() bool { return sentAll(b) })
		done := b.page(issue)
		done.says("audience 4")
		done.says("Sent4")
		b.page(issue + "/deliveries?state=sent").says("reader3@island.example")
		if a := b.get(issue + "/deliveries?state=lost"); a.status != http.StatusNotFound {
			t.Errorf("deliveries in no state: %d", a.status)
		}
		stream := b.get(issue + "/progress")
		if !strings.Contains(stream.body, `"sent":4`) || !strings.Contains(stream.body, "event: end") {
			t.Errorf("progress: %s", stream.body)
		}
		if a := b.post(issue+"/sending", "version", "1"); a.status < 400 {
			t.Errorf("sent twice: %d", a.status)
		}
		ms, err := k.members.List(t.Context(), member.Filter{Limit: 1})
		k.must(err)
		b.page("/admin/members/" + id(ms.Members[0].ID)).says("Mended at last")
	})
}

func TestAnIssueIsPausedResumedCancelledAndDeleted(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		n := k.letter("Tide", 2)
		make := func() string {
			to := b.done("/admin/issues", "newsletter", id(n.ID), "subject", "Fog", "intro", "Until noon.")
			path, _, _ := strings.Cut(to, "?")
			return path
		}
		issue := make()
		b.done(issue+"/schedule", "version", "1", "at", time.Now().UTC().AddDate(0, 0, 2).Format("2006-01-02T15:04"))
		b.done(issue + "/pause")
		b.page(issue).says("Paused")
		b.done(issue + "/pause/end")
		b.page(issue).says("Scheduled")
		b.done(issue + "/pause")
		b.done(issue + "/cancellation")
		b.page(issue).says("Cancelled")
		if a := b.post(issue + "/pause/end"); a.status < 400 || a.status >= 500 {
			t.Errorf("a cancelled issue goes on: %d", a.status)
		}
		draft := make()
		b.done(draft+"/deletion", b.page(draft).fields(draft+"/deletion")...)
		if a := b.get(draft); a.status != http.StatusNotFound {
			t.Errorf("the deleted issue: %d", a.status)
		}
	})
}

func TestAnUncertainDeliveryIsDecidedByAPerson(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		n := k.letter("Tide", 3)
		to := b.done("/admin/issues", "newsletter", id(n.ID), "subject", "Fog", "intro", "Until noon.")
		issue, _, _ := strings.Cut(to, "?")
		k.start()
		b.done(issue+"/sending", "version", "1")
		k.until("the issue sent", func() bool { return sentAll(b) })
		// As a kill between the last dot and its reply leaves it.
		list, err := k.newsletters.Deliveries(t.Context(), issueID(issue), "", 0, 10)
		k.must(err)
		k.uncertain(list[0].ID, list[1].ID)
		page := b.page(issue + "/deliveries?state=uncertain")
		page.says("nobody can know whether it arrived")
		decide := issue + "/deliveries/" + id(list[0].ID) + "/decision"
		if a := b.post(decide, "choice", "pray"); a.status < 400 || a.status >= 500 {
			t.Errorf("a decision that is none: %d", a.status)
		}
		b.done(decide, "choice", newsletter.Hold)
		b.page(issue + "/deliveries?state=uncertain").says("Held")
		b.done(decide, "choice", newsletter.Accept)
		other := b.done("/admin/issues", "newsletter", id(n.ID), "subject", "Other", "intro", "x")
		other, _, _ = strings.Cut(other, "?")
		if a := b.post(other+"/deliveries/"+id(list[1].ID)+"/decision", "choice", newsletter.Accept); a.status != http.StatusNotFound {
			t.Errorf("a delivery of another issue: %d", a.status)
		}
		b.done(issue+"/deliveries/"+id(list[1].ID)+"/decision", "choice", newsletter.Resend)
		k.until("the resent one sent", func() bool {
			i, err := k.newsletters.Issue(t.Context(), issueID(issue))
			k.must(err)
			return i.Counts.Sent == 3
		})
	})
}
