package demo

import (
	"context"
	"io"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"onrecord/internal/blob"
	"onrecord/internal/comment"
	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/job"
	"onrecord/internal/mail"
	"onrecord/internal/markup"
	"onrecord/internal/media"
	"onrecord/internal/member"
	"onrecord/internal/newsletter"
	"onrecord/internal/post"
	"onrecord/internal/reading"
	"onrecord/internal/search"
	"onrecord/internal/site"
	"onrecord/internal/staff"
)

// stores are the stores of a site, wired as the program wires them.
func stores(t *testing.T, d *db.DB, now func() time.Time) Deps {
	t.Helper()
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	folder, err := blob.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	base := &url.URL{Scheme: "https", Host: "light.example", Path: "/"}
	transport, err := mail.NewTransport("", d, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	s := Deps{Site: site.New(d, now), Jobs: job.New(d, log), Staff: staff.New(d, now), Search: search.New(d), Readings: reading.New(reading.Deps{DB: d, Now: now})}
	s.Media = media.New(media.Deps{DB: d, Blobs: folder, Now: now})
	zone := func(ctx context.Context) *time.Location {
		st, err := s.Site.Get(ctx)
		if err != nil {
			return time.UTC
		}
		return st.Location()
	}
	s.Posts = post.New(post.Deps{DB: d, Jobs: s.Jobs, Media: s.Media, Zone: zone, Now: now})
	s.Members = member.New(d, s.Jobs, s.Site.Key, now)
	s.Newsletters = newsletter.New(newsletter.Deps{
		DB: d, Site: s.Site, Members: s.Members, Posts: s.Posts, Media: s.Media,
		Transport: transport, Base: base, Now: now, Log: log,
	})
	s.Comments = comment.New(comment.Deps{DB: d, Site: s.Site, Now: now})
	s.Engine = &newsletter.Engine{Store: s.Newsletters, Poll: 20 * time.Millisecond}
	s.Staff.CheckSetupToken = s.Site.CheckSetupToken
	s.Staff.ClaimSite = func(ctx context.Context, tx *db.Tx, token string, in staff.SetupInput) error {
		return s.Site.Claim(ctx, tx, token, site.Claim{SiteName: in.SiteName, Language: in.Language, TimeZone: in.TimeZone})
	}
	s.Staff.OnSetup = func(ctx context.Context, tx *db.Tx, owner staff.Person, in staff.SetupInput) error {
		if _, err := s.Posts.EnsureStaffAuthor(ctx, tx, owner.ID, owner.Name); err != nil {
			return err
		}
		_, err := s.Newsletters.CreateIn(ctx, tx, newsletter.Input{
			Name: in.SiteName, SenderName: in.SiteName, SenderAddress: owner.Email, Layout: newsletter.LayoutFull, IsDefault: true,
		})
		return err
	}
	s.Jobs.On("post.published", "search", s.Search.Index)
	s.Jobs.On("post.due", "publish", s.Posts.PublishDue)
	return s
}

func TestFillMakesAWholePublicationAndDoesSoOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := stores(t, d, time.Now)
		if d.Engine == db.SQLite {
			cutOff(t, s)
		}
		var last, total int64
		if err := Fill(ctx, s, func(done, of int64) {
			if done <= last {
				t.Errorf("progress went from %d to %d", last, done)
			}
			last, total = done, of
		}); err != nil {
			t.Fatal(err)
		}
		if last != total {
			t.Errorf("progress ended at %d of %d", last, total)
		}
		before := census(t, d)
		for table, want := range map[string]int64{
			"section": 6, "author": 6, "staff": 6, "member": memberCount, "newsletter": 2, "issue": 2, "media": 21,
		} {
			if before[table] != want {
				t.Errorf("%d rows in %s, not %d", before[table], table, want)
			}
		}
		signIn(t, s)
		posts(t, s)
		letters(t, s)
		found, err := s.Search.Find(ctx, search.Query{Text: "clockwork", Limit: 5})
		if err != nil || len(found.Hits) == 0 {
			t.Errorf("searching the demo finds %d posts: %v", len(found.Hits), err)
		}

		if err := Fill(ctx, s, nil); err != nil {
			t.Fatal(err)
		}
		for table, n := range census(t, d) {
			if n != before[table] {
				t.Errorf("the second time made %d rows in %s of %d", n, table, before[table])
			}
		}
	})
}

