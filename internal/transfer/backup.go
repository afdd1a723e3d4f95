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
	"path"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/klauspost/compress/zstd"

	"onrecord/internal/blob"
	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Backup writes the whole site to w, as it is at one moment; others may go on
// writing meanwhile. An archive without its end is refused by Restore, so one
// that was cut short can be told. Files come after the rows, so one that was
// deleted meanwhile is lacking: it gives how many files of the library are named
// in the archive and not in it.
func Backup(ctx context.Context, d Deps, w io.Writer, progress Progress) (lacking int, err error) {
	defer fault.Wrap(&err, "transfer.Backup()")
	z, err := zstd.NewWriter(w)
	if err != nil {
		return 0, err
	}
	o := &out{
		tar: tar.NewWriter(z), at: d.now().UTC().Truncate(time.Second), progress: progress.orSilent(), library: map[string]bool{},
		manifest: manifest{Tables: map[string]tableSum{}, Files: map[string]fileSum{}, LastIDs: map[string]int64{}},
	}
	if err := o.write(ctx, d); err != nil {
		z.Reset(nil) // lets go of its workers without writing an end
		return 0, roomy(err)
	}
	return len(o.library), roomy(z.Close())
}

// roomy gives a full disk a sentence.
func roomy(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fault.New(fault.Unavailable, "There is no room left for the archive, so there is no backup; free some space or choose another place.").Because(err)
	}
	return err
}

// out is an archive that is being written.
type out struct {
	tar         *tar.Writer
	at          time.Time
	progress    Progress
	manifest    manifest
	done, total int64           // rows
	library     map[string]bool // hashes of files that are named and were not there yet
}

func (o *out) write(ctx context.Context, d Deps) error {
	if err := o.document(headName, head{Format, db.Schema(), o.at}); err != nil {
		return err
	}
	if err := d.DB.Read(ctx, func(tx *db.Tx) error { return o.tables(ctx, tx) }); err != nil {
		return err
	}
	if err := o.files(ctx, d.Files); err != nil {
		return err
	}
	if err := o.document(manifestName, o.manifest); err != nil {
		return err
	}
	return o.tar.Close()
}

func (o *out) entry(name string, size int64) error {
	return o.tar.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: o.at, Format: tar.FormatPAX})
}

// document writes v as one JSON entry.
func (o *out) document(name string, v any) error {
	body, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return err
	}
	if err := o.entry(name, int64(len(body))); err != nil {
		return err
	}
	_, err = o.tar.Write(body)
	return err
}

func (o *out) tables(ctx context.Context, tx *db.Tx) error {
	for _, t := range tables() {
		n, err := db.One(ctx, tx, db.Value[int64], "SELECT count(*) FROM "+t.name)
		if err != nil {
			return err
		}
		o.total += n
	}
	for _, t := range tables() {
		if err := o.table(ctx, tx, t); err != nil {
			return fmt.Errorf("table %s: %w", t.name, err)
		}
		if !t.ids {
			continue
		}
		last, err := tx.LastID(ctx, t.name)
		if err != nil {
			return err
		}
		o.manifest.LastIDs[t.name] = last
	}
	return nil
}

func (o *out) table(ctx context.Context, tx *db.Tx, t table) error {
	rows, err := tx.Query(ctx, "SELECT * FROM "+t.name+" ORDER BY "+t.key)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := columnsOf(rows)
	if err != nil {
		return err
	}
	p := &part{o: o, name: t.name, sum: sha256.New(), hash: -1}
	if t.name == "media" {
		p.hash = slices.Index(namesOf(columns), "hash")
	}
	if p.header, err = json.Marshal(namesOf(columns)); err != nil {
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
		if err := p.add(columns, values); err != nil {
			return err
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
	return nil
}

// part is the piece of a table that is being filled.
type part struct {
	o      *out
	name   string
	header []byte
	buf    []byte
	sum    hash.Hash
	hash   int // the column that names a file of the library; -1 for none
	tableSum
}

func (p *part) add(columns []column, values []any) (err error) {
	for i, c := range columns {
		if !c.fits(values[i]) {
			return fmt.Errorf("column %s holds a %T", c.name, values[i])
		}
	}
	if p.hash >= 0 {
		p.o.library[fmt.Sprint(values[p.hash])] = true
	}
	if len(p.buf) == 0 {
		p.buf = append(p.buf, p.header...)
	}
	before := len(p.buf)
	if p.buf, err = appendRow(p.buf, values); err != nil {
		return err
	}
	if len(p.buf)-before > rowMost {
		return fmt.Errorf("a row of %d bytes is longer than an archive may hold", len(p.buf)-before)
	}
	p.Rows++
	if p.o.done++; p.o.done%1000 == 0 || p.o.done == p.o.total {
		p.o.progress("rows", p.o.done, p.o.total)
	}
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
// listed is no longer part of the site; what is lacking then is counted.
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

func (o *out) file(ctx context.Context, files blob.Store, key string) (err error) {
	r, info, err := files.Open(ctx, key)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if err := ctx.Err(); err != nil {
		return err
	}
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
	o.met(key)
	o.manifest.Files[key] = fileSum{Bytes: n, SHA256: hex.EncodeToString(sum.Sum(nil))}
	return nil
}

// met notes that a file of the library is there: its full one, or that of a
// sound or film, whose name is its hash alone.
func (o *out) met(key string) {
	name := strings.TrimSuffix(path.Base(key), path.Ext(key))
	if strings.HasPrefix(key, "media/") {
		delete(o.library, name)
	}
}
