// Package seed fills a site with made-up load data: the same number makes the
// same posts and members. Names are invented; addresses are of domains that
// are reserved for examples, so nothing can ever reach a person.
package seed

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"onrecord/internal/fault"
	"onrecord/internal/member"
	"onrecord/internal/newsletter"
	"onrecord/internal/post"
	"onrecord/internal/search"
)

// Deps are the stores that are filled.
type Deps struct {
	Posts       *post.Store
	Members     *member.Store
	Newsletters *newsletter.Store
	Search      *search.Store
}

// Input says how much to make.
type Input struct {
	Posts   int    // 0 to 1,000,000
	Members int    // 0 to 10,000,000
	Seed    uint64 // the same number makes the same data
}

// Progress hears what is being done and how far it is.
type Progress func(stage string, done, total int64)

const (
	postsMost   = 1_000_000
	membersMost = 10_000_000
	postBatch   = 1_000
	memberBatch = 5_000
)

// newest is the time of the newest post. It is fixed, since a clock would make
// other data each day.
var newest = time.Date(2026, time.November, 1, 9, 0, 0, 0, time.UTC)

// Fill makes the data. It may be stopped between batches by ctx; what was made
// stays. Search is indexed last. Data of the same seed that is there already is
// fault.Conflict.
func Fill(ctx context.Context, d Deps, in Input, progress Progress) (err error) {
	defer fault.Wrap(&err, "seed.Fill(%+v)", in)
	if in.Posts < 0 || in.Posts > postsMost || in.Members < 0 || in.Members > membersMost {
		return fault.New(fault.Invalid, "Ask for at most %d posts and %d members.", postsMost, membersMost)
	}
	if progress == nil {
		progress = func(string, int64, int64) {}
	}
	if err := fresh(ctx, d, in); err != nil {
		return err
	}
	if err := posts(ctx, d, in, progress); err != nil {
		return err
	}
	if err := members(ctx, d, in, progress); err != nil {
		return err
	}
	if in.Posts == 0 {
		return nil
	}
	return d.Search.Rebuild(ctx, func(done, total int64) { progress("search", done, total) })
}

// fresh refuses a seed that was used here before: its first post or its first
// member tells.
func fresh(ctx context.Context, d Deps, in Input) error {
	if in.Posts > 0 {
		if _, _, err := d.Posts.BySlug(ctx, address(in.Seed, 0, headline(writer(in.Seed)))); !fault.Is(err, fault.NotFound) {
			return used(in.Seed, err)
		}
	}
	if in.Members > 0 {
		first := reader(crowd(in.Seed), 0, in.Seed, 0)
		if _, err := d.Members.ByEmail(ctx, first.Email); !fault.Is(err, fault.NotFound) {
			return used(in.Seed, err)
		}
	}
	return nil
}

func used(seed uint64, err error) error {
	if err != nil {
		return err
	}
	return fault.New(fault.Conflict, "The data of seed %d is here already; choose another number.", seed)
}

// writer and crowd are the two sources of chance, so that the members do not
// depend on the number of posts.
func writer(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }
func crowd(seed uint64) *rand.Rand  { return rand.New(rand.NewPCG(seed, 2)) }

func posts(ctx context.Context, d Deps, in Input, progress Progress) error {
	if in.Posts == 0 {
		return nil
	}
	g, err := groups(ctx, d.Posts)
	if err != nil {
		return err
	}
	r := writer(in.Seed)
	step := tenYears / time.Duration(in.Posts)
	for from := 0; from < in.Posts; from += postBatch {
		batch := make([]post.SeedPost, 0, postBatch)
		for i := from; i < min(from+postBatch, in.Posts); i++ {
			at := newest.Add(-time.Duration(in.Posts-1-i) * step).Truncate(time.Minute)
			batch = append(batch, article(r, g, in.Seed, i, at))
		}
		if _, err := d.Posts.InsertBulk(ctx, batch); err != nil {
			return err
		}
		progress("posts", int64(from+len(batch)), int64(in.Posts))
	}
	return nil
}

const tenYears = 10 * 365 * 24 * time.Hour

func article(r *rand.Rand, g found, seed uint64, i int, at time.Time) post.SeedPost {
	headline := headline(r)
	in := post.Input{
		Kind:       pick(r, []string{"article", "article", "article", "brief", "explainer"}),
		Slug:       address(seed, i, headline),
		Headline:   headline,
		Standfirst: sentence(r, 12, 22),
		Body:       body(r),
		SectionIDs: []int64{pick(r, g.sections)},
		TagIDs:     some(r, g.tags, 1+r.IntN(3)),
		AuthorIDs:  some(r, g.authors, 1+r.IntN(8)/7),
	}
	return post.SeedPost{Input: in, PublishedAt: at}
}

func address(seed uint64, i int, headline string) string {
	return fmt.Sprintf("s%d-%d-%s", seed, i, slug(headline))
}

func members(ctx context.Context, d Deps, in Input, progress Progress) error {
	if in.Members == 0 {
		return nil
	}
	list, err := newsletterID(ctx, d.Newsletters)
	if err != nil {
		return err
	}
	r := crowd(in.Seed)
	for from := 0; from < in.Members; from += memberBatch {
		batch := make([]member.Seed, 0, memberBatch)
		for i := from; i < min(from+memberBatch, in.Members); i++ {
			batch = append(batch, reader(r, list, in.Seed, i))
		}
		if err := d.Members.InsertBulk(ctx, batch); err != nil {
			return err
		}
		progress("members", int64(from+len(batch)), int64(in.Members))
	}
	return nil
}

func reader(r *rand.Rand, list int64, seed uint64, i int) member.Seed {
	first, last := pick(r, firstNames), pick(r, lastNames)
	m := member.Seed{
		Email:     fmt.Sprintf("%s.%s.%d.%d@%s", fold(first), fold(last), seed, i, pick(r, domains)),
		Name:      first + " " + last,
		Status:    member.Active,
		CreatedAt: newest.Add(-time.Duration(r.Int64N(int64(tenYears)))).Truncate(time.Second),
	}
	switch n := r.IntN(100); {
	case n < 5:
		m.Status = member.Unsubscribed
	case n < 7:
		m.Status = member.Bounced
	case n < 8:
		m.Status = member.Complained
	}
	if m.Status == member.Active && r.IntN(10) > 0 {
		m.NewsletterIDs = []int64{list}
	}
	if r.IntN(4) == 0 {
		m.Labels = []string{pick(r, labels)}
	}
	return m
}

func newsletterID(ctx context.Context, s *newsletter.Store) (int64, error) {
	all, err := s.List(ctx, false)
	if err != nil {
		return 0, err
	}
	if len(all) > 0 {
		return all[0].ID, nil
	}
	n, err := s.Create(ctx, newsletter.Input{
		Slug: "weekly", Name: "Weekly", SenderName: "Weekly", SenderAddress: "weekly@example.org",
		Layout: newsletter.LayoutFull, IsDefault: true,
	})
	return n.ID, err
}
