package admin_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"iter"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"onrecord/internal/db"
)

// browser is a client with cookies that follows no redirect by itself.
type browser struct {
	*desk
	client *http.Client
}

func (k *desk) browser() *browser {
	k.t.Helper()
	jar, err := cookiejar.New(nil)
	k.must(err)
	transport := http.DefaultTransport.(*http.Transport).Clone()
	if strings.HasPrefix(k.url, "https") {
		transport.TLSClientConfig.InsecureSkipVerify = true
	}
	k.t.Cleanup(transport.CloseIdleConnections)
	return &browser{k, &http.Client{Jar: jar, Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

func (b *browser) signIn(email string) {
	b.t.Helper()
	got := b.post("/admin/sign-in", "email", email, "password", password)
	if got.status != http.StatusSeeOther {
		b.t.Fatalf("sign-in of %s: %d %s", email, got.status, got.text("main"))
	}
}

// answer is a response that was read to its end.
type answer struct {
	t      testing.TB
	status int
	header http.Header
	body   string
}

func (b *browser) do(r *http.Request) answer {
	b.t.Helper()
	res, err := b.client.Do(r)
	b.must(err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	b.must(err)
	return answer{b.t, res.StatusCode, res.Header, string(body)}
}

func (b *browser) request(method, path string, body io.Reader) *http.Request {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.url+path, body)
	b.must(err)
	return r
}

func (b *browser) get(path string) answer {
	b.t.Helper()
	return b.do(b.request(http.MethodGet, path, nil))
}

// page gets a page that must be there.
func (b *browser) page(path string) answer {
	b.t.Helper()
	got := b.get(path)
	if got.status != http.StatusOK {
		b.t.Fatalf("GET %s: %d %s", path, got.status, got.text("main"))
	}
	return got
}

// post sends a form of pairs of names and values, as a browser on the page would.
func (b *browser) post(path string, pairs ...string) answer {
	b.t.Helper()
	return b.do(b.formRequest(path, pairs...))
}

func (b *browser) formRequest(path string, pairs ...string) *http.Request {
	b.t.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	r := b.request(http.MethodPost, path, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", b.url)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return r
}

// done posts a form that must go through, and gives where the browser is sent.
func (b *browser) done(path string, pairs ...string) string {
	b.t.Helper()
	got := b.post(path, pairs...)
	if got.status != http.StatusSeeOther {
		b.t.Fatalf("POST %s: %d %s", path, got.status, got.text("main"))
	}
	return got.header.Get("Location")
}

// upload is a file of a form.
type upload struct {
	field, name string
	data        []byte
}

// send posts a form with files.
func (b *browser) send(path string, files []upload, pairs ...string) answer {
	b.t.Helper()
	return b.do(b.fileRequest(path, files, pairs...))
}

func (b *browser) fileRequest(path string, files []upload, pairs ...string) *http.Request {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i := 0; i+1 < len(pairs); i += 2 {
		b.must(w.WriteField(pairs[i], pairs[i+1]))
	}
	for _, f := range files {
		part, err := w.CreateFormFile(f.field, f.name)
		b.must(err)
		_, err = part.Write(f.data)
		b.must(err)
	}
	b.must(w.Close())
	r := b.request(http.MethodPost, path, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Origin", b.url)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return r
}

// picture is a JPEG of a size.
func picture(t testing.TB, width, height int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.Set(x, y, color.RGBA{uint8(x * 255 / width), 90, uint8(y * 255 / height), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// fields reads the form of a page whose action is path, as a browser would
// send it without touching anything.
func (a answer) fields(action string) []string {
	a.t.Helper()
	form := a.find(func(n *html.Node) bool { return n.Data == "form" && attr(n, "action") == action })
	if form == nil {
		a.t.Fatalf("no form goes to %s", action)
	}
	var out []string
	for n := range form.Descendants() {
		name := attr(n, "name")
		if n.Type != html.ElementNode || name == "" || inert(n) {
			continue
		}
		switch n.Data {
		case "input":
			kind := attr(n, "type")
			if kind == "file" || kind == "submit" || (kind == "radio" || kind == "checkbox") && !has(n, "checked") {
				continue
			}
			out = append(out, name, attr(n, "value"))
		case "textarea":
			out = append(out, name, strings.TrimPrefix(inner(n), "\n"))
		case "select":
			out = append(out, name, chosen(n))
		}
	}
	return out
}

// inert tells whether n is what a script makes elements of, and no part of a form.
func inert(n *html.Node) bool {
	for a := range n.Ancestors() {
		if a.Data == "template" {
			return true
		}
	}
	return false
}

func chosen(n *html.Node) string {
	first, value := true, ""
	for o := range n.Descendants() {
		if o.Data == "option" && (first || has(o, "selected")) {
			if first, value = false, attr(o, "value"); has(o, "selected") {
				return value
			}
		}
	}
	return value
}

// with replaces fields of a form.
func with(fields []string, pairs ...string) []string {
	out := append([]string(nil), fields...)
	for i := 0; i+1 < len(pairs); i += 2 {
		found := false
		for j := 0; j+1 < len(out); j += 2 {
			if out[j] == pairs[i] {
				out[j+1], found = pairs[i+1], true
				break
			}
		}
		if !found {
			out = append(out, pairs[i], pairs[i+1])
		}
	}
	return out
}

// all gives the elements of a name whose attribute begins with a value.
func (a answer) all(element, name, value string) iter.Seq[*html.Node] {
	return func(yield func(*html.Node) bool) {
		a.find(func(n *html.Node) bool {
			return n.Data == element && strings.HasPrefix(attr(n, name), value) && !yield(n)
		})
	}
}

func (a answer) find(is func(*html.Node) bool) *html.Node {
	a.t.Helper()
	doc, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		a.t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && is(n) {
			return n
		}
	}
	return nil
}

var spaces = regexp.MustCompile(`\s+`)

// text is the text of the first element of a name, or of the page.
func (a answer) text(element string) string {
	a.t.Helper()
	n := a.find(func(n *html.Node) bool { return n.Data == element })
	if n == nil {
		return a.body
	}
	return strings.TrimSpace(spaces.ReplaceAllString(inner(n), " "))
}

func inner(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// says fails unless the page holds the words.
func (a answer) says(words string) {
	a.t.Helper()
	if !strings.Contains(a.text("body"), words) {
		a.t.Errorf("the page does not say %q:\n%s", words, a.text("main"))
	}
}

// silent fails if the page holds the words.
func (a answer) silent(words string) {
	a.t.Helper()
	if strings.Contains(a.body, words) {
		a.t.Errorf("the page says %q", words)
	}
}

// find gives an attribute of the first element whose other attribute has a value.
func (k *desk) find(a answer, element, name, value, give string) string {
	k.t.Helper()
	n := a.find(func(n *html.Node) bool { return n.Data == element && attr(n, name) == value })
	if n == nil {
		k.t.Fatalf("no %s with %s=%q in:\n%s", element, name, value, a.text("main"))
	}
	return attr(n, give)
}

func id(n int64) string { return strconv.FormatInt(n, 10) }

func issueID(path string) int64 {
	n, _ := strconv.ParseInt(path[strings.LastIndex(path, "/")+1:], 10, 64)
	return n
}

// uncertain leaves deliveries as a kill between the last dot and its reply does.
func (k *desk) uncertain(ids ...int64) {
	k.t.Helper()
	k.must(k.d.Write(k.t.Context(), func(tx *db.Tx) error {
		for _, id := range ids {
			if _, err := tx.Exec(k.t.Context(), `UPDATE delivery SET state = 'uncertain', reply = 'the connection was lost' WHERE id = $1`, id); err != nil {
				return err
			}
		}
		return nil
	}))
}
