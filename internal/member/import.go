package member

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// ImportInput says what file is imported and to what.
type ImportInput struct {
	Name         string // of the file
	NewsletterID int64  // what active members of the file are subscribed to; 0 for none
	By           int64  // staff id, 0 for the command line
	Again        bool   // import a file anew that was imported to its end before
	BlobKey      string // where PlanImport's caller keeps the file
}

// Import is the progress of one import and, when done, its report.
type Import struct {
	ID           int64
	Name         string
	NewsletterID int64
	State        string // "running", "stopped" or "done"
	BlobKey      string
	By           int64
	Rows         int64 // in the file, without the header and empty lines
	RowsDone     int64
	Added        int64
	Updated      int64
	Unchanged    int64
	Refused      int64
	CreatedAt    time.Time
	UpdatedAt    time.Time

	// Resumed says that Import took up an earlier run of the same file,
	// Already that the file had been imported to its end before.
	Resumed, Already bool

	bytesDone, lastRow int64
}

// Refusal is one row of a file that was not imported.
type Refusal struct {
	Row    int64 // as a spreadsheet counts, the header being row 1
	Email  string
	Reason string
}

const importColumns = `id, name, newsletter_id, state, blob_key, created_by, rows_total, rows_done, added, updated, unchanged, refused,
	created_at, updated_at, bytes_done, last_row`

func scanImport(r db.Row) (m Import, err error) {
	var created, updated int64
	err = r.Scan(&m.ID, &m.Name, &m.NewsletterID, &m.State, &m.BlobKey, &m.By, &m.Rows, &m.RowsDone, &m.Added, &m.Updated, &m.Unchanged, &m.Refused,
		&created, &updated, &m.bytesDone, &m.lastRow)
	m.CreatedAt, m.UpdatedAt = db.Time(created), db.Time(updated)
	return m, err
}

// survey is what a first reading of the file tells.
type survey struct {
	hash        string // of the file as it lies there
	rows, bytes int64  // without the header; of the decoded text
}

// look reads the whole file once, without keeping it.
func look(ctx context.Context, r io.ReadSeeker) (survey, error) {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return survey{}, err
	}
	sum := sha256.New()
	t, err := openTable(io.TeeReader(r, sum))
	if err != nil {
		return survey{}, err
	}
	var v survey
	for {
		rec, err := t.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return survey{}, unreadable(err)
		}
		if !rec.blank() {
			v.rows++
		}
		if v.rows%10_000 == 0 && ctx.Err() != nil {
			return survey{}, ctx.Err()
		}
	}
	v.hash, v.bytes = hex.EncodeToString(sum.Sum(nil)), t.read
	return v, nil
}

func unreadable(err error) error {
	return fault.New(fault.Invalid, "This file could not be read to its end; please save it again and try once more.").Because(err)
}

// PlanImport notes a file for a later Import of the same bytes and adds job
// "import.planned" with the import's id. A file that cannot be a member list
// is fault.Invalid on field file.
func (s *Store) PlanImport(ctx context.Context, r io.ReadSeeker, in ImportInput) (m Import, err error) {
	defer fault.Wrap(&err, "member.PlanImport(%q)", in.Name)
	v, err := look(ctx, r)
	if err != nil {
		return Import{}, err
	}
	now := s.now()
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		if m, err = begin(ctx, tx, v, in, now); err != nil || m.Already {
			return err
		}
		return s.queue.Add(ctx, tx, "import.planned", m.ID)
	})
	return m, err
}

