package demo

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"onrecord/internal/fault"
	"onrecord/internal/media"
	"onrecord/internal/post"
)

// addPictures takes in the drawings and says whose they are. Uploading the same
// file twice gives the same picture.
func (f *filler) addPictures(ctx context.Context) error {
	about := f.aboutPictures()
	found := make([]media.Media, len(f.content.pictures))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(2)
	for i, name := range f.content.pictures {
		group.Go(func() error {
			data, err := files.ReadFile("content/images/" + name + ".jpg")
			if err != nil {
				return err
			}
			m, err := f.Media.Upload(ctx, name+".jpg", bytes.NewReader(data), f.owner.ID)
			if err != nil {
				return err
			}
			found[i], err = f.Media.Update(ctx, m.ID, about[name].alt, about[name].credit)
			f.step()
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	f.pictures = map[string]media.Media{}
	for i, name := range f.content.pictures {
		f.pictures[name] = found[i]
	}
	return nil
}

type caption struct{ alt, credit string }

const drawnBy = "Juno Wick for The Farrow Light"

func (f *filler) aboutPictures() map[string]caption {
	about := map[string]caption{}
	for _, d := range f.content.posts {
		if name := d.fields["image"]; name != "" {
			about[name] = caption{d.fields["alt"], d.fields["credit"]}
		}
	}
	for _, d := range f.content.authors {
		about[d.fields["image"]] = caption{d.fields["alt"], drawnBy}
	}
	return about
}

var when = regexp.MustCompile(`^(-?\d+)d (\d\d):(\d\d)$`)

// at is the time that a document says, counted from the day of the filling; what
// lies ahead of it is counted from the day that it is, so that it does.
func (f *filler) at(d document) (time.Time, error) {
	m := when.FindStringSubmatch(d.fields["ago"])
	if m == nil {
		return time.Time{}, fmt.Errorf("%s: ago is %q", d.name, d.fields["ago"])
	}
	var days, hour, minute int
	if _, err := fmt.Sscan(m[1]+" "+m[2]+" "+m[3], &days, &hour, &minute); err != nil {
		return time.Time{}, err
	}
	from := f.today
	if days < 0 {
		from = f.now.In(f.location)
	}
	y, month, day := from.Date()
	return time.Date(y, month, day-days, hour, minute, 0, 0, f.location), nil
}

// countFrom picks the day that the content counts back from: today, or
// yesterday as long as some of today's content lies in the future.
func (f *filler) countFrom() error {
	location, err := time.LoadLocation(f.site.TimeZone)
	if err != nil {
		return err
	}
	f.location, f.today = location, f.now.In(location)
	for _, d := range f.content.posts {
		if !strings.HasPrefix(d.fields["ago"], "0d") {
			continue
		}
		t, err := f.at(d)
		if err != nil {
			return err
		}
		if t.After(f.now) {
			f.today = f.now.In(location).AddDate(0, 0, -1)
			return nil
		}
	}
	return nil
}

// addPosts writes the posts, each at its own time: first all first revisions,
// then the later ones.
func (f *filler) addPosts(ctx context.Context) error {
	if err := f.countFrom(); err != nil {
		return err
	}
	f.posts = map[string]int64{}
	known, err := f.knownPosts(ctx)
	if err != nil {
		return err
	}
	for _, d := range f.content.posts {
		if strings.HasSuffix(d.name, ".v2") {
			continue
		}
		if err := f.addPost(ctx, d, known); err != nil {
			return fmt.Errorf("%s: %w", d.name, err)
		}
		f.step()
	}
	for _, d := range f.content.posts {
		if name, ok := strings.CutSuffix(d.name, ".v2"); ok {
			if err := f.revise(ctx, f.posts[name], d); err != nil {
				return fmt.Errorf("%s: %w", d.name, err)
			}
			f.step()
		}
	}
	return nil
}

// knownPosts are the posts that a filling before this one wrote, by headline.
func (f *filler) knownPosts(ctx context.Context) (map[string]post.Post, error) {
	known := map[string]post.Post{}
	var from post.Cursor
	for {
		list, next, err := f.Posts.List(ctx, post.ListFilter{Limit: 100, Before: from})
		if err != nil {
			return nil, err
		}
		for _, p := range list {
			known[p.Headline] = p
		}
		if next.IsZero() {
			return known, nil
		}
		from = next
	}
}

// clocked is the store of posts with its clock set to t.
func (f *filler) clocked(t time.Time) *post.Store {
	d := f.Posts.Deps
	d.Now = func() time.Time { return t }
	return post.New(d)
}

func (f *filler) addPost(ctx context.Context, d document, known map[string]post.Post) error {
	by := f.owner.ID
	if names := d.list("authors"); len(names) > 0 {
		by = f.staff[names[0]]
	}
	published := f.now
	if d.fields["draft"] == "" {
		var err error
		if published, err = f.at(d); err != nil {
			return err
		}
	}
	p, ok := known[d.fields["headline"]]
	if !ok {
		in, err := f.input(ctx, d)
		if err != nil {
			return err
		}
		written := published.Add(-3 * time.Hour)
		if written.After(f.now) {
			written = f.now
		}
		if p, err = f.clocked(written).Create(ctx, by, in); err != nil {
			return err
		}
	}
	f.posts[d.name] = p.ID
	if d.fields["draft"] != "" || p.Status != post.Draft {
		return nil
	}
	if published.After(f.now) {
		_, err := f.Posts.Schedule(ctx, p.ID, by, p.Version, published)
		return err
	}
	_, err := f.clocked(published).Publish(ctx, p.ID, by, post.PublishOptions{})
	return err
}

func (f *filler) input(ctx context.Context, d document) (post.Input, error) {
	part, _ := strconv.ParseInt(d.fields["part"], 10, 64) // none is 0
	in := post.Input{
		Kind: d.fields["kind"], Series: d.fields["series"], Part: part, Access: d.fields["access"], Layout: d.fields["layout"], Slug: d.fields["slug"], Headline: d.fields["headline"],
		Standfirst: d.fields["standfirst"], Body: f.body(d), LeadMediaID: f.pictures[d.fields["image"]].ID,
		LeadAlt: d.fields["alt"], LeadCaption: d.fields["caption"], LeadCredit: d.fields["credit"],
	}
	for _, name := range d.list("section") {
		in.SectionIDs = append(in.SectionIDs, f.sections[name])
	}
	for _, name := range d.list("authors") {
		in.AuthorIDs = append(in.AuthorIDs, f.authors[name])
	}
	tags, err := f.Posts.EnsureTags(ctx, d.list("tags"))
	for _, t := range tags {
		in.TagIDs = append(in.TagIDs, t.ID)
	}
	return in, err
}

var pictureInText = regexp.MustCompile(`\]\(images/([a-z-]+)`)

// body is the text with the addresses of our pictures.
func (f *filler) body(d document) string {
	return pictureInText.ReplaceAllStringFunc(d.text, func(s string) string {
		return "](" + f.pictures[pictureInText.FindStringSubmatch(s)[1]].URL(0)
	})
}

// revise publishes the later revision of a post, unless that has been done.
func (f *filler) revise(ctx context.Context, id int64, d document) error {
	p, err := f.Posts.Get(ctx, id)
	if err != nil {
		return err
	}
	if revisions, err := f.Posts.Revisions(ctx, id); err != nil || len(revisions) > 1 {
		return err
	}
	t, err := f.at(d)
	if err != nil {
		return err
	}
	in := post.Input{
		Kind: p.Kind, Access: p.Access, Layout: p.Layout, Slug: p.Slug, Headline: p.Headline, Standfirst: p.Standfirst, Body: f.body(d),
		LeadMediaID: p.LeadMediaID, LeadAlt: p.LeadAlt, LeadCaption: p.LeadCaption, LeadCredit: p.LeadCredit,
		SectionIDs: p.SectionIDs, TagIDs: p.TagIDs, AuthorIDs: p.AuthorIDs,
	}
	if s := d.fields["standfirst"]; s != "" {
		in.Standfirst = s
	}
	posts := f.clocked(t)
	if p, err = posts.Save(ctx, id, p.Version, p.CreatedBy, in); err != nil {
		return err
	}
	_, err = posts.Publish(ctx, id, p.CreatedBy, post.PublishOptions{Version: p.Version, Significant: true, Note: d.fields["note"]})
	if fault.Is(err, fault.Conflict) {
		return fmt.Errorf("somebody else is writing: %w", err)
	}
	return err
}
