package admin

import (
	"context"
	"html/template"
	"time"

	"onrecord/internal/chart"
	"onrecord/internal/member"
	"onrecord/internal/reading"
)

// asTable opens the table behind each drawing.
const asTable = "The figures as a table"

// daySlot is a day in a drawing.
func daySlot(at time.Time) chart.Slot {
	return chart.Slot{At: at, Label: at.Format("2 Jan"), Name: at.Format("Mon 2 Jan 2006")}
}

func hourSlot(at time.Time) chart.Slot {
	return chart.Slot{At: at, Label: at.Format("15:04"), Name: at.Format("15:04") + "–" + at.Add(time.Hour).Format("15:04")}
}

func counted(n int64) chart.Value { return chart.Value{Y: float64(n), Text: number(n)} }

func atLine(y float64) string { return number(int64(y)) }

// readingsChart draws views with the readers in them.
func readingsChart(list []reading.Figure, hours bool) template.HTML {
	views, readers := chart.Series{Name: "views", Form: chart.Bars}, chart.Series{Name: "readers", Form: chart.Bars}
	c := chart.Chart{ID: "readings", Title: "Views and readers of each day", Head: "Day", Table: asTable, Whole: true, Number: atLine}
	slot := daySlot
	if hours {
		c.Title, c.Head, slot = "Views and readers of each hour today", "Hour", hourSlot
	}
	for _, f := range list {
		c.Slots = append(c.Slots, slot(f.At))
		views.Values = append(views.Values, counted(f.Views))
		readers.Values = append(readers.Values, counted(f.Readers))
	}
	c.Series = []chart.Series{views, readers}
	c.About = number(summed(list).Views) + " views in all; " + highest(list)
	return c.HTML()
}

// highest says when something was read most.
func highest(list []reading.Figure) string {
	best := list[0]
	for _, f := range list {
		if f.Views > best.Views {
			best = f
		}
	}
	if best.Views == 0 {
		return "nothing was read."
	}
	at := daySlot(best.At).Name
	if len(list) > 1 && list[1].At.Sub(list[0].At) < 2*time.Hour {
		at = hourSlot(best.At).Name
	}
	return "most, " + number(best.Views) + ", on " + at + "."
}

// ownChart draws the views of one's own posts.
func ownChart(list []reading.Figure) template.HTML {
	views := chart.Series{Name: "views", Form: chart.Bars}
	c := chart.Chart{ID: "readings", Title: "Views of your posts, each day", Head: "Day", Table: asTable, Whole: true, Number: atLine}
	for _, f := range list {
		c.Slots = append(c.Slots, daySlot(f.At))
		views.Values = append(views.Values, counted(f.Views))
	}
	c.Series = []chart.Series{views}
	c.About = number(summed(list).Views) + " views in all; " + highest(list)
	return c.HTML()
}

// leastGrowth is how many days the drawings of members show at least: one
// alone would be a dot.
const leastGrowth = 7

// addGrowth says how many members there are, and who came and went.
func (a *Admin) addGrowth(ctx context.Context, d *dashboard, to time.Time) error {
	days := max(d.Days, leastGrowth)
	list, err := a.Members.Growth(ctx, to.AddDate(0, 0, 1-days), to)
	if err != nil || len(list) == 0 {
		return err
	}
	var joined, ended int64
	for _, g := range list[len(list)-d.Days:] {
		joined += g.Joined
		ended += g.Ended
	}
	last := list[len(list)-1].Active
	key := keyFigure{Name: "Subscribers", Number: number(last), About: "Members to whom mail may go."}
	if joined+ended > 0 {
		key.Change = "+" + number(joined) + " −" + number(ended)
		key.Against = "who came and who left"
	}
	d.Keys = append(d.Keys, key)
	if list[0].Active+last+joined+ended > 0 {
		d.Members, d.Coming = growthCharts(list)
	}
	return nil
}

func growthCharts(list []member.Growth) (members, coming template.HTML) {
	first, last := list[0], list[len(list)-1]
	all := chart.Chart{ID: "subscribers", Title: "Subscribers at the end of each day", Head: "Day", Table: asTable, Whole: true, Number: atLine, Height: 140}
	all.About = "From " + number(first.Active) + " to " + number(last.Active) + "."
	flow := chart.Chart{ID: "coming", Title: "Who came and who left, each day", Head: "Day", Table: asTable, Whole: true, Number: func(y float64) string { return number(max(int64(y), -int64(y))) }, Height: 90}
	active, joined, ended := chart.Series{Name: "subscribers", Form: chart.Step}, chart.Series{Name: "new", Form: chart.Bars}, chart.Series{Name: "left", Form: chart.Bars}
	var came, went int64
	for _, g := range list {
		all.Slots = append(all.Slots, daySlot(g.Day))
		active.Values = append(active.Values, counted(g.Active))
		joined.Values = append(joined.Values, counted(g.Joined))
		ended.Values = append(ended.Values, chart.Value{Y: -float64(g.Ended), Text: number(g.Ended)})
		came, went = came+g.Joined, went+g.Ended
	}
	flow.About = number(came) + " came and " + number(went) + " left."
	flow.Slots = all.Slots
	all.Series, flow.Series = []chart.Series{active}, []chart.Series{joined, ended}
	return all.HTML(), flow.HTML()
}
