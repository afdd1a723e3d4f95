package reading

import (
	"net/http"
	"net/url"
	"strings"
)

// mostSource is how long the name of a source may be.
const mostSource = 80

// within is the source of what began on the site itself: none.
const within = "."

// source is where a reading began: the host that led here, or ” when nobody
// says. Of the address there only the host is looked at. A mark in the link,
// ?utm_source= or ?ref=, comes first: mail programs name no host.
func (s *Store) source(r *http.Request) string {
	if first(r.Header, "Sec-Fetch-Site") == "same-origin" {
		return within
	}
	if r.URL.RawQuery != "" {
		if name := marked(r.URL.RawQuery); name != "" {
			return name
		}
	}
	ref := first(r.Header, "Referer")
	if ref == "" || len(ref) > 2048 {
		return ""
	}
	host := hostOf(ref)
	if host == s.Host {
		return within
	}
	return tidy(host)
}

func hostOf(ref string) string {
	_, rest, ok := strings.Cut(ref, "://")
	if !ok {
		return ""
	}
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	rest = rest[strings.LastIndexByte(rest, '@')+1:]
	if host, port, ok := strings.Cut(rest, ":"); ok && strings.Trim(port, "0123456789") == "" {
		rest = host
	}
	return rest
}

// marked is the source that the link itself names.
func marked(query string) string {
	if !strings.Contains(query, "utm_source=") && !strings.Contains(query, "ref=") {
		return ""
	}
	values, _ := url.ParseQuery(query) // what could be read
	for _, name := range [...]string{"utm_source", "ref"} {
		if v := tidy(values.Get(name)); v != "" {
			return v
		}
	}
	return ""
}

// tidy is a name as it is kept: of letters, digits, dots and dashes, "" for
// any other.
func tidy(name string) string {
	name = strings.TrimPrefix(strings.ToLower(name), "www.")
	if name == within || len(name) > mostSource {
		return ""
	}
	for i := range len(name) {
		c := name[i]
		if !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '.' || c == '-' || c == '_') {
			return ""
		}
	}
	return name
}

// Kind says what a source is.
type Kind string

// The kinds.
const (
	Direct Kind = "direct" // typed, from a bookmark, an app, or nobody says
	Search Kind = "search"
	Social Kind = "social"
	Mail   Kind = "mail"
	Feeds  Kind = "feeds"
	Site   Kind = "site"
)

// KindOf says what the source of a name is.
func KindOf(name string) Kind {
	if name == "" {
		return Direct
	}
	for _, k := range kinds {
		for _, w := range k.words {
			if name == w || strings.HasPrefix(name, w+".") || strings.HasSuffix(name, "."+w) || strings.Contains(name, "."+w+".") {
				return k.kind
			}
		}
	}
	return Site
}

var kinds = []struct {
	kind  Kind
	words []string
}{
	{Mail, strings.Fields("newsletter mail email webmail outlook gmail com.google.android.gm mail.google.com mail.yahoo.com roundcube")},
	{Feeds, strings.Fields("feed feeds rss feedly inoreader newsblur feedbin theoldreader miniflux freshrss netvibes")},
	{Search, strings.Fields("google bing duckduckgo ecosia qwant startpage yahoo baidu yandex kagi search.brave.com seznam naver mojeek swisscows metager googlequicksearchbox")},
	{Social, strings.Fields("t.co twitter x.com facebook fb instagram linkedin lnkd.in reddit bsky bsky.app threads mastodon mastodon.social youtube pinterest tiktok whatsapp wa.me telegram t.me news.ycombinator.com lobste.rs vk.com weibo tumblr")},
}
