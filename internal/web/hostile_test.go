package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"onrecord/internal/post"
	"onrecord/internal/site"
)

func TestHostileTextIsInertWhereverItStands(t *testing.T) {
	p := open(t, newSQLite(t))
	const evil = `</script><script>alert(1)</script><img src=x onerror=alert(1)>"'` + "\u2028"
	v, err := p.posts.CreateSection(p.ctx, post.SectionInput{Name: "S" + evil, Slug: "s", Description: evil})
	p.ok(err)
	tag, err := p.posts.CreateTag(p.ctx, post.TagInput{Name: "T" + evil, Slug: "t", Description: evil})
	p.ok(err)
	a, err := p.posts.CreateAuthor(p.ctx, post.AuthorInput{Name: "A" + evil, Slug: "a", Bio: evil})
	p.ok(err)
	pic := p.picture()
	p.settings(func(s *site.Site) {
		s.Tagline, s.Description, s.Publisher, s.PostalAddress = "x"+evil[:40], evil, "x"+evil[:40], evil
	})
	p.publish(post.Input{
		Headline: "H" + strings.TrimSuffix(evil, "\u2028"), Slug: "evil", Standfirst: evil, LeadMediaID: pic.ID, LeadAlt: evil, LeadCaption: evil, LeadCredit: "x" + evil[:40],
		Body:       evil + "\n\n[x](javascript:alert(1)) <javascript:alert(1)> <iframe src=//evil.example></iframe> <style>@import '//evil.example'</style> ![x](data:text/html,x)\n\n```\"><script>\nx\n```\n",
		SectionIDs: []int64{v.ID}, TagIDs: []int64{tag.ID}, AuthorIDs: []int64{a.ID},
	})
	p.work()
	for _, path := range []string{"/", "/evil", "/section/s", "/tag/t", "/author/a", "/archive/2026/11", "/search?q=" + url.QueryEscape(evil), "/search?q=alert"} {
		got := p.get(path).is(200).lacks("<script>alert", "<img src=x", `href="javascript:`, `src="data:`, "<iframe", "<style", "onerror=alert(1)>")
		linkedData(t, got.body)
	}
	for _, path := range []string{"/feed.xml", "/atom.xml"} {
		p.get(path).is(200).lacks("<script>alert", "onerror=alert(1)>", "<iframe")
	}
	var feed struct{ Items []map[string]any }
	p.ok(json.Unmarshal([]byte(p.get("/feed.json").is(200).body), &feed))
	for _, bad := range []string{"<script", "<img src=x", "<iframe", `href="javascript:`} {
		if html, _ := feed.Items[0]["content_html"].(string); html == "" || strings.Contains(html, bad) {
			t.Errorf("content_html: %s", html)
		}
	}
}

func TestDamagedAddressesAreRefusedAndNothingBreaks(t *testing.T) {
	p := open(t, newSQLite(t))
	p.fill()
	long := strings.Repeat("a", 5000)
	for path, status := range map[string]int{
		"/%00":                         400,
		"/%ff%fe":                      400,
		"/a%0d%0aSet-Cookie:x":         400,
		"/" + long:                     400,
		"/?x=" + long:                  400,
		"/search?q=" + long:            400,
		"/search?q=" + long[:300]:      422,
		"/search?q=%00":                400,
		"/search?q=%ff":                400,
		"/search?q=a&before=zzz":       400,
		"/?before=zzz":                 400,
		"/?before=%00":                 400,
		"/section/harbour?before=AAAA": 400,
		"/newsletters/the-morning-tide?before=-1": 400,
		"/newsletters/the-morning-tide?before=x":  400,
		"/section/%00":                            400,
		"/section%2Fharbour":                      404,
		"/archive/2026%2F11":                      404,
		"/media/..%2f..%2fetc%2fpasswd":           404,
		"/assets/..%2f..%2fgo.mod":                404,
		"/%2Fevil.example/":                       301,
		"/%5Cevil.example":                        404,
	} {
		got := p.get(path)
		if got.StatusCode != status {
			t.Errorf("%.60s: %d, want %d", path, got.StatusCode, status)
		}
		got.lacks("goroutine", "SELECT", ".go:")
	}
	for _, path := range []string{"//evil.example/", "/%2Fevil.example/", "/\\evil.example/", "/%5C%5Cevil.example/", "/%09/evil.example/"} {
		if to := p.get(path).Header.Get("Location"); strings.HasPrefix(to, "//") || strings.HasPrefix(to, "/\\") || strings.Contains(to, "://") {
			t.Errorf("%s leads to %s", path, to)
		}
	}
	p.get("/section/harbour").is(200) // the odd spellings left nothing wrong in the cache
	p.get("/archive/2026/11").is(200)
}

