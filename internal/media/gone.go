package media

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/page"
)

// A file and its row cannot go at one instant, and the same bytes may come in
// meanwhile, by the same name. So the row goes first, and leaves a note that its
// files are going; the note stays for a day after they went.
//
// Invariants:
//  1. Files of a hash are deleted only while its note says that they are going.
//  2. A row is written only if the note, or that there is none, is the same as
//     before its files were stored, and does not say that they are going. Else
//     they are stored once more.

// Times of deletion.
const (
	goneLives  = 24 * time.Hour   // far longer than an upload takes once it is here
	goingMost  = time.Minute      // how long the deleting of one file's bytes may take
	goingStuck = 10 * time.Minute // when somebody else takes it over
	goingWait  = 5 * time.Second  // how long an upload waits for it
	goingPoll  = 20 * time.Millisecond
)

// Delete removes a file of the library for good.
func (s *Store) Delete(ctx context.Context, id int64) error { return s.DeleteIf(ctx, id, nil) }

// DeleteIf is Delete unless check, which sees the file as it is in the very
// transaction that deletes it, has an objection.
func (s *Store) DeleteIf(ctx context.Context, id int64, check func(Media) error) (err error) {
	defer fault.Wrap(&err, "media.Delete(%d)", id)
	var gone []Media
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		gone, err = s.remove(ctx, tx, id, check)
		return err
	})
	if err != nil {
		return err
	}
	for _, m := range gone {
		if err := s.wipe(ctx, m); err != nil {
			// The file is not there any more for anybody; what is left of it is swept.
			s.Log.Error("the bytes of a deleted file are still there and will be swept", "hash", m.Hash, "error", err)
		}
	}
	return nil
}

// wipe deletes the files of what is going, and notes that they went.
func (s *Store) wipe(ctx context.Context, m Media) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), goingMost)
	defer cancel()
	if err := s.deleteFiles(ctx, append(m.plainFiles(), m.modernFiles()...)); err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE media_gone SET going = 0, at = $1 WHERE hash = $2`, db.Ms(s.Now()), m.Hash)
		return err
	})
}

// remove deletes the row and gives all that had bytes by it.
func (s *Store) remove(ctx context.Context, tx *db.Tx, id int64, check func(Media) error) ([]Media, error) {
	m, err := get(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	if check != nil {
		if err := check(m); err != nil {
			return nil, err
		}
	}
	gone := []Media{m}
	formers, err := db.All(ctx, tx, scanFormer, `SELECT `+formerColumns+` FROM media_former WHERE media_id = $1 ORDER BY hash, media_id`, id)
	if err != nil {
		return nil, err
	}
	for _, f := range formers {
		gone = append(gone, f.media)
	}
	for _, m := range gone {
		widths, modern, err := jsonWidths(m)
		if err != nil {
			return nil, err
		}
		_, err = tx.Exec(ctx, `INSERT INTO media_gone (hash, mime, widths, modern, modern_widths, at) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (hash) DO UPDATE SET mime = excluded.mime, widths = excluded.widths, modern = excluded.modern, modern_widths = excluded.modern_widths,
			going = 1, times = media_gone.times + 1, at = excluded.at`, m.Hash, m.Mime, widths, m.Modern, modern, db.Ms(s.Now()))
		if err != nil {
			return nil, err
		}
	}
	// Both engines cascade to labels and former hashes.
	if _, err := tx.Exec(ctx, `DELETE FROM media WHERE id = $1`, id); err != nil {
		return nil, err
	}
	return gone, page.Changed(ctx, tx, tag(id))
}

// going is the note about a hash; its zero value is that there is none.
type going struct{ is, times int64 }

func noteOf(ctx context.Context, q db.Querier, hash string) (going, error) {
	n, err := db.One(ctx, q, func(r db.Row) (n going, err error) {
		err = r.Scan(&n.is, &n.times)
		return n, err
	}, `SELECT going, times FROM media_gone WHERE hash = $1`, hash)
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	return n, err
}

// notGoing waits until nothing of a hash is being deleted and gives the note.
func (s *Store) notGoing(ctx context.Context, hash string) (going, error) {
	late, swept := time.Now().Add(goingWait), false
	for {
		n, err := noteOf(ctx, s.DB, hash)
		switch {
		case err != nil || n.is == 0:
			return n, err
		case time.Now().After(late) && !swept: // whoever was deleting it may be dead
			if err := s.SweepGone(ctx); err != nil {
				return n, err
			}
			swept = true
			continue
		case time.Now().After(late):
			return n, fault.New(fault.Unavailable, "This very file is being deleted right now; please upload it again in a moment.")
		}
		select {
		case <-ctx.Done():
			return n, ctx.Err()
		case <-time.After(goingPoll):
		}
	}
}

func scanGone(r db.Row) (m Media, err error) {
	var widths, modern string
	if err = r.Scan(&m.Hash, &m.Mime, &widths, &m.Modern, &modern); err != nil {
		return m, err
	}
	return m, errors.Join(json.Unmarshal([]byte(widths), &m.Widths), json.Unmarshal([]byte(modern), &m.ModernWidths))
}

// goneMost is how many are swept at once.
const goneMost = 1000

// SweepGone finishes deletions that were cut short, and forgets those of
// yesterday; run it about hourly.
func (s *Store) SweepGone(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "media.SweepGone()")
	now := s.Now()
	stuck, err := db.All(ctx, s.DB, scanGone, `SELECT hash, mime, widths, modern, modern_widths FROM media_gone WHERE going = 1 AND at < $1 ORDER BY at, hash LIMIT $2`,
		db.Ms(now.Add(-goingStuck)), goneMost)
	if err != nil {
		return err
	}
	for _, m := range stuck {
		if err := s.wipe(ctx, m); err != nil {
			return err
		}
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM media_gone WHERE going = 0 AND at < $1`, db.Ms(now.Add(-goneLives)))
		return err
	})
}
