package web_test

import (
	"testing"
	"time"

	"onrecord/internal/post"
)

func TestASearchIsNarrowedBySectionAuthorKindAndDay(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		harbour, town := p.section("Harbour"), p.section("Town")
		ada, err := p.posts.CreateAuthor(p.ctx, post.AuthorInput{Name: "Ada Finch"})
		p.ok(err)
		_, err = p.posts.CreateAuthor(p.ctx, post.AuthorInput{Name: "Nobody Yet"})
		p.ok(err)
		p.publish(post.Input{Headline: "Ferry at the quay", Body: "It came.", SectionIDs: []int64{harbour.ID}, AuthorIDs: []int64{ada.ID}})
		p.later(48 * time.Hour)
		p.publish(post.Input{Kind: post.Explainer, Headline: "Ferry explained", Body: "It floats.", SectionIDs: []int64{town.ID}})
		p.publish(post.Input{Headline: "Tickets", Body: "For the ferry.", SectionIDs: []int64{town.ID}, AuthorIDs: []int64{ada.ID}})
		p.work()
		all := []string{"Ferry</mark> at the quay", "Ferry</mark> explained", "Tickets</a>"}
		for filter, want := range map[string][]int{
			"":                                  {0, 1, 2},
			"&section=harbour":                  {0},
			"&section=town":                     {1, 2},
			"&author=ada-finch":                 {0, 2},
			"&author=ada-finch&section=town":    {2},
			"&kind=explainer":                   {1},
			"&from=2026-11-09":                  {1, 2},
			"&until=2026-11-09":                 {0},
			"&from=2026-11-08&until=2026-11-08": {0},
			"&from=2026-11-10&kind=article":     {2},
			"&section=nowhere":                  {},
			"&author=nobody":                    {},
			"&kind=page":                        {},
			"&kind=%27%20OR%201=1":              {},
		} {
			got := p.get("/search?q=ferry"+filter).is(200, "Any section", "Ada Finch</option>")
			got.lacks("Nobody Yet") // readers have not seen that name
			shown := map[int]bool{}
			for _, i := range want {
				got.is(200, all[i])
				shown[i] = true
			}
			for i, text := range all {
				if !shown[i] {
					got.lacks(text)
				}
			}
			if len(want) == 0 {
				got.is(200, "Nothing was found")
			}
		}
		p.later(time.Minute) // a network may only search so often
		p.get("/search?q=ferry&from=yesterday").is(422, `value="yesterday"`, "Write a day like 2026-11-08.", `value="ferry"`)
		p.get("/search?q=ferry&section=%00").is(400)
		for range 15 {
			p.publish(post.Input{Headline: "Ferry again", Body: "And again.", SectionIDs: []int64{harbour.ID}})
		}
		p.work()
		p.get("/search?q=ferry&section=harbour").is(200, "The first 15 are shown.", `href="/search?q=ferry&amp;section=harbour&amp;before=`, `value="harbour" selected`)
	})
}
