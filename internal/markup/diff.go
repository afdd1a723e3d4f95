package markup

// DiffPart is a run of text that two texts share ('='), that only the second
// has ('+') or that only the first has ('-').
type DiffPart struct {
	Op   rune
	Text string
}
