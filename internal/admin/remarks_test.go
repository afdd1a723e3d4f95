package admin_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"onrecord/internal/staff"
)

func TestTheStaffWhoSeeAPostCommentOnItsWords(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		claimed(t, k)
		editor, writer, author := k.hire(staff.Editor), k.hire(staff.Contributor), k.hire(staff.Author)
		path, _ := writer.draft("headline", "The old ferry", "body", "It is for sale.\n\nThe **old** ferry is [sold](https://a.example/), said the mayor.")
		margin := path + "/remarks"

		// Without script: a form that takes the words.
		if a := editor.post(margin, "remark_quote", "never written", "remark_body", "Where is this from?"); a.status != http.StatusUnprocessableEntity {
			t.Errorf("words that are not there: %d", a.status)
		} else {
			a.says("do not stand in the text")
			a.says("Where is this from?")
		}
		editor.done(margin, "remark_quote", "old ferry is sold", "remark_body", "Who <b>bought</b> it?")
		page := writer.page(margin)
		page.says("Who <b>bought</b> it?")
		thread := attrOf(page, "data-thread")
		writer.done(margin+"/"+thread+"/replies", "remark_body", "The island did.")
		if a := writer.post(margin+"/"+thread+"/replies", "remark_body", " "); a.status != http.StatusUnprocessableEntity {
			t.Errorf("an empty reply: %d", a.status)
		}

		// The words are found after an edit, and said to be gone when they are.
		writer.done(path, with(writer.page(path).fields(path), "body", "New.\n\nThe *old ferry* is sold, they say.")...)
		gone := func(a answer) bool { return !strings.Contains(a.body, "data-thread-gone hidden") }
		if gone(editor.page(margin)) {
			t.Error("the words were not found again")
		}
		writer.done(path, with(writer.page(path).fields(path), "body", "It is gone.")...)
		if page = editor.page(margin); !gone(page) {
			t.Error("nothing says that the words are gone")
		}
		page.says("The island did.")

		// Resolved, and open again; the script is told the same.
		editor.done(margin + "/" + thread + "/resolution")
		page = writer.page(margin)
		page.says("1 resolved comment")
		page.says("Resolved by A editor")
		r := writer.formRequest(margin + "/" + thread + "/resolution/end")
		r.Header.Set("Accept", "application/json")
		var told struct {
			Open    int
			Anchors []struct{ Quote string }
		}
		k.must(json.Unmarshal([]byte(writer.do(r).body), &told))
		if told.Open != 1 || told.Anchors[0].Quote != "old ferry is sold" {
			t.Errorf("the script hears %+v", told)
		}

		// Nobody else, and no thread of another post.
		other, _ := author.draft("headline", "Another", "body", "x")
		for what, a := range map[string]answer{
			"seen":     author.get(margin),
			"said":     author.post(margin, "remark_body", "x"),
			"answered": author.post(margin+"/"+thread+"/replies", "remark_body", "x"),
			"live":     author.get(path + "/live?page=x"),
			"crossed":  author.post(other+"/remarks/"+thread+"/replies", "remark_body", "x"),
			"resolved": author.post(other+"/remarks/"+thread+"/resolution", "x", ""),
		} {
			if a.status != http.StatusNotFound {
				t.Errorf("%s by who may not see it: %d", what, a.status)
			}
		}
	})
}

// attrOf is the value of the first attribute of a name.
func attrOf(a answer, name string) string {
	_, rest, _ := strings.Cut(a.body, name+`="`)
	value, _, _ := strings.Cut(rest, `"`)
	return value
}

// told is what an open page hears.
type told struct {
	Version   int64
	By, Stage string
	People    []string
	Margin    struct{ Remarks int64 }
}

// listen opens the line of a writing page; the second result closes it.
func (b *browser) listen(path, page string) (next func() told, leave func()) {
	b.t.Helper()
	ctx, cancel := context.WithCancel(b.t.Context())
	b.t.Cleanup(cancel)
	res, err := b.client.Do(b.request(http.MethodGet, path+"/live?page="+page, nil).WithContext(ctx))
	b.must(err)
	b.t.Cleanup(func() { res.Body.Close() })
	lines := bufio.NewScanner(res.Body)
	return func() (v told) {
		b.t.Helper()
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				b.must(json.Unmarshal([]byte(data), &v))
				return v
			}
		}
		b.t.Fatal("the line was closed")
		return v
	}, cancel
}

func TestTwoPeopleOnOnePostSeeEachOtherAndWhatIsSaved(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		ada := claimed(t, k)
		bo := k.hire(staff.Editor)
		path, fields := ada.draft("headline", "The ferry", "body", "One.")
		adas, _ := ada.listen(path, "a")
		if v := adas(); len(v.People) != 0 || v.Stage != "draft" {
			t.Errorf("alone: %+v", v)
		}
		bos, leave := bo.listen(path, "b")
		if v := bos(); !slices.Equal(v.People, []string{"Marit Oyen"}) {
			t.Errorf("who comes second sees %+v", v)
		}
		if v := adas(); !slices.Equal(v.People, []string{"A editor"}) {
			t.Errorf("who was there sees %+v", v)
		}
		bo.done(path+"/remarks", "remark_body", "Two?")
		if v := adas(); v.Margin.Remarks != 1 {
			t.Errorf("a comment: %+v", v)
		}
		bo.done(path, with(fields, "body", "One. Two.")...)
		if v := adas(); v.Version != 2 || v.By != "A editor" {
			t.Errorf("a save: %+v", v)
		}
		bo.done(path+"/publication", bo.page(path).fields(path)...)
		if v := adas(); v.Stage != "published" {
			t.Errorf("a publication: %+v", v)
		}
		leave()
		if v := adas(); len(v.People) != 0 {
			t.Errorf("who left is seen: %+v", v)
		}
		if a := ada.get(path + "/live"); a.status != http.StatusBadRequest {
			t.Errorf("a page without a word: %d", a.status)
		}
	})
}
