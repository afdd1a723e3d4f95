package admin_test

import (
	"net/http"
	"strings"
	"testing"

	"onrecord/internal/staff"
)

func TestTwoRevisionsAreComparedAndAnOlderOneIsRestored(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		path, fields := b.draft("headline", "Fog until noon", "body", "Then lemons.", "kind", "brief")
		b.page(path + "/revisions").says("Not published yet")
		b.done(path+"/publication", fields...)
		b.done(path+"/publication", with(b.page(path).fields(path), "body", "Then oranges.", "kind", "article", "standfirst", "Fruit.")...)
		b.done(path, with(b.page(path).fields(path), "body", "Then plums.")...)

		list := b.page(path + "/revisions")
		list.says("Working copy")
		list.says("on the site")
		compared := b.page(path + "/comparison?from=1&to=2")
		compared.says("Revision 1")
		for _, piece := range []string{"<del>lemons</del>", "<ins>oranges</ins>", "<ins>Fruit.</ins>", "<del>Brief</del>", "<ins>Article</ins>"} {
			if !strings.Contains(compared.body, piece) {
				t.Errorf("the comparison lacks %q: %s", piece, compared.text("main"))
			}
		}
		if !strings.Contains(b.page(path+"/comparison").body, "<ins>oranges</ins>") {
			t.Error("without a choice it is not the last two that are compared")
		}
		for _, bad := range []string{"from=9&to=1", "from=x&to=1", "from=kept-9&to=now", "from=-1&to=1", "from=1%00&to=now"} {
			if a := b.get(path + "/comparison?" + bad); a.status != http.StatusNotFound && a.status != http.StatusOK {
				t.Errorf("%s: %d", bad, a.status)
			}
		}

		restore := path + "/restoration"
		ask := append(b.page(path+"/comparison?from=now&to=1").fields(restore), "of", "1")
		refused := b.post(restore, ask...)
		refused.says("say that they may be replaced")
		if refused.status != http.StatusUnprocessableEntity {
			t.Errorf("restoring over changes without a word: %d", refused.status)
		}
		b.page(b.done(restore, with(refused.fields(restore), "of", "1", "replace", "yes")...)).says("Readers see it once you publish")
		if got := b.page(path); !strings.Contains(got.body, "Then lemons.") {
			t.Error("revision 1 is not the working copy")
		}
		if stale := b.post(restore, with(ask, "replace", "yes")...); stale.status != http.StatusConflict {
			t.Errorf("restoring from a stale page: %d", stale.status)
		}
		if list := b.page(path + "/revisions"); !strings.Contains(list.body, "to=kept-1#restore") {
			t.Fatalf("what gave way is not in the list: %s", list.text("main"))
		}
		back := b.page(path + "/comparison?from=now&to=kept-1")
		b.done(restore, with(back.fields(restore), "of", "kept-1")...)
		if got := b.page(path); !strings.Contains(got.body, "Then plums.") {
			t.Error("what gave way did not come back")
		}
	})
}

func TestWhoMayNotWriteAPostNeitherComparesNorRestoresIt(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b, contributor := claimed(t, k), k.hire(staff.Contributor)
		path, fields := b.draft("headline", "Dues", "body", "Up.")
		b.done(path+"/publication", fields...)
		for _, at := range []string{"/comparison", "/revisions"} {
			if a := contributor.get(path + at); a.status != http.StatusNotFound {
				t.Errorf("GET %s: %d", at, a.status)
			}
		}
		if a := contributor.post(path+"/restoration", "of", "1", "version", "2", "replace", "yes"); a.status != http.StatusNotFound {
			t.Errorf("restoring: %d", a.status)
		}
		for _, of := range []string{"", "now", "0", "kept-", "kept-0", "1e9", "kept-9999999999999999999"} {
			if a := b.post(path+"/restoration", "of", of, "version", "2"); a.status != http.StatusNotFound {
				t.Errorf("restoring %q: %d", of, a.status)
			}
		}
	})
}
