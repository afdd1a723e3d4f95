package web_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"onrecord/internal/post"
)

// linked are the headlines of the links that a pattern finds, in order.
func linked(body, pattern string) (out []string) {
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(body, -1) {
		out = append(out, m[1])
	}
	return out
}

func TestAPostLeadsToItsSeriesItsNeighboursAndWhatIsLikeIt(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		harbour := p.section("Harbour")
		tags, err := p.posts.EnsureTags(p.ctx, []string{"Fog", "Ferries"})
		p.ok(err)
		write := func(headline string, in post.Input) post.Post {
			in.Headline, in.Body, in.SectionIDs = headline, "Text.", []int64{harbour.ID}
			return p.publish(in)
		}
		both := []int64{tags[0].ID, tags[1].ID}
		write("Fog and ferries", post.Input{TagIDs: both})
		write("Fog alone", post.Input{TagIDs: both[:1]})
		write("The second night", post.Input{Series: "The long  night", Part: 2})
		write("The first night", post.Input{Series: "The Long Night", Part: 1, TagIDs: both})
		write("Afterwards", post.Input{Series: "The long night"})
		write("Plain", post.Input{})

		first := p.get("/the-first-night").is(200, "Part 1 of 3", `href="/series/the-long-night"`, `<b aria-current="page">The first night</b>`, `rel="prev" href="/the-second-night"`, `rel="next" class="later" href="/afterwards"`)
		if got := linked(first.body, `(?s)<h3 class="card-head"><a href="[^"]*">([^<]*)`); !slices.Equal(got, []string{"Fog and ferries", "Fog alone", "Plain", "Afterwards"}) {
			t.Errorf("related: %q", got)
		}
		if got := linked(first.body, `<li>(?:<b[^>]*>|<a href="/(?:the|after)[^>]*>)([^<]*)`); !slices.Equal(got, []string{"The first night", "The second night", "Afterwards"}) {
			t.Errorf("parts: %q", got)
		}
		whole := p.get("/series/the-long-night").is(200, "<h1>The long night</h1>", "Part 3", `href="/series/the-long-night/feed.xml"`)
		if got := linked(whole.body, `(?s)<h3 class="card-head"><a href="[^"]*">([^<]*)`); !slices.Equal(got, []string{"The first night", "The second night", "Afterwards"}) {
			t.Errorf("the series: %q", got)
		}
		feed := p.get("/series/the-long-night/feed.xml").is(200, "The long night · The Harbour Lamp", "The second night")
		feed.lacks("Fog alone")
		if to := p.get("/series/The-Long-Night").is(301).Header.Get("Location"); !strings.HasSuffix(to, "/series/the-long-night") {
			t.Errorf("led to %q", to)
		}
		p.get("/series/nothing").is(404)

		// A change shows where it belongs at once, and a draft nowhere.
		_, err = p.posts.Create(p.ctx, 0, post.Input{Headline: "A secret night", Body: "Text.", Series: "The long night"})
		p.ok(err)
		p.get("/the-first-night").is(200, "Part 1 of 3").lacks("secret")
		last := write("The last night", post.Input{Series: "The long night", Part: 4})
		p.get("/the-first-night").is(200, "Part 1 of 4", "The last night")
		p.get("/series/the-long-night").is(200, "The last night")
		p.get("/plain").is(200, `href="/the-last-night"`)
		_, err = p.posts.Unpublish(p.ctx, last.ID, 0, 0)
		p.ok(err)
		p.get("/the-first-night").is(200, "Part 1 of 3").lacks("The last night")
		p.get("/plain").is(200).lacks("the-last-night")
	})
}

func TestANameOfASeriesIsHeldToWhatAnAddressCanBe(t *testing.T) {
	p := open(t, newSQLite(t))
	for _, bad := range []post.Input{{Series: "?!"}, {Series: strings.Repeat("long ", 40)}, {Series: "a\nb"}, {Series: "Fine", Part: -1}, {Series: "Fine", Part: 10_000}} {
		bad.Headline = "X"
		if _, err := p.posts.Create(p.ctx, 0, bad); err == nil {
			t.Errorf("%q, %d was taken", bad.Series, bad.Part)
		}
	}
}