// Import reads a CSV file into the members, two thousand rows to a transaction.
//
// The first row names the columns, in any order and case: email, and of name,
// status, labels (separated by commas or semicolons), created_at and newsletters
// (slugs, separated by spaces) those that there are. Separators are commas, semicolons or tabs; the text is UTF-8, or
// UTF-16 with a byte order mark. A row that cannot be used, or that would
// bring back somebody who left, is refused with a sentence and changes nothing.
// Known members get the name and the labels of the file; a status can stop
// their mail, never start it.
//
// A run that was cut short goes on where it stopped when the same file comes
// again. A second run beside it, in any process, ends with fault.Conflict.
// Progress may be nil. A file that cannot be a member list is fault.Invalid on
// field file.
func (s *Store) Import(ctx context.Context, r io.ReadSeeker, in ImportInput, progress func(Import)) (m Import, err error) {
	defer fault.Wrap(&err, "member.Import(%q)", in.Name)
	v, err := look(ctx, r)
	if err != nil {
		return Import{}, err
	}
	now := s.now()
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		m, err = begin(ctx, tx, v, in, now)
		return err
	})
	if err != nil || m.Already {
		return m, err
	}
	if progress == nil {
		progress = func(Import) {}
	}
	if err := s.read(ctx, r, &m, progress); err != nil {
		s.stop(ctx, m.ID)
		return m, err
	}
	return m, nil
}

// begin finds or makes the row of an import.
func begin(ctx context.Context, tx *db.Tx, v survey, in ImportInput, now time.Time) (Import, error) {
	if in.NewsletterID != 0 {
		if err := offered(ctx, tx, in.NewsletterID); err != nil {
			return Import{}, err
		}
	}
	_, err := tx.Exec(ctx, `INSERT INTO member_import (name, file_hash, newsletter_id, state, blob_key, rows_total, bytes_total, created_by, created_at, updated_at)
		VALUES ($1, $2, $3, 'running', $4, $5, $6, $7, $8, $8) ON CONFLICT (file_hash, newsletter_id) DO NOTHING`,
		cut(in.Name, 200), v.hash, in.NewsletterID, in.BlobKey, v.rows, v.bytes, in.By, db.Ms(now))
	if err != nil {
		return Import{}, err
	}
	const find = `SELECT ` + importColumns + ` FROM member_import WHERE file_hash = $1 AND newsletter_id = $2`
	m, err := db.One(ctx, tx, scanImport, find, v.hash, in.NewsletterID)
	if err != nil {
		return Import{}, err
	}
	switch {
	case m.State == "done" && !in.Again:
		m.Already = true
		return m, nil
	case m.State == "done":
		if err := restart(ctx, tx, m.ID); err != nil {
			return Import{}, err
		}
	}
	m, err = db.One(ctx, tx, scanImport, `UPDATE member_import SET state = 'running', updated_at = $1,
		blob_key = CASE WHEN $2 = '' THEN blob_key ELSE $2 END WHERE id = $3 RETURNING `+importColumns, db.Ms(now), in.BlobKey, m.ID)
	m.Resumed = m.RowsDone > 0
	return m, err
}

