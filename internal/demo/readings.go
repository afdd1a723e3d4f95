package demo

import (
	"context"
	"hash/fnv"
	"math"
	"time"

	"onrecord/internal/reading"
)

// readDays is how far back the demo's readers go.
const readDays = 90

// shares of a day's views by the hour: an island wakes early.
var hourly = [24]float64{4, 2, 1, 1, 2, 9, 34, 62, 70, 58, 46, 44, 58, 52, 40, 38, 42, 50, 62, 68, 64, 48, 26, 12}

// cameFrom says where readings of the demo began, in thousandths of all views.
var cameFrom = []struct {
	name  string
	share float64
}{
	{"", 215},
	{"google.com", 118},
	{"newsletter", 96},
	{"facebook.com", 41},
	{"bing.com", 22},
	{"duckduckgo.com", 19},
	{"ferries.mainland.example", 17},
	{"bsky.app", 14},
	{"harbour.farrow.example", 11},
	{"feedly.com", 8},
	{"reddit.com", 5},
}

// addReadings invents how often the publication was read: the same figures for
// the same day of filling. A site that counted anything already is left alone.
func (f *filler) addReadings(ctx context.Context) error {
	counted, err := f.Readings.Any(ctx)
	if err != nil || counted {
		f.step()
		return err
	}
	posts, err := f.readPosts()
	if err != nil {
		return err
	}
	now := f.now.In(f.location)
	var list []reading.Seed
	var sources []reading.SeedSource
	var hours []reading.Figure
	for ago := readDays - 1; ago >= 0; ago-- {
		day := time.Date(now.Year(), now.Month(), now.Day()-ago, 12, 0, 0, 0, f.location)
		passed := 1.0
		if ago == 0 {
			passed = partOfDay(now.Hour())
		}
		site := passed * lists(day, ago)
		for _, p := range posts {
			views := passed * p.on(day)
			if views < .5 {
				continue
			}
			site += views
			list = append(list, reading.Seed{Day: day, PostID: p.id, Views: whole(views), Readers: whole(views * .86)})
		}
		list = append(list, reading.Seed{Day: day, Views: whole(site), Readers: whole(site * .57)})
		for _, s := range cameFrom {
			if n := whole(site * s.share / 1000 * wave(s.name, day, .35)); n > 0 {
				sources = append(sources, reading.SeedSource{Day: day, Name: s.name, Views: n})
			}
		}
		if ago < 2 {
			hours = append(hours, hoursOf(day, site/passed, ago == 0, now.Hour())...)
		}
	}
	f.step()
	return f.Readings.InsertBulk(ctx, list, sources, hours)
}

// readPost is a post with what draws readers to it.
type readPost struct {
	id   int64
	at   time.Time
	draw float64 // how many open it on the first whole day
}

func (f *filler) readPosts() (list []readPost, err error) {
	for _, d := range f.content.posts {
		id, ok := f.posts[d.name]
		if !ok || d.fields["draft"] != "" {
			continue
		}
		at, err := f.at(d)
		if err != nil {
			return nil, err
		}
		draw := 60 + 420*math.Pow(chance(d.name), 2.5)
		if d.fields["kind"] == "page" {
			draw = 25
		}
		list = append(list, readPost{id, at, draw})
	}
	return list, nil
}

// on is how often the post is opened on a day: much at first, then less and
// less, and a little for ever.
func (p readPost) on(day time.Time) float64 {
	age := day.Sub(p.at).Hours()/24 + .5
	if age < 0 {
		return 0
	}
	return p.draw * (math.Exp(-age/1.6) + .08/(1+age/6)) * wave(p.at.String(), day, .25)
}

// lists is how often front page, sections and issues are opened on a day.
func lists(day time.Time, ago int) float64 {
	views := 210 + 1.6*float64(readDays-ago)
	switch day.Weekday() {
	case time.Saturday, time.Sunday:
		views *= .72
	case time.Monday, time.Thursday:
		views *= 1.12
	}
	for _, storm := range []int{66, 41, 40, 8} { // when everybody looked
		if ago == storm {
			views *= 1.7
		}
	}
	return views * wave("lists", day, .16)
}

// wave is a factor around 1 that is the same for the same name and day.
func wave(name string, day time.Time, by float64) float64 {
	return 1 + by*(2*chance(name+day.Format(time.DateOnly))-1)
}

// chance is a number from 0 to 1 that a name stands for.
func chance(name string) float64 {
	h := fnv.New64a()
	h.Write([]byte(name))
	v := h.Sum64()
	v ^= v >> 33
	v *= 0xff51afd7ed558ccd
	return float64(v>>11) / (1 << 53)
}

func whole(n float64) int64 { return int64(math.Round(n)) }

// partOfDay is the share of a day's views before an hour.
func partOfDay(hour int) float64 {
	var before, all float64
	for h, n := range hourly {
		all += n
		if h < hour {
			before += n
		}
	}
	return before / all
}

func hoursOf(day time.Time, views float64, today bool, now int) (list []reading.Figure) {
	var all float64
	for _, n := range hourly {
		all += n
	}
	for h, n := range hourly {
		if today && h >= now {
			break
		}
		v := views * n / all
		list = append(list, reading.Figure{At: time.Date(day.Year(), day.Month(), day.Day(), h, 0, 0, 0, day.Location()), Views: whole(v), Readers: whole(v * .8)})
	}
	return list
}
