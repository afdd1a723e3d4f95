package markup

import (
	"strings"
	"unicode"
)

// Bookmark writes the Markdown of a bookmark card, as docs/markdown.md has it.
// The texts are plain: what would be a mark in them is escaped.
func Bookmark(href, title, about, site string) string {
	var b strings.Builder
	b.WriteString("[" + plainly(title) + "](<" + strings.NewReplacer("<", "%3C", ">", "%3E", "\n", "", `\`, "%5C").Replace(href) + ">")
	if about = plainly(about); about != "" {
		b.WriteString(` "` + about + `"`)
	}
	b.WriteString("){.bookmark")
	site = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`"{}`, r) {
			return -1
		}
		return r
	}, oneLine(site))
	if site != "" {
		b.WriteString(` site="` + site + `"`)
	}
	return b.String() + "}"
}

// plainly writes plain text as Markdown on one line.
func plainly(s string) string {
	var b strings.Builder
	for _, r := range oneLine(s) {
		if r < 0x80 && (unicode.IsPunct(r) || unicode.IsSymbol(r)) && !strings.ContainsRune(",;:/?.'%@=+()", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func oneLine(s string) string { return strings.Join(strings.Fields(printable(s)), " ") }
