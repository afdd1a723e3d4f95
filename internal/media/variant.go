package media

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"io"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/page"
)

// Uploaded is the event that a picture came in. Its subject is the picture,
// and the reaction is MakeVariants.
const Uploaded = "media.uploaded"

// modernWidths are the widths made in a modern format, of pictures that are
// wider. One that is narrower than the last of them is made in its own, too.
var modernWidths = [...]int{320, 480, 640, 960, 1280, 1600, 2400}

// Ranks of how a picture's variants were made. A program with a better encoder
// makes those of a lower rank again; one without lets them be.
const (
	rankPlain = 1 + iota // without an encoder for a modern format
	rankWebP
)

func rank() int64 {
	if webpEncode == nil {
		return rankPlain
	}
	return rankWebP
}

// MakeVariants makes the files of a picture in a modern format, unless they
// are there already or this program cannot make them; moving pictures stay as
// they are. What goes wrong with one picture leaves it in the formats that it has.
func (s *Store) MakeVariants(ctx context.Context, id int64) (err error) {
	defer fault.Wrap(&err, "media.MakeVariants(%d)", id)
	m, err := s.Get(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil || m.made >= rank() {
		return err
	}
	var made variants
	if webpEncode != nil && m.Kind == Picture && m.Mime != "image/gif" {
		made, err = s.modern(ctx, m)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case fault.Is(err, fault.Unavailable): // no room: later there may be
			return err
		case err != nil:
			s.Log.Warn("a picture has no variants in a modern format", "id", id, "mime", m.Mime, "error", err)
			made = variants{}
		}
	}
	return s.keepVariants(ctx, m, made)
}

// variants are the files of one picture in a modern format.
type variants struct {
	mime   string
	widths []int
	bytes  int64
}

// modern makes and stores the files, the largest first.
func (s *Store) modern(ctx context.Context, m Media) (v variants, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	data, err := s.readFile(ctx, fileName(m.Hash, 0, m.Mime))
	if err != nil {
		return v, err
	}
	h, err := inspect(data)
	if err != nil {
		return v, err
	}
	need := min(h.memory, pixelsInMemory)
	if err := s.encoding.Acquire(ctx, 1); err != nil { // one at a time leaves the machine to the readers
		return v, err
	}
	defer s.encoding.Release(1)
	if err := s.pixels.Acquire(ctx, need); err != nil {
		return v, err
	}
	defer s.pixels.Release(need)
	img, err := formatOf(data).decode(bytes.NewReader(data))
	if err != nil {
		return v, err
	}
	img, data = plain(img), nil
	v.mime = "image/webp"
	for _, width := range wanted(m.Width) {
		if img.Bounds().Dx() != width {
			img = scale(img, width, scaledHeight(m.Width, m.Height, width))
		}
		n, err := s.modernFile(ctx, m, h.profile, img)
		if err != nil {
			return v, err
		}
		v.widths, v.bytes = append([]int{width}, v.widths...), v.bytes+n
	}
	return v, nil
}

// wanted are the widths to make of a picture, the largest first.
func wanted(width int) (list []int) {
	if width <= modernWidths[len(modernWidths)-1] {
		list = append(list, width)
	}
	for i := len(modernWidths) - 1; i >= 0; i-- {
		if modernWidths[i] < width {
			list = append(list, modernWidths[i])
		}
	}
	return list
}

func (s *Store) modernFile(ctx context.Context, m Media, profile []byte, img image.Image) (int64, error) {
	body, err := encodeModern(ctx, img, m.Mime == "image/jpeg", profile)
	if err != nil {
		return 0, err
	}
	key := m.modernFile("image/webp", img.Bounds().Dx()).key()
	return int64(len(body)), s.Blobs.Put(ctx, key, bytes.NewReader(body), int64(len(body)), "image/webp")
}

