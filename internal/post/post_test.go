package post_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"onrecord/internal/blob"
	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/job"
	"onrecord/internal/media"
	"onrecord/internal/post"
)

// desk is a store with its queue, its clock and a note of who was told what.
type desk struct {
	*post.Store
	t     *testing.T
	d     *db.DB
	jobs  *job.Queue
	media *media.Store
	clock *clock
	zone  *time.Location

	mu   sync.Mutex
	told []string // events that reactions got
}

type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

func (c *clock) add(d time.Duration) { c.set(c.now().Add(d)) }

// morning is when tests begin: well in the past, so that the queue, which has
// the real clock, takes every job as due.
var morning = time.Date(2025, time.March, 3, 9, 0, 0, 0, time.UTC)

func newDesk(t *testing.T, d *db.DB) *desk {
	t.Helper()
	folder, err := blob.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	k := &desk{t: t, d: d, clock: &clock{at: morning}, zone: time.UTC, jobs: job.New(d, slog.New(slog.DiscardHandler))}
	k.media = media.New(media.Deps{DB: d, Blobs: folder, Log: slog.New(slog.DiscardHandler)})
	k.Store = post.New(post.Deps{
		DB: d, Jobs: k.jobs, Media: k.media, Now: k.clock.now,
		Zone: func(context.Context) *time.Location { return k.zone },
	})
	k.jobs.On("post.due", "publish", k.PublishDue)
	for _, event := range []string{"post.published", "post.unpublished"} {
		k.jobs.On(event, "note", func(context.Context, int64) error {
			k.mu.Lock()
			defer k.mu.Unlock()
			k.told = append(k.told, event)
			return nil
		})
	}
	return k
}

func each(t *testing.T, test func(t *testing.T, k *desk)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, newDesk(t, d)) })
}

// events runs what is due and gives what was told since the last call.
func (k *desk) events() []string {
	k.t.Helper()
	if err := k.jobs.Drain(ctx(k.t)); err != nil {
		k.t.Fatal(err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	told := k.told
	k.told = nil
	return told
}

// changed gives the page tags announced since the last call, in order.
func (k *desk) changed() []string {
	k.t.Helper()
	tags, err := db.All(ctx(k.t), k.d, db.Value[string], "SELECT tag FROM page_change ORDER BY tag, id")
	if err != nil {
		k.t.Fatal(err)
	}
	err = k.d.Write(ctx(k.t), func(tx *db.Tx) error { _, err := tx.Exec(ctx(k.t), "DELETE FROM page_change"); return err })
	if err != nil {
		k.t.Fatal(err)
	}
	return slices.Compact(tags)
}

func ctx(t *testing.T) context.Context { return t.Context() }

func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func (k *desk) create(in post.Input) post.Post {
	k.t.Helper()
	return must(k.Create(ctx(k.t), 0, in))(k.t)
}

func (k *desk) save(p post.Post, in post.Input) post.Post {
	k.t.Helper()
	return must(k.Save(ctx(k.t), p.ID, p.Version, 0, in))(k.t)
}

func (k *desk) publish(id int64) post.Revision {
	k.t.Helper()
	return must(k.Publish(ctx(k.t), id, 0, post.PublishOptions{}))(k.t)
}

func (k *desk) get(id int64) post.Post {
	k.t.Helper()
	return must(k.Get(ctx(k.t), id))(k.t)
}

func (k *desk) picture() media.Media {
	k.t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 6))); err != nil {
		k.t.Fatal(err)
	}
	return must(k.media.Upload(ctx(k.t), "quay.png", &b, 0))(k.t)
}

func article(headline string) post.Input {
	return post.Input{Headline: headline, Body: "The ferry came in at noon."}
}

// wantKind fails unless err is of a kind and carries a sentence for people.
func wantKind(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Fatalf("want kind %d, got %d: %v", kind, fault.KindOf(err), err)
	}
	if s := fault.Sentence(err); s == fault.Unknown || !strings.HasSuffix(s, ".") {
		t.Errorf("no sentence: %q", s)
	}
}

// wantField fails unless err is about this field alone.
func wantField(t *testing.T, err error, field string) {
	t.Helper()
	wantKind(t, err, fault.Invalid)
	fields := fault.FieldsOf(err)
	if len(fields) != 1 || fields[0].Name != field {
		t.Fatalf("want a problem with %q, got %+v", field, fields)
	}
}

