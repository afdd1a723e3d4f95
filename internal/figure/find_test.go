package figure

import (
	"slices"
	"testing"
)

func TestFiguresAreFoundInRunningWords(t *testing.T) {
	for text, want := range map[string][]string{
		"The quake killed at least 1,200 people, officials said.": {"at_least 1200 people"},
		"It cost €1.3bn, or about $1.4 billion.":                  {"exact 13e8 [EUR]", "about 14e8 [USD]"},
		"A budget of 5 million euros and £1.2m in grants":         {"exact 5e6 [EUR]", "exact 12e5 [GBP]"},
		"Between 3 and 5 per cent of voters":                      {"between 3..5 [%]"},
		"Growth of 3-5% or 3–5 per cent":                          {"between 3..5 [%]", "between 3..5 [%]"},
		"It rose from 3 to 5 per cent":                            {"exact 3", "exact 5 [%]"},
		"between 1.2 and 1.5 million people":                      {"between 12e5..15e5 people"},
		"between €3m and €5m":                                     {"between 3e6..5e6 [EUR]"},
		"Twelve children and twenty-one adults":                   {"exact 12 children", "exact 21 adults"},
		"two hundred and five thousand votes":                     {"exact 205000 votes"},
		"three hundred people, and 2.5 million more":              {"exact 300 people", "exact 25e5"},
		"a third of the voters; two-thirds of all; a third man":   {"exact 1 [1/3]", "exact 2 [1/3]"},
		"three quarters of the crop, half of it, half a million":  {"exact 3 [1/4]", "exact 1 [1/2]", "exact 5e5"},
		"one in five children":                                    {"exact 1 [1/5] children"},
		"two and a half million people":                           {"exact 25e5 people"},
		"a dozen ships and three dozen planes, dozens of cars":    {"exact 12 ships", "exact 36 planes"},
		"a million homes":                                         {"exact 1e6 homes"},
		"no more than 40 days, fewer than 12 boats":               {"at_most 40 [day]", "less_than 12 boats"},
		"as many as 600 troops, some 500 cattle":                  {"up_to 600 troops", "about 500 cattle"},
		"10,000 or more tickets and 1,200+ seats":                 {"at_least 10000 tickets", "at_least 1200 seats"},
		"2.5 percentage points":                                   {"exact 2.5 [pp]"},
		"−3.5 °C, minus 4 degrees, -5°C":                          {"exact -3.5 [°C]", "exact -4 [°C]", "exact -5 [°C]"},
		"120 km/h over 3km and 14 square kilometres":              {"exact 120 [km/h]", "more_than 3 [km]", "exact 14 [km²]"},
		"A 43-year-old man ran 100m":                              {"exact 43 [year]", "exact 100 [m]"},
		"1,200 displaced people":                                  {"exact 1200 displaced people"},
		"12,00,000 rupees, or 12 lakh rupees":                     {"exact 1200000 [INR]", "exact 1200000 [INR]"},
		"CHF 12 and 12 CHF, US$5 and A$6":                         {"exact 12 [CHF]", "exact 12 [CHF]", "exact 5 [USD]", "exact 6 [AUD]"},
		"more than 2,000 boats":                                   {"more_than 2000 boats"},
		"12 police officers":                                      {"exact 12 police officers"},
		"at least one man died":                                   {"at_least 1"},
		"~300 cars and ≥ 5 t":                                     {"about 300 cars", "at_least 5 [t]"},
		"1,234,567.89 tonnes":                                     {"exact 1234567.89 [t]"},
		"just over 12 per cent":                                   {"more_than 12 [%]"},
		"12\u202f000 visitors":                                    {"exact 12000 visitors"},
	} {
		var got []string
		for _, f := range For("en").Find(text) {
			got = append(got, f.String())
			if f.Start < 0 || f.End > len(text) || f.Start > f.Number || f.Number >= f.End {
				t.Errorf("%q: %s stands at %d, %d, %d", text, f, f.Start, f.Number, f.End)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q\n got %q\nwant %q", text, got, want)
		}
	}
}

func TestWhatIsNoFigureIsNotFound(t *testing.T) {
	for _, text := range []string{
		"On 4 May 2026 and on May 4, 2026, in May 2026", "In 2024 voters went to the polls", "the 2026 elections since 1999",
		"at 10:30, at 9 am, 12pm, 10 o'clock", "2026-05-04T10:30", "Article 50 and page 3 of section 4.2", "Covid-19, the G20 and B2B",
		"the 1990s, the 5th and the 21st", "version 1.2.3", "one of them, no one, one day a man", "The second half was better than the first half.",
		"dozens, hundreds and thousands of people", "a few, several, many", "a third man walked in", "call 0123-456-7890-12",
		"They won 3-1 and lost 1-3", "12345678901234567890", "24/7", "#12", "the third time", "", "as one, by one",
	} {
		for _, f := range For("en").Find(text) {
			t.Errorf("%q gives %s", text, f)
		}
	}
}

func TestAFigureIsPlacedWithItsWords(t *testing.T) {
	text := "Überall, said they: at least 1,200 people died."
	f := For("en").Find(text)
	if len(f) != 1 || text[f[0].Start:f[0].End] != "at least 1,200 people" || text[f[0].Number:f[0].End] != "1,200 people" {
		t.Errorf("found %+v", f)
	}
}

func TestWordsThatWereChosenAreReadMoreReadily(t *testing.T) {
	for text, want := range map[string]string{
		"2026": "exact 2026", "one": "exact 1", "a third": "exact 1 [1/3]", "only 12": "exact 12", "3–1": "", "the toll": "",
	} {
		f, ok := For("en").Parse(text)
		if got := f.String(); ok != (want != "") && text != "3–1" || want != "" && got != want {
			t.Errorf("%q: %s, %v", text, got, ok)
		}
	}
}

func TestALanguageWithoutWordsHasItsDigits(t *testing.T) {
	for lang, text := range map[string]string{
		"de": "1.234,5 km", "fr": "1\u00a0234,5 km", "de-CH": "1’234.5 km", "hi": "1,234.5 km", "tr": "1.234,5 km", "sv": "1\u202f234,5 km",
	} {
		found := For(lang).Find(text)
		if len(found) != 1 || found[0].String() != "exact 1234.5 [km]" {
			t.Errorf("%s: %v", lang, found)
		}
	}
}