func restart(ctx context.Context, tx *db.Tx, id int64) error {
	if _, err := tx.Exec(ctx, `DELETE FROM member_import_refusal WHERE import_id = $1`, id); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE member_import SET rows_done = 0, bytes_done = 0, last_row = 0, added = 0, updated = 0, unchanged = 0, refused = 0 WHERE id = $1`, id)
	return err
}

// batchUsual is how many rows a transaction takes: enough to be fast, few
// enough that a reader who signs up meanwhile hardly waits.
const batchUsual = 2000

// read imports the rest of the file.
func (s *Store) read(ctx context.Context, r io.ReadSeeker, m *Import, progress func(Import)) error {
	hash, err := s.hasher(ctx)
	if err != nil {
		return err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return err
	}
	t, err := openTable(r)
	if err != nil {
		return err
	}
	row := int64(1)
	if m.bytesDone > t.read {
		if err := t.skip(m.bytesDone - t.read); err != nil {
			return unreadable(err)
		}
		row = m.lastRow
	}
	for done := false; !done; {
		begun, now := time.Now(), s.clock(ctx)
		b := batch{hash: hash, now: now, newsletter: m.NewsletterID, source: m.Name}
		for len(b.entries) < s.batchRows && !done {
			rec, err := t.next()
			switch {
			case errors.Is(err, io.EOF):
				done = true
				continue
			case err != nil:
				return unreadable(err)
			}
			row++
			if !rec.blank() {
				b.entries = append(b.entries, t.entry(rec, row, now))
			}
		}
		if err := s.commit(ctx, &b, m, t.read, row, done); err != nil {
			return err
		}
		progress(*m)
		if done {
			return nil
		}
		if err := s.breathe(ctx, time.Since(begun)); err != nil {
			return err
		}
	}
	return nil
}

// commit writes a batch and the progress in one transaction. Only the run
// that knows how far the import has come may move it on.
func (s *Store) commit(ctx context.Context, b *batch, m *Import, bytes, row int64, done bool) error {
	state := "running"
	if done {
		state = "done"
	}
	var after Import
	err := s.d.Write(ctx, func(tx *db.Tx) error {
		moved, err := tx.Exec(ctx, `UPDATE member_import SET state = $1, rows_done = rows_done + $2, bytes_done = $3, last_row = $4, updated_at = $5
			WHERE id = $6 AND bytes_done = $7 AND last_row = $8 AND state <> 'done'`,
			state, len(b.entries), bytes, row, db.Ms(b.now), m.ID, m.bytesDone, m.lastRow)
		if err == nil && moved == 0 {
			err = fault.New(fault.Conflict, "This file is being imported by another run; wait for that one.")
		}
		if err != nil {
			return err
		}
		n, err := b.apply(ctx, tx, m.ID)
		if err != nil {
			return err
		}
		after, err = db.One(ctx, tx, scanImport, `UPDATE member_import SET added = added + $1, updated = updated + $2,
			unchanged = unchanged + $3, refused = refused + $4 WHERE id = $5 RETURNING `+importColumns, n.added, n.updated, n.unchanged, n.refused, m.ID)
		return err
	})
	if err == nil {
		after.Resumed = m.Resumed
		*m = after
	}
	return err
}

// stop notes that a run ended early. It is told to people alone: a killed run
// leaves "running" behind and is taken up all the same.
func (s *Store) stop(ctx context.Context, id int64) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	s.d.Write(ctx, func(tx *db.Tx) error { //nolint:errcheck // the run's own error is the one to tell
		_, err := tx.Exec(ctx, `UPDATE member_import SET state = 'stopped' WHERE id = $1 AND state = 'running'`, id)
		return err
	})
}

// ImportByID gives the progress of one import.
func (s *Store) ImportByID(ctx context.Context, id int64) (_ Import, err error) {
	defer fault.Wrap(&err, "member.ImportByID(%d)", id)
	return db.One(ctx, s.d, scanImport, `SELECT `+importColumns+` FROM member_import WHERE id = $1`, id)
}

// Imports lists up to limit imports, the newest first, those with an id under
// before; 0 begins with the newest.
func (s *Store) Imports(ctx context.Context, before int64, limit int) (_ []Import, err error) {
	defer fault.Wrap(&err, "member.Imports(%d)", before)
	if before <= 0 {
		before = everyID
	}
	return db.All(ctx, s.d, scanImport, `SELECT `+importColumns+` FROM member_import WHERE id < $1 ORDER BY id DESC LIMIT $2`, before, limit)
}

// Refusals lists up to limit refused rows of an import in order, those after a
// row number. They are kept for a month.
func (s *Store) Refusals(ctx context.Context, importID, after int64, limit int) (_ []Refusal, err error) {
	defer fault.Wrap(&err, "member.Refusals(%d, %d)", importID, after)
	return db.All(ctx, s.d, func(r db.Row) (v Refusal, err error) {
		err = r.Scan(&v.Row, &v.Email, &v.Reason)
		return v, err
	}, `SELECT row_no, email, reason FROM member_import_refusal WHERE import_id = $1 AND row_no > $2 ORDER BY row_no LIMIT $3`, importID, after, limit)
}

// breathe leaves the one writer of SQLite to others between two batches: who
// waits in another process asks again only now and then, and would else hardly
// ever find it free.
func (s *Store) breathe(ctx context.Context, worked time.Duration) error {
	if s.d.Engine != db.SQLite {
		return ctx.Err()
	}
	t := time.NewTimer(min(worked/8, 20*time.Millisecond))
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
