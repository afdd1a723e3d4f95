package transfer

import (
	"archive/tar"
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"

	"github.com/klauspost/compress/zstd"

	"onrecord/internal/blob"
	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// memoryMost bounds what decompression may hold.
const memoryMost = 256 << 20

// reader goes through an archive once and hands out what it finds. It refuses
// every name, order and size that Backup would not have written.
type reader struct {
	rows func(table string, columns []string, rows [][]any) error // nil: rows are only counted
	file func(key string, size int64, r io.Reader) error

	seen  manifest
	sums  map[string]hash.Hash
	order int // index in tables() of the table we are in; len(tables()) among the files
	key   string
}

// damaged is the refusal of an archive, with the reason.
func damaged(format string, args ...any) *fault.Error {
	return fault.New(fault.Invalid, "This archive is damaged or was changed, so nothing was restored: %s.", fmt.Sprintf(format, args...))
}

// broken is an error of reading as a refusal; what others failed at stays.
func broken(err error) error {
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return damaged("its end is missing").Because(err)
	case errors.Is(err, tar.ErrHeader), errors.Is(err, bufio.ErrTooLong):
		return damaged("it cannot be read").Because(err)
	}
	return err
}

// unpacked marks the errors of decompression as damage, and stops with ctx.
type unpacked struct {
	ctx context.Context
	z   *zstd.Decoder
}

func (u unpacked) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := u.z.Read(p)
	switch {
	case err == nil, errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return n, err
	case errors.Is(err, zstd.ErrMagicMismatch):
		return n, notOurs().Because(err)
	}
	return n, damaged("it cannot be read").Because(err)
}

func notOurs() *fault.Error {
	return fault.New(fault.Invalid, "This file is not an archive that onrecord backup wrote, so nothing was restored.")
}

// read goes through src from its beginning and gives the manifest, checked
// against what was there.
func (x *reader) read(ctx context.Context, src io.ReadSeeker) (manifest, error) {
	if _, err := src.Seek(0, io.SeekStart); err != nil {
		return manifest{}, err
	}
	x.seen = manifest{Tables: map[string]tableSum{}, Files: map[string]fileSum{}}
	x.sums, x.order, x.key = map[string]hash.Hash{}, 0, ""
	z, err := zstd.NewReader(src, zstd.WithDecoderMaxMemory(memoryMost))
	if err != nil {
		return manifest{}, err
	}
	defer z.Close()
	t := tar.NewReader(unpacked{ctx, z})
	if err := begin(t); err != nil {
		return manifest{}, err
	}
	for {
		h, err := next(t)
		if err != nil {
			return manifest{}, err
		}
		if h.Name == manifestName {
			return x.end(t, unpacked{ctx, z}, h.Size)
		}
		if err := x.entry(t, h); err != nil {
			return manifest{}, broken(err)
		}
	}
}

func next(t *tar.Reader) (*tar.Header, error) {
	h, err := t.Next()
	if err != nil {
		return nil, broken(err)
	}
	if h.Typeflag != tar.TypeReg || h.Size < 0 {
		return nil, damaged("%q is not a plain file", h.Name)
	}
	return h, nil
}

// begin reads the head and refuses what another release wrote.
func begin(t *tar.Reader) error {
	h, err := next(t)
	if err != nil {
		return err
	}
	if h.Name != headName || h.Size > headMost {
		return notOurs()
	}
	var v head
	if err := document(t, &v); err != nil {
		return err
	}
	switch {
	case v.Format != Format:
		return fault.New(fault.Invalid, "This archive has format %d and this release reads format %d; restore it with the release that made it, then upgrade.", v.Format, Format)
	case v.Schema != db.Schema():
		return fault.New(fault.Invalid, "This archive holds schema %d and this release uses schema %d; restore it with the release that made it, then upgrade.", v.Schema, db.Schema())
	}
	return nil
}

func document(r io.Reader, into any) error {
	body, err := io.ReadAll(r)
	if err != nil {
		return broken(err)
	}
	if err := json.Unmarshal(body, into); err != nil {
		return damaged("a document in it cannot be read").Because(err)
	}
	return nil
}

func (x *reader) entry(r io.Reader, h *tar.Header) error {
	if key, ok := strings.CutPrefix(h.Name, "files/"); ok {
		return x.blob(r, key, h.Size)
	}
	return x.table(r, h.Name, h.Size)
}

