package web_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/post"
)

func newSQLite(t *testing.T) *db.DB { return dbtest.SQLite(t) }

func TestMachinesReadWhatAPageIs(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		p.fill()
		got := p.get("/ferry-returns-to-the-western-pier").is(
			200,
			`<link rel="canonical" href="`+base+`/ferry-returns-to-the-western-pier">`,
			`<meta property="og:type" content="article">`,
			`<meta property="og:title" content="Ferry returns to the western pier">`,
			`<meta property="og:image" content="`+base+`/media/`,
			`<meta property="article:published_time" content="2026-11-08T06:51:00Z">`,
			`<meta name="twitter:card" content="summary_large_image">`,
			`<meta name="description" content="The first sailing left at dawn.">`,
			`title="The Harbour Lamp" href="`+base+`/feed.xml"`,
		)
		kinds := map[string]bool{}
		for _, doc := range linkedData(t, got.body) {
			kinds[fmt.Sprint(doc["@type"])] = true
			if doc["@type"] == "BreadcrumbList" && len(doc["itemListElement"].([]any)) != 3 {
				t.Errorf("%v", doc)
			}
		}
		if !kinds["NewsArticle"] || !kinds["BreadcrumbList"] {
			t.Errorf("%v", kinds)
		}
		home := linkedData(t, p.get("/").body)
		if len(home) != 2 || home[0]["@type"] != "WebSite" || !strings.Contains(fmt.Sprint(home[0]["potentialAction"]), base+"/search?q={search_term_string}") {
			t.Errorf("%v", home)
		}
		p.get("/section/harbour").is(200, base+"/section/harbour/atom.xml", "BreadcrumbList")
	})
}

func linkedData(t *testing.T, body string) []map[string]any {
	t.Helper()
	var out []map[string]any
	for _, m := range regexp.MustCompile(`(?s)<script type="application/ld\+json">(.*?)</script>`).FindAllStringSubmatch(body, -1) {
		doc := map[string]any{}
		if err := json.Unmarshal([]byte(m[1]), &doc); err != nil {
			t.Fatalf("%v in %s", err, m[1])
		}
		out = append(out, doc)
	}
	return out
}

func TestFeedsHoldTheWholeTextAndAnswer304UntilItChanges(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		p.fill()
		types := map[string]string{"feed.xml": "application/rss+xml", "atom.xml": "application/atom+xml", "feed.json": "application/feed+json"}
		for _, list := range []string{"", "/section/harbour", "/tag/ferries", "/author/ada-finch"} {
			for name, kind := range types {
				path := list + "/" + name
				got := p.get(path).is(200, "Ferry returns to the western pier", "two dogs and a piano", base+list+"/"+name).lacks("/preview/")
				if !strings.HasPrefix(got.Header.Get("Content-Type"), kind) {
					t.Errorf("%s is %s", path, got.Header.Get("Content-Type"))
				}
				var doc struct{ XMLName xml.Name }
				if kind != "application/feed+json" && xml.Unmarshal([]byte(got.body), &doc) != nil || kind == "application/feed+json" && !json.Valid([]byte(got.body)) {
					t.Errorf("%s is not well formed", path)
				}
				for _, c := range [][2]string{{"If-None-Match", got.Header.Get("ETag")}, {"If-Modified-Since", got.Header.Get("Last-Modified")}} {
					p.get(path, c[0], c[1]).is(http.StatusNotModified)
				}
			}
		}
		etag := p.get("/feed.xml").Header.Get("ETag")
		p.publish(post.Input{Headline: "One more", Body: "Text."})
		p.get("/feed.xml", "If-None-Match", etag).is(200, "One more")
		p.get("/tag/ferries/feed.xml").lacks("One more")
	})
}

func TestTheSitemapLeadsToEveryPage(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		p.fill()
		loc := regexp.MustCompile(`<loc>([^<]+)</loc>`)
		seen := map[string]bool{}
		for _, part := range loc.FindAllStringSubmatch(p.get("/sitemap.xml").is(200).body, -1) {
			for _, m := range loc.FindAllStringSubmatch(p.get(strings.TrimPrefix(part[1], base)).is(200).body, -1) {
				seen[strings.TrimPrefix(m[1], base)] = true
			}
		}
		for _, path := range []string{"/", "/about", "/ferry-returns-to-the-western-pier", "/section/town", "/tag/ferries", "/author/ada-finch", "/newsletters/the-morning-tide", "/archive"} {
			if !seen[path] {
				t.Errorf("no %s in %v", path, seen)
			}
		}
		for path := range seen {
			p.get(path).is(200, `<link rel="canonical" href="`+base+path+`">`)
		}
		p.get("/robots.txt").is(200, "Sitemap: "+base+"/sitemap.xml", "Disallow: /admin")
	})
}

func TestRobotsAreKeptOffFormsAndFromNoPost(t *testing.T) {
	p := open(t, newSQLite(t))
	lines := p.get("/robots.txt").is(200).body
	hidden := func(path string) bool {
		for rule := range strings.Lines(lines) {
			rule, ok := strings.CutPrefix(strings.TrimSpace(rule), "Disallow: ")
			whole, exact := strings.CutSuffix(rule, "$")
			if ok && (exact && path == whole || !exact && strings.HasPrefix(path, rule)) {
				return true
			}
		}
		return false
	}
	for _, slug := range []string{"search-for-the-missing-dory", "member-of-the-council-quits", "accountant-named", "administration-moves", "sign-in-sheet-lost", "api-for-tides", "setup-of-the-fair"} {
		if hidden("/" + slug) {
			t.Errorf("robots are kept from /%s, which is a post's", slug)
		}
	}
	for _, path := range []string{"/search", "/search?q=ferry", "/admin", "/admin/posts", "/account", "/account/export.json", "/member", "/member/abc", "/sign-in", "/sign-in/abc", "/api/v1/posts", "/preview/abc", "/unsubscribe/abc"} {
		if !hidden(path) {
			t.Errorf("robots may read %s", path)
		}
	}
}

func TestTheNewsSitemapForgetsAfterTwoDays(t *testing.T) {
	p := open(t, newSQLite(t))
	p.publish(post.Input{Headline: "Fresh", Body: "Text."})
	p.get("/sitemap-news.xml").is(200, "Fresh", "<news:name>The Harbour Lamp</news:name>", "<news:language>en</news:language>")
	p.later(49 * time.Hour)
	p.cache.DropAll() // the cache has the machine's clock
	p.get("/sitemap-news.xml").is(200).lacks("Fresh")
}

func TestAFeedKeepsItsIDWhenItsGroupIsRenamed(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		harbour := p.section("Harbour")
		id := func(path string) string {
			body := p.get(path).is(200).body
			_, rest, _ := strings.Cut(body, "<id>")
			id, _, _ := strings.Cut(rest, "</id>")
			return id
		}
		before := id("/section/harbour/atom.xml")
		_, err := p.posts.UpdateSection(p.ctx, harbour.ID, harbour.Version, post.SectionInput{Name: "Port", Slug: "port"})
		p.ok(err)
		if after := id("/section/port/atom.xml"); after != before || after == id("/atom.xml") || after == "" {
			t.Errorf("%q became %q", before, after)
		}
	})
}
