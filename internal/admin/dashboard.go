package admin

import (
	"context"
	"html/template"
	"net/http"
	"strconv"
	"time"

	"onrecord/internal/chart"
	"onrecord/internal/fault"
	"onrecord/internal/post"
	"onrecord/internal/reading"
	"onrecord/internal/staff"
)

// dashboard is what the front page of the desk says in figures. Who may not
// see those of the whole site gets those of their own posts, and no members.
type dashboard struct {
	Spans    []tab
	Days     int  // 1 is today
	Own      bool // the figures are of one's own posts
	Keys     []keyFigure
	Readings template.HTML
	Nothing  bool // nothing was read in this time
	Top      []rankedPost
	Sources  []sourceRow
	Kinds    []kindShare
	Members  template.HTML
	Coming   template.HTML // who came and went
}

// keyFigure is one number with what became of it.
type keyFigure struct {
	Name, Number string
	Change       string // against the same time before; "" when there is nothing to say
	Against      string // what the change is against
	About        string
}

type rankedPost struct {
	reading.Ranking
	Headline string
	Meter    template.HTML
}

type sourceRow struct {
	Name, Kind string
	Views      int64
	Meter      template.HTML
}

// kindShare is how much of all begins at one kind of source.
type kindShare struct {
	Name    string
	Percent int64
}

// spans are the times that the figures can be of.
var spans = []struct {
	key, label string
	days       int
}{{"today", "Today", 1}, {"7", "7 days", 7}, {"30", "30 days", 30}, {"90", "90 days", 90}}

// usualSpan is the one that the page begins with.
const usualSpan = 2

// topRun is how many posts and sources are listed.
const topRun = 8

func (a *Admin) addDashboard(r *http.Request, v *visit, p *todayPage) error {
	d := &p.Dashboard
	chosen := usualSpan
	for i, s := range spans {
		if query(r, "span") == s.key {
			chosen = i
		}
	}
	for i, s := range spans {
		path := "/admin?span=" + s.key
		if i == usualSpan {
			path = "/admin"
		}
		d.Spans = append(d.Spans, tab{Label: s.label, Path: path, Current: i == chosen})
	}
	d.Days = spans[chosen].days
	to := p.Now.In(p.loc)
	from := to.AddDate(0, 0, 1-d.Days)
	d.Own = !v.can(staff.ReadingAny)
	if d.Own {
		return a.addOwnReadings(r.Context(), v, d, from, to)
	}
	if err := a.addReadings(r.Context(), d, from, to); err != nil {
		return err
	}
	if err := a.addSources(r.Context(), d, from, to); err != nil {
		return err
	}
	if !v.can(staff.MemberRead) {
		return nil
	}
	return a.addGrowth(r.Context(), d, to)
}

// addReadings says how often the site was read, and what of it most.
func (a *Admin) addReadings(ctx context.Context, d *dashboard, from, to time.Time) error {
	list, err := a.Readings.Days(ctx, from, to)
	if err != nil {
		return err
	}
	before, err := a.Readings.Days(ctx, from.AddDate(0, 0, -d.Days), from.AddDate(0, 0, -1))
	if err != nil {
		return err
	}
	now, then := summed(list), summed(before)
	d.Nothing = now.Views == 0
	views := keyFigure{Name: "Views", Number: number(now.Views), About: "Pages that people opened."}
	readers := keyFigure{Name: "Readers", Number: number(now.Readers), About: "Different people, estimated within 2 %."}
	if d.Days > 1 {
		readers.Name = "Readers a day"
		readers.Number = number(perDay(now.Readers, d.Days))
		views.compare(now.Views, then.Views)
		readers.compare(now.Readers, then.Readers)
	} else if list, err = a.Readings.Hours(ctx, to); err != nil {
		return err
	}
	d.Keys = append(d.Keys, views, readers)
	d.Readings = readingsChart(list, d.Days == 1)
	top, err := a.Readings.Top(ctx, from, to, topRun)
	if err != nil {
		return err
	}
	return a.addTop(ctx, d, top)
}

