package media_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/media"
)

func TestAFileThatLiesOrBombsIsRefusedAndLeavesNothing(t *testing.T) {
	jpg, png, anim := encodeJPEG(t, quarters(64, 64)), encodePNG(t, quarters(64, 64)), moving(t, 4, 64, 64)
	rose := sample(t, "yellow_rose.lossy-with-alpha.webp")
	cases := []struct {
		name string
		file []byte
		kind fault.Kind
		says string
	}{
		{"nothing", nil, fault.Invalid, "empty"},
		{"one byte", []byte{0xff}, fault.Unsupported, "JPEG, PNG"},
		{"web page as PNG", []byte("\n <!DOCTYPE html><script>alert(1)</script>"), fault.Unsupported, "web page"},
		{"SVG", []byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), fault.Unsupported, "SVG"},
		{"SVG behind a mark", []byte("\ufeff<svg/>"), fault.Unsupported, "SVG"},
		{"HEIC", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), fault.Unsupported, "HEIC"},
		{"PDF", []byte("%PDF-1.7 and so on"), fault.Unsupported, "PDF"},
		{"TIFF", []byte("II*\x00 and so on"), fault.Unsupported, "TIFF"},
		{"program", []byte("MZ\x90\x00 and so on"), fault.Unsupported, "JPEG, PNG"},
		{"PNG of 30,000²", bombPNG(30_000, 30_000), fault.TooLarge, "megapixels"},
		{"PNG of 2³¹ × 1", bombPNG(1<<31-1, 1), fault.TooLarge, "megapixels"},
		{"PNG of 0 × 0", bombPNG(0, 0), fault.Invalid, "damaged"},
		{"PNG without its pixels", bombPNG(100, 100), fault.Invalid, "damaged"},
		{"JPEG of 65,535²", bombJPEG(t, 65535, 65535), fault.TooLarge, "megapixels"},
		{"JPEG of 0 × 0", bombJPEG(t, 0, 0), fault.Invalid, "no width"},
		{"JPEG larger than its pixels", bombJPEG(t, 640, 640), fault.Invalid, "damaged"},
		{"JPEG of 5,000 layers", layeredJPEG(t, 5000), fault.Invalid, "layers"},
		{"GIF of 65,535²", bombGIF(t, 65535, 65535), fault.TooLarge, "megapixels"},
		{"GIF of 0 × 0", bombGIF(t, 0, 0), fault.Invalid, "no width"},
		{"GIF of 20,000 frames", moving(t, 20_000, 1, 1), fault.TooLarge, "too long"},
		{"WebP with a canvas of 16M²", riff(canvas(1<<24, 1<<24), lossyFrame(10, 10)), fault.Invalid, "damaged"},
		{"WebP with a canvas of 16,000²", riff(canvas(16_000, 16_000), lossyFrame(10, 10)), fault.TooLarge, "megapixels"},
		{"WebP whose frame is larger than its canvas", riff(canvas(10, 10), lossyFrame(16383, 16383)), fault.Invalid, "damaged"},
		{"WebP without a frame", riff(canvas(10, 10)), fault.Invalid, "damaged"},
		{"WebP that moves", riff(canvas(10, 10), webpChunk("ANIM", "......")), fault.Unsupported, "GIF"},
		{"WebP frame without pixels", riff(lossyFrame(100, 100)), fault.Invalid, "damaged"},
		{"half a JPEG", jpg[:len(jpg)/2], fault.Invalid, "damaged"},
		{"half a PNG", png[:len(png)/2], fault.Invalid, "damaged"},
		{"half a GIF", anim[:len(anim)/2], fault.Invalid, "damaged"},
		{"half a WebP", rose[:len(rose)/2], fault.Invalid, "damaged"},
		{"21 MB", append(slices.Clone(jpg), make([]byte, media.MaxBytes)...), fault.TooLarge, "20 MB"},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		for _, c := range cases {
			_, err := h.Upload(t.Context(), "innocent.png", bytes.NewReader(c.file), 0)
			if !fault.Is(err, c.kind) || !strings.Contains(fault.Sentence(err), c.says) {
				t.Errorf("%s: kind %v, %v", c.name, fault.KindOf(err), err)
			}
		}
		if all, err := h.List(t.Context(), 0, 10); err != nil || len(all) != 0 || len(h.keys()) != 0 {
			t.Errorf("left behind: %v, %q, %v", all, h.keys(), err)
		}
	})
}

