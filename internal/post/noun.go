package post

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/page"
)

// noun is what sections, tags and authors have in common: a table with slug,
// name and version, old slugs that lead on, and lists of posts.
type noun[T grouped] struct {
	table, columns string
	scan           func(db.Row) (T, error)
	missing, stale string // sentences
	most           int64  // how many there may be
}

// grouped is a section, a tag or an author.
type grouped interface {
	id() int64
	slug() string
	version() int64
}

func (n noun[T]) get(ctx context.Context, q db.Querier, id int64) (T, error) {
	v, err := db.One(ctx, q, n.scan, `SELECT `+n.columns+` FROM `+n.table+` WHERE id = $1`, id)
	return v, missing(err, n.missing)
}

// bySlug finds by the slug of now, else by an old one.
func (n noun[T]) bySlug(ctx context.Context, q db.Querier, slug string) (v T, err error) {
	if !searchable(slug) {
		return v, fault.New(fault.NotFound, n.missing)
	}
	for _, try := range slices.Compact([]string{slug, Slugify(slug)}) {
		v, err = db.One(ctx, q, n.scan, `SELECT `+n.columns+` FROM `+n.table+` WHERE id = COALESCE(
			(SELECT g.id FROM `+n.table+` g WHERE g.slug = $1),
			(SELECT group_id FROM group_slug WHERE kind = $2 AND slug = $1))`, try, n.table)
		if !errors.Is(err, sql.ErrNoRows) {
			break
		}
	}
	return v, missing(err, n.missing)
}

// create runs insert with the slug asked for, or with candidates made from the
// name until one is free; insert gives no row when it is not.
func (n noun[T]) create(ctx context.Context, tx *db.Tx, slug, name string, insert func(slug string) (T, error)) (v T, err error) {
	if err := n.room(ctx, tx); err != nil {
		return v, err
	}
	tries := []string{slug}
	if slug == "" {
		tries = candidates(slugBase(name))
	}
	for _, try := range tries {
		v, err = insert(try)
		if !errors.Is(err, sql.ErrNoRows) {
			break
		}
	}
	if errors.Is(err, sql.ErrNoRows) {
		return v, invalid(err, "slug", takenSlug, slug)
	}
	if err != nil {
		return v, err
	}
	return v, page.Changed(ctx, tx, n.tags(v.id())...)
}

// room refuses one more than there may be. The transaction is serialisable, so
// two at once do not pass together.
func (n noun[T]) room(ctx context.Context, tx *db.Tx) error {
	there, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM `+n.table)
	if err == nil && there >= n.most {
		return invalid(nil, "name", "There can be at most %d %ss; delete one that is not used first.", n.most, n.table)
	}
	return err
}

const takenSlug = "The address “%s” is taken; choose a different one."

// slugTaken makes a sentence of the unique constraint that an update ran into.
func slugTaken(err error, slug string) error {
	if db.IsUnique(err) {
		return invalid(err, "slug", takenSlug, slug)
	}
	return err
}

// update runs set with the slug it is to have, if the version still holds.
func (n noun[T]) update(ctx context.Context, tx *db.Tx, id, version int64, slug string, set func(slug string) (T, error)) (v T, err error) {
	old, err := n.get(ctx, tx, id)
	if err != nil {
		return v, err
	}
	if old.version() != version {
		return v, fault.New(fault.Conflict, n.stale)
	}
	if slug == "" {
		slug = old.slug()
	}
	v, err = set(slug)
	if err != nil {
		return v, err
	}
	if slug != old.slug() {
		_, err := tx.Exec(ctx, `INSERT INTO group_slug (kind, slug, group_id) VALUES ($1, $2, $3)
			ON CONFLICT (kind, slug) DO UPDATE SET group_id = excluded.group_id`, n.table, old.slug(), id)
		if err != nil {
			return v, err
		}
	}
	return v, page.Changed(ctx, tx, n.tags(id)...)
}

// remove deletes with all that leads to it, if the version still holds; 0 is
// any. Posts keep what they say.
func (n noun[T]) remove(ctx context.Context, tx *db.Tx, id, version int64) error {
	now, err := n.get(ctx, tx, id)
	if err != nil {
		return err
	}
	if version != 0 && now.version() != version {
		return fault.New(fault.Conflict, n.stale)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM listing WHERE list = $1`, fmt.Sprintf("%s:%d", n.table, id)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM group_slug WHERE kind = $1 AND group_id = $2`, n.table, id); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM `+n.table+` WHERE id = $1`, id); err != nil {
		return err
	}
	return page.Changed(ctx, tx, n.tags(id)...)
}

// tags are the page tags of what shows the thing itself, its list, or a list of
// all such things.
func (n noun[T]) tags(id int64) []string {
	tag := fmt.Sprintf("%s:%d", n.table, id)
	return []string{tag, "list:" + tag, n.table + "s"}
}

// page lists by slug, narrowed by a part of the folded name.
func (n noun[T]) page(ctx context.Context, q db.Querier, f GroupFilter) (list []T, next string, err error) {
	var p fault.Problems
	f.Query = strings.Join(strings.Fields(f.Query), " ") // a tab or a line end comes along with what is pasted
	line(&p, "query", f.Query, queryMost)
	if f.After != "" && !searchable(f.After) {
		p.Add("after", "This is not the end of a page.")
	}
	if err := p.Err(); err != nil {
		return nil, "", err
	}
	var w where
	w.add("slug > %s", f.After)
	if query := Fold(f.Query); query != "" {
		w.add(`name_folded LIKE %s ESCAPE '\'`, within(query))
	}
	limit := pageSize(f.Limit)
	text := `SELECT ` + n.columns + ` FROM ` + n.table + ` WHERE ` + w.String() + ` ORDER BY slug, id LIMIT ` + w.arg(limit+1)
	list, err = db.All(ctx, q, n.scan, text, w.args...)
	if len(list) > limit {
		list = list[:limit]
		next = list[limit-1].slug()
	}
	return list, next, err
}

// byID reads what there is of these ids.
func (n noun[T]) byID(ctx context.Context, tx *db.Tx, list []int64) (map[int64]T, error) {
	out := make(map[int64]T, len(list))
	if len(list) == 0 {
		return out, nil
	}
	found, err := db.All(ctx, tx, n.scan, `SELECT `+n.columns+` FROM `+n.table+` WHERE id IN (`+db.In(len(list), 1)+`)`, db.Args(list)...)
	for _, v := range found {
		out[v.id()] = v
	}
	return out, err
}
