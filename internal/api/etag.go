package api

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
)

// versioned is a thing whose changes are counted.
type versioned interface{ version() int64 }

// etagOf is the strong tag of a thing in its written form: a version, if it
// has one, and the hash of the bytes.
func etagOf(thing any, body []byte) string {
	sum := sha256.Sum256(body)
	tag := base64.RawURLEncoding.EncodeToString(sum[:12])
	if v, ok := thing.(versioned); ok {
		tag = strconv.FormatInt(v.version(), 10) + "." + tag
	}
	return `"` + tag + `"`
}

// sameVersion compares two tags for a write. The hash does not count when both
// carry a version: what is counted besides, such as deliveries, may move.
func sameVersion(a, b string) bool {
	va, _, okA := strings.Cut(a, ".")
	vb, _, okB := strings.Cut(b, ".")
	if okA && okB {
		return va == vb
	}
	return a == b
}

// tags reads a list of entity tags; a weak one comes with its W/.
func tags(h http.Header, name string) (out []string) {
	for _, line := range h.Values(name) {
		for tag := range strings.SplitSeq(line, ",") {
			if tag = strings.TrimSpace(tag); tag != "" {
				out = append(out, tag)
			}
		}
	}
	return out
}

// notModified tells whether the client's copy is as good as the answer.
func notModified(r *http.Request, etag string) bool {
	for _, tag := range tags(r.Header, "If-None-Match") {
		if strings.TrimPrefix(tag, "W/") == etag || tag == "*" {
			return true
		}
	}
	return false
}

// precondition reads the thing that is about to change, refuses what was made
// from another version, and notes in c what was seen.
func (a *API) precondition(rt *route, c *call, r *http.Request) error {
	wanted := tags(r.Header, "If-Match")
	if len(wanted) == 0 {
		return conditionNeeded.refuse("Send If-Match with the ETag that you read, so that nobody's change is lost.")
	}
	now, err := a.tagNow(rt, c)
	if err != nil {
		return err
	}
	for _, tag := range wanted {
		if tag == "*" || sameVersion(tag, now.etag) {
			c.seen = now
			return nil
		}
	}
	return errStale()
}

func errStale() error {
	return stale.refuse("Somebody changed this since you read it; read it again and repeat your change on what it is now.")
}

// tagged is a thing as somebody saw it.
type tagged struct {
	thing   any
	etag    string
	version int64 // 0 when its changes are not counted
}

func (a *API) tagNow(rt *route, c *call) (tagged, error) {
	thing, err := rt.current(c)
	if err != nil {
		return tagged{}, err
	}
	body, err := document(thing)
	if err != nil {
		return tagged{}, err
	}
	out := tagged{thing: thing, etag: etagOf(thing, body)}
	if v, ok := thing.(versioned); ok {
		out.version = v.version()
	}
	return out, nil
}
