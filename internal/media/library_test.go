package media_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/job"
	"onrecord/internal/media"
)

func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestAFileIsFoundByEverythingThatIsSaidOfIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		quay := h.upload("DSC_0042.jpg", encodeJPEG(t, quarters(20, 10)))
		h.upload("chart.png", encodePNG(t, quarters(9, 9)))
		quay = must(h.Get(t.Context(), quay.ID))(t)
		w := media.Words{
			Alt: " The quay at Çeşme ", Caption: "Élan", Credit: "Ada Quill", Licence: "CC BY 4.0",
			Labels: []string{"Harbour", " harbour ", "Low  water", ""}, FocusX: 20, FocusY: 80,
		}
		quay = must(h.Describe(t.Context(), quay.ID, quay.Words(), w))(t)
		if quay = must(h.Get(t.Context(), quay.ID))(t); !slices.Equal(quay.Labels, []string{"harbour", "low water"}) || quay.Alt != "The quay at Çeşme" || quay.FocusY != 80 {
			t.Fatalf("%+v", quay)
		}
		for query, found := range map[string]bool{
			"dsc_0042": true, "cesme": true, "QUAY elan": true, "quill": true, "cc by": true, "low water": true, "": true,
			"quay chart": false, "%": false, "_": true, "zeppelin": false,
		} {
			list := must(h.Find(t.Context(), media.Filter{Query: query, Limit: 10}))(t)
			if got := slices.ContainsFunc(list, func(m media.Media) bool { return m.ID == quay.ID }); got != found {
				t.Errorf("%q: %v", query, list)
			}
		}
		if list := must(h.Find(t.Context(), media.Filter{Label: "harbour", Kind: media.Picture, Limit: 10}))(t); len(list) != 1 {
			t.Errorf("by label: %v", list)
		}
		if labels := must(h.Labels(t.Context()))(t); len(labels) != 2 || labels[0] != (media.Label{Name: "harbour", Files: 1}) {
			t.Errorf("labels: %v", labels)
		}
		if _, err := h.Describe(t.Context(), quay.ID, media.Words{}, w); !fault.Is(err, fault.Conflict) {
			t.Errorf("over somebody else's words: %v", err)
		}
		for _, bad := range []media.Words{{Alt: strings.Repeat("x", 1001)}, {Labels: make21()}, {Labels: []string{strings.Repeat("x", 51)}}, {FocusX: 101}, {FocusY: -1}} {
			if _, err := h.Describe(t.Context(), quay.ID, quay.Words(), bad); !fault.Is(err, fault.Invalid) {
				t.Errorf("%+v: %v", bad, err)
			}
		}
	})
}

func make21() (list []string) {
	for i := range 21 {
		list = append(list, strings.Repeat("x", i+1))
	}
	return list
}

func TestWhatIsReplacedIsFoundUnderItsOldAddressAndKeepsItsWords(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		first := encodeJPEG(t, quarters(600, 400))
		old := h.upload("old.jpg", first)
		must(h.Update(t.Context(), old.ID, "The quay", "Ada"))(t)
		now := must(h.Replace(t.Context(), old.ID, "new.png", bytes.NewReader(encodePNG(t, quarters(300, 300))), 0))(t)
		if now.ID != old.ID || now.Hash == old.Hash || now.Alt != "The quay" || now.Name != "new.png" || now.Width != 300 {
			t.Fatalf("%+v", now)
		}
		found := must(h.Resolve(t.Context(), []string{old.URL(480), old.URL(0), now.URL(0), "/media/x.jpg"}))(t)
		if len(found) != 3 || found[old.URL(480)].Hash != now.Hash {
			t.Errorf("resolved: %v", found)
		}
		if img := decode(t, h.body(old.URL(0))); img.Bounds().Dx() != 600 {
			t.Error("a mail that shows the old file lost it")
		}
		other := h.upload("again.jpg", first)
		if other.ID == old.ID || other.Hash == old.Hash || h.upload("third.jpg", first).ID != other.ID {
			t.Errorf("the old bytes again: %+v", other)
		}
		if err := h.DropFormer(t.Context(), old.ID, old.Hash); err != nil {
			t.Fatal(err)
		}
		if res := h.get(old.URL(480)); res.StatusCode != http.StatusFound || res.Header.Get("Location") != now.URL(480) {
			t.Errorf("the address of dropped bytes: %d %v", res.StatusCode, res.Header)
		}
		formers := must(h.Formers(t.Context(), old.ID))(t)
		if len(formers) != 1 || formers[0].Kept {
			t.Errorf("%+v", formers)
		}
		if _, err := h.Replace(t.Context(), old.ID, "x.jpg", strings.NewReader("no picture"), 0); !fault.Is(err, fault.Unsupported) {
			t.Errorf("replaced by no picture: %v", err)
		}
		for _, id := range []int64{old.ID, other.ID} {
			if err := h.Delete(t.Context(), id); err != nil {
				t.Fatal(err)
			}
		}
		if keys := h.keys(); len(keys) != 0 {
			t.Errorf("left behind: %v", keys)
		}
	})
}

func TestOldBytesGoOnceNothingNamesThem(t *testing.T) {
	h := open(t, dbtest.SQLite(t))
	later := noon
	h.Now = func() time.Time { return later }
	named := true
	h.Named = func(context.Context, string) (bool, error) { return named, nil }
	old := h.upload("old.jpg", encodeJPEG(t, quarters(60, 40)))
	must(h.Replace(t.Context(), old.ID, "new.jpg", bytes.NewReader(encodeJPEG(t, quarters(50, 40))), 0))(t)
	for _, step := range []struct {
		days, status int
		named        bool
	}{{1, 200, false}, {31, 200, true}, {32, 200, false}, {62, 302, false}} {
		later, named = noon.AddDate(0, 0, step.days), step.named
		if err := h.SweepFormers(t.Context()); err != nil {
			t.Fatal(err)
		}
		if res := h.get(old.URL(0)); res.StatusCode != step.status {
			t.Errorf("after %d days: %d", step.days, res.StatusCode)
		}
	}
}

