package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
)

func TestJSONThatTwoReadersCouldReadDifferentlyIsRefused(t *testing.T) {
	deep := func(n int) string {
		return `{"name":` + strings.Repeat("[", n) + strings.Repeat("]", n) + `}`
	}
	bodies := map[string]struct {
		body   string
		status int
	}{
		"empty":               {"", 400},
		"not json":            {"name=Boats", 400},
		"cut short":           {`{"name":"Boats"`, 400},
		"cut in a string":     {`{"name":"Boa`, 400},
		"two documents":       {`{"name":"Boats"}{"name":"Nets"}`, 400},
		"trailing text":       {`{"name":"Boats"} x`, 400},
		"trailing comma":      {`{"name":"Boats",}`, 400},
		"comment":             {`{"name":"Boats"/* */}`, 400},
		"single quotes":       {`{'name':'Boats'}`, 400},
		"byte order mark":     {"\xef\xbb\xbf{\"name\":\"Boats\"}", 400},
		"utf-16":              {"{\x00\"\x00n\x00", 400},
		"invalid utf-8":       {"{\"name\":\"Bo\xffts\"}", 400},
		"overlong":            {"{\"name\":\"\xc0\xaf\"}", 400},
		"half a pair":         {`{"name":"\ud800"}`, 400},
		"second half alone":   {`{"name":"\udc00x"}`, 400},
		"halves apart":        {`{"name":"\ud800x\udc00"}`, 400},
		"nul":                 {`{"name":"a\u0000b"}`, 400},
		"raw nul":             {"{\"name\":\"a\x00b\"}", 400},
		"control":             {`{"name":"a\u0007b"}`, 400},
		"escape":              {`{"name":"a\u001b[31mb"}`, 400},
		"same key twice":      {`{"name":"Boats","name":"Nets"}`, 400},
		"same key escaped":    {`{"name":"Boats","n\u0061me":"Nets"}`, 400},
		"same key inside":     {`{"name":{"a":1,"a":2}}`, 400},
		"33 deep":             {deep(33), 400},
		"a million deep":      {strings.Repeat(`[`, 1_000_000), 400},
		"a million objects":   {strings.Repeat(`{"a":`, 300_000), 400},
		"31 deep":             {deep(30), 422},
		"a million values":    {`{"name":[` + strings.Repeat("1,", 900_000) + `1]}`, 400},
		"other case":          {`{"Name":"Boats"}`, 422},
		"unknown field":       {`{"name":"Boats","id":7}`, 422},
		"field of the answer": {`{"name":"Boats","version":1,"created_at":null}`, 422},
		"prototype":           {`{"name":"Boats","__proto__":{}}`, 422},
		"array":               {`[]`, 422},
		"null":                {`null`, 422},
		"text":                {`"Boats"`, 422},
		"number":              {`7`, 422},
		"null name":           {`{"name":null}`, 422},
		"number for a text":   {`{"name":7}`, 422},
		"list for a text":     {`{"name":["Boats"]}`, 422},
		"text for a number":   {`{"name":"Boats","position":"7"}`, 422},
		"fraction":            {`{"name":"Boats","position":1.5}`, 422},
		"exponent":            {`{"name":"Boats","position":1e3}`, 422},
		"1e400":               {`{"name":"Boats","position":1e400}`, 422},
		"huge":                {`{"name":"Boats","position":99999999999999999999999}`, 422},
		"just too large":      {`{"name":"Boats","position":9223372036854775808}`, 422},
		"a million digits":    {`{"name":"Boats","position":` + strings.Repeat("9", 1_000_000) + `}`, 422},
		"negative":            {`{"name":"Boats","position":-1}`, 422},
		"minus zero":          {`{"name":"Boats","position":-0}`, 201},
		"leading zero":        {`{"name":"Boats","position":007}`, 400},
		"hex":                 {`{"name":"Boats","position":0x7}`, 400},
		"nan":                 {`{"name":"Boats","position":NaN}`, 400},
		"infinity":            {`{"name":"Boats","position":Infinity}`, 400},
		"true for a number":   {`{"name":"Boats","position":true}`, 422},
		"no name":             {`{}`, 422},
		"many unknown":        {`{"name":"Boats"` + manyFields(5000) + `}`, 422},
		"long unknown":        {`{"` + strings.Repeat("x", 1_000_000) + `":1}`, 422},
		"pair":                {`{"name":"Boats \ud83d\udea2"}`, 201},
		"escaped slash":       {`{"name":"Boats \\u0041 \/"}`, 201},
		"replacement":         {`{"name":"Boats \ufffd"}`, 201},
	}
	each(t, func(t *testing.T, w *world) {
		for name, c := range bodies {
			res := w.do("POST", "/sections", c.body)
			if res.StatusCode != c.status {
				t.Errorf("%s: got %d, want %d: %.300s", name, res.StatusCode, c.status, res.body)
			}
			if len(res.body) > 20_000 {
				t.Errorf("%s: the answer has %d bytes", name, len(res.body))
			}
		}
	})
}

