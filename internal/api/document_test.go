package api_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"onrecord/internal/api"
	"onrecord/internal/db/dbtest"
)

// document is /openapi.json as a client reads it. Every answer of every test
// is held to it.
type document struct {
	Openapi    string                          `json:"openapi"`
	Paths      map[string]map[string]operation `json:"paths"`
	Components struct {
		Schemas   map[string]schema       `json:"schemas"`
		Responses map[string]responseSpec `json:"responses"`
	} `json:"components"`
}

// answered are the operations that gave a good answer in any test.
var answered sync.Map

func TestMain(m *testing.M) {
	code := m.Run()
	if code == 0 && flag.Lookup("test.run").Value.String() == "" && flag.Lookup("test.list").Value.String() == "" {
		code = allAnswered()
	}
	os.Exit(code)
}

// allAnswered fails the run if an operation was never held to the document.
func allAnswered() (code int) {
	known, _ := answered.Load("")
	doc, _ := known.(*document)
	if doc == nil {
		return 1
	}
	doc.each(func(method, pattern string, op operation) {
		if _, ok := answered.Load(op.OperationID); !ok {
			fmt.Printf("no test got a good answer from %s %s\n", method, pattern)
			code = 1
		}
	})
	return code
}

type operation struct {
	OperationID string                  `json:"operationId"`
	Summary     string                  `json:"summary"`
	Parameters  []parameter             `json:"parameters"`
	RequestBody *bodySpec               `json:"requestBody"`
	Responses   map[string]responseSpec `json:"responses"`
	Security    []map[string][]string   `json:"security"`
}

type parameter struct {
	Name, In string
	Required bool
	Schema   schema
}

type bodySpec struct {
	Required bool                 `json:"required"`
	Content  map[string]mediaSpec `json:"content"`
}

type responseSpec struct {
	Ref     string               `json:"$ref"`
	Content map[string]mediaSpec `json:"content"`
	Headers map[string]any       `json:"headers"`
}

type mediaSpec struct {
	Schema schema `json:"schema"`
}

type schema map[string]any

func readDocument(t testing.TB, w *world) *document {
	t.Helper()
	res := w.do("GET", "/openapi.json", nil, with("Authorization", "")).want(200)
	doc := &document{}
	if err := json.Unmarshal(res.body, doc); err != nil {
		t.Fatal(err)
	}
	answered.Store("", doc)
	return doc
}

// find gives the operation that a request is of.
func (d *document) find(method, path string) (pattern string, op operation, ok bool) {
	path = strings.TrimPrefix(path, api.Prefix)
	for pattern, ops := range d.Paths {
		shape := "^" + regexp.MustCompile(`\\\{\w+\\\}`).ReplaceAllString(regexp.QuoteMeta(pattern), `[1-9][0-9]*`) + "$"
		if regexp.MustCompile(shape).MatchString(path) {
			op, ok = ops[strings.ToLower(method)]
			return pattern, op, ok
		}
	}
	return "", operation{}, false
}

// hold fails the test if an answer is not what the document says of it.
func (d *document) hold(t testing.TB, r *http.Request, res reply) {
	t.Helper()
	at := fmt.Sprintf("%s %s: %d", r.Method, r.URL.Path, res.StatusCode)
	if res.StatusCode >= 400 {
		d.problem(t, at, res)
	}
	_, op, ok := d.find(r.Method, r.URL.Path)
	if !ok {
		return
	}
	if res.StatusCode >= 400 {
		return
	}
	answered.Store(op.OperationID, true)
	spec, ok := op.Responses[fmt.Sprint(res.StatusCode)]
	if !ok {
		t.Errorf("%s is not in the document", at)
		return
	}
	kind, _, _ := strings.Cut(res.Header.Get("Content-Type"), ";")
	content, ok := spec.Content[kind]
	switch {
	case len(spec.Content) == 0 && len(res.body) > 0:
		t.Errorf("%s has a body that the document does not know: %s", at, res.body)
	case len(spec.Content) > 0 && !ok:
		t.Errorf("%s is of type %q, which the document does not know", at, kind)
	case kind == "application/json":
		d.valid(t, at, content.Schema, res.body)
	}
	for name := range spec.Headers {
		if name != "Link" && res.Header.Get(name) == "" && kind != "text/csv" {
			t.Errorf("%s has no %s header", at, name)
		}
	}
	if m, ok := secret.FindString(string(res.body)), true; ok && m != "" {
		t.Errorf("%s gives a secret away: %s", at, m)
	}
}

