package media_test

import (
	"bytes"
	"context"
	"image/jpeg"
	"io"
	"log/slog"
	"runtime"
	"sync"
	"testing"
	"time"

	"onrecord/internal/blob"
	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/media"
)

// halting files stand still at the first Put or Delete, once it is asked for.
type halting struct {
	blob.Store
	at      string
	reached chan struct{}
	goOn    chan struct{}
	once    *sync.Once
}

func halt(files blob.Store, at string) halting {
	return halting{files, at, make(chan struct{}), make(chan struct{}), new(sync.Once)}
}

func (h halting) wait(at string) {
	if h.at == at {
		h.once.Do(func() { close(h.reached); <-h.goOn })
	}
}

func (h halting) Put(ctx context.Context, key string, r io.Reader, size int64, mime string) error {
	err := h.Store.Put(ctx, key, r, size, mime)
	h.wait("put")
	return err
}

func (h halting) Delete(ctx context.Context, key string) error {
	h.wait("delete")
	return h.Store.Delete(ctx, key)
}

// whole fails unless the library holds just these, each with its bytes.
func (h *house) whole(ids ...int64) {
	h.t.Helper()
	all, err := h.List(h.t.Context(), 0, 100)
	if err != nil || len(all) != len(ids) {
		h.t.Fatalf("%d files, %v", len(all), err)
	}
	for _, id := range ids {
		m, err := h.Get(h.t.Context(), id)
		if err != nil {
			h.t.Fatal(err)
		}
		r, _, err := h.files.Open(h.t.Context(), "media/"+m.Hash[:2]+m.URL(0)[len("/media"):])
		if err != nil {
			h.t.Fatalf("%s: %v (there are %v)", m.URL(0), err, h.keys())
		}
		r.Close()
	}
}

func TestWhatComesInWhileTheSameBytesAreDeletedKeepsItsFiles(t *testing.T) {
	body := encodeJPEG(t, quarters(8, 8))
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		other := func(at string) (*media.Store, halting) {
			files := halt(h.files, at)
			return media.New(media.Deps{DB: d, Blobs: files, Log: slog.New(slog.DiscardHandler)}), files
		}
		run := func(do func() error) <-chan error {
			done := make(chan error, 1)
			go func() { done <- do() }()
			return done
		}
		ok := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		first := h.upload("a.jpg", body)
		slow, files := other("delete")
		done := run(func() error { return slow.Delete(context.WithoutCancel(t.Context()), first.ID) })
		<-files.reached // it is half deleted
		hurried, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		if m, err := h.Upload(hurried, "b.jpg", bytes.NewReader(body), 0); err == nil {
			t.Errorf("an upload was given %+v, which is being deleted", m)
		}
		close(files.goOn)
		ok(<-done)
		second := h.upload("b.jpg", body)
		h.whole(second.ID)
		if again := h.upload("c.jpg", body); again.ID != second.ID {
			t.Errorf("the same bytes are there twice")
		}
		ok(h.Delete(t.Context(), second.ID))

		slow, files = other("put")
		var third media.Media
		done = run(func() (err error) {
			third, err = slow.Upload(context.WithoutCancel(t.Context()), "d.jpg", bytes.NewReader(body), 0)
			return err
		})
		<-files.reached // its bytes are there, its row is not
		ok(h.Delete(t.Context(), h.upload("e.jpg", body).ID))
		close(files.goOn)
		ok(<-done)
		h.whole(third.ID)
	})
}

func TestADeletionThatWasCutShortIsFinished(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		m := h.upload("a.jpg", encodeJPEG(t, quarters(8, 8)))
		if err := h.DeleteIf(t.Context(), m.ID, func(media.Media) error { return fault.New(fault.Conflict, "No.") }); !fault.Is(err, fault.Conflict) {
			t.Fatalf("%v", err)
		}
		h.whole(m.ID)
		away := media.New(media.Deps{DB: d, Blobs: broken{h.files}, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return noon }})
		if err := away.Delete(t.Context(), m.ID); err != nil {
			t.Fatal(err)
		}
		now := noon
		later := media.New(media.Deps{DB: d, Blobs: h.files, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }})
		for _, step := range []struct {
			after       time.Duration
			left, notes int64
		}{{time.Minute, 1, 1}, {time.Hour, 0, 1}, {23 * time.Hour, 0, 1}, {2 * time.Hour, 0, 0}} {
			now = now.Add(step.after)
			if err := later.SweepGone(t.Context()); err != nil {
				t.Fatal(err)
			}
			notes, err := db.One(t.Context(), d, db.Value[int64], `SELECT count(*) FROM media_gone`)
			if left := int64(len(h.keys())); left != step.left || notes != step.notes || err != nil {
				t.Errorf("after %s there are %d files and %d notes, %v", now.Sub(noon), left, notes, err)
			}
		}
	})
}

// broken files cannot be deleted.
type broken struct{ blob.Store }

func (broken) Delete(context.Context, string) error { return io.ErrClosedPipe }

// printed is a white JPEG in print colours, which Go's own encoder cannot write:
// tables of one code each, for "no difference" and "nothing more".
func printed(side int, progressive bool) []byte {
	var b bytes.Buffer
	mark, spectral := byte(0xc0), []byte{0, 63, 0}
	if progressive {
		mark, spectral = 0xc2, []byte{0, 0, 0}
	}
	part := func(mark byte, body ...byte) {
		b.Write([]byte{0xff, mark, byte((len(body) + 2) >> 8), byte(len(body) + 2)})
		b.Write(body)
	}
	b.Write([]byte{0xff, 0xd8})
	part(0xee, []byte("Adobe\x00\x64\x00\x00\x00\x00\x00")...)
	part(0xdb, append([]byte{0}, bytes.Repeat([]byte{1}, 64)...)...)
	part(mark, 8, byte(side>>8), byte(side), byte(side>>8), byte(side), 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0)
	part(0xc4, append(append([]byte{0x00, 1}, make([]byte, 15)...), 0)...)
	part(0xc4, append(append([]byte{0x10, 1}, make([]byte, 15)...), 0)...)
	part(0xda, append([]byte{4, 1, 0, 2, 0, 3, 0, 4, 0}, spectral...)...)
	b.Write(make([]byte, side*side/64))
	b.Write([]byte{0xff, 0xd9})
	return b.Bytes()
}

func TestAPictureInPrintColoursHasItsMemorySetAside(t *testing.T) {
	for _, progressive := range []bool{false, true} {
		const side = 1024
		body := printed(side, progressive)
		reserve, err := media.Reserve(body)
		if err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := jpeg.Decode(bytes.NewReader(body)); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		took := int64(after.TotalAlloc-before.TotalAlloc) + 4*side*side // as plain makes it RGB
		if reserve < took-took/50 {
			t.Errorf("progressive %v: %d MB are set aside for what takes %d", progressive, reserve>>20, took>>20)
		}
	}
	h := open(t, dbtest.SQLite(t))
	if m := h.upload("print.jpg", printed(64, false)); m.Width != 64 {
		t.Errorf("%+v", m)
	}
}
