package api

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/page"
)

// answer is a whole answer; it can be stored and given again.
type answer struct {
	Status int
	Header map[string]string
	Body   []byte
}

func (out answer) write(w http.ResponseWriter) error {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	for name, value := range out.Header {
		h.Set(name, value)
	}
	w.WriteHeader(out.Status)
	_, err := w.Write(out.Body)
	return err
}

// serve answers one route: who asks, how often, what they may, what they want
// and from which version; then the route's own function; then the answer.
func (a *API) serve(rt *route) page.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		c, err := a.admit(w, r, rt)
		if err != nil {
			return err
		}
		query, err := a.query(rt, r)
		if err != nil {
			return err
		}
		if rt.stream != nil {
			if done, err := rt.stream(w, c, query); done || err != nil {
				return err
			}
		}
		in, print, err := a.body(rt, c, w, r)
		if err != nil {
			return err
		}
		run := func() (answer, error) { return a.run(rt, c, r, query, in) }
		keys := r.Header.Values("Idempotency-Key")
		var out answer
		if r.Method == http.MethodPost && len(keys) > 0 {
			out, err = a.once(c, strings.Join(keys, ","), print.String(), run)
		} else {
			out, err = run()
		}
		if err != nil {
			return err
		}
		if r.Method != http.MethodPost && out.Status == http.StatusOK && notModified(r, out.Header["ETag"]) && safe(r) {
			delete(out.Header, "Content-Type")
			out.Status, out.Body = http.StatusNotModified, nil
		}
		return out.write(w)
	}
}

func safe(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

// admit finds the token, counts the request and holds it to the table.
func (a *API) admit(w http.ResponseWriter, r *http.Request, rt *route) (*call, error) {
	scheme, plain, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || plain == "" {
		w.Header().Set("WWW-Authenticate", `Bearer realm="Onrecord"`)
		return nil, unauthorized.refuse(`Send an API token as "Authorization: Bearer …".`)
	}
	token, err := a.Staff.TokenByPlain(r.Context(), strings.TrimSpace(plain))
	if fault.Is(err, fault.Unauthorized) {
		w.Header().Set("WWW-Authenticate", `Bearer realm="Onrecord", error="invalid_token"`)
	}
	if err != nil {
		return nil, err
	}
	if !a.rates.take(w.Header(), token.ID, a.Now()) {
		return nil, tooMany.refuse("This token made more than %d requests in a minute; go on when Retry-After says so.", a.rates.limit)
	}
	if !token.Can(rt.action) {
		scope := scopeOf(rt.action)
		w.Header().Set("WWW-Authenticate", `Bearer realm="Onrecord", error="insufficient_scope", scope="`+scope+`"`)
		return nil, outOfScope.refuse("This needs a token with the scope %q.", scope)
	}
	c := &call{ctx: r.Context(), token: token}
	for name, id := range map[string]*int64{"id": &c.id, "sub": &c.sub} {
		if !strings.Contains(rt.pattern(), "{"+name+"}") {
			continue
		}
		if *id = pathID(r.PathValue(name)); *id == 0 {
			return nil, fault.New(fault.NotFound, "There is nothing with this id.")
		}
	}
	return c, nil
}

// pathID reads an id the one way it is written; 0 for anything else.
func pathID(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 1 || strconv.FormatInt(n, 10) != s {
		return 0
	}
	return n
}

// body reads what was sent and the fingerprint of it.
func (a *API) body(rt *route, c *call, w http.ResponseWriter, r *http.Request) (any, fingerprint, error) {
	print := newFingerprint(r)
	if rt.in == nil {
		return nil, print, nil
	}
	if rt.upload {
		in, err := a.readUpload(rt, c, w, r, print)
		return in, print, err
	}
	body, err := readAll(w, r, maxBody)
	if err != nil {
		return nil, print, err
	}
	print.part(body)
	if len(body) == 0 && len(a.schemaOf(rt.in).Required) == 0 {
		return reflect.Zero(rt.in).Interface(), print, nil
	}
	if err := jsonType(r); err != nil {
		return nil, print, err
	}
	v, err := parseJSON(body)
	if err != nil {
		return nil, print, err
	}
	in, err := a.decode(rt.in, v)
	return in, print, err
}

func readAll(w http.ResponseWriter, r *http.Request, most int64) ([]byte, error) {
	var b bytes.Buffer
	_, err := io.Copy(&b, http.MaxBytesReader(w, r.Body, most))
	if err != nil {
		return nil, bodyFault(err, most)
	}
	return b.Bytes(), nil
}

func bodyFault(err error, most int64) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return tooLarge.refuse("The body is larger than %d MB.", most>>20)
	}
	return malformed("The body could not be read to its end.").Because(err)
}