// secret is what no answer may hold.
var secret = regexp.MustCompile(`(?i)"[a-z_]*(token|hash|password|secret)[a-z_]*"\s*:`)

func (d *document) problem(t testing.TB, at string, res reply) {
	t.Helper()
	if got := res.Header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("%s is of type %q", at, got)
		return
	}
	if res.Request.Method == http.MethodHead {
		return
	}
	d.valid(t, at, d.Components.Responses["Problem"].Content["application/problem+json"].Schema, res.body)
	m := res.object()
	if int(m["status"].(float64)) != res.StatusCode {
		t.Errorf("%s says status %v in its body", at, m["status"])
	}
	detail := m["detail"].(string)
	if !strings.HasSuffix(detail, ".") && !strings.HasSuffix(detail, "…") || strings.Contains(detail, "%!") {
		t.Errorf("%s: the detail is no sentence: %q", at, detail)
	}
	if leak.MatchString(detail) {
		t.Errorf("%s: the detail shows the inside: %q", at, detail)
	}
	if !strings.HasSuffix(m["type"].(string), api.Prefix+"/problems/"+m["code"].(string)) {
		t.Errorf("%s: type %v, code %v", at, m["type"], m["code"])
	}
}

var leak = regexp.MustCompile(`(?i)sqlite|postgres|pgx|SELECT |constraint|\.go:|goroutine|internal/`)

func (d *document) valid(t testing.TB, at string, s schema, body []byte) {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(string(body)))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		t.Errorf("%s: %v in %s", at, err, body)
		return
	}
	for _, problem := range d.check("", s, v) {
		t.Errorf("%s does not fit its schema: %s\n%s", at, problem, body)
	}
}

// check validates v by JSON Schema, and besides finds properties that the
// schema does not name.
func (d *document) check(path string, s schema, v any) (bad []string) {
	if name, ok := s["$ref"].(string); ok {
		known, ok := d.Components.Schemas[strings.TrimPrefix(name, "#/components/schemas/")]
		if !ok {
			return []string{path + ": no component " + name}
		}
		return d.check(path, known, v)
	}
	kind := kindOf(v)
	if !slices.Contains(kindsOf(s), kind) {
		return []string{fmt.Sprintf("%s is %s, want %v", path, kind, kindsOf(s))}
	}
	switch v := v.(type) {
	case map[string]any:
		return d.checkObject(path, s, v)
	case []any:
		for i, e := range v {
			bad = append(bad, d.check(fmt.Sprintf("%s/%d", path, i), asSchema(s["items"]), e)...)
		}
	case string:
		return checkText(path, s, v)
	case json.Number:
		if n, err := v.Int64(); err != nil || s["minimum"] != nil && float64(n) < s["minimum"].(float64) {
			bad = append(bad, fmt.Sprintf("%s is %s", path, v))
		}
	}
	return bad
}

func (d *document) checkObject(path string, s schema, v map[string]any) (bad []string) {
	props := asSchema(s["properties"])
	required, _ := s["required"].([]any)
	for _, name := range required {
		if _, ok := v[name.(string)]; !ok {
			bad = append(bad, fmt.Sprintf("%s/%s is missing", path, name))
		}
	}
	for name, e := range v {
		p, ok := props[name]
		if !ok {
			bad = append(bad, fmt.Sprintf("%s/%s is not in the schema", path, name))
			continue
		}
		bad = append(bad, d.check(path+"/"+name, asSchema(p), e)...)
	}
	sort.Strings(bad)
	return bad
}

