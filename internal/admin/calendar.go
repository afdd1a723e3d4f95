package admin

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"onrecord/internal/fault"
	"onrecord/internal/locale"
	"onrecord/internal/page"
	"onrecord/internal/post"
	"onrecord/internal/staff"
)

// calendarPage is a month of what was published and sent and what will be, as
// a grid of weeks and as a list of days.
type calendarPage struct {
	frame
	Month      time.Time // its first day, in the site's zone
	Name       string
	Prev, Next string // addresses; "" past what can be scheduled
	Weekdays   []string
	Weeks      [][]calendarDay
	Days       []calendarDay // those of the month with something on them, or the one that is asked for
	One        bool          // a single day is asked for
	List       bool          // the list is asked for
	More       bool          // than is shown
	Move       *post.Post    // the scheduled post that is to be moved
	MoveForm   form
}

// calendarDay is a day of the grid.
type calendarDay struct {
	At      time.Time
	Outside bool // of the month
	Today   bool
	Entries []calendarEntry
	Hidden  int // entries that the grid leaves out
}

// Shown are the entries of a day that the grid has room for.
func (d calendarDay) Shown() []calendarEntry { return d.Entries[:len(d.Entries)-d.Hidden] }

// Key names the day in an address.
func (d calendarDay) Key() string { return d.At.Format(time.DateOnly) }

// calendarEntry is a post or an issue.
type calendarEntry struct {
	At          time.Time
	Clock       string
	Path, Title string
	State, Kind string
	Move        string // where it can be set to another time; "" when it cannot
}

const (
	dayMost     = 4 // entries of a day in the grid
	monthLayout = "2006-01"
	yearLeast   = 1970
	yearMost    = 2200
)

func (a *Admin) calendar(w http.ResponseWriter, r *http.Request, v *visit) error {
	p := calendarPage{frame: a.frame(r, v, "Calendar"), List: query(r, "view") == "list"}
	month, day, err := calendarSpan(r, a.Now().In(v.zone))
	if err != nil {
		return err
	}
	p.Month, p.One, p.Name = month, !day.IsZero(), desk().Month(month.Year(), month.Month())
	if move := beforeID(r, "move"); move != 0 {
		q, err := a.movable(r.Context(), v, move)
		if err != nil {
			return err
		}
		p.Move, p.MoveForm = &q, filled("version", itoa(q.Version))
		putMoment(p.MoveForm, "schedule_at", q.ScheduledAt, v.zone)
	}
	return a.showCalendar(w, r, v, p, day, http.StatusOK)
}

func (a *Admin) showCalendar(w http.ResponseWriter, r *http.Request, v *visit, p calendarPage, day time.Time, status int) error {
	view := ""
	if p.List {
		view = "&view=list"
	}
	if prev := p.Month.AddDate(0, -1, 0); prev.Year() >= yearLeast {
		p.Prev = "/admin/calendar?month=" + prev.Format(monthLayout) + view
	}
	if next := p.Month.AddDate(0, 1, 0); next.Year() <= yearMost {
		p.Next = "/admin/calendar?month=" + next.Format(monthLayout) + view
	}
	start := locale.For(v.site.Language).WeekStart()
	first := p.Month.AddDate(0, 0, -(int(p.Month.Weekday()-start)+7)%7)
	end := p.Month.AddDate(0, 1, 0)
	last := end.AddDate(0, 0, (int(start-end.Weekday())+7)%7)
	entries, more, err := a.calendarEntries(r.Context(), v, first, last)
	if err != nil {
		return err
	}
	p.More = more
	for i := range 7 {
		p.Weekdays = append(p.Weekdays, ((start + time.Weekday(i)) % 7).String())
	}
	a.fillDays(&p, entries, first, last, day)
	return a.show(w, status, "calendar", p)
}

// fillDays puts the entries on the days of the grid and of the list.
func (a *Admin) fillDays(p *calendarPage, entries []calendarEntry, first, last, day time.Time) {
	today := p.Now.In(p.loc).Format(time.DateOnly)
	for at, n := first, 0; at.Before(last); at, n = at.AddDate(0, 0, 1), n+1 {
		d := calendarDay{At: at, Outside: at.Month() != p.Month.Month(), Today: at.Format(time.DateOnly) == today}
		for len(entries) > 0 && entries[0].At.In(p.loc).Format(time.DateOnly) <= d.Key() {
			d.Entries, entries = append(d.Entries, entries[0]), entries[1:]
		}
		d.Hidden = max(0, len(d.Entries)-dayMost)
		if n%7 == 0 {
			p.Weeks = append(p.Weeks, nil)
		}
		p.Weeks[n/7] = append(p.Weeks[n/7], d)
		if p.One && d.Key() == day.Format(time.DateOnly) || !p.One && !d.Outside && len(d.Entries) > 0 {
			p.Days = append(p.Days, d)
		}
	}
}

