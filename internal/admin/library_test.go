package admin_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"onrecord/internal/post"
	"onrecord/internal/staff"
)

// sent is what the desk tells a script about an upload.
type sent struct {
	ID, Received, Size int64
	Page, URL          string
}

func (b *browser) part(path string, offset int64, body []byte) (answer, sent) {
	b.t.Helper()
	r := b.request(http.MethodPost, path, bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/offset+octet-stream")
	r.Header.Set("Upload-Offset", strconv.FormatInt(offset, 10))
	return b.told(r)
}

func (b *browser) told(r *http.Request) (answer, sent) {
	b.t.Helper()
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Accept", "application/json")
	a := b.do(r)
	var s sent
	if strings.HasPrefix(a.body, "{") {
		b.must(json.Unmarshal([]byte(a.body), &s))
	}
	return a, s
}

func TestAFileComesInPartsIsFoundDescribedAndReplaced(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		file := picture(t, 640, 480)
		a, up := b.told(b.formRequest("/admin/uploads", "name", "quay.jpg", "size", strconv.Itoa(len(file)), "mark", "m1"))
		if a.status != http.StatusCreated || up.ID == 0 {
			t.Fatalf("begun: %d %s", a.status, a.body)
		}
		path := "/admin/uploads/" + id(up.ID)
		b.page("/admin/media").says("Choose the same file again")
		if a, _ = b.part(path, 0, file[:700]); a.status != http.StatusOK || a.header.Get("Upload-Offset") != "700" {
			t.Fatalf("the first part: %d %s", a.status, a.body)
		}
		if a = b.ask(http.MethodHead, path); a.status != http.StatusOK || a.header.Get("Upload-Offset") != "700" {
			t.Errorf("where it stands: %d %v", a.status, a.header)
		}
		if a, _ = b.part(path, 0, file[:700]); a.status != http.StatusConflict || a.header.Get("Upload-Offset") != "700" {
			t.Errorf("out of step: %d %v", a.status, a.header)
		}
		for _, other := range []*browser{k.hire(staff.Editor)} {
			if a := other.get(path); a.status != http.StatusNotFound {
				t.Errorf("somebody else's upload: %d", a.status)
			}
		}
		if a, _ = b.part(path, 700, file[700:]); a.status != http.StatusOK {
			t.Fatalf("the rest: %d %s", a.status, a.body)
		}
		a, done := b.told(b.formRequest(path + "/end"))
		if a.status != http.StatusCreated || done.Page == "" {
			t.Fatalf("finished: %d %s", a.status, a.body)
		}
		fields := b.page(done.Page).fields(done.Page)
		b.done(done.Page, with(fields, "alt", "The quay", "caption", "At dawn", "licence", "CC BY 4.0", "labels", "Harbour, low water", "focus_x", "20")...)
		if a := b.post(done.Page, with(fields, "focus_x", "120")...); a.status != http.StatusUnprocessableEntity {
			t.Errorf("a focal point outside: %d", a.status)
		}
		again := b.page(done.Page).fields(done.Page)
		for i, name := range again {
			if want := map[string]string{"caption": "At dawn", "labels": "harbour, low water", "focus_x": "20", "focus_y": "50"}[name]; i%2 == 0 && want != "" && again[i+1] != want {
				t.Errorf("%s is %q", name, again[i+1])
			}
		}
		for query, found := range map[string]bool{"q=dawn": true, "label=harbour&view=list": true, "kind=audio": false, "q=zeppelin": false} {
			if got := strings.Contains(b.page("/admin/media?"+query).body, done.Page); got != found {
				t.Errorf("%s: %v", query, got)
			}
		}
		me := k.personOf(owner).ID
		p, err := k.posts.Create(t.Context(), me, post.Input{Headline: "Low water", Body: "![](" + done.URL + ")"})
		k.must(err)
		if a := b.send(done.Page+"/replacement", []upload{{"file", "new.jpg", []byte("nothing")}}); a.status != http.StatusUnsupportedMediaType {
			t.Errorf("replaced by nothing: %d", a.status)
		}
		if a := k.hire(staff.Contributor).send(done.Page+"/replacement", []upload{{"file", "new.jpg", file}}); a.status != http.StatusNotFound {
			t.Errorf("a contributor replaces somebody else's file: %d", a.status)
		}
		if a := b.send(done.Page+"/replacement", []upload{{"file", "new.jpg", picture(t, 300, 200)}}); a.status != http.StatusSeeOther {
			t.Fatalf("replaced: %d %s", a.status, a.text("main"))
		}
		page := b.page(done.Page)
		page.says("300 × 200")
		page.says("Used in 1 post")
		page.says("The file until")
		drop := ""
		for n := range page.all("form", "action", done.Page+"/former/") {
			drop = attr(n, "action")
		}
		b.done(drop)
		if a := b.get(done.URL); a.status != http.StatusFound && a.status != http.StatusOK {
			t.Errorf("the old address: %d", a.status)
		}
		if a := b.post(done.Page + "/deletion"); a.status != http.StatusConflict {
			t.Errorf("a file that post %d shows by its old address: %d", p.ID, a.status)
		}
		frame := append([]byte{0xff, 0xfb, 0x90, 0x00}, make([]byte, 413)...)
		heard, _, _ := strings.Cut(b.send("/admin/media", []upload{{"file", "The master.mp3", bytes.Repeat(frame, 3)}}).header.Get("Location"), "?")
		if page := b.page(heard); !strings.Contains(page.body, "<audio") || !strings.Contains(page.body, "[The master](/media/") || strings.Contains(page.body, "focus_x") {
			t.Errorf("a sound: %s", page.text("main"))
		}
		if list := b.page("/admin/media?kind=audio"); !strings.Contains(list.body, heard) || strings.Contains(list.body, done.Page) {
			t.Error("the list of sounds has others, or not this one")
		}
		if found := b.page("/admin/media/found?kind=picture&q=quay"); !strings.Contains(found.body, `"alt":"The quay"`) || strings.Contains(found.body, ".mp3") || !strings.Contains(found.body, `"older":0`) {
			t.Errorf("found: %s", found.body)
		}
		if choices := b.page("/admin/media/choices?name=lead_media_id&before=99"); strings.Contains(choices.body, ".mp3") {
			t.Error("a sound is offered as a lead picture")
		}
		a, up = b.told(b.formRequest("/admin/uploads", "name", "left.jpg", "size", "100"))
		b.done("/admin/uploads/" + id(up.ID) + "/deletion")
		b.page("/admin/media").silent("left.jpg")
	})
}
