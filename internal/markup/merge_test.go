package markup_test

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"onrecord/internal/markup"
)

func TestChangesOfDifferentPassagesAreJoined(t *testing.T) {
	const base = "One.\n\nTwo.\n\nThree."
	for name, c := range map[string]struct{ mine, theirs, want string }{
		"one each":               {"One!\n\nTwo.\n\nThree.", "One.\n\nTwo.\n\nThree!", "One!\n\nTwo.\n\nThree!"},
		"next to each other":     {"One!\n\nTwo.\n\nThree.", "One.\n\nTwo!\n\nThree.", "One!\n\nTwo!\n\nThree."},
		"a new end":              {"One!\n\nTwo.\n\nThree.", base + "\n\nFour.", "One!\n\nTwo.\n\nThree.\n\nFour."},
		"a new beginning":        {"Zero.\n\n" + base, "One.\n\nTwo.\n\nThree!", "Zero.\n\nOne.\n\nTwo.\n\nThree!"},
		"one taken out":          {"One.\n\nThree.", "One.\n\nTwo.\n\nThree!", "One.\n\nThree!"},
		"the same by both":       {"One!\n\nTwo.\n\nThree.", "One!\n\nTwo.\n\nThree.", "One!\n\nTwo.\n\nThree."},
		"the last taken out":     {"One.\n\nTwo.", "One!\n\nTwo.\n\nThree.", "One!\n\nTwo."},
		"only theirs":            {base, "Else.", "Else."},
		"odd space is left":      {"One.\n\nTwo.\n\n\n\nThree.", "One!\n\nTwo.\n\nThree.", "One!\n\nTwo.\n\n\n\nThree."},
		"a paragraph in between": {"One.\n\nNew.\n\nTwo.\n\nThree.", "One.\n\nTwo.\n\nThree!", "One.\n\nNew.\n\nTwo.\n\nThree!"},
	} {
		for _, order := range []bool{false, true} {
			mine, theirs := c.mine, c.theirs
			if order {
				mine, theirs = theirs, mine
			}
			if got, ok := markup.Merge(base, mine, theirs); !ok || got != c.want {
				t.Errorf("%s: %q, %t; want %q", name, got, ok, c.want)
			}
		}
	}
}

func TestChangesOfOnePassageClash(t *testing.T) {
	const base = "One.\n\nTwo."
	for name, c := range map[string][2]string{
		"two wordings":         {"One!\n\nTwo.", "One?\n\nTwo."},
		"a change and its end": {"Two.", "One?\n\nTwo."},
		"two new paragraphs":   {"One.\n\nA.\n\nTwo.", "One.\n\nB.\n\nTwo."},
		"two new ends":         {base + "\n\nA.", base + "\n\nB."},
	} {
		if got, ok := markup.Merge(base, c[0], c[1]); ok {
			t.Errorf("%s: joined to %q", name, got)
		}
	}
	if got, ok := markup.Merge("", "A.", "B."); ok {
		t.Errorf("two first texts: joined to %q", got)
	}
}

// Whatever two people do to a text, either it clashes or every paragraph that
// one of them wrote stands in the joined text.
func TestNoWordIsLostInAJoinedText(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 8))
	joined := 0
	for range 3000 {
		base := make([]string, random.IntN(7))
		for i := range base {
			base[i] = "p" + strconv.Itoa(random.IntN(4))
		}
		edit := func(who string) (string, []string) {
			list, wrote := append([]string(nil), base...), []string{}
			for n := range random.IntN(3) {
				word := who + strconv.Itoa(n)
				at := random.IntN(len(list) + 1)
				if random.IntN(2) == 0 || at == len(list) {
					list = append(list[:at], append([]string{word}, list[at:]...)...)
				} else {
					list[at] = word
				}
			}
			for _, p := range list {
				if strings.HasPrefix(p, who) {
					wrote = append(wrote, p)
				}
			}
			return strings.Join(list, "\n\n"), wrote
		}
		mine, a := edit("m")
		theirs, b := edit("t")
		got, ok := markup.Merge(strings.Join(base, "\n\n"), mine, theirs)
		if !ok {
			continue
		}
		joined++
		for _, word := range append(a, b...) {
			if !strings.Contains("\n\n"+got+"\n\n", "\n\n"+word+"\n\n") {
				t.Fatalf("base %q, mine %q, theirs %q: %q is lost in %q", base, mine, theirs, word, got)
			}
		}
	}
	if joined < 500 {
		t.Errorf("only %d of the texts could be joined", joined)
	}
}
