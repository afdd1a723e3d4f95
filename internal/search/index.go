package search

import (
	"context"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Index brings the words of a post in line with its current revision; those of
// a post that is not published are removed. It may be run again.
func (s *Store) Index(ctx context.Context, postID int64) (err error) {
	defer fault.Wrap(&err, "search.Index(%d)", postID)
	return s.d.Write(ctx, func(tx *db.Tx) error {
		texts, err := db.All(ctx, tx, scanText, published+`WHERE p.id = $1`, postID)
		if err != nil {
			return err
		}
		return replace(ctx, tx, []any{postID}, entries(texts))
	})
}

// Remove is the reaction to an unpublication. Like Index it looks at what the
// post is now, so the two may come in any order.
func (s *Store) Remove(ctx context.Context, postID int64) error { return s.Index(ctx, postID) }

// replace takes away what there is about postIDs and puts in all.
func replace(ctx context.Context, tx *db.Tx, postIDs []any, all []entry) error {
	if err := engineOf(tx).remove(ctx, tx, postIDs); err != nil || len(all) == 0 {
		return err
	}
	return engineOf(tx).put(ctx, tx, all)
}

// perBatch is how many posts Rebuild reads, or writes in one transaction.
const perBatch = 1000

// Rebuild indexes every published post anew while search goes on working.
// It calls progress, if not nil, after each batch. It may be stopped and run
// again.
func (s *Store) Rebuild(ctx context.Context, progress func(done, total int64)) (err error) {
	defer fault.Wrap(&err, "search.Rebuild()")
	if err := s.forget(ctx); err != nil {
		return err
	}
	err = each(ctx, s.d, progress, func(all []entry) error {
		return s.d.Write(ctx, func(tx *db.Tx) error { return refresh(ctx, tx, all) })
	})
	if err != nil {
		return err
	}
	return s.d.Write(ctx, func(tx *db.Tx) error { return engineOf(tx).settle(ctx, tx) })
}

// Fill indexes every published post in the caller's transaction; nothing must
// be indexed yet. It is for a restored site, which becomes visible all at once.
func (s *Store) Fill(ctx context.Context, tx *db.Tx, progress func(done, total int64)) (err error) {
	defer fault.Wrap(&err, "search.Fill()")
	err = each(ctx, tx, progress, func(all []entry) error { return engineOf(tx).put(ctx, tx, all) })
	if err != nil {
		return err
	}
	return engineOf(tx).settle(ctx, tx)
}

// each goes through all published posts by id, in batches.
func each(ctx context.Context, q db.Querier, progress func(done, total int64), fn func([]entry) error) error {
	total, err := db.One(ctx, q, db.Value[int64], `SELECT count(*) FROM post WHERE status = 'published'`)
	if err != nil {
		return err
	}
	done, after := int64(0), int64(0)
	for {
		texts, err := db.All(ctx, q, scanText, published+`WHERE p.id > $1 ORDER BY p.id LIMIT $2`, after, perBatch)
		if err != nil || len(texts) == 0 {
			return err
		}
		if err := fn(entries(texts)); err != nil {
			return err
		}
		after = texts[len(texts)-1].postID
		done += int64(len(texts))
		if progress != nil {
			progress(done, max(done, total)) // posts may have been added meanwhile
		}
	}
}

// refresh replaces entries, but for those whose post has another revision by
// now: that one's own job sees to it.
func refresh(ctx context.Context, tx *db.Tx, all []entry) error {
	ids := make([]any, len(all))
	for i, e := range all {
		ids[i] = e.postID
	}
	type current struct{ post, revision int64 }
	scan := func(r db.Row) (c current, err error) {
		err = r.Scan(&c.post, &c.revision)
		return c, err
	}
	now, err := db.All(ctx, tx, scan, `SELECT id, revision_id FROM post WHERE revision_id > 0 AND id IN (`+db.In(len(ids), 1)+`)`, ids...)
	if err != nil {
		return err
	}
	revisions := make(map[int64]int64, len(now))
	for _, c := range now {
		revisions[c.post] = c.revision
	}
	var fresh []entry
	ids = ids[:0]
	for _, e := range all {
		if revisions[e.postID] == e.revisionID {
			fresh, ids = append(fresh, e), append(ids, e.postID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return replace(ctx, tx, ids, fresh)
}

// forget removes the words of posts that are not published.
func (s *Store) forget(ctx context.Context) error {
	for {
		var ids []int64
		err := s.d.Write(ctx, func(tx *db.Tx) (err error) {
			ids, err = db.All(ctx, tx, db.Value[int64], `SELECT d.post_id FROM search_doc d
				WHERE NOT EXISTS (SELECT 1 FROM post p WHERE p.id = d.post_id AND p.revision_id > 0) ORDER BY d.post_id LIMIT $1`, perBatch)
			if err != nil || len(ids) == 0 {
				return err
			}
			return engineOf(tx).remove(ctx, tx, db.Args(ids))
		})
		if err != nil || len(ids) == 0 {
			return err
		}
	}
}
