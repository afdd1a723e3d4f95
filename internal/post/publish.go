package post

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/markup"
	"onrecord/internal/page"
)

// Publish makes a revision of the working copy and shows it to readers. When
// the post is published and nothing changed, and there is no note, it gives the
// revision that is there. A stale version is fault.Conflict as in Save.
func (s *Store) Publish(ctx context.Context, id, by int64, o PublishOptions) (r Revision, err error) {
	defer fault.Wrap(&err, "post.Publish(%d, version %d)", id, o.Version)
	var p fault.Problems
	o.Note = text(&p, "note", o.Note, MaxNote)
	o.Override = text(&p, "override", o.Override, MaxOverride)
	if err := p.Err(); err != nil {
		return Revision{}, err
	}
	now, zone := s.clock(ctx)
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		old, err := loadVersion(ctx, tx, id, o.Version)
		if err != nil {
			return err
		}
		r, err = s.publish(ctx, tx, old, by, o, now.In(zone))
		return err
	})
	return r, err
}

// clock is one reading of the clock, in whole milliseconds as it is stored, and the site's time zone.
func (s *Store) clock(ctx context.Context) (time.Time, *time.Location) {
	return db.Time(db.Ms(s.Now())), s.Zone(ctx)
}

// publish makes the revision; now is in the site's time zone.
func (s *Store) publish(ctx context.Context, tx *db.Tx, old Post, by int64, o PublishOptions, now time.Time) (Revision, error) {
	b, err := s.bind(ctx, tx, old.Input, now.Location())
	if err != nil {
		return Revision{}, err
	}
	if old.Status == Live && !old.Changed && o.Note == "" {
		r, err := revision(ctx, tx, old.RevisionID)
		if err != nil || !b.moved(r) {
			return r, err
		}
	}
	if err := publishable(old.Input); err != nil {
		return Revision{}, err
	}
	if err := b.publishable(o.Override); err != nil {
		return Revision{}, err
	}
	r, err := addRevision(ctx, tx, old, by, o, now, b.claims)
	if err != nil {
		return Revision{}, err
	}
	if err := s.note(ctx, tx, r, b, o.Override); err != nil {
		return Revision{}, err
	}
	first, significant := old.FirstPublishedAt, old.significantAt
	if first.IsZero() {
		first = r.PublishedAt
	}
	if r.Significant {
		significant = r.PublishedAt
	}
	_, err = tx.Exec(ctx, `UPDATE post SET status = 'published', revision_id = $1, changed = 0, scheduled_at = 0, scheduled_by = 0,
		first_published_at = $2, significant_at = $3, updated_at = $4, version = version + 1 WHERE id = $5`,
		r.ID, db.Ms(first), db.Ms(significant), db.Ms(now), old.ID)
	if err != nil {
		return Revision{}, err
	}
	if _, err := endHandIn(ctx, tx, old.ID, Accepted, "", by, db.Ms(now)); err != nil {
		return Revision{}, err
	}
	if err := makePublic(ctx, tx, r); err != nil {
		return Revision{}, err
	}
	if err := relist(ctx, tx, old.ID, lists(r.Input), first.In(now.Location())); err != nil {
		return Revision{}, err
	}
	return r, s.Jobs.Add(ctx, tx, "post.published", old.ID)
}

// addRevision writes the working copy down for ever.
func addRevision(ctx context.Context, tx *db.Tx, p Post, by int64, o PublishOptions, now time.Time, claims markup.Claims) (Revision, error) {
	last, err := db.One(ctx, tx, db.Value[int64], `SELECT COALESCE(max(number), 0) FROM revision WHERE post_id = $1`, p.ID)
	if err != nil {
		return Revision{}, err
	}
	first := last == 0
	if o.Significant && !first && o.Note == "" {
		return Revision{}, invalid(nil, "note", "Tell readers in a sentence what changed.")
	}
	r := Revision{
		PostID: p.ID, Number: int(last) + 1, Input: p.Input, Significant: o.Significant || first,
		Note: o.Note, PublishedAt: now.UTC(), PublishedBy: by, Claims: claims,
	}
	columns := revisionValues()
	r.ID, err = db.One(ctx, tx, db.Value[int64], `INSERT INTO revision (`+strings.Join(columns, ", ")+`)
		VALUES (`+db.In(len(columns), 1)+`) RETURNING id`, r.values()...)
	return r, err
}

// revisionValues names what values gives.
func revisionValues() []string {
	return []string{
		"post_id", "number", "kind", "access", "slug", "significant", "published_at", "published_by", "lead_media_id",
		"author_ids", "section_ids", "tag_ids",
		"headline", "standfirst", "note", "lead_alt", "lead_caption", "lead_credit", "series", "part", "layout", "claims", "body",
	}
}

