package search_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/job"
	"onrecord/internal/post"
	"onrecord/internal/search"
)

var morning = time.Date(2025, time.March, 3, 9, 0, 0, 0, time.UTC)

// paper is a publication whose posts are indexed by the queue.
type paper struct {
	t     *testing.T
	d     *db.DB
	posts *post.Store
	jobs  *job.Queue
	*search.Store
	now time.Time
}

func open(t *testing.T, d *db.DB) *paper {
	p := &paper{t: t, d: d, jobs: job.New(d, slog.New(slog.DiscardHandler)), Store: search.New(d), now: morning}
	p.posts = post.New(post.Deps{DB: d, Jobs: p.jobs, Now: func() time.Time { return p.now }})
	p.jobs.On("post.published", "search", p.Index)
	p.jobs.On("post.unpublished", "search", p.Remove)
	return p
}

func (p *paper) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *paper) settle() { p.t.Helper(); p.must(p.jobs.Drain(p.t.Context())) }

// publish makes and publishes a post, a minute after the one before.
func (p *paper) publish(headline, body string) int64 {
	p.t.Helper()
	p.now = p.now.Add(time.Minute)
	made, err := p.posts.Create(p.t.Context(), 0, post.Input{Headline: headline, Standfirst: "In short.", Body: body})
	p.must(err)
	_, err = p.posts.Publish(p.t.Context(), made.ID, 0, post.PublishOptions{})
	p.must(err)
	return made.ID
}

// find gives the ids of all pages, and has every page be limit long but the last.
func (p *paper) find(query string, limit int) (ids []int64) {
	p.t.Helper()
	for q := (search.Query{Text: query, Limit: limit}); ; {
		res, err := p.Find(p.t.Context(), q)
		if err != nil {
			p.t.Fatalf("%q: %v", query, err)
		}
		for _, h := range res.Hits {
			ids = append(ids, h.PostID)
		}
		if res.Next.IsZero() {
			return ids
		}
		if len(res.Hits) != limit {
			p.t.Fatalf("%q: a page of %d among more", query, len(res.Hits))
		}
		if q.Before, err = search.ParseCursor(res.Next.String()); err != nil || q.Before != res.Next {
			p.t.Fatalf("cursor %+v, %v", q.Before, err)
		}
	}
}

func (p *paper) want(query string, ids ...int64) {
	p.t.Helper()
	if got := p.find(query, 2); !slices.Equal(got, ids) {
		p.t.Errorf("%q found %v, want %v", query, got, ids)
	}
}

func TestPostsAreFoundByEveryWordTheHeadlinesFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := open(t, d)
		old := p.publish("The night ferry sails again", "From Sandgate, at ten.")
		inText := p.publish("Café opens at the mole", "It waits for the *night* ferry, [of course](https://example.org/hidden).")
		newest := p.publish("Night ferry delayed", "An engine.")
		p.publish("Ferry prices", "They stay as they are.")
		p.settle()
		p.want("night ferry", newest, old, inText)
		p.want("FERRY Night", newest, old, inText)
		p.want("night ferr", newest, old, inText)
		p.want("nigh ferry")
		p.want("cafe", inText)
		p.want("CAFÉ", inText)
		p.want("short sandgate", old)
		p.want("hidden")
		p.want("")
		p.want("?!")
	})
}

func TestAWordInsideASentenceWithoutSpacesIsFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := open(t, d)
		chinese := p.publish("渡轮恢复夜航", "港务局昨天宣布，从沙门码头出发的夜班渡轮下个月恢复航行。")
		japanese := p.publish("夜行フェリーが再開", "港湾局は、サンドゲート発の夜行フェリーを来月から再開すると発表した。")
		hindi := p.publish("रात की नाव फिर चलेगी", "बंदरगाह ने कहा कि हिन्दी में टिकट भी मिलेंगे।")
		p.settle()
		p.want("码头", chinese)
		p.want("夜班渡轮", chinese)
		p.want("码渡")
		p.want("フェリー", japanese)
		p.want("ﾌｪﾘｰ 来月", japanese)
		p.want("发表")
		p.want("発表", japanese)
		p.want("बंदरगाह", hindi)
		p.want("हिन्दी टिक", hindi)
	})
}

