package markup

import (
	"bytes"
	"regexp"
	"strconv"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"
)

// elements is the allow-list: what raw HTML may say and what a document can
// hold, with the attributes of each beside lang and dir. Everything else is
// dropped; of the elements in forgotten, what they hold is dropped too.
//
// There are no ids, names, classes, styles or event handlers here, nothing that
// runs, loads or sends, and neither SVG nor MathML, in which the rules of HTML
// change. What it lets through means the same to every parser.
var elements = map[string][]string{
	"p": nil, "br": nil, "hr": nil, "div": nil, "span": nil, "aside": nil,
	"h1": nil, "h2": nil, "h3": nil, "h4": nil, "h5": nil, "h6": nil,
	"blockquote": nil, "q": nil, "cite": nil, "pre": nil,
	"ul": nil, "ol": {"start", "reversed"}, "li": {"value"},
	"dl": nil, "dt": nil, "dd": nil,
	"figure": nil, "figcaption": nil, "img": {"src", "alt", "title", "width", "height"},
	"a":  {"href", "title"},
	"em": nil, "strong": nil, "b": nil, "i": nil, "u": nil, "s": nil, "mark": nil, "small": nil,
	"sub": nil, "sup": nil, "del": {"datetime"}, "ins": {"datetime"},
	"code": nil, "kbd": nil, "samp": nil, "var": nil,
	"abbr": {"title"}, "dfn": {"title"}, "time": {"datetime"},
	"ruby": nil, "rt": nil, "rp": nil, "bdi": nil, "bdo": nil, "wbr": nil,
	"details": {"open"}, "summary": nil,
	"table": nil, "caption": nil, "thead": nil, "tbody": nil, "tfoot": nil, "tr": nil,
	"th": {"align", "colspan", "rowspan", "scope"}, "td": {"align", "colspan", "rowspan"},
}

var forgotten = []string{
	"script", "style", "iframe", "object", "embed", "applet", "frameset", "noframes", "noscript", "noembed",
	"svg", "math", "template", "form", "select", "textarea", "button", "audio", "video", "canvas", "head", "title",
	"xmp", "plaintext", "listing", "portal", "fencedframe",
}

// values says which values an attribute may have. One that it does not name may
// have any: it is text, and is written as text.
var values = map[string]*regexp.Regexp{
	"lang":     regexp.MustCompile(`^[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8}){0,4}$`),
	"dir":      regexp.MustCompile(`^(ltr|rtl|auto)$`),
	"start":    regexp.MustCompile(`^-?[0-9]{1,6}$`),
	"value":    regexp.MustCompile(`^-?[0-9]{1,6}$`),
	"reversed": regexp.MustCompile(`^$`),
	"open":     regexp.MustCompile(`^$`),
	"width":    regexp.MustCompile(`^[1-9][0-9]{0,4}$`),
	"height":   regexp.MustCompile(`^[1-9][0-9]{0,4}$`),
	"datetime": regexp.MustCompile(`^[0-9TZ:+. -]{1,40}$`),
	"align":    regexp.MustCompile(`^(left|right|center)$`),
	"colspan":  regexp.MustCompile(`^([1-9]|[1-9][0-9])$`),
	"rowspan":  regexp.MustCompile(`^([1-9]|[1-9][0-9])$`),
	"scope":    regexp.MustCompile(`^(row|col|rowgroup|colgroup)$`),
}

// policy is the allow-list as bluemonday wants it. It works on tokens, so the
// parser that builds the tree never sees an element in which text has other
// rules; the tree is then built from the same list a second time.
var policy = newPolicy()

func newPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowURLSchemes("http", "https", "mailto", "tel")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	p.RequireNoFollowOnLinks(false)
	p.SkipElementsContent(forgotten...)
	for tag, attributes := range elements {
		p.AllowElements(tag)
		p.AllowNoAttrs().OnElements(tag)
		for _, a := range append([]string{"lang", "dir"}, attributes...) {
			if rule := values[a]; rule != nil {
				p.AllowAttrs(a).Matching(rule).OnElements(tag)
			} else {
				p.AllowAttrs(a).OnElements(tag)
			}
		}
	}
	return p
}

// sanitise cleans one piece of raw HTML. The piece may open an element that
// another one closes.
func sanitise(raw []byte) []byte {
	return policy.SanitizeBytes(raw)
}

// attributes keeps what the allow-list names of an element's attributes, once
// each and in the order of the list.
func attributes(tag string, found []html.Attribute) []attr {
	var kept []attr
	for _, name := range append([]string{"lang", "dir"}, elements[tag]...) {
		for _, a := range found {
			if a.Key != name || a.Namespace != "" {
				continue
			}
			if value, ok := attributeValue(name, a.Val); ok {
				kept = append(kept, attr{name, value})
			}
			break
		}
	}
	return kept
}

func attributeValue(name, value string) (string, bool) {
	switch name {
	case "href":
		return linkAddress(value)
	case "src":
		return imageAddress(value)
	}
	if rule := values[name]; rule != nil {
		return value, rule.MatchString(value)
	}
	return printable(value), true
}

// printable drops what neither HTML nor XML can carry as text.
func printable(s string) string {
	clean := func(r rune) bool {
		return r >= 0x20 && r != 0x7f && r != 0xfffe && r != 0xffff || r == '\t' || r == '\n'
	}
	for _, r := range s {
		if !clean(r) {
			var b bytes.Buffer
			for _, r := range s {
				if clean(r) {
					b.WriteRune(r)
				}
			}
			return b.String()
		}
	}
	return s
}

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