func TestADraftIsKeptAsItWasWritten(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		a := must(k.CreateAuthor(ctx(t), post.AuthorInput{Name: "Ana Brandt"}))(t)
		b := must(k.CreateAuthor(ctx(t), post.AuthorInput{Name: "Bo Lindqvist"}))(t)
		sec := must(k.CreateSection(ctx(t), post.SectionInput{Name: "Harbour"}))(t)
		tag := must(k.CreateTag(ctx(t), post.TagInput{Name: "Ferries"}))(t)
		pic := k.picture()
		in := post.Input{
			Kind: post.Explainer, Access: post.Members, Slug: "Why the Ferry Waits", Headline: "Why the ferry waits", Standfirst: "Tides, mostly.",
			Body: "One.\r\n\r\nTwo.\n", LeadMediaID: pic.ID, LeadAlt: "A ferry", LeadCaption: "At the quay", LeadCredit: "A. B.",
			SectionIDs: []int64{sec.ID}, TagIDs: []int64{tag.ID, tag.ID}, AuthorIDs: []int64{b.ID, a.ID},
		}
		p := k.create(in)
		if p.Slug != "why-the-ferry-waits" || p.Body != "One.\n\nTwo.\n" || p.Status != post.Draft || p.Version != 1 || !p.Paid() {
			t.Fatalf("%+v", p)
		}
		if !slices.Equal(p.AuthorIDs, []int64{b.ID, a.ID}) || !slices.Equal(p.TagIDs, []int64{tag.ID}) || !slices.Equal(p.SectionIDs, []int64{sec.ID}) {
			t.Fatalf("ids %+v", p.Input)
		}
		if p.LeadMediaID != pic.ID || p.LeadAlt != "A ferry" || p.LeadCaption != "At the quay" || p.LeadCredit != "A. B." || p.Standfirst != "Tides, mostly." {
			t.Fatalf("%+v", p.Input)
		}
		if !p.CreatedAt.Equal(morning) || !p.UpdatedAt.Equal(morning) || len(p.PreviewToken) < 22 {
			t.Fatalf("%+v", p)
		}
		if _, err := k.Published(ctx(t), p.ID); !fault.Is(err, fault.NotFound) {
			t.Fatalf("a draft is published: %v", err)
		}
		_, _, err := k.BySlug(ctx(t), p.Slug)
		wantKind(t, err, fault.NotFound)
	})
}

func TestAStaleSaveIsToldBothSidesAndWritesNothing(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		p := k.create(article("Market day"))
		mine := article("Market day moves")
		k.clock.add(time.Minute)
		theirs := k.save(p, article("Market day cancelled"))
		_, err := k.Save(ctx(t), p.ID, p.Version, 0, mine)
		wantKind(t, err, fault.Conflict)
		var c *post.ConflictError
		if !errors.As(err, &c) || c.Mine.Headline != "Market day moves" || c.Theirs.Headline != "Market day cancelled" || c.Theirs.Version != theirs.Version {
			t.Fatalf("%+v in %v", c, err)
		}
		if now := k.get(p.ID); now.Headline != "Market day cancelled" || now.Version != 2 {
			t.Fatalf("%+v", now)
		}
		again, err := k.Save(ctx(t), p.ID, p.Version, 0, article("Market day cancelled"))
		if err != nil || again.Version != theirs.Version {
			t.Fatalf("saving what is there: %+v, %v", again, err)
		}
	})
}

func TestOfManySavesAtOnceOneIsWrittenAndTheOthersAreTold(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		p := k.create(article("Lighthouse"))
		var wg sync.WaitGroup
		var mu sync.Mutex
		var written []string
		for i := range 8 {
			wg.Go(func() {
				in := article("Lighthouse " + strings.Repeat("!", i+1))
				saved, err := k.Save(ctx(t), p.ID, p.Version, 0, in)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					written = append(written, saved.Headline)
				} else if !fault.Is(err, fault.Conflict) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if now := k.get(p.ID); len(written) != 1 || now.Headline != written[0] || now.Version != 2 {
			t.Fatalf("written %q, stored %q at version %d", written, now.Headline, now.Version)
		}
	})
}

func TestOnlyWhatReadersNeverSawCanBeDeleted(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		p := k.create(article("Never mind"))
		wantKind(t, k.Delete(ctx(t), p.ID, 99), fault.Conflict)
		if err := k.Delete(ctx(t), p.ID, p.Version); err != nil {
			t.Fatal(err)
		}
		_, err := k.Get(ctx(t), p.ID)
		wantKind(t, err, fault.NotFound)
		if again := k.create(article("Never mind")); again.Slug != p.Slug {
			t.Fatalf("the slug was not free again: %q", again.Slug)
		}
		seen := k.create(article("Seen"))
		k.publish(seen.ID)
		must(k.Unpublish(ctx(t), seen.ID, 0, 0))(t)
		wantKind(t, k.Delete(ctx(t), seen.ID, 0), fault.Conflict)
	})
}

func TestAPostIsOwnedByItsMakerAndByItsByline(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		maker, writer, other := k.staff("maker"), k.staff("writer"), k.staff("other")
		a := must(k.CreateAuthor(ctx(t), post.AuthorInput{Name: "W", StaffID: writer}))(t)
		in := article("Ours")
		in.AuthorIDs = []int64{a.ID}
		p := must(k.Create(ctx(t), maker, in))(t)
		for id, want := range map[int64]bool{maker: true, writer: true, other: false, 0: false} {
			if got := must(k.Owns(ctx(t), p.ID, id))(t); got != want {
				t.Errorf("staff %d: %v", id, got)
			}
			if id == 0 {
				continue
			}
			posts, _, err := k.List(ctx(t), post.ListFilter{AuthorStaffID: id})
			if err != nil || len(posts) > 0 != want {
				t.Errorf("listed for staff %d: %d, %v", id, len(posts), err)
			}
		}
	})
}

// staff makes a member of staff, since package staff is not needed here.
func (k *desk) staff(name string) int64 {
	k.t.Helper()
	var id int64
	err := k.d.Write(ctx(k.t), func(tx *db.Tx) (err error) {
		id, err = db.One(ctx(k.t), tx, db.Value[int64], `INSERT INTO staff (name, email, email_norm, role, password_hash, created_at, updated_at)
			VALUES ($1, $1, $1, 'author', '', 1, 1) RETURNING id`, name)
		return err
	})
	if err != nil {
		k.t.Fatal(err)
	}
	return id
}
