package admin_test

import (
	"net/http"
	"strings"
	"testing"

	"onrecord/internal/staff"
)

func TestWhatAContributorHandsInIsReturnedWithANoteAndPublished(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		claimed(t, k)
		editor, writer, author := k.hire(staff.Editor), k.hire(staff.Contributor), k.hire(staff.Author)
		path, fields := writer.draft("headline", "The old ferry", "body", "It is for sale.")
		if a := writer.post(path+"/hand-in", with(fields, "body", "", "standfirst", "")...); a.status != http.StatusUnprocessableEntity {
			t.Errorf("an empty text was handed in: %d", a.status)
		}
		stale := writer.page(path).fields(path)
		to := writer.done(path+"/hand-in", with(stale, "body", "It is sold.", "handin_note", "The mayor has <b>not</b> called back.")...)
		writer.page(to).says("Handed in. The editors find it")

		// The queue, the count at the side and the front page tell the editors.
		queue := editor.page("/admin/posts?status=handed-in")
		queue.says("The old ferry")
		queue.says("1 waiting for you")
		editor.page("/admin").says("A contributor")
		writer.page("/admin/posts").silent("waiting for you")

		// Its writer sees it as it is, and cannot slip anything in behind it.
		page := writer.page(path)
		page.says("The editors publish what they have read")
		if !strings.Contains(page.body, " readonly") || !strings.Contains(page.body, `data-autosave="off"`) {
			t.Error("the page of a post that is handed in can be written on")
		}
		for what, a := range map[string]answer{
			"saved":      writer.post(path, with(page.fields(path), "body", "Behind your back.")...),
			"deleted":    writer.post(path+"/deletion", page.fields(path)...),
			"handed in":  writer.post(path+"/hand-in", with(page.fields(path), "body", "Behind your back.")...),
			"joined":     writer.post(path, with(stale, "base", put(t, stale), "standfirst", "Behind your back.")...),
			"from stale": writer.post(path, with(stale, "body", "Behind your back.")...),
		} {
			if a.status != http.StatusConflict {
				t.Errorf("%s: %d", what, a.status)
			}
		}
		if a := author.get(path); a.status != http.StatusNotFound {
			t.Errorf("another author sees it: %d", a.status)
		}
		for _, verb := range []string{"/hand-in", "/hand-in/end"} {
			if a := author.post(path+verb, "headline", "x"); a.status != http.StatusNotFound {
				t.Errorf("another author may %s: %d", verb, a.status)
			}
		}

		// An editor mends a word and returns it.
		mine := with(editor.page(path).fields(path), "body", "It has been sold.")
		if a := editor.post(path+"/return", mine...); a.status != http.StatusUnprocessableEntity {
			t.Errorf("returned without a word: %d", a.status)
		}
		mine = with(editor.page(path).fields(path), "return_note", "Who bought it?")
		editor.done(path+"/return", mine...)
		if a := editor.post(path+"/return", mine...); a.status != http.StatusConflict {
			t.Errorf("returned twice: %d", a.status)
		}
		writer.page("/admin").says("Who bought it?")
		page = writer.page(path)
		page.says("Who bought it?")
		page.says("It has been sold.")
		editor.page("/admin/posts").silent("waiting for you")

		// Handed in again, taken back, handed in, published.
		writer.done(path+"/hand-in", with(page.fields(path), "body", "The island bought it.")...)
		writer.page("/admin").silent("Who bought it?")
		writer.done(path + "/hand-in/end")
		writer.done(path, with(writer.page(path).fields(path), "body", "The island bought it back.")...)
		writer.done(path+"/hand-in", writer.page(path).fields(path)...)
		editor.done(path+"/publication", editor.page(path).fields(path)...)
		page = editor.page(path)
		for _, words := range []string{"The mayor has <b>not</b> called back.", "took it back", "took it for publication", "Published"} {
			page.says(words)
		}
		if a := writer.post(path+"/publication", page.fields(path)...); a.status != http.StatusForbidden {
			t.Errorf("a contributor publishes: %d", a.status)
		}
		log := k.browser()
		log.signIn(owner)
		for _, action := range []string{"post.handin", "post.takeback", "post.return"} {
			log.page("/admin/audit?action=" + action).says(strings.TrimPrefix(path, "/admin/"))
		}
	})
}
