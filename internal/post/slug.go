package post

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// slugMost is the most characters a slug has.
const slugMost = 80

// Slugify makes a slug of any text: Latin letters without accents and in lower
// case, letters and digits of other scripts as they are, one hyphen for what
// stands between them. It is empty when nothing of the text can stay, and not
// cut to any length.
func Slugify(text string) string {
	var b strings.Builder
	latin, gap := false, false
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(text, " ")) {
		switch {
		case unicode.IsMark(r):
			if !latin && !vowelPoint(r) && b.Len() > 0 && !gap {
				b.WriteRune(r)
			}
		case silent(r):
		case unicode.IsLetter(r), unicode.Is(unicode.Nd, r):
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap, latin = false, unicode.Is(unicode.Latin, r)
			writeLetter(&b, unicode.ToLower(r))
		default:
			gap = true
		}
	}
	return norm.NFC.String(b.String())
}

// writeLetter writes r, or the letters that stand for it where no accent can
// be taken off.
func writeLetter(b *strings.Builder, r rune) {
	if s, ok := latinLetters[r]; ok {
		b.WriteString(s)
		return
	}
	b.WriteRune(r)
}

var latinLetters = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th",
	'ł': "l", 'ı': "i", 'ħ': "h", 'ŧ': "t", 'ŋ': "ng", 'ĸ': "k", 'ə': "e",
	'ɓ': "b", 'ɗ': "d", 'ɖ': "d", 'ƙ': "k", 'ƴ': "y", 'ɛ': "e", 'ɔ': "o", 'ɣ': "g",
}

// silent tells what is left out without a gap: apostrophes, soft hyphens, the
// Arabic stretch and joiners within a word.
func silent(r rune) bool {
	switch r {
	case '\'', '’', '‘', 'ʼ', 'ʻ', 'ʹ', '`', '´', 0x00AD, 0x0640, 0x200D, 0xFEFF:
		return true
	}
	return false
}

// vowelPoint tells the Arabic and Hebrew points, which are rarely written.
func vowelPoint(r rune) bool {
	return r >= 0x064B && r <= 0x0652 || r == 0x0670 || r >= 0x0591 && r <= 0x05C7
}

// cutSlug shortens a slug to n characters, at a hyphen if one is near.
func cutSlug(slug string, n int) string {
	if utf8.RuneCountInString(slug) <= n {
		return slug
	}
	cut := string([]rune(slug)[:n])
	if i := strings.LastIndexByte(cut, '-'); i > len(cut)/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, "-")
}

// Reserved tells whether no post may have the slug, because the address means
// something else or is kept for what the program will do.
func Reserved(slug string) bool {
	if rest, ok := strings.CutPrefix(slug, "sitemap"); ok && strings.Trim(rest, "-0123456789") == "" {
		return true
	}
	_, found := slices.BinarySearch(reserved, slug)
	return found
}

// reserved is in order. A slug has no dot, so robots.txt and its like cannot be
// taken; their stems stand here so that no address can be mistaken for them.
var reserved = []string{
	"account", "address", "admin", "api", "archive", "archives", "assets", "atom", "author", "authors",
	"claim", "claims", "comment", "comments", "confirm", "correction", "corrections", "debug", "favicon", "favicon-ico", "feed", "feeds",
	"healthz", "inbox", "issue", "issues", "json", "login", "logout", "media", "member", "members", "metrics",
	"newsletter", "newsletters", "nodeinfo", "oembed", "outbox", "post", "posts", "preferences", "preview",
	"readyz", "robots", "robots-txt", "rss", "search", "section", "sections", "series", "setup", "share", "sign-in", "sign-out", "signin",
	"sitemap", "sitemap-news", "source", "sources", "static", "stories", "story", "subscribe",
	"tag", "tags", "themes", "unsubscribe", "webhooks", "webmention", "well-known",
}

// Fold is text as it is compared when something is looked for by name: without
// case, accents and double spaces. It is cut to what an index can hold.
func Fold(text string) string {
	folded := fold(text)
	if utf8.RuneCountInString(folded) > MaxHeadline {
		folded = string([]rune(folded)[:MaxHeadline])
	}
	return folded
}

// findMost is how many bytes of what a post is found by are kept: PostgreSQL
// refuses to index much more.
const findMost = 1800

// found is what staff find a post by: its headline and its standfirst, folded.
func (in Input) found() string {
	folded := fold(in.Headline + " " + in.Standfirst)
	if len(folded) > findMost {
		folded = strings.ToValidUTF8(folded[:findMost], "")
	}
	return folded
}

// fold is text without case and accents, and with single spaces.
func fold(text string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(text, " ")) {
		if !unicode.Is(unicode.Mn, r) {
			writeLetter(&b, unicode.ToLower(r))
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
