package post_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"onrecord/internal/fault"
	"onrecord/internal/post"
)

func TestASlugKeepsEveryScriptAndOnlyLettersAndDigits(t *testing.T) {
	for text, want := range map[string]string{
		"The Ferry's late, again!":       "the-ferrys-late-again",
		"  --- 12 % of 3,400 --- ":       "12-of-3-400",
		"Zürich, Łódź & Ærøskøbing":      "zurich-lodz-aeroskobing",
		"Straße ＦＵＬＬ ﬁsh":                "strasse-full-fish",
		"İstanbul ılık":                  "istanbul-ilik",
		"Tiếng Việt":                     "tieng-viet",
		"Паром задержан до Йошкар-Олы":   "паром-задержан-до-йошкар-олы",
		"Λιμάνι Αθήνας":                  "λιμάνι-αθήνας",
		"ميناء الجزيرة أُغلق":            "ميناء-الجزيرة-أغلق",
		"港が閉まる：明日まで":                     "港が閉まる-明日まで",
		"한국의 항구":                         "한국의-항구",
		"बंदरगाह की ख़बर":                "बंदरगाह-की-ख़बर",
		"נמל יפו":                        "נמל-יפו",
		"½ price ❄ snow":                 "1-2-price-snow",
		"a/b\\c?d#e%f\x00g":              "a-b-c-d-e-f-g",
		"\u202Egnp.exe \u200Bzero\u00AD": "gnp-exe-zero",
		"🎉🎉":                             "",
		"\xff\xfe broken":                "broken",
	} {
		if got := post.Slugify(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func FuzzASlugIsItsOwnSlug(f *testing.F) {
	for _, s := range []string{"", "\xf6Ǩ", "Zürich's 港", "أُغلق", "ख़", "\u0344a", "İ", "ǅ", "a\u0301\u0328"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := post.Slugify(s)
		if twice := post.Slugify(once); twice != once {
			t.Errorf("%q gives %q gives %q", s, once, twice)
		}
		if strings.ContainsAny(once, "/?#%. \"<>&") || strings.HasPrefix(once, "-") || strings.HasSuffix(once, "-") {
			t.Errorf("%q gives %q", s, once)
		}
	})
}

func TestNoPostTakesAnAddressOfTheSiteItself(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		for _, word := range []string{
			"section", "tag", "author", "archive", "search", "preview", "media", "assets", "feed.xml", "atom.xml", "feed.json",
			"sitemap", "sitemap.xml", "sitemap-12.xml", "sitemap-news.xml", "robots.txt", "newsletters", "subscribe", "confirm",
			"preferences", "unsubscribe", "member", "admin", "setup", "api", "healthz", "readyz", "favicon.ico", "ADMIN",
		} {
			in := article("Words")
			in.Slug = word
			_, err := k.Create(ctx(t), 0, in)
			if slug := post.Slugify(word); post.Reserved(slug) {
				wantField(t, err, "slug")
			} else if strings.Contains(slug, ".") || !strings.Contains(word, ".") {
				t.Errorf("%q became %q", word, slug)
			}
			if p := k.create(article(word)); post.Reserved(p.Slug) || strings.Contains(p.Slug, ".") {
				t.Errorf("headline %q took %q", word, p.Slug)
			}
		}
	})
}

func TestASlugIsMadeFromTheHeadlineAndStaysWithThePost(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		var slugs []string
		for range 12 {
			slugs = append(slugs, k.create(article("Same again")).Slug)
		}
		if slugs[0] != "same-again" || slugs[1] != "same-again-2" || slugs[8] != "same-again-9" || len(slices.Compact(slices.Sorted(slices.Values(slugs)))) != 12 {
			t.Fatalf("%q", slugs)
		}
		if blank := k.create(post.Input{}); blank.Slug != "untitled" {
			t.Fatalf("%q", blank.Slug)
		}
		last := k.create(article("Same again"))
		if in := article("Same again"); k.save(last, withBody(in, "More.")).Slug != last.Slug {
			t.Fatal("the slug moved though the headline did not")
		}
		p := k.create(article(""))
		if p = k.save(p, article("Now it has a name")); p.Slug != "now-it-has-a-name" {
			t.Fatalf("%q", p.Slug)
		}
		k.publish(p.ID)
		if p = k.save(k.get(p.ID), article("And another name")); p.Slug != "now-it-has-a-name" {
			t.Fatalf("a published post moved by itself to %q", p.Slug)
		}
		long := k.create(article(strings.Repeat("abcdefghi ", 29)))
		if n := len(long.Slug); n > 80 || n < 60 || strings.HasSuffix(long.Slug, "-") {
			t.Fatalf("%d: %q", n, long.Slug)
		}
	})
}

