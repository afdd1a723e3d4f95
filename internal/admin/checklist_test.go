package admin_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"onrecord/internal/db"
	"onrecord/internal/staff"
)

// build opens a host on this machine that the desk may ask, and gives its address.
func (k *desk) build(h http.HandlerFunc) string {
	k.t.Helper()
	server := httptest.NewServer(h)
	k.t.Cleanup(server.Close)
	k.town = netip.MustParseAddrPort(server.Listener.Addr().String()).Port()
	return server.URL
}

// scripted sends a form as the page's own script does, and reads the answer.
func (b *browser) scripted(to any, path string, fields ...string) answer {
	b.t.Helper()
	r := b.formRequest(path, fields...)
	r.Header.Set("Accept", "application/json")
	a := b.do(r)
	if err := json.Unmarshal([]byte(a.body), to); err != nil {
		b.t.Errorf("%s: %v in %s", path, err, a.body)
	}
	return a
}

// worn has everybody have asked as often as they may within the hour.
func (k *desk) worn() {
	k.t.Helper()
	k.must(k.d.Write(k.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(k.t.Context(), `UPDATE limit_counter SET n = 1000`)
		return err
	}))
}

type checked struct {
	HTML     string
	Waiting  bool
	Sentence string
}

func TestTheChecklistSaysWhatToLookAtAndStopsNobody(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		town := k.build(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/gone" {
				http.NotFound(w, r)
			}
		})
		ferry, fields := b.draft("headline", "The ferry", "body", "It sails.")
		b.done(ferry+"/publication", fields...)
		b.done("/admin/sections", "name", "Harbour")
		b.send("/admin/media", []upload{{"file", "quay.jpg", picture(t, 64, 48)}})
		bare := b.find(b.page("/admin/media/1"), "input", "id", "markdown", "value")
		var got checked
		bad := []string{
			"kind", "article", "headline", strings.Repeat("Long ", 20), "slug", "untitled-3", "lead_media_id", "1",
			"body", fmt.Sprintf("%s\n\n[a](%s/) [b](%s/gone) [c](/the-ferry) [d](/nothing) [e](http://10.0.0.1/) [f](mailto:a@b.example)", strings.Replace(bare, "![", "![", 1), town, town),
		}
		b.scripted(&got, "/admin/checklist", bad...)
		for _, piece := range []string{
			"1 of 8 are fine", "It has 99 characters", "lists, mails and cards begin with the text instead", "None is chosen", "It says nothing of what the post is about",
			"Nothing says what it shows", "1 of 1 say nothing to those who cannot see them: no. 1.", "5 are not asked yet", `data-mend="f-slug"`, `href="#standfirst"`, "Check 5 links",
		} {
			if !strings.Contains(got.HTML, piece) {
				t.Errorf("the list lacks %q: %s", piece, got.HTML)
			}
		}
		b.scripted(&got, "/admin/checklist", append(bad, "links", "ask")...)
		if !got.Waiting || !strings.Contains(got.HTML, "Asking: 0 of 5 have answered.") || !strings.Contains(got.HTML, "<progress") {
			t.Errorf("while links are asked: %+v", got)
		}
		k.must(k.jobs.Drain(t.Context()))
		b.scripted(&got, "/admin/checklist", bad...)
		for _, piece := range []string{"3 of 5 did not answer as they should", "There is no such page. (404)", "Nothing of this site is published there.", "private network", "Check again"} {
			if got.Waiting || !strings.Contains(got.HTML, piece) {
				t.Errorf("once they are asked the list lacks %q: %s", piece, got.HTML)
			}
		}
		// A good one, and one that needs less.
		b.scripted(&got, "/admin/checklist", "headline", "Dues rise", "standfirst", "By a tenth.", "section", "1", "slug", "dues-rise", "lead_media_id", "1", "lead_alt", "A quay", "body", "[a]("+town+"/)")
		if !strings.Contains(got.HTML, "8 of 8 are fine") || !strings.Contains(got.HTML, "All 1 answer.") || strings.Contains(got.HTML, "Mend") {
			t.Errorf("a good one: %s", got.HTML)
		}
		b.scripted(&got, "/admin/checklist", "kind", "page", "headline", "About us", "body", "We.")
		if !strings.Contains(got.HTML, "5 of 5 are fine") {
			t.Errorf("a page: %s", got.HTML)
		}
		// It is beside the button, on a page of its own without script, and no gate.
		path, fields := b.draft(bad...)
		b.page(path).says("1 of 8 are fine. Nothing of this stops you.")
		alone := b.post("/admin/checklist", fields...)
		alone.says("3 of 5 did not answer as they should")
		b.post("/admin/checklist", alone.fields("/admin/checklist")...).says("3 of 5 did not answer as they should")
		b.done(path+"/publication", fields...)
		k.worn()
		if a := b.scripted(&got, "/admin/checklist", "headline", "x", "links", "ask"); a.status != http.StatusTooManyRequests {
			t.Errorf("asked too often: %d", a.status)
		}
	})
}

