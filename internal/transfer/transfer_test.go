package transfer_test

import (
	"archive/tar"
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"onrecord/internal/blob"
	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/job"
	"onrecord/internal/mail"
	"onrecord/internal/media"
	"onrecord/internal/member"
	"onrecord/internal/newsletter"
	"onrecord/internal/post"
	"onrecord/internal/search"
	"onrecord/internal/seed"
	"onrecord/internal/site"
	"onrecord/internal/transfer"
)

// place is a site with all its stores.
type place struct {
	transfer.Deps
	jobs    *job.Queue
	members *member.Store
	posts   *post.Store
}

func open(t *testing.T, d *db.DB) place {
	t.Helper()
	return openIn(t, d, t.TempDir())
}

// noon is when backups and restores of these tests take place.
var noon = time.Date(2026, time.March, 14, 12, 0, 0, 0, time.UTC)

func openIn(t *testing.T, d *db.DB, folder string) place {
	t.Helper()
	files, err := blob.OpenFolder(folder)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	p := place{jobs: job.New(d, log)}
	for _, e := range []string{"post.due", "post.published", "post.unpublished", "signup.requested"} {
		p.jobs.On(e, "note", func(context.Context, int64) error { return nil })
	}
	transport, err := mail.NewTransport("", d, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	p.Deps = transfer.Deps{DB: d, Files: files, Site: site.New(d, time.Now), Search: search.New(d), Now: func() time.Time { return noon }}
	p.members = member.New(d, p.jobs, p.Site.Key, time.Now)
	pictures := media.New(media.Deps{DB: d, Blobs: files, Log: log})
	p.posts = post.New(post.Deps{DB: d, Jobs: p.jobs, Media: pictures})
	p.Newsletters = newsletter.New(newsletter.Deps{
		DB: d, Site: p.Site, Members: p.members, Posts: p.posts, Media: pictures,
		Transport: transport, Base: &url.URL{Scheme: "https", Host: "farrow.example"}, Now: time.Now, Log: log,
	})
	return p
}

// fill makes a site with posts, members, a file, a planned issue and a job.
func fill(t *testing.T, p place) {
	t.Helper()
	ctx := context.Background()
	token, _, err := p.Site.SetupToken(ctx)
	if err != nil {
		t.Fatal(err)
	}
	err = p.DB.Write(ctx, func(tx *db.Tx) error {
		return p.Site.Claim(ctx, tx, token, site.Claim{SiteName: "The Farrow Light", Language: "en", TimeZone: "UTC"})
	})
	if err != nil {
		t.Fatal(err)
	}
	in := seed.Input{Posts: 30, Members: 300, Seed: 4}
	if err := seed.Fill(ctx, seed.Deps{Posts: p.posts, Members: p.members, Newsletters: p.Newsletters, Search: p.Search}, in, nil); err != nil {
		t.Fatal(err)
	}
	if err := p.Files.Put(ctx, "media/aa.jpg", strings.NewReader("picture"), 7, "image/jpeg"); err != nil {
		t.Fatal(err)
	}
	draft, err := p.posts.Create(ctx, 0, post.Input{Headline: "Later \u2028 “today”", Body: "Text with \\ and \x22."})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.posts.Schedule(ctx, draft.ID, 0, draft.Version, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	list, err := p.Newsletters.List(ctx, false)
	if err != nil || len(list) == 0 {
		t.Fatal(list, err)
	}
	issue, err := p.Newsletters.CreateIssue(ctx, 0, newsletter.IssueInput{NewsletterID: list[0].ID, Subject: "Tomorrow", PostIDs: []int64{1}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Newsletters.Schedule(ctx, issue.ID, issue.Version, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := p.members.Delete(ctx, 300); err != nil { // the highest id is gone, and must not come back
		t.Fatal(err)
	}
}

func backup(t *testing.T, p place) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := transfer.Backup(context.Background(), p.Deps, &b, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func restore(t *testing.T, d *db.DB, archive []byte) place {
	t.Helper()
	p := open(t, d)
	if err := transfer.Restore(context.Background(), p.Deps, bytes.NewReader(archive), nil); err != nil {
		t.Fatal(err)
	}
	return p
}

// entry is one file of an archive.
type entry struct {
	name string
	body string
}

func unpack(t *testing.T, archive []byte) (out []entry) {
	t.Helper()
	z, err := zstd.NewReader(bytes.NewReader(archive))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, entry{h.Name, string(body)})
	}
}

func pack(t *testing.T, entries []entry) []byte {
	t.Helper()
	var b bytes.Buffer
	z, err := zstd.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	w := tar.NewWriter(z)
	for _, e := range entries {
		if err := w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: e.name, Size: int64(len(e.body)), Mode: 0o600}); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, e.body); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// without leaves out the entries whose names begin so.
func without(entries []entry, prefixes ...string) (out []entry) {
	for _, e := range entries {
		if !slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(e.name, p) }) {
			out = append(out, e)
		}
	}
	return out
}

// same wants two archives to be alike, entry by entry and byte by byte.
func same(t *testing.T, a, b []entry) {
	t.Helper()
	for i := range max(len(a), len(b)) {
		switch {
		case i >= len(a), i >= len(b):
			t.Fatalf("%d entries and %d", len(a), len(b))
		case a[i] != b[i]:
			t.Fatalf("%s differs from %s", a[i].name, b[i].name)
		}
	}
}

func TestABackupComesBackTheSameThroughBothEngines(t *testing.T) {
	first := open(t, dbtest.SQLite(t))
	fill(t, first)
	a := unpack(t, backup(t, first))
	second := restore(t, dbtest.Postgres(t), pack(t, a))
	b := unpack(t, backup(t, second))
	third := restore(t, dbtest.SQLite(t), pack(t, b))
	c := unpack(t, backup(t, third))
	if len(a) < 12 {
		t.Fatalf("only %d entries", len(a))
	}
	// The first restore holds what would send, each one notes that it took place.
	same(t, without(a, "tables/site/", "tables/job/", "tables/issue/", "tables/delivery", "manifest.json"),
		without(b, "tables/site/", "tables/job/", "tables/issue/", "tables/delivery", "manifest.json"))
	same(t, without(b, "tables/site/", "manifest.json"), without(c, "tables/site/", "manifest.json"))
	found, err := third.Search.Find(context.Background(), search.Query{Text: "harbour"})
	if err != nil || len(found.Hits) == 0 {
		t.Errorf("search finds %d, %v", len(found.Hits), err)
	}
}

func TestARestoredSiteSendsNothingByItselfAndGivesNoIDTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		from := open(t, dbtest.SQLite(t))
		fill(t, from)
		p := restore(t, d, backup(t, from))
		counts, err := p.jobs.Counts(ctx)
		if err != nil || counts["ready"] != 0 || counts["held"] == 0 {
			t.Errorf("jobs %v, %v", counts, err)
		}
		issues, _, err := p.Newsletters.Issues(ctx, newsletter.IssueFilter{})
		if err != nil || len(issues) != 1 || issues[0].State != newsletter.Paused || issues[0].PauseReason == "" {
			t.Errorf("issues %+v, %v", issues, err)
		}
		s, err := p.Site.Get(ctx)
		if err != nil || s.RestoredAt.IsZero() {
			t.Errorf("site %+v, %v", s, err)
		}
		m, err := p.members.Create(ctx, member.Input{Email: "new@example.org"})
		if err != nil || m.ID <= 300 {
			t.Errorf("the new member has id %d, %v", m.ID, err)
		}
	})
}

func TestARestoreOverASiteIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := open(t, d)
		fill(t, p)
		archive := backup(t, p)
		if err := transfer.Restore(context.Background(), p.Deps, bytes.NewReader(archive), nil); !fault.Is(err, fault.Conflict) {
			t.Errorf("it says %v", err)
		}
	})
}

func TestEveryTableIsCarriedOrLeftOutOnPurpose(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		all, err := d.Tables(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range all {
			if !transfer.Known(name) && !strings.HasPrefix(name, "search_word") {
				t.Errorf("table %s is neither carried nor left out", name)
			}
		}
	})
}

func TestABackupSaysHowManyFilesItLacks(t *testing.T) {
	p := open(t, dbtest.SQLite(t))
	fill(t, p)
	lacking := func() int {
		t.Helper()
		n, err := transfer.Backup(t.Context(), p.Deps, io.Discard, nil)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := lacking(); n != 0 {
		t.Errorf("a whole library lacks %d", n)
	}
	hashes := []string{strings.Repeat("a", 40), strings.Repeat("b", 40)}
	err := p.DB.Write(t.Context(), func(tx *db.Tx) error {
		for _, hash := range hashes {
			_, err := tx.Exec(t.Context(), `INSERT INTO media (hash, mime, name, width, height, bytes, created_at) VALUES ($1, 'image/jpeg', 'quay.jpg', 1, 1, 7, 0)`, hash)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = p.Files.Put(t.Context(), "media/aa/"+hashes[0]+".jpg", strings.NewReader("picture"), 7, "image/jpeg")
	}
	if err == nil {
		err = p.Files.Put(t.Context(), "media/bb/"+hashes[1]+"-480.jpg", strings.NewReader("small"), 5, "image/jpeg")
	}
	if n := lacking(); err != nil || n != 1 {
		t.Errorf("%d are lacking, %v", n, err)
	}
}
