package page

import (
	"net/http"
	"net/url"
	"strings"
)

// ContentPolicy is the Content-Security-Policy of every answer: nothing but
// our own files, no inline script or style, no frames around us.
const ContentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; " +
	"font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; " +
	"base-uri 'none'; frame-ancestors 'none'"

var denied = []string{
	"accelerometer", "browsing-topics", "camera", "display-capture", "geolocation",
	"gyroscope", "magnetometer", "microphone", "midi", "payment", "usb",
}

// Headers sets the security headers of every answer, errors and 304 included.
// They are built once; a handler may replace one by Header().Set. Strict
// transport security is only promised when the site's own address is https.
func Headers(base *url.URL) func(http.Handler) http.Handler {
	set := fields{
		{"Content-Security-Policy", []string{ContentPolicy}},
		{"X-Content-Type-Options", []string{"nosniff"}},
		{"Referrer-Policy", []string{"strict-origin-when-cross-origin"}},
		{"Permissions-Policy", []string{strings.Join(denied, "=(), ") + "=()"}},
		{"Cross-Origin-Opener-Policy", []string{"same-origin"}},
	}
	if base != nil && base.Scheme == "https" {
		set = append(set, field{"Strict-Transport-Security", []string{"max-age=31536000"}})
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			set.put(w.Header())
			next.ServeHTTP(w, r)
		})
	}
}

// fields are headers made ahead of time. The value slices are shared by all
// answers: put them in, never change them.
type fields []field

type field struct {
	name   string // in canonical form
	values []string
}

func (f fields) put(h http.Header) {
	for i := range f {
		h[f[i].name] = f[i].values
	}
}