// calendarSpan reads which month is asked for, and which day of it, if one is.
func calendarSpan(r *http.Request, now time.Time) (month, day time.Time, err error) {
	month = now
	for name, layout := range map[string]string{"month": monthLayout, "day": time.DateOnly} {
		if query(r, name) == "" {
			continue
		}
		at, err := time.ParseInLocation(layout, query(r, name), now.Location())
		if err != nil || at.Year() < yearLeast || at.Year() > yearMost {
			return month, day, missing()
		}
		if name == "day" {
			day = at
		} else {
			month = at
		}
	}
	if !day.IsZero() {
		month = day
	}
	return time.Date(month.Year(), month.Month(), 1, 0, 0, 0, 0, now.Location()), day, nil
}

// calendarEntries lists the posts and issues between two moments that the
// person may see, in the order of their times.
func (a *Admin) calendarEntries(ctx context.Context, v *visit, from, to time.Time) (out []calendarEntry, more bool, err error) {
	own := int64(0)
	if !v.can(staff.PostReadAny) {
		own = v.me.ID
	}
	posts, more, err := a.Posts.Between(ctx, from, to, own)
	if err != nil {
		return nil, false, err
	}
	clock := func(at time.Time) string { return desk().Time(at, v.zone) }
	for _, q := range posts {
		e := calendarEntry{At: q.At, Clock: clock(q.At), Path: postPath(q.ID), Title: orUntitled(q.Headline), State: q.Status, Kind: "Post"}
		if q.Status == post.Scheduled && (v.can(staff.PostPublishAny) || own != 0 && v.can(staff.PostPublishOwn)) {
			e.Move = "/admin/calendar?month=" + q.At.In(v.zone).Format(monthLayout) + "&move=" + itoa(q.ID)
		}
		out = append(out, e)
	}
	if !v.can(staff.IssueRead) {
		return out, more, nil
	}
	issues, err := a.Newsletters.Between(ctx, from, to)
	if err != nil {
		return nil, false, err
	}
	all, err := a.Newsletters.List(ctx, true)
	names := map[int64]string{}
	for _, n := range all {
		names[n.ID] = n.Name
	}
	for _, i := range issues {
		title := i.Subject
		if title == "" {
			title = orIssue(names[i.NewsletterID])
		}
		out = append(out, calendarEntry{At: i.At, Clock: clock(i.At), Path: "/admin/issues/" + itoa(i.ID), Title: title, State: i.State, Kind: "Newsletter"})
	}
	slices.SortStableFunc(out, func(x, y calendarEntry) int { return x.At.Compare(y.At) })
	return out, more, err
}

// movable fetches a scheduled post that the person may set to another time.
func (a *Admin) movable(ctx context.Context, v *visit, id int64) (post.Post, error) {
	q, err := a.visible(ctx, v, id, staff.PostPublishAny)
	if err == nil && q.Status != post.Scheduled {
		err = fault.New(fault.Conflict, "This post is no longer scheduled; open it to see what became of it.")
	}
	return q, err
}

// reschedulePost sets a scheduled post to another time, and leaves its text.
func (a *Admin) reschedulePost(w http.ResponseWriter, r *http.Request, v *visit) error {
	n, err := id(r, "id")
	if err != nil {
		return err
	}
	q, err := a.movable(r.Context(), v, n)
	if err != nil {
		return err
	}
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	at, err := readMoment(f, "schedule_at", v.zone)
	if err == nil {
		_, err = a.Posts.Schedule(r.Context(), n, v.me.ID, f.Int("version"), at)
		err = orElse(f.Err(), fieldOf(err, "scheduled_at", "schedule_at"))
	}
	if err == nil {
		return see(w, r, "/admin/calendar?month="+at.In(v.zone).Format(monthLayout), "scheduled")
	}
	if !mendable(err) {
		return err
	}
	p := calendarPage{frame: a.frame(r, v, "Calendar"), Move: &q, MoveForm: returned(f, err)}
	local := q.ScheduledAt.In(v.zone)
	p.Month = time.Date(local.Year(), local.Month(), 1, 0, 0, 0, 0, v.zone)
	p.Name = desk().Month(p.Month.Year(), p.Month.Month())
	return a.showCalendar(w, r, v, p, time.Time{}, statusOf(err))
}

// fieldOf gives a problem of the domain's field the name of the form's.
func fieldOf(err error, theirs, ours string) error {
	for _, f := range fault.FieldsOf(err) {
		if f.Name == theirs {
			var p fault.Problems
			p.Add(ours, f.Format, f.Args...)
			return p.Err()
		}
	}
	return err
}

// Full is a day with its name, for the list.
func (p calendarPage) Full(t time.Time) string {
	return strings.TrimSpace(t.Weekday().String() + " " + desk().ShortDate(t, p.loc))
}
