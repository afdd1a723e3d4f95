package post

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

const (
	listUsual = 30
	listMost  = 100
	queryMost = 100
)

func pageSize(limit int) int {
	if limit == 0 {
		return listUsual
	}
	return clamp(limit, listMost)
}

// List gives posts of every status for staff, the last edited first or in the
// order that the filter names, without their bodies, and where the next page starts.
func (s *Store) List(ctx context.Context, f ListFilter) (posts []Post, next Cursor, err error) {
	defer fault.Wrap(&err, "post.List(%+v)", f)
	if err := f.check(); err != nil {
		return nil, Cursor{}, err
	}
	limit := pageSize(f.Limit)
	w := f.where()
	query := `SELECT ` + postColumns + `, '' FROM post p WHERE ` + w.String() +
		` ORDER BY ` + sortColumns[f.Sort] + ` DESC, p.id DESC LIMIT ` + w.arg(limit+1)
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		if posts, err = db.All(ctx, tx, scanPost, query, w.args...); err != nil {
			return err
		}
		if len(posts) > limit {
			posts = posts[:limit]
			last := posts[limit-1]
			next = Cursor{At: db.Ms(last.sortedAt(f.Sort)), ID: last.ID}
		}
		return loadRelations(ctx, tx, posts)
	})
	return posts, next, err
}

func (f ListFilter) check() error {
	var p fault.Problems
	if f.Status != "" && !slices.Contains(Statuses(), f.Status) {
		p.Add("status", "Choose one of: %s.", strings.Join(Statuses(), ", "))
	}
	if f.Kind != "" && !slices.Contains(Kinds(), f.Kind) {
		p.Add("kind", "Choose one of: %s.", strings.Join(Kinds(), ", "))
	}
	if f.Access != "" && !slices.Contains(Accesses(), f.Access) {
		p.Add("access", "Choose one of: %s.", strings.Join(Accesses(), ", "))
	}
	if sortColumns[f.Sort] == "" {
		p.Add("sort", "Choose one of: %s.", strings.Join(Sorts(), ", "))
	}
	line(&p, "query", f.Query, queryMost)
	return p.Err()
}

func (f ListFilter) where() *where {
	var w where
	c := f.Before.start()
	w.add("("+sortColumns[f.Sort]+", p.id) < (%s, %s)", c.At, c.ID)
	if f.Status != "" {
		w.add("p.status = %s", f.Status)
	}
	if f.HandedIn {
		w.add("p.id IN (SELECT post_id FROM hand_in WHERE state = %s)", Waiting)
	}
	if f.Kind != "" {
		w.add("p.kind = %s", f.Kind)
	}
	if f.SectionID != 0 {
		w.add("p.id IN (SELECT post_id FROM post_section WHERE section_id = %s)", f.SectionID)
	}
	if f.TagID != 0 {
		w.add("p.id IN (SELECT post_id FROM post_tag WHERE tag_id = %s)", f.TagID)
	}
	if f.AuthorID != 0 {
		w.add("p.id IN (SELECT post_id FROM post_author WHERE author_id = %s)", f.AuthorID)
	}
	if f.Access != "" {
		w.add("p.access = %s", f.Access)
	}
	if f.Changed {
		w.add("p.changed = 1")
	}
	if f.AuthorStaffID != 0 {
		w.add(`(p.created_by = %s OR p.id IN (SELECT pa.post_id FROM post_author pa
			JOIN author a ON a.id = pa.author_id WHERE a.staff_id = %s))`, f.AuthorStaffID, f.AuthorStaffID)
	}
	if q := Fold(f.Query); q != "" {
		w.add(`p.headline_folded LIKE %s ESCAPE '\'`, within(q))
	}
	return &w
}

// where collects conditions that must all hold. Each %s takes one argument.
type where struct {
	parts []string
	args  []any
}

func (w *where) add(format string, args ...any) {
	marks := make([]any, len(args))
	for i, a := range args {
		marks[i] = w.arg(a)
	}
	w.parts = append(w.parts, fmt.Sprintf(format, marks...))
}

// arg adds an argument and gives its placeholder.
func (w *where) arg(a any) string {
	w.args = append(w.args, a)
	return fmt.Sprintf("$%d", len(w.args))
}

func (w *where) String() string { return strings.Join(w.parts, " AND ") }

// within is the LIKE pattern of text that has s somewhere in it. Both sides are
// folded, so it does not matter that SQLite ignores case.
func within(s string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s) + "%"
}

// CountByStatus counts all posts, by status.
func (s *Store) CountByStatus(ctx context.Context) (counts map[string]int64, err error) {
	defer fault.Wrap(&err, "post.CountByStatus()")
	type row struct {
		status string
		n      int64
	}
	rows, err := db.All(ctx, s.DB, func(r db.Row) (v row, err error) {
		err = r.Scan(&v.status, &v.n)
		return v, err
	}, `SELECT status, count(*) FROM post GROUP BY status ORDER BY status`)
	counts = map[string]int64{}
	for _, v := range rows {
		counts[v.status] = v.n
	}
	return counts, err
}

// CountChanged counts the published posts with changes that readers do not see.
func (s *Store) CountChanged(ctx context.Context) (n int64, err error) {
	defer fault.Wrap(&err, "post.CountChanged()")
	return db.One(ctx, s.DB, db.Value[int64], `SELECT count(*) FROM post WHERE changed = 1`)
}
