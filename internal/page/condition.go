package page

import (
	"net/http"
	"strings"
	"time"
)

// unchanged tells whether the client's copy is still good: by If-None-Match
// when it sent one, else by If-Modified-Since. A zero modified never matches.
func unchanged(r *http.Request, etag string, modified time.Time) bool {
	if lines, ok := r.Header["If-None-Match"]; ok {
		for _, line := range lines {
			if matches(line, etag) {
				return true
			}
		}
		return false
	}
	since, ok := r.Header["If-Modified-Since"]
	if !ok || modified.IsZero() {
		return false
	}
	t, err := http.ParseTime(since[0])
	return err == nil && !modified.Truncate(time.Second).After(t)
}

// matches compares weakly, as RFC 9110 wants it for If-None-Match.
func matches(list, etag string) bool {
	for tag := range strings.SplitSeq(list, ",") {
		tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
		if tag == etag || tag == "*" {
			return true
		}
	}
	return false
}
