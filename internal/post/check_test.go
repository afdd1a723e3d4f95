package post_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"onrecord/internal/fault"
	"onrecord/internal/post"
)

func TestEveryFieldHasALimitAndSaysSo(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		long := func(n int) string { return strings.Repeat("é", n) }
		many := func(n int) (ids []int64) {
			for i := range n {
				ids = append(ids, int64(i+1))
			}
			return ids
		}
		for field, set := range map[string]func(*post.Input, int){
			"kind":         func(in *post.Input, over int) { in.Kind = [2]string{post.Brief, "poem"}[over] },
			"access":       func(in *post.Input, over int) { in.Access = [2]string{post.Members, "friends"}[over] },
			"slug":         func(in *post.Input, over int) { in.Slug = long(80 + over) },
			"headline":     func(in *post.Input, over int) { in.Headline = long(post.MaxHeadline + over) },
			"standfirst":   func(in *post.Input, over int) { in.Standfirst = long(post.MaxStandfirst + over) },
			"body":         func(in *post.Input, over int) { in.Body = strings.Repeat("b", post.MaxBody+over) },
			"lead_alt":     func(in *post.Input, over int) { in.LeadAlt = long(post.MaxAlt + over) },
			"lead_caption": func(in *post.Input, over int) { in.LeadCaption = long(post.MaxCaption + over) },
			"lead_credit":  func(in *post.Input, over int) { in.LeadCredit = long(post.MaxCredit + over) },
		} {
			in := article("Within")
			set(&in, 0)
			k.create(in)
			set(&in, 1)
			_, err := k.Create(ctx(t), 0, in)
			wantField(t, err, field)
		}
		for field, in := range map[string]post.Input{
			"author_ids":    {AuthorIDs: many(post.MaxAuthors + 1)},
			"section_ids":   {SectionIDs: many(post.MaxSections + 1)},
			"tag_ids":       {TagIDs: many(post.MaxTags + 1)},
			"lead_media_id": {LeadMediaID: -1},
		} {
			_, err := k.Create(ctx(t), 0, in)
			wantField(t, err, field)
		}
	})
}

func TestWhatDoesNotExistCannotBeChosen(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		p := k.create(article("Here"))
		for field, in := range map[string]post.Input{
			"author_ids":    {AuthorIDs: []int64{99}},
			"section_ids":   {SectionIDs: []int64{99}},
			"tag_ids":       {TagIDs: []int64{99}},
			"lead_media_id": {LeadMediaID: 99},
		} {
			_, err := k.Create(ctx(t), 0, in)
			wantField(t, err, field)
			_, err = k.Save(ctx(t), p.ID, p.Version, 0, in)
			wantField(t, err, field)
		}
		if posts, _, err := k.List(ctx(t), post.ListFilter{}); err != nil || len(posts) != 1 || posts[0].Version != 1 {
			t.Fatalf("a refused post left something: %+v, %v", posts, err)
		}
	})
}

func TestUnreadableTextIsRefusedInEveryField(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		for _, bad := range []string{"a\x00b", "a\x1bb", "a\xffb", "a\u0085b"} {
			in := post.Input{Slug: bad, Headline: bad, Standfirst: bad, Body: bad, LeadAlt: bad, LeadCaption: bad, LeadCredit: bad}
			_, err := k.Create(ctx(t), 0, in)
			wantKind(t, err, fault.Invalid)
			var names []string
			for _, f := range fault.FieldsOf(err) {
				names = append(names, f.Name)
			}
			want := []string{"slug", "headline", "standfirst", "lead_alt", "lead_caption", "lead_credit", "body"}
			if !slices.Equal(names, want) {
				t.Errorf("%q: %q", bad, names)
			}
		}
		for field, in := range map[string]post.Input{"headline": {Headline: "two\nlines"}, "lead_credit": {LeadCredit: "a\tb"}, "slug": {Slug: "🎉"}} {
			_, err := k.Create(ctx(t), 0, in)
			wantField(t, err, field)
		}
	})
}

func TestHostileTextComesBackExactly(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		for i, text := range []string{
			`'; DROP TABLE post; --`, `<script>alert(1)</script>`, "%_\\", "Ω≈ç√∫", "🏳️‍🌈", "\u202Etest", "田中さん", "NULL", `{{.}}`, "1;DELETE", "\u2028",
		} {
			in := article(fmt.Sprint(i, text, i))
			in.Standfirst, in.Body, in.LeadAlt = "."+text+".", text+"\n", "."+text+"."
			p := k.create(in)
			k.publish(p.ID)
			got := must(k.Published(ctx(t), p.ID))(t).Revision
			if got.Headline != in.Headline || got.Standfirst != in.Standfirst || got.Body != in.Body || got.LeadAlt != in.LeadAlt {
				t.Errorf("%q came back as %+v", text, got.Input)
			}
		}
	})
}

func TestTextThatGrowsWhenFoldedStillFits(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		grows := func(n int) string { return strings.Repeat("\uFDFA", n) } // one character for eighteen
		k.publish(k.create(article(grows(post.MaxHeadline))).ID)
		must(k.CreateTag(ctx(t), post.TagInput{Name: grows(post.MaxName)}))(t)
		must(k.CreateAuthor(ctx(t), post.AuthorInput{Name: grows(post.MaxName)}))(t)
	})
}
