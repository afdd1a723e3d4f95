package media_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"onrecord/internal/blob"
	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/media"
	"onrecord/internal/page"
)

var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

type house struct {
	*media.Store
	t     *testing.T
	files *blob.Folder
}

func open(t *testing.T, d *db.DB) *house {
	t.Helper()
	files, err := blob.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { files.Close() })
	quiet := slog.New(slog.DiscardHandler)
	return &house{media.New(media.Deps{DB: d, Blobs: files, Log: quiet, Now: func() time.Time { return noon }}), t, files}
}

func (h *house) upload(name string, body []byte) media.Media {
	h.t.Helper()
	m, err := h.Upload(h.t.Context(), name, bytes.NewReader(body), 0)
	if err != nil {
		h.t.Fatalf("upload of %s: %v", name, err)
	}
	return m
}

func (h *house) keys() (keys []string) {
	h.t.Helper()
	infos, err := h.files.List(h.t.Context(), "", "", 1000)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, i := range infos {
		keys = append(keys, i.Key)
	}
	return keys
}

// get asks over HTTP, as the program does.
func (h *house) get(path string, header ...string) *http.Response {
	h.t.Helper()
	adapter := &page.Adapter{Log: slog.New(slog.DiscardHandler), Page: func(w http.ResponseWriter, _ *http.Request, status int, err error) {
		http.Error(w, fault.Sentence(err), status)
	}}
	mux := http.NewServeMux()
	mux.Handle("GET /media/{file}", adapter.Handle(h.ServeFile))
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.URL.Path, r.URL.RawPath, _ = strings.Cut(path, " raw ")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	return w.Result()
}

func (h *house) body(path string) []byte {
	h.t.Helper()
	res := h.get(path)
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		h.t.Fatalf("GET %s: %d, %v", path, res.StatusCode, err)
	}
	return b
}

func decode(t *testing.T, b []byte) image.Image {
	t.Helper()
	img, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// near tells whether a colour is about rgb.
func near(img image.Image, x, y int, r, g, b uint32) bool {
	cr, cg, cb, _ := img.At(x, y).RGBA()
	off := func(a, b uint32) bool { return max(a>>8, b)-min(a>>8, b) > 24 }
	return !off(cr, r) && !off(cg, g) && !off(cb, b)
}

func TestAPhotoIsKeptInAllSmallerWidthsAndNeverALargerOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		for _, c := range []struct {
			width, height int
			widths        []int
			srcset        string
		}{
			{1800, 1000, []int{480, 960, 1600}, "480w 960w 1600w 1800w"},
			{1600, 900, []int{480, 960}, "480w 960w 1600w"},
			{481, 300, []int{480}, "480w 481w"},
			{480, 300, nil, ""},
			{3, 2, nil, ""},
		} {
			m := h.upload("harbour.jpeg", encodeJPEG(t, quarters(c.width, c.height)))
			if m.Mime != "image/jpeg" || m.Width != c.width || m.Height != c.height || !slices.Equal(m.Widths, c.widths) || m.Name != "harbour.jpeg" || !m.CreatedAt.Equal(noon) {
				t.Errorf("%d: %+v", c.width, m)
			}
			var sizes []string
			for _, part := range strings.FieldsFunc(m.SrcSet(), func(r rune) bool { return r == ',' }) {
				sizes = append(sizes, strings.Fields(part)[1])
			}
			if got := strings.Join(sizes, " "); got != c.srcset {
				t.Errorf("%d: srcset %q", c.width, m.SrcSet())
			}
			for _, width := range append([]int{0}, c.widths...) {
				img := decode(t, h.body(m.URL(width)))
				want := image.Pt(width, (c.height*width+c.width/2)/c.width)
				if width == 0 {
					want = image.Pt(c.width, c.height)
				}
				if got := img.Bounds().Size(); got != want {
					t.Errorf("%d at %d: %v, want %v", c.width, width, got, want)
				}
				if q := img.Bounds(); c.width > 3 && (!near(img, 5, 5, 220, 20, 20) || !near(img, q.Max.X-5, 5, 20, 200, 20) || !near(img, 5, q.Max.Y-5, 20, 20, 220)) {
					t.Errorf("%d at %d: the quarters have other colours", c.width, width)
				}
			}
			if again, err := h.Get(t.Context(), m.ID); err != nil || again.Hash != m.Hash || !slices.Equal(again.Widths, m.Widths) {
				t.Errorf("read back: %+v, %v", again, err)
			}
		}
	})
}

