package post

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/page"
)

// bulkChunk is how many posts one transaction of InsertBulk writes: enough to
// be fast, few enough that other writers get their turn.
const bulkChunk = 1000

// InsertBulk writes many posts fast, each published one with its first
// revision, and gives their ids in order. It adds no jobs: nobody is told and
// nothing is indexed. The posts before the first failure stay.
func (s *Store) InsertBulk(ctx context.Context, posts []SeedPost) (ids []int64, err error) {
	defer fault.Wrap(&err, "post.InsertBulk(%d posts)", len(posts))
	now, zone := s.clock(ctx)
	for chunk := range slices.Chunk(posts, bulkChunk) {
		b, err := newBulk(chunk, now, zone)
		if err != nil {
			return ids, err
		}
		if err := s.DB.Write(ctx, func(tx *db.Tx) error { return b.write(ctx, tx) }); err != nil {
			return ids, err
		}
		for _, p := range b.posts {
			ids = append(ids, p.ID)
		}
	}
	return ids, nil
}

// bulk is one chunk on its way into the tables.
type bulk struct {
	posts []Post
	asked []string // the slugs asked for or made, before they are unique
	last  int64    // the ids of the chunk are above this one
	zone  *time.Location
}

func newBulk(seeds []SeedPost, now time.Time, zone *time.Location) (*bulk, error) {
	b := &bulk{zone: zone}
	for i, seed := range seeds {
		in, err := clean(seed.Input)
		if err == nil && !seed.PublishedAt.IsZero() {
			err = publishable(in)
		}
		if err != nil {
			return nil, fmt.Errorf("post %d (%q): %w", i, seed.Headline, err)
		}
		if seed.PublishedAt.After(now) {
			return nil, invalid(nil, "published_at", "The post “%s” is published in the future.", seed.Headline)
		}
		b.asked = append(b.asked, in.Slug)
		if in.Slug == "" {
			b.asked[i] = slugBase(in.Headline)
		}
		b.posts = append(b.posts, seed.post(in, now))
	}
	return b, nil
}

func (seed SeedPost) post(in Input, now time.Time) Post {
	p := Post{Status: Draft, Input: in, PreviewToken: rand.Text(), CreatedAt: seed.CreatedAt, CreatedBy: seed.By}
	if !seed.PublishedAt.IsZero() {
		p.Status, p.FirstPublishedAt = Live, seed.PublishedAt
	}
	switch {
	case !p.CreatedAt.IsZero():
	case p.Status == Live:
		p.CreatedAt = p.FirstPublishedAt
	default:
		p.CreatedAt = now
	}
	p.UpdatedAt = p.CreatedAt
	if p.FirstPublishedAt.After(p.CreatedAt) {
		p.UpdatedAt = p.FirstPublishedAt
	}
	return p
}

func (b *bulk) write(ctx context.Context, tx *db.Tx) error {
	if err := b.chooseSlugs(ctx, tx); err != nil {
		return err
	}
	if err := b.insertPosts(ctx, tx); err != nil {
		return err
	}
	for _, rel := range relations() {
		if err := b.insertRelation(ctx, tx, rel); err != nil {
			return err
		}
	}
	return b.publish(ctx, tx)
}

// chooseSlugs gives each post a slug that is free; a second one of its kind
// ends in letters of chance.
func (b *bulk) chooseSlugs(ctx context.Context, tx *db.Tx) error {
	found, err := db.All(ctx, tx, db.Value[string], `SELECT slug FROM post_slug WHERE slug IN (`+db.In(len(b.asked), 1)+`)`, db.Args(b.asked)...)
	if err != nil {
		return err
	}
	taken := make(map[string]bool, len(found))
	for _, slug := range found {
		taken[slug] = true
	}
	for i, slug := range b.asked {
		if taken[slug] || Reserved(slug) {
			all := candidates(cutSlug(slug, slugMost-slugRoom))
			slug = all[len(all)-1]
		}
		taken[slug] = true
		b.posts[i].Slug = slug
	}
	return nil
}

