package web

import (
	"net/url"
	"strings"
)

// share is the ways to pass a page on: plain links that load nothing.
func (f *frame) share(title, at string) *Share {
	t, u := encode(title), encode(at)
	both := encode(title + " " + at)
	return &Share{
		Title: title, URL: at,
		Mail: "mailto:?subject=" + t + "&body=" + encode(title+"\r\n\r\n"+at),
		Networks: []Network{
			{ID: "whatsapp", Name: "WhatsApp", URL: "https://wa.me/?text=" + both},
			{ID: "facebook", Name: "Facebook", URL: "https://www.facebook.com/sharer/sharer.php?u=" + u},
			{ID: "x", Name: "X", URL: "https://x.com/intent/post?text=" + t + "&url=" + u},
			{ID: "bluesky", Name: "Bluesky", URL: "https://bsky.app/intent/compose?text=" + both},
			{ID: "linkedin", Name: "LinkedIn", URL: "https://www.linkedin.com/sharing/share-offsite/?url=" + u},
		},
	}
}

// encode escapes for a query in which a plus is a plus, as in mailto.
func encode(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
