package post

import (
	"context"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// MaxParts is how many parts of a series are shown.
const MaxParts = 100

// SeriesSlug is the address of a series. Names that make the same address name
// the same series.
func SeriesSlug(name string) string { return Slugify(name) }

// series checks the name of a series and a place in it.
func series(p *fault.Problems, name string, part int64) (string, int64) {
	name = line(p, "series", name, MaxName)
	switch slug := SeriesSlug(name); {
	case name != "" && slug == "":
		p.Add("series", "The name of a series needs letters or digits.")
	case utf8.RuneCountInString(slug) > slugMost:
		p.Add("series", "This name is too long for an address; shorten it.")
	}
	if part < 0 || part > MaxPart {
		p.Add("part", "Choose a number from 1 to %d.", MaxPart)
	}
	if name == "" {
		return "", 0
	}
	return name, part
}

// Parts are the published parts of a series in their order: by number, those
// without one last, and then from the oldest to the newest. Of more than
// MaxParts it gives the newest. They come as Listed gives them.
func (s *Store) Parts(ctx context.Context, slug string) (parts []Published, err error) {
	defer fault.Wrap(&err, "post.Parts(%q)", slug)
	if !searchable(slug) {
		return nil, fault.New(fault.NotFound, noSeries)
	}
	parts, _, err = s.Listed(ctx, "series:"+slug, Cursor{}, MaxParts)
	if err != nil {
		return nil, err
	}
	if len(parts) == 0 {
		return nil, fault.New(fault.NotFound, noSeries)
	}
	slices.Reverse(parts)
	slices.SortStableFunc(parts, func(a, b Published) int { return int(a.order() - b.order()) })
	return parts, nil
}

const noSeries = "There is no such series, or nothing of it is published."

func (p Published) order() int64 {
	if p.Revision.Part == 0 {
		return math.MaxInt32
	}
	return p.Revision.Part
}

// Around are the published posts next to one on a list, by first publication:
// the one before it and the one after. Either may be missing.
func (s *Store) Around(ctx context.Context, list string, of Published) (before, after *Address, err error) {
	defer fault.Wrap(&err, "post.Around(%q, %d)", list, of.PostID)
	at := []any{list, db.Ms(of.FirstPublishedAt), of.PostID}
	const from = `SELECT p.id, r.kind, r.slug, r.headline, p.first_published_at, r.published_at
		FROM listing l JOIN post p ON p.id = l.post_id JOIN revision r ON r.id = p.revision_id
		WHERE l.list = $1 AND (l.published_at, l.post_id) `
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		if before, err = neighbour(ctx, tx, from+`< ($2, $3) ORDER BY l.published_at DESC, l.post_id DESC LIMIT 1`, at); err != nil {
			return err
		}
		after, err = neighbour(ctx, tx, from+`> ($2, $3) ORDER BY l.published_at, l.post_id LIMIT 1`, at)
		return err
	})
	return before, after, err
}

func neighbour(ctx context.Context, tx *db.Tx, query string, args []any) (*Address, error) {
	found, err := db.All(ctx, tx, scanAddress, query, args...)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// Limits of what is looked at to find related posts.
const (
	relatedTags = 8  // of the post
	relatedEach = 12 // newest posts of each list
)

// Related gives up to limit posts that are most like one: each tag they share
// counts three and the first section one; of equals the newest come first. It
// looks only at the newest posts of each of these lists (see Likeness), so it
// costs the same however many posts there are.
func (s *Store) Related(ctx context.Context, of Published, limit int) (posts []Published, err error) {
	defer fault.Wrap(&err, "post.Related(%d)", of.PostID)
	score, newest, err := s.rank(ctx, Likeness(of.Revision.Input), of.PostID)
	if err != nil || len(newest) == 0 {
		return nil, err
	}
	slices.SortStableFunc(newest, func(a, b Cursor) int {
		if d := score[b.ID] - score[a.ID]; d != 0 {
			return d
		}
		if d := b.At - a.At; d != 0 {
			return int(max(min(d, 1), -1))
		}
		return int(max(min(b.ID-a.ID, 1), -1))
	})
	var ids []int64
	for _, c := range newest[:min(len(newest), clamp(limit, MaxListed))] {
		ids = append(ids, c.ID)
	}
	found, err := s.PublishedMany(ctx, ids)
	for _, id := range ids {
		if p, ok := found[id]; ok {
			posts = append(posts, p)
		}
	}
	return posts, err
}

// Likeness are the lists of a post's first section and of its tags; those of
// everything when it has neither.
func Likeness(in Input) []string {
	var out []string
	sections := 0
	for _, list := range lists(in) {
		kind, _, _ := strings.Cut(list, ":")
		switch {
		case kind == "section" && sections == 0:
			sections++
			out = append(out, list)
		case kind == "tag" && len(out) < relatedTags+sections:
			out = append(out, list)
		}
	}
	if len(out) == 0 {
		return []string{"home"}
	}
	return out
}

// rank counts for each of the newest posts of the lists how like they are.
func (s *Store) rank(ctx context.Context, lists []string, except int64) (score map[int64]int, newest []Cursor, err error) {
	score = map[int64]int{}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		for _, list := range lists {
			found, err := db.All(ctx, tx, func(r db.Row) (c Cursor, err error) {
				err = r.Scan(&c.ID, &c.At)
				return c, err
			}, `SELECT post_id, published_at FROM listing WHERE list = $1 ORDER BY published_at DESC, post_id DESC LIMIT $2`, list, relatedEach)
			if err != nil {
				return err
			}
			for _, c := range found {
				if c.ID == except {
					continue
				}
				if score[c.ID] == 0 {
					newest = append(newest, c)
				}
				if strings.HasPrefix(list, "tag:") {
					score[c.ID] += 2
				}
				score[c.ID]++
			}
		}
		return nil
	})
	return score, newest, err
}
