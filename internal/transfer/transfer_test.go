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
	files, err := blob.OpenFolder(t.TempDir())
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
	p.Deps = transfer.Deps{DB: d, Files: files, Site: site.New(d, time.Now), Search: search.New(d)}
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
	if err := transfer.Backup(context.Background(), p.Deps, &b, nil); err != nil {
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

// moved are the tables that a restore changes on purpose: what would send is
// held, and the site says that it was restored.
var moved = []string{"tables/site/", "tables/job/", "tables/issue/", "manifest.json"}

func rest(entries []entry) (out []entry) {
	for _, e := range entries {
		if !slices.ContainsFunc(moved, func(p string) bool { return strings.HasPrefix(e.name, p) }) {
			out = append(out, e)
		}
	}
	return out
}

func TestABackupComesBackTheSameThroughBothEngines(t *testing.T) {
	first := open(t, dbtest.SQLite(t))
	fill(t, first)
	a := backup(t, first)
	second := restore(t, dbtest.Postgres(t), a)
	b := backup(t, second)
	third := restore(t, dbtest.SQLite(t), b)
	c := backup(t, third)
	x, y, z := rest(unpack(t, a)), rest(unpack(t, b)), rest(unpack(t, c))
	if len(x) < 12 {
		t.Fatalf("only %d entries", len(x))
	}
	for i := range x {
		if i >= len(y) || i >= len(z) || x[i] != y[i] || y[i] != z[i] {
			t.Fatalf("%s differs", x[i].name)
		}
	}
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

func TestATamperedArchiveIsRefusedWholeWithAReason(t *testing.T) {
	from := open(t, dbtest.SQLite(t))
	fill(t, from)
	good := unpack(t, backup(t, from))
	find := func(prefix string) int {
		i := slices.IndexFunc(good, func(e entry) bool { return strings.HasPrefix(e.name, prefix) })
		if i < 0 {
			t.Fatalf("no entry %s", prefix)
		}
		return i
	}
	change := func(i int, f func(entry) entry) []entry {
		out := slices.Clone(good)
		out[i] = f(out[i])
		return out
	}
	for name, entries := range map[string][]entry{
		"a row less":          change(find("tables/member/"), func(e entry) entry { e.body = e.body[:strings.LastIndex(e.body[:len(e.body)-1], "\n")+1]; return e }),
		"a word changed":      change(find("tables/post/"), func(e entry) entry { e.body = strings.Replace(e.body, "harbour", "harboar", 1); return e }),
		"a table twice":       slices.Insert(slices.Clone(good), find("tables/post/"), good[find("tables/post/")]),
		"a table left out":    slices.Delete(slices.Clone(good), find("tables/member_label/"), find("tables/member_label/")+1),
		"another's columns":   change(find("tables/member/"), func(e entry) entry { e.body = strings.Replace(e.body, `"note"`, `"role"`, 1); return e }),
		"a path that climbs":  change(find("files/"), func(e entry) entry { e.name = "files/../../etc/passwd"; return e }),
		"an absolute path":    change(find("files/"), func(e entry) entry { e.name = "files//etc/passwd"; return e }),
		"a file changed":      change(find("files/"), func(e entry) entry { e.body = "pictura"; return e }),
		"an unknown entry":    slices.Insert(slices.Clone(good), 0, entry{"run.sh", "echo"}),
		"an unknown table":    slices.Insert(slices.Clone(good), 0, entry{"tables/sqlite_master/000001.jsonl", "[\"sql\"]\n[\"x\"]\n"}),
		"a newer schema":      change(len(good)-1, func(e entry) entry { e.body = strings.Replace(e.body, `"schema": `, `"schema": 9`, 1); return e }),
		"no manifest":         good[:len(good)-1],
		"a manifest of noise": change(len(good)-1, func(e entry) entry { e.body = "{"; return e }),
	} {
		t.Run(name, func(t *testing.T) {
			p := open(t, dbtest.SQLite(t))
			err := transfer.Restore(context.Background(), p.Deps, bytes.NewReader(pack(t, entries)), nil)
			if !fault.Is(err, fault.Invalid) {
				t.Fatalf("it says %v", err)
			}
			if _, err := p.Site.Get(context.Background()); !fault.Is(err, fault.NotFound) {
				t.Errorf("a site appeared: %v", err)
			}
			if infos, err := p.Files.List(context.Background(), "", "", 10); err != nil || len(infos) != 0 {
				t.Errorf("files appeared: %v, %v", infos, err)
			}
		})
	}
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

func TestAnInterruptedRestoreLeavesNoHalfSite(t *testing.T) {
	from := open(t, dbtest.SQLite(t))
	fill(t, from)
	archive := backup(t, from)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := open(t, d)
		ctx, stop := context.WithCancel(context.Background())
		err := transfer.Restore(ctx, p.Deps, bytes.NewReader(archive), func(stage string, done, _ int64) {
			if stage == "rows" && done > 300 {
				stop()
			}
		})
		if err == nil {
			t.Fatal("it went on")
		}
		page, err := p.members.List(context.Background(), member.Filter{})
		if err != nil || len(page.Members) != 0 {
			t.Errorf("%d members, %v", len(page.Members), err)
		}
		if err := transfer.Restore(context.Background(), p.Deps, bytes.NewReader(archive), nil); err != nil {
			t.Errorf("the second try: %v", err)
		}
	})
}
