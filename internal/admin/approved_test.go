package admin_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"onrecord/internal/post"
	"onrecord/internal/staff"
)

func TestAContributorCannotChangeWhatAnEditorScheduled(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		claimed(t, k)
		editor, contributor := k.hire(staff.Editor), k.hire(staff.Contributor)
		made := contributor.done("/admin/posts/new", "kind", "article", "headline", "The old ferry", "body", "It was read and approved.")
		path, _, _ := strings.Cut(made, "?")
		at := time.Now().UTC().Add(24 * time.Hour).Format("2006-01-02T15:04")
		editor.done(path+"/schedule", with(editor.page(path).fields(path), "schedule_at", at)...)

		mine := contributor.page(path).fields(path)
		a := contributor.post(path, with(mine, "body", "Nobody has read this.")...)
		if a.status != http.StatusConflict {
			t.Errorf("a contributor changes a scheduled post: %d", a.status)
		}
		a.says("will be published as it stands")
		a.says("Nobody has read this.") // what was typed is not lost
		if a := contributor.post(path+"/deletion", mine...); a.status != http.StatusConflict {
			t.Errorf("a contributor deletes a scheduled post: %d", a.status)
		}
		editor.page(path).says("It was read and approved.")
		editor.done(path, with(editor.page(path).fields(path), "body", "It was read again.")...)
	})
}

func TestATextThatCannotBeStoredIsNotWorkedOn(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		claimed(t, k)
		b := k.hire(staff.Contributor)
		deep := strings.Repeat("<b>", post.MaxBody/3+1)
		for path, want := range map[string]int{"/admin/preview": http.StatusRequestEntityTooLarge, "/admin/posts/new": http.StatusUnprocessableEntity} {
			text := "<b>" + deep
			a := b.send(path, nil, "kind", "article", "headline", "Deep", "body", text)
			if a.status != want {
				t.Errorf("%s with %d bytes: %d", path, len(text), a.status)
			}
			a.says("too long")
		}
		if a := b.post("/admin/preview", "kind", "article", "body", strings.Repeat("a", 5<<20)); a.status != http.StatusRequestEntityTooLarge {
			t.Errorf("a form of five megabytes: %d", a.status)
		}
	})
}
