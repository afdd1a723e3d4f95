package web_test

import (
	"net/http"
	"strings"
	"testing"

	"onrecord/internal/post"
)

func TestEveryPublicPageIsTheSameForEveryoneAndHas304(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		p.fill()
		for _, path := range []string{
			"/", "/ferry-returns-to-the-western-pier", "/about", "/section/harbour", "/tag/ferries", "/author/ada-finch", "/archive", "/archive/2026/11",
			"/newsletters", "/newsletters/the-morning-tide", "/feed.xml", "/atom.xml", "/feed.json", "/sitemap.xml", "/sitemap-1.xml", "/sitemap-202611.xml",
			"/sitemap-news.xml", "/robots.txt", "/favicon.ico", "/member", "/subscribe/sent",
		} {
			first := p.get(path).is(200)
			etag := first.Header.Get("ETag")
			if etag == "" || strings.HasPrefix(etag, "W/") || first.Header.Get("Last-Modified") == "" || first.Header.Get("Vary") != "Accept-Encoding" && len(first.body) > 400 {
				t.Errorf("%s: %v", path, first.Header)
			}
			other := p.get(path+"?utm_source=mail&fbclid=x", "Host", "evil.example", "X-Forwarded-Host", "evil.example", "X-Forwarded-Proto", "http", "Forwarded", "host=evil.example",
				"Cookie", "session=1", "Accept-Language", "ar", "User-Agent", "other", "X-Original-URL", "/admin").is(200).lacks("evil.example")
			if other.body != first.body {
				t.Errorf("%s is not the same for everyone", path)
			}
			p.get(path, "If-None-Match", etag).is(http.StatusNotModified)
			head := p.do("HEAD", path, nil).is(200)
			if head.body != "" || head.Header.Get("ETag") == "" {
				t.Errorf("HEAD %s", path)
			}
			for _, coding := range []string{"gzip", "br"} {
				if got := p.get(path, "Accept-Encoding", coding); len(first.body) > 400 && got.Header.Get("Content-Encoding") != coding {
					t.Errorf("%s is not sent as %s", path, coding)
				}
			}
		}
	})
}

func TestAPublicationShowsAtOnceWhereItBelongsAndNowhereElse(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		_, harbour := p.fill()
		paths := []string{"/", "/section/harbour", "/section/town", "/tag/ferries", "/about", "/feed.xml", "/archive/2026/11"}
		etags := map[string]string{}
		for _, path := range paths {
			etags[path] = p.get(path).Header.Get("ETag")
		}
		before := p.cache.Bytes()
		p.publish(post.Input{Headline: "Stop press", Body: "Now.", SectionIDs: []int64{harbour.ID}})
		if p.cache.Bytes() >= before {
			t.Error("nothing was dropped")
		}
		for path, changes := range map[string]bool{"/": true, "/section/harbour": true, "/feed.xml": true, "/archive/2026/11": true, "/section/town": false, "/tag/ferries": false, "/about": false} {
			status := http.StatusNotModified
			if changes {
				status = 200
			}
			p.get(path, "If-None-Match", etags[path]).is(status)
		}
		p.get("/stop-press").is(200, "Now.")
	})
}

func TestAnAuthorsNewNameShowsOnTheirPosts(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		p.fill()
		p.get("/ferry-returns-to-the-western-pier").is(200, "Ada Finch")
		ada, err := p.posts.AuthorBySlug(p.ctx, "ada-finch")
		p.ok(err)
		_, err = p.posts.UpdateAuthor(p.ctx, ada.ID, ada.Version, post.AuthorInput{Name: "Ada Finch-Marlow", Bio: ada.Bio})
		p.ok(err)
		p.get("/ferry-returns-to-the-western-pier").is(200, "Ada Finch-Marlow").lacks("https://ada.example")
		p.get("/").is(200, "Ada Finch-Marlow")
		m, err := p.media.List(p.ctx, 0, 1)
		p.ok(err)
		_, err = p.media.Update(p.ctx, m[0].ID, "A quay", "Somebody else")
		p.ok(err)
		p.get("/ferry-returns-to-the-western-pier").is(200, "Somebody else</span>")
	})
}

func TestPrivatePagesAreNeverStored(t *testing.T) {
	p := open(t, newSQLite(t))
	for _, path := range []string{"/preview/x", "/confirm/x", "/preferences/x", "/unsubscribe/x", "/member/x", "/member/x/export.json", "/search?q=x", "/nothing"} {
		if got := p.get(path); got.Header.Get("Cache-Control") != "no-store" || got.Header.Get("ETag") != "" {
			t.Errorf("%s: %v", path, got.Header)
		}
	}
	if p.cache.Bytes() != 0 {
		t.Error("something was stored")
	}
}
