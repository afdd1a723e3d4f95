package figure

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

func must(t *testing.T, s string) Figure {
	t.Helper()
	f, err := Read(s)
	if err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	return f
}

func TestFiguresAreComparedAsPeopleMeanThem(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want Difference
	}{
		{"exact 1200 people", "exact 12e2 people", Difference{}},
		{"exact 1200 people", "exact 12000 people", Difference{Value: true}},
		{"exact 1200 people", "at_least 1200 people", Difference{Modifier: true}},
		{"exact 12e5", "exact 1214332", Difference{Rounded: true}},
		{"exact 12e5", "exact 1264332", Difference{Value: true}},
		{"exact 1 [1/4]", "exact 25 [%]", Difference{}},
		{"exact 1 [1/3]", "exact 33 [%]", Difference{Rounded: true}},
		{"exact 1 [1/3]", "exact 35 [%]", Difference{Value: true}},
		{"exact 1.2 [km]", "exact 1200 [m]", Difference{}},
		{"exact 5 [%]", "exact 5 [pp]", Difference{Unit: true}},
		{"exact 5 [EUR]", "exact 5 [USD]", Difference{Unit: true}},
		{"between 3..5 [%]", "between 3..5.0 [%]", Difference{}},
		{"between 3..5 [%]", "between 3..6 [%]", Difference{Value: true}},
		{"between 3..5 [%]", "exact 3 [%]", Difference{Value: true, Modifier: true}},
		{"exact 12 children", "exact 12 adults", Difference{Noun: true}},
	} {
		a, b := must(t, c.a), must(t, c.b)
		if got := Compare(a, b); got != c.want {
			t.Errorf("%s and %s: %+v", a, b, got)
		}
		if Compare(a, b) != Compare(b, a) || a.Same(b) != b.Same(a) {
			t.Errorf("%s and %s differ by who is asked", a, b)
		}
	}
}

func TestFiguresArePrintedAsTheLanguageWritesThem(t *testing.T) {
	for _, c := range []struct{ lang, figure, want string }{
		{"en", "at_least 1200 people", "at least 1,200 people"},
		{"en", "exact 13e8 [EUR]", "€1.3 billion"},
		{"en", "between 3..5 [%]", "between 3% and 5%"},
		{"en", "exact 1200000", "1,200,000"},
		{"en", "exact -0.50 [°C]", "−0.50°C"},
		{"en", "exact 2 [1/3]", "2 thirds"},
		{"en", "exact 1 [1/5] children", "1 fifth children"},
		{"en", "exact 1 [year]", "1\u00a0year"},
		{"en", "exact 2.5 [pp]", "2.5\u00a0percentage points"},
		{"en", "exact 12 [CHF]", "12\u00a0CHF"},
		{"de", "at_least 1200 [km]", "≥ 1.200\u00a0km"},
		{"fr", "between 3.5..5 [%]", "3,5%–5%"},
		{"hi", "exact 12345678", "1,23,45,678"},
		{"ar", "up_to 1200", "≤ 1,200"},
		{"de", "exact 12e5", "1.200.000"},
	} {
		if got := For(c.lang).Print(must(t, c.figure)); got != c.want {
			t.Errorf("%s: %s is %q", c.lang, c.figure, got)
		}
	}
}

func TestWhatIsNoFigureIsRefused(t *testing.T) {
	for _, s := range []string{
		"", "1200", "exact", "exact ", "exact 1.", "exact .5", "exact 1e", "exact 1e0", "exact 1e99", "exact 01", "exact -0", "exact 1.5e3", "exact +1", "exact 1 ",
		"exact 1234567890123456789", "between 3 [%]", "between 5..3", "between 3..3", "exact 3..5", "exact 1 [furlong]", "exact 1 []", "exact 1 [%",
		"exact 1 [1/1]", "exact 1 [1/01]", "exact 1 [1/1001]", "exact 1  people", "exact 1 peo\nple", "exact 1 " + strings.Repeat("x", 81), "some 1",
	} {
		if f, err := Read(s); err == nil {
			t.Errorf("%q is read as %+v", s, f)
		}
	}
}

func TestRoundingIsExactAndGoesAwayFromZero(t *testing.T) {
	for _, c := range []struct {
		num, den int64
		exp      int
		want     string
	}{{5, 2, 0, "3"}, {-5, 2, 0, "-3"}, {1, 3, -2, "0.33"}, {2, 3, -2, "0.67"}, {1249999, 1, 5, "12e5"}, {1250000, 1, 5, "13e5"}, {0, 1, 0, "0"}} {
		d, err := Round(big.NewRat(c.num, c.den), c.exp)
		if err != nil || d.String() != c.want {
			t.Errorf("%d/%d to 10^%d: %s, %v", c.num, c.den, c.exp, d, err)
		}
	}
	if _, err := Round(new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(40), nil)), 0); err == nil {
		t.Error("a number of forty-one digits fits")
	}
}

