package transfer

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"

	"onrecord/internal/blob"
	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Backup writes the whole site to w, as it is at one moment; others may go on
// writing meanwhile. An archive without its end is refused by Restore.
func Backup(ctx context.Context, d Deps, w io.Writer, progress Progress) (err error) {
	defer fault.Wrap(&err, "transfer.Backup()")
	z, err := zstd.NewWriter(w)
	if err != nil {
		return err
	}
	o := &out{
		tar: tar.NewWriter(z), at: d.now(ctx).UTC().Truncate(time.Second), progress: progress.orSilent(),
		manifest: manifest{Format: Format, Schema: db.Schema(), Tables: map[string]tableSum{}, Files: map[string]fileSum{}, LastIDs: map[string]int64{}},
	}
	o.manifest.CreatedAt = o.at
	if err := d.DB.Read(ctx, func(tx *db.Tx) error { return o.tables(ctx, tx) }); err != nil {
		return err
	}
	if err := o.files(ctx, d.Files); err != nil {
		return err
	}
	if err := o.end(); err != nil {
		return err
	}
	return errors.Join(o.tar.Close(), z.Close())
}

// out is an archive that is being written.
type out struct {
	tar      *tar.Writer
	at       time.Time
	progress Progress
	manifest manifest
}

func (o *out) entry(name string, size int64) error {
	return o.tar.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: o.at, Format: tar.FormatPAX})
}

func (o *out) tables(ctx context.Context, tx *db.Tx) error {
	for _, t := range tables() {
		total, err := db.One(ctx, tx, db.Value[int64], "SELECT count(*) FROM "+t.name)
		if err != nil {
			return err
		}
		if err := o.table(ctx, tx, t, total); err != nil {
			return fmt.Errorf("table %s: %w", t.name, err)
		}
		if !t.ids {
			continue
		}
		if o.manifest.LastIDs[t.name], err = tx.LastID(ctx, t.name); err != nil {
			return err
		}
	}
	return nil
}

// part is the piece of a table that is being filled.
type part struct {
	o      *out
	name   string
	header []byte
	buf    []byte
	sum    hash.Hash
	tableSum
}

func (o *out) table(ctx context.Context, tx *db.Tx, t table, total int64) error {
	rows, err := tx.Query(ctx, "SELECT * FROM "+t.name+" ORDER BY "+t.key)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	p := &part{o: o, name: t.name, sum: sha256.New()}
	if p.header, err = json.Marshal(columns); err != nil {
		return err
	}
	p.header = append(p.header, '\n')
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if err := p.add(values); err != nil {
			return err
		}
		if p.Rows%1000 == 0 {
			o.progress(t.name, p.Rows, total)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if err := p.flush(); err != nil {
		return err
	}
	p.SHA256 = hex.EncodeToString(p.sum.Sum(nil))
	o.manifest.Tables[t.name] = p.tableSum
	if p.Rows > 0 {
		o.progress(t.name, p.Rows, total)
	}
	return nil
}

func (p *part) add(values []any) (err error) {
	if len(p.buf) == 0 {
		p.buf = append(p.buf, p.header...)
	}
	if p.buf, err = appendRow(p.buf, values); err != nil {
		return err
	}
	p.Rows++
	if len(p.buf) >= partMost {
		return p.flush()
	}
	return nil
}

func (p *part) flush() error {
	if len(p.buf) == 0 {
		return nil
	}
	p.Parts++
	p.sum.Write(p.buf)
	if err := p.o.entry(partName(p.name, p.Parts), int64(len(p.buf))); err != nil {
		return err
	}
	_, err := p.o.tar.Write(p.buf)
	p.buf = p.buf[:0]
	return err
}

func partName(table string, n int) string { return fmt.Sprintf("tables/%s/%06d.jsonl", table, n) }

// files carries every file of the store. One that was removed since it was
// listed is no longer part of the site.
func (o *out) files(ctx context.Context, files blob.Store) error {
	const page = 1000
	after, done := "", int64(0)
	for {
		infos, err := files.List(ctx, "", after, page)
		if err != nil {
			return err
		}
		for _, info := range infos {
			if err := o.file(ctx, files, info.Key); err != nil && !fault.Is(err, fault.NotFound) {
				return fmt.Errorf("file %s: %w", info.Key, err)
			}
			after = info.Key
			done++
			o.progress("files", done, 0)
		}
		if len(infos) < page {
			return nil
		}
	}
}

func (o *out) file(ctx context.Context, files blob.Store, key string) error {
	r, info, err := files.Open(ctx, key)
	if err != nil {
		return err
	}
	defer r.Close()
	if err := o.entry("files/"+key, info.Size); err != nil {
		return err
	}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(o.tar, sum), r)
	if err != nil {
		return err
	}
	if n != info.Size {
		return fmt.Errorf("%d bytes where %d were announced", n, info.Size)
	}
	o.manifest.Files[key] = fileSum{Bytes: n, SHA256: hex.EncodeToString(sum.Sum(nil))}
	return nil
}

func (o *out) end() error {
	body, err := json.MarshalIndent(o.manifest, "", " ")
	if err != nil {
		return err
	}
	if err := o.entry(manifestName, int64(len(body))); err != nil {
		return err
	}
	_, err = o.tar.Write(body)
	return err
}

// known finds a table by its name in an archive.
func known(name string) (table, bool) {
	for _, t := range tables() {
		if t.name == name {
			return t, true
		}
	}
	return table{}, false
}

// split takes an entry's name apart: "table", NAME or "file", KEY.
func split(name string) (kind, rest string) {
	if rest, ok := strings.CutPrefix(name, "tables/"); ok {
		return "table", rest
	}
	if rest, ok := strings.CutPrefix(name, "files/"); ok {
		return "file", rest
	}
	return "", name
}