func jsonType(r *http.Request) error {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	fits := kind == "application/json" || kind == "application/merge-patch+json" && r.Method == http.MethodPatch
	if coding := r.Header.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		return wrongType.refuse("Send the body as it is, without a Content-Encoding.")
	}
	if charset := params["charset"]; err != nil || !fits || charset != "" && !strings.EqualFold(charset, "utf-8") {
		return wrongType.refuse("Send the body as Content-Type: application/json.")
	}
	return nil
}

// run does what the route is for and writes its answer down.
func (a *API) run(rt *route, c *call, r *http.Request, query, in any) (answer, error) {
	if rt.current != nil {
		if err := a.precondition(rt, c, r); err != nil {
			return answer{}, err
		}
	}
	out, err := rt.run(c, query, in)
	if err != nil {
		return answer{}, a.raced(rt, c, err)
	}
	if rt.note != "" {
		a.note(c, rt.note, strings.TrimPrefix(r.URL.Path, Prefix+"/"))
	}
	return a.answer(rt, r, out)
}

// note writes to the audit log. The thing is done already, so a failure to
// note it is for the program's own log.
func (a *API) note(c *call, action, subject string) {
	ctx := context.WithoutCancel(c.ctx)
	err := a.DB.Write(ctx, func(tx *db.Tx) error {
		return a.Staff.Audit(ctx, tx, c.token.Actor(), action, subject, "")
	})
	if err != nil {
		a.Log.Error("not noted in the audit log", "action", action, "subject", subject, "token", c.token.ID, "error", err)
	}
}

// raced tells a conflict of versions, which is 412, from one of states: by
// whether somebody else changed the thing since the precondition was checked.
func (a *API) raced(rt *route, c *call, err error) error {
	if rt.current == nil || !fault.Is(err, fault.Conflict) {
		return err
	}
	now, lookErr := a.tagNow(rt, c)
	if lookErr == nil && !sameVersion(now.etag, c.seen.etag) {
		return errStale()
	}
	return err
}

func (a *API) answer(rt *route, r *http.Request, out any) (answer, error) {
	res := answer{Status: rt.status, Header: map[string]string{}}
	if rt.status == http.StatusNoContent {
		return res, nil
	}
	body, err := document(out)
	if err != nil {
		return answer{}, err
	}
	res.Body = body
	res.Header["Content-Type"] = "application/json"
	res.Header["ETag"] = etagOf(out, body)
	if safe(r) {
		res.Header["Cache-Control"] = "private, no-cache"
	}
	if l, ok := out.(interface{ location() string }); ok && rt.status == http.StatusCreated {
		res.Header["Location"] = a.urls.Absolute(Prefix + l.location())
	}
	if l, ok := out.(interface{ cursor() string }); ok && l.cursor() != "" {
		res.Header["Link"] = "<" + a.nextPage(r, l.cursor()) + `>; rel="next"`
	}
	return res, nil
}

// nextPage is the address of this request with another cursor.
func (a *API) nextPage(r *http.Request, cursor string) string {
	q := r.URL.Query()
	q.Set("cursor", cursor)
	return a.urls.Absolute(r.URL.EscapedPath() + "?" + q.Encode())
}
