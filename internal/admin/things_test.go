package admin_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/job"
	"onrecord/internal/media"
	"onrecord/internal/post"
	"onrecord/internal/staff"
)

func TestAPictureIsUploadedDescribedAndDeleted(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		for name, data := range map[string][]byte{
			"script.png": []byte("<script>alert(1)</script>"), "empty.jpg": {}, "vector.svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`),
			"half.jpg": picture(t, 64, 64)[:200],
		} {
			if a := b.send("/admin/media", []upload{{"file", name, data}}); a.status < 400 || a.status >= 500 {
				t.Errorf("upload of %s: %d", name, a.status)
			}
		}
		a := b.send("/admin/media", []upload{{"file", `..\..\a "quay".jpg`, picture(t, 640, 480)}})
		if a.status != http.StatusSeeOther {
			t.Fatalf("upload: %d %s", a.status, a.text("main"))
		}
		path, _, _ := strings.Cut(a.header.Get("Location"), "?")
		page := b.page(path)
		page.says(`a "quay".jpg`)
		fields := page.fields(path)
		b.done(path, with(fields, "alt", "The quay at dawn", "credit", "Ada Quill")...)
		if a := b.post(path, with(fields, "alt", "Older words")...); a.status != http.StatusConflict {
			t.Errorf("a stale description: %d", a.status)
		}
		contributor := k.hire(staff.Contributor)
		if a := contributor.post(path, fields...); a.status != http.StatusNotFound {
			t.Errorf("a contributor describes somebody else's picture: %d", a.status)
		}
		if a := contributor.post(path + "/deletion"); a.status != http.StatusForbidden {
			t.Errorf("a contributor deletes a picture: %d", a.status)
		}
		b.page("/admin/media").says("The quay at dawn")
		b.done(path + "/deletion")
		if a := b.get(path); a.status != http.StatusNotFound {
			t.Errorf("the deleted picture: %d", a.status)
		}
	})
}

func TestAPictureInUseSaysWhereAndIsNotDeletedSilently(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		a := b.send("/admin/media", []upload{{"file", "quay.jpg", picture(t, 640, 480)}})
		path, _, _ := strings.Cut(a.header.Get("Location"), "?")
		b.page(path).says("No post, portrait or logo shows it.")
		list, err := k.media.List(context.Background(), 0, 1)
		k.must(err)
		b.draft("headline", "Low water", "body", "![]("+list[0].URL(480)+")")
		b.page(path).says("Low water")
		if a := b.post(path + "/deletion"); a.status != http.StatusConflict || !strings.Contains(a.text("main"), "in use") {
			t.Errorf("a used picture was deleted silently: %d", a.status)
		}
		b.page(path).says("not published with it")
		p, err := k.posts.Create(context.Background(), k.personOf(owner).ID, post.Input{Headline: "High water", Body: "![](" + list[0].URL(0) + ")"})
		k.must(err)
		_, err = k.posts.Publish(context.Background(), p.ID, k.personOf(owner).ID, post.PublishOptions{})
		k.must(err)
		b.page(path).says("High water")
		p, err = k.posts.Get(context.Background(), p.ID)
		k.must(err)
		in := p.Input
		in.Body = "Without it."
		_, err = k.posts.Save(context.Background(), p.ID, p.Version, k.personOf(owner).ID, in)
		k.must(err)
		b.page(path).says("published, no longer in the draft")
		b.done(path+"/deletion", "used", "yes")
	})
}

