package api_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// letter makes a newsletter.
func (w *world) letter(name string) reply {
	w.t.Helper()
	return w.do("POST", "/newsletters", map[string]any{
		"name": name, "sender_name": "The Harbour Lamp", "sender_address": "news@lamp.example",
	}).want(201)
}

func TestAMemberIsAddedSubscribedChangedAndDeleted(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		tides := w.letter("Tides")
		letter := w.do("GET", tides.path(), nil).want(200).number("id")
		made := w.do("POST", "/members", map[string]any{"email": "Ines@Lamp.example", "name": "Ines Marlow", "labels": []string{"founder"}}).want(201)
		if made.text("email") != "Ines@lamp.example" || made.text("status") != "active" {
			t.Fatalf("made %s", made.body)
		}
		twice := w.do("POST", "/members", map[string]any{"email": "ines@lamp.example"}).want(422)
		if got := twice.pointers(); len(got) != 1 || got[0] != "#/email" {
			t.Errorf("the problem names %v", got)
		}
		on1 := w.do("PUT", made.path()+"/subscriptions", map[string]any{"newsletter_ids": []int64{letter}}, on(made.etag())).want(200)
		subs, _ := on1.object()["subscriptions"].([]any)
		if len(subs) != 1 || subs[0].(map[string]any)["state"] != "subscribed" {
			t.Fatalf("subscribed: %s", on1.body)
		}
		changed := w.do("PATCH", made.path(), map[string]any{"note": "Writes about boats.", "labels": []string{}}, on(on1.etag())).want(200)
		if changed.text("note") != "Writes about boats." || changed.text("name") != "Ines Marlow" || len(changed.object()["labels"].([]any)) != 0 {
			t.Errorf("changed to %s", changed.body)
		}
		w.do("PATCH", made.path(), map[string]any{"note": "x"}, on(made.etag())).want(412)
		if got := w.do("GET", made.path(), nil).want(200); got.etag() != changed.etag() {
			t.Errorf("read back %s", got.body)
		}
		w.do("DELETE", made.path(), nil, on(changed.etag())).want(204)
		w.do("GET", made.path(), nil).want(404)
	})
}

func TestNoTokenTakesUpWhatAMemberEnded(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		letter := w.letter("Tides").number("id")
		made := w.do("POST", "/members", map[string]any{"email": "ines@lamp.example"}).want(201)
		w.do("PUT", made.path()+"/subscriptions", map[string]any{"newsletter_ids": []int64{letter}}, on("*")).want(200)
		if err := w.deps.Members.Unsubscribe(ctx, made.number("id"), letter, memberProof); err != nil {
			t.Fatal(err)
		}
		w.do("PUT", made.path()+"/subscriptions", map[string]any{"newsletter_ids": []int64{letter}}, on("*")).want(409).problem("conflict")
		other := w.do("POST", "/members", map[string]any{"email": "ravi@lamp.example"}).want(201)
		w.do("PUT", other.path()+"/subscriptions", map[string]any{"newsletter_ids": []int64{999}}, on("*")).want(422)
	})
}

func TestMembersAreFoundByWordStatusLabelAndNewsletter(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		letter := w.letter("Tides").number("id")
		for i := range 12 {
			label := fmt.Sprintf("group-%d", i%3)
			made := w.do("POST", "/members", map[string]any{"email": fmt.Sprintf("reader%d@lamp.example", i), "labels": []string{label}}).want(201)
			if i%2 == 0 {
				w.do("PUT", made.path()+"/subscriptions", map[string]any{"newsletter_ids": []int64{letter}}, on("*")).want(200)
			}
		}
		for query, want := range map[string]int{
			"": 12, "&q=reader1": 3, "&status=active": 12, "&status=bounced": 0, "&label=group-1": 4, fmt.Sprintf("&newsletter_id=%d", letter): 6,
			"&q=" + escape("' OR 1=1 --"): 0,
		} {
			if got := w.walk("/members?limit=5" + query); len(got) != want {
				t.Errorf("%s: %d, want %d", query, len(got), want)
			}
		}
		w.do("GET", "/members?email=reader1@lamp.example", nil).want(400)
	})
}

func TestHostileAddressesAndNamesAreRefusedOrHarmless(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, email := range []string{
			"", "ines", "ines@", "@lamp.example", "ines@lamp.example\r\nBcc: x@y.example", "ines@lamp.example,x@y.example", `"a b"@lamp.example`,
			"ines@[127.0.0.1]", "ines@lamp..example", strings.Repeat("a", 300) + "@lamp.example", "ines@lamp.example ", "<ines@lamp.example>x",
		} {
			res := w.do("POST", "/members", map[string]any{"email": email})
			if res.StatusCode != 422 && (res.StatusCode != 201 || res.text("email") != strings.TrimSpace(email)) {
				t.Errorf("%q: %d %s", email, res.StatusCode, res.body)
			}
		}
		for i, name := range nasty {
			res := w.do("POST", "/members", map[string]any{"email": fmt.Sprintf("n%d@lamp.example", i), "name": name, "note": name, "labels": []string{name}})
			if res.StatusCode != 201 && res.StatusCode != 422 {
				t.Errorf("%q: %d", name, res.StatusCode)
			}
			name = norm.NFC.String(name) // the one form in which members are kept
			if res.StatusCode == 201 && (res.text("name") != name || res.text("note") != name) {
				t.Errorf("sent %q, got %s", name, res.body)
			}
		}
	})
}
