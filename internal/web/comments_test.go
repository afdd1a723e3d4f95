package web_test

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"onrecord/internal/comment"
	"onrecord/internal/db"
	"onrecord/internal/member"
	"onrecord/internal/post"
	"onrecord/internal/site"
)

// talk opens comments, with a post to comment on.
func (p *paper) talk() post.Post {
	p.t.Helper()
	p.jobs.On(member.SigninRequested, "mail", p.newsletters.SendSignin)
	p.settings(func(s *site.Site) { s.Comments = site.CommentsMembers })
	ferry := p.publish(post.Input{Headline: "The ferry", Body: "It sails."})
	p.work()
	return ferry
}

// member is a browser that is signed in as somebody who subscribed.
func (p *paper) reader(email string) *browser {
	p.t.Helper()
	p.subscriber(email)
	b := p.browser()
	b.signIn(email, "/sign-in?to=%2Fthe-ferry")
	return b
}

var commentID = regexp.MustCompile(`#comment-(\d+)$`)

// say writes a comment and gives its id.
func (b *browser) say(on post.Post, body string, more ...string) string {
	b.p.t.Helper()
	form := url.Values{"post": {fmt.Sprint(on.ID)}, "body": {body}}
	for i := 0; i < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	m := commentID.FindStringSubmatch(b.do("POST", "/comments", form).is(303).Header.Get("Location"))
	if m == nil {
		b.p.t.Fatal("no comment")
	}
	return m[1]
}

func (p *paper) approve(id string) {
	p.t.Helper()
	var n int64
	fmt.Sscan(id, &n) //nolint:errcheck // approve says it
	p.ok(p.comments.Approve(p.ctx, n, 1))
}

func TestAMemberCommentsAndReadersSeeItOnceAnEditorHas(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		ferry := p.talk()
		p.get("/the-ferry").is(200, `id="comments"`, `href="/sign-in?to=%2Fthe-ferry%23comments"`).lacks("<textarea")
		rae, tom := p.reader("rae@example.com"), p.reader("tom@example.com")
		rae.read("/the-ferry").is(200, `action="/comments"`, `name="name"`)
		rae.do("POST", "/comments", url.Values{"post": {fmt.Sprint(ferry.ID)}, "body": {"Kept text."}}).is(422, "Choose the name", "Kept text.")
		hostile := `<script>alert(1)</script><img src=x onerror=alert(2)> See https://tide.example/?a=1&b=2. [x](javascript:alert(3)) javascript:alert(4)`
		one := rae.say(ferry, hostile+"\n\nSecond paragraph.", "name", `Rae "<b>`)
		if again := rae.say(ferry, hostile+"\n\nSecond paragraph."); again != one {
			t.Errorf("sent twice it is %s and %s", one, again)
		}
		own := rae.read("/the-ferry").is(200, "Only you see this yet", "Second paragraph.", "/comments/"+one+"/change").lacks(`name="name"`)
		if own.Header.Get("Cache-Control") != "no-store" {
			t.Error("a page of one's own may be kept")
		}
		for _, other := range []answer{p.get("/the-ferry"), tom.read("/the-ferry")} {
			other.is(200).lacks("Second paragraph.")
		}
		tom.do("GET", "/comments/"+one+"/reply", nil).is(404)
		p.approve(one)
		for _, got := range []answer{p.get("/the-ferry"), tom.read("/the-ferry"), rae.read("/the-ferry")} {
			got.is(200, "1 comment", "Second paragraph.", "Rae &#34;&lt;b&gt;", `<a href="https://tide.example/?a=1&amp;b=2" rel="nofollow ugc noopener">`, "&lt;script&gt;").
				lacks("<script>alert", "<img src=x", `href="javascript:`, "waits for an editor")
		}

		tom.do("GET", "/comments/"+one+"/reply", nil).is(200, "Second paragraph.", `name="parent" value="`+one+`"`)
		p.approve(tom.say(ferry, "Answer.", "name", "Tom", "parent", one))
		two := tom.say(ferry, "And one more.", "parent", one)
		page := p.get("/the-ferry").is(200, "3 comments", "And one more.", `class="replies"`)
		if strings.Index(page.body, "Answer.") > strings.Index(page.body, "And one more.") || strings.Contains(page.body, "/comments/"+two+"/reply") {
			t.Error("replies stand out of order, or can be replied to")
		}
		tom.do("POST", "/comments", url.Values{"post": {fmt.Sprint(ferry.ID)}, "parent": {two}, "body": {"Too deep."}}).is(404)

		// Nobody else's comment is found, whatever is asked.
		for _, act := range []string{"change", "deletion"} {
			rae.do("GET", "/comments/"+two+"/"+act, nil).is(404)
			rae.do("POST", "/comments/"+two+"/"+act, url.Values{"body": {"Mine now."}}).is(404)
			p.do("GET", "/comments/"+two+"/"+act, nil).is(303)
			p.do("POST", "/comments/"+two+"/"+act, nil).is(303)
			tom.do("GET", "/comments/"+two+"/"+act, nil).is(200)
		}
		p.send("/comments", url.Values{"post": {fmt.Sprint(ferry.ID)}, "body": {"From nobody."}}).is(401, "From nobody.", "Sign in in another tab")
		p.do("POST", "/comments", strings.NewReader("body=x"), "Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "cross-site").is(403)
		tom.do("POST", "/comments/"+two+"/change", url.Values{"body": {"Another word."}}).is(303)
		p.get("/the-ferry").is(200, "Another word.", "changed").lacks("And one more.")
		p.later(16 * time.Minute)
		tom.do("POST", "/comments/"+two+"/change", url.Values{"body": {"Too late."}}).is(409, "Too late.", "first 15 minutes")
		tom.do("POST", "/comments/"+two+"/deletion", nil).is(303)
		rae.do("POST", "/comments/"+one+"/deletion", nil).is(303)
		p.get("/the-ferry").is(200, "This comment is not shown.", "Answer.").lacks("Second paragraph.", "Another word.", "Rae &#34;")
	})
}

