package admin_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"onrecord/internal/member"
	"onrecord/internal/newsletter"
	"onrecord/internal/post"
	"onrecord/internal/staff"
)

// start works the queue and delivers until the test ends.
func (k *desk) start() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{}, 2)
	for _, run := range []func(context.Context) error{k.jobs.Run, k.engine.Run} {
		go func() {
			run(ctx) //nolint:errcheck // it ends with ctx
			done <- struct{}{}
		}()
	}
	k.t.Cleanup(func() {
		cancel()
		<-done
		<-done
	})
}

// until waits for a condition.
func (k *desk) until(what string, is func() bool) {
	k.t.Helper()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !is() {
		select {
		case <-deadline:
			k.t.Fatalf("%s did not come about\n%s", what, k.log.String())
		case <-tick.C:
		}
	}
}

// letter makes a newsletter with subscribers.
func (k *desk) letter(name string, readers int) newsletter.Newsletter {
	k.t.Helper()
	n, err := k.newsletters.Create(k.t.Context(), newsletter.Input{Name: name, SenderName: "The Tidemark", SenderAddress: "tide@tidemark.example"})
	k.must(err)
	for i := range readers {
		m, err := k.members.Create(k.t.Context(), member.Input{Email: fmt.Sprintf("reader%d@island.example", i), Name: "Ada"})
		k.must(err)
		_, err = k.members.SetSubscriptions(k.t.Context(), m.ID, []int64{n.ID}, member.Proof{TextShown: "Send it to me", StaffID: 1})
		k.must(err)
	}
	return n
}

func TestFromTheSetupLinkToTheMailInTheOutbox(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := k.browser()
		setup := "/setup/" + k.setup
		fields := b.page(setup).fields(setup)
		to := b.done(setup, with(fields, "site_name", "The Tidemark", "time_zone", "Atlantic/Azores", "name", "Marit Oyen", "email", owner, "password", password)...)
		b.page(to).says("Welcome")
		if a := k.browser().get(setup); a.status != http.StatusGone {
			t.Errorf("the setup link works again: %d", a.status)
		}
		n := k.letter("The Morning Tide", 3)
		k.start()

		write := b.page("/admin/posts/new").fields("/admin/posts/new")
		post := b.done("/admin/posts/new", with(write, "headline", "The ferry came back", "body", "Nobody was on the *quay*.", "tags", "Ferry, Lemons")...)
		post, _, _ = strings.Cut(post, "?")
		edit := b.page(post).fields(post)
		b.page(b.done(post+"/publication", with(edit, "newsletter", id(n.ID))...)).says("on its way")

		k.until("the issue sent", func() bool { return sentAll(b) })
		outbox := b.page("/admin/outbox")
		outbox.says("Nothing here was sent to anybody")
		for i := range 3 {
			outbox.says(fmt.Sprintf("reader%d@island.example", i))
		}
		link := b.find(outbox, "a", "class", "title", "href")
		message := b.page(link)
		message.says("This message was not sent")
		message.says("Nobody was on the _quay_.")
		frame := b.page(link + "/html")
		if csp := frame.header.Get("Content-Security-Policy"); !strings.Contains(csp, "sandbox") || strings.Contains(csp, "script-src") || !strings.Contains(csp, "frame-ancestors 'self'") {
			t.Errorf("the mail is framed with policy %q", csp)
		}
		if !strings.Contains(frame.body, `<base target="_blank">`) {
			t.Error("links of the mail do not open a page of their own")
		}
	})
}

// sentAll tells whether the newest issue says that it was sent.
func sentAll(b *browser) bool {
	list, _, err := b.newsletters.Issues(b.t.Context(), newsletter.IssueFilter{})
	b.must(err)
	return len(list) > 0 && list[0].State == newsletter.Sent
}

// draft makes a post through the desk and gives its path and the form of it.
func (b *browser) draft(pairs ...string) (path string, fields []string) {
	b.t.Helper()
	write := b.page("/admin/posts/new").fields("/admin/posts/new")
	path, _, _ = strings.Cut(b.done("/admin/posts/new", with(write, pairs...)...), "?")
	return path, b.page(path).fields(path)
}

func TestAPostIsSavedPublishedChangedAndTakenDown(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		path, fields := b.draft("headline", "Fog until noon", "body", "Then lemons.", "kind", "brief", "access", "members")
		b.done(path+"/publication", fields...)
		page := b.page(path)
		page.says("Published")
		page.says("1 revision")
		if !strings.Contains(page.body, `<option value="members" selected>`) {
			t.Error("the post is not for members any more")
		}

		fields = page.fields(path)
		again := b.post(path+"/publication", with(fields, "body", "Then oranges.", "significant", "1")...)
		if again.status != http.StatusUnprocessableEntity {
			t.Errorf("a significant update without a note: %d", again.status)
		}
		again.says("Tell readers in a sentence what changed.")
		fields = again.fields(path)
		b.done(path+"/publication", with(fields, "note", "They were oranges.", "significant", "1")...)
		log := b.page(path + "/revisions")
		log.says("They were oranges.")
		fields = b.page(path).fields(path)
		b.page(b.done(path+"/withdrawal", with(fields, "body", "Typed meanwhile.")...)).says("Unpublished")
		if a := b.page(path); !strings.Contains(a.body, "Typed meanwhile.") {
			t.Error("what was typed before the withdrawal is lost")
		}
	})
}

