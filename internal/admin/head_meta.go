package admin

import (
	"io"
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// headMeta is what the head of a page says to networks and search engines.
type headMeta struct {
	Title       string // of the page
	Description string
	SocialTitle string
	SocialAbout string
	SiteName    string
	Image       string // its address
	ImageAlt    string
	Icon        string
	URL         string // the canonical one
}

// readHead reads the head of a page; what it does not say stays "".
func readHead(r io.Reader) (m headMeta) {
	z := html.NewTokenizer(r)
	inTitle := false
	for {
		switch z.Next() {
		case html.ErrorToken:
			return m
		case html.TextToken:
			if inTitle && m.Title == "" {
				m.Title = strings.Join(strings.Fields(string(z.Text())), " ")
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			inTitle = t.Data == "title"
			if t.Data == "body" {
				return m
			}
			m.take(t)
		case html.EndTagToken:
			name, _ := z.TagName()
			if inTitle = false; string(name) == "head" {
				return m
			}
		}
	}
}

// take reads one element of the head. What comes first counts.
func (m *headMeta) take(t html.Token) {
	at := map[string]string{}
	for _, a := range t.Attr {
		at[a.Key] = a.Val
	}
	put := func(to *string, s string) {
		if *to == "" {
			*to = strings.Join(strings.Fields(s), " ")
		}
	}
	switch t.Data {
	case "link":
		for rel := range strings.FieldsSeq(strings.ToLower(at["rel"])) {
			switch rel {
			case "canonical":
				put(&m.URL, at["href"])
			case "icon":
				put(&m.Icon, at["href"])
			}
		}
	case "meta":
		name := at["property"]
		if name == "" {
			name = at["name"]
		}
		field := map[string]*string{
			"description": &m.Description, "og:title": &m.SocialTitle, "og:description": &m.SocialAbout, "og:site_name": &m.SiteName,
			"og:image": &m.Image, "og:image:alt": &m.ImageAlt,
			"twitter:title": &m.SocialTitle, "twitter:description": &m.SocialAbout, "twitter:image": &m.Image,
		}[strings.ToLower(name)]
		if field != nil {
			put(field, at["content"])
		}
	}
}

// ImagePath is the address of the picture on this site, for the desk's policy.
func (m headMeta) ImagePath() string {
	u, err := url.Parse(m.Image)
	if err != nil || m.Image == "" {
		return ""
	}
	return u.RequestURI()
}

// Trail is the address as search engines write it: host › path.
func (m headMeta) Trail() string {
	u, err := url.Parse(m.URL)
	if err != nil {
		return ""
	}
	out := u.Host
	for part := range strings.SplitSeq(strings.Trim(u.Path, "/"), "/") {
		if part != "" {
			out += " › " + part
		}
	}
	return out
}
