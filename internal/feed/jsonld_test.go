package feed

import (
	"strings"
	"testing"
	"time"
)

func TestEachPageSaysItsThingsInJSONLD(t *testing.T) {
	org := Organization{Name: "Harbour Light Press", URL: "https://light.example/", Logo: "https://light.example/logo.png", SameAs: []string{"https://social.example/@light"}}
	got := things(t, string(Script(
		org,
		WebSite{Name: "The Harbour Light", URL: "https://light.example/", Language: "en-GB", Search: "https://light.example/search?q={search_term_string}", Publisher: org},
		Breadcrumbs{{"Home", "https://light.example/"}, {"Harbour", "https://light.example/section/harbour"}, {"Boats", "https://light.example/boats"}},
		Article{URL: "https://light.example/boats", Headline: "Boats", Published: noon, Updated: noon.Add(time.Hour), Authors: []Author{{"Ines Marlow", "https://light.example/author/ines"}}, Publisher: org, Section: "Harbour", Words: 400, Images: []Image{{"https://light.example/media/a.jpg", 1600, 900}}},
	)))
	var kinds []string
	for _, m := range got {
		if m["@context"] != "https://schema.org" {
			t.Errorf("%v has context %v", m["@type"], m["@context"])
		}
		kinds = append(kinds, text(m, "@type"))
	}
	if want := "NewsMediaOrganization WebSite BreadcrumbList NewsArticle"; strings.Join(kinds, " ") != want {
		t.Fatalf("got %v", kinds)
	}
	action := got[1]["potentialAction"].(map[string]any)
	if action["@type"] != "SearchAction" || action["query-input"] != "required name=search_term_string" ||
		text(action["target"].(map[string]any), "urlTemplate") != "https://light.example/search?q={search_term_string}" {
		t.Errorf("the search action is %v", action)
	}
	for i, raw := range list(got[2], "itemListElement") {
		step := raw.(map[string]any)
		if step["@type"] != "ListItem" || step["position"] != float64(i+1) || text(step, "name") == "" {
			t.Errorf("step %d is %v", i, step)
		}
		absolute(t, text(step, "item"))
	}
	a := got[3]
	if date3339(t, text(a, "dateModified")).Sub(date3339(t, text(a, "datePublished"))) != time.Hour {
		t.Errorf("dates %v and %v", a["datePublished"], a["dateModified"])
	}
	if by := list(a, "author")[0].(map[string]any); by["@type"] != "Person" || by["name"] != "Ines Marlow" {
		t.Errorf("by %v", by)
	}
}

func TestNoTextCanEndTheScriptElement(t *testing.T) {
	org := Organization{Name: hostile, URL: "https://light.example/", Description: "<!-- <script>"}
	got := things(t, string(Script(
		org, WebSite{Name: hostile, URL: "https://light.example/", Publisher: org}, Breadcrumbs{{hostile, "https://light.example/</SCRIPT >"}},
		Article{URL: "https://light.example/a", Headline: hostile, Description: hostile, Section: hostile, Keywords: []string{hostile, "\u2029"}, Published: noon, Publisher: org},
	)))
	if len(got) != 4 {
		t.Fatalf("%d documents were found, want 4", len(got))
	}
	if want := strings.ToValidUTF8(hostile, "\uFFFD"); text(got[3], "headline") != want {
		t.Errorf("headline came back as %q", text(got[3], "headline"))
	}
}
