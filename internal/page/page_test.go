package page_test

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"onrecord/internal/fault"
	"onrecord/internal/page"
)

func TestAPageIsItsLayoutWithItsOwnPartsAndUnusedTemplatesAreKnown(t *testing.T) {
	fsys := fstest.MapFS{
		"layout.html":      {Data: []byte(`{{define "layout"}}<main {{template "attrs"}}>{{template "main" .}}</main>{{end}}{{define "attrs"}}id="a"{{end}}`)},
		"parts/card.html":  {Data: []byte(`{{define "card"}}[{{.}}]{{end}}{{define "unused"}}x{{end}}`)},
		"home.html":        {Data: []byte(`{{define "main"}}{{template "card" .}}{{end}}`)},
		"member/data.html": {Data: []byte(`{{define "main"}}{{loud .}}{{end}}`)},
		"never.html":       {Data: []byte(`{{define "main"}}never{{end}}`)},
		"broken.html":      {Data: []byte(`{{define "main"}}half{{index . 99}}{{end}}`)},
	}
	set, err := page.NewSet(fsys, template.FuncMap{"loud": strings.ToUpper}, "layout.html", "parts/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"home": `<main id="a">[&lt;b&gt;]</main>`, "member/data": `<main id="a">&lt;B&gt;</main>`} {
		rec := httptest.NewRecorder()
		if err := set.Render(rec, http.StatusTeapot, name, "<b>"); err != nil {
			t.Fatal(err)
		}
		if rec.Body.String() != want || rec.Code != http.StatusTeapot {
			t.Errorf("%s: %d %s", name, rec.Code, rec.Body)
		}
	}
	rec := httptest.NewRecorder()
	if err := set.Render(rec, 200, "broken", "<b>"); err == nil || rec.Body.Len() > 0 {
		t.Errorf("a template that failed wrote %q, %v", rec.Body, err)
	}
	if got := set.Unexecuted(); !slices.Equal(got, []string{"never: main", "unused"}) {
		t.Errorf("unexecuted: %q", got)
	}
}

func TestAFormArrivesCleanOrNotAtAll(t *testing.T) {
	read := func(contentType, body string) (page.Form, error) {
		r := httptest.NewRequest("POST", "/x?name=query", strings.NewReader(body))
		r.Header.Set("Content-Type", contentType)
		return page.ReadForm(httptest.NewRecorder(), r, 1000)
	}
	const form = "application/x-www-form-urlencoded"
	f, err := read(form, "name=+A%0D%0Ab+&body=1%0D%0A2%0D3&n=7&id=3&id=3&id=5&empty=")
	if err != nil {
		t.Fatal(err)
	}
	if f.Text("name") != "A b" || f.Body("body") != "1\n2\n3" || f.Int("n") != 7 || f.Int("empty") != 0 || !slices.Equal(f.IDs("id"), []int64{3, 5}) || f.Err() != nil {
		t.Errorf("%v", f)
	}
	f, err = read(form, "n=seven&id=-1&id=2")
	if err != nil || f.Int("n") != 0 || len(f.IDs("id")) != 1 || len(fault.FieldsOf(f.Err())) != 2 {
		t.Errorf("%v, %v", f.Err(), err)
	}
	var multi bytes.Buffer
	mw := multipart.NewWriter(&multi)
	fmt.Fprint(must(mw.CreateFormField("name")), "A\x00B")
	mw.Close()
	for name, c := range map[string]struct {
		contentType, body string
		kind              fault.Kind
	}{
		"NUL":              {form, "a=%00", fault.BadRequest},
		"NUL in multipart": {mw.FormDataContentType(), multi.String(), fault.BadRequest},
		"escape":           {form, "a=%1b[0m", fault.BadRequest},
		"invalid UTF-8":    {form, "a=%ff", fault.BadRequest},
		"invalid name":     {form, "%ff=a", fault.BadRequest},
		"broken escape":    {form, "a=%zz", fault.BadRequest},
		"too long":         {form, "a=" + strings.Repeat("x", 1000), fault.TooLarge},
		"JSON":             {"application/json", "{}", fault.Unsupported},
		"no type":          {"", "a=b", fault.Unsupported},
		"broken multipart": {"multipart/form-data; boundary=x", "--y", fault.BadRequest},
	} {
		if _, err := read(c.contentType, c.body); !fault.Is(err, c.kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func must(w io.Writer, err error) io.Writer {
	if err != nil {
		panic(err)
	}
	return w
}

func TestAssetsAreFoundByTheHashOfTheirBytesForEver(t *testing.T) {
	css := strings.Repeat("p { margin: 0 }\n", 100)
	a := page.NewAssets(fstest.MapFS{"theme.css": {Data: []byte(css)}, "img/dot.png": {Data: []byte("png")}}, "/assets/")
	old := a.URL("theme.css")
	serve := func(url, coding string) *httptest.ResponseRecorder {
		rec := httptest.NewRecorder()
		r := httptest.NewRequest("GET", url, nil)
		r.Header.Set("Accept-Encoding", coding)
		a.ServeHTTP(rec, r)
		return rec
	}
	got := serve(old, "gzip, br")
	if got.Header().Get("Content-Encoding") != "br" || !strings.Contains(got.Header().Get("Cache-Control"), "immutable") || got.Header().Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("%v", got.Header())
	}
	if png := serve(a.URL("img/dot.png"), "br"); png.Body.String() != "png" || png.Header().Get("Content-Type") != "image/png" {
		t.Errorf("%v", png.Header())
	}
	fresh := a.Add("theme.css", []byte("p{}"))
	if fresh == old || a.URL("theme.css") != fresh || serve(old, "").Body.String() != css {
		t.Error("a new version must have a new URL and leave the old one")
	}
	if got := serve("/assets/theme.css", ""); got.Code != http.StatusNotFound {
		t.Errorf("without the hash: %d", got.Code)
	}
}

func TestStrictTransportSecurityIsPromisedOnHTTPSAlone(t *testing.T) {
	for address, want := range map[string]bool{"https://paper.example": true, "http://localhost:8080": false} {
		base, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		rec := httptest.NewRecorder()
		page.Headers(base)(http.NotFoundHandler()).ServeHTTP(rec, httptest.NewRequest("GET", "/", nil))
		if got := rec.Header().Get("Strict-Transport-Security") != ""; got != want {
			t.Errorf("%s: %v", address, got)
		}
		csp := rec.Header().Get("Content-Security-Policy")
		if strings.Contains(csp, "unsafe") || !strings.HasPrefix(csp, "default-src 'none';") {
			t.Error(csp)
		}
	}
}

func TestAFailureAfterTheAnswerBeganCutsTheConnection(t *testing.T) {
	s := httptest.NewServer(adapter().Handle(func(w http.ResponseWriter, _ *http.Request) error {
		fmt.Fprint(w, strings.Repeat("half ", 4000))
		return fault.New(fault.Invalid, "No.")
	}))
	defer s.Close()
	res, err := s.Client().Get(s.URL)
	if err == nil {
		_, err = io.ReadAll(res.Body)
	}
	if err == nil {
		t.Error("half a page looked whole")
	}
}
