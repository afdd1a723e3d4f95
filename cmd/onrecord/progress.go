package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// bar shows how far long work has come: a bar that moves on a terminal, a line
// every ten seconds elsewhere.
type bar struct {
	w        io.Writer
	what     string
	terminal bool
	start    time.Time
	last     time.Time
	drawn    bool
	full     bool // the end was shown
}

func newBar(w io.Writer, what string) *bar {
	b := &bar{w: w, what: what, start: time.Now()}
	if f, ok := w.(*os.File); ok {
		info, err := f.Stat()
		b.terminal = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return b
}

const barWidth = 30

// show draws done of total; a total of 0 is not known yet.
func (b *bar) show(done, total int64) {
	every := 10 * time.Second
	if b.terminal {
		every = 100 * time.Millisecond
	}
	now := time.Now()
	if done == total && b.full || done != total && now.Sub(b.last) < every {
		return
	}
	b.last, b.full = now, done == total
	line := b.line(done, total, now.Sub(b.start))
	if b.terminal {
		fmt.Fprintf(b.w, "\r\x1b[K%s", line)
		b.drawn = true
		return
	}
	fmt.Fprintln(b.w, line)
}

func (b *bar) line(done, total int64, took time.Duration) string {
	if total <= 0 {
		return fmt.Sprintf("%s: %s", b.what, grouped(done))
	}
	part := min(1, float64(done)/float64(total))
	full := int(part * barWidth)
	left := ""
	if done > 0 && done < total {
		rest := time.Duration(float64(took) * float64(total-done) / float64(done))
		left = ", " + rest.Round(time.Second).String() + " left"
	}
	return fmt.Sprintf("%s [%s%s] %3.0f %% %s of %s%s", b.what, strings.Repeat("#", full), strings.Repeat(".", barWidth-full), part*100, grouped(done), grouped(total), left)
}

// end closes the bar's line.
func (b *bar) end() {
	if b.drawn {
		fmt.Fprintln(b.w)
		b.drawn = false
	}
}

// grouped writes 1234567 as 1,234,567.
func grouped(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