// TestWhatIsPrintedIsReadAgain makes figures of every kind and looks whether the
// words say what they were made of.
func TestWhatIsPrintedIsReadAgain(t *testing.T) {
	codes := []string{"", "", "", "1/2", "1/3", "1/7", "1/12"}
	for code := range units() {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	r := rand.New(rand.NewPCG(1, 2))
	l := For("en")
	for range 20000 {
		f := Figure{Modifier: Modifiers[r.IntN(len(Modifiers))], Unit: codes[r.IntN(len(codes))]}
		f.Value, _ = NewDecimal(2+r.Int64N(pow10(1+r.IntN(9))), r.IntN(12)-4)
		f.Value, _ = f.Value.times(0)
		if partsOf(f.Unit) > 0 {
			f.Value = Decimal{digits: 1 + r.Int64N(int64(partsOf(f.Unit)))}
			if partsOf(f.Unit) == 12 {
				f.Value.digits = 1
			}
		}
		if f.Modifier == Between {
			f.High, _ = Round(new(big.Rat).Add(f.Value.Rat(), power(f.Value.Exp())), f.Value.Exp())
		}
		if f.Unit == "" {
			f.Noun = []string{"people", "boats", "ice floes"}[r.IntN(3)]
		}
		printed := l.Print(f)
		got, ok := l.Parse("They saw " + printed + ", they said.")
		if !ok || !got.Same(f) || got.Noun != f.Noun {
			t.Fatalf("%s is printed %q, which is %s", f, printed, got)
		}
		if again := l.Print(got); again != printed {
			if got2, _ := l.Parse(again); got2 != got {
				t.Fatalf("%q, then %q", printed, again)
			}
		}
		if stored := must(t, f.String()); stored != f {
			t.Fatalf("%s is stored as %s", f, stored)
		}
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{
		"at least 1,200 people", "between 3 and 5 per cent", "two hundred and five thousand", "half a million", "€1.3bn", "1.2.3", "one in five",
		"a third of", "3–5%", "−1,2,3 e9", "US$ 5", "12’000", "\xff1\xfe", "a b c 1 2 3 and and and", "99999999999999999 million million million", "½ 3² Ⅻ ١٢",
	} {
		f.Add(s, "en")
	}
	f.Fuzz(func(t *testing.T, text, lang string) {
		l := For(lang)
		last := 0
		for _, found := range l.Find(text) {
			if found.Start < last || found.Number < found.Start || found.End <= found.Number || found.End > len(text) {
				t.Fatalf("%q: %+v after %d", text, found, last)
			}
			last = found.End
			if got, err := Read(found.String()); err != nil || got != found.Figure {
				t.Fatalf("%q: %s is stored as %s, %v", text, found, got, err)
			}
			_ = l.Print(found.Figure)
			if d := Compare(found.Figure, found.Figure); d != (Difference{}) {
				t.Fatalf("%s differs from itself: %+v", found, d)
			}
		}
		l.Parse(text)
		if d, err := ParseDecimal(text); err == nil && d.String() != text {
			t.Fatalf("%q is read as %s", text, d)
		}
	})
}

func TestALongTextOfOneKindTakesLinearTime(t *testing.T) {
	l := For("en")
	for _, piece := range []string{
		"1", "1,", "1,00", "1-", "1:", "1 ", "one ", "one hundred ", "and ", "a half ", "half a ", "between 1 and ", "1 to ", "at ", "no more ", "€", "1.2", "one-", "a.", "x1",
		"million ", "1 million ", "twenty ", "square ", "~",
	} {
		if took := spent(l, piece, 1<<15); took > time.Second {
			t.Errorf("32 KB of %q took %v", piece, took)
		}
	}
}

// spent is the shortest of three, since the machine may have other things to do.
func spent(l *Language, piece string, n int) time.Duration {
	text := strings.Repeat(piece, n/len(piece))
	best := time.Hour
	for i := 0; i < 3 && best > 50*time.Millisecond; i++ {
		start := time.Now()
		l.Find(text)
		best = min(best, time.Since(start))
	}
	return best
}

func ExampleLanguage_Print() {
	l := For("en")
	f, _ := l.Parse("at least 1.2 million people")
	fmt.Println(f)
	fmt.Println(l.Print(f))
	// Output:
	// at_least 12e5 people
	// at least 1.2 million people
}

func BenchmarkFind(b *testing.B) {
	l := For("en")
	text := strings.Repeat("The quake killed at least 1,200 people on 4 May 2026, and officials said that two thirds of the town had fled. ", 60)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		l.Find(text)
	}
}
