package media

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/sync/semaphore"

	"onrecord/internal/blob"
	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/job"
	"onrecord/internal/page"
)

// Deps is what a Store works with.
type Deps struct {
	DB    *db.DB
	Blobs blob.Store
	Log   *slog.Logger
	// Jobs hears of what was uploaded. Nil leaves it to MakeMissing.
	Jobs *job.Queue
	// Now is the clock. Nil means time.Now.
	Now func() time.Time
}

// Store keeps pictures. It decodes a bounded number of them at once.
type Store struct {
	Deps

	files    *semaphore.Weighted // bytes of uploads in memory
	pixels   *semaphore.Weighted // bytes that decoded pictures take; waited for after files, never before
	encoding *semaphore.Weighted // pictures whose variants are being made; waited for before pixels
}

// New makes a Store.
func New(d Deps) *Store {
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Log == nil {
		d.Log = slog.Default()
	}
	return &Store{
		Deps: d, files: semaphore.NewWeighted(filesInMemory), pixels: semaphore.NewWeighted(pixelsInMemory),
		encoding: semaphore.NewWeighted(1),
	}
}

const columns = `id, hash, mime, name, width, height, bytes, widths, modern, modern_widths, made, colour, focus_x, focus_y,
	alt, credit, COALESCE(created_by, 0), created_at`

func scan(r db.Row) (m Media, err error) {
	var widths, modern string
	var created int64
	err = r.Scan(&m.ID, &m.Hash, &m.Mime, &m.Name, &m.Width, &m.Height, &m.Bytes, &widths, &m.Modern, &modern, &m.made, &m.Colour, &m.FocusX, &m.FocusY,
		&m.Alt, &m.Credit, &m.CreatedBy, &created)
	if err != nil {
		return Media{}, err
	}
	m.CreatedAt = db.Time(created)
	return m, errors.Join(json.Unmarshal([]byte(widths), &m.Widths), json.Unmarshal([]byte(modern), &m.ModernWidths))
}

// Get finds a picture by its id.
func (s *Store) Get(ctx context.Context, id int64) (_ Media, err error) {
	defer fault.Wrap(&err, "media.Get(%d)", id)
	return found(db.One(ctx, s.DB, scan, `SELECT `+columns+` FROM media WHERE id = $1`, id))
}

// ByHash finds a picture by its hash.
func (s *Store) ByHash(ctx context.Context, hash string) (_ Media, err error) {
	defer fault.Wrap(&err, "media.ByHash(%q)", hash)
	return found(db.One(ctx, s.DB, scan, `SELECT `+columns+` FROM media WHERE hash = $1`, hash))
}

func found(m Media, err error) (Media, error) {
	if fault.Is(err, fault.NotFound) {
		return Media{}, fault.New(fault.NotFound, "This picture was not found; it may have been deleted.").Because(err)
	}
	return m, err
}

// ByIDs finds the pictures that exist among ids.
func (s *Store) ByIDs(ctx context.Context, ids []int64) (_ map[int64]Media, err error) {
	defer fault.Wrap(&err, "media.ByIDs(%d ids)", len(ids))
	all, err := among(ctx, s.DB, "id", ids)
	out := make(map[int64]Media, len(all))
	for _, m := range all {
		out[m.ID] = m
	}
	return out, err
}

// Resolve finds the pictures behind addresses in a text, such as
// "/media/…-960.jpg"; the result is by address and leaves out all others.
func (s *Store) Resolve(ctx context.Context, srcs []string) (_ map[string]Media, err error) {
	defer fault.Wrap(&err, "media.Resolve(%d addresses)", len(srcs))
	var hashes []string
	for _, src := range srcs {
		if f, ok := parsePath(src); ok {
			hashes = append(hashes, f.hash)
		}
	}
	all, err := among(ctx, s.DB, "hash", hashes)
	byHash := make(map[string]Media, len(all))
	for _, m := range all {
		byHash[m.Hash] = m
	}
	out := make(map[string]Media, len(srcs))
	for _, src := range srcs {
		f, _ := parsePath(src)
		if m, ok := byHash[f.hash]; ok {
			out[src] = m
		}
	}
	return out, err
}

