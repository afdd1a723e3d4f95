package api

import (
	"encoding/json"
	"net/http"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"onrecord/internal/fault"
	"onrecord/internal/staff"
)

// object is a piece of the OpenAPI document. Its keys are written in order.
type object map[string]any

// describe makes the OpenAPI document of the table, and with it the schemas
// that requests are held to.
func (a *API) describe(routes []*route) []byte {
	requests := &schemas{named: map[string]*schema{}, closed: true}
	answers := &schemas{named: requests.named}
	requests.add(reflect.TypeFor[nothing]())
	answers.add(reflect.TypeFor[Problem]())
	paths := map[string]object{}
	for _, rt := range routes {
		path := rt.pattern()
		if paths[path] == nil {
			paths[path] = object{}
		}
		paths[path][strings.ToLower(rt.method())] = operation(rt, requests, answers)
	}
	a.named = requests.named
	doc := object{
		"openapi":  "3.1.0",
		"info":     object{"title": "Onrecord", "version": "1", "description": about, "license": object{"name": "Apache-2.0", "identifier": "Apache-2.0"}},
		"servers":  []object{{"url": a.urls.Absolute(Prefix)}},
		"security": []object{{"token": []string{}}},
		"tags":     tagsOf(routes),
		"paths":    paths,
		"components": object{
			"schemas":         shown(a.named),
			"securitySchemes": object{"token": object{"type": "http", "scheme": "bearer", "description": "An API token, made in the admin or by onrecord token create."}},
			"responses":       object{"Problem": object{"description": "What went wrong.", "content": object{"application/problem+json": object{"schema": object{"$ref": "#/components/schemas/Problem"}}}}},
		},
	}
	b, err := json.MarshalIndent(doc, "", " ")
	if err != nil {
		panic(err) // it is made of maps, lists and texts
	}
	return b
}

const about = "Everything that a program needs to write, publish and send.\n\n" +
	"Lists are read by key: ask with ?limit=, follow the Link header with rel=next. " +
	"Reads carry an ETag and honour If-None-Match; writes to what exists need If-Match. " +
	"POST takes an Idempotency-Key, by which it can be repeated for 24 hours without a second effect; of one token the newest 10,000 answers are kept, at most 64 MB of them. " +
	"Bodies are UTF-8 JSON of at most 2 MB and 32 levels; unknown fields and repeated keys are refused. " +
	"Errors are problem documents (RFC 9457) whose code never changes its meaning. " +
	"A token may make 600 requests a minute; the RateLimit headers say how many are left."

// shown leaves out the schemas that only describe parameters.
func shown(all map[string]*schema) map[string]*schema {
	out := map[string]*schema{}
	for name, s := range all {
		if !strings.HasSuffix(name, "Query") && name != "nothing" {
			out[name] = s
		}
	}
	return out
}

func tagsOf(routes []*route) []object {
	var out []object
	seen := map[string]bool{}
	for _, rt := range routes {
		if t := rt.tag(); !seen[t] {
			seen[t] = true
			out = append(out, object{"name": t})
		}
	}
	return out
}

// tag is the first step of the address.
func (r *route) tag() string {
	return strings.Split(r.pattern(), "/")[1]
}

func scopeOf(action staff.Action) string {
	for _, rule := range staff.Rules() {
		if rule.Action == action {
			return string(rule.Scope)
		}
	}
	return ""
}

func operation(rt *route, requests, answers *schemas) object {
	op := object{
		"operationId": rt.name,
		"summary":     rt.about,
		"tags":        []string{rt.tag()},
		"security":    []object{{"token": []string{scopeOf(rt.action)}}},
		"responses":   responses(rt, answers),
	}
	detail := "Needs the scope " + scopeOf(rt.action) + "."
	if rt.detail != "" {
		detail = rt.detail + " " + detail
	}
	op["description"] = detail
	if p := parameters(rt, requests); len(p) > 0 {
		op["parameters"] = p
	}
	if rt.in != nil && rt.in != reflect.TypeFor[nothing]() {
		name := requests.add(rt.in)
		content := "application/json"
		if rt.upload {
			content = "multipart/form-data"
		}
		op["requestBody"] = object{
			"required": len(requests.named[name].Required) > 0,
			"content":  object{content: object{"schema": object{"$ref": "#/components/schemas/" + name}}},
		}
	}
	return op
}