func TestTheSameBytesAreOneMediaHoweverOftenTheyCome(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		file := encodeJPEG(t, quarters(500, 500))
		ids := make([]int64, 6)
		var wg sync.WaitGroup
		for i := range ids {
			wg.Go(func() {
				m, err := h.Upload(t.Context(), "a.jpg", bytes.NewReader(file), 0)
				if err != nil {
					t.Error(err)
				}
				ids[i] = m.ID
			})
		}
		wg.Wait()
		again := h.upload("another name.jpg", file)
		all, err := h.List(t.Context(), 0, 10)
		if err != nil || len(all) != 1 || len(slices.Compact(append(ids, again.ID))) != 1 || again.Name != "a.jpg" {
			t.Fatalf("ids %v, again %+v, list %v, %v", ids, again, all, err)
		}
		if keys := h.keys(); len(keys) != 2 {
			t.Fatalf("files: %q", keys)
		}
	})
}

func TestAPhotoStandsUprightHoweverTheCameraWasHeld(t *testing.T) {
	h := open(t, dbtest.SQLite(t))
	// As the eye sees it, red is top left, green top right and blue bottom left.
	upright := quarters(120, 80)
	for orientation := uint16(1); orientation <= 8; orientation++ {
		for name, img := range map[string]image.Image{"colour": asHeld(upright, orientation), "grey": grey(asHeld(upright, orientation))} {
			m := h.upload("photo.jpg", inJPEG(encodeJPEG(t, img), segment(0xe1, "Exif\x00\x00"+exif(orientation))))
			got := decode(t, h.body(m.URL(0)))
			if m.Width != 120 || m.Height != 80 || got.Bounds().Size() != image.Pt(120, 80) {
				t.Errorf("%s, orientation %d: %d × %d, %v", name, orientation, m.Width, m.Height, got.Bounds())
				continue
			}
			for _, p := range []image.Point{{10, 10}, {110, 10}, {10, 70}, {110, 70}} {
				r, g, b, _ := upright.At(p.X, p.Y).RGBA()
				if name == "grey" {
					r, g, b, _ = grey(upright).At(p.X, p.Y).RGBA()
				}
				if !near(got, p.X, p.Y, r>>8, g>>8, b>>8) {
					t.Errorf("%s, orientation %d: at %v is %v", name, orientation, p, got.At(p.X, p.Y))
				}
			}
		}
	}
}

// asHeld is the picture as a camera stores it that was held so.
func asHeld(img *image.RGBA, orientation uint16) image.Image {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	size := image.Rect(0, 0, w, h)
	if orientation >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	for y := range size.Dy() {
		for x := range size.Dx() {
			sx, sy := map[uint16]image.Point{
				1: {x, y}, 2: {w - 1 - x, y}, 3: {w - 1 - x, h - 1 - y}, 4: {x, h - 1 - y},
				5: {y, x}, 6: {w - 1 - y, x}, 7: {w - 1 - y, h - 1 - x}, 8: {y, h - 1 - x},
			}[orientation].X, map[uint16]image.Point{
				1: {x, y}, 2: {w - 1 - x, y}, 3: {w - 1 - x, h - 1 - y}, 4: {x, h - 1 - y},
				5: {y, x}, 6: {w - 1 - y, x}, 7: {w - 1 - y, h - 1 - x}, 8: {y, h - 1 - x},
			}[orientation].Y
			out.Set(x, y, img.At(sx, sy))
		}
	}
	return out
}

func grey(img image.Image) *image.Gray {
	out := image.NewGray(img.Bounds())
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			out.Set(x, y, img.At(x, y))
		}
	}
	return out
}

