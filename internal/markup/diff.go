package markup

import (
	"unicode"
	"unicode/utf8"
)

// DiffPart is a run of text that two texts share ('='), that only the second
// has ('+') or that only the first has ('-').
type DiffPart struct {
	Op   rune
	Text string
}

// Bounds of the search, for texts that have little in common: there the answer
// may be longer than needed. maxEdits is how far the search for one meeting
// point goes, and fewEdits how far once all of them together took maxSteps.
const (
	maxEdits = 1000
	fewEdits = 30
	maxSteps = 50_000_000
)

// DiffWords compares two texts word by word. The parts other than '+' make up a,
// those other than '-' make up b. It takes memory in proportion to the texts.
func DiffWords(a, b string) []DiffPart {
	wordsA, wordsB := tokens(a), tokens(b)
	keptA, keptB := shared(wordsA, wordsB)
	return parts(wordsA, wordsB, keptA, keptB)
}

// shared marks what two lists share, in order.
func shared(a, b []string) (keptA, keptB []bool) {
	ids := map[string]int{}
	d := &differ{a: numbered(a, ids), b: numbered(b, ids)}
	size := 2*min(maxEdits, (len(a)+len(b)+1)/2+1) + 3
	d.forward, d.backward = make([]int, size), make([]int, size)
	d.keptA, d.keptB = make([]bool, len(a)), make([]bool, len(b))
	d.compare(0, len(a), 0, len(b))
	return d.keptA, d.keptB
}

// tokens parts a text into words, runs of space, and single other characters.
func tokens(s string) []string {
	var list []string
	start, last := 0, 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		k := kindOf(r)
		if inFigure(s, i) {
			k = 1
		}
		if i > start && (k == 0 || k != last) {
			list = append(list, s[start:i])
			start = i
		}
		last = k
		i += size
	}
	if start < len(s) {
		list = append(list, s[start:])
	}
	return list
}

// kindOf is 1 for what words are made of, 2 for space, 0 for what stands alone.
func kindOf(r rune) int {
	switch {
	case ideograph(r):
		return 0
	case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r):
		return 1
	case unicode.IsSpace(r):
		return 2
	}
	return 0
}

// inFigure is true of a sign between two digits, as in 07:20 and 1,200: half a
// figure struck out and half of one put in is not to be read.
func inFigure(s string, i int) bool {
	digit := func(i int) bool { return i >= 0 && i < len(s) && '0' <= s[i] && s[i] <= '9' }
	switch s[i] {
	case '.', ',', ':', '-', '/':
		return digit(i-1) && digit(i+1)
	}
	return false
}

func numbered(words []string, ids map[string]int) []int {
	list := make([]int, len(words))
	for i, w := range words {
		id, ok := ids[w]
		if !ok {
			id = len(ids)
			ids[w] = id
		}
		list[i] = id
	}
	return list
}

// differ is Myers' algorithm in linear space: find the middle of a shortest
// path from both ends at once, and do the same to both halves.
type differ struct {
	a, b              []int
	keptA, keptB      []bool
	forward, backward []int // furthest x on each diagonal
	steps             int   // that the search took
}

func (d *differ) compare(a0, a1, b0, b1 int) {
	for {
		for a0 < a1 && b0 < b1 && d.a[a0] == d.b[b0] {
			d.keptA[a0], d.keptB[b0] = true, true
			a0, b0 = a0+1, b0+1
		}
		for a0 < a1 && b0 < b1 && d.a[a1-1] == d.b[b1-1] {
			a1, b1 = a1-1, b1-1
			d.keptA[a1], d.keptB[b1] = true, true
		}
		if a0 == a1 || b0 == b1 {
			return
		}
		x, y := d.middle(a0, a1, b0, b1)
		if x == a0 && y == b0 || x == a1 && y == b1 {
			return // nothing in common that is worth the search
		}
		if x-a0+y-b0 < a1-x+b1-y { // the call goes down the smaller half
			d.compare(a0, x, b0, y)
			a0, b0 = x, y
		} else {
			d.compare(x, a1, y, b1)
			a1, b1 = x, y
		}
	}
}

