package admin_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"onrecord/internal/claim"
	"onrecord/internal/figure"
	"onrecord/internal/post"
	"onrecord/internal/staff"
)

func TestWhatIsTypedIsReadBesideTheRecord(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		toll, err := figure.Read("at_least 1200 people")
		k.must(err)
		record := claim.New(claim.Deps{DB: k.d, Staff: k.staff})
		_, err = record.Create(t.Context(), staff.Actor{}, claim.Input{Key: "toll", Kind: claim.FigureOf, Statement: "The quake killed people."}, claim.VersionInput{Status: claim.Reported, Figure: toll})
		k.must(err)

		var got struct {
			Marks []struct{ Rule, Level, Sentence, Field, Quote, Before, After string }
		}
		body := "Östlich sank es. The quake killed [12,000 people](claim:toll), officials said.\n\n[Nobody](claim:none) knows."
		if a := b.scripted(&got, "/admin/checks", "headline", "Quake kills 1,300 people", "body", body); a.status != http.StatusOK || len(got.Marks) != 3 {
			t.Fatalf("%d: %+v", a.status, got.Marks)
		}
		if m := got.Marks[0]; m.Rule != "headline-differs" || m.Field != "headline" || m.Quote != "1,300 people" {
			t.Errorf("the headline has %+v", m)
		}
		if m := got.Marks[1]; m.Rule != "value-differs" || m.Level != "error" || m.Quote != "12,000 people" || !strings.HasSuffix(m.Before, "killed [") || !strings.HasPrefix(m.After, "](claim:toll)") {
			t.Errorf("the figure has %+v", m)
		}
		if m := got.Marks[2]; m.Rule != "unknown-claim" || m.Sentence != "There is no claim “none” yet; make it before you publish." {
			t.Errorf("the unknown claim has %+v", m)
		}
		var list checked
		b.scripted(&list, "/admin/checklist", "headline", "Quake", "body", body)
		if !strings.Contains(list.HTML, "1 place contradicts it. The record says at least 1,200 people") {
			t.Errorf("the checklist says %s", list.HTML)
		}
		var line struct {
			Figure, Who, Key, Kind, Statement string
			Known                             []struct{ Key, Say string }
		}
		b.scripted(&line, "/admin/checks/line", "before", "It sank. About ", "words", "1,200 people", "after", " died, the Ministry of Works said. More.", "body", "[x](claim:toll)")
		if line.Figure != "about 1,200 people" || line.Who != "Ministry of Works" || line.Kind != "figure" || line.Key != "people-died" ||
			line.Statement != "About 1,200 people died, the Ministry of Works said." || len(line.Known) != 1 || line.Known[0].Key != "toll" {
			t.Errorf("the line is %+v", line)
		}
		b.scripted(&line, "/admin/checks/line", "words", "at least 1,200 people", "body", "[x](claim:toll)")
		if line.Key != "toll" {
			t.Errorf("a figure that is there already is offered as %q", line.Key)
		}
		var bound struct {
			Key      string
			New      bool
			Sentence string
			Fields   map[string]string
		}
		b.scripted(&bound, "/admin/checks/claim", "figure", "€5m", "as_of", "2026-05-04", "who", "Treasury > Kestrel", "key", "cost", "kind", "figure", "statement", "It costs €5m.")
		if c, err := record.ByKey(t.Context(), "cost"); err != nil || !bound.New || c.Printed.Status != claim.Reported || c.Printed.Figure.String() != "exact 5e6 [EUR]" ||
			len(c.Printed.Chains) != 1 || len(c.Printed.Chains[0]) != 2 || c.Printed.Chains[0][1].Source.Named.Name != "Kestrel" || c.Printed.RecordedBy == 0 {
			t.Errorf("%v, %+v: %+v", err, bound, c)
		}
		b.scripted(&bound, "/admin/checks/claim", "key", "cost", "statement", "Other words")
		if bound.New || bound.Key != "cost" {
			t.Errorf("a key that is there gives %+v", bound)
		}
		a := b.scripted(&bound, "/admin/checks/claim", "figure", "many", "as_of", "soon", "key", "Bad Key", "statement", "x")
		if a.status != http.StatusUnprocessableEntity || bound.Fields["figure"] == "" || bound.Fields["as_of"] == "" {
			t.Errorf("%d: %+v", a.status, bound)
		}
		written := "The quake killed [at least 1,200 people](claim:toll), officials said."
		me := k.personOf(owner).ID
		p, err := k.posts.Create(t.Context(), me, post.Input{Headline: "Quake", Body: written})
		k.must(err)
		_, err = k.posts.Publish(t.Context(), p.ID, me, post.PublishOptions{})
		k.must(err)
		b.scripted(&got, "/admin/checks", "headline", "Quake", "post", fmt.Sprint(p.ID), "body", strings.Replace(written, "1,200", "1,300", 1))
		if len(got.Marks) != 2 || got.Marks[0].Rule != "edited-figure" || got.Marks[0].Level != "block" {
			t.Errorf("an edit of a figure that readers have gives %+v", got.Marks)
		}
		b.scripted(&got, "/admin/checks", "headline", "Quake", "body", "All is well.")
		if got.Marks == nil || len(got.Marks) != 0 {
			t.Errorf("a text without faults has %+v", got.Marks)
		}
	})
}
