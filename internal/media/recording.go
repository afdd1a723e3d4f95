package media

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"os"

	"onrecord/internal/fault"
)

// keepRecording stores a sound or a film as it came, once a look at its form
// says that it is one. It is served under its detected type with nosniff and a
// policy that lets nothing run, so whatever else is in it stays inert.
func (s *Store) keepRecording(ctx context.Context, in *incoming, r *recording, name string, by int64) (Media, error) {
	if err := checkBytes(r.kind, in.size); err != nil {
		return Media{}, err
	}
	m := Media{Kind: r.kind, Mime: r.mime, Hash: in.hash, Name: cleanName(name), Bytes: in.size, stored: in.size, CreatedBy: by, FocusX: 50, FocusY: 50}
	switch r.mime {
	case "audio/mpeg":
		if err := checkMP3(in.spool, in.size); err != nil {
			return Media{}, err
		}
	case "video/mp4":
		if err := lookMP4(in.spool, in.size, &m); err != nil {
			return Media{}, err
		}
	}
	if _, err := in.spool.Seek(0, io.SeekStart); err != nil {
		return Media{}, err
	}
	return m, s.Blobs.Put(ctx, fileName(m.Hash, 0, m.Mime).key(), in.spool, in.size, m.Mime)
}

// checkMP3 wants a frame of sound soon after the tags.
func checkMP3(f io.ReaderAt, size int64) error {
	head := make([]byte, 10)
	if _, err := f.ReadAt(head, 0); err != nil {
		return brokenRecording(Audio, err)
	}
	at := int64(0)
	if string(head[:3]) == "ID3" {
		at = 10 + synchsafe(head[6:])
	}
	near := make([]byte, 4096)
	n, err := f.ReadAt(near, at)
	if err != nil && err != io.EOF {
		return brokenRecording(Audio, err)
	}
	for i := range near[:n] {
		if mp3Frame(near[i:n]) {
			return nil
		}
	}
	return brokenRecording(Audio, fmt.Errorf("no frame after %d of %d bytes", at, size))
}

func brokenRecording(kind string, cause error) error {
	return fault.New(fault.Invalid, "The %s is damaged or incomplete; please export it again.", noun[kind]).Because(cause)
}

// Bounds of what is read of the form of an MP4.
const (
	mostBoxes = 2000
	mostDepth = 5
)

// mp4 walks the boxes of a file. It reads heads alone, whatever their sizes.
type mp4 struct {
	f             *os.File
	boxes         int
	film          bool
	width, height int
	hide          []int64 // where the types of boxes that tell of a place stand
}

// lookMP4 reads whether there is a film among the tracks and how large it is.
// Boxes of user data and metadata, in which phones write where they were, are
// made to be skipped: their type becomes "free", which every player ignores.
func lookMP4(f *os.File, size int64, m *Media) error {
	w := &mp4{f: f}
	if err := w.walk(0, size, "", 0); err != nil {
		return brokenRecording(Video, err)
	}
	if w.film {
		m.Width, m.Height = w.width, w.height
	} else {
		m.Kind, m.Mime = Audio, "audio/mp4"
		if err := checkBytes(Audio, size); err != nil {
			return err
		}
	}
	for _, at := range w.hide {
		if _, err := f.WriteAt([]byte("free"), at); err != nil {
			return err
		}
	}
	return nil
}

func (w *mp4) walk(at, end int64, parent string, depth int) error {
	found := false
	for at+8 <= end {
		if w.boxes++; w.boxes > mostBoxes || depth > mostDepth {
			return fmt.Errorf("more than %d boxes, or deeper than %d", mostBoxes, mostDepth)
		}
		var head [16]byte
		n, err := w.f.ReadAt(head[:], at)
		if err != nil && (err != io.EOF || n < 8) {
			return err
		}
		size, skip := int64(binary.BigEndian.Uint32(head[:])), int64(8)
		switch {
		case size == 1 && n == 16:
			size, skip = int64(binary.BigEndian.Uint64(head[8:])), 16
		case size == 0:
			size = end - at
		}
		if size < skip || size > end-at {
			return fmt.Errorf("a box of %d bytes at %d of %d", size, at, end)
		}
		kind := string(head[4:8])
		found = found || kind == "moov"
		if err := w.box(kind, parent, at, at+skip, at+size, depth); err != nil {
			return err
		}
		at += size
	}
	if parent == "" && !found {
		return fmt.Errorf("no moov")
	}
	return nil
}

func (w *mp4) box(kind, parent string, at, from, to int64, depth int) error {
	switch {
	case kind == "moov" && parent == "", kind == "trak" && parent == "moov", kind == "mdia" && parent == "trak":
		return w.walk(from, to, kind, depth+1)
	case (kind == "udta" || kind == "meta") && parent != "mdia":
		w.hide = append(w.hide, at+4)
	case kind == "hdlr" && parent == "mdia":
		var b [12]byte
		if _, err := w.f.ReadAt(b[:], from); err != nil {
			return err
		}
		w.film = w.film || string(b[8:]) == "vide"
	case kind == "tkhd" && parent == "trak" && to-from >= 84:
		var b [8]byte
		if _, err := w.f.ReadAt(b[:], to-8); err != nil {
			return err
		}
		width, height := int(binary.BigEndian.Uint32(b[:])>>16), int(binary.BigEndian.Uint32(b[4:])>>16)
		if width > w.width && height > 0 && width <= MaxSide && height <= MaxSide {
			w.width, w.height = width, height
		}
	}
	return nil
}
