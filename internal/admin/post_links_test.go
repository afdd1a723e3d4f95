package admin_test

import (
	"encoding/json"
	"strings"
	"testing"

	"onrecord/internal/staff"
)

func TestTheWritingSurfaceOffersPostsToLinkToAsThePersonMayReadThem(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		contributor := k.hire(staff.Contributor)
		path, fields := b.draft("headline", "The ferry, <b>late</b>", "body", "At dawn.")
		b.done(path+"/publication", fields...)
		b.draft("headline", "The ferry, a draft", "body", "Not yet.")
		mine, _ := contributor.draft("headline", "The ferry, mine", "body", "Not yet.")
		found := func(who *browser, query string) (list []string) {
			var got struct {
				Posts []struct{ Headline, URL, Status string }
			}
			k.must(json.Unmarshal([]byte(who.get("/admin/posts/links?"+query).body), &got))
			for _, p := range got.Posts {
				list = append(list, p.Headline+"|"+p.URL+"|"+p.Status)
			}
			return list
		}
		if list := strings.Join(found(contributor, "q=FERRY&not="+id(issueID(mine))), " "); list != "The ferry, <b>late</b>|/the-ferry-b-late-b|" {
			t.Errorf("a contributor is offered %s", list)
		}
		if list := found(b, "q=ferry"); len(list) != 3 {
			t.Errorf("the owner is offered %s", list)
		}
	})
}