func TestFormsFromOtherSitesAreRefusedButNotAMailProgramsOneClick(t *testing.T) {
	p := open(t, newSQLite(t))
	m := p.subscriber("rae@example.com")
	unsubscribe, err := p.newsletters.UnsubscribeToken(p.ctx, m.ID, 1)
	p.ok(err)
	preferences, err := p.newsletters.PreferencesToken(p.ctx, m.ID)
	p.ok(err)
	own, err := p.newsletters.OwnDataToken(p.ctx, m.ID, p.now().Add(time.Hour))
	p.ok(err)
	for _, header := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"}} {
		for _, path := range []string{"/subscribe", "/member", "/preferences/" + preferences, "/preferences/" + preferences + "/data", "/member/" + own + "/deletion", "/confirm/x"} {
			p.send(path, url.Values{"email": {"a@example.com"}, "sure": {"yes"}}, header...).is(403, "sent from another site")
		}
	}
	if !p.again(m).Subscribed(1) {
		t.Error("another site changed something")
	}
	p.send("/preferences/"+preferences, url.Values{"newsletter": {"1"}}, "Origin", base).is(200)
	p.send("/unsubscribe/"+unsubscribe, nil, "Origin", "https://mail.example", "Sec-Fetch-Site", "cross-site").is(200)
}

func TestSearchTakesAnythingAndIsLimitedByNetwork(t *testing.T) {
	p := open(t, newSQLite(t))
	p.fill()
	for _, q := range []string{`"`, `NEAR(`, `*`, `-`, `a AND`, `(((`, `headline:x`, `'; DROP TABLE post`, `%`, `_`, "a\nb", "ﬀ", "🦭", `\`} {
		p.later(time.Minute)
		p.get("/search?q=" + url.QueryEscape(q)).is(200)
	}
	refused := 0
	for range 40 {
		if got := p.get("/search?q=ferry", "X-Forwarded-For", "203.0.113.9"); got.StatusCode == http.StatusTooManyRequests {
			refused++
			if got.Header.Get("Retry-After") == "" {
				t.Error("no word on when to come back")
			}
		}
	}
	if refused < 15 || refused > 25 {
		t.Errorf("%d of 40 were refused", refused)
	}
	p.later(time.Minute)
	p.get("/search?q=ferry").is(200)
}

func TestADatabaseThatIsAwayGivesAPlainPageAndNoSecrets(t *testing.T) {
	p := open(t, newSQLite(t))
	p.fill()
	kept := p.get("/about").is(200)
	p.ok(p.d.Close())
	p.get("/about").is(200, "We are eleven people.")
	p.get("/about", "If-None-Match", kept.Header.Get("ETag")).is(304)
	p.get("/section/harbour").is(500, "Something went wrong on our side").lacks("sql", "database is closed", "internal/")
}

func TestEverySlugThatWouldHideAPageIsReserved(t *testing.T) {
	p := open(t, newSQLite(t))
	for _, word := range firstWords(t) {
		_, err := p.posts.Create(p.ctx, 0, post.Input{Headline: "x", Slug: word, Body: "x"})
		if err == nil {
			t.Errorf("a post may take /%s", word)
		}
	}
}

// firstWords are the first segments of all routes that have no dot.
func firstWords(t *testing.T) []string {
	t.Helper()
	source, err := os.ReadFile("routes.go")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range regexp.MustCompile(`"(?:GET|POST) /([a-z]+)[/"]`).FindAllStringSubmatch(string(source), -1) {
		out = append(out, m[1])
	}
	if len(out) < 15 {
		t.Fatalf("%v", out)
	}
	return out
}