func TestNothingOfTheUploadButItsPixelsAndColoursIsServed(t *testing.T) {
	h := open(t, dbtest.SQLite(t))
	const script = "<script>alert(1)</script>"
	photo := encodeJPEG(t, quarters(600, 400))
	wide := profile(600, "RGB ")
	png := encodePNG(t, quarters(600, 400))
	pngWith := slices.Concat(png[:33], chunk("tEXt", "Comment\x00"+script), chunk("iCCP", "x\x00\x00"+zipped(wide)), chunk("eXIf", exif(3)), png[33:], []byte(script))
	moved := moving(t, 3, 20, 20)
	movedWith := slices.Concat(moved[:len(moved)-1], []byte("\x21\xfe"+string(rune(len(script)))+script+"\x00;"+script))
	for name, c := range map[string]struct {
		file        []byte
		wide, moves bool
	}{
		"JPEG":                       {file: append(inJPEG(photo, segment(0xe1, "Exif\x00\x00"+exif(1)), segment(0xfe, script), segment(0xed, script), segment(0xe2, "ICC_PROFILE\x00\x01\x01"+wide)), script...), wide: true},
		"PNG":                        {file: pngWith, wide: true},
		"GIF":                        {file: movedWith, moves: true},
		"JPEG with a broken profile": {file: inJPEG(photo, segment(0xe2, "ICC_PROFILE\x00\x01\x01"+wide[:300]+script))},
		"JPEG with a print profile":  {file: inJPEG(photo, segment(0xe2, "ICC_PROFILE\x00\x01\x01"+profile(600, "CMYK")))},
		"JPEG in plain sRGB":         {file: inJPEG(photo, segment(0xe2, "ICC_PROFILE\x00\x01\x01"+strings.Replace(wide, "a wide gamut\x00", "sRGB IEC61966", 1)))},
	} {
		m := h.upload("picture", c.file)
		for _, width := range append([]int{0}, m.Widths...) {
			got := h.body(m.URL(width))
			for _, secret := range []string{"script", "GPS", "Exif", "eXIf", "Comment", "Cam\x00"} {
				if bytes.Contains(got, []byte(secret)) {
					t.Errorf("%s at %d carries %q", name, width, secret)
				}
			}
			if has := bytes.Contains(got, []byte("ICC_PROFILE")) || bytes.Contains(got, []byte("iCCP")); has != c.wide {
				t.Errorf("%s at %d: a colour profile is kept: %v", name, width, has)
			}
			decode(t, got)
		}
		if want := map[bool]string{true: "image/gif", false: m.Mime}[c.moves]; m.Mime != want {
			t.Errorf("%s became %s", name, m.Mime)
		}
	}
}

func TestBytesDecideWhatBecomesOfAPicture(t *testing.T) {
	h := open(t, dbtest.SQLite(t))
	clear := quarters(600, 300)
	for i := range clear.Pix[:600*4*10] {
		clear.Pix[i] = 0
	}
	for _, c := range []struct {
		name, mime string
		file       []byte
		widths     []int
	}{
		{"liar.png", "image/jpeg", encodeJPEG(t, quarters(20, 20)), nil},
		{"liar.php", "image/png", encodePNG(t, quarters(20, 20)), nil},
		{"seen-through.png", "image/png", encodePNG(t, clear), []int{480}},
		{"photo.png", "image/jpeg", encodePNG(t, noise(500, 400)), []int{480}},
		{"still.gif", "image/png", moving(t, 1, 30, 30), nil},
		{"moving.gif", "image/gif", moving(t, 5, 600, 30), nil},
		{"lossy.webp", "image/jpeg", sample(t, "blue-purple-pink.lossy.webp"), nil},
		{"rose.webp", "image/png", sample(t, "yellow_rose.lossy-with-alpha.webp"), nil},
		{"gopher.webp", "image/png", sample(t, "gopher-doc.with-alpha.lossless.webp"), nil},
	} {
		m := h.upload(c.name, c.file)
		res := h.get(m.URL(0))
		if m.Mime != c.mime || !slices.Equal(m.Widths, c.widths) || res.Header.Get("Content-Type") != c.mime {
			t.Errorf("%s: %s %v, served as %s", c.name, m.Mime, m.Widths, res.Header.Get("Content-Type"))
		}
		if sniffed := http.DetectContentType(h.body(m.URL(0))); sniffed != c.mime {
			t.Errorf("%s: its bytes look like %s", c.name, sniffed)
		}
	}
}

func TestTheDominantColourIsTheMostCommonOne(t *testing.T) {
	h := open(t, dbtest.SQLite(t))
	img := quarters(900, 900)
	for y := range 900 {
		for x := range 600 {
			img.Pix[img.PixOffset(x, y)] = 30
			img.Pix[img.PixOffset(x, y)+1] = 90
			img.Pix[img.PixOffset(x, y)+2] = 150
		}
	}
	if m := h.upload("sea.png", encodePNG(t, img)); m.Colour != "#1e5a96" {
		t.Errorf("colour %s", m.Colour)
	}
	if m := h.upload("nothing.png", encodePNG(t, image.NewNRGBA(image.Rect(0, 0, 9, 9)))); m.Colour != "#ffffff" {
		t.Errorf("colour of a picture that cannot be seen: %s", m.Colour)
	}
}