func (b *bulk) insertPosts(ctx context.Context, tx *db.Tx) error {
	var err error
	if b.last, err = db.One(ctx, tx, db.Value[int64], `SELECT COALESCE(max(id), 0) FROM post`); err != nil {
		return err
	}
	columns := []string{
		"kind", "access", "status", "slug", "headline", "headline_folded", "standfirst", "body",
		"lead_media_id", "lead_alt", "lead_caption", "lead_credit", "series", "part", "layout", "preview_token",
		"first_published_at", "significant_at", "created_by", "updated_by", "created_at", "updated_at",
	}
	rows := make([][]any, len(b.posts))
	for i, p := range b.posts {
		first := db.Ms(p.FirstPublishedAt)
		rows[i] = []any{
			p.Kind, p.Access, p.Status, p.Slug, p.Headline, p.found(), p.Standfirst, p.Body,
			db.NullID(p.LeadMediaID), p.LeadAlt, p.LeadCaption, p.LeadCredit, p.Series, p.Part, p.Layout, p.PreviewToken,
			first, first, db.NullID(p.CreatedBy), db.NullID(p.CreatedBy), db.Ms(p.CreatedAt), db.Ms(p.UpdatedAt),
		}
	}
	if err := tx.InsertMany(ctx, "post", columns, rows); err != nil {
		return err
	}
	return b.readIDs(ctx, tx)
}

// readIDs finds the ids that the posts were given.
func (b *bulk) readIDs(ctx context.Context, tx *db.Tx) error {
	type row struct {
		id    int64
		token string
	}
	rows, err := db.All(ctx, tx, func(r db.Row) (v row, err error) {
		err = r.Scan(&v.id, &v.token)
		return v, err
	}, `SELECT id, preview_token FROM post WHERE id > $1 ORDER BY id`, b.last)
	if err != nil {
		return err
	}
	ids := make(map[string]int64, len(rows))
	for _, v := range rows {
		ids[v.token] = v.id
	}
	for i := range b.posts {
		b.posts[i].ID = ids[b.posts[i].PreviewToken]
	}
	return nil
}

func (b *bulk) insertRelation(ctx context.Context, tx *db.Tx, rel relation) error {
	var rows [][]any
	for _, p := range b.posts {
		for i, id := range *rel.of(&p.Input) {
			rows = append(rows, []any{p.ID, i, id})
		}
	}
	return tx.InsertMany(ctx, rel.table, []string{"post_id", "position", rel.column}, rows)
}

// publish writes slugs, revisions and lists, and drops the lists' pages.
func (b *bulk) publish(ctx context.Context, tx *db.Tx) error {
	var slugs, revisions, listings [][]any
	var authors []int64
	var tags []string
	for _, p := range b.posts {
		live := p.Status == Live
		slugs = append(slugs, []any{p.Slug, p.ID, db.Bit(live), db.Ms(p.CreatedAt)})
		if !live {
			continue
		}
		r := Revision{PostID: p.ID, Number: 1, Input: p.Input, Significant: true, PublishedAt: p.FirstPublishedAt, PublishedBy: p.CreatedBy}
		revisions = append(revisions, r.values())
		on := lists(p.Input)
		for _, list := range on {
			listings = append(listings, []any{list, db.Ms(p.FirstPublishedAt), p.ID})
		}
		tags = append(tags, listTags(on, p.FirstPublishedAt.In(b.zone))...)
		authors = append(authors, p.AuthorIDs...)
	}
	if err := tx.InsertMany(ctx, "post_slug", []string{"slug", "post_id", "public", "created_at"}, slugs); err != nil {
		return err
	}
	if err := tx.InsertMany(ctx, "revision", revisionValues(), revisions); err != nil {
		return err
	}
	if err := tx.InsertMany(ctx, "listing", []string{"list", "published_at", "post_id"}, listings); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE post SET revision_id = (SELECT r.id FROM revision r WHERE r.post_id = post.id AND r.number = 1)
		WHERE id > $1 AND first_published_at <> 0`, b.last)
	if err != nil {
		return err
	}
	if err := credit(ctx, tx, authors); err != nil {
		return err
	}
	slices.Sort(tags)
	return page.Changed(ctx, tx, slices.Compact(tags)...)
}
