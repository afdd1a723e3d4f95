package figure

import (
	"fmt"
	"strings"
)

// Print writes a figure in words of the language: "at least 1,200 people",
// "between 3% and 5%", "€1.3 billion", "two thirds" as "2 thirds". A language
// without a table has signs for the modifiers: "≥ 1.200".
func (l *Language) Print(f Figure) string {
	s := l.amount(f.Value, f.Unit)
	switch pattern := l.table.Print.Modifiers[f.Modifier]; {
	case f.Modifier == Between && l.table.Print.Between != "":
		s = fmt.Sprintf(l.table.Print.Between, s, l.amount(f.High, f.Unit))
	case f.Modifier == Between:
		s += "–" + l.amount(f.High, f.Unit)
	case pattern != "":
		s = fmt.Sprintf(pattern, s)
	default:
		s = bareSigns[f.Modifier] + s
	}
	if f.Noun != "" {
		s += " " + f.Noun
	}
	return s
}

var bareSigns = map[Modifier]string{AtLeast: "≥ ", MoreThan: "> ", AtMost: "≤ ", LessThan: "< ", About: "≈ ", UpTo: "≤ "}

// amount is a number with its unit.
func (l *Language) amount(d Decimal, code string) string {
	u := unitOf(code)
	symbol := or(u.Symbol, code)
	if n := partsOf(code); n > 0 {
		return l.parts(d, n)
	}
	if names, ok := l.table.Print.Symbols[code]; ok {
		symbol = names[1]
		if d.digits == 1 && d.exp == 0 {
			symbol = names[0]
		}
	}
	s := l.Number(d)
	switch {
	case code == "":
		return s
	case u.Before && strings.HasPrefix(s, "−"):
		return "−" + symbol + strings.TrimPrefix(s, "−")
	case u.Before:
		return symbol + s
	case u.Joined:
		return s + symbol
	}
	return s + "\u00a0" + symbol
}

// parts is a fraction: 2 thirds, and 1/3 where the language has no names.
func (l *Language) parts(d Decimal, n int) string {
	names, ok := l.table.Print.Fractions[itoa(n)]
	switch {
	case !ok && l.In != "" && d.exp == 0 && d.digits > 0:
		return l.Number(d) + " " + l.In + " " + itoa(n)
	case !ok:
		return l.Number(d) + "/" + itoa(n)
	case d.digits == 1 && d.exp == 0:
		return l.Number(d) + " " + names[0]
	}
	return l.Number(d) + " " + names[1]
}

// Number writes a number as the language does, as precisely as it was said:
// 1,200 and 1.2 million.
func (l *Language) Number(d Decimal) string {
	if d.exp >= 6 || d.exp > 0 && len(strings.TrimPrefix(itoa64(d.digits), "-"))+int(d.exp) > 6 {
		top := len(strings.TrimPrefix(itoa64(d.digits), "-")) + int(d.exp)
		for _, s := range l.table.Print.Scales {
			if top > s.exp {
				return fmt.Sprintf(l.table.Print.Scaled, l.plain(d, s.exp), s.name)
			}
		}
	}
	return l.plain(d, 0)
}

// plain writes d × 10^-scale in digits.
func (l *Language) plain(d Decimal, scale int) string {
	exp := int(d.exp) - scale
	s := strings.TrimPrefix(itoa64(d.digits), "-")
	part := ""
	if exp > 0 && d.digits != 0 {
		s += strings.Repeat("0", exp)
	}
	if exp < 0 {
		if missing := 1 - exp - len(s); missing > 0 {
			s = strings.Repeat("0", missing) + s
		}
		s, part = s[:len(s)+exp], l.point+s[len(s)+exp:]
	}
	out := l.grouped(s) + part
	if d.digits < 0 {
		out = "−" + out
	}
	return out
}

// grouped parts thousands, as the language does.
func (l *Language) grouped(s string) string {
	size := 3
	var groups []string
	for len(s) > size {
		groups = append(groups, s[len(s)-size:])
		s, size = s[:len(s)-size], l.second
	}
	groups = append(groups, s)
	var b strings.Builder
	for i := len(groups) - 1; i >= 0; i-- {
		b.WriteString(groups[i])
		if i > 0 {
			b.WriteString(l.group)
		}
	}
	return b.String()
}
