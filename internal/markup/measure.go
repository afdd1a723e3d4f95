package markup

import (
	"html/template"
	"strings"
	"unicode"
)

// Reading speeds, in words and in Chinese or Japanese characters a minute.
const (
	wordsAMinute      = 230
	charactersAMinute = 450
)

// Words counts the words; a Chinese or Japanese character counts as one.
func (d *Document) Words() int {
	words, characters := count(d.Plain())
	return words + characters
}

// Minutes is the time it takes to read the text, at least one.
func (d *Document) Minutes() int {
	words, characters := count(d.Plain())
	return max(1, (words*charactersAMinute+characters*wordsAMinute+wordsAMinute*charactersAMinute/2)/
		(wordsAMinute*charactersAMinute))
}

// count counts words, which spaces part, and characters that are words of their own.
func count(s string) (words, characters int) {
	inWord := false
	for _, r := range s {
		switch {
		case ideograph(r):
			characters++
			inWord = false
		case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r):
			if !inWord {
				words++
			}
			inWord = true
		case inWord && joiner(r):
		default:
			inWord = false
		}
	}
	return words, characters
}

// joiner says whether a word may go on after r: can't, co-op, 3.5, 1,200.
func joiner(r rune) bool {
	return strings.ContainsRune("'’-‐.,_\u200c\u200d", r)
}

func ideograph(r rune) bool {
	return r >= 0x2e80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// Headings lists the headings in order.
func (d *Document) Headings() []Heading {
	return append([]Heading(nil), d.headings...)
}

// Images lists the addresses of the images in order, each once.
func (d *Document) Images() []string {
	var list []string
	seen := map[string]bool{}
	for _, src := range append(sources(d.images, "src"), append(sources(d.cards, "image"), sources(d.cards, "poster")...)...) {
		if src != "" && !seen[src] {
			seen[src] = true
			list = append(list, src)
		}
	}
	return list
}

func sources(list []*node, name string) []string {
	var found []string
	for _, n := range list {
		found = append(found, n.attr(name))
	}
	return found
}

// FirstImage is the first image of the text.
func (d *Document) FirstImage() (src, alt string, ok bool) {
	if len(d.images) == 0 {
		return "", "", false
	}
	return d.images[0].attr("src"), d.images[0].attr("alt"), true
}

// Plain is the bare text without addresses and marks, a line to each block: for
// search and for counting.
func (d *Document) Plain() string {
	var b strings.Builder
	for _, line := range plainBlocks(d.only(fenceWeb).body, nil, func(n *node) bool { return n.tag != tagSources }) {
		b.WriteString(line)
		b.WriteByte('\n')
	}
	return b.String()
}

// Excerpt is the beginning of the running text, cut between words to at most n
// runes with the mark of the cut. Headings, tables, code and notes are no
// running text.
func (d *Document) Excerpt(n int) string {
	running := func(n *node) bool {
		switch n.tag {
		case "table", "pre", "figure", "aside", "details", tagNotes, tagSources, tagGallery, tagCallout, tagButton, tagBookmark, tagSound:
			return false
		}
		return headingLevel(n.tag) == 0
	}
	return cut(strings.Join(plainBlocks(d.only(fenceWeb).body, nil, running), " "), n)
}

// plainBlocks lists the text of each block with its spaces evened out.
func plainBlocks(list []*node, lines []string, wanted func(*node) bool) []string {
	var line strings.Builder
	end := func() {
		if s := strings.Join(strings.Fields(line.String()), " "); s != "" {
			lines = append(lines, s)
		}
		line.Reset()
	}
	for _, n := range list {
		switch {
		case !wanted(n):
			end()
		case n.tag != "" && blockOf(n):
			end()
			lines = plainBlocks(n.kids, lines, wanted)
		default:
			writeText(&line, n)
		}
	}
	end()
	return lines
}

// blocks are the elements that begin a line of their own.
var blocks = map[string]bool{
	"p": true, "div": true, "aside": true, "blockquote": true, "pre": true, "hr": true,
	"h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true,
	"ul": true, "ol": true, "li": true, "dl": true, "dt": true, "dd": true,
	"figure": true, "figcaption": true, "details": true, "summary": true,
	"table": true, "caption": true, "thead": true, "tbody": true, "tfoot": true, "tr": true, "th": true, "td": true,
	tagNotes: true, tagNote: true, tagGallery: true, tagPart: true, tagCallout: true, tagButton: true,
	tagBookmark: true, tagEmbed: true, tagSound: true, tagSources: true, tagSource: true,
}

func blockOf(n *node) bool { return blocks[n.tag] }

// cut shortens s to at most n runes, between words where there are any.
func cut(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	if n < 1 {
		return ""
	}
	end := n - 1
	for i := end; i > end-40 && i > 0; i-- {
		if runes[i] == ' ' || ideograph(runes[i]) || ideograph(runes[i-1]) && !unicode.IsMark(runes[i]) {
			end = i
			break
		}
	}
	for end > 0 && unicode.IsMark(runes[end]) { // never a letter without its accent
		end--
	}
	return strings.TrimRightFunc(string(runes[:end]), func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(",;:–—-", r)
	}) + "…"
}

// Inline escapes a line of text such as a headline; it knows no Markdown.
func Inline(src string) template.HTML {
	var b strings.Builder
	escapeText(&b, strings.Join(strings.Fields(printable(strings.ToValidUTF8(src, "\uFFFD"))), " "))
	return template.HTML(strings.ReplaceAll(b.String(), `"`, "&#34;"))
}