func TestCommentsThatNeedAnEditorWait(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		ferry := p.talk()
		rae := p.reader("rae@example.com")
		p.approve(rae.say(ferry, "First.", "name", "Rae"))
		for _, spam := range []string{"https://a.example https://b.example http://c.example", "www.a.example www.b.example WWW.c.example", "[url=x][url=y][url=z]"} {
			rae.say(ferry, "Spam: "+spam)
		}
		p.get("/the-ferry").is(200, "First.", "1 comment<").lacks("Spam:")
		for _, bad := range []string{" \u200b\u2060 ", strings.Repeat("é", comment.MaxBody+1), "turned \u202eround", "bell \u0086 rings"} {
			rae.do("POST", "/comments", url.Values{"post": {fmt.Sprint(ferry.ID)}, "body": {bad}}).is(422, `aria-describedby="comment-body-wrong"`)
		}
		rae.do("POST", "/comments", url.Values{"post": {fmt.Sprint(ferry.ID)}, "body": {"nul \x00"}}).is(400)
		for _, bad := range []string{"https://a.example", "rae@example.com", strings.Repeat("x", comment.MaxName+1)} {
			rae.do("POST", "/comments", url.Values{"post": {fmt.Sprint(ferry.ID)}, "name": {bad}, "body": {"Text."}}).is(422, `aria-describedby="comment-name-wrong"`)
		}

		// Three members' reports hold it; one member's count once, and the writer's not at all.
		two := rae.say(ferry, "Reported.")
		rae.do("POST", "/comments/"+two+"/report", nil).is(200, "Thank you")
		var last *browser
		for i := range 3 {
			p.get("/the-ferry").is(200, "Reported.")
			last = p.reader(fmt.Sprintf("r%d@example.com", i))
			last.do("GET", "/comments/"+two+"/report", nil).is(200, "Report the comment of Rae?")
			last.do("POST", "/comments/"+two+"/report", nil).is(200)
			if i == 0 {
				for range 3 {
					last.do("POST", "/comments/"+two+"/report", nil).is(200)
				}
			}
		}
		p.get("/the-ferry").is(200).lacks("Reported.")
		rows, _, err := p.comments.List(p.ctx, comment.Filter{State: comment.Held, Limit: 1})
		p.ok(err)
		if len(rows) != 1 || rows[0].Why != comment.Reports || rows[0].Reports != 3 || rows[0].Email != "rae@example.com" {
			t.Errorf("%+v", rows)
		}
		p.approve(two)
		last.do("POST", "/comments/"+two+"/report", nil).is(200)
		p.get("/the-ferry").is(200, "Reported.")

		p.settings(func(s *site.Site) { s.Comments = site.CommentsModerated })
		rae.say(ferry, "Under watch.")
		p.get("/the-ferry").is(200).lacks("Under watch.")
		p.ok(p.comments.SetOpen(p.ctx, ferry.ID, false, 1))
		p.get("/the-ferry").is(200, "Comments on this are closed.", "First.")
		rae.do("POST", "/comments", url.Values{"post": {fmt.Sprint(ferry.ID)}, "body": {"Late."}}).is(403, "closed", "Late.")
		p.ok(p.comments.SetOpen(p.ctx, ferry.ID, true, 1))
		p.ok(p.comments.Block(p.ctx, rows[0].ID, 1))
		rae.do("POST", "/comments", url.Values{"post": {fmt.Sprint(ferry.ID)}, "body": {"Blocked."}}).is(403, "You cannot comment here any more")
		p.ok(p.comments.Unblock(p.ctx, rows[0].ID))
		p.settings(func(s *site.Site) { s.Comments = site.CommentsOff })
		p.get("/the-ferry").is(200).lacks("First.", `id="comments"`)
		rae.do("POST", "/comments", url.Values{"post": {fmt.Sprint(ferry.ID)}, "body": {"Off."}}).is(403)

		// Enough for an hour.
		p.settings(func(s *site.Site) { s.Comments = site.CommentsMembers })
		p.later(time.Hour)
		for i := range 20 {
			rae.say(ferry, fmt.Sprint("Number ", i))
		}
		rae.do("POST", "/comments", url.Values{"post": {fmt.Sprint(ferry.ID)}, "body": {"One too many."}}).is(429, "a lot in the last hour", "One too many.")
	})
}