// middle is a point on a shortest path through the box, or the furthest that
// was reached when the search became too dear.
func (d *differ) middle(a0, a1, b0, b1 int) (x, y int) {
	n, m := a1-a0, b1-b0
	delta := n - m
	odd := delta%2 != 0
	limit := min((n+m+1)/2, maxEdits)
	mid := len(d.forward) / 2
	d.forward[mid+1], d.backward[mid+1] = 0, 0
	edits := 0
	for ; edits <= limit && (edits <= fewEdits || d.steps < maxSteps); edits++ {
		for k := -edits; k <= edits; k += 2 {
			x := d.step(d.forward, mid, k, edits)
			y := x - k
			for x < n && y < m && x >= 0 && y >= 0 && d.a[a0+x] == d.b[b0+y] {
				x, y, d.steps = x+1, y+1, d.steps+1
			}
			d.forward[mid+k] = x
			if back := delta - k; odd && back >= -(edits-1) && back <= edits-1 && x+d.backward[mid+back] >= n {
				return clamp(a0+x, a0, a1), clamp(b0+y, b0, b1)
			}
		}
		for k := -edits; k <= edits; k += 2 {
			x := d.step(d.backward, mid, k, edits)
			y := x - k
			for x < n && y < m && x >= 0 && y >= 0 && d.a[a1-1-x] == d.b[b1-1-y] {
				x, y, d.steps = x+1, y+1, d.steps+1
			}
			d.backward[mid+k] = x
			if ahead := delta - k; !odd && ahead >= -edits && ahead <= edits && x+d.forward[mid+ahead] >= n {
				return clamp(a1-x, a0, a1), clamp(b1-y, b0, b1)
			}
		}
		d.steps += 2 * (edits + 1)
	}
	return d.furthest(a0, a1, b0, b1, edits-1)
}

// step is the furthest x on diagonal k that one edit reaches from its neighbours.
func (*differ) step(v []int, mid, k, edits int) int {
	if k == -edits || k != edits && v[mid+k-1] < v[mid+k+1] {
		return v[mid+k+1]
	}
	return v[mid+k-1] + 1
}

// furthest is where the search from the beginning had come closest to the end.
func (d *differ) furthest(a0, a1, b0, b1, limit int) (x, y int) {
	mid, best := len(d.forward)/2, -1
	for k := -limit; k <= limit; k += 2 {
		fx := clamp(d.forward[mid+k], 0, a1-a0)
		fy := clamp(d.forward[mid+k]-k, 0, b1-b0)
		if fx+fy > best {
			best, x, y = fx+fy, a0+fx, b0+fy
		}
	}
	return x, y
}

func clamp(v, low, high int) int {
	return max(low, min(v, high))
}

// parts joins what was kept and what was not. Space that was kept between two
// changes belongs to both of them, so that a changed phrase is one change.
func parts(a, b []string, keptA, keptB []bool) []DiffPart {
	var list []DiffPart
	var gone, come, same []byte
	flush := func() {
		if len(gone) > 0 {
			list = append(list, DiffPart{'-', string(gone)})
		}
		if len(come) > 0 {
			list = append(list, DiffPart{'+', string(come)})
		}
		gone, come = gone[:0], come[:0]
	}
	keep := func() {
		if len(same) > 0 {
			list = append(list, DiffPart{'=', string(same)})
		}
		same = same[:0]
	}
	for i, j := 0, 0; i < len(a) || j < len(b); {
		switch {
		case i < len(a) && !keptA[i]:
			keep()
			gone = append(gone, a[i]...)
			i++
		case j < len(b) && !keptB[j]:
			keep()
			come = append(come, b[j]...)
			j++
		case len(gone) > 0 && len(come) > 0 && kindOf(firstRune(a[i])) == 2 && changed(keptA, i+1) && changed(keptB, j+1):
			gone, come = append(gone, a[i]...), append(come, b[j]...)
			i, j = i+1, j+1
		default:
			flush()
			same = append(same, a[i]...)
			i, j = i+1, j+1
		}
	}
	flush()
	keep()
	return list
}

func changed(kept []bool, i int) bool { return i < len(kept) && !kept[i] }

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}