// person adds somebody who may upload, as the desk would.
func person(t *testing.T, d *db.DB, email string) (id int64) {
	t.Helper()
	err := d.Write(t.Context(), func(tx *db.Tx) (err error) {
		id, err = db.One(t.Context(), tx, db.Value[int64], `INSERT INTO staff (name, email, email_norm, role, password_hash, created_at, updated_at) VALUES ('A', $1, $2, 'author', '', 1, 1) RETURNING id`, email, email)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestAnUploadInPartsGoesOnWhereItBrokeOff(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		h.Jobs = job.New(d, h.Log)
		h.Jobs.On(media.Uploaded, "variants", h.MakeVariants)
		me, other := person(t, d, "a@x.example"), person(t, d, "b@x.example")
		file := encodeJPEG(t, quarters(400, 300))
		size := int64(len(file))
		up := must(h.Begin(t.Context(), "quay.jpg", "mark", size, me))(t)
		if _, err := h.Transfer(t.Context(), up.ID, other); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody else's upload: %v", err)
		}
		up = must(h.Append(t.Context(), up.ID, me, 0, 1000, bytes.NewReader(file[:1000])))(t)
		if _, err := h.Append(t.Context(), up.ID, me, 1000, 500, io.LimitReader(bytes.NewReader(file[1000:]), 200)); !fault.Is(err, fault.BadRequest) {
			t.Errorf("a part that broke off: %v", err)
		}
		if at, err := h.Append(t.Context(), up.ID, me, 0, 1000, bytes.NewReader(file[:1000])); !fault.Is(err, fault.Conflict) || at.Received != 1000 {
			t.Errorf("the first part again: %+v, %v", at, err)
		}
		if _, err := h.Finish(t.Context(), up.ID, me); !fault.Is(err, fault.Conflict) {
			t.Errorf("finished too early: %v", err)
		}
		if _, err := h.Append(t.Context(), up.ID, me, 1000, size, bytes.NewReader(file)); !fault.Is(err, fault.Invalid) {
			t.Errorf("more than was announced: %v", err)
		}
		up = must(h.Append(t.Context(), up.ID, me, 1000, size-1000, bytes.NewReader(file[1000:])))(t)
		m := must(h.Finish(t.Context(), up.ID, me))(t)
		if m.Width != 400 || m.Name != "quay.jpg" || m.CreatedBy != me {
			t.Errorf("%+v", m)
		}
		if open := must(h.Transfers(t.Context(), me))(t); len(open) != 0 {
			t.Errorf("still open: %v", open)
		}
		lie := must(h.Begin(t.Context(), "a.jpg", "", 100, me))(t)
		if _, err := h.Append(t.Context(), lie.ID, me, 0, 50, strings.NewReader("<script>alert(1)</script>"+strings.Repeat(" ", 25))); !fault.Is(err, fault.Unsupported) {
			t.Errorf("a script as the first part: %v", err)
		}
		later := noon.Add(25 * time.Hour)
		h.Now = func() time.Time { return later }
		if err := h.SweepUploads(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, key := range h.keys() {
			if !strings.HasPrefix(key, "media/") {
				t.Errorf("left behind: %s", key)
			}
		}
		if _, err := h.Transfer(t.Context(), lie.ID, me); !fault.Is(err, fault.NotFound) {
			t.Errorf("after a day: %v", err)
		}
	})
}

func TestAFullLibraryRefusesAndOnePersonCannotFillIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		me := person(t, d, "a@x.example")
		file := encodeJPEG(t, quarters(400, 300))
		h.Quota = int64(len(file)) * 3
		m := h.upload("a.jpg", file)
		room := must(h.Room(t.Context()))(t)
		if room.Files != 1 || room.Used < m.Bytes {
			t.Errorf("%+v", room)
		}
		must(h.Begin(t.Context(), "b.jpg", "", h.Quota-room.Used, me))(t)
		for name, err := range map[string]error{
			"begun": func() error { _, err := h.Begin(t.Context(), "c.jpg", "", 1, me); return err }(),
			"uploaded": func() error {
				_, err := h.Upload(t.Context(), "c.jpg", bytes.NewReader(encodePNG(t, quarters(8, 8))), me)
				return err
			}(),
			"replaced": func() error { _, err := h.Replace(t.Context(), m.ID, "c.jpg", bytes.NewReader(file), me); return err }(),
		} {
			if !fault.Is(err, fault.Unavailable) || !strings.Contains(fault.Sentence(err), "library is full") {
				t.Errorf("%s: %v", name, err)
			}
		}
		if h.body(m.URL(0)) == nil {
			t.Error("what is there should be served still")
		}
		h.Quota = 1 << 40
		for i := range media.MaxUploads {
			if _, err := h.Begin(t.Context(), "d.jpg", "", 1, me); err != nil != (i == media.MaxUploads-1) {
				t.Fatalf("upload %d: %v", i, err)
			}
		}
		for _, size := range []int64{0, -1, 1 << 50} {
			if _, err := h.Begin(t.Context(), "d.jpg", "", size, me); err == nil {
				t.Errorf("%d bytes were announced", size)
			}
		}
	})
}
