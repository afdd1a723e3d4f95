package media_test

import (
	"bytes"
	"encoding/binary"
	"net/http"
	"strings"
	"testing"

	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/media"
)

// mp3 is an ID3 tag and some silent frames.
func mp3() []byte {
	frame := append([]byte{0xff, 0xfb, 0x90, 0x00}, make([]byte, 413)...)
	return append([]byte("ID3\x04\x00\x00\x00\x00\x00\x0aTIT2 quiet"), bytes.Repeat(frame, 20)...)
}

func mp4Box(kind string, body ...[]byte) []byte {
	all := bytes.Join(body, nil)
	return append(append(binary.BigEndian.AppendUint32(nil, uint32(8+len(all))), kind...), all...)
}

// mp4 has one track of a handler, and user data that tells of a place.
func mp4(handler string) []byte {
	tkhd := make([]byte, 84)
	binary.BigEndian.PutUint32(tkhd[76:], 640<<16)
	binary.BigEndian.PutUint32(tkhd[80:], 360<<16)
	track := mp4Box("trak", mp4Box("tkhd", tkhd), mp4Box("mdia", mp4Box("hdlr", []byte("\x00\x00\x00\x00\x00\x00\x00\x00"+handler+"\x00\x00"))))
	place := mp4Box("udta", mp4Box("\xa9xyz", []byte("+41.1-8.6/")))
	return bytes.Join([][]byte{mp4Box("ftyp", []byte("isom\x00\x00\x02\x00")), mp4Box("moov", track, place), mp4Box("mdat", make([]byte, 300))}, nil)
}

func TestSoundsAndFilmsAreKnownByTheirBytesAndServedInert(t *testing.T) {
	h := open(t, dbtest.SQLite(t))
	for name, c := range map[string]struct {
		body             []byte
		kind, mime, ends string
	}{
		"a.exe":  {mp3(), media.Audio, "audio/mpeg", ".mp3"},
		"b.mp3":  {[]byte("RIFF\x24\x00\x00\x00WAVEfmt " + strings.Repeat("\x00", 40)), media.Audio, "audio/wav", ".wav"},
		"c.html": {[]byte("OggS\x00\x02" + strings.Repeat("\x00", 22) + "OpusHead" + strings.Repeat("\x00", 40)), media.Audio, "audio/ogg", ".ogg"},
		"d.mp4":  {mp4("vide"), media.Video, "video/mp4", ".mp4"},
		"e.mp4":  {mp4("soun"), media.Audio, "audio/mp4", ".m4a"},
		"f.webm": {[]byte("\x1a\x45\xdf\xa3\x9fB\x82\x84webm" + strings.Repeat("<script>", 9)), media.Video, "video/webm", ".webm"},
	} {
		m := h.upload(name, c.body)
		res := h.get(m.URL(0))
		if m.Kind != c.kind || m.Mime != c.mime || !strings.HasSuffix(m.URL(960), c.ends) || m.Bytes != int64(len(c.body)) {
			t.Errorf("%s: %+v", name, m)
		}
		if res.StatusCode != 200 || res.Header.Get("Content-Type") != c.mime || res.Header.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(res.Header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%s: %d %v", name, res.StatusCode, res.Header)
		}
		if err := h.MakeVariants(t.Context(), m.ID); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := h.Cropped(t.Context(), m.ID, 10, 10); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s was cropped: %v", name, err)
		}
	}
	film := h.upload("d.mp4", mp4("vide"))
	if body := h.body(film.URL(0)); film.Width != 640 || film.Height != 360 || bytes.Contains(body, []byte("udta")) || len(body) != len(mp4("vide")) {
		t.Errorf("the film tells where it was made, or has no size: %+v", film)
	}
	for name, body := range map[string][]byte{
		"a tag without sound":  []byte("ID3\x04\x00\x00\x00\x00\x00\x0a<script>alert(1)</script>" + strings.Repeat(" ", 600)),
		"a film without moov":  mp4("vide")[:20],
		"boxes without end":    append(mp4("vide")[:16], []byte("\x00\x00\x00\x00moov\x7f\xff\xff\xfftrak")...),
		"a page":               []byte("<!doctype html><audio>" + strings.Repeat("x", 600)),
		"QuickTime":            []byte("\x00\x00\x00\x14ftypqt  " + strings.Repeat("\x00", 20)),
		"half a frame of zero": {0xff, 0xfb},
	} {
		if _, err := h.Upload(t.Context(), "x.mp3", bytes.NewReader(body), 0); !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Unsupported) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := h.Replace(t.Context(), film.ID, "x.mp3", bytes.NewReader(mp3()), 0); !fault.Is(err, fault.Invalid) {
		t.Errorf("a film was replaced by a sound: %v", err)
	}
}

func TestRangesOfAFileAreServedAndBounded(t *testing.T) {
	h := open(t, dbtest.SQLite(t))
	m := h.upload("a.mp3", mp3())
	tag := h.get(m.URL(0)).Header.Get("ETag")
	for _, c := range []struct {
		header []string
		status int
		length int64
	}{
		{[]string{"Range", "bytes=0-99"}, http.StatusPartialContent, 100},
		{[]string{"Range", "bytes=-10"}, http.StatusPartialContent, 10},
		{[]string{"Range", "bytes=999999-"}, http.StatusRequestedRangeNotSatisfiable, -1},
		{[]string{"Range", "bytes=0-0" + strings.Repeat(",2-2", 1000)}, http.StatusRequestedRangeNotSatisfiable, -1},
		{[]string{"Range", "bytes=0-99", "If-Range", tag}, http.StatusPartialContent, 100},
		{[]string{"Range", "bytes=0-99", "If-Range", `"other"`}, http.StatusOK, m.Bytes},
		{[]string{"Range", "lines=0-9"}, http.StatusRequestedRangeNotSatisfiable, -1},
		{[]string{"If-None-Match", tag}, http.StatusNotModified, -1},
	} {
		res := h.get(m.URL(0), c.header...)
		if res.StatusCode != c.status || c.length >= 0 && res.ContentLength != c.length {
			t.Errorf("%.60q: %d, %d bytes", c.header, res.StatusCode, res.ContentLength)
		}
	}
}
