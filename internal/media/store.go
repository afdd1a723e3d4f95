package media

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	"golang.org/x/sync/semaphore"

	"onrecord/internal/blob"
	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/job"
)

// Deps is what a Store works with.
type Deps struct {
	DB    *db.DB
	Blobs blob.Store
	Log   *slog.Logger
	// Quota is the most that all files may take, in bytes. 0 means DefaultQuota.
	Quota int64
	// Named tells whether anything of the publication, or a mail that it sent,
	// names an address. Nil keeps what was replaced for ever.
	Named func(ctx context.Context, address string) (bool, error)
	// Jobs hears of what was uploaded. Nil leaves the variants to a later
	// PlanMissing of a Store that has one.
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
	if d.Quota == 0 {
		d.Quota = DefaultQuota
	}
	if d.Log == nil {
		d.Log = slog.Default()
	}
	return &Store{
		Deps: d, files: semaphore.NewWeighted(filesInMemory), pixels: semaphore.NewWeighted(pixelsInMemory),
		encoding: semaphore.NewWeighted(1),
	}
}

const columns = `id, kind, hash, mime, name, width, height, bytes, widths, modern, modern_widths, made, stored, colour, focus_x, focus_y,
	alt, caption, credit, licence, COALESCE(created_by, 0), created_at`

func scan(r db.Row) (m Media, err error) {
	var widths, modern string
	var created int64
	err = r.Scan(&m.ID, &m.Kind, &m.Hash, &m.Mime, &m.Name, &m.Width, &m.Height, &m.Bytes, &widths, &m.Modern, &modern, &m.made, &m.stored, &m.Colour, &m.FocusX, &m.FocusY,
		&m.Alt, &m.Caption, &m.Credit, &m.Licence, &m.CreatedBy, &created)
	if err != nil {
		return Media{}, err
	}
	m.CreatedAt = db.Time(created)
	return m, errors.Join(json.Unmarshal([]byte(widths), &m.Widths), json.Unmarshal([]byte(modern), &m.ModernWidths))
}

// Get finds a file by its id, with its labels.
func (s *Store) Get(ctx context.Context, id int64) (m Media, err error) {
	defer fault.Wrap(&err, "media.Get(%d)", id)
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		m, err = get(ctx, tx, id)
		return err
	})
	return m, err
}

func get(ctx context.Context, tx *db.Tx, id int64) (Media, error) {
	m, err := found(db.One(ctx, tx, scan, `SELECT `+columns+` FROM media WHERE id = $1`, id))
	if err != nil {
		return Media{}, err
	}
	m.Labels, err = db.All(ctx, tx, db.Value[string], `SELECT label FROM media_label WHERE media_id = $1 ORDER BY label LIMIT $2`, id, MaxLabels)
	return m, err
}

// ByHash finds a picture by its hash.
func (s *Store) ByHash(ctx context.Context, hash string) (_ Media, err error) {
	defer fault.Wrap(&err, "media.ByHash(%q)", hash)
	return found(db.One(ctx, s.DB, scan, `SELECT `+columns+` FROM media WHERE hash = $1`, hash))
}

func found(m Media, err error) (Media, error) {
	if fault.Is(err, fault.NotFound) {
		return Media{}, fault.New(fault.NotFound, "This file was not found; it may have been deleted.").Because(err)
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

// Resolve finds the files behind addresses in a text, such as
// "/media/…-960.jpg", also those that were replaced since; the result is by
// address and leaves out all others.
func (s *Store) Resolve(ctx context.Context, srcs []string) (_ map[string]Media, err error) {
	defer fault.Wrap(&err, "media.Resolve(%d addresses)", len(srcs))
	var hashes []string
	for _, src := range srcs {
		if f, ok := parsePath(src); ok {
			hashes = append(hashes, f.hash)
		}
	}
	byHash, err := s.byHashes(ctx, hashes)
	if err != nil {
		return nil, err
	}
	out := make(map[string]Media, len(srcs))
	for _, src := range srcs {
		f, _ := parsePath(src)
		if m, ok := byHash[f.hash]; ok {
			out[src] = m
		}
	}
	return out, nil
}

// byHashes finds files by the hash they have or had.
func (s *Store) byHashes(ctx context.Context, hashes []string) (map[string]Media, error) {
	byHash := make(map[string]Media, len(hashes))
	all, err := among(ctx, s.DB, "hash", hashes)
	if err != nil {
		return nil, err
	}
	for _, m := range all {
		byHash[m.Hash] = m
	}
	var gone []string
	for _, h := range hashes {
		if _, ok := byHash[h]; !ok {
			gone = append(gone, h)
		}
	}
	for len(gone) > 0 {
		n := min(len(gone), 500)
		some, err := db.All(ctx, s.DB, scanFormer, `SELECT `+formerColumns+` FROM media_former WHERE hash IN (`+db.In(n, 1)+`)`, db.Args(gone[:n])...)
		if err != nil {
			return nil, err
		}
		var ids []int64
		for _, f := range some {
			ids = append(ids, f.media.ID)
		}
		now, err := s.ByIDs(ctx, ids)
		if err != nil {
			return nil, err
		}
		for _, f := range some {
			if m, ok := now[f.media.ID]; ok {
				byHash[f.Hash] = m
			}
		}
		gone = gone[n:]
	}
	return byHash, nil
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