func TestPicturesGoIntoAPostWithAndWithoutScript(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		path, fields := b.draft("headline", "The quay", "body", "At dawn.")
		a := b.send(path, []upload{{"lead_file", "lead.jpg", picture(t, 640, 480)}, {"insert", "inset.jpg", picture(t, 320, 240)}}, with(fields, "then", "insert")...)
		if a.status != http.StatusSeeOther {
			t.Fatalf("save with pictures: %d %s", a.status, a.text("main"))
		}
		p, err := k.posts.Get(t.Context(), issueID(path))
		k.must(err)
		if p.LeadMediaID == 0 || !strings.HasPrefix(p.Body, "At dawn.\n\n![](/media/") {
			t.Errorf("lead %d, body %q", p.LeadMediaID, p.Body)
		}
		bad := b.send(path, []upload{{"lead_file", "lead.jpg", []byte("no picture")}}, with(b.page(path).fields(path), "headline", "Kept headline")...)
		if bad.status != http.StatusUnprocessableEntity || !strings.Contains(bad.body, "Kept headline") {
			t.Errorf("a bad lead picture: %d", bad.status)
		}
		r := b.fileRequest("/admin/media", []upload{{"file", "pasted.jpg", picture(t, 100, 80)}})
		r.Header.Set("Accept", "application/json")
		got := b.do(r)
		var up struct{ Markdown string }
		k.must(json.Unmarshal([]byte(got.body), &up))
		if got.status != http.StatusCreated || !strings.HasPrefix(up.Markdown, "![](/media/") {
			t.Errorf("upload by script: %d %s", got.status, got.body)
		}
		choices := b.page("/admin/media/choices?name=lead_media_id&before=99")
		if !strings.Contains(choices.body, "lead_media_id") {
			t.Errorf("choices: %s", choices.body)
		}
		if a := b.get("/admin/media/choices?name=onload"); a.status != http.StatusNotFound {
			t.Errorf("choices for a field of another name: %d", a.status)
		}
	})
}

func TestSectionsTagsAndAuthorsAreMadeChangedAndDeleted(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		for _, path := range []string{"/admin/sections", "/admin/tags", "/admin/authors"} {
			form := b.page(path + "/new").fields(path)
			if a := b.post(path, with(form, "name", "")...); a.status != http.StatusUnprocessableEntity {
				t.Errorf("%s without a name: %d", path, a.status)
			}
			b.done(path, with(form, "name", "Harbour Lights")...)
			list := b.page(path + "?q=harbour")
			one := ""
			for n := range list.all("a", "class", "title") {
				if inner(n) == "Harbour Lights" {
					one = attr(n, "href")
				}
			}
			fields := b.page(one).fields(one)
			b.done(one, with(fields, "name", "Harbour", "slug", "quay")...)
			if a := b.post(one, fields...); a.status != http.StatusConflict {
				t.Errorf("a stale change of %s: %d", one, a.status)
			}
			if a := b.post(path, with(form, "name", "Other", "slug", "quay")...); a.status != http.StatusUnprocessableEntity {
				t.Errorf("%s at a taken address: %d", path, a.status)
			}
			b.done(one + "/deletion")
			if a := b.get(one); a.status != http.StatusNotFound {
				t.Errorf("the deleted %s: %d", one, a.status)
			}
		}
	})
}

func TestAuthorsEditTheirOwnPageAlone(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		claimed(t, k)
		b := k.hire(staff.Author)
		own := "/admin/authors/" + authorOf(k, "author@tidemark.example")
		boss, err := k.posts.AuthorOfStaff(t.Context(), k.personOf(owner).ID)
		k.must(err)
		fields := b.page(own).fields(own)
		b.done(own, with(fields, "bio", "Writes of boats.", "staff_id", id(k.personOf(owner).ID))...)
		a, err := k.posts.Author(t.Context(), issueID(own))
		k.must(err)
		if a.Bio != "Writes of boats." || a.StaffID != k.personOf("author@tidemark.example").ID {
			t.Errorf("the page is %+v", a)
		}
		theirs := "/admin/authors/" + id(boss.ID)
		b.page(theirs).silent("<form class=\"form\" method=\"post\" action=\"" + theirs)
		if a := b.post(theirs, with(fields, "version", "1")...); a.status != http.StatusNotFound {
			t.Errorf("an author edits somebody else's page: %d", a.status)
		}
	})
}