func TestCommentsComeInPagesAndGoWithTheirWriter(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		ferry := p.talk()
		rae, tom := p.reader("rae@example.com"), p.reader("tom@example.com")
		one := rae.say(ferry, "Mine, answered.", "name", "Rae")
		p.approve(one)
		p.approve(tom.say(ferry, "The answer.", "name", "Tom", "parent", one))
		p.ok(p.d.Write(p.ctx, func(tx *db.Tx) error {
			var rows [][]any
			for i := range 70 {
				rows = append(rows, []any{ferry.ID, nil, 1, "shown", i + 1, fmt.Sprintf("Said %d.", i)})
			}
			return tx.InsertMany(p.ctx, "comment", []string{"post_id", "parent_id", "member_id", "state", "created_at", "body"}, rows)
		}))
		seen := map[string]bool{}
		said, next := regexp.MustCompile(`Said \d+\.`), regexp.MustCompile(`rel="next nofollow" href="([^"]+)"`)
		pages := 0
		for at := "/the-ferry"; at != ""; pages++ {
			p.cache.DropAll()
			got := p.get(at).is(200)
			for _, s := range said.FindAllString(got.main(), -1) {
				seen[s] = true
			}
			m := next.FindStringSubmatch(got.main())
			at = ""
			if m != nil {
				at = m[1]
			}
		}
		if len(seen) != 70 || pages != 3 {
			t.Errorf("%d comments on %d pages", len(seen), pages)
		}
		m, err := p.members.ByEmail(p.ctx, "rae@example.com")
		p.ok(err)
		rae.do("GET", "/account/export.json", nil).is(200, "Mine, answered.", `"name": "Rae"`)
		rae.do("POST", "/account/deletion", url.Values{"sure": {"yes"}}).is(200)
		p.get("/comments/the-ferry?before=3").is(200, "The answer.", "This comment is not shown.").lacks("Mine, answered.", "Rae")
		if n, err := db.One(p.ctx, p.d, db.Value[int64], "SELECT (SELECT count(*) FROM comment WHERE member_id = $1) + (SELECT count(*) FROM commenter WHERE member_id = $1)", m.ID); err != nil || n != 0 {
			t.Errorf("%d rows are left, %v", n, err)
		}

		// Of a post for members, comments are for members: people quote what they read.
		in := ferry.Input
		in.Access, in.Body = post.Members, "One.\n\nTwo."
		saved, err := p.posts.Save(p.ctx, ferry.ID, ferry.Version, 0, in)
		p.ok(err)
		_, err = p.posts.Publish(p.ctx, ferry.ID, 0, post.PublishOptions{Version: saved.Version})
		p.ok(err)
		p.get("/the-ferry").is(200).lacks("The answer.", `id="comments"`)
		p.get("/comments/the-ferry?before=3").is(404)
		tom.read("/comments/the-ferry?before=3").is(200, "The answer.")
	})
}
