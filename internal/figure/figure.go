// Package figure knows the figures that news is made of: "at least 1,200
// people", "€1.3bn", "between 3 and 5 per cent", "a third". It finds them in
// running words, compares them, and writes them down exactly.
//
// A number is never a float. What a language says is in tables/, one file per
// language; without a file a language still has its digits, signs and symbols.
package figure

import (
	"errors"
	"slices"
	"strings"
	"unicode"
)

// Modifier says how a number is meant.
type Modifier string

// The modifiers. Between has two numbers.
const (
	Exact    Modifier = "exact"
	AtLeast  Modifier = "at_least"
	MoreThan Modifier = "more_than"
	AtMost   Modifier = "at_most"
	LessThan Modifier = "less_than"
	About    Modifier = "about"
	UpTo     Modifier = "up_to"
	Between  Modifier = "between"
)

// Modifiers lists them all, in the order in which a form offers them.
var Modifiers = []Modifier{Exact, AtLeast, MoreThan, AtMost, LessThan, About, UpTo, Between}

// Figure is a number with what it is a number of. Two are == if they were said
// alike; Compare tells in what they differ.
type Figure struct {
	Value    Decimal // of Between, the lower one
	High     Decimal // of Between alone
	Modifier Modifier
	// Unit is a code: "%", "pp", an ISO 4217 code, a symbol such as "km" or
	// "°C", a fraction such as "1/3" (two thirds are 2 of them), or "" for what
	// is merely counted.
	Unit string
	Noun string // what is counted, as written: "people"
}

// LongestNoun is how long a noun may be, in bytes.
const LongestNoun = 80

var errFigure = errors.New("a figure is a modifier, a number, a unit and a noun, such as \"at_least 1200 people\"")

// String is the form for storage, which Read reads: "at_least 1200 people",
// "between 3..5 [%]", "exact 13e8 [EUR]".
func (f Figure) String() string {
	var b strings.Builder
	b.WriteString(string(f.Modifier) + " " + f.Value.String())
	if f.Modifier == Between {
		b.WriteString(".." + f.High.String())
	}
	if f.Unit != "" {
		b.WriteString(" [" + f.Unit + "]")
	}
	if f.Noun != "" {
		b.WriteString(" " + f.Noun)
	}
	return b.String()
}

// Read reads what String writes.
func Read(s string) (Figure, error) {
	modifier, rest, _ := strings.Cut(s, " ")
	number, rest, _ := strings.Cut(rest, " ")
	f := Figure{Modifier: Modifier(modifier)}
	low, high, ranged := strings.Cut(number, "..")
	var err error
	if f.Value, err = ParseDecimal(low); err != nil {
		return Figure{}, err
	}
	if ranged {
		if f.High, err = ParseDecimal(high); err != nil {
			return Figure{}, err
		}
	}
	if strings.HasPrefix(rest, "[") {
		unit, after, ok := strings.Cut(rest[1:], "]")
		if !ok || unit == "" {
			return Figure{}, errFigure
		}
		f.Unit, rest = unit, strings.TrimPrefix(after, " ")
	}
	f.Noun = rest
	if ranged != (f.Modifier == Between) || f.String() != s {
		return Figure{}, errFigure
	}
	return f, f.Check()
}

// MarshalText is String.
func (f Figure) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalText is Read.
func (f *Figure) UnmarshalText(text []byte) (err error) {
	*f, err = Read(string(text))
	return err
}

// Check says what is wrong with a figure that was put together by hand.
func (f Figure) Check() error {
	switch {
	case !slices.Contains(Modifiers, f.Modifier):
		return errors.New("there is no modifier \"" + string(f.Modifier) + "\"")
	case f.Modifier != Between && f.High != Decimal{}:
		return errors.New("only a range has two numbers")
	case f.Modifier == Between && f.Value.Cmp(f.High) >= 0:
		return errors.New("a range goes from the smaller number to the larger one")
	case f.Unit != "" && !KnownUnit(f.Unit):
		return errors.New("there is no unit \"" + f.Unit + "\"")
	case len(f.Noun) > LongestNoun:
		return errors.New("what is counted is said in at most 80 characters")
	case f.Noun != strings.TrimSpace(f.Noun) || strings.HasPrefix(f.Noun, "[") || strings.ContainsFunc(f.Noun, unicode.IsControl):
		return errors.New("what is counted is said in plain words")
	}
	return nil
}
