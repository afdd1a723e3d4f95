package api_test

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"onrecord/internal/api"
	"onrecord/internal/db"
	"onrecord/internal/member"
	"onrecord/internal/staff"
)

type staffScope = staff.Scope

func escape(s string) string { return url.QueryEscape(s) }

// renew makes the API anew from its changed Deps.
func (w *world) renew() { w.api = api.New(w.deps) }

func revoke(t *testing.T, w *world, id int64) {
	t.Helper()
	err := w.deps.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE token SET revoked_at = 1 WHERE id = $1`, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

var linkNext = regexp.MustCompile(`^<([^>]+)>; rel="next"$`)

// walk follows a list to its end and gives every id in order.
func (w *world) walk(path string) (ids []string) {
	w.t.Helper()
	for range 1000 {
		res := w.do("GET", path, nil).want(200)
		for _, item := range res.items() {
			ids = append(ids, id(item))
		}
		next, _ := res.object()["next"].(string)
		link := linkNext.FindStringSubmatch(res.Header.Get("Link"))
		if next == "" {
			if res.Header.Get("Link") != "" {
				w.t.Errorf("the last page links on to %s", res.Header.Get("Link"))
			}
			return ids
		}
		if link == nil || !strings.Contains(link[1], "cursor="+next) {
			w.t.Fatalf("next is %q, Link %q", next, res.Header.Get("Link"))
		}
		path = link[1]
	}
	w.t.Fatal("the list has no end")
	return nil
}

func TestAListIsWalkedToItsEndWhileOthersWrite(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for kind, field := range map[string]string{"posts": "headline", "tags": "name", "authors": "name"} {
			want := map[string]bool{}
			for i := range 23 {
				made := w.do("POST", "/"+kind, map[string]any{field: fmt.Sprintf("Thing %02d", i)}).want(201)
				want[id(made.object())] = true
			}
			for _, limit := range []int{1, 7, 23, 24, 100} {
				got := w.walk(fmt.Sprintf("/%s?limit=%d&q=thing", kind, limit))
				seen := map[string]bool{}
				for _, id := range got {
					if seen[id] {
						t.Errorf("%s by %d: %s twice", kind, limit, id)
					}
					seen[id] = true
				}
				if len(got) != len(want) {
					t.Errorf("%s by %d: %d of %d", kind, limit, len(got), len(want))
				}
			}
			first := w.do("GET", "/"+kind+"?limit=10&q=thing", nil)
			w.do("POST", "/"+kind, map[string]any{field: "Newcomer"}).want(201)
			w.do("DELETE", "/"+kind+"/"+id(first.items()[9]), nil, on("*")).want(204)
			rest := w.walk(linkNext.FindStringSubmatch(first.Header.Get("Link"))[1])
			if len(rest) != 13 {
				t.Errorf("%s: %d were left after the first ten", kind, len(rest))
			}
		}
	})
}

var memberProof = member.Proof{TextShown: "Unsubscribe"}
