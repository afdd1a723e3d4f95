package admin_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"onrecord/internal/comment"
	"onrecord/internal/member"
	"onrecord/internal/post"
	"onrecord/internal/site"
	"onrecord/internal/staff"
)

func TestTheDeskDecidesAboutComments(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		b.done("/admin/settings/members", with(b.page("/admin/settings/members").fields("/admin/settings/members"), "comments", site.CommentsMembers)...)
		p, err := k.posts.Create(t.Context(), 0, post.Input{Headline: "The ferry", Body: "It sails."})
		k.must(err)
		_, err = k.posts.Publish(t.Context(), p.ID, 0, post.PublishOptions{})
		k.must(err)
		say := func(who, body string) comment.Comment {
			m, err := k.members.ByEmail(t.Context(), who+"@island.example")
			if err != nil {
				m, err = k.members.Create(t.Context(), member.Input{Email: who + "@island.example"})
				k.must(err)
			}
			c, err := k.comments.Write(t.Context(), comment.Input{PostID: p.ID, MemberID: m.ID, Name: who, Body: body, Network: who})
			k.must(err)
			return c
		}
		first := say("ada", `One <script>alert(1)</script>`)
		for i := range 40 {
			say(fmt.Sprintf("reader%d", i%4), fmt.Sprintf("Held %d.", i))
		}
		b.page("/admin").says("41 comments wait for an editor.")
		seen, pages := 0, 0
		for path := "/admin/comments"; path != ""; pages++ {
			a := b.page(path)
			path = ""
			seen += strings.Count(a.body, "Their first comment")
			for n := range a.all("a", "class", "button") {
				if inner(n) == "Older" {
					path = attr(n, "href")
				}
			}
			if strings.Contains(a.body, "<script>alert") {
				t.Error("a comment is run on the desk")
			}
		}
		if seen != 41 || pages != 2 {
			t.Errorf("%d comments on %d pages", seen, pages)
		}

		editor, author := k.hire(staff.Editor), k.hire(staff.Author)
		at := fmt.Sprintf("/admin/comments/%d", first.ID)
		if a := author.post(at + "/approval"); a.status != http.StatusForbidden {
			t.Errorf("an author approves: %d", a.status)
		}
		editor.page(editor.done(at+"/approval", "state", "held")).says("Readers see the comment.")
		editor.page("/admin/comments?state=shown").says("ada@island.example")
		if c := say("ada", "Now at once."); c.State != comment.Shown {
			t.Errorf("after an approval the next one is %s", c.State)
		}
		editor.done(at + "/block")
		editor.page("/admin/comments?member=1").says("Blocked")
		editor.done(at + "/block/end")
		editor.done(at+"/removal", "state", "shown")
		editor.page("/admin/comments?state=removed").says("One <script>alert(1)</script>")
		if a := editor.post("/admin/comments/999/approval"); a.status != http.StatusNotFound {
			t.Errorf("a comment that is not there: %d", a.status)
		}
		if a := editor.get("/admin/comments?state=lost"); a.status != http.StatusNotFound {
			t.Errorf("comments in no state: %d", a.status)
		}

		on := fmt.Sprintf("/admin/posts/%d/comments", p.ID)
		editor.page(editor.done(on, "comments", "closed")).says("The comments on this post are closed.")
		if open, err := k.comments.IsOpen(t.Context(), p.ID); err != nil || open {
			t.Errorf("they are open, %v", err)
		}
		editor.page(editor.done(on, "comments", "open")).says("Members may comment on this.")
		if a := editor.post(on, "comments", "ajar"); a.status != http.StatusBadRequest {
			t.Errorf("neither open nor closed: %d", a.status)
		}
		b.page("/admin/audit").says("comment.approve")
	})
}
