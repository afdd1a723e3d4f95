package site

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// headTags are the elements that custom code may have: those that a head holds
// without ending it.
var headTags = map[string]bool{"script": true, "style": true, "link": true, "meta": true}

// wrong reads the code as a browser does and gives what is wrong with it. What
// it lets through neither ends the head nor swallows the page that follows.
func (c *Code) wrong() (sentence string, args []any) {
	z := html.NewTokenizer(strings.NewReader(c.HTML))
	open := ""
	for {
		kind := z.Next()
		raw := string(z.Raw())
		switch kind {
		case html.ErrorToken:
			if open != "" {
				return "A <%s> is not closed; everything after it on the page would be lost.", []any{open}
			}
			return "", nil
		case html.TextToken:
			if open == "" && strings.TrimSpace(raw) != "" {
				return "Text stands between the elements: %s", []any{cutTo(strings.TrimSpace(raw), 60)}
			}
		case html.CommentToken:
			if !strings.HasPrefix(raw, "<!--") || !strings.HasSuffix(raw, "-->") || len(raw) < len("<!---->") {
				return "A comment is not closed; everything after it on the page would be lost.", nil
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if !headTags[t.Data] {
				return "Only script, style, link and meta elements and comments may stand in the head; this has <%s>.", []any{cutTo(t.Data, 30)}
			}
			if t.Data == "script" || t.Data == "style" {
				open = t.Data
			}
			if sentence, args := c.wrongTag(t); sentence != "" {
				return sentence, args
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) != open {
				return "Something is closed that was not opened: %s", []any{cutTo(raw, 60)}
			}
			open = ""
		default:
			return "This cannot stand in the head of a page: %s", []any{cutTo(raw, 60)}
		}
	}
}

func (c *Code) wrongTag(t html.Token) (sentence string, args []any) {
	for _, a := range t.Attr {
		switch {
		case strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "http-equiv":
			return "The attribute %s is not taken; pages would not follow it, or follow it too far.", []any{cutTo(a.Key, 30)}
		case (a.Key == "src" || a.Key == "href") && !c.covers(a.Val):
			return "%s is on a host that is not listed; list it if you trust it with the whole publication.", []any{cutTo(a.Val, 80)}
		}
	}
	return "", nil
}

// covers tells whether an address is of this site or of a listed host.
func (c *Code) covers(address string) bool {
	u, err := url.Parse(address)
	if err != nil || !SafeURL(address) {
		return false
	}
	if u.Scheme == "" {
		return true
	}
	host := strings.ToLower(u.Hostname())
	for _, h := range c.Hosts {
		if host == h || strings.HasPrefix(h, "*.") && strings.HasSuffix(host, h[1:]) {
			return u.Scheme == "https" && u.Port() == ""
		}
	}
	return false
}

// inlines are the texts of the elements of a tag that stand in the code.
func inlines(code, tag string) (out []string) {
	z := html.NewTokenizer(strings.NewReader(code))
	in := false
	for {
		switch z.Next() {
		case html.ErrorToken:
			return out
		case html.StartTagToken:
			name, _ := z.TagName()
			in = string(name) == tag
		case html.TextToken:
			if in {
				out = append(out, string(z.Raw()))
			}
			in = false
		default:
			in = false
		}
	}
}
