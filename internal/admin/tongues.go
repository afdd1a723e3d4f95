package admin

import (
	"time"

	"onrecord/internal/locale"
)

// tongue is a language to choose, said in itself.
type tongue struct {
	Tag, Dir, Name string
	English        string // its name as the desk says it
	Sample         string // a date and a number, as readers will see them
}

// englishNames are the languages that there are, as the desk calls them.
var englishNames = map[string]string{
	"ar": "Arabic", "de": "German", "en": "American English", "en-GB": "British English", "es": "Spanish", "fr": "French",
	"he": "Hebrew", "hi": "Hindi", "ja": "Japanese", "pt": "Portuguese", "tr": "Turkish", "zh": "Chinese",
}

const sampleNumber = 1234567

// tongues are the languages that the public pages can speak.
func tongues(now time.Time, zone *time.Location) []tongue {
	var out []tongue
	for _, one := range locale.Languages() {
		l := locale.For(one.Tag)
		out = append(out, tongue{
			Tag: one.Tag, Dir: l.Dir(), Name: one.Name, English: englishNames[one.Tag],
			Sample: l.FullDate(now, zone) + " · " + l.Number(sampleNumber),
		})
	}
	return out
}
