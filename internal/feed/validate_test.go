package feed

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// element is an XML element read with namespaces resolved.
type element struct {
	name xml.Name
	attr []xml.Attr
	text string
	kids []*element
}

const (
	atomSpace    = "http://www.w3.org/2005/Atom"
	contentSpace = "http://purl.org/rss/1.0/modules/content/"
	dcSpace      = "http://purl.org/dc/elements/1.1/"
	newsSpace    = "http://www.google.com/schemas/sitemap-news/0.9"
)

// parse reads a whole document strictly: UTF-8, one root, no undeclared
// prefix, no character that XML forbids.
func parse(t *testing.T, doc []byte) *element {
	t.Helper()
	if !utf8.Valid(doc) {
		t.Fatal("not UTF-8")
	}
	for _, r := range string(doc) {
		if r < ' ' && !strings.ContainsRune("\t\n\r", r) || r == 0xFFFE || r == 0xFFFF {
			t.Fatalf("holds %U", r)
		}
	}
	root := &element{}
	stack := []*element{root}
	dec := xml.NewDecoder(bytes.NewReader(doc))
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("not well-formed: %v\n%s", err, doc)
		}
		top := stack[len(stack)-1]
		switch x := tok.(type) {
		case xml.StartElement:
			if x.Name.Space != "" && !strings.HasPrefix(x.Name.Space, "http") {
				t.Fatalf("prefix %q is not declared", x.Name.Space)
			}
			e := &element{name: x.Name, attr: slices.Clone(x.Attr)}
			top.kids = append(top.kids, e)
			stack = append(stack, e)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			top.text += string(x)
		}
	}
	if len(root.kids) != 1 || strings.TrimSpace(root.text) != "" {
		t.Fatalf("%d root elements and text %q", len(root.kids), root.text)
	}
	return root.kids[0]
}

func (e *element) all(space, local string) (out []*element) {
	for _, k := range e.kids {
		if k.name == (xml.Name{Space: space, Local: local}) {
			out = append(out, k)
		}
	}
	return out
}

// one is the only child of that name; anything but exactly one is a failure.
func (e *element) one(t *testing.T, space, local string) *element {
	t.Helper()
	found := e.all(space, local)
	if len(found) != 1 {
		t.Fatalf("<%s> has %d <%s>, want one", e.name.Local, len(found), local)
	}
	return found[0]
}

func (e *element) get(local string) string {
	for _, a := range e.attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}

// only refuses children that the specification does not know.
func (e *element) only(t *testing.T, names ...string) {
	t.Helper()
	for _, k := range e.kids {
		if !slices.Contains(names, k.name.Local) {
			t.Errorf("<%s> holds <%s>, which the specification does not allow there", e.name.Local, k.name.Local)
		}
	}
}

func absolute(t *testing.T, raw string) {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		t.Errorf("%q is no absolute address", raw)
	}
}

// iri is what an id must be: absolute, of any scheme.
func iri(t *testing.T, raw string) {
	t.Helper()
	if u, err := url.Parse(raw); err != nil || u.Scheme == "" {
		t.Errorf("%q is no absolute IRI", raw)
	}
}

