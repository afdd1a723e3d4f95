package claim

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"onrecord/internal/fault"
	"onrecord/internal/page"
)

// Limits, in characters.
const (
	MaxKey       = 60
	MaxName      = 200 // of a source, its role and its affiliation
	MaxAbout     = 600 // what readers are told of a source
	MaxStatement = 300
	MaxText      = 2000 // of a version
	MaxURL       = 2000
	MaxReason    = 500
)

const (
	listUsual = 30
	listMost  = 100
	queryMost = 100
)

func pageSize(limit int) int {
	if limit == 0 {
		return listUsual
	}
	return min(max(limit, 1), listMost)
}

// line is one line of text without space around it.
func line(p *fault.Problems, field, s string, most int) string {
	s = text(p, field, s, most)
	if strings.ContainsAny(s, "\n\t") {
		p.Add(field, "Write this on one line, without tabs.")
	}
	return s
}

// text is some lines of text without space around them.
func text(p *fault.Problems, field, s string, most int) string {
	s = norm.NFC.String(strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)))
	if n := utf8.RuneCountInString(s); n > most {
		p.Add(field, "This is too long: it has %d characters, and at most %d fit.", n, most)
	}
	turns := func(r rune) bool { return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 }
	if !page.Clean(s) || strings.ContainsFunc(s, turns) {
		p.Add(field, "This holds characters that cannot be read; please type it again.")
	}
	return s
}

// address is a web address, or empty.
func address(p *fault.Problems, field, s string) string {
	s = line(p, field, s, MaxURL)
	if s == "" {
		return ""
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		p.Add(field, "Write a whole address that begins with https:// or http://.")
	}
	return s
}

// one holds a word to a list.
func one(p *fault.Problems, field, s string, of []string) {
	if !slices.Contains(of, s) {
		p.Add(field, "Choose one of: %s.", strings.Join(of, ", "))
	}
}

var keyForm = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// keyOf is the key that was asked for; empty stays empty.
func keyOf(p *fault.Problems, s string) string {
	s = strings.TrimSpace(s)
	if s != "" && (!keyForm.MatchString(s) || len(s) > MaxKey) {
		p.Add("key", "A key is small letters, digits and single hyphens, begins with a letter and has at most %d of them, such as “toll”.", MaxKey)
	}
	return s
}

// keysFrom are keys to try for something with these words, the likeliest first.
func keysFrom(words, otherwise string) []string {
	var parts []string
	for _, w := range strings.FieldsFunc(fold(words), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }) {
		if next := strings.Join(append(parts, w), "-"); len(next) > MaxKey-4 {
			break
		}
		parts = append(parts, w)
	}
	base := strings.TrimLeft(strings.Join(parts, "-"), "0123456789-")
	if !keyForm.MatchString(base) || strings.HasPrefix(base, unnamedKey) {
		base = otherwise
	}
	out := []string{base}
	for n := 2; n < 1000; n++ {
		out = append(out, fmt.Sprintf("%s-%d", base, n))
	}
	return out
}

// fold is text without case and accents, and with single spaces.
func fold(text string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(text, " ")) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// within is the LIKE pattern of folded text that has s somewhere in it.
func within(s string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s) + "%"
}

// where collects conditions that must all hold. Each %s takes one argument.
type where struct {
	parts []string
	args  []any
}

func (w *where) add(format string, args ...any) {
	marks := make([]any, len(args))
	for i, a := range args {
		marks[i] = w.arg(a)
	}
	w.parts = append(w.parts, fmt.Sprintf(format, marks...))
}

// arg adds an argument and gives its placeholder.
func (w *where) arg(a any) string {
	w.args = append(w.args, a)
	return fmt.Sprintf("$%d", len(w.args))
}

func (w *where) String() string { return strings.Join(w.parts, " AND ") }