func TestABookmarkIsFilledInFromThePageThatItLeadsTo(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		claimed(t, k)
		b := k.hire(staff.Contributor)
		town := k.build(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			switch r.URL.Path {
			case "/page":
				fmt.Fprint(w, `<html><head><title>Plain</title><meta property="og:title" content="Dues &lt;b&gt;rise&lt;/b&gt; &quot;again&quot;"><meta name=description content="By a
					tenth.&#x202E;"><meta property="og:site_name" content="Harbour {News}"></head><body><title>No</title>`)
			case "/latin":
				w.Header().Set("Content-Type", "text/html; charset=iso-8859-1")
				fmt.Fprint(w, "<title>Caf\xe9</title>"+strings.Repeat("x", 1<<20))
			case "/untitled", "/":
				fmt.Fprint(w, "<p>No title.</p>")
			case "/script":
				fmt.Fprint(w, `<title></title><meta property="og:title" content="</textarea><script>alert(1)</script>">`)
			case "/picture":
				w.Header().Set("Content-Type", "image/png")
			case "/away":
				http.Redirect(w, r, "http://169.254.169.254/latest/meta-data", http.StatusFound)
			case "/gone":
				http.NotFound(w, r)
			}
		})
		ask := func(address string) (got struct{ URL, Title, Description, Site, Markdown, Sentence string }, status int) {
			a := b.get("/admin/bookmark?url=" + url.QueryEscape(address))
			if a.header.Get("Content-Type") != "application/json" || a.header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s is answered as %q", address, a.header)
			}
			if err := json.Unmarshal([]byte(a.body), &got); err != nil {
				t.Errorf("%s: %v in %s", address, err, a.body)
			}
			return got, a.status
		}
		got, status := ask(" " + town + "/page?a=b ")
		if status != 200 || got.Title != `Dues <b>rise</b> "again"` || got.Description != "By a tenth." || got.Site != "Harbour {News}" || got.URL != town+"/page?a=b" {
			t.Errorf("%d %+v", status, got)
		}
		if want := `[Dues \<b\>rise\<\/b\> \"again\"](<` + town + `/page?a=b> "By a tenth."){.bookmark site="Harbour News"}`; got.Markdown != strings.Replace(want, `\/`, "/", 1) {
			t.Errorf("as Markdown: %s", got.Markdown)
		}
		if got, _ := ask(town + "/latin"); got.Title != "Café" || got.Site != "127.0.0.1" {
			t.Errorf("another encoding: %+v", got)
		}
		if got, _ := ask(town + "/untitled"); got.Title != "127.0.0.1" || got.Site != "" {
			t.Errorf("without a title: %+v", got)
		}
		if got, _ := ask(town + "/script"); got.Title != "</textarea><script>alert(1)</script>" || strings.Contains(got.Markdown, "<script") && !strings.Contains(got.Markdown, `\<script`) {
			t.Errorf("a script: %+v", got)
		}
		for address, want := range map[string]int{
			town + "/picture": 503, town + "/gone": 503, town + "/away": 422, "http://127.0.0.1/": 422, "http://[::1]:80/": 422, "file:///etc/passwd": 422, "": 422, k.url + "/admin": 422, "x": 422,
		} {
			if got, status := ask(address); status != want || got.Sentence == "" {
				t.Errorf("%s: %d %+v", address, status, got)
			}
		}
		for _, from := range []string{"cross-site", "same-site", "none"} {
			if a := b.ask(http.MethodGet, "/admin/bookmark?url="+url.QueryEscape(town), "Sec-Fetch-Site", from); a.status != http.StatusForbidden {
				t.Errorf("asked from %s: %d", from, a.status)
			}
		}
		if a := k.browser().get("/admin/bookmark?url=" + url.QueryEscape(town)); a.status != http.StatusSeeOther {
			t.Errorf("asked by nobody: %d", a.status)
		}
		k.worn()
		if got, status := ask(town); status != http.StatusTooManyRequests || got.Sentence == "" {
			t.Errorf("asked too often: %d %+v", status, got)
		}
	})
}
