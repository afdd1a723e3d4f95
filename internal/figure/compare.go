package figure

import (
	"math/big"
	"strings"
)

// Difference says in what two figures differ. The zero value: in nothing.
type Difference struct {
	Unit     bool // they measure different things, and so their numbers say nothing
	Value    bool // different numbers, also when the rougher one is taken as rounded
	Rounded  bool // different numbers, which are one when rounded as the rougher one is
	Modifier bool // such as "at least" on one side
	Noun     bool // both count something by name, and not the same
}

// Same is whether the two are one figure: number, modifier and unit. It looks
// neither at how precisely the numbers are written nor at nouns.
func (f Figure) Same(g Figure) bool {
	d := Compare(f, g)
	return !d.Unit && !d.Value && !d.Rounded && !d.Modifier
}

// Compare tells in what two figures differ. Units of one kind are converted
// exactly: 1.2 km is 1,200 m, and a quarter is 25 %.
func Compare(f, g Figure) Difference {
	d := Difference{
		Modifier: f.Modifier != g.Modifier,
		Noun:     f.Noun != "" && g.Noun != "" && !strings.EqualFold(f.Noun, g.Noun),
	}
	a, b := unitOf(f.Unit), unitOf(g.Unit)
	if a.Kind != b.Kind {
		d.Unit = true
		return d
	}
	lows := compareNumbers(f.Value, g.Value, a, b)
	highs := equal
	if f.Modifier == Between && g.Modifier == Between {
		highs = compareNumbers(f.High, g.High, a, b)
	}
	d.Value = max(lows, highs) == other || (f.Modifier == Between) != (g.Modifier == Between)
	d.Rounded = !d.Value && max(lows, highs) == rounded
	return d
}

const (
	equal = iota
	rounded
	other
)

func compareNumbers(x, y Decimal, a, b unit) int {
	p, q := a.base(x.Rat()), b.base(y.Rat())
	if p.Cmp(q) == 0 {
		return equal
	}
	if within(q, p, a.step(x)) || within(p, q, b.step(y)) {
		return rounded
	}
	return other
}

// step is what the last digit that was said stands for. A third may be said of
// all that is within a hundredth of it.
func (u unit) step(d Decimal) *big.Rat {
	if strings.HasPrefix(u.Factor, "1/") {
		return big.NewRat(2, 100)
	}
	return u.base(power(d.Exp()))
}

// within is whether r is as near to the rounded number as rounding to steps of
// that size allows.
func within(r, rough, step *big.Rat) bool {
	off := new(big.Rat).Sub(r, rough)
	off.Abs(off).Mul(off, big.NewRat(2, 1))
	return off.Cmp(step) <= 0
}
