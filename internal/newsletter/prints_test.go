package newsletter_test

import (
	"strings"
	"testing"

	"onrecord/internal/claim"
	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/figure"
	"onrecord/internal/newsletter"
	"onrecord/internal/staff"
)

func TestAnIssueNotesOnceWhatItPrintsOfTheRecord(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := openRoom(t, d, nil)
		nl := r.newsletter()
		r.subscribers(30, nl.ID)
		toll := must(figure.Read("at_least 1200 people"))(t)
		c := must(r.Posts.Claims.Create(t.Context(), staff.Actor{}, claim.Input{Key: "toll", Kind: claim.FigureOf, Statement: "Toll"}, claim.VersionInput{Figure: toll, Text: "People died"}))(t)
		body := "It killed <claim:toll>.\n\n::: web\nOnly [here](claim:toll).\n:::\n\n::: mail\nOnly [by mail](claim:toll).\n:::\n"
		p := r.published("Quake", body)
		i := must(r.CreateIssue(t.Context(), 0, newsletter.IssueInput{NewsletterID: nl.ID, PostIDs: []int64{p.ID}, Intro: "Of [1,200](claim:toll) we know."}))(t)
		i = must(r.Send(t.Context(), i.ID, i.Version, 0))(t)
		r.run(r.engine())
		r.in(i.ID, newsletter.Sent)
		uses := must(r.Posts.Claims.UsesOn(t.Context(), d, claim.Surface{Kind: claim.Issue, ID: i.ID}))(t)
		var words []string
		for _, u := range uses {
			words = append(words, u.Words)
		}
		if got := strings.Join(words, ", "); got != "1,200, at least 1,200 people, by mail" {
			t.Errorf("noted %q", got)
		}
		sent := r.count(`SELECT count(*) FROM outbox`)
		with := r.count(`SELECT count(*) FROM issue_content WHERE REPLACE(html, 'at least 1,200 people', '') <> html`)
		if sent != 30 || with != 1 {
			t.Errorf("%d mails, %d contents with the figure", sent, with)
		}
		counts := must(r.Posts.Claims.UseCounts(t.Context(), d, c.ID))(t)
		if counts[claim.Issue] != 1 || counts[claim.PostRevision] != 1 {
			t.Errorf("counted %v", counts)
		}
	})
}
