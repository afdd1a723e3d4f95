package figure

// amount is a number with its scale, and with its unit where that stands first:
// €1.3bn, two hundred, three quarters.
type amount struct {
	number     Decimal
	scale      int // the power of ten that was said in words
	unit       string
	start, end int  // tokens
	sure       bool // certainly a number that says something: with a sign, a scale, separators
	digits     bool // in digits
	lone       bool // nothing but the word for one
}

// amount reads the amount that begins at a token. If there is none, its end may
// still tell how far there is none.
func (f *finder) amount(at int) (amount, bool) {
	a := amount{start: at, end: at}
	a.unit, a.end = f.moneyBefore(at)
	negative := false
	if t := f.at(a.end); (t.text == "-" && t.spaced || t.text == "−" || f.l.is(t, "minus")) && (t.kind == word || !f.at(a.end+1).spaced) {
		negative = true
		a.end++
		if a.unit == "" {
			a.unit, a.end = f.moneyBefore(a.end)
		}
	}
	var ok bool
	switch t := f.at(a.end); t.kind {
	case digits:
		ok = f.inDigits(&a)
	case word:
		ok = a.unit == "" && f.inWords(&a)
	case broken:
		a.end++
	}
	if ok && negative {
		a.number.digits, a.sure = -a.number.digits, true
	}
	a.sure = a.sure || a.unit != ""
	return a, ok
}

// moneyBefore reads a sign or a code of money that stands before its number.
func (f *finder) moneyBefore(at int) (string, int) {
	for n := min(3, len(f.list)-at); n > 0; n-- {
		next := f.at(at + n)
		if next.kind != digits || f.list[at].kind == digits || n > 1 && f.list[at+1].spaced {
			continue
		}
		text := ""
		for i := range n {
			if i > 0 {
				text += " "
			}
			text += f.list[at+i].text // as written: "USD" and never "usd"
		}
		code, ok := f.l.units[text]
		if u := unitOf(code); ok && u.Kind == code && len(code) == 3 && (u.Before || f.list[at].kind == word) {
			return code, at + n
		}
	}
	return "", at
}

// inDigits reads digits and the scale behind them.
func (f *finder) inDigits(a *amount) bool {
	t := f.at(a.end)
	a.number, a.digits, a.sure = t.number, true, t.grouped || t.number.exp < 0
	a.end++
	if f.isDate(a) {
		return false
	}
	next := f.at(a.end)
	if next.kind == word && !next.spaced {
		if exp, ok := f.l.ShortScales[next.low]; ok && (len(next.low) > 1 || next.low != "m" || a.unit != "" || f.countsAfter(a.end+1)) {
			return f.scaled(a, exp)
		}
		if code, known := f.unitAt(a.end); !known || code == "s" {
			a.end++
			return false // 5th, 3D, 1990s
		}
		return true
	}
	if f.fraction(a, a.start) || f.oneIn(a) {
		return true
	}
	return f.scales(a)
}

// scales reads the scales that follow in words: hundred thousand, million.
func (f *finder) scales(a *amount) bool {
	for range 3 {
		t := f.at(a.end)
		exp, ok := f.l.Scales[t.low]
		if !ok && (a.unit != "" || t.spaced) && len(t.low) > 1 {
			exp, ok = f.l.ShortScales[t.low]
		}
		if n := f.l.Sets[t.low]; n > 0 && a.number.exp == 0 && a.number.digits < pow10(9) {
			a.number.digits *= n
			a.end++
			a.sure = true
			return true
		}
		if t.kind != word || !ok {
			return true
		}
		if !f.scaled(a, exp) {
			return false
		}
	}
	return true
}

func (f *finder) scaled(a *amount, exp int) bool {
	n, err := a.number.times(exp)
	a.end++
	a.number, a.scale, a.sure = n, a.scale+exp, true
	return err == nil
}

// isDate is whether the digits are of a date, a time or the like, and then goes
// behind it.
func (f *finder) isDate(a *amount) bool {
	next, after := f.at(a.end), f.at(a.end+1)
	switch {
	case (next.text == ":" || next.text == "/") && !next.spaced && after.kind == digits && !after.spaced:
	case next.text == "-" && !next.spaced && after.kind == digits && !after.spaced && f.at(a.end+2).text == "-" && f.at(a.end+3).kind == digits:
		a.end += 2
	default:
		return f.isDay(a)
	}
	a.end += 2
	for t := f.at(a.end); (t.text == ":" || t.text == "/" || t.text == "." || t.text == "-") && !t.spaced && f.at(a.end+1).kind == digits && !f.at(a.end+1).spaced; t = f.at(a.end) {
		a.end += 2
	}
	return true
}

// isDay finds 4 May 2026, May 4, 2026 and May 2026.
func (f *finder) isDay(a *amount) bool {
	before, next := f.at(a.end-2), f.at(a.end)
	small := a.number.exp == 0 && a.number.digits >= 1 && a.number.digits <= 31 && a.unit == ""
	capital := func(t token) bool { return f.l.is(t, "month") && t.text != t.low }
	switch {
	case small && capital(next):
		a.end++
	case small && capital(before):
		if next.text == "," {
			next = f.at(a.end + 1)
			if next.kind == digits && isYear(next.number) {
				a.end++
			}
		}
	case capital(before) && isYear(a.number) && a.unit == "":
		return true
	default:
		return false
	}
	if t := f.at(a.end); t.kind == digits && !t.grouped && isYear(t.number) {
		a.end++
	}
	return true
}

func isYear(d Decimal) bool { return d.exp == 0 && d.digits >= 1000 && d.digits < 2200 }
