package member_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/member"
)

// walk pages through all that a filter picks.
func (k *readers) walk(t *testing.T, f member.Filter) (emails []string, pages, partial int) {
	t.Helper()
	for {
		p, err := k.List(ctx, f)
		if err != nil {
			t.Fatal(err)
		}
		pages++
		if p.Partial {
			partial++
		}
		if len(p.Members) > f.Limit || p.Partial && p.Next == 0 || p.Next != 0 && f.Before != 0 && p.Next >= f.Before {
			t.Fatalf("%+v gave a wrong page: %d members, next %d", f, len(p.Members), p.Next)
		}
		for _, m := range p.Members {
			emails = append(emails, m.Email)
		}
		if p.Next == 0 {
			return emails, pages, partial
		}
		f.Before = p.Next
	}
}

// picks is what Filter means, said plainly.
func picks(f member.Filter, m member.Member) bool {
	if f.Status != "" && m.Status != f.Status || f.Label != "" && !slices.Contains(m.Labels, f.Label) {
		return false
	}
	if f.NewsletterID != 0 && !slices.ContainsFunc(m.Subscriptions, func(s member.Subscription) bool {
		return s.NewsletterID == f.NewsletterID && s.State == "subscribed"
	}) {
		return false
	}
	_, domain, _ := strings.Cut(m.Email, "@")
	words := append(strings.Fields(strings.NewReplacer("á", "a", "ã", "a", "é", "e", "ß", "ss", "'", " ").Replace(strings.ToLower(m.Name))), m.Email, domain)
	for _, q := range strings.Fields(f.Query) {
		if !slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, q) }) {
			return false
		}
	}
	return true
}

func TestListPicksExactlyWhatTheFilterSaysWhateverItMayScan(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		fill(t, k.Store, k.weekly, k.daily, 600)
		everyone, _, _ := k.walk(t, member.Filter{Limit: 1000})
		if len(everyone) != 600 {
			t.Fatalf("%d members", len(everyone))
		}
		all := make([]member.Member, 0, 600)
		p, err := k.List(ctx, member.Filter{Limit: 1000})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p.Members...)
		r := rand.New(rand.NewPCG(7, 7))
		sawPartial := false
		for range 60 {
			f := member.Filter{
				Query:        []string{"", "", "a", "ann", "anna a", "reader.1", "lamp", "nobody", "mara", "z"}[r.IntN(10)],
				Status:       []member.Status{"", "", member.Active, member.Bounced, member.Unsubscribed}[r.IntN(5)],
				Label:        []string{"", "", "patron", "old hand", "no such"}[r.IntN(5)],
				NewsletterID: []int64{0, 0, k.weekly, k.daily, 99}[r.IntN(5)],
				Limit:        []int{1, 7, 50, 1000}[r.IntN(4)],
			}
			k.ScanMost([]int64{5, 40, 10_000}[r.IntN(3)])
			var want []string
			for _, m := range all {
				if picks(f, m) {
					want = append(want, m.Email)
				}
			}
			got, _, partial := k.walk(t, f)
			if !slices.Equal(got, want) {
				t.Fatalf("%+v: %d members, not %d", f, len(got), len(want))
			}
			sawPartial = sawPartial || partial > 0
			first, err := k.List(ctx, f)
			if err != nil {
				t.Fatal(err)
			}
			if n := int64(len(want)); first.Count > n || !first.AtLeast && first.Count != n {
				t.Errorf("%+v: count %d (at least: %v) of %d", f, first.Count, first.AtLeast, n)
			}
		}
		if !sawPartial {
			t.Error("no page was partial, so that path was not tried")
		}
	})
}

func TestAMemberIsFoundByTheBeginningOfAnyWord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		k.add(t, "ines.quay+news@harbour-lamp.example", "José Müller-Straße O'Hara")
		k.add(t, "zoë@bücher.example", "山田太郎")
		for query, want := range map[string]int{
			"": 2, "ines": 1, "INES.QUAY": 1, "ines.quay+news@harbour-lamp.example": 1, "quay": 1, "news": 1, "harbour-lamp.ex": 1, "@harbour": 1,
			"jose": 1, "josé": 1, "muller": 1, "müller-str": 1, "o'hara": 1, "hara jose": 1, "jose zoe": 0, "山田": 1, "太郎": 0, "zoe": 1, "zoë@bücher.example": 1, "bucher": 1, "lamp": 1, "harbour-lamp": 1, "example": 0,
			"nes": 0, "%": 2, "_": 2, "'": 2, "@": 2, "ine%": 1, `"ines"`: 1, "<ines.quay+news@harbour-lamp.example>,": 1, "\x00ines": 1,
			"\xff": 2, strings.Repeat("a", 5000): 0, "jose jose jose jose jose jose jose zzz": 0,
		} {
			got, err := k.List(ctx, member.Filter{Query: query})
			if err != nil || len(got.Members) != want {
				t.Errorf("%.60q: %d members, not %d; %v", query, len(got.Members), want, err)
			}
		}
	})
}

func TestTotalsAndLabelsAreCountedAndListed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		for i, labels := range [][]string{{"patron", "press"}, {"press"}, nil} {
			if _, err := k.Create(ctx, member.Input{Email: fmt.Sprintf("r%d@lamp.example", i), Labels: labels, Status: []member.Status{"", member.Bounced, ""}[i]}); err != nil {
				t.Fatal(err)
			}
		}
		totals, err := k.Totals(ctx)
		if err != nil || totals[member.Active] != 2 || totals[member.Bounced] != 1 || len(totals) != 4 {
			t.Errorf("%v, %v", totals, err)
		}
		names, err := k.LabelNames(ctx, 10)
		if err != nil || !slices.Equal(names, []string{"patron", "press"}) {
			t.Errorf("%v, %v", names, err)
		}
		if names, err = k.LabelNames(ctx, 1); err != nil || len(names) != 1 {
			t.Errorf("%v, %v", names, err)
		}
	})
}