// table takes one part. Parts come in order, table after table.
func (x *reader) table(r io.Reader, name string, size int64) error {
	all := tables()
	for ; x.order < len(all); x.order++ {
		t := all[x.order]
		sum := x.seen.Tables[t.name]
		if name != partName(t.name, sum.Parts+1) {
			continue
		}
		if size > partMost+rowMost {
			return damaged("%q is larger than a backup makes it", name)
		}
		if x.sums[t.name] == nil {
			x.sums[t.name] = sha256.New()
		}
		n, err := x.part(io.TeeReader(r, x.sums[t.name]), t.name)
		if err != nil {
			return err
		}
		sum.Parts++
		sum.Rows += n
		x.seen.Tables[t.name] = sum
		return nil
	}
	return damaged("%q has no place in it, or not this one", name)
}

// batch is how many rows are handed out at a time.
const batch = 500

func (x *reader) part(r io.Reader, table string) (n int64, err error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), rowMost)
	var columns []string
	var rows [][]any
	for lines.Scan() {
		if columns == nil {
			if err := json.Unmarshal(lines.Bytes(), &columns); err != nil || len(columns) == 0 {
				return n, damaged("a part of %s does not name its columns", table)
			}
			continue
		}
		if x.rows == nil {
			n++
			continue
		}
		row, err := parseRow(lines.Bytes(), len(columns))
		if err != nil {
			return n, damaged("row %d of a part of %s cannot be read", n+1, table).Because(err)
		}
		rows = append(rows, row)
		n++
		if len(rows) == batch {
			if err := x.rows(table, columns, rows); err != nil {
				return n, err
			}
			rows = rows[:0]
		}
	}
	if err := lines.Err(); err != nil || len(rows) == 0 {
		return n, err
	}
	return n, x.rows(table, columns, rows)
}

// blob takes one file. Files come in the order of their keys.
func (x *reader) blob(r io.Reader, key string, size int64) error {
	x.order = len(tables())
	if !blob.ValidKey(key) || key <= x.key {
		return damaged("the file %q has no place in it, or not this one", key)
	}
	if size > fileMost {
		return damaged("the file %q is larger than %d bytes", key, int64(fileMost))
	}
	x.key = key
	sum := sha256.New()
	if err := x.file(key, size, io.TeeReader(r, sum)); err != nil {
		return err
	}
	x.seen.Files[key] = fileSum{Bytes: size, SHA256: hex.EncodeToString(sum.Sum(nil))}
	return nil
}

// end reads the manifest, sees to it that nothing follows, and holds what was
// seen against it.
func (x *reader) end(t *tar.Reader, z io.Reader, size int64) (m manifest, err error) {
	if size > manifestMost {
		return m, damaged("its manifest is too large")
	}
	if err := document(t, &m); err != nil {
		return m, err
	}
	switch _, err := t.Next(); {
	case err == nil:
		return m, damaged("something follows its manifest")
	case !errors.Is(err, io.EOF):
		return m, broken(err)
	}
	if n, err := io.Copy(io.Discard, z); err != nil { // to the end, where the checksum is
		return m, broken(err)
	} else if n > 0 {
		return m, damaged("%d bytes follow its end", n)
	}
	return m, x.compare(m)
}

func (x *reader) compare(m manifest) error {
	for _, t := range tables() {
		got, want := x.seen.Tables[t.name], m.Tables[t.name]
		sum := x.sums[t.name]
		if sum == nil {
			sum = sha256.New()
		}
		if got.SHA256 = hex.EncodeToString(sum.Sum(nil)); got != want {
			return damaged("table %s has %d rows where %d were written, or other ones", t.name, got.Rows, want.Rows)
		}
	}
	if len(m.Tables) != len(tables()) {
		return damaged("its manifest names %d tables where this release has %d", len(m.Tables), len(tables()))
	}
	if len(m.Files) != len(x.seen.Files) {
		return damaged("it has %d files where %d were written", len(x.seen.Files), len(m.Files))
	}
	for key, want := range m.Files {
		if x.seen.Files[key] != want {
			return damaged("the file %q is not as it was written", key)
		}
	}
	return nil
}