// addOwnReadings says the same of one's own posts.
func (a *Admin) addOwnReadings(ctx context.Context, v *visit, d *dashboard, from, to time.Time) error {
	ids, err := a.ownPublished(ctx, v)
	if err != nil {
		return err
	}
	list, err := a.Readings.DaysOf(ctx, ids, from, to)
	if err != nil {
		return err
	}
	before, err := a.Readings.DaysOf(ctx, ids, from.AddDate(0, 0, -d.Days), from.AddDate(0, 0, -1))
	if err != nil {
		return err
	}
	views := keyFigure{Name: "Views of your posts", Number: number(summed(list).Views), About: "Pages that people opened."}
	if d.Days > 1 {
		views.compare(summed(list).Views, summed(before).Views)
		d.Readings = ownChart(list)
	}
	d.Nothing = summed(list).Views == 0
	d.Keys = append(d.Keys, views)
	top, err := a.Readings.TopOf(ctx, ids, from, to, topRun)
	if err != nil {
		return err
	}
	return a.addTop(ctx, d, top)
}

// ownPublished are a person's own published posts, the newest first: as many
// as their figures are made of.
func (a *Admin) ownPublished(ctx context.Context, v *visit) (ids []int64, err error) {
	var from post.Cursor
	for len(ids) < reading.MostOwn {
		list, next, err := a.Posts.List(ctx, post.ListFilter{Status: post.Live, AuthorStaffID: v.me.ID, Sort: post.SortPublished, Limit: 100, Before: from})
		if err != nil {
			return nil, err
		}
		for _, p := range list {
			ids = append(ids, p.ID)
		}
		if next.IsZero() {
			break
		}
		from = next
	}
	return ids, nil
}

func (a *Admin) addTop(ctx context.Context, d *dashboard, top []reading.Ranking) error {
	for _, t := range top {
		p, err := a.Posts.Get(ctx, t.PostID)
		if fault.Is(err, fault.NotFound) {
			continue // it was deleted
		}
		if err != nil {
			return err
		}
		d.Top = append(d.Top, rankedPost{t, orUntitled(p.Headline), chart.Meter(float64(t.Views) / float64(top[0].Views))})
	}
	return nil
}

// kindNames say what kinds of sources are, in the order in which they are said.
var kindNames = []struct {
	kind reading.Kind
	name string
}{
	{reading.Search, "Search"},
	{reading.Social, "Networks"},
	{reading.Mail, "Mail"},
	{reading.Feeds, "Feed readers"},
	{reading.Site, "Other sites"},
	{reading.Direct, "Direct or unknown"},
}

func (a *Admin) addSources(ctx context.Context, d *dashboard, from, to time.Time) error {
	list, err := a.Readings.Sources(ctx, from, to)
	if err != nil {
		return err
	}
	kinds, total := map[reading.Kind]int64{}, int64(0)
	for _, s := range list {
		kinds[s.Kind] += s.Views
		total += s.Views
	}
	for _, k := range kindNames {
		if kinds[k.kind] > 0 {
			d.Kinds = append(d.Kinds, kindShare{k.name, (200*kinds[k.kind] + total) / (2 * total)})
		}
	}
	for _, s := range list[:min(len(list), topRun)] {
		row := sourceRow{Name: s.Name, Views: s.Views, Meter: chart.Meter(float64(s.Views) / float64(list[0].Views))}
		for _, k := range kindNames {
			if k.kind == s.Kind && s.Kind != reading.Site {
				row.Kind = k.name
			}
		}
		if row.Name == "" {
			row.Name, row.Kind = row.Kind, ""
		}
		d.Sources = append(d.Sources, row)
	}
	return nil
}

func summed(list []reading.Figure) (sum reading.Figure) {
	for _, f := range list {
		sum.Views += f.Views
		sum.Readers += f.Readers
	}
	return sum
}

// perDay is a sum over days as the mean of one, rounded.
func perDay(sum int64, days int) int64 { return (2*sum + int64(days)) / (2 * int64(days)) }

// compare says how far a figure is from what it was.
func (k *keyFigure) compare(now, then int64) {
	if then == 0 {
		return
	}
	k.Against = "against as many days before"
	change := (200*(now-then) + then) / (2 * then)
	if now < then {
		change = -((200*(then-now) + then) / (2 * then))
	}
	switch {
	case change > 999:
		k.Change = "more than ten times as many"
	case change > 0:
		k.Change = "+" + strconv.FormatInt(change, 10) + " %"
	case change < 0:
		k.Change = "−" + strconv.FormatInt(-change, 10) + " %"
	default:
		k.Change = "as before"
	}
}
