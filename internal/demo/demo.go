// Package demo fills an empty site with an invented publication, the paper of
// an island that does not exist, rich enough to judge the product by.
package demo

import (
	"context"
	"slices"
	"sync"
	"time"

	"onrecord/internal/comment"
	"onrecord/internal/fault"
	"onrecord/internal/job"
	"onrecord/internal/media"
	"onrecord/internal/member"
	"onrecord/internal/newsletter"
	"onrecord/internal/post"
	"onrecord/internal/reading"
	"onrecord/internal/search"
	"onrecord/internal/site"
	"onrecord/internal/staff"
)

// The owner of the demo signs in with these. Every other member of its staff
// has the same password.
const (
	Email    = "editor@farrow.example"
	Password = "eleven dark winters"
)

// Deps are the stores that are filled. Engine and Jobs must not be running yet.
type Deps struct {
	Site        *site.Store
	Staff       *staff.Store
	Members     *member.Store
	Comments    *comment.Store
	Media       *media.Store
	Posts       *post.Store
	Newsletters *newsletter.Store
	Search      *search.Store
	Readings    *reading.Store
	Engine      *newsletter.Engine
	Jobs        *job.Queue
}

// filler is one filling of one site.
type filler struct {
	Deps
	*content
	owner    staff.Person
	location *time.Location
	now      time.Time
	today    time.Time // midnight of the day from which the content counts back
	pictures map[string]media.Media
	staff    map[string]int64 // name -> staff id
	authors  map[string]int64
	sections map[string]int64
	posts    map[string]int64 // file name -> id

	newsletters []int64

	mu          sync.Mutex // guards done
	done, total int64
	progress    func(done, total int64)
}

// Fill fills a site that nobody has set up yet. On any other it does nothing,
// but for one: a demo whose filling was cut off is filled to its end. Progress
// may be nil.
//
// The mail of the demo goes to the outbox. Where mail would really be sent, the
// issue that the demo would have sent stays a draft.
func Fill(ctx context.Context, d Deps, progress func(done, total int64)) (err error) {
	defer fault.Wrap(&err, "demo.Fill()")
	c, err := read()
	if err != nil {
		return err
	}
	if progress == nil {
		progress = func(int64, int64) {}
	}
	f := &filler{Deps: d, content: c, progress: progress, now: d.Posts.Now()}
	wanted, err := f.claim(ctx)
	if err != nil || !wanted {
		return err
	}
	f.total = int64(len(c.pictures) + len(c.authors) + len(c.posts) + memberCount/100 + len(c.issues) + 3)
	for _, step := range []func(context.Context) error{
		f.addPictures, f.addSections, f.addAuthors, f.addRecord, f.addPosts, f.addNewsletters, f.addMembers, f.addComments, f.addIssues, f.addReadings, f.finish,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// claim sets the site up, or finds that it is a demo that was not finished.
func (f *filler) claim(ctx context.Context) (bool, error) {
	ready, err := f.Site.Ready(ctx)
	if err != nil {
		return false, err
	}
	if ready {
		return f.unfinished(ctx)
	}
	token, _, err := f.Site.SetupToken(ctx)
	if err != nil {
		return false, err
	}
	f.owner, err = f.Staff.Setup(ctx, token, staff.SetupInput{
		SiteName: f.site.Name, Language: f.site.Language, TimeZone: f.site.TimeZone,
		Name: f.content.owner(), Email: Email, Password: Password,
	})
	return err == nil, err
}

// unfinished says whether the site is a demo that lacks its last step, which
// gives it a description.
func (f *filler) unfinished(ctx context.Context) (bool, error) {
	s, err := f.Site.Get(ctx)
	if err != nil || s.Name != f.site.Name || s.Description != "" {
		return false, err
	}
	people, err := f.Staff.List(ctx)
	if err != nil {
		return false, err
	}
	i := slices.IndexFunc(people, func(p staff.Person) bool { return p.Email == Email && p.Role == staff.Owner })
	if i < 0 {
		return false, nil
	}
	f.owner = people[i]
	return true, nil
}

// step tells how far the filling has come.
func (f *filler) step() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.done++
	f.progress(f.done, f.total)
}

// finish says what the site is. It is the last step, by which a filling that
// was cut off is known.
func (f *filler) finish(ctx context.Context) error {
	if f.Jobs != nil {
		if err := f.Jobs.Drain(ctx); err != nil {
			return err
		}
	}
	s, err := f.Site.Get(ctx)
	if err != nil {
		return err
	}
	f.site.Header = f.header()
	if _, err := f.Site.Update(ctx, s.Version, f.site); err != nil {
		return err
	}
	f.step()
	return nil
}
