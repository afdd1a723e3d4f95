package post

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// current reads published posts: p is the post, r its current revision.
const current = `SELECT ` + revisionColumns + `, r.body, p.first_published_at, p.significant_at
	FROM post p JOIN revision r ON r.id = p.revision_id `

const (
	notPublished = "There is no such post, or it is not published."
	staleLink    = "This preview link is not valid any more; ask for a new one."
)

func scanPublished(r db.Row) (p Published, err error) {
	var first, significant int64
	err = p.Revision.scan(r, &first, &significant)
	p.PostID, p.FirstPublishedAt, p.UpdatedAt = p.Revision.PostID, db.Time(first), db.Time(significant)
	return p, err
}

// Published is what readers see of a post; fault.NotFound when they see nothing.
func (s *Store) Published(ctx context.Context, postID int64) (p Published, err error) {
	defer fault.Wrap(&err, "post.Published(%d)", postID)
	return s.view(ctx, func(tx *db.Tx) (Published, error) {
		return one(ctx, tx, current+`WHERE p.id = $1`, postID)
	})
}

// PublishedMany is Published for several posts, at most MaxListed, by id. What
// readers do not see is left out.
func (s *Store) PublishedMany(ctx context.Context, ids []int64) (_ map[int64]Published, err error) {
	defer fault.Wrap(&err, "post.PublishedMany(%v)", ids)
	ids = ids[:min(len(ids), MaxListed)]
	if len(ids) == 0 {
		return map[int64]Published{}, nil
	}
	var posts []Published
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		posts, err = db.All(ctx, tx, scanPublished, current+`WHERE p.id IN (`+db.In(len(ids), 1)+`) ORDER BY p.id`, db.Args(ids)...)
		if err != nil {
			return err
		}
		return fill(ctx, tx, posts)
	})
	if err == nil {
		err = s.addPictures(ctx, posts)
	}
	out := make(map[int64]Published, len(posts))
	for _, p := range posts {
		out[p.PostID] = p
	}
	return out, err
}

// PublishedRevision is the post as one of its revisions said it, whether or not
// readers see it now. UpdatedAt is the last significant revision up to it.
func (s *Store) PublishedRevision(ctx context.Context, revisionID int64) (p Published, err error) {
	defer fault.Wrap(&err, "post.PublishedRevision(%d)", revisionID)
	return s.view(ctx, func(tx *db.Tx) (Published, error) {
		return one(ctx, tx, `SELECT `+revisionColumns+`, r.body, p.first_published_at, (
			SELECT COALESCE(max(e.published_at), 0) FROM revision e
			WHERE e.post_id = r.post_id AND e.number <= r.number AND e.significant = 1)
			FROM revision r JOIN post p ON p.id = r.post_id WHERE r.id = $1`, revisionID)
	})
}

// BySlug is the published post at an address. When the post has a newer
// address, or the address is spelt in another way, redirectTo is the slug to
// send the reader to. An address whose post was taken down is fault.Gone.
func (s *Store) BySlug(ctx context.Context, slug string) (p Published, redirectTo string, err error) {
	defer fault.Wrap(&err, "post.BySlug(%q)", slug)
	p, err = s.view(ctx, func(tx *db.Tx) (Published, error) {
		id, err := slugOwner(ctx, tx, slug)
		if err != nil {
			return Published{}, err
		}
		p, err := one(ctx, tx, current+`WHERE p.id = $1`, id)
		if fault.Is(err, fault.NotFound) {
			return p, fault.New(fault.Gone, "This post was taken down.")
		}
		return p, err
	})
	if err == nil && p.Revision.Slug != slug {
		redirectTo = p.Revision.Slug
	}
	return p, redirectTo, err
}

// slugOwner is the post that ever was public at the slug, as it is or as
// Slugify spells it.
func slugOwner(ctx context.Context, tx *db.Tx, slug string) (int64, error) {
	notFound := fault.New(fault.NotFound, notPublished)
	if !searchable(slug) {
		return 0, notFound
	}
	for _, try := range slices.Compact([]string{slug, Slugify(slug)}) {
		id, err := db.One(ctx, tx, db.Value[int64], `SELECT post_id FROM post_slug WHERE slug = $1 AND public = 1`, try)
		if !fault.Is(err, fault.NotFound) {
			return id, err
		}
	}
	return 0, notFound
}