// cutOff ends the filling in the middle of each of its parts.
func cutOff(t *testing.T, s Deps) {
	t.Helper()
	for _, step := range []int64{3, 24, 33, 50, 59} {
		ctx, stop := context.WithCancel(context.Background())
		err := Fill(ctx, s, func(done, _ int64) {
			if done == step {
				stop()
			}
		})
		stop()
		if err == nil {
			t.Fatalf("cut off at step %d, it says nothing", step)
		}
	}
}

func census(t *testing.T, d *db.DB) map[string]int64 {
	t.Helper()
	counts := map[string]int64{}
	for _, table := range []string{
		"section", "author", "staff", "member", "newsletter", "issue", "media", "post", "revision", "tag", "delivery", "outbox", "reading", "reading_source", "member_day",
	} {
		var n int64
		if err := d.QueryRow(context.Background(), "SELECT count(*) FROM "+table).Scan(&n); err != nil {
			t.Fatal(err)
		}
		counts[table] = n
	}
	return counts
}

// signIn tries the owner's sign-in, and that everybody else has a way in too.
func signIn(t *testing.T, s Deps) {
	t.Helper()
	people, err := s.Staff.List(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	roles := map[staff.Role]bool{}
	for _, p := range people {
		roles[p.Role] = true
		if _, _, err := s.Staff.SignIn(context.Background(), p.Email, Password, "198.51.100.0/24", "test"); err != nil {
			t.Errorf("%s cannot sign in: %v", p.Email, err)
		}
	}
	if len(roles) != len(staff.Roles()) {
		t.Errorf("the staff has the roles %v", roles)
	}
}

// posts looks at every published post as a reader would.
func posts(t *testing.T, s Deps) {
	t.Helper()
	ctx := context.Background()
	counts, err := s.Posts.CountByStatus(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if counts[post.Live] < 24 || counts[post.Scheduled] != 1 || counts[post.Draft] != 1 {
		t.Errorf("posts by status: %v", counts)
	}
	list, _, err := s.Posts.Listed(ctx, "all", post.Cursor{}, post.MaxListed)
	if err != nil {
		t.Fatal(err)
	}
	updated := 0
	for _, p := range list {
		checkPost(t, s, p)
		if p.Updated() {
			updated++
		}
	}
	if updated != 1 {
		t.Errorf("%d posts say that they were updated", updated)
	}
	front, _, err := s.Posts.Listed(ctx, "home", post.Cursor{}, 10)
	if err != nil || len(front) != 10 {
		t.Fatalf("%d posts on the front page: %v", len(front), err)
	}
	if age := time.Since(front[0].FirstPublishedAt); age < 0 || age > 48*time.Hour {
		t.Errorf("the newest post is %v old", age)
	}
}

func checkPost(t *testing.T, s Deps, p post.Published) {
	t.Helper()
	name := p.Revision.Slug
	if p.FirstPublishedAt.After(time.Now()) {
		t.Errorf("%s is from the future: %v", name, p.FirstPublishedAt)
	}
	d := markup.Parse(p.Revision.Body)
	found, err := s.Media.Resolve(context.Background(), d.Images())
	if err != nil {
		t.Fatal(err)
	}
	html := d.HTML(markup.Options{Image: func(src string) (markup.Image, bool) {
		m, ok := found[src]
		return markup.Image{Src: src, Alt: m.Alt}, ok
	}})
	if len(html) < 100 || strings.Contains(html, "images/") || strings.Contains(html, "](") || strings.Contains(html, "**") {
		t.Errorf("%s reads %s", name, html)
	}
	if len(found) != len(d.Images()) {
		t.Errorf("%s shows %v, of which %d are ours", name, d.Images(), len(found))
	}
	if p.Revision.Standfirst == "" {
		t.Errorf("%s has no standfirst", name)
	}
	if p.Lead != nil && (p.LeadAlt() == "" || p.LeadCredit() == "" || p.Revision.LeadCaption == "") {
		t.Errorf("the picture of %s says too little", name)
	}
	if p.Revision.Kind != post.Page && (len(p.Authors) == 0 || len(p.Sections) == 0 || len(p.Tags) == 0) {
		t.Errorf("%s lacks an author, a section or a tag", name)
	}
}

// letters looks at what the readers were sent.
func letters(t *testing.T, s Deps) {
	t.Helper()
	ctx := context.Background()
	list, _, err := s.Newsletters.Issues(ctx, newsletter.IssueFilter{})
	if err != nil {
		t.Fatal(err)
	}
	states := map[string]int{}
	for _, i := range list {
		states[i.State]++
		// Those whose mail bounced before are skipped.
		if c := i.Counts; i.State == newsletter.Sent && (c.Sent < 100 || c.Sent+c.Skipped != i.Audience || c.Skipped == 0) {
			t.Errorf("issue %q went to %d: %+v", i.Subject, i.Audience, c)
		}
		if html, text, _, err := s.Newsletters.Preview(ctx, i.ID); err != nil || len(html) < 1000 || len(text) < 200 || len(html) > 102_000 {
			t.Errorf("issue %q: %d bytes of HTML, %d of text, %v", i.Subject, len(html), len(text), err)
		}
	}
	if states[newsletter.Sent] != 1 || states[newsletter.Draft] != 1 {
		t.Errorf("issues by state: %v", states)
	}
}

func TestFillLeavesASiteOfOthersAlone(t *testing.T) {
	d := dbtest.SQLite(t)
	ctx := context.Background()
	s := stores(t, d, time.Now)
	token, _, err := s.Site.SetupToken(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Staff.Setup(ctx, token, staff.SetupInput{
		SiteName: "Mine", Language: "en", TimeZone: "UTC", Name: "Me", Email: "me@mine.example", Password: "a heron in the reeds",
	}); err != nil {
		t.Fatal(err)
	}
	before := census(t, d)
	if err := Fill(ctx, s, nil); err != nil {
		t.Fatal(err)
	}
	for table, n := range census(t, d) {
		if n != before[table] {
			t.Errorf("%d rows in %s, not %d", n, table, before[table])
		}
	}
}

func TestWhereMailIsRealTheDemoSendsNone(t *testing.T) {
	d := dbtest.SQLite(t)
	ctx := context.Background()
	s := stores(t, d, time.Now)
	transport, err := mail.NewTransport("smtp://127.0.0.1:1", d, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	s.Newsletters.Transport = transport
	n, err := s.Newsletters.Create(ctx, (&filler{}).letters()[0])
	if err != nil {
		t.Fatal(err)
	}
	i, err := s.Newsletters.CreateIssue(ctx, 0, newsletter.IssueInput{NewsletterID: n.ID, Subject: "Hello", Intro: "Nobody reads this."})
	if err != nil {
		t.Fatal(err)
	}
	if err := (&filler{Deps: s}).send(ctx, i); err != nil {
		t.Fatal(err)
	}
	if i, err = s.Newsletters.Issue(ctx, i.ID); err != nil || i.State != newsletter.Draft {
		t.Errorf("the issue is %s: %v", i.State, err)
	}
}

// Early in the morning some of the content is still to come that day, and what
// is scheduled has to be ahead all the same.
func TestNothingIsFromTheFutureAtAnyHourButWhatIsScheduled(t *testing.T) {
	c, err := read()
	if err != nil {
		t.Fatal(err)
	}
	for hour := range 24 {
		f := &filler{content: c, now: time.Date(2026, 3, 29, hour, 1, 0, 0, time.UTC)}
		if err := f.countFrom(); err != nil {
			t.Fatal(err)
		}
		for _, d := range c.posts {
			if d.fields["draft"] != "" {
				continue
			}
			at, err := f.at(d)
			if err != nil || at.After(f.now) != strings.HasPrefix(d.fields["ago"], "-") {
				t.Errorf("at %v, %s is from %v: %v", f.now, d.name, at, err)
			}
		}
	}
}

func TestEveryPictureIsUsedAndLight(t *testing.T) {
	c, err := read()
	if err != nil {
		t.Fatal(err)
	}
	about := (&filler{content: c}).aboutPictures()
	for _, name := range c.pictures {
		if about[name].alt == "" {
			t.Errorf("nothing says what %s shows", name)
		}
		info, err := os.Stat("content/images/" + name + ".jpg")
		if err != nil || info.Size() > 150_000 {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name := range about {
		if _, err := files.ReadFile("content/images/" + name + ".jpg"); err != nil {
			t.Error(err)
		}
	}
}
