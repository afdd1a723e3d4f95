package admin_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"onrecord/internal/staff"
)

// unreadable is what no form may hold; it is refused before anything is done.
var unreadable = []string{"\xff\xfe", "a\x00b", "a\x1b[31mb"}

// strange is readable, and must be stored as text or refused with a sentence.
var strange = []string{
	strings.Repeat("é", 12000), "99999999999999999999", "-1", `"><script>alert(1)</script>`, "a\r\nBcc: x@evil.example", "\u202e'; %s{{.}}",
}

// filled makes a site with one of everything, and gives the pages of it.
func filled(k *desk) (*browser, []string) {
	k.t.Helper()
	b := claimed(k.t, k)
	n := k.letter("Tide", 2)
	path, fields := b.draft("headline", "The quay", "body", "At dawn.", "tags", "Harbour")
	b.done(path+"/publication", fields...)
	b.done(path+"/publication", with(b.page(path).fields(path), "body", "At dusk.", "note", "Dusk.", "significant", "1")...)
	draft, _ := b.draft("headline", "A draft", "body", "Not yet.", "access", "members")
	b.send("/admin/media", []upload{{"file", "quay.jpg", picture(k.t, 64, 48)}})
	b.done("/admin/sections", "name", "Harbour")
	issue, _, _ := strings.Cut(b.done("/admin/issues", "newsletter", id(n.ID), "post", id(issueID(path)), "intro", "Good morning."), "?")
	b.send("/admin/imports", []upload{{"file", "list.csv", []byte("email\nada@island.example\nnobody\n")}})
	k.must(k.jobs.Drain(k.t.Context()))
	k.hire(staff.Editor)
	person := "/admin/staff/" + id(k.personOf("editor@tidemark.example").ID)
	b.post("/admin/tokens", "name", "Robot", "scope", "read")
	record := recorded(b)
	return b, []string{
		"/admin", "/admin/account", "/admin/posts", "/admin/posts/new", path, path + "/revisions", path + "/comparison?from=now&to=1", draft,
		draft + "/preview", draft + "/preview?as=dark", draft + "/preview?as=mail", draft + "/preview?as=text", draft + "/preview?as=card", path + "/preview?as=search",
		"/admin/media", "/admin/media/1", "/admin/issues", "/admin/issues/new", issue, issue + "/edit", issue + "/sending", issue + "/deliveries",
		"/admin/newsletters", "/admin/newsletters/new", "/admin/newsletters/1", "/admin/members", "/admin/members/export", "/admin/members/new", "/admin/members/1", "/admin/comments?post=1",
		"/admin/imports", "/admin/imports/1", "/admin/outbox", "/admin/sections", "/admin/sections/new", "/admin/sections/1", "/admin/tags", "/admin/tags/1",
		"/admin/authors", "/admin/authors/1", "/admin/authors/new", "/admin/settings", "/admin/settings/design", "/admin/settings/navigation",
		"/admin/settings/members", "/admin/settings/languages", "/admin/settings/social", "/admin/settings/announcement", "/admin/settings/code", "/admin/staff", "/admin/staff/new", person,
		"/admin/tokens", "/admin/jobs", "/admin/audit",
		"/admin/claims", record, record + "/versions/new", "/admin/sources", "/admin/sources/1", "/admin/sources/new", "/admin/reports",
	}
}

// actions are where the forms of a page go, by POST.
func (a answer) actions() []string {
	var out []string
	a.find(func(n *html.Node) bool {
		if n.Data == "form" && attr(n, "method") == "post" && attr(n, "action") != "/admin/sign-out" && attr(n, "action") != "" { // a script names what a new post lacks
			out = append(out, attr(n, "action"))
		}
		return false
	})
	return out
}

func TestNoInputOfAnyFormBreaksThePage(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b, pages := filled(k)
		tried := map[string]bool{}
		for _, path := range pages {
			page := b.page(path)
			for _, action := range page.actions() {
				if tried[action] || action == "/admin/staff" { // an invitation that goes through mails somebody
					continue
				}
				tried[action] = true
				fields := page.fields(action)
				for i := 0; i+1 < len(fields); i += 2 {
					b.hostile(action, fields, i)
				}
			}
		}
		if len(tried) < 20 {
			t.Errorf("only %d forms were found", len(tried))
		}
		b.page("/admin")
	})
}

// hostile sends a form with each hostile value in one of its fields.
func (b *browser) hostile(action string, fields []string, i int) {
	b.t.Helper()
	send := func(value string) answer {
		sent := append([]string(nil), fields...)
		sent[i+1] = value
		return b.post(action, sent...)
	}
	for _, value := range unreadable {
		if a := send(value); a.status != http.StatusBadRequest {
			b.t.Errorf("POST %s with %s=%q: %d", action, fields[i], value, a.status)
		}
	}
	for _, value := range strange {
		a := send(value)
		if a.status >= 500 || a.status == http.StatusOK && a.body == "" {
			b.t.Errorf("POST %s with %s=%.40q: %d\n%s", action, fields[i], value, a.status, b.log.String())
		}
		if strings.Contains(a.body, "<script>alert(1)") {
			b.t.Errorf("POST %s with %s: the script is in the page", action, fields[i])
		}
	}
}

