package transfer

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/job"
)

// Restore fills an empty site from an archive, on either engine. Nothing is
// written before the whole archive was verified, and all rows become visible
// at once, with search. A site that is not empty is fault.Conflict; a bad
// archive is fault.Invalid with the reason.
func Restore(ctx context.Context, d Deps, src io.ReadSeeker, progress Progress) (err error) {
	defer fault.Wrap(&err, "transfer.Restore()")
	progress = progress.orSilent()
	if err := d.DB.Read(ctx, func(tx *db.Tx) error { return empty(ctx, tx) }); err != nil {
		return err
	}
	m, err := verify(ctx, d, src, progress)
	if err != nil {
		return err
	}
	f := &files{d: d, progress: progress, total: int64(len(m.Files))}
	if err := f.put(ctx, src); err != nil {
		return errors.Join(err, f.takeBack(ctx))
	}
	err = d.DB.Write(ctx, func(tx *db.Tx) error { return load(ctx, d, tx, src, m.rows(), progress) })
	if err != nil {
		return errors.Join(err, f.takeBack(ctx))
	}
	return nil
}

// empty refuses a database that anybody has worked on. The keys that the first
// start makes, and its repeating jobs, do not count.
func empty(ctx context.Context, tx *db.Tx) error {
	for _, t := range tables() {
		query := "SELECT count(*) FROM " + t.name
		switch t.name {
		case "secret":
			continue
		case "job":
			query += " WHERE subject_id <> -1"
		}
		n, err := db.One(ctx, tx, db.Value[int64], query)
		if err != nil {
			return err
		}
		if n > 0 {
			return fault.New(fault.Conflict, "This site is not empty, so nothing was restored; choose an empty data folder or database.")
		}
	}
	return nil
}

// verify reads the whole archive and writes nothing.
func verify(ctx context.Context, d Deps, src io.ReadSeeker, progress Progress) (manifest, error) {
	size, err := src.Seek(0, io.SeekEnd)
	if err != nil {
		return manifest{}, err
	}
	have, err := schema(ctx, d.DB)
	if err != nil {
		return manifest{}, err
	}
	x := &reader{
		rows: func(table string, columns []string, rows [][]any) error {
			if !slices.Equal(columns, namesOf(have[table])) {
				return damaged("the columns of %s are not those of this release", table)
			}
			for _, row := range rows {
				for i, v := range row {
					if !have[table][i].fits(v) {
						return damaged("column %s of %s holds a value of another type", columns[i], table)
					}
					if text, ok := v.(string); ok && strings.ContainsRune(text, 0) {
						return damaged("column %s of %s holds a character that no text may hold", columns[i], table)
					}
				}
			}
			return nil
		},
		file: skip,
	}
	return x.read(ctx, &metered{ReadSeeker: src, tell: func(at int64) { progress("verify", min(at, size), size) }})
}

func skip(_ string, _ int64, r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	return err
}

// metered tells how far a source has been read.
type metered struct {
	io.ReadSeeker
	at   int64
	tell func(at int64)
}

func (m *metered) Read(p []byte) (int, error) {
	n, err := m.ReadSeeker.Read(p)
	m.at += int64(n)
	m.tell(m.at)
	return n, err
}

// schema gives the columns of each table of this release.
func schema(ctx context.Context, d *db.DB) (map[string][]column, error) {
	out := map[string][]column{}
	for _, t := range tables() {
		rows, err := d.Query(ctx, "SELECT * FROM "+t.name+" LIMIT 0")
		if err != nil {
			return nil, err
		}
		columns, err := columnsOf(rows)
		if err := errors.Join(err, rows.Close()); err != nil {
			return nil, err
		}
		out[t.name] = columns
	}
	return out, nil
}

// load writes all rows, and what follows from them, in one transaction.
func load(ctx context.Context, d Deps, tx *db.Tx, src io.ReadSeeker, total int64, progress Progress) error {
	if err := empty(ctx, tx); err != nil {
		return err
	}
	for _, clear := range []string{"DELETE FROM secret", "DELETE FROM job"} {
		if _, err := tx.Exec(ctx, clear); err != nil {
			return err
		}
	}
	var done int64
	x := &reader{
		rows: func(table string, columns []string, rows [][]any) error {
			done += int64(len(rows))
			progress("rows", done, total)
			return contradiction(table, tx.InsertMany(ctx, table, columns, rows))
		},
		file: skip,
	}
	m, err := x.read(ctx, src)
	if err != nil {
		return err
	}
	if err := raiseIDs(ctx, tx, m); err != nil {
		return err
	}
	if err := d.Search.Fill(ctx, tx, func(done, total int64) { progress("search", done, total) }); err != nil {
		return err
	}
	return quiet(ctx, d, tx)
}

// contradiction is the refusal of rows that cannot stand beside each other.
func contradiction(table string, err error) error {
	if db.IsNull(err) {
		return damaged("a row of %s lacks a value that each must have", table).Because(err)
	}
	if db.IsUnique(err) || db.IsForeign(err) || db.IsCheck(err) {
		return damaged("the rows of %s contradict others", table).Because(err)
	}
	return err
}

// raiseIDs has the engine go on after the last id that was ever given out.
func raiseIDs(ctx context.Context, tx *db.Tx, m manifest) error {
	for _, t := range tables() {
		if !t.ids {
			continue
		}
		last, err := db.One(ctx, tx, db.Value[int64], "SELECT COALESCE(max(id), 0) FROM "+t.name)
		if err != nil {
			return err
		}
		if err := tx.SetLastID(ctx, t.name, max(last, m.LastIDs[t.name])); err != nil {
			return err
		}
	}
	return nil
}

// quiet sees to it that the restored site sends nothing by itself.
func quiet(ctx context.Context, d Deps, tx *db.Tx) error {
	if _, err := d.Newsletters.HoldRestored(ctx, tx); err != nil {
		return err
	}
	if _, err := job.Hold(ctx, tx); err != nil {
		return err
	}
	return d.Site.MarkRestored(ctx, tx, d.now())
}

// files puts the files of an archive in place. They lie there unseen until the
// rows come.
type files struct {
	d        Deps
	progress Progress
	total    int64
	done     int64
	fresh    []string // keys that were not there before
}

func (f *files) put(ctx context.Context, src io.ReadSeeker) error {
	x := &reader{
		file: func(key string, size int64, r io.Reader) error {
			old, _, err := f.d.Files.Open(ctx, key)
			switch {
			case err == nil:
				if err := old.Close(); err != nil {
					return err
				}
			case !fault.Is(err, fault.NotFound):
				return err
			default:
				f.fresh = append(f.fresh, key)
			}
			f.done++
			f.progress("files", f.done, f.total)
			return f.d.Files.Put(ctx, key, r, size, "application/octet-stream")
		},
	}
	_, err := x.read(ctx, src)
	return err
}

// takeBack removes the files of a restore that failed, also when ctx has ended.
func (f *files) takeBack(ctx context.Context) (err error) {
	for _, key := range f.fresh {
		err = errors.Join(err, f.d.Files.Delete(context.WithoutCancel(ctx), key))
	}
	return err
}
