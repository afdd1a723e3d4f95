package media

import (
	"context"
	"math"
	"strconv"
	"strings"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Filter says which files are looked for. Zero fields leave nothing out.
type Filter struct {
	Query  string // words, all of which must be in the name or in what is said of it
	Kind   string // Picture, Audio or Video
	Label  string
	NoAlt  bool  // only pictures without alternative text
	Before int64 // only files with a lower id: the next page
	Limit  int
}

// mostWords is how many words of a search count.
const mostWords = 6

// Find gives up to Limit files, the newest first. It looks at every file that
// the other conditions leave, so it is for the desk.
func (s *Store) Find(ctx context.Context, f Filter) (_ []Media, err error) {
	defer fault.Wrap(&err, "media.Find(%+v)", f)
	if f.Before == 0 {
		f.Before = math.MaxInt64
	}
	where, args := []string{"id < $1"}, []any{f.Before}
	add := func(condition string, value any) {
		args = append(args, value)
		where = append(where, strings.ReplaceAll(condition, "$", "$"+strconv.Itoa(len(args))))
	}
	if f.Kind != "" {
		add("kind = $", f.Kind)
	}
	if f.Label != "" {
		add("id IN (SELECT media_id FROM media_label WHERE label = $)", f.Label)
	}
	if f.NoAlt {
		where = append(where, wordless)
	}
	words := strings.Fields(fold(f.Query))
	for _, w := range words[:min(len(words), mostWords)] {
		add("REPLACE(terms, $, '') <> terms", w) // LIKE would fold on one engine only
	}
	args = append(args, f.Limit)
	return db.All(ctx, s.DB, scan, `SELECT `+columns+` FROM media WHERE `+strings.Join(where, " AND ")+
		` ORDER BY id DESC LIMIT $`+strconv.Itoa(len(args)), args...)
}

// wordless is what pictures without alternative text have in common.
const wordless = "kind = 'picture' AND alt = ''"

// CountWordless counts the pictures without alternative text.
func (s *Store) CountWordless(ctx context.Context) (_ int64, err error) {
	defer fault.Wrap(&err, "media.CountWordless()")
	return db.One(ctx, s.DB, db.Value[int64], "SELECT count(*) FROM media WHERE "+wordless)
}

// List gives up to limit files, the newest first, those with an id under
// before; 0 means from the newest on.
func (s *Store) List(ctx context.Context, before int64, limit int) ([]Media, error) {
	return s.Find(ctx, Filter{Before: before, Limit: limit})
}

// Label is a label with how many files have it.
type Label struct {
	Name  string
	Files int64
}

// mostLabels is how many labels are offered for choice.
const mostLabels = 200

// Labels lists the labels by name.
func (s *Store) Labels(ctx context.Context) (_ []Label, err error) {
	defer fault.Wrap(&err, "media.Labels()")
	return db.All(ctx, s.DB, func(r db.Row) (l Label, err error) {
		err = r.Scan(&l.Name, &l.Files)
		return l, err
	}, `SELECT label, COUNT(*) FROM media_label GROUP BY label ORDER BY label LIMIT $1`, mostLabels)
}

// findable makes old files findable, some of them at a time.
func (s *Store) findable(ctx context.Context) error {
	const some = 500
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		list, err := db.All(ctx, tx, scan, `SELECT `+columns+` FROM media WHERE terms = '' ORDER BY id LIMIT $1`, some)
		if err != nil {
			return err
		}
		for _, m := range list {
			if _, err := tx.Exec(ctx, `UPDATE media SET terms = $1 WHERE id = $2`, terms(m), m.ID); err != nil {
				return err
			}
		}
		return nil
	})
}