func TestNoQueryBreaksAPage(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b, _ := filled(k)
		values := append([]string{"%ff%fe", "%00", "%1b"}, strange...)
		for _, path := range []string{"/admin/posts", "/admin/media", "/admin/members", "/admin/members/export", "/admin/issues", "/admin/comments", "/admin/outbox", "/admin/tags", "/admin/jobs", "/admin/audit", "/admin/posts/1/revisions", "/admin/claims", "/admin/sources"} {
			for _, name := range []string{"q", "before", "after", "status", "state", "section", "label", "newsletter", "from", "done"} {
				for _, value := range values {
					if !strings.HasPrefix(value, "%") {
						value = url.QueryEscape(value)
					}
					a := b.get(path + "?" + name + "=" + value)
					if a.status >= 500 || strings.Contains(a.body, "<script>alert(1)") {
						t.Errorf("GET %s?%s=%.40s: %d", path, name, value, a.status)
					}
				}
			}
		}
		for _, path := range []string{"/admin/posts/0", "/admin/posts/-1", "/admin/posts/+1", "/admin/posts/01", "/admin/posts/9223372036854775808", "/admin/posts/1e0", "/admin/posts/%00", "/admin/media/..%2f..%2fetc", "/admin/assets/..%2f..%2fadmin.go", "/admin/invitation/%ff"} {
			if a := b.get(path); a.status != http.StatusNotFound {
				t.Errorf("GET %s: %d", path, a.status)
			}
		}
	})
}

func TestABodyThatIsNoFormIsRefused(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		for _, c := range []struct {
			kind, body string
			status     int
		}{
			{"application/json", `{"name":"x"}`, http.StatusUnsupportedMediaType},
			{"text/plain", "name=x", http.StatusUnsupportedMediaType},
			{"", "name=x", http.StatusUnsupportedMediaType},
			{"application/x-www-form-urlencoded", "name=%zz", http.StatusBadRequest},
			{"application/x-www-form-urlencoded", strings.Repeat("x", 100_000), http.StatusRequestEntityTooLarge},
			{"multipart/form-data; boundary=x", "--x\r\nbroken", http.StatusBadRequest},
		} {
			r := b.request(http.MethodPost, "/admin/settings", strings.NewReader(c.body))
			r.Header.Set("Content-Type", c.kind)
			r.Header.Set("Sec-Fetch-Site", "same-origin")
			if a := b.do(r); a.status != c.status {
				t.Errorf("%s %.20q: %d, want %d", c.kind, c.body, a.status, c.status)
			}
		}
	})
}

func TestEveryTemplateIsExecuted(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		anyone := k.browser()
		anyone.page("/setup/" + k.setup)
		b, pages := filled(k)
		for _, path := range pages {
			b.page(path)
		}
		anyone.page("/admin/sign-in?done=signed-out")
		b.get("/admin/nowhere")
		anyone.post("/admin/posts/1", "body", "Kept.")
		b.post("/admin/preview", "headline", "H", "body", "x", "lead_media_id", "1")
		b.post("/admin/checklist", "headline", "H")
		b.post("/admin/settings", "name", "")
		draft, fields := b.draft("headline", "One", "body", "x")
		b.done(draft, with(fields, "body", "y")...)
		b.post(draft, with(fields, "body", "z", "lead_credit", "me")...)
		b.done(draft+"/hand-in", b.page(draft).fields(draft)...)
		b.page(draft)
		b.done(draft+"/remarks", "remark_body", "Who says so?")
		b.page(draft + "/remarks")
		b.page("/admin/calendar")
		b.post("/admin/posts/bulk", "do", "delete", "post", strings.TrimPrefix(draft, "/admin/posts/"))
		editor := "/admin/staff/" + id(k.personOf("editor@tidemark.example").ID)
		reset := b.post(editor + "/reset-link")
		anyone.page(strings.TrimPrefix(b.find(reset, "input", "id", "link", "value"), k.url))
		b.page(b.find(b.page("/admin/outbox"), "a", "class", "title", "href"))
		k.start()
		issue := b.page("/admin/issues")
		sent := b.find(issue, "a", "class", "title", "href")
		b.done(sent+"/sending", b.page(sent+"/sending").fields(sent+"/sending")...)
		k.until("the issue sent", func() bool { return sentAll(b) })
		b.page(sent)
		b.page("/admin/redirects")
		k.host()
		b.post("/admin/account/passkeys/ceremony", "name", "Phone", "password", password)
		twoSteps(t, b)
		anyone.asked(owner)
		if left := k.admin.Unexecuted(); len(left) > 0 {
			t.Errorf("never executed: %q", left)
		}
	})
}
