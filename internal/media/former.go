package media

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/page"
)

// A file that is replaced keeps its id and everything that is said of it; its
// bytes go by a new hash, since a name stands for its bytes for ever. Texts go
// on naming the old hash, which Resolve knows. The old bytes are kept for
// mails and pages elsewhere that show them, until nothing here names them or
// somebody deletes them; after that their address leads to the new file.

// Former is what a file was before it was replaced.
type Former struct {
	Hash       string
	Kept       bool // its bytes are still there
	ReplacedAt time.Time
	media      Media // with what its files are named by
}

// URL is where its full bytes are.
func (f Former) URL() string { return f.media.URL(0) }

const formerColumns = `hash, media_id, mime, width, widths, modern, modern_widths, kept, replaced_at`

func scanFormer(r db.Row) (f Former, err error) {
	var widths, modern string
	var kept, at int64
	m := &f.media
	err = r.Scan(&f.Hash, &m.ID, &m.Mime, &m.Width, &widths, &m.Modern, &modern, &kept, &at)
	if err != nil {
		return f, err
	}
	m.Hash, f.Kept, f.ReplacedAt = f.Hash, kept == 1, db.Time(at)
	return f, errors.Join(json.Unmarshal([]byte(widths), &m.Widths), json.Unmarshal([]byte(modern), &m.ModernWidths))
}

// mostFormer is how many replacements of one file are listed.
const mostFormer = 100

// Formers lists what a file was before, the newest first.
func (s *Store) Formers(ctx context.Context, id int64) (_ []Former, err error) {
	defer fault.Wrap(&err, "media.Formers(%d)", id)
	return db.All(ctx, s.DB, scanFormer, `SELECT `+formerColumns+` FROM media_former WHERE media_id = $1 ORDER BY replaced_at DESC, hash, media_id LIMIT $2`, id, mostFormer)
}

// Replace puts another file in the place of one, of the same kind. Everything
// that shows it shows the new one from then on. Errors are those of Upload.
func (s *Store) Replace(ctx context.Context, id int64, name string, r io.Reader, by int64) (m Media, err error) {
	defer fault.Wrap(&err, "media.Replace(%d, %q, by %d)", id, name, by)
	old, err := s.Get(ctx, id)
	if err != nil {
		return Media{}, err
	}
	in, err := s.receive(ctx, r)
	if err != nil {
		return Media{}, err
	}
	defer in.spool.Close()
	in.hash = again(in.hash, old.Hash)
	if m, err = s.keep(ctx, in, name, by); err != nil {
		return Media{}, err
	}
	if m.Kind != old.Kind {
		return Media{}, errors.Join(s.deleteFiles(ctx, m.plainFiles()),
			fault.New(fault.Invalid, "A file is replaced by one of its own kind, here %s.", article[old.Kind]))
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		m, err = s.replace(ctx, tx, id, m)
		return err
	})
	return m, err
}

func (s *Store) replace(ctx context.Context, tx *db.Tx, id int64, in Media) (Media, error) {
	old, err := get(ctx, tx, id)
	if err != nil || old.Hash == in.Hash {
		return old, err
	}
	widths, modern, err := jsonWidths(old)
	if err != nil {
		return Media{}, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO media_former (hash, media_id, mime, width, widths, modern, modern_widths, stored, replaced_at, looked_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)`, old.Hash, id, old.Mime, old.Width, widths, old.Modern, modern, old.stored, db.Ms(s.Now()))
	if err != nil {
		return Media{}, err
	}
	if widths, _, err = jsonWidths(in); err != nil {
		return Media{}, err
	}
	old.Name = in.Name
	_, err = tx.Exec(ctx, `UPDATE media SET hash = $1, mime = $2, name = $3, width = $4, height = $5, bytes = $6, widths = $7, colour = $8, stored = $9, terms = $10,
		modern = '', modern_widths = '[]', made = 0 WHERE id = $11`,
		in.Hash, in.Mime, in.Name, in.Width, in.Height, in.Bytes, widths, in.Colour, in.stored, terms(old), id)
	if err != nil {
		return Media{}, err
	}
	if err := s.hear(ctx, tx, id); err != nil {
		return Media{}, err
	}
	if err := page.Changed(ctx, tx, tag(id)); err != nil {
		return Media{}, err
	}
	return get(ctx, tx, id)
}

func jsonWidths(m Media) (widths, modern string, err error) {
	a, err := json.Marshal(append([]int{}, m.Widths...))
	b, berr := json.Marshal(append([]int{}, m.ModernWidths...))
	return string(a), string(b), errors.Join(err, berr)
}

// DropFormer deletes the bytes of what a file was before. Its address leads to
// the new one from then on.
func (s *Store) DropFormer(ctx context.Context, id int64, hash string) (err error) {
	defer fault.Wrap(&err, "media.DropFormer(%d, %q)", id, hash)
	f, err := db.One(ctx, s.DB, scanFormer, `SELECT `+formerColumns+` FROM media_former WHERE media_id = $1 AND hash = $2`, id, hash)
	if err != nil {
		return err
	}
	if err := s.deleteFiles(ctx, append(f.media.plainFiles(), f.media.modernFiles()...)); err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE media_former SET kept = 0 WHERE hash = $1`, hash)
		return err
	})
}

// Old bytes are looked after so often, and not before they are so old, since
// feed readers and browsers keep pages for a while.
const (
	formerAge  = 30 * 24 * time.Hour
	formerMost = 20
)

// SweepFormers deletes old bytes that nothing names any more, some at a time.
func (s *Store) SweepFormers(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "media.SweepFormers()")
	if s.Named == nil {
		return nil
	}
	list, err := db.All(ctx, s.DB, scanFormer, `SELECT `+formerColumns+` FROM media_former WHERE kept = 1 AND looked_at < $1 ORDER BY looked_at, hash, media_id LIMIT $2`,
		db.Ms(s.Now().Add(-formerAge)), formerMost)
	if err != nil {
		return err
	}
	for _, f := range list {
		named, err := s.Named(ctx, prefix+f.Hash)
		if err != nil {
			return err
		}
		if named {
			// It is asked again in a month.
			err = s.DB.Write(ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(ctx, `UPDATE media_former SET looked_at = $1 WHERE hash = $2`, db.Ms(s.Now()), f.Hash)
				return err
			})
		} else {
			err = s.DropFormer(ctx, f.media.ID, f.Hash)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// moved sends on from an address whose bytes are gone to the file that took
// their place.
func (s *Store) moved(w http.ResponseWriter, r *http.Request, f file) error {
	id, err := db.One(r.Context(), s.DB, db.Value[int64], `SELECT media_id FROM media_former WHERE hash = $1`, f.hash)
	if err != nil {
		return err
	}
	m, err := s.Get(r.Context(), id)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "public, max-age=300")
	http.Redirect(w, r, m.URL(f.width), http.StatusFound)
	return nil
}
