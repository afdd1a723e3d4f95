package page

import (
	"bytes"
	"net/http"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

// coding is a content coding we can answer in.
type coding int

const (
	identity coding = iota
	gzipped
	brotlied
	codings // how many there are
)

var (
	codingNames = [codings]string{"", "gzip", "br"}
	// An ETag is strong, so each coding of the same page has its own.
	codingMarks = [codings]string{"", "-g", "-b"}
)

// leastCompressed is the size under which compressing gains nothing on the wire.
const leastCompressed = 400

func compressible(contentType string, size int) bool {
	if size < leastCompressed {
		return false
	}
	kind, _, _ := strings.Cut(contentType, ";")
	switch kind {
	case "application/json", "application/feed+json", "application/javascript", "application/manifest+json",
		"application/xml", "application/rss+xml", "application/atom+xml", "application/problem+json",
		"application/ld+json", "image/svg+xml":
		return true
	}
	return strings.HasPrefix(kind, "text/")
}

// negotiate picks the best coding that the client takes.
func negotiate(h http.Header) coding {
	var takes, refuses [codings]bool
	others := false
	for _, line := range h["Accept-Encoding"] {
		for part := range strings.SplitSeq(line, ",") {
			name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
			no := refused(params)
			switch strings.ToLower(strings.TrimSpace(name)) {
			case "br":
				takes[brotlied], refuses[brotlied] = !no, no
			case "gzip", "x-gzip":
				takes[gzipped], refuses[gzipped] = !no, no
			case "*":
				others = !no
			}
		}
	}
	for c := codings - 1; c > identity; c-- {
		if takes[c] || others && !refuses[c] {
			return c
		}
	}
	return identity
}

// refused tells whether the parameters of a coding hold q=0.
func refused(params string) bool {
	q, ok := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q=0")
	return ok && strings.Trim(q, ".0") == ""
}

func (c coding) compress(body []byte, brotliLevel int) []byte {
	var out bytes.Buffer
	switch c {
	case gzipped:
		w, err := gzip.NewWriterLevel(&out, 6)
		if err != nil {
			panic(err) // the level is ours
		}
		w.Write(body) //nolint:errcheck // a buffer takes everything
		w.Close()     //nolint:errcheck // as above
	case brotlied:
		w := brotli.NewWriterLevel(&out, brotliLevel)
		w.Write(body) //nolint:errcheck // a buffer takes everything
		w.Close()     //nolint:errcheck // as above
	default:
		return body
	}
	return out.Bytes()
}
