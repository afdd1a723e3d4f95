package media

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"onrecord/internal/fault"
)

// extensions of the types that are stored.
var extensions = map[string]string{
	"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp",
	"audio/mpeg": ".mp3", "audio/mp4": ".m4a", "audio/ogg": ".ogg", "audio/flac": ".flac", "audio/wav": ".wav",
	"video/mp4": ".mp4", "video/webm": ".webm",
}

// file is the name of a stored file, taken apart.
type file struct {
	hash  string
	width int // 0 for the full picture
	mime  string
}

func fileName(hash string, width int, mime string) file { return file{hash, width, mime} }

func (f file) String() string {
	if f.width == 0 {
		return f.hash + extensions[f.mime]
	}
	return f.hash + "-" + strconv.Itoa(f.width) + extensions[f.mime]
}

func (f file) path() string { return prefix + f.String() }
func (f file) key() string  { return "media/" + f.hash[:2] + "/" + f.String() }

const prefix = "/media/"

// parsePath reads the path of a stored file.
func parsePath(path string) (file, bool) {
	name, ok := strings.CutPrefix(path, prefix)
	if !ok {
		return file{}, false
	}
	return parseFile(name)
}

// parseFile reads exactly what String writes, so that no trick with dots,
// slashes or case reaches the store.
func parseFile(name string) (f file, ok bool) {
	if len(name) > hashLen+len("-1600.webp") || len(name) < hashLen {
		return file{}, false
	}
	f.hash = name[:hashLen]
	rest := name[hashLen:]
	for mime, ext := range extensions {
		if strings.HasSuffix(rest, ext) {
			f.mime, rest = mime, strings.TrimSuffix(rest, ext)
		}
	}
	if width, ok := strings.CutPrefix(rest, "-"); ok {
		f.width, _ = strconv.Atoi(width) // what is no number does not write back to the same name
	}
	if f.width != 0 && !slices.Contains(modernWidths[:], f.width) || !isHash(f.hash) {
		return file{}, false
	}
	return f, f.String() == name
}

func isHash(s string) bool {
	return len(s) == hashLen && strings.Trim(s, "0123456789abcdef") == ""
}

// Bounds of one answer: ranges of one file, which players never ask more than
// one of, and how long a large file may take.
const (
	mostRanges = 8
	longest    = 2 * time.Hour
)

// ServeFile answers GET /media/{file}. A name stands for its bytes for ever,
// so the answer may be kept for ever.
func (s *Store) ServeFile(w http.ResponseWriter, r *http.Request) (err error) {
	name := r.PathValue("file")
	defer fault.Wrap(&err, "media.ServeFile(%q)", name)
	f, ok := parseFile(name)
	if !ok {
		return fault.New(fault.NotFound, "This picture was not found; the address may be damaged.")
	}
	body, info, err := s.Blobs.Open(r.Context(), f.key())
	if fault.Is(err, fault.NotFound) {
		return s.moved(w, r, f)
	}
	if err != nil {
		return err
	}
	defer body.Close()
	h := w.Header()
	h.Set("Content-Type", f.mime)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("ETag", `"`+name+`"`)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", policy(f.mime))
	h.Set("Cross-Origin-Resource-Policy", "cross-origin") // mail and feed readers show pictures too
	if strings.Count(r.Header.Get("Range"), ",") >= mostRanges {
		h.Set("Content-Range", fmt.Sprintf("bytes */%d", info.Size))
		w.WriteHeader(http.StatusRequestedRangeNotSatisfiable)
		return nil
	}
	if info.Size > MaxBytes { // a film comes as slowly as it is watched
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(longest))
	}
	http.ServeContent(w, r, "", info.ModTime, body)
	return nil
}

// policy lets an address that is opened by itself do nothing but show what is
// there; the page that a browser makes for a sound or a film loads it once more.
func policy(mime string) string {
	if strings.HasPrefix(mime, "image/") {
		return "default-src 'none'; sandbox"
	}
	return "default-src 'none'; media-src 'self'; sandbox"
}
