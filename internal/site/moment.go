package site

import (
	"fmt"
	"slices"
	"time"
)

// Moments are the moments at which the clocks of a zone show the date and time
// of day of local, in their order: one as a rule, none where the clock is put
// forward over it, two where it is put back over it. Local's own zone does not
// count.
func Moments(local time.Time, zone *time.Location) []time.Time {
	wall := time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), local.Minute(), local.Second(), local.Nanosecond(), time.UTC)
	var out []time.Time
	for _, near := range []time.Duration{-24 * time.Hour, 24 * time.Hour} { // no clock changes twice within a day
		_, offset := wall.Add(near).In(zone).Zone()
		at := wall.Add(-time.Duration(offset) * time.Second).In(zone)
		if _, shown := at.Zone(); shown == offset && !slices.ContainsFunc(out, at.Equal) {
			out = append(out, at)
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return out
}

// Turn is a change of the clocks of a zone.
type Turn struct {
	At time.Time
	// From is what the clocks show right before, To what they show from then on.
	From, To time.Time
}

// Forward tells whether the clocks are put forward, so that times are left out.
func (t Turn) Forward() bool { return t.To.After(t.From) }

// NextTurn is the first change of the zone's clocks after a moment; false when
// there is none within the time.
func NextTurn(after time.Time, within time.Duration, zone *time.Location) (Turn, bool) {
	for at := after.In(zone); ; {
		_, end := at.ZoneBounds()
		if end.IsZero() || end.Sub(after) > within {
			return Turn{}, false
		}
		_, before := at.Zone()
		if _, then := end.In(zone).Zone(); then != before {
			utc := end.UTC()
			return Turn{end.In(zone), utc.Add(time.Duration(before) * time.Second), utc.Add(time.Duration(then) * time.Second)}, true
		}
		at = end.In(zone)
	}
}

// Offset says how far the clocks that t is read from are from UTC, as in
// UTC+05:30.
func Offset(t time.Time) string {
	_, seconds := t.Zone()
	sign := "+"
	if seconds < 0 {
		sign, seconds = "−", -seconds
	}
	return fmt.Sprintf("UTC%s%02d:%02d", sign, seconds/3600, seconds/60%60)
}