// readFile is one file as it is stored.
func (s *Store) readFile(ctx context.Context, name file) (data []byte, err error) {
	f, info, err := s.Blobs.Open(ctx, name.key())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if info.Size > filesInMemory {
		return nil, fmt.Errorf("%d bytes are too many to be read at once", info.Size)
	}
	return io.ReadAll(f)
}

// keepVariants notes what was made, unless the picture has gone or changed
// meanwhile. Pages that show it are made anew.
func (s *Store) keepVariants(ctx context.Context, m Media, v variants) error {
	plainBytes, err := s.plainBytes(ctx, m)
	if err != nil {
		return err
	}
	widths, err := json.Marshal(append([]int{}, v.widths...))
	if err != nil {
		return err
	}
	var n int64
	err = s.DB.Write(ctx, func(tx *db.Tx) (err error) {
		n, err = tx.Exec(ctx, `UPDATE media SET modern = $1, modern_widths = $2, made = $3, stored = $4 WHERE id = $5 AND hash = $6`,
			v.mime, string(widths), rank(), plainBytes+v.bytes, m.ID, m.Hash)
		if err != nil || n == 0 || v.mime == m.Modern {
			return err
		}
		return page.Changed(ctx, tx, tag(m.ID))
	})
	if err == nil && n == 0 {
		m.Modern, m.ModernWidths = v.mime, v.widths
		return s.deleteFiles(ctx, m.modernFiles())
	}
	return err
}

// plainBytes is the size of the files of a picture that it came into the
// library with.
func (s *Store) plainBytes(ctx context.Context, m Media) (sum int64, err error) {
	for _, f := range m.plainFiles() {
		r, info, err := s.Blobs.Open(ctx, f.key())
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return 0, err
		}
		sum += info.Size
		if err := r.Close(); err != nil {
			return 0, err
		}
	}
	return sum, nil
}

// Of old pictures, so many get their variants in an hour, one every so often:
// readers come first, and a program that is told to stop has little to finish.
const (
	backfillMost = 400
	backfillGap  = 6 * time.Second
)

// PlanMissing plans the variants of pictures that have none yet, or worse ones
// than this program can make, some of them at a time; the next call goes on. It
// makes old files findable, too.
func (s *Store) PlanMissing(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "media.PlanMissing()")
	if err := s.findable(ctx); err != nil {
		return err
	}
	ids, err := db.All(ctx, s.DB, db.Value[int64], `SELECT id FROM media WHERE made < $1 ORDER BY id DESC LIMIT $2`, rank(), backfillMost)
	if err != nil {
		return err
	}
	at := s.Now()
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		for i, id := range ids {
			if err := s.Jobs.AddAt(ctx, tx, Uploaded, id, at.Add(time.Duration(i)*backfillGap)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Source is one element of a picture, for browsers that know its type.
type Source struct{ Type, SrcSet string }

// Sources are the variants in a modern format; SrcSet and URL are for browsers
// that know none of them, and for everything that is no browser.
func (m Media) Sources() []Source {
	if len(m.ModernWidths) == 0 {
		return nil
	}
	var b strings.Builder
	for i, w := range m.ModernWidths {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(m.modernFile(m.Modern, w).path() + " " + strconv.Itoa(w) + "w")
	}
	return []Source{{m.Modern, b.String()}}
}

// modernFile is the file in a modern format and a width.
func (m Media) modernFile(mime string, width int) file {
	if width == m.Width {
		width = 0
	}
	return fileName(m.Hash, width, mime)
}

func (m Media) plainFiles() (list []file) {
	for _, width := range append([]int{0}, m.Widths...) {
		list = append(list, fileName(m.Hash, width, m.Mime))
	}
	return list
}

func (m Media) modernFiles() (list []file) {
	for _, width := range m.ModernWidths {
		list = append(list, m.modernFile(m.Modern, width))
	}
	return list
}

func (s *Store) deleteFiles(ctx context.Context, list []file) error {
	for _, f := range list {
		if err := s.Blobs.Delete(ctx, f.key()); err != nil {
			return err
		}
	}
	return nil
}