// values are the columns of a revision but its id.
func (r Revision) values() []any {
	return []any{
		r.PostID, r.Number, r.Kind, r.Access, r.Slug, db.Bit(r.Significant), db.Ms(r.PublishedAt), r.PublishedBy, r.LeadMediaID,
		toJSON(r.AuthorIDs), toJSON(r.SectionIDs), toJSON(r.TagIDs),
		r.Headline, r.Standfirst, r.Note, r.LeadAlt, r.LeadCaption, r.LeadCredit, r.Series, r.Part, r.Layout, claimsJSON(r.Claims), r.Body,
	}
}

// makePublic notes for ever that readers know the slug and the authors.
func makePublic(ctx context.Context, tx *db.Tx, r Revision) error {
	n, err := tx.Exec(ctx, `UPDATE post_slug SET public = 1 WHERE slug = $1 AND post_id = $2`, r.Slug, r.PostID)
	if err != nil {
		return err
	}
	if n != 1 {
		return fmt.Errorf("post %d does not hold its slug %q", r.PostID, r.Slug)
	}
	return credit(ctx, tx, r.AuthorIDs)
}

// credit notes that authors stand in a published byline.
func credit(ctx context.Context, tx *db.Tx, authorIDs []int64) error {
	authorIDs = slices.Compact(slices.Sorted(slices.Values(authorIDs)))
	if len(authorIDs) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `UPDATE author SET credited = 1 WHERE credited = 0 AND id IN (`+db.In(len(authorIDs), 1)+`)`, db.Args(authorIDs)...)
	return err
}

// lists are where a published post stands.
func lists(in Input) []string {
	if in.Kind == Page {
		return []string{"all", "page"}
	}
	out := []string{"all", "home"}
	for _, id := range in.SectionIDs {
		out = append(out, fmt.Sprintf("section:%d", id))
	}
	for _, id := range in.TagIDs {
		out = append(out, fmt.Sprintf("tag:%d", id))
	}
	for _, id := range in.AuthorIDs {
		out = append(out, fmt.Sprintf("author:%d", id))
	}
	if in.Series != "" {
		out = append(out, "series:"+SeriesSlug(in.Series))
	}
	return out
}

// relist puts a post on these lists and no others, and drops the pages that
// show it or showed it. first is its first publication, in the site's zone.
func relist(ctx context.Context, tx *db.Tx, postID int64, on []string, first time.Time) error {
	old, err := db.All(ctx, tx, db.Value[string], `SELECT list FROM listing WHERE post_id = $1 ORDER BY list`, postID)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM listing WHERE post_id = $1`, postID); err != nil {
		return err
	}
	rows := make([][]any, len(on))
	for i, list := range on {
		rows[i] = []any{list, db.Ms(first), postID}
	}
	if err := tx.InsertMany(ctx, "listing", []string{"list", "published_at", "post_id"}, rows); err != nil {
		return err
	}
	tags := listTags(slices.Concat(old, on), first)
	return page.Changed(ctx, tx, append(tags, fmt.Sprintf("post:%d", postID))...)
}

// listTags are the page tags of lists that hold a post first published then.
func listTags(lists []string, first time.Time) []string {
	var out []string
	for _, list := range lists {
		out = append(out, "list:"+list)
		if list == "home" {
			out = append(out, "list:month:"+first.Format("2006-01"))
		}
	}
	return out
}

// Unpublish takes a post down. Its revisions and slugs stay. Version 0 asks for
// no particular version; a post that is down already is given as it is.
func (s *Store) Unpublish(ctx context.Context, id, by, version int64) (p Post, err error) {
	defer fault.Wrap(&err, "post.Unpublish(%d, version %d)", id, version)
	now, zone := s.clock(ctx)
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		p, err = load(ctx, tx, id)
		switch {
		case err != nil || p.Status == Unpublished:
			return err
		case p.Status != Live:
			return fault.New(fault.Conflict, "This post is not published, so there is nothing to take down.")
		case version != 0 && version != p.Version:
			return conflict(Input{}, p)
		}
		_, err := tx.Exec(ctx, `UPDATE post SET status = 'unpublished', revision_id = 0, changed = 0,
			updated_by = $1, updated_at = $2, version = version + 1 WHERE id = $3`, db.NullID(by), db.Ms(now), id)
		if err != nil {
			return err
		}
		if err := relist(ctx, tx, id, nil, p.FirstPublishedAt.In(zone)); err != nil {
			return err
		}
		if err := s.Jobs.Add(ctx, tx, "post.unpublished", id); err != nil {
			return err
		}
		p, err = load(ctx, tx, id)
		return err
	})
	return p, err
}