func TestAPostIsScheduledInTheTimeZoneOfTheSite(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		path, fields := b.draft("headline", "Tide tables", "body", "High water at nine.")
		for _, bad := range []string{"", "tomorrow", "2026-13-40T99:99", "2020-01-01T08:00"} {
			a := b.post(path+"/schedule", with(fields, "schedule_at", bad)...)
			if a.status != http.StatusUnprocessableEntity {
				t.Errorf("schedule for %q: %d", bad, a.status)
			}
			fields = a.fields(path)
		}
		b.done(path+"/schedule", with(fields, "schedule_at", "2031-07-01T08:30")...)
		page := b.page(path)
		page.says("Will be published on 1 Jul 2031, 08:30 (Atlantic/Azores, UTC+00:00)")
		list, _, err := k.posts.List(t.Context(), post.ListFilter{Status: post.Scheduled})
		k.must(err)
		if len(list) != 1 || list[0].ScheduledAt.Format(time.RFC3339) != "2031-07-01T08:30:00Z" {
			t.Errorf("scheduled for %v", list)
		}
		b.page("/admin").says("Tide tables")

		// The clock leaves one hour out in spring and shows one twice in autumn.
		missing := b.post(path+"/schedule", with(page.fields(path), "schedule_at", "2027-03-28T00:15")...)
		missing.says("On 28 Mar 2027 the clock goes forward from 00:00 to 01:00, so 00:15 does not come; choose an earlier or a later time.")
		twice := b.post(path+"/schedule", with(missing.fields(path), "schedule_at", "2027-10-31T00:15")...)
		twice.says("On 31 Oct 2027 the clock goes back from 01:00 to 00:00, so 00:15 comes twice; say which of the two.")
		b.done(path+"/schedule", with(twice.fields(path), "schedule_at_fold", "2")...)
		page = b.page(path)
		page.says("Will be published on 31 Oct 2027, 00:15 (Atlantic/Azores, UTC−01:00)")
		if got := b.find(page, "input", "name", "schedule_at_fold", "value"); got != "1" || !strings.Contains(page.body, `value="2" checked`) {
			t.Error("which of the two times was meant is not shown")
		}
		b.page(b.done(path+"/schedule/end", page.fields(path)...)).says("Draft")
	})
}

func TestTwoPeopleWhoEditAPostLoseNothing(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		one := claimed(t, k)
		two := k.hire(staff.Editor)
		path, mine := one.draft("headline", "The bell", "body", "The bell rings at noon.", "tags", "Bell")
		theirs := two.page(path).fields(path)
		two.done(path, with(theirs, "body", "The bell rings at dusk.", "headline", "The old bell")...)

		clash := one.post(path, with(mine, "body", "The bell rings at dawn.", "tags", "Bell, Tower")...)
		if clash.status != http.StatusConflict {
			t.Fatalf("the second save: %d", clash.status)
		}
		clash.says("A editor saved this post")
		for _, piece := range []string{"<del>dusk</del>", "<ins>dawn</ins>", "The bell rings at dawn.", "The bell rings at dusk."} {
			if !strings.Contains(clash.body, piece) {
				t.Errorf("the page of two versions lacks %q", piece)
			}
		}
		clash.says("Bell, Tower")
		// Mine for the text, theirs for the headline.
		one.done(path, with(clash.fields(path), "take_headline", "theirs")...)
		saved := one.page(path)
		for _, piece := range []string{"The old bell", "The bell rings at dawn.", "Bell, Tower"} {
			if !strings.Contains(saved.body, piece) {
				t.Errorf("after the choice the post lacks %q", piece)
			}
		}
		// Whoever came second twice is asked twice.
		late := two.post(path, with(theirs, "body", "Never.")...)
		late.fields(path)
		if late.status != http.StatusConflict {
			t.Errorf("a third save from the first version: %d", late.status)
		}
	})
}

