package comment

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"onrecord/internal/fault"
	"onrecord/internal/page"
)

// Piece is a run of text, or a link if it has an address.
type Piece struct{ Text, URL string }

var (
	blank   = regexp.MustCompile(`\n[ \t]*\n\s*`)
	address = regexp.MustCompile(`https?://[^\s<>"'“”«»]+`)
)

// Paragraphs parts a comment where it has empty lines, and finds its addresses
// in http and https. There is no other markup.
func Paragraphs(body string) [][]Piece {
	var out [][]Piece
	for _, p := range blank.Split(strings.TrimSpace(body), -1) {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, pieces(p))
		}
	}
	return out
}

func pieces(p string) (out []Piece) {
	rest := 0
	for _, at := range address.FindAllStringIndex(p, -1) {
		found := strings.TrimRightFunc(p[at[0]:at[1]], func(r rune) bool { return strings.ContainsRune(".,;:!?)]}*_", r) })
		if u, err := url.Parse(found); err != nil || u.Host == "" {
			continue
		}
		if at[0] > rest {
			out = append(out, Piece{Text: p[rest:at[0]]})
		}
		out = append(out, Piece{Text: found, URL: found})
		rest = at[0] + len(found)
	}
	if rest < len(p) {
		out = append(out, Piece{Text: p[rest:]})
	}
	return out
}

// spammy tells whether a text has more addresses than people write. What is no
// link yet, such as www.example.com, counts too.
func spammy(body string) bool {
	body = strings.ToLower(body)
	return strings.Count(body, "://")+strings.Count(body, "www.")+strings.Count(body, "[url") > mostLinks
}

func checkBody(p *fault.Problems, s string) string {
	s = norm.NFC.String(strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")))
	readable(p, "body", s)
	switch n := utf8.RuneCountInString(s); {
	case strings.TrimFunc(s, invisible) == "":
		p.Add("body", "Write something first.")
	case n > MaxBody:
		p.Add("body", "This is too long: it has %d characters, and at most %d fit.", n, MaxBody)
	}
	return s
}

func checkName(p *fault.Problems, s string) string {
	s = norm.NFC.String(strings.Join(strings.Fields(s), " "))
	readable(p, "name", s)
	switch {
	case strings.TrimFunc(s, invisible) == "":
		p.Add("name", "Choose the name that stands over your comments.")
	case utf8.RuneCountInString(s) > MaxName:
		p.Add("name", "A name has at most %d characters.", MaxName)
	case strings.Contains(s, "://") || strings.Contains(strings.ToLower(s), "www.") || strings.Contains(s, "@"):
		p.Add("name", "A name holds no address.")
	}
	return s
}

// readable refuses control characters, and those that turn the direction of
// what stands around them.
func readable(p *fault.Problems, field, s string) {
	turns := func(r rune) bool { return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 }
	if !page.Clean(s) || strings.ContainsFunc(s, turns) || strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 && r < 0xa0 }) {
		p.Add(field, "This holds characters that cannot be read; please type it again.")
	}
}

func invisible(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || r == 0x115f || r == 0x1160 || r == 0x3164 || r == 0x2800
}
