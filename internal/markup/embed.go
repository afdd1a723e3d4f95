package markup

import (
	"net/url"
	"regexp"
	"strings"
)

// embed is a piece of another site that a page shows once the reader asks.
type embed struct {
	provider string // its name
	src      string // of the frame
	origin   string // of the frame, for the policy of the page
	shape    string // wide, tall or bar
}

// provider says which addresses of a site can be embedded, and how. The frame's
// address is made of the parts that the pattern caught and nothing else.
type provider struct {
	name, frame, shape string
	hosts              []string
	path               *regexp.Regexp
	query              string // the parameter that holds the id where the path does not
}

// providers is the allow-list. Nothing is asked of any of them before a reader
// presses the button, and what their frame says is never part of our page.
var providers = []provider{
	{"YouTube", "https://www.youtube-nocookie.com/embed/$1", "wide", []string{"www.youtube.com", "youtube.com", "m.youtube.com"}, regexp.MustCompile(`^/(?:shorts/|live/|embed/)([A-Za-z0-9_-]{11})$`), ""},
	{"YouTube", "https://www.youtube-nocookie.com/embed/$1", "wide", []string{"www.youtube.com", "youtube.com", "m.youtube.com"}, regexp.MustCompile(`^/watch\?([A-Za-z0-9_-]{11})$`), "v"},
	{"YouTube", "https://www.youtube-nocookie.com/embed/$1", "wide", []string{"youtu.be"}, regexp.MustCompile(`^/([A-Za-z0-9_-]{11})$`), ""},
	{"Vimeo", "https://player.vimeo.com/video/$1?dnt=1", "wide", []string{"vimeo.com", "www.vimeo.com"}, regexp.MustCompile(`^/([0-9]{1,12})$`), ""},
	{"Dailymotion", "https://geo.dailymotion.com/player.html?video=$1", "wide", []string{"www.dailymotion.com"}, regexp.MustCompile(`^/video/([a-z0-9]{5,10})$`), ""},
	{"Spotify", "https://open.spotify.com/embed/$1/$2", "bar", []string{"open.spotify.com"}, regexp.MustCompile(`^/(track|album|playlist|episode|show)/([A-Za-z0-9]{22})$`), ""},
	{"Apple Podcasts", "https://embed.podcasts.apple.com/$1/podcast/$2/id$3", "bar", []string{"podcasts.apple.com"}, regexp.MustCompile(`^/([a-z]{2})/podcast/([a-z0-9%-]{1,100})/id([0-9]{1,12})$`), ""},
	{"CodePen", "https://codepen.io/$1/embed/$2", "wide", []string{"codepen.io"}, regexp.MustCompile(`^/([A-Za-z0-9_-]{1,40})/pen/([A-Za-z0-9]{1,40})$`), ""},
	{"Internet Archive", "https://archive.org/embed/$1", "wide", []string{"archive.org"}, regexp.MustCompile(`^/details/([A-Za-z0-9._-]{1,100})$`), ""},
}

// longestEmbed bounds an address that may be one.
const longestEmbed = 500

// embedOf finds what an address embeds; nil if it is of no known provider.
func embedOf(address string) *embed {
	if len(address) > longestEmbed || !strings.HasPrefix(address, "https://") || strings.ContainsAny(address, " \n") {
		return nil
	}
	u, err := url.Parse(address)
	if err != nil || u.User != nil || u.Port() != "" {
		return nil
	}
	for _, p := range providers {
		path := strings.TrimSuffix(u.EscapedPath(), "/")
		if p.query != "" {
			path += "?" + u.Query().Get(p.query)
		}
		m := p.path.FindStringSubmatchIndex(path)
		if m == nil || !contains(p.hosts, strings.ToLower(u.Host)) {
			continue
		}
		src := string(p.path.ExpandString(nil, p.frame, path, m))
		frame, err := url.Parse(src)
		if err != nil {
			return nil
		}
		return &embed{provider: p.name, src: src, origin: "https://" + frame.Host, shape: p.shape}
	}
	return nil
}

func contains(list []string, s string) bool {
	for _, one := range list {
		if one == s {
			return true
		}
	}
	return false
}

// Frames are the origins that the page's policy must let into frames, for what
// the text embeds: each once, in order.
func (d *Document) Frames() []string {
	var list []string
	each(d.body, func(n *node) {
		if n.tag != tagEmbed {
			return
		}
		if e := embedOf(n.attr("href")); e != nil && !contains(list, e.origin) {
			list = append(list, e.origin)
		}
	})
	return list
}