func TestAJobThatKeepsFailingWaitsForAPerson(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		broken := errors.New("the lighthouse is dark")
		k.jobs.On("test.fails", "loudly", func(context.Context, int64) error {
			if broken == nil {
				return nil
			}
			return job.Never(broken)
		})
		for range 2 {
			k.must(k.d.Write(t.Context(), func(tx *db.Tx) error { return k.jobs.Add(t.Context(), tx, "test.fails", 7) }))
		}
		k.must(k.jobs.Drain(t.Context()))
		b.page("/admin").says("2 jobs have failed for the last time")
		page := b.page("/admin/jobs")
		page.says("the lighthouse is dark")
		dead, err := k.jobs.Dead(t.Context(), 0, 10)
		k.must(err)
		broken = nil
		b.done("/admin/jobs/" + id(dead[0].ID) + "/retry")
		k.must(k.jobs.Drain(t.Context()))
		b.done("/admin/jobs/" + id(dead[1].ID) + "/discard")
		b.page("/admin/jobs").says("Nothing waits for a decision.")
		if a := b.post("/admin/jobs/" + id(dead[1].ID) + "/discard"); a.status != http.StatusNotFound {
			t.Errorf("discarded twice: %d", a.status)
		}
		if a := b.get("/admin/jobs?state=lost"); a.status != http.StatusNotFound {
			t.Errorf("jobs in no state: %d", a.status)
		}
	})
}

func TestARestoredSiteSendsWhenItsOwnerSaysSo(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		k.must(k.d.Write(t.Context(), func(tx *db.Tx) error {
			if _, err := job.Hold(t.Context(), tx); err != nil {
				return err
			}
			return k.site.MarkRestored(t.Context(), tx, time.Now())
		}))
		editor := k.hire(staff.Editor)
		editor.page("/admin").silent("/admin/sending")
		b.page("/admin").says("restored from a backup")
		b.page(b.done("/admin/sending")).silent("restored from a backup")
		b.page("/admin/audit").says("restored.release")
	})
}

func TestOnARestoredSiteTheDeskSaysThatANewsletterWaits(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		n := k.letter("The Morning Tide", 1)
		b.page("/admin/posts/new").says("It goes out once, right after the publication.")
		b.page("/admin/posts/new").says("The Morning Tide, to 1 reader")
		k.must(k.d.Write(t.Context(), func(tx *db.Tx) error { return k.site.MarkRestored(t.Context(), tx, time.Now()) }))
		form := b.page("/admin/posts/new")
		form.says("the issue will wait, paused")
		form.silent("right after the publication")
		post, _, _ := strings.Cut(b.done("/admin/posts/new", with(form.fields("/admin/posts/new"), "headline", "The ferry came back", "body", "x")...), "?")
		done := b.page(b.done(post+"/publication", with(b.page(post).fields(post), "newsletter", id(n.ID))...))
		done.says("the newsletter waits")
		done.silent("on its way")
	})
}

func TestListsGoOnWhereThePageBeforeEnded(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		me := k.personOf(owner)
		var posts []post.SeedPost
		for range 70 {
			posts = append(posts, post.SeedPost{Input: post.Input{Headline: "A post", Body: "x"}, By: me.ID})
		}
		_, err := k.posts.InsertBulk(t.Context(), posts)
		k.must(err)
		seen, pages := map[string]bool{}, 0
		for path := "/admin/posts?q=post"; path != ""; pages++ {
			a := b.page(path)
			path = ""
			for n := range a.all("a", "class", "title") {
				seen[attr(n, "href")] = true
			}
			for n := range a.all("a", "class", "button") {
				if inner(n) == "Further back" {
					path = attr(n, "href")
				}
			}
		}
		if len(seen) != 70 || pages != 3 {
			t.Errorf("%d posts on %d pages", len(seen), pages)
		}
		if a := b.get("/admin/posts?before=broken"); a.status != http.StatusBadRequest {
			t.Errorf("a broken link to a further page: %d", a.status)
		}
	})
}

func TestTheMostThatIsUploadedIsSaid(t *testing.T) {
	if media.MaxBytes>>20 != 20 {
		t.Skip("the sentence below is about 20 MB")
	}
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		a := b.send("/admin/media", []upload{{"file", "big.jpg", append(picture(t, 8, 8), make([]byte, media.MaxBytes)...)}})
		if a.status != http.StatusRequestEntityTooLarge {
			t.Errorf("a picture over the limit: %d", a.status)
		}
		a.says("20 MB")
	})
}
