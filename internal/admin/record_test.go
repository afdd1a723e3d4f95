package admin_test

import (
	"net/http"
	"strings"
	"testing"

	"onrecord/internal/claim"
	"onrecord/internal/staff"
)

// recorded puts two sources and a claim on record by the desk, and gives the
// address of the claim.
func recorded(b *browser) string {
	b.t.Helper()
	b.done("/admin/sources", "kind", claim.Organisation, "name", "Harbour office")
	b.done("/admin/sources", "kind", claim.Document, "name", "Tide log")
	path := b.done("/admin/claims", "statement", "The storm sank boats.", "key", "boats", "kind", claim.FigureOf, "status", claim.Reported,
		"figure", "at least 12 boats", "hop1_place", "first", "hop1_source", "harbour-office", "hop1_verb", "said", "hop2_place", "then")
	path, _, _ = strings.Cut(path, "?")
	return path
}

func TestTheRecordIsKeptAtTheDesk(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		claimed(t, k)
		b := k.hire(staff.Editor)
		path := recorded(b)
		b.page(path).says("Harbour office said.")
		b.page("/admin/claims?q=boats&status=reported").says("at least 12 boats")
		b.page("/admin/claims?status=refuted").says("No claim fits.")

		t.Run("a version is prefilled, and a slip comes back with what was typed", func(t *testing.T) {
			fields := b.page(path + "/versions/new").fields(path + "/versions")
			bad := b.post(path+"/versions", with(fields, "figure", "several", "text", "Kept words.", "hop2_source", "nobody")...)
			if bad.status != http.StatusUnprocessableEntity {
				t.Fatalf("a figure without a number: %d", bad.status)
			}
			bad.says("No figure was found")
			bad.says("There is no source with this key")
			bad.says("Kept words.")
			more := b.post(path+"/versions", with(fields, "more", "1", "text", "Kept words.")...)
			more.says("Kept words.")
			if b.find(more, "input", "name", "hop4_source", "id") == "" {
				t.Error("there are no more rows")
			}
			unsigned := b.post(path+"/versions", with(fields, "status", claim.Confirmed, "hop2_source", "tide-log", "hop2_place", "first", "hop2_verb", "published")...)
			if unsigned.status != http.StatusUnprocessableEntity {
				t.Errorf("confirmed without a sign-off: %d", unsigned.status)
			}
			b.done(path+"/versions", with(fields, "change", claim.Correction, "figure", "14 boats", "status", claim.Confirmed, "sign", "1", "as_of", "2026-05-03T09:10",
				"hop2_source", "tide-log", "hop2_place", "first", "hop2_verb", "published", "hop2_said", "2026-05-03T08:00")...)
			stale := b.post(path+"/versions", with(fields, "figure", "15 boats")...)
			if stale.status != http.StatusConflict {
				t.Errorf("a stale version: %d", stale.status)
			}
			stale.says("Somebody changed this claim")
			if got := b.find(stale, "input", "name", "figure", "value"); got != "15 boats" {
				t.Errorf("what was typed is %q now", got)
			}
			now := b.page(path)
			now.says("at least 12 boats → 14 boats")
			now.says("Signed off by A editor")
			now.says("As of 3 May 2026, 09:10")
		})

		t.Run("what rests on a claim waits for somebody after a change", func(t *testing.T) {
			share, _, _ := strings.Cut(b.done("/admin/claims", "statement", "Half were new.", "key", "half", "kind", claim.FigureOf, "status", claim.Reported, "formula", "boats / 2",
				"condition1_kind", claim.Unless, "condition1_words", "more are found", "condition1_state", claim.Unknown), "?")
			b.page(share).says("Unless more are found (not known yet)")
			b.page(path).says("half")
			b.done(path+"/versions", with(b.page(path+"/versions/new").fields(path+"/versions"), "figure", "16 boats", "status", claim.Reported)...)
			b.page("/admin").says("1 claim needs a look")
			b.page("/admin/claims?review=1").says("Half were new.")
			b.done(share+"/review", b.page(share).fields(share+"/review")...)
			b.page("/admin/claims?review=1").says("No claim fits.")
			kept := b.post(path+"/deletion", b.page(path).fields(path)...)
			if kept.status != http.StatusConflict {
				t.Errorf("a claim that another rests on was deleted: %d", kept.status)
			}
			kept.says("is what half rests on")
			b.done(share+"/deletion", b.page(share).fields(share+"/deletion")...)
		})

		t.Run("versions and claims are taken out of print with a reason", func(t *testing.T) {
			rank := path + "/versions/3/rank"
			fields := b.page(path).fields(rank)
			if a := b.post(rank, with(fields, "rank", claim.Deprecated)...); a.status != http.StatusUnprocessableEntity {
				t.Errorf("without a reason: %d", a.status)
			}
			b.done(rank, with(fields, "rank", claim.Deprecated, "reason", "Counted twice.")...)
			b.page(path).says("Counted twice.")
			b.done(path+"/deprecation", with(b.page(path).fields(path+"/deprecation"), "reason", "Superseded by the inquiry.")...)
			b.page("/admin/claims").says("Not to be printed")
			b.done(path+"/deprecation/end", b.page(path).fields(path+"/deprecation/end")...)
			writer := k.hire(staff.Contributor)
			writer.page(path).silent("Whether to print it")
			if a := writer.post(rank, fields...); a.status != http.StatusForbidden {
				t.Errorf("a contributor ranks: %d", a.status)
			}
		})
		b.page("/admin/sources?q=tide").says("Tide log")
	})
}