func TestWordsOfAPictureAreKeptWithinTheirLimits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		m := h.upload("a.png", encodePNG(t, quarters(9, 9)))
		got, err := h.Update(t.Context(), m.ID, " Boats at rest ", " Mira Vale ")
		if err != nil || got.Alt != "Boats at rest" || got.Credit != "Mira Vale" {
			t.Fatalf("%+v, %v", got, err)
		}
		_, err = h.Update(t.Context(), m.ID, strings.Repeat("é", media.MaxAlt+1), strings.Repeat("x", media.MaxCredit+1))
		if e, ok := fault.As(err); !ok || e.Kind != fault.Invalid || len(e.Fields) != 2 {
			t.Fatalf("too long: %v", err)
		}
		if _, err := h.Update(t.Context(), 99, "", ""); !fault.Is(err, fault.NotFound) {
			t.Fatalf("no such picture: %v", err)
		}
		tags, err := db.All(t.Context(), d, db.Value[string], `SELECT tag FROM page_change ORDER BY id`)
		if err != nil || len(tags) != 1 {
			t.Fatalf("pages that change: %v, %v", tags, err)
		}
	})
}

func TestADeletedPictureIsGoneWithItsFilesAndCanComeBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		file := encodeJPEG(t, quarters(1000, 500))
		m := h.upload("a.jpg", file)
		if err := h.Delete(t.Context(), m.ID); err != nil {
			t.Fatal(err)
		}
		if keys := h.keys(); len(keys) != 0 {
			t.Errorf("left: %q", keys)
		}
		if res := h.get(m.URL(480)); res.StatusCode != http.StatusNotFound {
			t.Errorf("still served: %d", res.StatusCode)
		}
		if err := h.Delete(t.Context(), m.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("deleted twice: %v", err)
		}
		back := h.upload("a.jpg", file)
		if back.Hash != m.Hash || back.ID == m.ID {
			t.Errorf("it came back as %+v", back)
		}
		h.body(back.URL(480))
	})
}

func TestPicturesAreFoundByAddressIdAndPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		var all []media.Media
		for i := range 5 {
			all = append(all, h.upload("a.png", encodePNG(t, quarters(10+i, 10))))
		}
		big := h.upload("b.jpg", encodeJPEG(t, quarters(500, 10)))
		srcs := []string{all[0].URL(0), big.URL(0), big.URL(480), "/media/../secret", "https://example.org" + big.URL(0), "/media/" + strings.Repeat("0", 40) + ".jpg"}
		got, err := h.Resolve(t.Context(), srcs)
		if err != nil || len(got) != 3 || got[srcs[0]].ID != all[0].ID || got[srcs[2]].ID != big.ID {
			t.Fatalf("resolved %v, %v", got, err)
		}
		byID, err := h.ByIDs(t.Context(), []int64{all[1].ID, 999, big.ID, all[1].ID})
		if err != nil || len(byID) != 2 || byID[big.ID].Hash != big.Hash {
			t.Fatalf("by id %v, %v", byID, err)
		}
		if none, err := h.ByIDs(t.Context(), nil); err != nil || len(none) != 0 {
			t.Fatalf("none: %v, %v", none, err)
		}
		page, err := h.List(t.Context(), 0, 2)
		if err != nil || len(page) != 2 || page[0].ID != big.ID {
			t.Fatalf("first page %v, %v", page, err)
		}
		next, err := h.List(t.Context(), page[1].ID, 2)
		if err != nil || len(next) != 2 || next[0].ID != all[3].ID {
			t.Fatalf("second page %v, %v", next, err)
		}
	})
}

func TestAnUploadThatIsNoLongerWantedStops(t *testing.T) {
	h := open(t, dbtest.SQLite(t))
	ctx, cancel := context.WithCancel(t.Context())
	file := encodeJPEG(t, quarters(800, 800))
	body := io.MultiReader(bytes.NewReader(file[:100]), then(cancel), bytes.NewReader(file[100:]))
	if _, err := h.Upload(ctx, "a.jpg", body, 0); !errors.Is(err, context.Canceled) {
		t.Fatalf("err = %v", err)
	}
	if keys := h.keys(); len(keys) != 0 {
		t.Fatalf("left: %q", keys)
	}
}

// then is a reader that is empty and calls f when it is read.
func then(f func()) io.Reader { return readFunc(f) }

type readFunc func()

func (f readFunc) Read([]byte) (int, error) { f(); return 0, io.EOF }
