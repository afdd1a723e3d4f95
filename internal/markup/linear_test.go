package markup

import (
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// hostile texts of about n bytes, each with a shape that costs some parsers the
// square of its length.
var hostile = map[string]func(n int) string{
	"quotes in quotes":         func(n int) string { return strings.Repeat(">", n) + "a" },
	"quotes, a line each":      func(n int) string { return strings.Repeat(strings.Repeat("> ", 50)+"a\n", n/102) },
	"lists in lists":           func(n int) string { return strings.Repeat("- ", n/2) + "a" },
	"numbered lists in lists":  func(n int) string { return strings.Repeat("1. ", n/3) + "a" },
	"lists, deeper each line":  indented,
	"quotes and lists":         func(n int) string { return strings.Repeat("> - ", n/4) + "a" },
	"open brackets":            func(n int) string { return strings.Repeat("[", n) },
	"brackets in brackets":     func(n int) string { return strings.Repeat("[", n/2) + strings.Repeat("]", n/2) },
	"bracket pairs":            func(n int) string { return strings.Repeat("[]", n/2) },
	"links without an end":     func(n int) string { return strings.Repeat("[a](", n/4) },
	"links, angle open":        func(n int) string { return strings.Repeat("[a](<b", n/6) },
	"links, angle, one end":    func(n int) string { return strings.Repeat("[a](<b", n/6) + ">x" },
	"links, title open":        func(n int) string { return strings.Repeat(`[a](b "`, n/7) },
	"links, titles, line each": func(n int) string { return strings.Repeat("[a](b \"c\n", n/9) },
	"links in links":           func(n int) string { return strings.Repeat("[", n/6) + "a" + strings.Repeat("](u)", n/6) },
	"links to claims":          func(n int) string { return strings.Repeat("[a](claim:b) ", n/13) },
	"claims without an end":    func(n int) string { return strings.Repeat("[a](claim:b \"", n/13) },
	"links and text":           func(n int) string { return strings.Repeat("[a](u) ", n/7) },
	"images in images":         func(n int) string { return strings.Repeat("![", n/6) + "a" + strings.Repeat("](u)", n/6) },
	"brackets before a link": func(n int) string {
		return strings.Repeat("[", n/4) + strings.Repeat("<b>", n/12) + "[a](u)" + strings.Repeat("]", n/4)
	},
	"references":               func(n int) string { return strings.Repeat("[a][", n/4) },
	"references, undefined":    func(n int) string { return strings.Repeat("[a][b] ", n/7) },
	"definitions":              func(n int) string { return strings.Repeat("[a]: u\n", n/7) },
	"definitions, titles open": func(n int) string { return strings.Repeat("[a]: u \"t\n", n/10) },
	"definitions, label open":  func(n int) string { return strings.Repeat("[a\n", n/3) },
	"definitions, many":        func(n int) string { return many(n, "[a%d]: u\n") + "\n" + many(n, "[a%d]\n") },
	"stars":                    func(n int) string { return strings.Repeat("*", n) + "a" },
	"stars, both sides":        func(n int) string { return strings.Repeat("*", n/2) + "a" + strings.Repeat("*", n/2) },
	"emphasis in emphasis":     func(n int) string { return strings.Repeat("*a **a ", n/7) },
	"emphasis, closers only":   func(n int) string { return strings.Repeat("a** ", n/4) },
	"emphasis, openers only":   func(n int) string { return strings.Repeat("**a ", n/4) },
	"emphasis, mixed":          func(n int) string { return strings.Repeat("*a_ ", n/4) },
	"emphasis, mod three":      func(n int) string { return "a" + strings.Repeat("**b", n/6) + strings.Repeat("c* ", n/6) },
	"emphasis that matches":    func(n int) string { return strings.Repeat("*a* ", n/4) },
	"strikethrough":            func(n int) string { return strings.Repeat("~~a ~b ", n/7) },
	"backticks, each longer":   longerRuns,
	"backticks, alternating":   func(n int) string { return strings.Repeat("` `` ", n/5) },
	"escaped backticks":        func(n int) string { return "`" + strings.Repeat("\\``", n/3) },
	"angle brackets":           func(n int) string { return strings.Repeat("<", n) },
	"tags without an end":      func(n int) string { return strings.Repeat("<a ", n/3) },
	"tags, attribute open":     func(n int) string { return strings.Repeat(`<a b="c `, n/8) },
	"tags, attributes":         func(n int) string { return "x <a" + strings.Repeat(" b=c", n/4) },
	"comments open":            func(n int) string { return "x " + strings.Repeat("<!-- ", n/5) },
	"comments, odd":            func(n int) string { return "x " + strings.Repeat("<!--->", n/6) },
	"instructions open":        func(n int) string { return "x " + strings.Repeat("<?", n/2) },
	"declarations open":        func(n int) string { return "x " + strings.Repeat("<!A ", n/4) },
	"cdata open":               func(n int) string { return "x " + strings.Repeat("<![CDATA[", n/9) },
	"html blocks":              func(n int) string { return strings.Repeat("<div>\n", n/6) },
	"html blocks, inline":      func(n int) string { return "x " + strings.Repeat("<div>", n/5) },
	"html formatting":          func(n int) string { return "x " + strings.Repeat("<b><i><u><s>", n/24) + strings.Repeat("\n\nx", n/6) },
	"html links":               func(n int) string { return "x " + strings.Repeat(`<a href="u"><b>`, n/15) },
	"html tables":              func(n int) string { return strings.Repeat("<table><tr><td>\n\n", n/17) },
	"html tables, text":        func(n int) string { return "<table>\n\n" + strings.Repeat("x <b>\n\n", n/7) },
	"html, scripts":            func(n int) string { return strings.Repeat("<script>\n", n/9) },
	"html, forgotten":          func(n int) string { return "x " + strings.Repeat("<form>", n/6) },
	"autolinks open":           func(n int) string { return strings.Repeat("<http://a", n/9) },
	"entities":                 func(n int) string { return strings.Repeat("&", n) },
	"entities, long":           func(n int) string { return strings.Repeat("&#1234567", n/9) },
	"table, wide and tall": func(n int) string {
		return strings.Repeat("a|", n/6) + "\n" + strings.Repeat("-|", n/6) + "\n" + strings.Repeat("|\n", n/6)
	},
	"table, pipes":              func(n int) string { return "a|b\n-|-\n" + strings.Repeat("|", n) },
	"table, delimiters":         func(n int) string { return strings.Repeat("|-|\n", n/4) },
	"table, escaped pipes":      func(n int) string { return "a|b\n-|-\n" + strings.Repeat("`\\|` ", n/5) },
	"tables, small":             func(n int) string { return strings.Repeat("a|b|c|d\n-|-|-|-\n|\n|\n|\n|\n\n", n/27) },
	"footnotes, many":           func(n int) string { return many(n/2, "[^%d]: x\n\n") + many(n/2, "[^%d] ") },
	"footnotes, one, many refs": func(n int) string { return "[^1]: x\n\n" + strings.Repeat("[^1] ", n/5) },
	"footnotes, undefined":      func(n int) string { return "[^1]: x\n\n" + strings.Repeat("[^2] ", n/5) },
	"footnotes in footnotes":    func(n int) string { return strings.Repeat("[^1]: ", n/6) + "x" },
	"footnotes open":            func(n int) string { return "[^1]: x\n\n" + strings.Repeat("[^", n/2) },
	"headings, the same":        func(n int) string { return strings.Repeat("# a\n", n/4) },
	"headings, underlined":      func(n int) string { return strings.Repeat("a\n", n/2) + "===" },
	"headings, each underlined": func(n int) string { return strings.Repeat("a\n=\n", n/4) },
	"hashes":                    func(n int) string { return "# " + strings.Repeat("a #", n/3) },
	"fences":                    func(n int) string { return strings.Repeat("```\n", n/4) },
	"fences, each longer":       func(n int) string { return strings.ReplaceAll(longerRuns(n), " ", "\n") },
	"containers":                func(n int) string { return strings.Repeat("::: mail\n", n/9) },
	"containers, each longer": func(n int) string {
		return strings.ReplaceAll(strings.ReplaceAll(longerRuns(n), "`", ":"), " ", " web\n")
	},
	"containers, ended at once": func(n int) string { return strings.Repeat("::: mail\n:::\n", n/13) },
	"braces":                    func(n int) string { return "[a](b)" + strings.Repeat("{x=", n/3) },
	"braces behind links":       func(n int) string { return strings.Repeat("[a](b){.x y=z", n/13) },
	"callouts":                  func(n int) string { return strings.Repeat("> [!NOTE]\n\n", n/11) },
	"bookmarks":                 func(n int) string { return strings.Repeat("[a](https://b.example){.bookmark}\n\n", n/36) },
	"embeds":                    func(n int) string { return strings.Repeat("https://youtu.be/aaaaaaaaaaa\n\n", n/30) },
	"code of a language":        func(n int) string { return "```go\n" + strings.Repeat("/* ", n/3) + "\n```" },
	"pieces of code":            func(n int) string { return strings.Repeat("```js\n/a\n```\n", n/13) },
	"lines":                     func(n int) string { return strings.Repeat("a\n", n/2) },
	"blank lines":               func(n int) string { return "- a" + strings.Repeat("\n", n) + "b" },
	"spaces":                    func(n int) string { return strings.Repeat(" ", n) + "a" },
	"tabs":                      func(n int) string { return strings.Repeat("\t", n) + "a" },
	"backslashes":               func(n int) string { return strings.Repeat(`\`, n) },
	"hard breaks":               func(n int) string { return strings.Repeat("a  \n", n/4) },
	"one long word":             func(n int) string { return strings.Repeat("a", n) },
	"no characters at all":      func(n int) string { return strings.Repeat("\x00\xff", n/2) },
	"combining marks":           func(n int) string { return "# a" + strings.Repeat("\u0301", n/2) },
	"rules":                     func(n int) string { return strings.Repeat("- ", n/2) + "\n" },
	"task boxes":                func(n int) string { return strings.Repeat("- [x] a\n", n/8) },
	"images alone":              func(n int) string { return strings.Repeat("![a](b)", n/7) },
}

func many(n int, format string) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func indented(n int) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		b.WriteString(strings.Repeat("  ", i%400) + "- a" + strconv.Itoa(i) + "\n")
	}
	return b.String()
}

func longerRuns(n int) string {
	var b strings.Builder
	for i := 1; b.Len() < n; i++ {
		b.WriteString(strings.Repeat("`", i) + " ")
	}
	return b.String()
}

// processor is the processor time that this process has used.
func processor(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func TestHostileTextsTakeLinearTime(t *testing.T) {
	const size, times = 25_000, 4
	cost := func(src string) time.Duration {
		runtime.GC()
		start := processor(t)
		d := Parse(src)
		d.HTML(Options{})
		d.Mail(Options{})
		d.Text(Options{})
		d.Excerpt(200)
		return processor(t) - start
	}
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			// The processor and its caches are shared, so the best of some measurements counts.
			// The square of the length would take 16 times as long, not 4.
			small, large := time.Hour, time.Hour
			for range 6 {
				small, large = min(small, cost(text(size))), min(large, cost(text(times*size)))
				if large < 2*times*max(small, 10*time.Millisecond) {
					return
				}
			}
			t.Errorf("%d bytes take %v, %d bytes %v", size, small, times*size, large)
		})
	}
}
