package markup

import (
	"context"
	"encoding/json"
	"html/template"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// attackPage shows every output to a browser twice: as part of the page, and set
// from a string. Anything that runs counts; what the browser made of each output
// is told back.
const attackPage = `<!DOCTYPE html><meta charset="utf-8"><title>x</title>
<script>
window.ran = 0;
for (const name of ['alert', 'confirm', 'prompt', 'print', 'open']) window[name] = () => { window.ran++; };
</script>
<body>
{{range $i, $out := .}}<article>{{$out}}</article>
{{end}}
<pre id="report"></pre>
<script>
addEventListener('load', () => {
  const shape = el => [...el.querySelectorAll('*')].map(e => e.localName + [...e.attributes].map(a => ' ' + a.name).sort().join('')).join('\n');
  const report = [];
  for (const article of document.querySelectorAll('article')) {
    const again = document.createElement('article');
    again.innerHTML = article.innerHTML;
    report.push({shape: shape(article), stable: again.innerHTML === article.innerHTML && shape(again) === shape(article)});
    for (const e of article.querySelectorAll('summary, a, p')) e.dispatchEvent(new MouseEvent('mouseover', {bubbles: true}));
  }
  document.getElementById('report').textContent = JSON.stringify({ran: window.ran, articles: report});
});
</script>`

// browser finds Chromium. Without it the test is skipped, or fails when CI is true.
func browser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("Chromium is needed (Debian: apt-get install chromium).")
	}
	t.Skip("Chromium was not found, so this test is skipped; install it (Debian: apt-get install chromium).")
	return ""
}

func TestABrowserRunsNothingAndReadsWhatWeWrote(t *testing.T) {
	chromium := browser(t)
	var written []template.HTML
	for _, source := range attacks(t) {
		page, feed, mail, _ := outputs(source)
		written = append(written, template.HTML(page), template.HTML(feed), template.HTML(mail))
	}
	var mu sync.Mutex
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked = append(asked, r.URL.String())
		mu.Unlock()
		if r.URL.Path != "/page" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = template.Must(template.New("").Parse(attackPage)).Execute(w, written)
	}))
	defer server.Close()

	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	// No name resolves, so whatever asks for another host gets nothing and harms nobody.
	dump, err := exec.CommandContext(ctx, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--user-data-dir="+t.TempDir(),
		"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--timeout=20000", "--dump-dom", server.URL+"/page").Output()
	if err != nil {
		t.Fatal(err)
	}
	var report struct {
		Ran      int
		Articles []struct {
			Shape  string
			Stable bool
		}
	}
	if err := json.Unmarshal([]byte(reportIn(t, string(dump))), &report); err != nil {
		t.Fatal(err)
	}
	if report.Ran != 0 {
		t.Errorf("%d scripts ran", report.Ran)
	}
	if len(report.Articles) != len(written) {
		t.Fatalf("the browser found %d articles of %d", len(report.Articles), len(written))
	}
	for i, a := range report.Articles {
		if want := shapeOf(parseBody(t, string(written[i]))); a.Shape != want || !a.Stable {
			t.Errorf("the browser read %s\nas   %q (stable: %v)\nnot  %q", written[i], a.Shape, a.Stable, want)
		}
	}
	for _, path := range asked {
		if strings.Contains(path, "evil") {
			t.Errorf("the page asked for %s", path)
		}
	}
}

func reportIn(t *testing.T, dump string) string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(dump))
	if err != nil {
		t.Fatal(err)
	}
	var found string
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		for _, a := range n.Attr {
			if a.Key == "id" && a.Val == "report" {
				found = textUnder(n)
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(doc)
	return found
}

// shapeOf lists elements and the names of their attributes as the page does.
func shapeOf(nodes []*html.Node) string {
	var lines []string
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode {
			var names []string
			for _, a := range n.Attr {
				names = append(names, " "+a.Key)
			}
			slices.Sort(names)
			lines = append(lines, n.Data+strings.Join(names, ""))
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	for _, n := range nodes {
		walk(n)
	}
	return strings.Join(lines, "\n")
}
