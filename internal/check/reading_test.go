package check

import (
	"strings"
	"testing"
	"time"
)

func TestASentenceSaysWhatAClaimBeginsWith(t *testing.T) {
	today := time.Date(2026, 11, 26, 15, 0, 0, 0, time.UTC) // a Thursday
	for sentence, want := range map[string]string{
		"It began at dawn. The quake killed [at least 1,200 people], the Interior Ministry said on Sunday. It ended.": "figure|at_least 1200 people|2026-11-22|Interior Ministry|people-quake-killed",
		"According to Mirela Voss, at least [1,200 people] died on 4 May 2026.":                                       "figure|at_least 1200 people|2026-05-04|Mirela Voss|people-died",
		"“[We did not close the harbour],” said Ada Quay.":                                                            "quote|||Ada Quay|close-harbour",
		"Officials reported yesterday that the [dam failed].":                                                         "fact||2026-11-25|Officials|failed",
		"Rents are [€500] since December 3, the office found.":                                                        "figure|exact 500 [EUR]|2025-12-03|Office|rents-since-december",
		"[40%]": "figure|exact 40 [%]|||",
		"":      "fact||||",
	} {
		before, rest, _ := strings.Cut(sentence, "[")
		words, after, _ := strings.Cut(rest, "]")
		r := Read("en", today, before, words, after)
		got := []string{r.Kind, "", "", r.Who, r.Key}
		if r.Kind == "figure" {
			got[1] = r.Figure.String()
		}
		if !r.AsOf.IsZero() {
			got[2] = r.AsOf.Format(time.DateOnly)
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%q\n got %s\nwant %s", sentence, strings.Join(got, "|"), want)
		}
		if strings.Contains(sentence, "began at dawn") && r.Statement != "The quake killed at least 1,200 people, the Interior Ministry said on Sunday." {
			t.Errorf("the statement is %q", r.Statement)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("According to ", "1,200", " people said on May 4. ")
	f.Add("said", "“a b c”", "\xff.-said")
	f.Fuzz(func(_ *testing.T, before, words, after string) {
		Read("en", time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC), before, words, after)
		Read("de", time.Time{}, before, words, after)
	})
}
