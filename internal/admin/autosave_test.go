package admin_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"onrecord/internal/staff"
)

// savedByScript is what the page's script hears.
type savedByScript struct {
	ID, Version int64
	Saved       string
	Sentence    string
	Joined      *struct{ Headline, Body string }
}

// script sends a form as the page's script does.
func (b *browser) script(path string, fields []string) (a answer, saved savedByScript) {
	b.t.Helper()
	r := b.formRequest(path, fields...)
	r.Header.Set("Accept", "application/json")
	a = b.do(r)
	b.must(json.Unmarshal([]byte(a.body), &saved))
	return a, saved
}

// put is a form as the script puts it down, to begin from.
func put(t *testing.T, fields []string) string {
	t.Helper()
	var pairs [][2]string
	for i := 0; i+1 < len(fields); i += 2 {
		pairs = append(pairs, [2]string{fields[i], fields[i+1]})
	}
	out, err := json.Marshal(pairs)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestANewPostIsStoredByTheScriptOnce(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		fields := b.page("/admin/posts/new").fields("/admin/posts/new")
		_, first := b.script("/admin/posts/new", with(fields, "headline", "Cats"))
		_, second := b.script("/admin/posts/new", with(fields, "headline", "Cats", "body", "One cat."))
		if first.ID == 0 || second.ID != first.ID {
			t.Errorf("an answer that got lost makes a second post: %d, %d", first.ID, second.ID)
		}
		b.page("/admin/posts/" + id(first.ID)).says("One cat.")
		_, another := b.script("/admin/posts/new", with(b.page("/admin/posts/new").fields("/admin/posts/new"), "headline", "Dogs"))
		if another.ID == first.ID {
			t.Error("a second new post is the first one")
		}
	})
}

func TestTwoWritersOfOnePostLoseNoWord(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		ada := claimed(t, k)
		bo := k.hire(staff.Editor)
		path, fields := ada.draft("headline", "The ferry", "body", "One.\n\nTwo.", "tags", "Ferry")
		base := put(t, fields)
		bo.script(path, with(fields, "base", base, "body", "One.\n\nTwo!", "tags", "Ferry, Boats"))

		a, saved := ada.script(path, with(fields, "base", base, "body", "One!\n\nTwo."))
		if a.status != http.StatusOK || saved.Joined == nil || saved.Joined.Body != "One!\n\nTwo!" {
			t.Fatalf("two passages: %d %s", a.status, a.body)
		}
		for _, want := range []string{"One!\n\nTwo!", "Ferry, Boats"} {
			if page := ada.page(path); !strings.Contains(put(t, page.fields(path)), strings.ReplaceAll(want, "\n", `\n`)) {
				t.Errorf("%q is not in the form", want)
			}
		}

		a, saved = bo.script(path, with(fields, "base", base, "body", "One?\n\nTwo."))
		if a.status != http.StatusConflict || !strings.Contains(saved.Sentence, "Marit Oyen") {
			t.Errorf("one passage: %d %s", a.status, a.body)
		}
		clash := bo.post(path, with(fields, "base", base, "body", "One?\n\nTwo.")...)
		if clash.status != http.StatusConflict {
			t.Errorf("one passage without script: %d", clash.status)
		}
		clash.says("Two versions of this post")
		clash.says("One?")
		if a, _ := bo.script(path, with(fields, "base", "no [json", "body", "One?\n\nTwo.")); a.status != http.StatusConflict {
			t.Errorf("a base that nobody can read: %d", a.status)
		}
	})
}

func TestAContributorCannotJoinIntoWhatWasScheduledMeanwhile(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		claimed(t, k)
		editor, contributor := k.hire(staff.Editor), k.hire(staff.Contributor)
		path, fields := contributor.draft("headline", "The ferry", "body", "One.\n\nTwo.")
		editor.done(path+"/schedule", with(fields, "schedule_at", time.Now().UTC().Add(24*time.Hour).Format("2006-01-02T15:04"))...)
		a, _ := contributor.script(path, with(fields, "base", put(t, fields), "body", "One!\n\nTwo."))
		if a.status != http.StatusConflict {
			t.Errorf("a scheduled post was changed: %d %s", a.status, a.body)
		}
		if page := editor.page(path); !strings.Contains(page.body, `data-autosave="off"`) {
			t.Error("a scheduled post saves itself, and so would go public half written")
		}
	})
}
