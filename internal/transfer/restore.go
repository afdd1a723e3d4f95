package transfer

import (
	"context"
	"io"
	"slices"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/job"
)

// Restore fills an empty site from an archive, on either engine. Nothing is
// written before the whole archive was verified, and all rows become visible
// at once. A site that is not empty is fault.Conflict; a bad archive is
// fault.Invalid with the reason.
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
	if err := files(ctx, d, src, m, progress); err != nil {
		return err
	}
	err = d.DB.Write(ctx, func(tx *db.Tx) error {
		if err := empty(ctx, tx); err != nil {
			return err
		}
		return rows(ctx, d, tx, src, m, progress)
	})
	if err != nil {
		return err
	}
	return d.Search.Rebuild(ctx, func(done, total int64) { progress("search", done, total) })
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
	have, err := columnsOf(ctx, d.DB)
	if err != nil {
		return manifest{}, err
	}
	var done int64
	x := &reader{
		rows: func(table string, columns []string, rows [][]any) error {
			if !slices.Equal(columns, have[table]) {
				return damaged("the columns of %s are not those of this release", table)
			}
			done += int64(len(rows))
			progress("verify", done, 0)
			return ctx.Err()
		},
		file: func(_ string, size int64, r io.Reader) error {
			n, err := io.Copy(io.Discard, r)
			if err == nil && n != size {
				err = io.ErrUnexpectedEOF
			}
			return err
		},
	}
	return x.again(src)
}

// again reads src from its beginning.
func (x *reader) again(src io.ReadSeeker) (manifest, error) {
	if _, err := src.Seek(0, io.SeekStart); err != nil {
		return manifest{}, err
	}
	return x.read(src)
}

func columnsOf(ctx context.Context, d *db.DB) (map[string][]string, error) {
	out := map[string][]string{}
	for _, t := range tables() {
		rows, err := d.Query(ctx, "SELECT * FROM "+t.name+" LIMIT 0")
		if err != nil {
			return nil, err
		}
		columns, err := rows.Columns()
		rows.Close()
		if err != nil {
			return nil, err
		}
		out[t.name] = columns
	}
	return out, nil
}

// files puts the files in place. They lie there unseen until the rows come.
func files(ctx context.Context, d Deps, src io.ReadSeeker, m manifest, progress Progress) error {
	var done int64
	x := &reader{
		rows: func(string, []string, [][]any) error { return ctx.Err() },
		file: func(key string, size int64, r io.Reader) error {
			done++
			progress("files", done, int64(len(m.Files)))
			return d.Files.Put(ctx, key, r, size, "application/octet-stream")
		},
	}
	_, err := x.again(src)
	return err
}

func rows(ctx context.Context, d Deps, tx *db.Tx, src io.ReadSeeker, m manifest, progress Progress) error {
	for _, clear := range []string{"DELETE FROM secret", "DELETE FROM job"} {
		if _, err := tx.Exec(ctx, clear); err != nil {
			return err
		}
	}
	var done, total int64
	for _, sum := range m.Tables {
		total += sum.Rows
	}
	x := &reader{
		rows: func(table string, columns []string, rows [][]any) error {
			done += int64(len(rows))
			progress("rows", done, total)
			return tx.InsertMany(ctx, table, columns, rows)
		},
		file: func(_ string, _ int64, r io.Reader) error {
			_, err := io.Copy(io.Discard, r)
			return err
		},
	}
	if _, err := x.again(src); err != nil {
		return err
	}
	for _, t := range tables() {
		if !t.ids {
			continue
		}
		if err := tx.SetLastID(ctx, t.name, m.LastIDs[t.name]); err != nil {
			return err
		}
	}
	return quiet(ctx, d, tx)
}

// quiet sees to it that the restored site sends nothing by itself.
func quiet(ctx context.Context, d Deps, tx *db.Tx) error {
	if _, err := d.Newsletters.HoldRestored(ctx, tx); err != nil {
		return err
	}
	if _, err := job.Hold(ctx, tx); err != nil {
		return err
	}
	return d.Site.MarkRestored(ctx, tx, d.now(ctx))
}