func TestTheDeskTakesNoNameOfAnUnnamedSourceAndSettlesReports(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		claimed(t, k)
		b := k.hire(staff.Editor)
		path := recorded(b)
		b.page("/admin/sources/new?kind=unnamed").says("No name is ever stored")
		bad := b.post("/admin/sources", "kind", claim.Unnamed, "name", "Zebedee Quarle", "public_description", "a pilot", "reason_for_anonymity", "fears for the licence")
		if bad.status != http.StatusUnprocessableEntity {
			t.Errorf("a name for an unnamed source: %d", bad.status)
		}
		bad.silent("Zebedee Quarle")
		source, _, _ := strings.Cut(b.done("/admin/sources", "kind", claim.Unnamed, "public_description", "a pilot", "reason_for_anonymity", "fears for the licence"), "?")
		b.page(source).says("A editor knows who it is.")
		b.page("/admin/sources/1?kind=unnamed").says("takes everything that names Harbour office out")
		if a := b.post("/admin/sources/1/deletion"); a.status != http.StatusConflict {
			t.Errorf("a source that a claim names was deleted: %d", a.status)
		}
		b.done(source + "/deletion")

		record := claim.New(claim.Deps{DB: k.d, Staff: k.staff})
		_, err := record.Report(t.Context(), claim.ReportInput{ClaimID: issueID(path), Body: "It was eleven.", Contact: "ada@island.example"})
		k.must(err)
		b.page("/admin").says("1 report of an error waits")
		decision := "/admin/reports/1/decision"
		fields := b.page("/admin/reports").fields(decision)
		if a := b.post(decision, with(fields, "state", claim.Upheld)...); a.status != http.StatusUnprocessableEntity {
			t.Errorf("without a word about what was found: %d", a.status)
		}
		b.done(decision, with(fields, "state", claim.Upheld, "outcome", "Eleven it was.")...)
		b.page("/admin/reports").says("No report waits.")
		b.page("/admin/reports?state=upheld").says("Eleven it was.")
		if a := b.post(decision, with(fields, "state", claim.Spam)...); a.status != http.StatusConflict {
			t.Errorf("a stale decision: %d", a.status)
		}
		log := b.get("/admin/audit")
		if log.status == http.StatusOK {
			log.says("report.decide")
		}
	})
}