func TestNothingThatIsTypedIsAnError(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := open(t, d)
		id := p.publish("Near the mole and not far", "A ferry or two, headline and words.")
		p.settle()
		for _, q := range []string{
			`"`, `""`, `"ferry`, `'ferry'`, `fer*`, `*`, `NEAR(`, `ferry NEAR mole`, `-ferry`, `^ferry`, `headline:ferry`, `words : mole`, `ferry & mole`, `ferry | !mole`,
			`ferry:A`, `ferry:*`, `a <-> b`, `(((`, `)`, `\`, `\'`, `%`, `_`, `AND`, `OR NOT`, `{headline} : x`, "\x00", "\xff", "ferry\x00mole", `'; DROP TABLE post; --`,
			strings.Repeat("ferry ", 2000), strings.Repeat("(", 5000), strings.Repeat("é", 100_000), "𝔉𝔢𝔯𝔯𝔶", "🚢", "\u202eferry",
		} {
			if _, err := p.Find(t.Context(), search.Query{Text: q}); err != nil {
				t.Errorf("%.40q: %v", q, err)
			}
		}
		p.want(`"ferry" near`, id)
		p.want(`and OR not`, id)
		p.want("𝔉𝔢𝔯𝔯𝔶", id)
		p.want("headline:ferry", id)
		if got := p.find(strings.Repeat("ferry ", 2000), 5); !slices.Equal(got, []int64{id}) {
			t.Errorf("a long query found %v", got)
		}
	})
}

func TestOnlyWhatReadersSeeIsFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := open(t, d)
		ctx := t.Context()
		id := p.publish("Lanterns", "Blue paper.")
		_, err := p.posts.Create(ctx, 0, post.Input{Headline: "Lanterns in a draft", Body: "Blue."})
		p.must(err)
		p.settle()
		p.want("lanterns", id)
		now, err := p.posts.Get(ctx, id)
		p.must(err)
		in := now.Input
		in.Body = "Green paper."
		now, err = p.posts.Save(ctx, id, now.Version, 0, in)
		p.must(err)
		p.settle()
		p.want("blue", id)
		p.want("green")
		_, err = p.posts.Publish(ctx, id, 0, post.PublishOptions{Version: now.Version})
		p.must(err)
		p.settle()
		p.want("blue")
		p.want("green", id)
		now, err = p.posts.Get(ctx, id)
		p.must(err)
		_, err = p.posts.Unpublish(ctx, id, 0, now.Version)
		p.must(err)
		p.want("green") // also before the index hears of it
		p.settle()
		p.must(p.Index(ctx, id)) // a reaction that comes late changes nothing
		p.want("green")
		_, err = p.posts.Publish(ctx, id, 0, post.PublishOptions{})
		p.must(err)
		p.settle()
		p.want("green", id)
		p.must(p.Remove(ctx, id))
		p.want("green", id)
	})
}

func TestASnippetComesFromTheTextWithoutItsMarkup(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := open(t, d)
		p.publish("A tide table", "Low water is at **noon**, says the [harbour](https://example.org/x).\n\n<script>alert(1)</script>")
		p.settle()
		res, err := p.Find(t.Context(), search.Query{Text: "tide noon"})
		p.must(err)
		if len(res.Hits) != 1 {
			t.Fatalf("%+v", res)
		}
		h := res.Hits[0]
		if !slices.Equal(h.Headline, []search.Part{{Text: "A "}, {Text: "tide", Match: true}, {Text: " table"}}) {
			t.Errorf("headline %+v", h.Headline)
		}
		if len(h.Snippet) < 3 || h.Snippet[0].Text != "In short. Low water is at " || h.Snippet[1] != (search.Part{Text: "noon", Match: true}) || strings.Contains(fmt.Sprint(h.Snippet), "<script") {
			t.Errorf("snippet %+v", h.Snippet)
		}
	})
}

func TestADamagedCursorIsABadRequest(t *testing.T) {
	for _, s := range []string{"x", "AAAA", "!!!!", strings.Repeat("A", 12) + "=", strings.Repeat("_", 12)} {
		if _, err := search.ParseCursor(s); !fault.Is(err, fault.BadRequest) {
			t.Errorf("%q: %v", s, err)
		}
	}
	if c, err := search.ParseCursor(""); err != nil || !c.IsZero() {
		t.Errorf("empty: %+v, %v", c, err)
	}
}

func TestRebuildPutsEverythingRightWhileSearchGoesOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := open(t, d)
		ctx := t.Context()
		var want []int64
		for i := range 7 {
			want = append(want, p.publish(fmt.Sprintf("Lantern %d", i), "Paper."))
		}
		slices.Reverse(want)
		gone := p.publish("Lantern that goes", "Paper.")
		p.settle()
		now, err := p.posts.Get(ctx, gone)
		p.must(err)
		_, err = p.posts.Unpublish(ctx, gone, 0, now.Version)
		p.must(err) // and nobody tells the index
		lost := p.publish("Lantern that was never indexed", "Paper.")
		want = append([]int64{lost}, want...)
		var heard []int64
		for range 2 {
			p.must(p.Rebuild(ctx, func(done, total int64) {
				heard = append(heard, done, total)
				p.want("lantern", want...)
			}))
			p.want("lantern", want...)
		}
		if !slices.Equal(heard, []int64{8, 8, 8, 8}) {
			t.Errorf("progress %v", heard)
		}
		if n, err := db.One(ctx, d, db.Value[int64], `SELECT count(*) FROM search_doc`); err != nil || n != 8 {
			t.Errorf("%d posts are indexed, %v", n, err)
		}
	})
}

// vocabulary has words that begin alike, fold alike, and scripts without spaces.
var vocabulary = []string{
	"ferry", "ferries", "Ferr", "fer", "Ångström", "angstrom", "Angst", "café", "Cafe", "cafeteria", "東京", "京都", "東京都", "京", "Straße", "strasse",
	"naïve", "x", "2026", "20", "Ёлка", "елка", "হাট", "한국", "o'clock", "3.5",
}

func sentence(r *rand.Rand, least, most int) string {
	words := make([]string, least+r.IntN(most-least+1))
	for i := range words {
		words[i] = vocabulary[r.IntN(len(vocabulary))]
	}
	return strings.Join(words, " ")
}

// corpus is the same posts on every engine, some of them published at the very
// same moment and some of them drafts.
func corpus(seed uint64, n int) []post.SeedPost {
	r := rand.New(rand.NewPCG(seed, 7))
	out := make([]post.SeedPost, n)
	for i := range out {
		out[i].Input = post.Input{Headline: sentence(r, 1, 4), Standfirst: sentence(r, 0, 3), Body: sentence(r, 1, 12)}
		if r.IntN(6) > 0 {
			out[i].PublishedAt = morning.Add(-time.Duration(r.IntN(n/2)) * time.Minute)
		}
	}
	return out
}

func TestBothEnginesFindTheSamePostsInTheSameOrder(t *testing.T) {
	for seed := range uint64(2) {
		posts := corpus(seed, 150)
		r := rand.New(rand.NewPCG(seed, 8))
		queries := make([]string, 80)
		for i := range queries {
			q := []rune(sentence(r, 1, 3))
			queries[i] = string(q[:1+r.IntN(len(q))])
		}
		var answers [2][][]int64
		for i, d := range []*db.DB{dbtest.SQLite(t), dbtest.Postgres(t)} {
			p := open(t, d)
			_, err := p.posts.InsertBulk(context.Background(), posts)
			p.must(err)
			p.must(p.Rebuild(t.Context(), nil))
			for _, q := range queries {
				answers[i] = append(answers[i], p.find(q, 5+len(q)%40))
			}
		}
		some := 0
		for i, q := range queries {
			if !slices.Equal(answers[0][i], answers[1][i]) {
				t.Errorf("corpus %d, %q: SQLite %v, PostgreSQL %v", seed, q, answers[0][i], answers[1][i])
			}
			if want := byHand(posts, q); !slices.Equal(answers[0][i], want) {
				t.Errorf("corpus %d, %q: %v, by hand %v", seed, q, answers[0][i], want)
			}
			some += min(1, len(answers[0][i]))
		}
		if some < len(queries)/2 {
			t.Errorf("corpus %d: only %d queries found anything", seed, some)
		}
	}
}

// byHand is what a search should give, told by going through every post. The
// ids of a fresh database begin at 1.
func byHand(posts []post.SeedPost, query string) []int64 {
	type hit struct {
		id       int64
		at       time.Time
		headline bool
	}
	var hits []hit
	words := search.Words(query)
	has := func(text []string) bool {
		for i, w := range words {
			if !slices.ContainsFunc(text, func(s string) bool { return s == w || i == len(words)-1 && strings.HasPrefix(s, w) }) {
				return false
			}
		}
		return len(words) > 0
	}
	for i, p := range posts {
		in := search.Words(p.Headline)
		if !p.PublishedAt.IsZero() && has(append(search.Words(p.Standfirst+"\n"+p.Body), in...)) {
			hits = append(hits, hit{int64(i + 1), p.PublishedAt, has(in)})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		switch {
		case a.headline != b.headline:
			return map[bool]int{true: -1, false: 1}[a.headline]
		case !a.at.Equal(b.at):
			return b.at.Compare(a.at)
		}
		return int(b.id - a.id)
	})
	var ids []int64
	for _, h := range hits {
		ids = append(ids, h.id)
	}
	return ids
}
