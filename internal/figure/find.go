package figure

import "strings"

// Found is a figure in running words, with where it stands: its bytes with the
// words of its modifier, its unit and its noun.
type Found struct {
	Figure
	Start, End int
	// Number is where the number itself begins, after "at least".
	Number int
}

// Find lists the figures of a running text in order. Dates, times, ordinals and
// numbers in names are none. It takes any text, in linear time.
func (l *Language) Find(text string) []Found {
	f := finder{l: l, list: l.scan(text)}
	return f.all()
}

// Parse reads the one figure of a few words, such as those that somebody chose;
// of several it is the first. A number that Find would take for a year counts.
func (l *Language) Parse(text string) (Figure, bool) {
	f := finder{l: l, list: l.scan(text), loose: true}
	if found := f.all(); len(found) > 0 {
		return found[0].Figure, true
	}
	return Figure{}, false
}

type finder struct {
	l     *Language
	list  []token
	loose bool
	floor int // the first token that the figure before has left
}

func (f *finder) all() []Found {
	var found []Found
	for i := 0; i < len(f.list); {
		a, ok := f.amount(i)
		if !ok {
			i = max(i+1, a.end)
			continue
		}
		one, end, ok := f.figure(a)
		if ok {
			found = append(found, one)
		}
		i = max(i+1, end)
		f.floor = i
	}
	return found
}

// at is the token at a place; beyond the ends it is a sign that is none.
func (f *finder) at(i int) token {
	if i < 0 || i >= len(f.list) {
		return token{kind: sign, spaced: true}
	}
	return f.list[i]
}

// figure goes on from its first amount.
func (f *finder) figure(a amount) (Found, int, bool) {
	start := a.start
	m, first := f.modifier(a.start)
	figure := Figure{Value: a.number, Modifier: m, Unit: a.unit}
	if b, low, ok := f.rangeTo(a, m); ok {
		figure.Value, figure.High, figure.Modifier, figure.Unit = low, b.number, Between, b.unit
		a.end, a.sure = b.end, a.sure || b.sure
	} else if m == Between {
		m, first, figure.Modifier = Exact, start, Exact
	} else if end := f.chain(a.end); end > a.end && !f.loose {
		return Found{}, end, false
	}
	end := f.measured(&figure, a)
	if after, stop, ok := f.modifierAfter(end); ok && figure.Modifier == Exact {
		figure.Modifier, end = after, stop
		if figure.Unit == "" && figure.Noun == "" {
			a.end = stop
			end = f.measured(&figure, a)
		}
	}
	said := figure.Modifier != Exact || m != Exact || first < start
	if !f.loose && (f.named(start, figure) || !said && f.vague(a, figure)) || figure.Check() != nil {
		return Found{}, end, false
	}
	return Found{Figure: figure, Start: f.list[first].start, End: f.list[end-1].end, Number: f.list[start].start}, end, true
}

// chain goes behind numbers that dashes join to the one before: a result, a
// season, a telephone number.
func (f *finder) chain(at int) int {
	for {
		t, next := f.at(at), f.at(at+1)
		if t.text != "-" && t.text != "–" || t.spaced || next.spaced || next.kind != digits && next.kind != broken {
			return at
		}
		at += 2
	}
}

// modifier is what stands before a number, and the token that begins it.
func (f *finder) modifier(start int) (Modifier, int) {
	for n := min(f.l.longest, start-f.floor); n > 0; n-- {
		if m, ok := f.l.before[f.phrase(start-n, n)]; ok {
			return m, start - n
		}
	}
	if start-1 >= f.floor {
		if m, ok := signs[f.list[start-1].text]; ok {
			return m, start - 1
		}
		if f.l.is(f.list[start-1], "between") {
			return Between, start - 1
		}
	}
	return Exact, start
}

var signs = map[string]Modifier{"~": About, "≈": About, "≥": AtLeast, ">": MoreThan, "≤": AtMost, "<": LessThan}

func (f *finder) modifierAfter(end int) (Modifier, int, bool) {
	if t := f.at(end); t.text == "+" && !t.spaced {
		return AtLeast, end + 1, true
	}
	for n := min(f.l.longest, len(f.list)-end); n > 0; n-- {
		if m, ok := f.l.after[f.phrase(end, n)]; ok {
			return m, end + n, true
		}
	}
	return "", end, false
}

// phrase is n tokens in lower case.
func (f *finder) phrase(at, n int) string {
	if n == 1 {
		return lowered(f.list[at])
	}
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(lowered(f.list[at+i]))
	}
	return b.String()
}

func lowered(t token) string {
	if t.kind == word {
		return t.low
	}
	return t.text
}

// rangeTo finds the second amount of a range.
func (f *finder) rangeTo(a amount, m Modifier) (b amount, low Decimal, ok bool) {
	if code, n := f.unitLength(a.end); n > 0 && (a.unit == "" || a.unit == code) {
		a.unit, a.end = code, a.end+n // between 3 km and 5 km
	}
	joint := f.at(a.end)
	dash := joint.text == "–" || joint.text == "-" && !joint.spaced && !f.at(a.end+1).spaced
	switch {
	case m == Between && joint.kind == word && joint.low == f.l.And && f.l.And != "":
	case m == Exact && dash, m == Exact && f.l.is(joint, "to") && !f.l.is(f.at(a.start-1), "from"):
	default:
		return b, low, false
	}
	b, ok = f.amount(a.end + 1)
	if !ok {
		return b, low, false
	}
	low = a.number
	if b.scale > 0 && a.scale == 0 {
		scaled, err := low.times(b.scale)
		if err == nil && scaled.Cmp(b.number) < 0 {
			low = scaled
		}
	}
	b.unit = or(b.unit, a.unit)
	probe := Figure{Unit: b.unit}
	if f.measured(&probe, b); dash && !f.loose && probe.Unit == "" && probe.Noun == "" && b.scale == 0 {
		return b, low, false
	}
	return b, low, (a.unit == "" || a.unit == or(b.unit, probe.Unit)) && low.Cmp(b.number) < 0
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
