package feed

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func places(n int) []Location {
	out := make([]Location, n)
	for i := range out {
		out[i] = Location{URL: fmt.Sprintf("https://light.example/post-%d?a=1&b=2", i), Changed: noon}
	}
	return out
}

func TestASitemapHoldsAtMostFiftyThousandAddresses(t *testing.T) {
	doc, err := Sitemap(places(MaxSitemapURLs))
	if err != nil {
		t.Fatal(err)
	}
	if len(doc) > 50<<20 {
		t.Errorf("%d bytes are more than the protocol allows", len(doc))
	}
	set := parse(t, doc)
	if set.name.Space != sitemapSpace || set.name.Local != "urlset" {
		t.Errorf("root is %v", set.name)
	}
	urls := set.all(sitemapSpace, "url")
	if len(urls) != MaxSitemapURLs {
		t.Fatalf("%d addresses", len(urls))
	}
	for _, u := range urls[:10] {
		absolute(t, u.one(t, sitemapSpace, "loc").text)
		date3339(t, u.one(t, sitemapSpace, "lastmod").text)
	}
	if _, err := Sitemap(places(MaxSitemapURLs + 1)); err == nil {
		t.Error("one address too many was taken")
	}
}

func TestASitemapIndexNamesItsSitemaps(t *testing.T) {
	doc, err := SitemapIndex([]Location{{URL: "https://light.example/sitemap-1.xml", Changed: noon}, {URL: "https://light.example/sitemap-2.xml"}})
	if err != nil {
		t.Fatal(err)
	}
	root := parse(t, doc)
	maps := root.all(sitemapSpace, "sitemap")
	if root.name.Local != "sitemapindex" || len(maps) != 2 {
		t.Fatalf("<%s> with %d sitemaps", root.name.Local, len(maps))
	}
	absolute(t, maps[0].one(t, sitemapSpace, "loc").text)
	if len(maps[1].all(sitemapSpace, "lastmod")) != 0 {
		t.Error("a sitemap without a time has a lastmod")
	}
}

func TestTheNewsSitemapHoldsTwoDays(t *testing.T) {
	var items []Item
	for h := -1; h < 60; h++ {
		items = append(items, Item{URL: fmt.Sprintf("https://light.example/%d", h), Title: hostile, Published: noon.Add(-time.Duration(h) * time.Hour)})
	}
	set := parse(t, NewsSitemap("Light & Co", "en-GB", items, noon))
	urls := set.all(sitemapSpace, "url")
	if len(urls) != 49 { // 0 to 48 hours ago
		t.Fatalf("%d items", len(urls))
	}
	for _, u := range urls {
		absolute(t, u.one(t, sitemapSpace, "loc").text)
		news := u.one(t, newsSpace, "news")
		date3339(t, news.one(t, newsSpace, "publication_date").text)
		if !strings.Contains(news.one(t, newsSpace, "title").text, "Fish & chips") {
			t.Error("the title is lost")
		}
		pub := news.one(t, newsSpace, "publication")
		if pub.one(t, newsSpace, "name").text != "Light & Co" || pub.one(t, newsSpace, "language").text != "en" {
			t.Error("the publication is wrong")
		}
	}
	if got := len(parse(t, NewsSitemap("L", "en", nil, noon)).kids); got != 0 {
		t.Errorf("an empty news sitemap holds %d addresses", got)
	}
}

func TestNewsLanguagesAreTheCodesThatNewsSitemapsKnow(t *testing.T) {
	for tag, want := range map[string]string{"en-GB": "en", "pt": "pt", "zh-Hant": "zh-tw", "zh-CN": "zh-cn", "fil-PH": "fil"} {
		if got := newsLanguage(tag); got != want {
			t.Errorf("%s: got %s, want %s", tag, got, want)
		}
	}
}
