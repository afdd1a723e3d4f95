package transfer

import (
	"archive/tar"
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"

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
	rows func(table string, columns []string, rows [][]any) error
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

// read goes through src and gives the manifest, checked against what was there.
func (x *reader) read(src io.Reader) (manifest, error) {
	x.seen = manifest{Tables: map[string]tableSum{}, Files: map[string]fileSum{}}
	x.sums, x.order, x.key = map[string]hash.Hash{}, 0, ""
	z, err := zstd.NewReader(src, zstd.WithDecoderMaxMemory(memoryMost))
	if err != nil {
		return manifest{}, err
	}
	defer z.Close()
	t := tar.NewReader(z)
	for {
		h, err := t.Next()
		if err != nil {
			return manifest{}, broken(err)
		}
		if h.Typeflag != tar.TypeReg || h.Size < 0 {
			return manifest{}, damaged("%q is not a plain file", h.Name)
		}
		if h.Name == manifestName {
			return x.end(t, h.Size)
		}
		if err := x.entry(t, h); err != nil {
			return manifest{}, err
		}
	}
}

// broken tells damage of the archive from trouble with reading it.
func broken(err error) error {
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return damaged("its end is missing").Because(err)
	case errors.Is(err, tar.ErrHeader), errors.Is(err, zstd.ErrMagicMismatch), errors.Is(err, zstd.ErrCRCMismatch):
		return damaged("it cannot be read").Because(err)
	}
	if _, ok := fault.As(err); ok {
		return err
	}
	return damaged("it cannot be read").Because(err)
}

func (x *reader) entry(r io.Reader, h *tar.Header) error {
	kind, rest := split(h.Name)
	switch kind {
	case "table":
		return x.table(r, h.Name, h.Size)
	case "file":
		return x.blob(r, rest, h.Size)
	}
	return damaged("it holds %q, which no backup has", h.Name)
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
	return damaged("%q is out of place", name)
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
	if err := lines.Err(); err != nil {
		return n, broken(err)
	}
	if len(rows) == 0 {
		return n, nil
	}
	return n, x.rows(table, columns, rows)
}

func (x *reader) blob(r io.Reader, key string, size int64) error {
	x.order = len(tables())
	if !blob.ValidKey(key) || key <= x.key {
		return damaged("it holds a file named %q, which no backup has there", key)
	}
	if size > fileMost {
		return damaged("the file %q is larger than %d bytes", key, int64(fileMost))
	}
	x.key = key
	sum := sha256.New()
	if err := x.file(key, size, io.TeeReader(r, sum)); err != nil {
		return broken(err)
	}
	x.seen.Files[key] = fileSum{Bytes: size, SHA256: hex.EncodeToString(sum.Sum(nil))}
	return nil
}

// end reads the manifest and holds what was seen against it.
func (x *reader) end(r io.Reader, size int64) (m manifest, err error) {
	if size > manifestMost {
		return m, damaged("its manifest is too large")
	}
	body := new(bytes.Buffer)
	if _, err := io.Copy(body, r); err != nil {
		return m, broken(err)
	}
	if err := json.Unmarshal(body.Bytes(), &m); err != nil {
		return m, damaged("its manifest cannot be read").Because(err)
	}
	switch {
	case m.Format != Format:
		return m, fault.New(fault.Invalid, "This archive has format %d and this release reads format %d; restore it with the release that made it, then upgrade.", m.Format, Format)
	case m.Schema != db.Schema():
		return m, fault.New(fault.Invalid, "This archive holds schema %d and this release uses schema %d; restore it with the release that made it, then upgrade.", m.Schema, db.Schema())
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
		got.SHA256 = hex.EncodeToString(sum.Sum(nil))
		if got != want {
			return damaged("table %s has %d rows where %d were written, or other ones", t.name, got.Rows, want.Rows)
		}
	}
	for name := range m.Tables {
		if _, ok := known(name); !ok {
			return damaged("its manifest names a table %q, which this release does not have", name)
		}
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
