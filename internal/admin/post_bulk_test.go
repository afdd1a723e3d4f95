package admin_test

import (
	"net/http"
	"strings"
	"testing"

	"onrecord/internal/staff"
)

func TestManyPostsAreChangedAtOnceAsFarAsThePersonMay(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		boss := claimed(t, k)
		editor, writer := k.hire(staff.Editor), k.hire(staff.Contributor)
		ref := func(path string) string { return strings.TrimPrefix(path, "/admin/posts/") }
		draft, _ := writer.draft("headline", "A draft", "standfirst", "Of the Élan", "body", "x")
		handed, fields := writer.draft("headline", "Handed in already", "body", "x")
		writer.done(handed+"/hand-in", fields...)
		public, fields := editor.draft("headline", "On the site", "body", "x", "tags", "Ferry")
		editor.done(public+"/publication", fields...)
		chosen := []string{"post", ref(draft), "post", ref(handed), "post", ref(public), "post", "999999"}
		bulk := func(b *browser, pairs ...string) answer {
			return b.post("/admin/posts/bulk", append(pairs, chosen...)...)
		}

		// A contributor changes what is theirs and not with the editors.
		page := bulk(writer, "do", "tag", "tag", "Ferry")
		page.says("1 post was changed, 3 were refused.")
		page.says("take it back to go on writing")
		page.says("It was not found")
		writer.page(draft).says("A draft")

		// An editor changes all of them, and is told what readers do not see yet.
		page = bulk(editor, "do", "tag", "tag", "Boats")
		page.says("3 posts were changed, 1 was refused.")
		page.says("Readers see it once")
		bulk(editor, "do", "untag", "tag", "boats").says("3 posts were changed")
		bulk(editor, "do", "untag", "tag", "boats").says("3 were so already")

		// What cannot be undone is asked first, and each post by itself.
		page = bulk(editor, "do", "delete", "back", "https://evil.example/")
		page.says("Delete these drafts?")
		page.says("Readers have seen it, so it stays on record.")
		page.silent("evil.example")
		editor.page(draft)
		bulk(editor, "do", "unpublish").says("It is not published.")
		page = bulk(editor, "do", "unpublish", "sure", "1")
		page.says("1 post was changed")
		page = bulk(editor, "do", "delete", "sure", "1", "back", "/admin/posts?status=draft")
		page.says("2 posts were changed, 2 were refused.")
		if a := editor.get(draft); a.status != http.StatusNotFound {
			t.Errorf("a deleted draft: %d", a.status)
		}
		editor.page(public)
		boss.page("/admin/audit?action=post.delete").says(ref(draft))

		many := []string{"do", "delete", "sure", "1"}
		for n := range 201 {
			many = append(many, "post", id(int64(n+1)))
		}
		for what, pairs := range map[string][]string{"too many": many, "none": {"do", "delete"}, "no deed": {"do", "burn", "post", "1"}, "no tag": {"do", "tag", "post", "1"}} {
			if a := editor.post("/admin/posts/bulk", pairs...); a.status != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d", what, a.status)
			}
		}
	})
}

func TestThePostListIsFilteredAndSorted(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		b.draft("headline", "The ferry", "standfirst", "It came from Élan", "body", "x", "tags", "Boats")
		path, fields := b.draft("headline", "Members first", "body", "x", "access", "members", "kind", "brief")
		b.done(path+"/publication", fields...)
		b.done(path, with(b.page(path).fields(path), "body", "y")...)
		for query, want := range map[string]string{
			"q=elan": "The ferry", "tag=boats": "The ferry", "kind=brief": "Members first", "access=members": "Members first",
			"status=changes": "Members first", "status=draft": "The ferry", "author=1&access=public": "The ferry",
			"sort=published&status=published": "Members first", "sort=created&n=100&q=ferry": "The ferry",
		} {
			page := b.page("/admin/posts?" + query)
			page.says(want)
			for _, other := range []string{"The ferry", "Members first"} {
				if other != want && strings.Contains(page.text("tbody"), other) {
					t.Errorf("%s lists %q", query, other)
				}
			}
		}
		for query, sentence := range map[string]string{"tag=Cats": "There is no tag “Cats”.", "sort=luck": "Choose one of", "access=none": "Choose one of"} {
			a := b.get("/admin/posts?" + query)
			if a.status != http.StatusUnprocessableEntity || strings.Contains(a.body, "<tbody>") {
				t.Errorf("%s: %d", query, a.status)
			}
			a.says(sentence)
		}
	})
}
