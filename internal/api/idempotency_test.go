package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"onrecord/internal/api"
	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
)

func TestTheSameKeyAndBodyReplayTheAnswer(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		body := map[string]any{"headline": "Ferry returns"}
		first := w.do("POST", "/posts", body, key("a-1")).want(201)
		second := w.do("POST", "/posts", body, key("a-1")).want(201)
		if string(first.body) != string(second.body) || first.etag() != second.etag() || first.path() != second.path() {
			t.Errorf("first %s\nsecond %s", first.body, second.body)
		}
		if first.Header.Get("Idempotency-Replayed") != "" || second.Header.Get("Idempotency-Replayed") != "true" {
			t.Error("a replay is not told from a first answer")
		}
		if n := len(w.do("GET", "/posts", nil).items()); n != 1 {
			t.Errorf("%d posts were made", n)
		}
		w.do("POST", "/posts", body, key("a-2")).want(201)
		if n := len(w.do("GET", "/posts", nil).items()); n != 2 {
			t.Errorf("%d posts after another key", n)
		}
	})
}

func TestAKeyIsGoodForOneRequestOfOneToken(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.do("POST", "/tags", map[string]any{"name": "Boats"}, key("k")).want(201)
		w.do("POST", "/tags", map[string]any{"name": "Nets"}, key("k")).want(422).problem("idempotency-key-reused")
		w.do("POST", "/sections", map[string]any{"name": "Boats"}, key("k")).want(422).problem("idempotency-key-reused")
		made := w.do("POST", "/posts", map[string]any{"headline": "A", "body": "B"}, key("p")).want(201)
		w.do("POST", made.path()+"/publication", nil, on(`"9.x"`), key("q")).want(412)
		w.do("POST", made.path()+"/publication", nil, on(made.etag()), key("q")).want(422).problem("idempotency-key-reused")
		w.do("POST", made.path()+"/publication", nil, on(made.etag()), key("r")).want(200)
		w.do("POST", made.path()+"/publication", nil, on(made.etag()), key("r")).want(200)

		w.token = w.tokens["write"]
		w.do("POST", "/tags", map[string]any{"name": "Nets"}, key("k")).want(201)
		for _, bad := range []string{" ", "a b", "ä", strings.Repeat("x", 256), "a\tb"} {
			w.do("POST", "/tags", map[string]any{"name": "Ropes"}, key(bad)).want(400)
		}
		w.do("POST", "/tags", map[string]any{"name": "Ropes"}, key(strings.Repeat("x", 255))).want(201)
	})
}

func TestARefusalIsReplayedToo(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		first := w.do("POST", "/tags", map[string]any{"name": ""}, key("k")).want(422)
		second := w.do("POST", "/tags", map[string]any{"name": ""}, key("k")).want(422)
		if string(first.body) != string(second.body) || second.Header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("second answer %s", second.body)
		}
	})
}

func TestOfManyRequestsWithOneKeyExactlyOneTakesEffect(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for round := range 5 {
			name := fmt.Sprintf("round-%d", round)
			statuses := together(10, func(int) int {
				res := w.do("POST", "/posts", map[string]any{"headline": name}, key(name))
				if res.StatusCode == 409 && (res.text("code") != "request-running" || res.Header.Get("Retry-After") == "") {
					t.Errorf("409 without Retry-After: %s", res.body)
				}
				return res.StatusCode
			})
			if statuses[201] < 1 || statuses[201]+statuses[409] != 10 {
				t.Errorf("%v", statuses)
			}
			if n := len(w.do("GET", "/posts?q="+name, nil).items()); n != 1 {
				t.Errorf("%d posts were made", n)
			}
			w.do("POST", "/posts", map[string]any{"headline": name}, key(name)).want(201)
		}
	})
}

func TestAKeyIsForgottenAfterADay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d, "")
		now := time.Now()
		w.deps.Now = func() time.Time { return now }
		w.api = api.New(w.deps)
		w.do("POST", "/posts", map[string]any{"headline": "A"}, key("k")).want(201)
		now = now.Add(23 * time.Hour)
		if err := api.Sweep(ctx, d, now); err != nil {
			t.Fatal(err)
		}
		w.do("POST", "/posts", map[string]any{"headline": "B"}, key("k")).want(422)
		now = now.Add(2 * time.Hour)
		w.do("POST", "/posts", map[string]any{"headline": "B"}, key("k")).want(201)
		now = now.Add(25 * time.Hour)
		if err := api.Sweep(ctx, d, now); err != nil {
			t.Fatal(err)
		}
		n, err := db.One(ctx, d, db.Value[int64], `SELECT count(*) FROM idempotency`)
		if err != nil || n != 0 {
			t.Errorf("%d keys are left, %v", n, err)
		}
	})
}

func TestOfOneTokenSoManyAnswersAreKeptAndNoMore(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.do("POST", "/tags", map[string]any{"name": ""}, key("first")).want(422)
		rows := make([][]any, 11_000)
		for n := range rows {
			bytes := 1000
			if n == 9000 {
				bytes = 64 << 20 // what is older does not fit any more
			}
			rows[n] = []any{int64(1), fmt.Sprintf("old-%d", n), "", "done", bytes, int64(n)}
		}
		err := w.deps.DB.Write(ctx, func(tx *db.Tx) error {
			if _, err := tx.Exec(ctx, `UPDATE idempotency SET created_at = 11000`); err != nil {
				return err
			}
			token, err := db.One(ctx, tx, db.Value[int64], `SELECT token_id FROM idempotency`)
			if err != nil {
				return err
			}
			for n := range rows {
				rows[n][0] = token
			}
			rows = append(rows, []any{token, "died", "", "running", 0, int64(0)}, []any{token + 1, "another's", "", "done", 1, int64(0)})
			return tx.InsertMany(ctx, "idempotency", []string{"token_id", "key", "body_hash", "state", "bytes", "created_at"}, rows)
		})
		if err != nil {
			t.Fatal(err)
		}
		for n := range 50 {
			w.do("POST", "/tags", map[string]any{"name": ""}, key(fmt.Sprintf("new-%d", n))).want(422)
		}
		kept, err := db.All(ctx, w.deps.DB, db.Value[string], `SELECT key FROM idempotency ORDER BY created_at, key`)
		if err != nil || len(kept) < 2000 || len(kept) > 2060 || !slices.Contains(kept, "died") || !slices.Contains(kept, "another's") || slices.Contains(kept, "old-8999") {
			t.Fatalf("%d are kept, %v", len(kept), err)
		}
		w.do("POST", "/tags", map[string]any{"name": ""}, key("new-0")).want(422)
	})
}