var rfc3339Shape = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`)

func date3339(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil || !rfc3339Shape.MatchString(s) || at.IsZero() {
		t.Errorf("%q is no date of RFC 3339", s)
	}
	return at
}

var rfc822Shape = regexp.MustCompile(`^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d [+-]\d{4}$`)

func date822(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC1123Z, s)
	if err != nil || !rfc822Shape.MatchString(s) || at.IsZero() {
		t.Errorf("%q is no date of RFC 822", s)
	}
	if at.Format("Mon") != s[:3] {
		t.Errorf("%q is not a %s", s, s[:3])
	}
	return at
}

// validRSS holds a document to RSS 2.0 and the best practices of its board.
func validRSS(t *testing.T, doc []byte) *element {
	t.Helper()
	root := parse(t, doc)
	if root.name.Local != "rss" || root.get("version") != "2.0" {
		t.Fatalf("root is <%s version=%q>", root.name.Local, root.get("version"))
	}
	ch := root.one(t, "", "channel")
	ch.only(t, "title", "link", "description", "language", "copyright", "lastBuildDate", "generator", "image", "item")
	for _, name := range []string{"title", "description"} {
		if ch.one(t, "", name).text == "" {
			t.Errorf("channel has an empty %s", name)
		}
	}
	absolute(t, ch.one(t, "", "link").text)
	date822(t, ch.one(t, "", "lastBuildDate").text)
	self := ch.one(t, atomSpace, "link")
	if self.get("rel") != "self" || self.get("type") != "application/rss+xml" {
		t.Errorf("atom:link is %v", self.attr)
	}
	absolute(t, self.get("href"))
	for _, img := range ch.all("", "image") {
		absolute(t, img.one(t, "", "url").text)
		if img.one(t, "", "title").text != ch.one(t, "", "title").text || img.one(t, "", "link").text != ch.one(t, "", "link").text {
			t.Error("the image does not repeat the channel's title and link")
		}
	}
	seen := map[string]bool{}
	for _, it := range ch.all("", "item") {
		validRSSItem(t, it, seen)
	}
	return ch
}

func validRSSItem(t *testing.T, it *element, seen map[string]bool) {
	t.Helper()
	it.only(t, "title", "link", "guid", "pubDate", "creator", "category", "description", "encoded", "content")
	absolute(t, it.one(t, "", "link").text)
	date822(t, it.one(t, "", "pubDate").text)
	if it.one(t, "", "title").text == "" && len(it.all("", "description")) == 0 {
		t.Error("an item needs a title or a description")
	}
	guid := it.one(t, "", "guid")
	if seen[guid.text] {
		t.Errorf("guid %q twice", guid.text)
	}
	seen[guid.text] = true
	if guid.get("isPermaLink") == "true" {
		absolute(t, guid.text)
	}
	it.one(t, contentSpace, "encoded")
}

// validAtom holds a document to RFC 4287.
func validAtom(t *testing.T, doc []byte) *element {
	t.Helper()
	root := parse(t, doc)
	if root.name != (xml.Name{Space: atomSpace, Local: "feed"}) {
		t.Fatalf("root is %v", root.name)
	}
	root.only(t, "id", "title", "subtitle", "updated", "author", "link", "icon", "rights", "generator", "entry")
	iri(t, root.one(t, atomSpace, "id").text)
	if root.one(t, atomSpace, "title").text == "" {
		t.Error("the feed has no title")
	}
	date3339(t, root.one(t, atomSpace, "updated").text)
	if root.one(t, atomSpace, "author").one(t, atomSpace, "name").text == "" {
		t.Error("the feed's author has no name")
	}
	validAtomLinks(t, root, "self", "alternate")
	seen := map[string]bool{}
	for _, e := range root.all(atomSpace, "entry") {
		e.only(t, "id", "title", "published", "updated", "link", "author", "category", "summary", "content")
		id := e.one(t, atomSpace, "id").text
		iri(t, id)
		if seen[id] {
			t.Errorf("id %q twice", id)
		}
		seen[id] = true
		e.one(t, atomSpace, "title")
		if date3339(t, e.one(t, atomSpace, "updated").text).Before(date3339(t, e.one(t, atomSpace, "published").text)) {
			t.Error("an entry was updated before it was published")
		}
		validAtomLinks(t, e, "alternate")
		if e.one(t, atomSpace, "content").get("type") != "html" {
			t.Error("content is not html")
		}
		for _, c := range e.all(atomSpace, "category") {
			if c.get("term") == "" {
				t.Error("a category has no term")
			}
		}
	}
	return root
}

// validAtomLinks wants exactly one link of each relation.
func validAtomLinks(t *testing.T, e *element, rels ...string) {
	t.Helper()
	var got []string
	for _, l := range e.all(atomSpace, "link") {
		absolute(t, l.get("href"))
		got = append(got, l.get("rel"))
	}
	slices.Sort(got)
	slices.Sort(rels)
	if !slices.Equal(got, rels) {
		t.Errorf("links are %v, want %v", got, rels)
	}
}

// validJSONFeed holds a document to JSON Feed 1.1.
func validJSONFeed(t *testing.T, doc []byte) map[string]any {
	t.Helper()
	if !utf8.Valid(doc) {
		t.Fatal("not UTF-8")
	}
	var f map[string]any
	if err := json.Unmarshal(doc, &f); err != nil {
		t.Fatal(err)
	}
	if f["version"] != "https://jsonfeed.org/version/1.1" || text(f, "title") == "" {
		t.Errorf("version %v, title %v", f["version"], f["title"])
	}
	absolute(t, text(f, "home_page_url"))
	absolute(t, text(f, "feed_url"))
	items, ok := f["items"].([]any)
	if !ok {
		t.Fatal("items is no list")
	}
	for _, raw := range items {
		it := raw.(map[string]any)
		if text(it, "id") == "" {
			t.Error("an item has no id")
		}
		absolute(t, text(it, "url"))
		if _, ok := it["content_html"].(string); !ok {
			t.Error("an item has no content")
		}
		date3339(t, text(it, "date_published"))
		for _, a := range list(it, "authors") {
			if text(a.(map[string]any), "name") == "" {
				t.Error("an author has no name")
			}
		}
	}
	return f
}

func text(m map[string]any, key string) string {
	s, _ := m[key].(string)
	return s
}

func list(m map[string]any, key string) []any {
	l, _ := m[key].([]any)
	return l
}

// things reads the JSON-LD documents out of a page the way a browser finds
// the ends of script elements.
func things(t *testing.T, page string) (out []map[string]any) {
	t.Helper()
	const open = `<script type="application/ld+json">`
	for {
		i := strings.Index(page, open)
		if i < 0 {
			return out
		}
		page = page[i+len(open):]
		end := regexp.MustCompile(`(?i)</script`).FindStringIndex(page)
		if end == nil {
			t.Fatal("a script never ends")
		}
		body := page[:end[0]]
		if strings.ContainsAny(body, "<\u2028\u2029") {
			t.Errorf("the script holds a character that may end it: %s", body)
		}
		var m map[string]any
		if err := json.Unmarshal([]byte(body), &m); err != nil {
			t.Fatal(fmt.Errorf("%w in %s", err, body))
		}
		out, page = append(out, m), page[end[0]:]
	}
}
