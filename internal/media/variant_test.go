package media_test

import (
	"bytes"
	"image"
	"image/color"
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/webp"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/job"
	"onrecord/internal/media"
)

func needEncoder(t *testing.T) {
	t.Helper()
	if !media.WritesWebP() {
		t.Skip("this build has no encoder for WebP; make builds with -tags nodynamic")
	}
}

func TestAnUploadGetsItsModernVariantsFromAJobAndLosesThemWithThePicture(t *testing.T) {
	needEncoder(t)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		h.Jobs = job.New(d, h.Log)
		h.Jobs.On(media.Uploaded, "variants", h.MakeVariants)
		m := h.upload("quay.jpg", encodeJPEG(t, quarters(700, 400)))
		if m.Sources() != nil || m.SrcSet() == "" {
			t.Fatalf("before the job: %+v", m)
		}
		if err := h.Jobs.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		m, err := h.Get(t.Context(), m.ID)
		if err != nil || m.Modern != "image/webp" || !slices.Equal(m.ModernWidths, []int{320, 480, 640, 700}) {
			t.Fatalf("%+v, %v", m, err)
		}
		for _, part := range strings.Split(m.Sources()[0].SrcSet, ", ") {
			path, _, _ := strings.Cut(part, " ")
			res := h.get(path)
			if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "image/webp" || res.Header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s: %d %v", path, res.StatusCode, res.Header)
			}
			img, err := webp.Decode(bytes.NewReader(h.body(path)))
			if err != nil || !near(img, 5, 5, 220, 20, 20) {
				t.Errorf("%s: %v", path, err)
			}
		}
		if err := h.Delete(t.Context(), m.ID); err != nil {
			t.Fatal(err)
		}
		if keys := h.keys(); len(keys) != 0 {
			t.Errorf("left behind: %v", keys)
		}
		if err := h.MakeVariants(t.Context(), m.ID); err != nil {
			t.Errorf("the variants of a deleted picture: %v", err)
		}
	})
}

func TestOldPicturesGetTheirVariantsAndWhatCannotHaveThemKeepsItsFiles(t *testing.T) {
	needEncoder(t)
	h := open(t, dbtest.SQLite(t))
	photo := h.upload("a.jpg", inJPEG(encodeJPEG(t, quarters(400, 300)), segment(0xe2, "ICC_PROFILE\x00\x01\x01"+profile(400, "RGB "))))
	glass := image.NewNRGBA(image.Rect(0, 0, 340, 200))
	for i := range glass.Pix {
		glass.Pix[i] = 90
	}
	glass.Set(3, 3, color.NRGBA{200, 10, 10, 40})
	drawing := h.upload("b.png", encodePNG(t, glass))
	lost := h.upload("c.jpg", encodeJPEG(t, quarters(330, 330)))
	for _, key := range h.keys() {
		if strings.Contains(key, lost.Hash) {
			if err := h.files.Delete(t.Context(), key); err != nil {
				t.Fatal(err)
			}
		}
	}
	h.Jobs = job.New(h.DB, h.Log)
	h.Jobs.On(media.Uploaded, "variants", h.MakeVariants)
	for _, planned := range []int{3, 0} {
		if err := h.PlanMissing(t.Context()); err != nil {
			t.Fatal(err)
		}
		if list, err := h.Jobs.List(t.Context(), "ready", 0, 10); err != nil || len(list) != planned {
			t.Fatalf("%+v, %v", list, err)
		}
		if err := h.Jobs.Drain(t.Context()); err != nil { // it is noon in March, so all are due
			t.Fatal(err)
		}
	}
	all, err := h.ByIDs(t.Context(), []int64{photo.ID, drawing.ID, lost.ID})
	if err != nil || all[photo.ID].Modern == "" || all[drawing.ID].Modern == "" || all[lost.ID].Modern != "" {
		t.Fatalf("%+v, %v", all, err)
	}
	path := func(id int64) string { return strings.Fields(all[id].Sources()[0].SrcSet)[0] }
	body := h.body(path(photo.ID))
	if string(body[12:16]) != "VP8X" || !bytes.Contains(body, []byte("ICCP")) || len(body)%2 != 0 {
		t.Errorf("the profile is gone: %q", body[:40])
	}
	if _, err := webp.Decode(bytes.NewReader(body)); err != nil {
		t.Errorf("with the profile: %v", err)
	}
	full := h.body(strings.Fields(strings.Split(all[drawing.ID].Sources()[0].SrcSet, ", ")[1])[0])
	img, err := webp.Decode(bytes.NewReader(full))
	if err != nil || color.NRGBAModel.Convert(img.At(3, 3)) != (color.NRGBA{200, 10, 10, 40}) {
		t.Errorf("a drawing lost something: %v, %v", img.At(3, 3), err)
	}
}

func TestACropKeepsTheFocalPointAndIsBounded(t *testing.T) {
	d := dbtest.SQLite(t)
	h := open(t, d)
	m := h.upload("a.jpg", encodeJPEG(t, quarters(1000, 500))) // red, green; blue, another
	img, err := h.Cropped(t.Context(), m.ID, 200, 400)
	if err != nil || img.Bounds().Size() != image.Pt(200, 400) || !near(img, 10, 10, 220, 20, 20) || !near(img, 190, 10, 20, 200, 20) {
		t.Errorf("the middle: %v, %v", img, err)
	}
	if err := d.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE media SET focus_x = 90, focus_y = 10`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	img, err = h.Cropped(t.Context(), m.ID, 1200, 630)
	if err != nil || img.Bounds().Size() != image.Pt(1200, 630) || !near(img, 1190, 10, 20, 200, 20) {
		t.Errorf("made larger: %v", err)
	}
	img, err = h.Cropped(t.Context(), m.ID, 100, 200)
	if err != nil || !near(img, 5, 5, 20, 200, 20) || !near(img, 95, 5, 20, 200, 20) {
		t.Errorf("the right end: %v", err)
	}
	for _, size := range [][2]int{{0, 5}, {5, -1}, {3000, 3000}, {1 << 40, 1 << 40}} {
		if _, err := h.Cropped(t.Context(), m.ID, size[0], size[1]); !fault.Is(err, fault.Invalid) {
			t.Errorf("%v: %v", size, err)
		}
	}
}
