package locale

import "time"

// WeekStart is the day on which a week begins where most readers of a language
// live (CLDR weekData).
func (l *Locale) WeekStart() time.Weekday {
	switch l.Tag() {
	case "en", "en-US", "en-CA", "he", "hi", "ja", "ko", "pt", "pt-BR":
		return time.Sunday
	case "ar":
		return time.Saturday
	}
	return time.Monday
}
