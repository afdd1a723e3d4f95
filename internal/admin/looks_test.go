package admin_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"onrecord/internal/newsletter"
	"onrecord/internal/page"
	"onrecord/internal/staff"
)

func TestStaffSeeAPostAsReadersWillMeetIt(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		b.send("/admin/media", []upload{{"file", "quay.jpg", picture(t, 640, 480)}})
		path, fields := b.draft("headline", "The <b>ferry</b> is late", "standfirst", "By an hour.", "body", "It left at noon.\n\n::: members\n\nThe reason.", "lead_media_id", "1", "lead_alt", "A quay", "access", "members")
		framed := func(at string) answer {
			a := b.page(path + "/preview/page" + at)
			if csp := a.header.Get("Content-Security-Policy"); csp != strings.Replace(page.ContentPolicy, "frame-ancestors 'none'", "frame-ancestors 'self'", 1) {
				t.Errorf("%s: policy %q", at, csp)
			}
			if a.header.Get("Cache-Control") != "no-store" || a.header.Get("X-Robots-Tag") != "noindex" || a.header.Get("ETag") != "" {
				t.Errorf("%s: %v", at, a.header)
			}
			return a
		}
		whole := framed("")
		for _, piece := range []string{`<body class="is-post">`, "The &lt;b&gt;ferry&lt;/b&gt; is late", "By an hour.", "It left at noon.", "The reason.", `<base target="_blank">`, `name="robots" content="noindex"`} {
			if !strings.Contains(whole.body, piece) {
				t.Errorf("the page lacks %q", piece)
			}
		}
		dark, open := framed("?scheme=dark"), framed("?reader=everyone")
		if b.find(dark, "meta", "name", "color-scheme", "content") != "dark" || b.find(whole, "meta", "name", "color-scheme", "content") == "dark" {
			t.Error("the dark page is not dark, or the other one is")
		}
		if strings.Contains(open.body, "The reason.") || !strings.Contains(open.body, "It left at noon.") {
			t.Errorf("everyone reads what is for members, or nothing: %s", open.text("main"))
		}
		b.page(path + "/preview?as=mail").says("There is no newsletter")
		if a := b.get(path + "/preview/mail"); a.status != http.StatusNotFound {
			t.Errorf("a mail of no newsletter: %d", a.status)
		}
		n := k.letter("Tide", 0)
		_, err := k.newsletters.Create(t.Context(), newsletter.Input{Name: "Weekend", SenderName: "The Weekend", SenderAddress: "tide@tidemark.example"})
		k.must(err)
		b.page(path + "/preview?as=mail").says("Weekend")
		if mail := b.page(path + "/preview/mail?newsletter=" + id(n.ID)); !strings.Contains(mail.body, "The reason.") || !strings.Contains(mail.header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("as mail: %s", mail.body)
		}
		b.page(path + "/preview?as=text").says("It left at noon.")
		card := b.page(path + "/preview?as=card")
		card.says("By an hour.")
		if b.find(card, "img", "alt", "A quay", "src") == "" {
			t.Error("the card has no picture")
		}
		b.page(path + "/preview?as=search").says("The <b>ferry</b> is late · The Tidemark")
		for _, as := range []string{"", "?as=dark", "?as=desktop", "?as=nonsense"} {
			b.page(path + "/preview" + as).says("The <b>ferry</b> is late")
		}
		b.done(path, with(fields, "body", "It left at one.")...)
		if !strings.Contains(framed("").body, "It left at one.") {
			t.Error("the page is an older state")
		}
	})
}

func TestNobodyElseSeesWhatIsNotPublished(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b, contributor := claimed(t, k), k.hire(staff.Contributor)
		path, fields := b.draft("headline", "The ferry", "body", "It sails.")
		b.done(path+"/publication", fields...)
		b.done(path, with(b.page(path).fields(path), "body", "It sinks.")...)
		for _, at := range []string{"/preview", "/preview/page", "/preview/mail", "/preview?as=card"} {
			if a := contributor.get(path + at); a.status != http.StatusNotFound {
				t.Errorf("a contributor asks for %s: %d", at, a.status)
			}
			if a := k.browser().get(path + at); a.status != http.StatusSeeOther || !strings.HasPrefix(a.header.Get("Location"), "/admin/sign-in") {
				t.Errorf("anybody asks for %s: %d", at, a.status)
			}
		}
		// No parameter and no header of a reader asks the site for a preview.
		site := httptest.NewServer(k.public)
		t.Cleanup(site.Close)
		ask := func(query, header string) string {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, site.URL+"/the-ferry"+query, nil)
			k.must(err)
			if header != "" {
				r.Header.Set(header, "1")
			}
			res, err := http.DefaultClient.Do(r)
			k.must(err)
			defer res.Body.Close()
			body, err := io.ReadAll(res.Body)
			k.must(err)
			return string(body)
		}
		plain := ask("", "")
		if !strings.Contains(plain, "It sails.") {
			t.Fatal("the post is not on the site")
		}
		for _, query := range []string{"", "?preview=1", "?preview=true&scheme=dark", "?token=x", "?reader=members"} {
			for _, header := range []string{"", "X-Preview", "X-Onrecord-Preview", "X-Middleware-Prefetch", "X-Forwarded-Preview"} {
				if ask(query, header) != plain {
					t.Errorf("with %q and %s it is another page", query, header)
				}
			}
		}
	})
}