func TestTheScriptSavesAndPreviewsWithoutLeavingThePage(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		path, fields := b.draft("headline", "Cats", "body", "One cat.")
		script := func(to string, fields []string) answer {
			r := b.formRequest(to, fields...)
			r.Header.Set("Accept", "application/json")
			return b.do(r)
		}
		a := script(path, with(fields, "body", "Two **cats**."))
		var saved struct {
			Version int64
			Words   string
		}
		k.must(json.Unmarshal([]byte(a.body), &saved))
		if a.status != http.StatusOK || saved.Version != 2 || saved.Words != "2 words · 1 min" {
			t.Errorf("save by script: %d %s", a.status, a.body)
		}
		if a := script(path, with(fields, "body", "Three cats.")); a.status != http.StatusConflict || !strings.Contains(a.body, `"sentence"`) {
			t.Errorf("stale save by script: %d %s", a.status, a.body)
		}
		a = script("/admin/preview", with(fields, "body", "A <script>alert(1)</script> [link](javascript:alert(1)) **b**"))
		var proof struct{ HTML string }
		k.must(json.Unmarshal([]byte(a.body), &proof))
		if !strings.Contains(proof.HTML, "<strong>b</strong>") || strings.Contains(proof.HTML, "<script") || strings.Contains(proof.HTML, "javascript:") {
			t.Errorf("preview: %s", proof.HTML)
		}
		if a := b.post("/admin/preview", fields...); a.status != http.StatusOK || !strings.Contains(a.body, "One cat.") {
			t.Errorf("preview without script: %d", a.status)
		}
		if a := k.browser().post(path, with(fields, "body", "Six cats.")...); a.status != http.StatusUnauthorized || !strings.Contains(a.body, "Six cats.") {
			t.Errorf("save when signed out: %d", a.status)
		}
	})
}

func TestAContributorSeesAndTouchesOnlyTheirOwn(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		boss, author, contributor := claimed(t, k), k.hire(staff.Author), k.hire(staff.Contributor)
		theirs, fields := boss.draft("headline", "The council", "body", "Sat.")
		for _, b := range []*browser{author, contributor} {
			for _, path := range []string{theirs, theirs + "/revisions"} {
				if a := b.get(path); a.status != http.StatusNotFound {
					t.Errorf("GET %s: %d", path, a.status)
				}
			}
			for _, verb := range []string{"", "/publication", "/withdrawal", "/schedule", "/schedule/end", "/deletion", "/preview-link"} {
				if a := b.post(theirs+verb, fields...); a.status != http.StatusNotFound && a.status != http.StatusForbidden {
					t.Errorf("POST %s: %d", theirs+verb, a.status)
				}
			}
			b.page("/admin/posts").silent("The council")
			b.page("/admin").silent("The council")
		}
		own, mine := contributor.draft("headline", "My walk", "body", "Along the mole.")
		if a := contributor.post(own+"/publication", mine...); a.status != http.StatusForbidden {
			t.Errorf("a contributor publishes: %d", a.status)
		}
		contributor.page(own).silent(`formaction="` + own + `/publication"`)
		if a := contributor.post(own, with(mine, "tags", "Brand new")...); a.status != http.StatusUnprocessableEntity {
			t.Errorf("a contributor makes a tag: %d", a.status)
		}
		n := k.letter("Tide", 0)
		own, mine = author.draft("headline", "My boat", "body", "Leaks.")
		if a := author.post(own+"/publication", with(mine, "newsletter", id(n.ID))...); a.status != http.StatusForbidden {
			t.Errorf("an author sends a newsletter: %d", a.status)
		}
		author.done(own+"/publication", author.page(own).fields(own)...)
		// Who has the byline is one of the authors.
		boss.done(theirs, with(fields, "author", authorOf(k, "author@tidemark.example"))...)
		author.page(theirs).says("The council")
	})
}

// authorOf is the id of the author page of one of the staff, made if need be.
func authorOf(k *desk, email string) string {
	k.t.Helper()
	p := k.personOf(email)
	a, err := k.posts.CreateAuthor(k.t.Context(), post.AuthorInput{Name: p.Name, StaffID: p.ID})
	k.must(err)
	return id(a.ID)
}

func TestAPostThatReadersHaveGoesOutAsANewsletterLater(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		n := k.letter("Tide", 1)
		path, fields := b.draft("headline", "The quay", "body", "Swept.")
		b.done(path+"/publication", fields...)
		b.page(b.done(path+"/publication", b.page(path).fields(path)...)).says("Nothing has changed")
		b.page(path).silent(`name="newsletter"`)
		form := b.page(b.find(b.page(path), "a", "href", "/admin/issues/new?post=1", "href")).fields("/admin/issues")
		issue, _, _ := strings.Cut(b.done("/admin/issues", with(form, "newsletter", id(n.ID))...), "?")
		b.page(path).says("Tide")
		k.start()
		b.done(issue+"/sending", "version", "1")
		k.until("the issue sent", func() bool { return sentAll(b) })
	})
}

func TestADraftIsDeletedAndItsPreviewLinkRenewed(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		path, fields := b.draft("headline", "Never mind", "body", "x")
		before := b.find(b.page(path), "input", "id", "preview-link", "value")
		b.done(path+"/preview-link", fields...)
		if after := b.find(b.page(path), "input", "id", "preview-link", "value"); after == before {
			t.Error("the preview link is the old one")
		}
		b.done(path+"/deletion", b.page(path).fields(path)...)
		if a := b.get(path); a.status != http.StatusNotFound {
			t.Errorf("the deleted draft: %d", a.status)
		}
	})
}