// A megapixel decoded is four megabytes; refusing a bomb must take none of it.
func TestABombIsRefusedWithoutBeingDecoded(t *testing.T) {
	h := open(t, dbtest.SQLite(t))
	bombs := [][]byte{bombPNG(30_000, 30_000), bombJPEG(t, 65535, 65535), bombGIF(t, 65535, 65535), riff(canvas(10, 10), lossyFrame(16383, 16383))}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, b := range bombs {
		if _, err := h.Upload(t.Context(), "bomb", bytes.NewReader(b), 0); err == nil {
			t.Error("a bomb was taken")
		}
	}
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 16<<20 {
		t.Errorf("refusing four bombs took %d MB", took>>20)
	}
}

func TestEveryCutAndEveryFlippedByteIsTakenOrRefusedInGoodOrder(t *testing.T) {
	h := open(t, dbtest.SQLite(t))
	for name, file := range map[string][]byte{
		"jpg": inJPEG(encodeJPEG(t, quarters(8, 8)), segment(0xe1, "Exif\x00\x00"+exif(6))), "png": encodePNG(t, quarters(8, 8)),
		"gif": moving(t, 2, 4, 4), "webp": sample(t, "gopher-doc.with-alpha.lossless.webp")[:300],
	} {
		for i := range min(len(file), 400) {
			flipped := slices.Clone(file)
			flipped[i] ^= 0xff
			for _, body := range [][]byte{file[:i], flipped} {
				if _, err := h.Upload(t.Context(), name, bytes.NewReader(body), 0); err != nil && fault.KindOf(err) == fault.Internal {
					t.Errorf("%s, byte %d: %v", name, i, err)
				}
			}
		}
	}
}

func TestAnUploadThatBreaksOffLeavesNothing(t *testing.T) {
	h := open(t, dbtest.SQLite(t))
	cut := errors.New("connection reset")
	body := io.MultiReader(bytes.NewReader(encodeJPEG(t, quarters(64, 64))), iotest.ErrReader(cut))
	if _, err := h.Upload(t.Context(), "a.jpg", body, 0); !fault.Is(err, fault.BadRequest) || !errors.Is(err, cut) {
		t.Fatalf("err = %v", err)
	}
	if keys := h.keys(); len(keys) != 0 {
		t.Fatalf("left: %q", keys)
	}
}

func TestAnUploadPastTheLimitOfItsRequestIsTooLarge(t *testing.T) {
	h := open(t, dbtest.SQLite(t))
	body := http.MaxBytesReader(nil, io.NopCloser(bytes.NewReader(encodeJPEG(t, quarters(64, 64)))), 100)
	if _, err := h.Upload(t.Context(), "a.jpg", body, 0); !fault.Is(err, fault.TooLarge) {
		t.Fatalf("err = %v", err)
	}
}

func TestNamesOfUploadsAreHarmless(t *testing.T) {
	h := open(t, dbtest.SQLite(t))
	for i, c := range []struct{ name, want string }{
		{"../../etc/passwd", "passwd"},
		{`C:\Users\mira\boat.png`, "boat.png"},
		{"boat\r\nX-Evil: 1\x00.png", "boatX-Evil: 1.png"},
		{"", "picture"},
		{"..", "picture"},
		{"/", "picture"},
		{strings.Repeat("ö", 300), strings.Repeat("ö", media.MaxName)},
		{"a\xffb.png", "ab.png"},
	} {
		if m := h.upload(c.name, encodePNG(t, quarters(4+i, 4))); m.Name != c.want {
			t.Errorf("%q became %q", c.name, m.Name)
		}
	}
}

