package post_test

import (
	"slices"
	"strings"
	"testing"

	"onrecord/internal/post"
)

func TestAPostIsFoundToLinkToOnlyByWhatThatPersonMayRead(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		me, other := k.staff("me"), k.staff("other")
		make := func(by int64, headline string, public bool) post.Post {
			p := must(k.Create(ctx(t), by, article(headline)))(t)
			if public {
				k.publish(p.ID)
			}
			return k.get(p.ID)
		}
		make(me, "Quay draft of mine", false)
		make(other, "Quay draft of theirs", false)
		make(other, "Quáy in print", true)
		renamed := make(other, "Quay renamed", true)
		in := renamed.Input
		in.Headline = "Quay: the secret"
		k.save(renamed, in)
		self := make(me, "Quay, this one", false)

		found := func(f post.LinkFilter) string {
			f.Not = self.ID
			var names []string
			for _, l := range must(k.Links(ctx(t), f))(t) {
				names = append(names, l.Headline+" "+l.Slug)
			}
			slices.Sort(names)
			return strings.Join(names, ", ")
		}
		all := "Quay draft of mine quay-draft-of-mine, Quay draft of theirs quay-draft-of-theirs, Quay renamed quay-renamed, Quáy in print quay-in-print"
		if got := found(post.LinkFilter{Query: "QUAY"}); got != all {
			t.Errorf("an editor finds %s", got)
		}
		if got := found(post.LinkFilter{Query: "quay", StaffID: me}); got != "Quay draft of mine quay-draft-of-mine, Quáy in print quay-in-print" {
			t.Errorf("a writer finds %s", got)
		}
		if got := found(post.LinkFilter{Query: "secret", StaffID: me}); got != "" {
			t.Errorf("a writer learns of %s", got)
		}
		for i := range post.MostLinks {
			make(me, "More "+string(rune('a'+i)), false)
		}
		if n := len(must(k.Links(ctx(t), post.LinkFilter{}))(t)); n != post.MostLinks {
			t.Errorf("%d are offered", n)
		}
	})
}