func manyFields(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"f%d":1`, i)
	}
	return b.String()
}

func TestABodyIsOfTheRightTypeAndSize(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, kind := range []string{"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/json; charset=iso-8859-1", "application/xml", "json", ";", "application/merge-patch+json"} {
			w.do("POST", "/tags", `{"name":"Boats"}`, with("Content-Type", kind)).want(415).problem("unsupported-media-type")
		}
		made := w.do("POST", "/tags", `{"name":"Boats"}`, with("Content-Type", "application/json; charset=UTF-8")).want(201)
		w.do("PATCH", made.path(), `{"name":"Nets"}`, with("Content-Type", "application/merge-patch+json"), on("*")).want(200)

		w.do("POST", "/tags", `{"name":"Boats"}`, with("Content-Encoding", "gzip")).want(415)
		w.do("POST", "/posts", map[string]any{"body": strings.Repeat("a", 2<<20)}).want(413).problem("too-large")
		long := w.do("POST", "/posts", map[string]any{"headline": "Long", "body": strings.Repeat("a", 1<<20)}).want(201)
		if n := len(long.text("body")); n != 1<<20 {
			t.Errorf("the body came back with %d bytes", n)
		}
		over := w.do("POST", "/posts", map[string]any{"headline": "Long", "body": strings.Repeat("a", 1<<20+1)}).want(422)
		if got := over.pointers(); len(got) != 1 || got[0] != "#/body" {
			t.Errorf("the problem names %v", got)
		}
	})
}

func TestParametersOfTheAddressAreHeldToTheDocument(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, query := range []string{
			"limit=0", "limit=101", "limit=-1", "limit=ten", "limit=1.5", "limit=1e1", "limit=", "limit=99999999999999999999", "limit=1&limit=2",
			"cursor=x", "cursor=%00", "cursor=AAAA", "cursor=" + strings.Repeat("A", 600), "cursor=AAAAAAAAAAAAAAAAAAAAAA",
			"status=gone", "status=", "section_id=0", "section_id=x", "order=id", "author.email=a", "q=%ff", "q=%00", "q=" + strings.Repeat("x", 101), "q=%zz", ";", "a%00=1",
			"status=draft'%20OR%201=1", "STATUS=draft",
		} {
			res := w.do("GET", "/posts?"+query, nil).want(400).problem("malformed-request")
			if query != "q=%zz" && query != ";" && len(res.pointers()) == 0 {
				t.Errorf("%s: no parameter is named: %s", query, res.body)
			}
		}
		for _, query := range []string{"", "?limit=1", "?limit=100", "?status=draft&kind=article", "?section_id=7", "?q=%25_%5C%27", "?q=NEAR(%22*", "?q=" + strings.Repeat("é", 100)} {
			w.do("GET", "/posts"+query, nil).want(200)
		}
		w.do("GET", "/sections?limit=1", nil).want(400)
		w.do("GET", "/posts/1?x=1", nil).want(400)
	})
}

// nasty are texts that break careless programs. None has control characters
// or space at its ends, so each must come back as it went in.
var nasty = []string{
	"undefined", "null", "NULL", "(null)", "nil", "true", "NaN", "Infinity", "-1", "1E+02", "0x0", "1/0", "00", "1,000.00", "１２３",
	",./;'[]\\-=", "<>?:\"{}|_+", "!@#$%^&*()`~", "Ω≈ç√∫˜µ≤≥÷", "¡™£¢∞§¶•ªº–≠", "⁰⁴⁵₀₁₂", "ด้้้้้็็็็็้้้้้็็็็", "田中さんにあげて下さい", "사회과학원",
	"𠜎𠜱𠝹", "ヽ༼ຈل͜ຈ༽ﾉ", "😍👩‍👩‍👧‍👦🇫🇷", "בְּרֵאשִׁית", "الكل في المجمو عة", "a\u200bb", "\u202etset\u202c", "T\u0337o\u0336", "ﬃ", "İstanbul ıI",
	"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)", "';DROP TABLE post;--", "1' OR '1'='1", "$(touch x)", "`id`", "%d%n%s", "%!s(MISSING)", "{{.}}", "{{ 7*7 }}", "${7*7}",
	"../../etc/passwd", "C:\\con", "<!--#exec-->", "]]>", "\\u0000", "\\\"", "e\u0301", "é", "\U0001F468", "\ufffd", "$1", "$$", "?", "a\u2028b",
}

