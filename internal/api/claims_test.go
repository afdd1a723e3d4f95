package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"onrecord/internal/db"
	"onrecord/internal/staff"
)

// owner makes requests come from a token that somebody of the staff made, who
// so signs off what is confirmed.
func (w *world) owner() {
	w.t.Helper()
	err := w.d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO staff (name, email, email_norm, role, password_hash, created_at, updated_at) VALUES ('Odile Marsh', 'o@x.example', 'o@x.example', 'owner', '', 1, 1)`)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	people, err := w.deps.Staff.List(ctx)
	if err != nil || len(people) != 1 {
		w.t.Fatal(people, err)
	}
	plain, _, err := w.deps.Staff.CreateToken(ctx, "Desk", []staff.Scope{"read", "write", "send"}, people[0].ID)
	if err != nil {
		w.t.Fatal(err)
	}
	w.token = plain
}

func TestAClaimIsRecordedPrintedCorrectedAndKept(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.owner()
		ines := w.do("POST", "/sources", map[string]any{"kind": "person", "name": "Ines Calloway"}).want(201)
		clerk := w.do("POST", "/sources", map[string]any{"kind": "unnamed", "public_description": "a harbour clerk"}).want(201)
		chain := func(of ...reply) (out [][]map[string]any) {
			for _, v := range of {
				out = append(out, []map[string]any{{"source_id": v.number("id"), "verb": "said"}})
			}
			return out
		}
		made := w.do("POST", "/claims", map[string]any{
			"key": "toll", "kind": "figure", "statement": "Dead in the quake", "status": "reported",
			"figure": map[string]any{"modifier": "at_least", "value": "12000", "noun": "people"}, "chains": chain(clerk), "as_of": "2026-05-03T09:00:00Z",
		}).want(201)
		printed := made.object()["printed"].(map[string]any)
		if printed["value"] != "at least 12,000 people" || printed["attribution"] != "A harbour clerk said." || printed["figure"].(map[string]any)["value"] != "12000" {
			t.Errorf("printed %v", printed)
		}
		w.do("POST", "/claims", map[string]any{"statement": "x", "figure": map[string]any{"value": "twelve"}}).want(422)
		half := w.do("POST", "/claims", map[string]any{"key": "half", "kind": "figure", "statement": "Half", "formula": "toll / 2", "figure": map[string]any{"noun": "people"}}).want(201)

		post := w.do("POST", "/posts", map[string]any{"headline": "Quake", "body": "It killed <claim:toll>, not [x](claim:none)."}).want(201)
		refused := w.do("POST", post.path()+"/publication", map[string]any{}, on(post.etag())).want(422)
		if got := refused.pointers(); !slices.Equal(got, []string{"#/body"}) || !strings.Contains(refused.text("detail"), "“none”") {
			t.Errorf("refused with %s", refused.body)
		}
		post = w.do("PATCH", post.path(), map[string]any{"body": "It killed <claim:toll>."}, on(post.etag())).want(200)
		post = w.do("POST", fmt.Sprintf("/posts/%d/publication", post.number("id")), map[string]any{}, on(post.etag())).want(200)
		path := fmt.Sprintf("/posts/%d/revisions/%d", post.number("id"), post.number("revision_id"))
		revision := w.do("GET", path, nil).want(200).object()["claims"].([]any)
		if len(revision) != 1 || revision[0].(map[string]any)["value"] != "at least 12,000 people" {
			t.Errorf("the revision printed %v", revision)
		}

		now := w.do("GET", made.path(), nil).want(200)
		if kept := w.do("DELETE", made.path(), nil, on(now.etag())).want(409); !strings.Contains(kept.text("detail"), "carried by 1 revision of a post and answers to 1 API token") {
			t.Errorf("kept: %s", kept.body)
		}
		confirmed := w.do("POST", made.path()+"/versions", map[string]any{
			"change": "correction", "status": "confirmed", "text": "The quake killed people", "figure": map[string]any{"value": "1200", "noun": "people"}, "chains": chain(ines, clerk),
		}, on(now.etag())).want(200)
		printed = confirmed.object()["printed"].(map[string]any)
		if printed["number"] != 2.0 || printed["signed_by"] != "Odile Marsh" || len(printed["roots"].([]any)) != 2 {
			t.Errorf("confirmed %v", printed)
		}
		w.do("POST", made.path()+"/versions", map[string]any{"status": "confirmed", "text": "x", "figure": map[string]any{"value": "1"}, "chains": chain(ines)}, on(confirmed.etag())).want(422)
		w.do("POST", made.path()+"/versions", map[string]any{"text": "x"}, on(now.etag())).want(412)
		if first := w.do("GET", made.path()+"/versions/1", nil).want(200); first.object()["value"] != "at least 12,000 people" {
			t.Errorf("version 1 is %s", first.body)
		}
		at := w.do("GET", made.path()+"/versions/1", nil).text("recorded_at")
		if known := w.do("GET", made.path()+"/known?at="+at, nil).want(200); known.number("number") != 1 {
			t.Errorf("known then: %s", known.body)
		}
		if list := w.do("GET", made.path()+"/versions", nil).want(200).items(); len(list) != 2 {
			t.Errorf("versions %v", list)
		}
		if uses := w.do("GET", made.path()+"/uses?number=1&surface=post_revision", nil).want(200).items(); len(uses) != 1 || uses[0]["words"] != "at least 12,000 people" {
			t.Errorf("uses %v", uses)
		}
		waiting := w.do("GET", "/claims?review=true", nil).want(200).items()
		if len(waiting) != 1 || waiting[0]["key"] != "half" {
			t.Errorf("waiting %v", waiting)
		}
		half = w.do("GET", half.path(), nil).want(200)
		half = w.do("POST", fmt.Sprintf("/claims/%d/review", half.number("id")), nil, on(half.etag())).want(200)
		half = w.do("PATCH", fmt.Sprintf("/claims/%d", half.number("id")), map[string]any{"statement": "Half of them"}, on(half.etag())).want(200)
		half = w.do("PUT", fmt.Sprintf("/claims/%d/deprecation", half.number("id")), map[string]any{"reason": "nobody asks"}, on(half.etag())).want(200)
		half = w.do("DELETE", fmt.Sprintf("/claims/%d/deprecation", half.number("id")), nil, on(half.etag())).want(200)
		if half.text("statement") != "Half of them" || half.object()["deprecated_at"] != nil {
			t.Errorf("half is %s", half.body)
		}
		ranked := w.do("PUT", made.path()+"/versions/1/rank", map[string]any{"rank": "deprecated", "reason": "a digit too many"}, on(confirmed.etag())).want(200)
		if ranked.object()["printed"].(map[string]any)["number"] != 2.0 {
			t.Errorf("ranked %s", ranked.body)
		}
		w.do("DELETE", fmt.Sprintf("/claims/%d", half.number("id")), nil, on(half.etag())).want(204)
	})
}

func TestAReportWaitsForTheDeskAndIsDecided(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.do("POST", "/claims", map[string]any{"statement": "The road is open"}).want(201)
		in := map[string]any{"claim_id": c.number("id"), "body": "It is shut.", "contact": "bram@reader.example"}
		made := w.do("POST", "/reports", in).want(201)
		if again := w.do("POST", "/reports", in).want(201); again.number("id") != made.number("id") {
			t.Error("the same words made another report")
		}
		w.do("POST", "/reports", map[string]any{"body": "Wrong!"}).want(422)
		w.do("POST", "/reports", map[string]any{"claim_id": 999, "body": "Wrong!"}).want(422)
		w.do("POST", "/reports", map[string]any{"post_id": 999, "body": "Wrong!"}).want(404)
		w.do("POST", made.path()+"/decision", map[string]any{"state": "upheld"}, on(made.etag())).want(422)
		done := w.do("POST", made.path()+"/decision", map[string]any{"state": "upheld", "outcome": "It was shut at nine."}, on(made.etag())).want(200)
		w.do("POST", made.path()+"/decision", map[string]any{"state": "spam"}, on(made.etag())).want(412)
		if got := w.do("GET", made.path(), nil).want(200); got.etag() != done.etag() || got.text("state") != "upheld" {
			t.Errorf("is %s", got.body)
		}
		if open := w.do("GET", "/reports?state=open", nil).want(200).items(); len(open) != 0 {
			t.Errorf("open %v", open)
		}
	})
}