func TestOnlyExactNamesOfFilesAreServed(t *testing.T) {
	h := open(t, dbtest.SQLite(t))
	m := h.upload("a.jpg", encodeJPEG(t, quarters(500, 500)))
	name := strings.TrimPrefix(m.URL(480), "/media/")
	full := strings.TrimPrefix(m.URL(0), "/media/")
	for _, path := range []string{
		"/media/" + strings.ToUpper(name), "/media/" + strings.TrimSuffix(name, ".jpg"), "/media/" + name + ".html", "/media/" + strings.Replace(name, ".jpg", ".png", 1),
		"/media/" + strings.Replace(name, "-480", "-0480", 1), "/media/" + strings.Replace(name, "-480", "-481", 1), "/media/" + strings.Replace(name, "-480", "-0", 1),
		"/media/" + strings.Replace(name, "-480", "-960", 1), "/media/" + strings.Replace(name, "-480", "--480", 1), "/media/" + strings.Replace(name, "-480", "-+480", 1),
		"/media/" + m.Hash[:2] + "/" + full + " raw /media/" + m.Hash[:2] + "%2f" + full,
		"/media/../" + name + " raw /media/..%2f" + name, "/media/..\\" + name, "/media/\xc0\xae\xc0\xae", "/media/.", "/media/" + name + "\x00",
		"/media/" + strings.Repeat("a", 100_000), "/media/", "/media/" + full[1:], "/media/-480.jpg",
	} {
		if res := h.get(path); res.StatusCode != http.StatusNotFound && res.StatusCode != http.StatusMovedPermanently && res.StatusCode != http.StatusTemporaryRedirect {
			t.Errorf("%.80q: %d", path, res.StatusCode)
		}
	}
}

func TestAFileIsServedForEverInPartAndWithoutBeingGuessed(t *testing.T) {
	h := open(t, dbtest.SQLite(t))
	m := h.upload("a.jpg", encodeJPEG(t, quarters(500, 500)))
	whole := h.body(m.URL(480))
	res := h.get(m.URL(480))
	for name, want := range map[string]string{
		"Content-Type": "image/jpeg", "Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff",
		"Content-Security-Policy": "default-src 'none'; sandbox", "Accept-Ranges": "bytes", "Set-Cookie": "",
	} {
		if got := res.Header.Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	etag := res.Header.Get("ETag")
	if etag == "" || etag == h.get(m.URL(0)).Header.Get("ETag") {
		t.Errorf("etag %q", etag)
	}
	if res := h.get(m.URL(480), "If-None-Match", etag); res.StatusCode != http.StatusNotModified {
		t.Errorf("known already: %d", res.StatusCode)
	}
	part := h.get(m.URL(480), "Range", "bytes=10-19")
	if b, _ := io.ReadAll(part.Body); part.StatusCode != http.StatusPartialContent || !bytes.Equal(b, whole[10:20]) {
		t.Errorf("a part: %d, %d bytes", part.StatusCode, len(b))
	}
	if res := h.get(m.URL(480), "Range", "bytes=10-19", "If-Range", `"other"`); res.StatusCode != http.StatusOK {
		t.Errorf("a part of another version: %d", res.StatusCode)
	}
	if res := h.get(m.URL(480), "Range", "bytes=999999999-"); res.StatusCode != http.StatusRequestedRangeNotSatisfiable {
		t.Errorf("past the end: %d", res.StatusCode)
	}
	many := h.get(m.URL(480), "Range", "bytes="+strings.Repeat("0-,", 1000)+"0-")
	if b, _ := io.ReadAll(many.Body); len(b) > 2*len(whole) {
		t.Errorf("a thousand ranges gave %d bytes of %d", len(b), len(whole))
	}
}