func withBody(in post.Input, body string) post.Input {
	in.Body = body
	return in
}

func TestOldSlugsLeadToTheNewestOneForEver(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		p := k.create(article("One"))
		move := func(slug string) {
			in := article("One")
			in.Slug = slug
			k.save(k.get(p.ID), in)
			k.publish(p.ID)
		}
		k.publish(p.ID)
		move("two")
		move("three")
		for slug, want := range map[string]string{"one": "three", "two": "three", "three": "", "Three": "three", "three.": "three"} {
			seen, redirect, err := k.BySlug(ctx(t), slug)
			if err != nil || redirect != want || seen.PostID != p.ID {
				t.Errorf("%q leads to %q, %v", slug, redirect, err)
			}
		}
		move("one")
		for slug, want := range map[string]string{"one": "", "two": "one", "three": "one"} {
			if _, redirect, err := k.BySlug(ctx(t), slug); err != nil || redirect != want {
				t.Errorf("after moving back %q leads to %q, %v", slug, redirect, err)
			}
		}
		in := article("Another post")
		in.Slug = "two"
		_, err := k.Create(ctx(t), 0, in)
		wantField(t, err, "slug")
	})
}

func TestAWaitingSlugIsNotPublicAndIsLetGoWhenChanged(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		p := k.create(article("Quay"))
		k.publish(p.ID)
		in := article("Quay")
		in.Slug = "waiting"
		k.save(k.get(p.ID), in)
		_, _, err := k.BySlug(ctx(t), "waiting")
		wantKind(t, err, fault.NotFound)
		if seen, redirect, err := k.BySlug(ctx(t), "quay"); err != nil || redirect != "" || seen.Revision.Slug != "quay" {
			t.Fatalf("%q %v", redirect, err)
		}
		in.Slug = "decided"
		k.save(k.get(p.ID), in)
		other := article("Other")
		other.Slug = "waiting"
		k.create(other)
	})
}

func TestAnyAddressIsAnsweredWithoutAFailure(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		for _, s := range []string{"", "\x00", "a\x00b", "\xff", "'; DROP TABLE post;--", "%", "_", strings.Repeat("x", 1<<16), "..", "🎉", "NULL"} {
			_, _, err := k.BySlug(ctx(t), s)
			wantKind(t, err, fault.NotFound)
			_, err = k.ByPreview(ctx(t), s)
			wantKind(t, err, fault.NotFound)
			_, err = k.SectionBySlug(ctx(t), s)
			wantKind(t, err, fault.NotFound)
			_, err = k.TagBySlug(ctx(t), s)
			wantKind(t, err, fault.NotFound)
			_, err = k.AuthorBySlug(ctx(t), s)
			wantKind(t, err, fault.NotFound)
			if _, err := post.ParseCursor(s); s != "" {
				wantKind(t, err, fault.BadRequest)
			}
		}
	})
}

func TestAPreviewShowsTheWorkingCopyUntilItsLinkIsRenewed(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		in := article("Draft")
		in.LeadMediaID = k.picture().ID
		p := k.create(in)
		seen := must(k.ByPreview(ctx(t), p.PreviewToken))(t)
		if seen.Revision.Headline != "Draft" || seen.Revision.ID != 0 || seen.Lead == nil || !seen.FirstPublishedAt.IsZero() {
			t.Fatalf("%+v", seen)
		}
		renewed := must(k.NewPreviewToken(ctx(t), p.ID))(t)
		if renewed.PreviewToken == p.PreviewToken || renewed.Version != p.Version {
			t.Fatalf("%+v", renewed)
		}
		_, err := k.ByPreview(ctx(t), p.PreviewToken)
		wantKind(t, err, fault.NotFound)
		must(k.ByPreview(ctx(t), renewed.PreviewToken))(t)
	})
}

func TestManyPostsOfOneHeadlineAtOnceGetSlugsOfTheirOwn(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		got := make(chan string, 8)
		for range 8 {
			go func() {
				p, err := k.Create(ctx(t), 0, article("Rush"))
				got <- fmt.Sprint(p.Slug, err)
			}()
		}
		seen := map[string]bool{}
		for range 8 {
			seen[<-got] = true
		}
		for n := range 8 {
			want := "rush<nil>"
			if n > 0 {
				want = fmt.Sprintf("rush-%d<nil>", n+1)
			}
			if !seen[want] {
				t.Errorf("%q is missing in %v", want, seen)
			}
		}
	})
}
