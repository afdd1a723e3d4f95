package admin

import (
	"bytes"
	"net/http"
	"strings"
	"unicode"

	"golang.org/x/net/html/charset"

	"onrecord/internal/fault"
	"onrecord/internal/limit"
	"onrecord/internal/markup"
)

// Limits of filling in bookmarks.
const (
	bookmarkMost  = 512 << 10 // bytes of a page that are read
	bookmarksMost = 60        // per person and asksPer
	bookmarkTitle = 200       // characters
	bookmarkAbout = 300
	bookmarkSite  = 80
)

// filledBookmark is what a page says of itself, as plain text.
type filledBookmark struct {
	URL         string `json:"url"` // as it was typed
	Title       string `json:"title"`
	Description string `json:"description"`
	Site        string `json:"site"`
	Markdown    string `json:"markdown"` // the whole card, as docs/markdown.md writes it
}

// bookmark fills in a bookmark card from a page:
//
//	GET /admin/bookmark?url=https://example.org/page
//	{"url": "…", "title": "…", "description": "…", "site": "…", "markdown": "[…](…){.bookmark …}"}
//
// Title is never empty: a page without one has its host. The answer is data of
// a stranger: plain text to be put into fields, never HTML. No picture comes
// along, since pages load none from other hosts. What may not be asked is 422,
// what does not answer or is no page 503, each as {"sentence": "…"}; after 60
// in an hour it is 429. Only pages of the desk may ask.
func (a *Admin) bookmark(w http.ResponseWriter, r *http.Request, v *visit) error {
	if from := r.Header.Get("Sec-Fetch-Site"); from != "" && from != "same-origin" {
		return fault.New(fault.Forbidden, "This is for the desk’s own pages.")
	}
	r.Header.Set("Accept", "application/json") // errors are for the script, whatever it forgot to say
	ok, _, err := limit.Allow(r.Context(), a.DB, "bookmark:"+itoa(v.me.ID), bookmarksMost, asksPer, a.Now())
	if err != nil {
		return err
	}
	if !ok {
		return fault.New(fault.TooMany, "%d bookmarks were filled in within the hour; type this one.", bookmarksMost)
	}
	typed := strings.TrimSpace(r.URL.Query().Get("url"))
	got, err := a.Fetch.Get(r.Context(), typed, bookmarkMost)
	if err != nil {
		return err
	}
	if got.Status >= http.StatusBadRequest || got.Type != "text/html" && got.Type != "application/xhtml+xml" {
		return fault.New(fault.Unavailable, "This address answers with no page to take a title from; type one.")
	}
	text, err := charset.NewReader(bytes.NewReader(got.Body), got.Header)
	if err != nil {
		return fault.New(fault.Unavailable, "The page is in an encoding that is not known; type its title.").Because(err)
	}
	m := readHead(text)
	b := filledBookmark{
		URL: typed, Title: plainText(orElseText(m.SocialTitle, m.Title), bookmarkTitle),
		Description: plainText(orElseText(m.SocialAbout, m.Description), bookmarkAbout), Site: plainText(m.SiteName, bookmarkSite),
	}
	if host := got.URL.Hostname(); b.Title == "" {
		b.Title = host
	} else if b.Site == "" {
		b.Site = strings.TrimPrefix(host, "www.")
	}
	b.Markdown = markup.Bookmark(b.URL, b.Title, b.Description, b.Site)
	return sendJSON(w, http.StatusOK, b)
}

func orElseText(first, second string) string {
	if first == "" {
		return second
	}
	return first
}

// plainText is a stranger's text on one line, without what is not seen and
// changes how the rest reads, and cut.
func plainText(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == unicode.ReplacementChar, unicode.IsControl(r), unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d':
			return -1
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if runes := []rune(s); len(runes) > most {
		s = strings.TrimSpace(string(runes[:most-1])) + "…"
	}
	return s
}
