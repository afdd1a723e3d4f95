package figure

import (
	"errors"
	"math/big"
	"strconv"
	"strings"
)

// Decimal is an exact decimal number of at most eighteen digits that keeps how
// precisely it was said: 1.2 million is 12 × 10⁵, and 1,200,000 is 1200000 × 10⁰.
// Two that are equal as numbers may so differ; Cmp compares the numbers. The
// zero value is 0.
type Decimal struct {
	digits int64
	exp    int8
}

const (
	mostDigits = 18
	mostExp    = 30
)

var errNumber = errors.New("a number has at most eighteen digits")

// NewDecimal is digits × 10^exp.
func NewDecimal(digits int64, exp int) (Decimal, error) {
	if exp < -mostExp || exp > mostExp || digits <= -pow10(mostDigits) || digits >= pow10(mostDigits) {
		return Decimal{}, errNumber
	}
	return Decimal{digits, int8(exp)}, nil
}

// ParseDecimal reads what String writes: digits with an optional sign, point
// and power of ten, such as "-3", "0.50" or "12e5".
func ParseDecimal(s string) (Decimal, error) {
	number, power, powered := strings.Cut(s, "e")
	exp := 0
	if powered {
		n, err := strconv.Atoi(power)
		if err != nil || n < 1 || n > mostExp || strconv.Itoa(n) != power || strings.Contains(number, ".") {
			return Decimal{}, errNumber
		}
		exp = n
	}
	whole, part, pointed := strings.Cut(number, ".")
	if pointed && part == "" || !isNumber(strings.TrimPrefix(whole, "-")) || pointed && !isNumber(part) {
		return Decimal{}, errNumber
	}
	n, err := strconv.ParseInt(whole+part, 10, 64)
	if err != nil {
		return Decimal{}, errNumber
	}
	return NewDecimal(n, exp-len(part))
}

func isNumber(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// String is the form for storage, which ParseDecimal reads again.
func (d Decimal) String() string {
	s := strconv.FormatInt(d.digits, 10)
	switch {
	case d.exp > 0:
		return s + "e" + strconv.Itoa(int(d.exp))
	case d.exp == 0:
		return s
	}
	sign := ""
	if d.digits < 0 {
		sign, s = "-", s[1:]
	}
	if missing := 1 - int(d.exp) - len(s); missing > 0 {
		s = strings.Repeat("0", missing) + s
	}
	point := len(s) + int(d.exp)
	return sign + s[:point] + "." + s[point:]
}

// MarshalText is String.
func (d Decimal) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText is ParseDecimal.
func (d *Decimal) UnmarshalText(text []byte) (err error) {
	*d, err = ParseDecimal(string(text))
	return err
}

// Exp is the power of ten of the last digit that was said: 0 for 1,200, -1 for
// 4.5, 5 for 1.2 million.
func (d Decimal) Exp() int { return int(d.exp) }

// Sign is -1, 0 or 1.
func (d Decimal) Sign() int {
	switch {
	case d.digits < 0:
		return -1
	case d.digits > 0:
		return 1
	}
	return 0
}

// Cmp compares two numbers: -1 if d is the smaller one, 0 if they are equal.
func (d Decimal) Cmp(e Decimal) int { return d.Rat().Cmp(e.Rat()) }

// Rat is the number for exact arithmetic; Round comes back from there.
func (d Decimal) Rat() *big.Rat {
	r := new(big.Rat).SetInt64(d.digits)
	return r.Mul(r, power(int(d.exp)))
}

// Round is the decimal nearest to r whose last digit stands for 10^exp; halves
// go away from zero. It fails if that takes more than eighteen digits.
func Round(r *big.Rat, exp int) (Decimal, error) {
	if exp < -mostExp || exp > mostExp {
		return Decimal{}, errNumber
	}
	scaled := new(big.Rat).Mul(r, power(-exp))
	twice := new(big.Int).Mul(scaled.Num(), big.NewInt(2))
	half := new(big.Int).Set(scaled.Denom())
	if r.Sign() < 0 {
		half.Neg(half)
	}
	n := twice.Add(twice, half)
	n.Quo(n, new(big.Int).Mul(scaled.Denom(), big.NewInt(2)))
	if !n.IsInt64() {
		return Decimal{}, errNumber
	}
	return NewDecimal(n.Int64(), exp)
}

// power is 10^n.
func power(n int) *big.Rat {
	p := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(n, -n))), nil)
	if n < 0 {
		return new(big.Rat).SetFrac(big.NewInt(1), p)
	}
	return new(big.Rat).SetInt(p)
}

func pow10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}

// times is d × 10^n. Below a million the power is written out, since nobody
// says by "two hundred" that it is not 201.
func (d Decimal) times(n int) (Decimal, error) {
	exp := int(d.exp) + n
	if exp > 0 && n < 6 {
		digits := d.digits
		for range exp {
			if digits = digits * 10; max(digits, -digits) >= pow10(mostDigits) {
				return Decimal{}, errNumber
			}
		}
		return Decimal{digits: digits}, nil
	}
	return NewDecimal(d.digits, exp)
}