func TestNastyTextsComeBackAsTheyWere(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, text := range nasty {
			made := w.do("POST", "/posts", map[string]any{"headline": text, "standfirst": text, "body": text, "lead_caption": text}).want(201)
			got := w.do("GET", made.path(), nil).want(200)
			for _, field := range []string{"headline", "standfirst", "body", "lead_caption"} {
				if got.text(field) != text {
					t.Errorf("%s: sent %q, got %q", field, text, got.text(field))
				}
			}
			w.do("GET", "/posts?q="+escape(text), nil).want(200)
			for _, kind := range []string{"sections", "tags", "authors"} {
				res := w.do("POST", "/"+kind, map[string]any{"name": text, "slug": text})
				if res.StatusCode == 201 && res.text("name") != text {
					t.Errorf("%s: sent %q, got %q", kind, text, res.text("name"))
				}
				if res.StatusCode != 201 && res.StatusCode != 422 {
					t.Errorf("%s: %q is %d", kind, text, res.StatusCode)
				}
			}
		}
	})
}

func TestTooManyRequestsAreSlowedDown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d, "")
		now := time.Now()
		w.deps.Rate = 5
		w.deps.Now = func() time.Time { return now }
		w.renew()
		for i := range 5 {
			res := w.do("GET", "/sections", nil).want(200)
			if got := res.Header.Get("RateLimit"); got != fmt.Sprintf(`"token";r=%d;t=60`, 4-i) {
				t.Errorf("request %d: RateLimit %s", i, got)
			}
		}
		for _, path := range []string{"/sections", "/posts"} {
			res := w.do("GET", path, nil).want(429).problem("too-many-requests")
			if res.Header.Get("Retry-After") != "60" || res.Header.Get("RateLimit-Policy") != `"token";q=5;w=60` {
				t.Errorf("Retry-After %q, RateLimit-Policy %q", res.Header.Get("Retry-After"), res.Header.Get("RateLimit-Policy"))
			}
		}
		w.token = w.tokens["read"]
		w.do("GET", "/sections", nil).want(200)
		w.token = w.tokens["read write send"]
		now = now.Add(time.Minute)
		w.do("GET", "/sections", nil).want(200)
	})
}

func TestABodyThatNeverEndsOrLiesAboutItsLengthIsCutOff(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r, err := http.NewRequestWithContext(ctx, "POST", w.server.URL+"/api/v1/posts", endless{})
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+w.token)
		r.Header.Set("Content-Type", "application/json")
		res, err := w.server.Client().Do(r)
		if err != nil {
			return // the server hung up while we were still sending
		}
		defer res.Body.Close()
		if res.StatusCode != 413 {
			t.Errorf("got %d", res.StatusCode)
		}
	})
}

// endless is a body without an end.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}
