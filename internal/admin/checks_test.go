package admin_test

import (
	"net/http"
	"strings"
	"testing"

	"onrecord/internal/claim"
	"onrecord/internal/figure"
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
		b.scripted(&got, "/admin/checks", "headline", "Quake", "body", "All is well.")
		if got.Marks == nil || len(got.Marks) != 0 {
			t.Errorf("a text without faults has %+v", got.Marks)
		}
	})
}