// among reads the rows whose column has one of values, some hundreds at a time.
func among[T int64 | string](ctx context.Context, q db.Querier, column string, values []T) (all []Media, err error) {
	for len(values) > 0 {
		n := min(len(values), 500)
		some, err := db.All(ctx, q, scan, `SELECT `+columns+` FROM media WHERE `+column+` IN (`+db.In(n, 1)+`)`, db.Args(values[:n])...)
		if err != nil {
			return nil, err
		}
		all, values = append(all, some...), values[n:]
	}
	return all, nil
}

// List gives up to limit pictures, the newest first, those with an id under
// before; 0 means from the newest on.
func (s *Store) List(ctx context.Context, before int64, limit int) (_ []Media, err error) {
	defer fault.Wrap(&err, "media.List(%d)", before)
	if before == 0 {
		before = math.MaxInt64
	}
	return db.All(ctx, s.DB, scan, `SELECT `+columns+` FROM media WHERE id < $1 ORDER BY id DESC LIMIT $2`, before, limit)
}

// Update sets the words that go with a picture. Pages that depend on
// "media:ID" are dropped from the cache.
func (s *Store) Update(ctx context.Context, id int64, alt, credit string) (m Media, err error) {
	defer fault.Wrap(&err, "media.Update(%d)", id)
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		m, err = describe(ctx, tx, id, alt, credit)
		return err
	})
	return m, err
}

// UpdateFrom is Update by somebody who saw the picture as was: if its words
// have changed since, nothing is written and the error is fault.Conflict.
func (s *Store) UpdateFrom(ctx context.Context, was Media, alt, credit string) (m Media, err error) {
	defer fault.Wrap(&err, "media.UpdateFrom(%d)", was.ID)
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		now, err := found(db.One(ctx, tx, scan, `SELECT `+columns+` FROM media WHERE id = $1`, was.ID))
		if err != nil {
			return err
		}
		if now.Alt != was.Alt || now.Credit != was.Credit {
			return fault.New(fault.Conflict, "Somebody described this picture in between; look at it again and repeat your change.")
		}
		m, err = describe(ctx, tx, was.ID, alt, credit)
		return err
	})
	return m, err
}

func describe(ctx context.Context, tx *db.Tx, id int64, alt, credit string) (Media, error) {
	alt, credit = strings.TrimSpace(alt), strings.TrimSpace(credit)
	if err := checkWords(alt, credit); err != nil {
		return Media{}, err
	}
	m, err := found(db.One(ctx, tx, scan, `UPDATE media SET alt = $1, credit = $2 WHERE id = $3 RETURNING `+columns, alt, credit, id))
	if err != nil {
		return Media{}, err
	}
	return m, page.Changed(ctx, tx, tag(id))
}

func checkWords(alt, credit string) error {
	var p fault.Problems
	if utf8.RuneCountInString(alt) > MaxAlt {
		p.Add("alt", "The description of the picture is longer than %d characters; please shorten it.", MaxAlt)
	}
	if utf8.RuneCountInString(credit) > MaxCredit {
		p.Add("credit", "The credit is longer than %d characters; please shorten it.", MaxCredit)
	}
	return p.Err()
}

// Delete removes a picture and its files. The files go first: whoever uploads
// the same bytes meanwhile is given the picture that is about to go, never one
// without files, and a Delete that was cut short can be done again.
func (s *Store) Delete(ctx context.Context, id int64) (err error) {
	defer fault.Wrap(&err, "media.Delete(%d)", id)
	m, err := s.Get(ctx, id)
	if err != nil {
		return err
	}
	if err := s.deleteFiles(ctx, append(m.plainFiles(), m.modernFiles()...)); err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM media WHERE id = $1`, id); err != nil {
			return err
		}
		return page.Changed(ctx, tx, tag(id))
	})
}
