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
	"strconv"
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

// incoming is an upload that is here, in an unnamed file.
type incoming struct {
	spool   *os.File
	hash    string
	size    int64
	head    []byte // its first bytes
	counted bool   // the library has counted its bytes already
}

// Upload takes in a file; by is staff, 0 for none. The same bytes uploaded
// twice are one Media: the second time gives the first one as it is.
//
// Errors: TooLarge past MaxBytes, MaxAudio, MaxVideo, MaxPixels or MaxSide;
// Unsupported for what is by its bytes no picture (JPEG, PNG, GIF, WebP), sound
// (MP3, M4A, Ogg, FLAC, WAV) or film (MP4, WebM); Invalid for a damaged one;
// Unavailable when there is no room.
func (s *Store) Upload(ctx context.Context, name string, r io.Reader, by int64) (m Media, err error) {
	defer fault.Wrap(&err, "media.Upload(%q, by %d)", name, by)
	in, err := s.receive(ctx, r)
	if err != nil {
		return Media{}, err
	}
	defer in.spool.Close()
	return s.take(ctx, in, name, by)
}

func (s *Store) take(ctx context.Context, in *incoming, name string, by int64) (Media, error) {
	// What a file was before it was replaced is no longer that file, so the same
	// bytes are another one now.
	id, err := db.One(ctx, s.DB, db.Value[int64], `SELECT media_id FROM media_former WHERE hash = $1`, in.hash)
	switch {
	case err == nil:
		in.hash = again(in.hash, strconv.FormatInt(id, 10))
	case !fault.Is(err, fault.NotFound):
		return Media{}, err
	}
	for {
		note, err := s.notGoing(ctx, in.hash)
		if err != nil {
			return Media{}, err
		}
		if m, err := s.ByHash(ctx, in.hash); err == nil || !fault.Is(err, fault.NotFound) {
			return m, err
		}
		m, err := s.keep(ctx, in, name, by)
		if err != nil {
			return Media{}, err
		}
		if m, err = s.insert(ctx, m, note); !errors.Is(err, errGone) {
			return m, err
		}
	}
}

// errGone says that the same bytes were deleted while they came in once more,
// so that the files may be gone that were just stored.
var errGone = errors.New("media: deleted meanwhile")

// again is another name for the bytes of a hash.
func again(hash, salt string) string {
	sum := sha256.Sum256([]byte(hash + " " + salt))
	return hex.EncodeToString(sum[:])[:hashLen]
}

// keep makes the files of an upload and stores them.
func (s *Store) keep(ctx context.Context, in *incoming, name string, by int64) (Media, error) {
	if !in.counted {
		if err := s.roomFor(ctx, in.size); err != nil {
			return Media{}, err
		}
	}
	if r := recordingOf(in.head); r != nil {
		return s.keepRecording(ctx, in, r, name, by)
	}
	p, err := s.process(ctx, in.spool, in.size)
	if err != nil {
		return Media{}, err
	}
	m := p.media
	m.Kind, m.Hash, m.Name, m.CreatedBy = Picture, in.hash, cleanName(name), by
	for _, f := range p.files {
		m.stored += int64(len(f.body))
		key := fileName(m.Hash, f.width, m.Mime).key()
		if err := s.Blobs.Put(ctx, key, bytes.NewReader(f.body), int64(len(f.body)), m.Mime); err != nil {
			return Media{}, err
		}
	}
	return m, nil
}

// receive keeps the upload in an unnamed file while it comes in, as slowly as
// it may.
func (s *Store) receive(ctx context.Context, r io.Reader) (_ *incoming, err error) {
	spool, err := os.CreateTemp("", "onrecord-upload-")
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			spool.Close()
		}
	}()
	if err := os.Remove(spool.Name()); err != nil {
		return nil, err
	}
	sum := sha256.New()
	sum.Write([]byte(recipe))
	in := &source{r: r}
	head, err := io.ReadAll(io.LimitReader(in, 512))
	kind := kindOf(head)
	most := maxOf(kind)
	if kind == "" {
		most = MaxBytes // which is enough to say what is wrong with it
	}
	size := int64(0)
	if err == nil {
		size, err = io.Copy(io.MultiWriter(spool, sum), io.MultiReader(bytes.NewReader(head), io.LimitReader(in, most+1-int64(len(head)))))
	}
	var cut *http.MaxBytesError
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.As(err, &cut), size > most:
		return nil, fault.New(fault.TooLarge, "The %s is larger than %d MB; please make it smaller.", noun[kind], most>>20).Because(err)
	case in.err != nil:
		return nil, fault.New(fault.BadRequest, "The upload broke off; please try again.").Because(in.err)
	case errors.Is(err, syscall.ENOSPC):
		return nil, fault.New(fault.Unavailable, "There is no room left for uploads; free some space and try again.").Because(err)
	case err != nil:
		return nil, err
	case size == 0:
		return nil, fault.New(fault.Invalid, "The file is empty; please choose another one.")
	}
	return &incoming{spool: spool, hash: hex.EncodeToString(sum.Sum(nil))[:hashLen], size: size, head: head}, nil
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
func (s *Store) insert(ctx context.Context, m Media, was going) (Media, error) {
	widths, err := json.Marshal(append([]int{}, m.Widths...))
	if err != nil {
		return Media{}, err
	}
	at := db.Ms(s.Now())
	var isNew int64
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		note, err := noteOf(ctx, tx, m.Hash)
		if err != nil {
			return err
		}
		if note != was {
			return errGone
		}
		isNew, err = tx.Exec(ctx, `INSERT INTO media (hash, mime, name, width, height, bytes, widths, colour, stored, created_by, created_at, kind, terms)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (hash) DO NOTHING`,
			m.Hash, m.Mime, m.Name, m.Width, m.Height, m.Bytes, string(widths), m.Colour, m.stored, db.NullID(m.CreatedBy), at, m.Kind, terms(m))
		if err != nil {
			return err
		}
		m, err = db.One(ctx, tx, scan, `SELECT `+columns+` FROM media WHERE hash = $1`, m.Hash)
		if err != nil || isNew == 0 {
			return err
		}
		return s.hear(ctx, tx, m.ID)
	})
	return m, err
}

// hear tells the queue that a file came in.
func (s *Store) hear(ctx context.Context, tx *db.Tx, id int64) error {
	if s.Jobs == nil {
		return nil
	}
	return s.Jobs.Add(ctx, tx, Uploaded, id)
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
