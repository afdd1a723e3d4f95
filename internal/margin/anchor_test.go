package margin

import "testing"

func TestWordsAreFoundAgainAfterTheTextWasChanged(t *testing.T) {
	text := "The ferry is for sale.\n\nThe **old** ferry is [for sale](https://a.example/x), said the mayor."
	for name, c := range map[string]struct {
		about Anchor
		text  string
		want  string
	}{
		"as they stand":                {Anchor{Quote: "said the mayor"}, text, "said the mayor"},
		"of a page, without its signs": {Anchor{Quote: "old ferry is for sale, said"}, text, "old** ferry is [for sale](https://a.example/x), said"},
		"the second of two":            {Anchor{Quote: "ferry is for sale", Before: "The old"}, text, "ferry is [for sale"},
		"the nearest of two":           {Anchor{Quote: "ferry", Place: 38}, text, "ferry"},
		"after an edit around them":    {Anchor{Quote: "for sale", Before: "ferry is ", After: ", said the mayor"}, "New first line.\n\n" + text, "for sale"},
		"in Arabic":                    {Anchor{Quote: "العبّارة القديمة"}, "بيعت العبّارة *القديمة* أمس", "العبّارة *القديمة"},
		"gone":                         {Anchor{Quote: "for free"}, text, ""},
		"nothing but signs":            {Anchor{Quote: "—"}, text, ""},
		"an empty text":                {Anchor{Quote: "x"}, "", ""},
	} {
		start, end, ok := c.about.Find(c.text)
		if got := c.text[start:end]; got != c.want || ok != (c.want != "") {
			t.Errorf("%s: %q %v, want %q", name, got, ok, c.want)
		}
	}
	for _, quote := range []string{"ferry is for sale"} {
		a, ok := (Anchor{Quote: quote, Before: "old"}).in(text)
		if !ok || a.Place != 36 || a.Before != "The ferry is for sale.\n\nThe **old** " || a.After != "](https://a.example/x), said the mayor." {
			t.Errorf("%+v %v", a, ok)
		}
	}
}
