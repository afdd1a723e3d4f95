package post

import (
	"context"
	"errors"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// MaxAsides is how many working copies of a post are kept after they gave way.
const MaxAsides = 20

// Aside is a working copy that gave way to an older state.
type Aside struct {
	ID     int64
	PostID int64
	Input

	SavedAt time.Time // when it was last saved
	SavedBy int64     // staff; 0 for none
}

const asideColumns = `a.id, a.post_id, a.saved_at, a.saved_by, a.kind, a.access, a.slug, a.lead_media_id,
	a.author_ids, a.section_ids, a.tag_ids, a.headline, a.standfirst, a.lead_alt, a.lead_caption, a.lead_credit, a.series, a.part, a.layout`

func scanAside(r db.Row) (a Aside, err error) {
	var at int64
	var authors, sections, tags string
	err = r.Scan(&a.ID, &a.PostID, &at, &a.SavedBy, &a.Kind, &a.Access, &a.Slug, &a.LeadMediaID,
		&authors, &sections, &tags, &a.Headline, &a.Standfirst, &a.LeadAlt, &a.LeadCaption, &a.LeadCredit, &a.Series, &a.Part, &a.Layout, &a.Body)
	a.SavedAt = db.Time(at)
	return a, errors.Join(err, fromJSON(authors, &a.AuthorIDs), fromJSON(sections, &a.SectionIDs), fromJSON(tags, &a.TagIDs))
}

// Asides lists the working copies that gave way, the newest first, without
// their bodies.
func (s *Store) Asides(ctx context.Context, postID int64) (list []Aside, err error) {
	defer fault.Wrap(&err, "post.Asides(%d)", postID)
	return db.All(ctx, s.DB, scanAside, `SELECT `+asideColumns+`, '' FROM set_aside a WHERE a.post_id = $1
		ORDER BY a.id DESC LIMIT $2`, postID, MaxAsides)
}

// Aside reads one working copy of a post that gave way.
func (s *Store) Aside(ctx context.Context, postID, id int64) (a Aside, err error) {
	defer fault.Wrap(&err, "post.Aside(%d, %d)", postID, id)
	return aside(ctx, s.DB, postID, id)
}

func aside(ctx context.Context, q db.Querier, postID, id int64) (Aside, error) {
	a, err := db.One(ctx, q, scanAside, `SELECT `+asideColumns+`, a.body FROM set_aside a WHERE a.post_id = $1 AND a.id = $2`, postID, id)
	return a, missing(err, "This text is not kept any more.")
}

// setAside keeps the working copy, unless it is kept already.
func setAside(ctx context.Context, tx *db.Tx, p Post) error {
	alike, err := db.All(ctx, tx, scanAside, `SELECT `+asideColumns+`, a.body FROM set_aside a
		WHERE a.post_id = $1 AND a.headline = $2 AND a.body = $3 ORDER BY a.id DESC LIMIT $4`, p.ID, p.Headline, p.Body, MaxAsides)
	if err != nil {
		return err
	}
	for _, a := range alike {
		if a.sameButAddress(p.Input) {
			return nil
		}
	}
	_, err = tx.Exec(ctx, `INSERT INTO set_aside (post_id, saved_at, saved_by, kind, slug, lead_media_id, author_ids, section_ids, tag_ids,
		headline, standfirst, lead_alt, lead_caption, lead_credit, access, body, series, part, layout)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
		p.ID, db.Ms(p.UpdatedAt), p.UpdatedBy, p.Kind, p.Slug, p.LeadMediaID, toJSON(p.AuthorIDs), toJSON(p.SectionIDs), toJSON(p.TagIDs),
		p.Headline, p.Standfirst, p.LeadAlt, p.LeadCaption, p.LeadCredit, p.Access, p.Body, p.Series, p.Part, p.Layout)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `DELETE FROM set_aside WHERE post_id = $1 AND id NOT IN (
		SELECT a.id FROM set_aside a WHERE a.post_id = $1 ORDER BY a.id DESC LIMIT $2)`, p.ID, MaxAsides)
	return err
}
