package search

// Words are those of a text, for tests that search by hand.
func Words(text string) (out []string) {
	tokens(text, func(t token) { out = append(out, t.word) })
	return out
}