func checkText(path string, s schema, v string) (bad []string) {
	if enum, ok := s["enum"].([]any); ok && !slices.Contains(enum, any(v)) {
		bad = append(bad, fmt.Sprintf("%s is %q, want one of %v", path, v, enum))
	}
	if s["format"] == "date-time" {
		if _, err := time.Parse(time.RFC3339, v); err != nil {
			bad = append(bad, fmt.Sprintf("%s: %v", path, err))
		}
	}
	return bad
}

func asSchema(v any) schema {
	m, _ := v.(map[string]any)
	return m
}

func kindsOf(s schema) []string {
	if name, ok := s["type"].(string); ok {
		return []string{name}
	}
	var out []string
	list, _ := s["type"].([]any)
	for _, v := range list {
		out = append(out, v.(string))
	}
	return out
}

func kindOf(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case json.Number:
		return "integer"
	case string:
		return "string"
	case []any:
		return "array"
	}
	return "object"
}

func TestTheDocumentIsWholeAndNamesOnlyWhatItHolds(t *testing.T) {
	w := open(t, dbtest.SQLite(t), "")
	if w.doc.Openapi != "3.1.0" {
		t.Errorf("openapi is %q", w.doc.Openapi)
	}
	var raw any
	if err := json.Unmarshal(w.do("GET", "/openapi.json", nil).want(200).body, &raw); err != nil {
		t.Fatal(err)
	}
	eachRef(raw, func(ref string) {
		at := raw
		for step := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
			m, _ := at.(map[string]any)
			if at = m[step]; at == nil {
				t.Errorf("%s leads nowhere", ref)
				return
			}
		}
	})
	names := map[string]bool{}
	w.doc.each(func(method, pattern string, op operation) {
		if names[op.OperationID] || op.OperationID == "" || op.Summary == "" {
			t.Errorf("%s %s: operationId %q, summary %q", method, pattern, op.OperationID, op.Summary)
		}
		names[op.OperationID] = true
		declared := map[string]bool{}
		for _, p := range op.Parameters {
			declared[p.In+" "+p.Name] = true
			if (p.In == "path") != strings.Contains(pattern, "{"+p.Name+"}") {
				t.Errorf("%s %s: parameter %s is in %s", method, pattern, p.Name, p.In)
			}
		}
		for _, name := range inPath.FindAllString(pattern, -1) {
			if !declared["path "+strings.Trim(name, "{}")] {
				t.Errorf("%s %s does not declare %s", method, pattern, name)
			}
		}
		if method == "POST" && !declared["header Idempotency-Key"] {
			t.Errorf("%s %s takes no Idempotency-Key", method, pattern)
		}
		if op.Responses["default"].Ref == "" {
			t.Errorf("%s %s says nothing of problems", method, pattern)
		}
	})
	if len(names) < 55 {
		t.Errorf("only %d operations", len(names))
	}
}

func eachRef(v any, f func(string)) {
	switch v := v.(type) {
	case map[string]any:
		for name, e := range v {
			if ref, ok := e.(string); ok && name == "$ref" {
				f(ref)
			}
			eachRef(e, f)
		}
	case []any:
		for _, e := range v {
			eachRef(e, f)
		}
	}
}

func TestEveryProblemHasAPageThatExplainsIt(t *testing.T) {
	w := open(t, dbtest.SQLite(t), "")
	res := w.do("GET", "/problems", nil, with("Authorization", "")).want(200)
	var list []map[string]any
	if err := json.Unmarshal(res.body, &list); err != nil || len(list) < 15 {
		t.Fatalf("%d problems, %v", len(list), err)
	}
	for _, p := range list {
		one := w.do("GET", p["type"].(string), nil, with("Authorization", "")).want(200)
		if one.text("code") != p["code"] || one.text("about") == "" {
			t.Errorf("%v: %s", p["type"], one.body)
		}
	}
	w.do("GET", "/problems/none", nil).want(404)
}