var inPath = regexp.MustCompile(`\{(\w+)\}`)

func parameters(rt *route, requests *schemas) []object {
	var out []object
	for _, m := range inPath.FindAllStringSubmatch(rt.pattern(), -1) {
		out = append(out, object{"name": m[1], "in": "path", "required": true, "schema": ident(0).schema()})
	}
	if rt.query != nil {
		s := requests.named[requests.add(rt.query)]
		for f := range allFields(rt.query) {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			out = append(out, object{"name": name, "in": "query", "description": f.Tag.Get("doc"), "schema": s.Properties[name]})
		}
	}
	header := func(name, about string, required bool) {
		out = append(out, object{"name": name, "in": "header", "required": required, "description": about, "schema": object{"type": "string"}})
	}
	switch {
	case rt.method() == http.MethodGet && rt.stream == nil:
		header("If-None-Match", "The ETag of the copy that you have; the answer is 304 if it is still good.", false)
	case rt.current != nil:
		header("If-Match", "The ETag that you read, or * for whatever is there.", true)
	}
	if rt.method() == http.MethodPost {
		header("Idempotency-Key", "Any text that is new for each new request, such as a UUID.", false)
	}
	return out
}

// allFields are the fields of a struct with those of the structs in it.
func allFields(t reflect.Type) func(yield func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for _, f := range reflect.VisibleFields(t) {
			if !f.Anonymous && !yield(f) {
				return
			}
		}
	}
}

func responses(rt *route, answers *schemas) object {
	ok := object{"description": http.StatusText(rt.status)}
	headers := object{}
	if rt.out != nil {
		content := object{"application/json": object{"schema": object{"$ref": "#/components/schemas/" + answers.add(rt.out)}}}
		if rt.stream != nil {
			content["text/csv"] = object{"schema": object{"type": "string"}}
		}
		ok["content"] = content
		headers["ETag"] = headerOf("The version of what is in the body.")
	}
	if rt.out != nil && rt.out.Implements(cursorType) {
		headers["Link"] = headerOf("The next page, with rel=next, if there is one.")
	}
	if rt.status == http.StatusCreated {
		headers["Location"] = headerOf("The address of what was made.")
	}
	if len(headers) > 0 {
		ok["headers"] = headers
	}
	out := object{strconv.Itoa(rt.status): ok, "default": object{"$ref": "#/components/responses/Problem"}}
	if rt.method() == http.MethodGet {
		out["304"] = object{"description": "Your copy is still good."}
	}
	return out
}

var cursorType = reflect.TypeFor[interface{ cursor() string }]()

func headerOf(about string) object {
	return object{"description": about, "schema": object{"type": "string"}}
}

func (a *API) serveOpenAPI(w http.ResponseWriter, r *http.Request) error {
	return a.servePublic(w, r, "application/json", a.openAPI)
}

func (a *API) serveProblems(w http.ResponseWriter, r *http.Request) error {
	out := []object{}
	for _, k := range kinds() {
		out = append(out, a.problemPage(k))
	}
	return a.servePublicJSON(w, r, out)
}

func (a *API) serveProblem(w http.ResponseWriter, r *http.Request) error {
	for _, k := range kinds() {
		if k.Code == r.PathValue("code") {
			return a.servePublicJSON(w, r, a.problemPage(k))
		}
	}
	return fault.New(fault.NotFound, "There is no problem with this code; %s lists them all.", Prefix+"/problems")
}

func (a *API) problemPage(k kind) object {
	return object{"type": a.problemURL(k.Code), "code": k.Code, "status": k.Status, "title": k.Title, "about": k.About}
}

func (a *API) servePublicJSON(w http.ResponseWriter, r *http.Request, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return a.servePublic(w, r, "application/json", b)
}

// servePublic answers with what everybody may read, without a token.
func (a *API) servePublic(w http.ResponseWriter, r *http.Request, kind string, body []byte) error {
	out := answer{Status: http.StatusOK, Body: body, Header: map[string]string{
		"Content-Type": kind, "ETag": etagOf(nil, body), "Cache-Control": "public, max-age=300",
	}}
	if notModified(r, out.Header["ETag"]) {
		delete(out.Header, "Content-Type")
		out.Status, out.Body = http.StatusNotModified, nil
	}
	return out.write(w)
}
