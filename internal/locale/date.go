package locale

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// calendar names months and days and says how dates are put together, in the
// letters of CLDR date patterns that datePart knows.
type calendar struct {
	Months      [12]string `json:"months"`     // inside a date
	Standalone  [12]string `json:"standalone"` // by itself or with a year
	ShortMonths [12]string `json:"short_months"`
	Days        [7]string  `json:"days"` // from Sunday
	Periods     [2]string  `json:"periods"`
	Date        string     `json:"date"`
	ShortDate   string     `json:"short_date"`
	FullDate    string     `json:"full_date"`
	Month       string     `json:"month"`
	Time        string     `json:"time"`
	DateTime    string     `json:"date_time"`
}

// Date is the day of t in the zone, such as "8 November 2026".
func (l *Locale) Date(t time.Time, zone *time.Location) string {
	return l.pattern(l.table.Calendar.Date, t.In(zone))
}

// ShortDate is Date with the month cut short, such as "8 Nov 2026".
func (l *Locale) ShortDate(t time.Time, zone *time.Location) string {
	return l.pattern(l.table.Calendar.ShortDate, t.In(zone))
}

// FullDate is Date with the day of the week.
func (l *Locale) FullDate(t time.Time, zone *time.Location) string {
	return l.pattern(l.table.Calendar.FullDate, t.In(zone))
}

// Time is the time of day of t in the zone, to the minute.
func (l *Locale) Time(t time.Time, zone *time.Location) string {
	return l.pattern(l.table.Calendar.Time, t.In(zone))
}

// DateTime is the day and the time of day of t in the zone.
func (l *Locale) DateTime(t time.Time, zone *time.Location) string {
	return strings.NewReplacer("{date}", l.Date(t, zone), "{time}", l.Time(t, zone)).
		Replace(l.table.Calendar.DateTime)
}

// Month is a month with its year, such as "November 2026".
func (l *Locale) Month(year int, month time.Month) string {
	return l.pattern(l.table.Calendar.Month, time.Date(year, month, 1, 0, 0, 0, 0, time.UTC))
}

// MonthName is the month by itself, such as "November".
func (l *Locale) MonthName(month time.Month) string { return l.table.Calendar.Standalone[month-1] }

// Relative says how long before now t was: minutes, hours and up to six days,
// then the date in the zone. A time to come is given as its date and time.
func (l *Locale) Relative(t, now time.Time, zone *time.Location) string {
	ago := now.Sub(t)
	switch {
	case ago < -time.Minute:
		return l.DateTime(t, zone)
	case ago < time.Minute:
		return l.T("just now")
	case ago < time.Hour:
		return l.N("%d minute ago", "%d minutes ago", int64(ago/time.Minute))
	case ago < 24*time.Hour:
		return l.N("%d hour ago", "%d hours ago", int64(ago/time.Hour))
	case ago < 7*24*time.Hour:
		return l.N("%d day ago", "%d days ago", int64(ago/(24*time.Hour)))
	}
	return l.Date(t, zone)
}

// pattern fills a CLDR date pattern; text between apostrophes stands as it is.
func (l *Locale) pattern(p string, t time.Time) string {
	var b strings.Builder
	for i := 0; i < len(p); {
		if p[i] == '\'' {
			end := strings.IndexByte(p[i+1:], '\'')
			if end < 0 {
				end = len(p) - i - 1
			}
			b.WriteString(p[i+1 : i+1+end])
			i += end + 2
			continue
		}
		n := 1
		for isLetter(p[i]) && i+n < len(p) && p[i+n] == p[i] {
			n++
		}
		b.WriteString(l.datePart(p[i:i+n], t))
		i += n
	}
	return b.String()
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

func (l *Locale) datePart(letters string, t time.Time) string {
	c := &l.table.Calendar
	switch letters {
	case "y":
		return strconv.Itoa(t.Year())
	case "MMMM":
		return c.Months[t.Month()-1]
	case "LLLL":
		return c.Standalone[t.Month()-1]
	case "MMM":
		return c.ShortMonths[t.Month()-1]
	case "M":
		return strconv.Itoa(int(t.Month()))
	case "d":
		return strconv.Itoa(t.Day())
	case "EEEE":
		return c.Days[t.Weekday()]
	case "H":
		return strconv.Itoa(t.Hour())
	case "HH":
		return fmt.Sprintf("%02d", t.Hour())
	case "h":
		return strconv.Itoa((t.Hour()+11)%12 + 1)
	case "mm":
		return fmt.Sprintf("%02d", t.Minute())
	case "a":
		return c.Periods[t.Hour()/12]
	}
	return letters
}
