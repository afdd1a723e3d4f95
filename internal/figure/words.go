package figure

// inWords reads a number that is written out: twelve, twenty-one, two hundred
// and five thousand, half a million, a third, two thirds, one in five.
func (f *finder) inWords(a *amount) bool {
	if f.half(a) {
		return true
	}
	start := a.end
	t := f.at(a.end)
	if f.l.is(t, "article") {
		next := f.at(a.end + 1)
		_, scale := f.l.Scales[next.low]
		if !scale && f.l.Sets[next.low] == 0 && f.l.Fractions[next.low] == 0 || next.kind != word {
			return false
		}
		a.number = Decimal{digits: 1}
		a.end++
	} else if !f.spelled(a) {
		a.end = start
		return false
	}
	if f.fraction(a, start) || f.oneIn(a) {
		return true
	}
	if f.l.is(t, "article") && f.l.Fractions[f.at(a.end).low] > 0 {
		a.end++
		return false // a third man
	}
	a.lone = a.end == start+1 && t.low == f.l.One
	f.andHalf(a)
	return f.scales(a)
}

// spelled reads a number below a thousand in words, and with thousands on top
// of it: 205,000 in words and no more, which scales then takes further.
func (f *finder) spelled(a *amount) bool {
	total, current, read := int64(0), int64(0), false
	for steps := 0; steps < 12; steps++ {
		t := f.at(a.end)
		if n, ok := f.l.Numbers[t.low]; ok && t.kind == word {
			if read && (current%10 != 0 || n >= 10 && current%100 != 0) {
				break // two numbers side by side
			}
			current += n
			read = true
			a.end++
			continue
		}
		exp := f.l.Scales[t.low]
		switch {
		case read && t.text == "-" && !t.spaced && !f.at(a.end+1).spaced && current%10 == 0 && current > 0 && f.small(a.end+1):
			a.end++
		case read && t.kind == word && t.low == f.l.And && f.small(a.end+1) && (total > 0 || current >= 100 && current%100 == 0):
			a.end++
		case read && exp == 2 && current > 0 && current < 100:
			current *= 100
			a.end++
			a.sure = true
		case read && exp == 3 && current > 0 && total == 0 && f.more(a.end+1):
			total, current = current*1000, 0
			a.end++
			a.sure = true
		default:
			steps = 12
		}
	}
	a.number = Decimal{digits: total + current}
	return read
}

// small is whether a token is a number in words.
func (f *finder) small(at int) bool {
	_, ok := f.l.Numbers[f.at(at).low]
	return ok && f.at(at).kind == word
}

// more is whether a number in words goes on after "thousand".
func (f *finder) more(at int) bool {
	return f.small(at) || f.at(at).low == f.l.And && f.l.And != "" && f.small(at+1)
}

// fraction reads the parts after their number: two thirds, a quarter.
func (f *finder) fraction(a *amount, start int) bool {
	at := a.end
	if t := f.at(at); t.text == "-" && !t.spaced && !f.at(at+1).spaced {
		at++
	}
	t := f.at(at)
	n := f.l.Fractions[t.low]
	if t.kind != word || n == 0 || a.number.exp != 0 || a.number.digits >= mostParts {
		return false
	}
	next := f.at(at + 1)
	if a.number.digits < 2 && !f.loose && next.kind == word && !f.l.is(next, "fraction") {
		return false
	}
	a.unit, a.end, a.sure = "1/"+itoa(n), at+1, true
	return a.end > start
}

// oneIn reads one in five.
func (f *finder) oneIn(a *amount) bool {
	if t := f.at(a.end); a.number.exp != 0 || a.number.digits < 1 || a.number.digits > 99 || t.kind != word || t.low != f.l.In || f.l.In == "" {
		return false
	}
	b := amount{end: a.end + 1}
	if t := f.at(b.end); t.kind == digits && !isYear(t.number) && t.number.exp == 0 && !f.l.is(f.at(b.end+1), "month") {
		b.number = t.number
		b.end++
	} else if !f.spelled(&b) {
		return false
	}
	if b.number.digits <= a.number.digits || b.number.digits > mostParts {
		return false
	}
	if _, isUnit := f.unitAt(b.end); isUnit {
		return false // one in ten days
	}
	a.unit, a.end, a.sure = "1/"+itoa(int(b.number.digits)), b.end, true
	return true
}

// half reads half a million and half of the votes.
func (f *finder) half(a *amount) bool {
	t, next := f.at(a.end), f.at(a.end+1)
	if f.l.Half == "" || t.low != f.l.Half {
		return false
	}
	if f.l.is(next, "article") {
		then := f.at(a.end + 2)
		if exp := f.l.Scales[then.low]; exp > 0 {
			a.number, a.end = Decimal{5, -1}, a.end+2
			return f.scales(a)
		}
		if n := f.l.Sets[then.low]; n > 0 && n%2 == 0 {
			a.number, a.end, a.sure = Decimal{digits: n / 2}, a.end+3, true
			return true
		}
		return false
	}
	if next.kind == word && !f.l.is(next, "fraction") || f.l.is(f.at(a.end-1), "no half") || next.text == "-" {
		return false
	}
	a.number, a.unit, a.end, a.sure = Decimal{digits: 1}, "1/2", a.end+1, true
	return true
}

// andHalf reads two and a half.
func (f *finder) andHalf(a *amount) {
	if f.l.Half == "" || f.at(a.end).low != f.l.And || !f.l.is(f.at(a.end+1), "article") || f.at(a.end+2).low != f.l.Half {
		return
	}
	a.number = Decimal{a.number.digits*10 + 5, -1}
	a.end += 3
	a.lone = false
}
