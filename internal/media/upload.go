package media

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path"
	"strings"
	"syscall"
	"time"
	"unicode"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

const (
	filesInMemory  = 5 * MaxBytes
	pixelsInMemory = 400 << 20
	hashLen        = 40 // hexadecimal digits: 160 bits
)

// recipe stands for how files are made of an upload. It is hashed along, so a
// file of an older recipe never goes by the name of a newer one.
const recipe = "1\n"

// Upload takes in a picture; by is staff, 0 for none. The same bytes uploaded
// twice are one Media: the second time gives the first one as it is.
//
// Errors: TooLarge past MaxBytes, MaxPixels or MaxSide; Unsupported for what is
// no JPEG, PNG, GIF or WebP by its bytes; Invalid for a damaged one.
func (s *Store) Upload(ctx context.Context, name string, r io.Reader, by int64) (m Media, err error) {
	defer fault.Wrap(&err, "media.Upload(%q, by %d)", name, by)
	spool, hash, size, err := receive(ctx, r)
	if err != nil {
		return Media{}, err
	}
	defer spool.Close()
	if m, err := s.ByHash(ctx, hash); err == nil || !fault.Is(err, fault.NotFound) {
		return m, err
	}
	p, err := s.process(ctx, spool, size)
	if err != nil {
		return Media{}, err
	}
	m = p.media
	m.Hash, m.Name, m.CreatedBy = hash, cleanName(name), by
	for _, f := range p.files {
		m.stored += int64(len(f.body))
		key := fileName(hash, f.width, m.Mime).key()
		if err := s.Blobs.Put(ctx, key, bytes.NewReader(f.body), int64(len(f.body)), m.Mime); err != nil {
			return Media{}, err
		}
	}
	return s.insert(ctx, m)
}

// receive keeps the upload in an unnamed file while it comes in, as slowly as
// it may.
func receive(ctx context.Context, r io.Reader) (_ *os.File, hash string, size int64, err error) {
	spool, err := os.CreateTemp("", "onrecord-upload-")
	if err != nil {
		return nil, "", 0, err
	}
	defer func() {
		if err != nil {
			spool.Close()
		}
	}()
	if err := os.Remove(spool.Name()); err != nil {
		return nil, "", 0, err
	}
	sum := sha256.New()
	sum.Write([]byte(recipe))
	in := &source{r: io.LimitReader(r, MaxBytes+1)}
	size, err = io.Copy(io.MultiWriter(spool, sum), in)
	var cut *http.MaxBytesError
	switch {
	case ctx.Err() != nil:
		return nil, "", 0, ctx.Err()
	case errors.As(err, &cut), size > MaxBytes:
		return nil, "", 0, fault.New(fault.TooLarge, "The picture is larger than %d MB; please make it smaller.", MaxBytes>>20).Because(err)
	case in.err != nil:
		return nil, "", 0, fault.New(fault.BadRequest, "The upload broke off; please try again.").Because(in.err)
	case errors.Is(err, syscall.ENOSPC):
		return nil, "", 0, fault.New(fault.Unavailable, "There is no room left for uploads; free some space and try again.").Because(err)
	case err != nil:
		return nil, "", 0, err
	case size == 0:
		return nil, "", 0, fault.New(fault.Invalid, "The file is empty; please choose another one.")
	}
	return spool, hex.EncodeToString(sum.Sum(nil))[:hashLen], size, nil
}

// source knows whether reading failed, or else writing.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// process makes the files, when there is memory for it.
func (s *Store) process(ctx context.Context, spool io.ReaderAt, size int64) (*processed, error) {
	if err := s.files.Acquire(ctx, size); err != nil {
		return nil, err
	}
	defer s.files.Release(size)
	data, err := io.ReadAll(io.NewSectionReader(spool, 0, size))
	if err != nil {
		return nil, err
	}
	h, err := inspect(data)
	if err != nil {
		return nil, err
	}
	need := min(h.memory, pixelsInMemory)
	if err := s.pixels.Acquire(ctx, need); err != nil {
		return nil, err
	}
	defer s.pixels.Release(need)
	start := s.Now()
	p, err := process(ctx, data, h)
	if err == nil {
		s.Log.Debug("picture processed", "kind", h.kind, "width", h.width, "height", h.height, "took", s.Now().Sub(start).Round(time.Millisecond))
	}
	return p, err
}

// insert lets the constraint decide between two uploads of the same bytes.
func (s *Store) insert(ctx context.Context, m Media) (Media, error) {
	widths, err := json.Marshal(append([]int{}, m.Widths...))
	if err != nil {
		return Media{}, err
	}
	at := db.Ms(s.Now())
	var isNew int64
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		isNew, err = tx.Exec(ctx, `INSERT INTO media (hash, mime, name, width, height, bytes, widths, colour, stored, created_by, created_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (hash) DO NOTHING`,
			m.Hash, m.Mime, m.Name, m.Width, m.Height, m.Bytes, string(widths), m.Colour, m.stored, db.NullID(m.CreatedBy), at)
		if err != nil {
			return err
		}
		m, err = db.One(ctx, tx, scan, `SELECT `+columns+` FROM media WHERE hash = $1`, m.Hash)
		if err != nil || isNew == 0 || s.Jobs == nil {
			return err
		}
		return s.Jobs.Add(ctx, tx, Uploaded, m.ID)
	})
	return m, err
}

// cleanName is the last part of a file's name, without what cannot be shown.
func cleanName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, name))
	if strings.Trim(name, "./") == "" {
		return "picture"
	}
	if runes := []rune(name); len(runes) > MaxName {
		return string(runes[:MaxName])
	}
	return name
}

// damaged is the refusal of a file that cannot be read to its end.
func damaged(kind string, cause error) error {
	return fault.New(fault.Invalid, "The %s picture is damaged or incomplete; please export it again.", kind).Because(cause)
}

func damagedf(kind, format string, args ...any) error {
	return damaged(kind, fmt.Errorf(format, args...))
}
