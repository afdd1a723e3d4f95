package admin

import (
	"fmt"
	"time"

	"onrecord/internal/fault"
	"onrecord/internal/page"
	"onrecord/internal/site"
)

// localTime is how a browser writes a date with a time of day.
const localTime = "2006-01-02T15:04"

// foldSuffix makes the name of the field that says which of two times is
// meant, when the clock shows one twice.
const foldSuffix = "_fold"

// moment is a field for a time to come, in the site's time zone.
type moment struct {
	Name, ID, Label, Action string
	Value, Error            string
	Zone                    string   // with its offset and the time there
	Turn                    string   // says in a sentence that the clock changes soon
	Twice                   []option // which of the two, where the clock shows the time twice
	Fold                    string
}

// turnNear is how far ahead a change of the clock is announced.
const turnNear = 45 * 24 * time.Hour

// Moment makes a field of a form for a template; its button sends the form to
// action, or where the form goes when that is "".
func (f frame) Moment(fm form, name, id, label, action string) moment {
	m := moment{Name: name, ID: id, Label: label, Action: action, Value: fm.Value(name), Error: fm.Error(name), Fold: fm.Value(name + foldSuffix)}
	m.Zone = fmt.Sprintf("%s, %s, where it is %s now.", f.Zone, site.Offset(f.Now.In(f.loc)), f.Clock())
	if turn, ok := site.NextTurn(f.Now, turnNear, f.loc); ok {
		m.Turn = fmt.Sprintf("On %s %s; from then on it is %s.", desk().ShortDate(turn.At, f.loc), turned(turn), site.Offset(turn.At))
	}
	if local, err := time.Parse(localTime, m.Value); err == nil {
		if both := site.Moments(local, f.loc); len(both) == 2 {
			m.Twice = []option{{"1", "the first time, at " + site.Offset(both[0])}, {"2", "the second time, at " + site.Offset(both[1])}}
		}
	}
	return m
}

// ZoneAt is the site's time zone with its offset at a moment.
func (f frame) ZoneAt(t time.Time) string { return f.Zone + ", " + site.Offset(t.In(f.loc)) }

// turned says how a clock changes.
func turned(t site.Turn) string {
	way := "back"
	if t.Forward() {
		way = "forward"
	}
	return fmt.Sprintf("the clock goes %s from %s to %s", way, t.From.Format("15:04"), t.To.Format("15:04"))
}

// putMoment fills the field with a moment.
func putMoment(f form, name string, at time.Time, zone *time.Location) {
	local := at.In(zone)
	f.values.Set(name, local.Format(localTime))
	if both := site.Moments(local, zone); len(both) == 2 {
		f.values.Set(name+foldSuffix, map[bool]string{true: "1", false: "2"}[both[0].Equal(at.Truncate(time.Minute))])
	}
}

// readMoment reads a time to come in the site's time zone. One that no clock
// shows is refused, and of one that comes twice it must be said which.
func readMoment(f page.Form, name string, zone *time.Location) (time.Time, error) {
	var p fault.Problems
	local, err := time.Parse(localTime, f.Text(name))
	if err != nil {
		p.Add(name, "Choose a day and a time.")
		return time.Time{}, p.Err()
	}
	all := site.Moments(local, zone)
	fold := f.Get(name + foldSuffix)
	switch {
	case len(all) == 1:
		return all[0], nil
	case len(all) == 2 && fold == "1":
		return all[0], nil
	case len(all) == 2 && fold == "2":
		return all[1], nil
	}
	turn, _ := site.NextTurn(time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), local.Minute(), 0, 0, zone).Add(-24*time.Hour), 48*time.Hour, zone)
	day := desk().ShortDate(turn.At, zone)
	if len(all) == 2 {
		p.Add(name, "On %s %s, so %s comes twice; say which of the two.", day, turned(turn), local.Format("15:04"))
	} else {
		p.Add(name, "On %s %s, so %s does not come; choose an earlier or a later time.", day, turned(turn), local.Format("15:04"))
	}
	return time.Time{}, p.Err()
}
