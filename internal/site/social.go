package site

import (
	"net/url"
	"slices"
	"strings"
)

// Network is a place where a publication may have a page of its own.
type Network struct{ ID, Name string }

// networks are known by the hosts of their pages.
var networks = []struct {
	Network
	hosts []string
}{
	{Network{"bluesky", "Bluesky"}, []string{"bsky.app"}},
	{Network{"x", "X"}, []string{"x.com", "twitter.com"}},
	{Network{"facebook", "Facebook"}, []string{"facebook.com", "fb.com"}},
	{Network{"instagram", "Instagram"}, []string{"instagram.com"}},
	{Network{"threads", "Threads"}, []string{"threads.net", "threads.com"}},
	{Network{"youtube", "YouTube"}, []string{"youtube.com", "youtu.be"}},
	{Network{"linkedin", "LinkedIn"}, []string{"linkedin.com"}},
	{Network{"telegram", "Telegram"}, []string{"t.me", "telegram.me"}},
	{Network{"whatsapp", "WhatsApp"}, []string{"whatsapp.com", "wa.me"}},
	{Network{"code", "GitHub"}, []string{"github.com"}},
	{Network{"code", "Codeberg"}, []string{"codeberg.org"}},
}

// NetworkOf tells which network an address is of. Anywhere else, a path such
// as /@name is Mastodon's; what is left goes by its host.
func NetworkOf(address string) Network {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return Network{"link", ""}
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	for _, n := range networks {
		if slices.ContainsFunc(n.hosts, func(h string) bool { return host == h || strings.HasSuffix(host, "."+h) }) {
			return n.Network
		}
	}
	if strings.HasPrefix(u.Path, "/@") {
		return Network{"mastodon", "Mastodon"}
	}
	return Network{"link", host}
}

// named gives accounts without a label the name of their network.
func named(links []Link) {
	for i, l := range links {
		if l.Label == "" && SafeURL(l.URL) {
			links[i].Label = NetworkOf(l.URL).Name
		}
	}
}
