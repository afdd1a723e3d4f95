package markup

import (
	"bufio"
	"encoding/json"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// attacks reads the corpus: a JSON string to a line, titles after "#".
func attacks(t testing.TB) []string {
	t.Helper()
	f, err := os.Open("testdata/attacks.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var list []string
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		var s string
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			t.Fatalf("%s: %v", lines.Text(), err)
		}
		list = append(list, s)
	}
	if len(list) < 300 {
		t.Fatalf("the corpus has only %d attacks", len(list))
	}
	return list
}

// What may be in an output, said a second time and by hand, so that a slip in
// the allow-list shows.
var (
	harmless = strings.Fields(`p br hr div span aside h2 h3 h4 h5 h6 blockquote q cite pre ul ol li dl dt dd figure
		figcaption img a em strong b i u s mark small sub sup del ins code kbd samp var abbr dfn time ruby rt rp bdi
		bdo wbr details summary table caption thead tbody tfoot tr th td section input picture source audio video`)
	plainAttributes = strings.Fields(`lang dir title alt width height start value reversed open datetime scope
		colspan rowspan loading decoding srcset sizes disabled checked aria-label role tabindex rel align
		data-provider data-show data-claim data-version data-note controls preload`)
	ourIDs     = regexp.MustCompile(`^(h-.+|fn-\d+|fnref-\d+(-\d+)?|note-\d+|noteref-\d+(-\d+)?)$`)
	ourClasses = regexp.MustCompile(`^(sound (audio|video)|table|tasks|notes|ref|back|credit|claim|claims|claim-(unknown|note|changed|text|chain|status|as-of|about|report)|align-(left|right|center)|hl-[kscnf]|wide|full|quote|gallery|gallery-grid|action|button|bookmark|bookmark-(title|site)|embed embed-(wide|tall|bar)|callout callout-[a-z]+|callout-title|language-[A-Za-z0-9_+#.-]+)$`)
	ourFrames  = regexp.MustCompile(`^https://[a-z.-]+/[A-Za-z0-9/_.?=%-]+$`)
	ourStyles  = regexp.MustCompile(`^[a-z0-9:;#%.,(){} A-Z-]*$`)
)

func inspect(t *testing.T, source, output string, mail bool) {
	t.Helper()
	nodes := parseBody(t, output)
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		switch n.Type {
		case html.ElementNode:
			if !slices.Contains(harmless, n.Data) || n.Namespace != "" {
				t.Errorf("%q: element <%s> in %s", source, n.Data, output)
			}
			for _, a := range n.Attr {
				if bad := fault(n.Data, a.Key, a.Val, mail); bad {
					t.Errorf("%q: attribute %s=%q on <%s> in %s", source, a.Key, a.Val, n.Data, output)
				}
			}
		case html.CommentNode, html.DoctypeNode:
			t.Errorf("%q: a comment in %s", source, output)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	for _, n := range nodes {
		walk(n)
	}
	if again := written(nodes); again != output {
		t.Errorf("%q: not a fixed point\nwritten %s\nread    %s", source, output, again)
	}
}

func fault(tag, name, value string, mail bool) bool {
	switch name {
	case "id":
		return mail || !ourIDs.MatchString(value)
	case "class":
		return mail || !ourClasses.MatchString(value)
	case "style":
		return !mail || !ourStyles.MatchString(value) || strings.Contains(value, "url")
	case "type":
		return tag != "input" || value != "checkbox"
	case "border", "cellpadding", "cellspacing":
		return !mail
	case "data-embed":
		return mail || !ourFrames.MatchString(value)
	case "href", "src", "poster":
		u, err := url.Parse(value)
		if err != nil || strings.ContainsAny(value, "\t\n\r \\\"'<>") {
			return true
		}
		allowed := []string{"", "http", "https"}
		if name == "href" {
			allowed = append(allowed, "mailto", "tel")
		}
		if name != "href" && u.Host != "" && u.Host != "paper.example" {
			return true
		}
		return !slices.Contains(allowed, u.Scheme)
	}
	return !slices.Contains(plainAttributes, name)
}

func parseBody(t testing.TB, s string) []*html.Node {
	t.Helper()
	context := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(s), context)
	if err != nil {
		t.Fatal(err)
	}
	return nodes
}

// written writes parsed HTML as the writers do.
func written(nodes []*html.Node) string {
	var b strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			escapeText(&b, n.Data)
			return
		}
		var attrs []attr
		for _, a := range n.Attr {
			attrs = append(attrs, attr{a.Key, a.Val})
		}
		startTag(&b, n.Data, attrs...)
		if slices.Contains([]string{"br", "hr", "wbr", "img", "input"}, n.Data) {
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		b.WriteString("</" + n.Data + ">")
	}
	for _, n := range nodes {
		walk(n)
	}
	return b.String()
}

func textUnder(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	s := ""
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		s += textUnder(c)
	}
	return s
}

var paper = &url.URL{Scheme: "https", Host: "paper.example", Path: "/story"}

func outputs(source string) (page, feed, mail, text string) {
	d := Parse(source)
	o := Options{Base: paper, Accent: "#b3261e"}
	return d.HTML(o), d.Feed(o), d.Mail(o), d.Text(o)
}

func TestNoAttackReachesAnyOutput(t *testing.T) {
	list := attacks(t)
	for _, e := range spec(t) {
		list = append(list, e.Markdown, e.HTML)
	}
	for _, source := range list {
		page, feed, mail, _ := outputs(source)
		inspect(t, source, page, false)
		inspect(t, source, feed, false)
		inspect(t, source, mail, true)
	}
}

func TestSanitisingTwiceChangesNothing(t *testing.T) {
	for _, source := range attacks(t) {
		once := sanitise([]byte(source))
		if twice := sanitise(once); string(twice) != string(once) {
			t.Errorf("%q\nonce  %q\ntwice %q", source, once, twice)
		}
	}
}

func TestWhatTheAccentSaysCannotLeaveTheStyle(t *testing.T) {
	for _, accent := range []string{`red`, `#12345`, `#123456;x:y`, `"><script>`, `url(x)`, "#fff\n"} {
		mail := Parse("[x](/y)").Mail(Options{Accent: accent})
		if !strings.Contains(mail, "color:"+defaultAccent) {
			t.Errorf("accent %q: %s", accent, mail)
		}
	}
}
