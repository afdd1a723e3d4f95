package web_test

import (
	"io"
	"strings"
	"testing"

	"onrecord/internal/claim"
	"onrecord/internal/figure"
	"onrecord/internal/post"
	"onrecord/internal/staff"
)

func TestPageAndFeedsPrintWhatTheRevisionKeptAndTheFeedIsNoted(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		f, err := figure.Read("at_least 1200 people")
		p.ok(err)
		v, err := p.posts.Claims.CreateSource(p.ctx, staff.Actor{}, claim.SourceInput{Kind: claim.Unnamed, PublicDescription: "officials"})
		p.ok(err)
		c, err := p.posts.Claims.Create(p.ctx, staff.Actor{}, claim.Input{Key: "toll", Kind: claim.FigureOf, Statement: "Toll"},
			claim.VersionInput{Text: "The quake killed people", Status: claim.Reported, Figure: f, Chains: []claim.Chain{{{SourceID: v.ID, Verb: "said"}}}})
		p.ok(err)
		out := p.publish(post.Input{Headline: "Quake", Body: "It killed <claim:toll>."})
		for _, path := range []string{"/" + out.Slug, "/feed.xml", "/atom.xml", "/feed.json", "/feed.xml"} {
			got := p.do("GET", path, io.NopCloser(strings.NewReader("")))
			for _, want := range []string{"at least 1,200 people", "The quake killed people.", "Officials said.", "Reported"} {
				if got.StatusCode != 200 || !strings.Contains(got.body, want) {
					t.Errorf("%s: %d without %q", path, got.StatusCode, want)
				}
			}
		}
		uses, _, err := p.posts.Claims.Uses(p.ctx, p.d, claim.UseFilter{ClaimID: c.ID, Surface: claim.FeedBuild})
		p.ok(err)
		if len(uses) != 1 || uses[0].Locator != "home" || uses[0].Words != "at least 1,200 people" {
			t.Errorf("noted %+v", uses)
		}
	})
}