// searchable tells whether text from an address can be looked for at all.
func searchable(s string) bool {
	return s != "" && len(s) <= 4*MaxHeadline && utf8.ValidString(s) && !strings.ContainsRune(s, 0)
}

// ByPreview is the working copy behind a preview link, looking as it would when
// published now. Its Revision has no ID, Number and PublishedAt.
func (s *Store) ByPreview(ctx context.Context, token string) (p Published, err error) {
	defer fault.Wrap(&err, "post.ByPreview(…)")
	if !searchable(token) {
		return Published{}, fault.New(fault.NotFound, staleLink)
	}
	return s.view(ctx, func(tx *db.Tx) (Published, error) {
		id, err := db.One(ctx, tx, db.Value[int64], `SELECT id FROM post WHERE preview_token = $1`, token)
		if err != nil {
			return Published{}, missing(err, staleLink)
		}
		draft, err := load(ctx, tx, id)
		if err != nil {
			return Published{}, err
		}
		b, err := s.bind(ctx, tx, draft.Input, s.Zone(ctx))
		if err != nil {
			return Published{}, err
		}
		return filled(ctx, tx, Published{
			PostID: id, Revision: Revision{PostID: id, Input: draft.Input, Claims: b.claims},
			FirstPublishedAt: draft.FirstPublishedAt, UpdatedAt: draft.significantAt,
		})
	})
}

// view reads one post in a snapshot and then its picture.
func (s *Store) view(ctx context.Context, read func(tx *db.Tx) (Published, error)) (Published, error) {
	posts := make([]Published, 1)
	err := s.DB.Read(ctx, func(tx *db.Tx) (err error) {
		posts[0], err = read(tx)
		return err
	})
	if err != nil {
		return Published{}, err
	}
	err = s.addPictures(ctx, posts)
	return posts[0], err
}

// one reads the one published post of a query.
func one(ctx context.Context, tx *db.Tx, query string, id int64) (Published, error) {
	p, err := db.One(ctx, tx, scanPublished, query, id)
	if err != nil {
		return Published{}, missing(err, notPublished)
	}
	return filled(ctx, tx, p)
}

func filled(ctx context.Context, tx *db.Tx, p Published) (Published, error) {
	posts := []Published{p}
	err := fill(ctx, tx, posts)
	return posts[0], err
}

// fill adds authors, sections and tags to posts, by one query each however
// many posts there are. What was deleted since is left out.
func fill(ctx context.Context, tx *db.Tx, posts []Published) error {
	authors, err := authorNoun().byID(ctx, tx, idsOf(posts, func(in Input) []int64 { return in.AuthorIDs }))
	if err != nil {
		return err
	}
	sections, err := sectionNoun().byID(ctx, tx, idsOf(posts, func(in Input) []int64 { return in.SectionIDs }))
	if err != nil {
		return err
	}
	tags, err := tagNoun().byID(ctx, tx, idsOf(posts, func(in Input) []int64 { return in.TagIDs }))
	if err != nil {
		return err
	}
	for i := range posts {
		p := &posts[i]
		p.Authors = pick(authors, p.Revision.AuthorIDs)
		p.Sections = pick(sections, p.Revision.SectionIDs)
		p.Tags = pick(tags, p.Revision.TagIDs)
	}
	return nil
}

// idsOf collects ids over all posts, each once, in order.
func idsOf(posts []Published, of func(Input) []int64) []int64 {
	var out []int64
	for _, p := range posts {
		out = append(out, of(p.Revision.Input)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// pick gives what is there, in the order of the ids.
func pick[T any](from map[int64]T, list []int64) []T {
	var out []T
	for _, id := range list {
		if v, ok := from[id]; ok {
			out = append(out, v)
		}
	}
	return out
}

// addPictures adds the lead pictures that still exist, by one query.
func (s *Store) addPictures(ctx context.Context, posts []Published) error {
	list := idsOf(posts, func(in Input) []int64 {
		if in.LeadMediaID == 0 {
			return nil
		}
		return []int64{in.LeadMediaID}
	})
	if len(list) == 0 {
		return nil
	}
	found, err := s.Media.ByIDs(ctx, list)
	if err != nil {
		return err
	}
	for i := range posts {
		if m, ok := found[posts[i].Revision.LeadMediaID]; ok {
			posts[i].Lead = &m
		}
	}
	return nil
}
