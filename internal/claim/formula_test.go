package claim

import (
	"strings"
	"testing"

	"onrecord/internal/figure"
)

func TestAFormulaIsReadAndWorkedOutExactly(t *testing.T) {
	of := map[string]figure.Figure{}
	for key, written := range map[string]string{"toll": "at_least 1200 people", "found": "exact 300 people", "aid-road": "exact 0.1 [km]", "aid": "exact 3 [EUR]", "span": "between 3..5"} {
		f, err := figure.Read(written)
		if err != nil {
			t.Fatal(err)
		}
		of[key] = f
	}
	for formula, want := range map[string]string{
		"toll - found": "900", "toll-found": "!no claim-figure", "1 + 2 * 3": "7", "(1 + 2) * 3": "9", "2 - 3 - 4": "-5", "8 / 4 / 2": "1",
		"sum(toll, found, 5)": "1505", "percent(found, toll)": "25 %", "-toll": "-1200", "aid-road * 3": "3/10", "1 / 3 * 3": "1", "0.1 + 0.2": "3/10",
		"toll + aid": "!adds “EUR” to a plain number", "toll / (found - 300)": "!divides by zero", "span + 1": "!range", "percent(1)": "!two things",
		"": "!too early", "toll +": "!too early", "1 2": "!out of place", "(1": "!not closed", "max(1, 2)": "!no function", "toll- found": "!no key",
		"1.2.3": "!no number", "é": "!out of place", strings.Repeat("(", 30): "!brackets", strings.Repeat("-", 400): "!brackets",
	} {
		tree, err := parseFormula(formula)
		var got amount
		if err == nil {
			got, err = tree.eval(of)
		}
		switch {
		case err != nil && strings.HasPrefix(want, "!"):
			if part := want[1:]; part != "no claim-figure" && !strings.Contains(err.Error(), part) {
				t.Errorf("%s: %v, want %s", formula, err, part)
			}
		case err != nil || strings.HasPrefix(want, "!"):
			t.Errorf("%s: %v, %v", formula, got, err)
		case strings.TrimSuffix(got.num.RatString()+" "+got.unit, " ") != want:
			t.Errorf("%s: %s %s, want %s", formula, got.num.RatString(), got.unit, want)
		}
	}
}
