package post

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// The columns of post p as scanPost reads them; a body follows, or an empty text.
const postColumns = `p.id, p.kind, p.access, p.status, p.slug, p.version, p.revision_id, p.changed,
	p.scheduled_at, p.scheduled_by, p.first_published_at, p.significant_at,
	COALESCE(p.created_by, 0), COALESCE(p.updated_by, 0), p.created_at, p.updated_at, p.preview_token,
	COALESCE(p.lead_media_id, 0),
	COALESCE((SELECT h.handed_at FROM hand_in h WHERE h.post_id = p.id AND h.state = 'waiting'), 0),
	p.headline, p.standfirst, p.lead_alt, p.lead_caption, p.lead_credit, p.series, p.part, p.layout`

func scanPost(r db.Row) (p Post, err error) {
	var changed, scheduled, first, significant, created, updated, handed int64
	err = r.Scan(&p.ID, &p.Kind, &p.Access, &p.Status, &p.Slug, &p.Version, &p.RevisionID, &changed,
		&scheduled, &p.scheduledBy, &first, &significant,
		&p.CreatedBy, &p.UpdatedBy, &created, &updated, &p.PreviewToken,
		&p.LeadMediaID, &handed, &p.Headline, &p.Standfirst, &p.LeadAlt, &p.LeadCaption, &p.LeadCredit, &p.Series, &p.Part, &p.Layout, &p.Body)
	p.HandedInAt = db.Time(handed)
	p.Changed = changed != 0
	p.ScheduledAt, p.FirstPublishedAt, p.significantAt = db.Time(scheduled), db.Time(first), db.Time(significant)
	p.CreatedAt, p.UpdatedAt = db.Time(created), db.Time(updated)
	return p, err
}

// load reads one whole post.
func load(ctx context.Context, q db.Querier, id int64) (Post, error) {
	p, err := db.One(ctx, q, scanPost, `SELECT `+postColumns+`, p.body FROM post p WHERE p.id = $1`, id)
	if err != nil {
		return Post{}, missing(err, "This post was not found; it may have been deleted.")
	}
	one := []Post{p}
	err = loadRelations(ctx, q, one)
	return one[0], err
}

// missing turns "no row" into a sentence.
func missing(err error, sentence string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fault.New(fault.NotFound, sentence).Because(err)
	}
	return err
}

// relation is one of the ordered lists of ids that a post has.
type relation struct {
	table, column string
	field         string // as forms and documents call it
	of            func(*Input) *[]int64
}

func relations() []relation {
	return []relation{
		{"post_section", "section_id", "section_ids", func(in *Input) *[]int64 { return &in.SectionIDs }},
		{"post_tag", "tag_id", "tag_ids", func(in *Input) *[]int64 { return &in.TagIDs }},
		{"post_author", "author_id", "author_ids", func(in *Input) *[]int64 { return &in.AuthorIDs }},
	}
}

// loadRelations fills in the ids of posts, by one query for each relation.
func loadRelations(ctx context.Context, q db.Querier, posts []Post) error {
	if len(posts) == 0 {
		return nil
	}
	at := make(map[int64]*Post, len(posts))
	list := make([]any, len(posts))
	for i := range posts {
		at[posts[i].ID] = &posts[i]
		list[i] = posts[i].ID
	}
	for _, rel := range relations() {
		pairs, err := db.All(ctx, q, scanPair,
			`SELECT post_id, `+rel.column+` FROM `+rel.table+` WHERE post_id IN (`+db.In(len(list), 1)+`)
			ORDER BY post_id, position`, list...)
		if err != nil {
			return err
		}
		for _, p := range pairs {
			of := rel.of(&at[p[0]].Input)
			*of = append(*of, p[1])
		}
	}
	return nil
}

func scanPair(r db.Row) (p [2]int64, err error) {
	err = r.Scan(&p[0], &p[1])
	return p, err
}

// set writes one list of ids anew.
func (rel relation) set(ctx context.Context, tx *db.Tx, postID int64, list []int64) error {
	if _, err := tx.Exec(ctx, `DELETE FROM `+rel.table+` WHERE post_id = $1`, postID); err != nil {
		return err
	}
	rows := make([][]any, len(list))
	for i, id := range list {
		rows[i] = []any{postID, i, id}
	}
	err := tx.InsertMany(ctx, rel.table, []string{"post_id", "position", rel.column}, rows)
	if db.IsForeign(err) {
		return invalid(err, rel.field, "One of the chosen entries no longer exists; choose again.")
	}
	return err
}

// invalid is one problem with one field, found by the database.
func invalid(cause error, field, format string, args ...any) error {
	var p fault.Problems
	p.Add(field, format, args...)
	e, _ := fault.As(p.Err())
	return e.Because(cause)
}

// The columns of revision r as scanRevision reads them; a body follows.
const revisionColumns = `r.id, r.post_id, r.number, r.kind, r.access, r.slug, r.significant, r.published_at, r.published_by,
	r.lead_media_id, r.author_ids, r.section_ids, r.tag_ids, r.headline, r.standfirst, r.note,
	r.lead_alt, r.lead_caption, r.lead_credit, r.series, r.part, r.layout, r.claims`

func scanRevision(r db.Row) (v Revision, err error) {
	err = v.scan(r)
	return v, err
}

// scan reads the revision's columns, its body and then what more there is.
func (v *Revision) scan(r db.Row, more ...any) error {
	var significant, at int64
	var authors, sections, tags, claims string
	to := []any{
		&v.ID, &v.PostID, &v.Number, &v.Kind, &v.Access, &v.Slug, &significant, &at, &v.PublishedBy,
		&v.LeadMediaID, &authors, &sections, &tags, &v.Headline, &v.Standfirst, &v.Note,
		&v.LeadAlt, &v.LeadCaption, &v.LeadCredit, &v.Series, &v.Part, &v.Layout, &claims, &v.Body,
	}
	if err := r.Scan(append(to, more...)...); err != nil {
		return err
	}
	var err error
	if v.Claims, err = ReadClaims(claims); err != nil {
		return err
	}
	v.Significant, v.PublishedAt = significant != 0, db.Time(at)
	return errors.Join(fromJSON(authors, &v.AuthorIDs), fromJSON(sections, &v.SectionIDs), fromJSON(tags, &v.TagIDs))
}

func fromJSON(s string, to *[]int64) error {
	if s == "[]" {
		return nil
	}
	return json.NewDecoder(strings.NewReader(s)).Decode(to)
}

func toJSON(list []int64) string {
	if len(list) == 0 {
		return "[]"
	}
	b, err := json.Marshal(list)
	if err != nil {
		panic(err) // numbers cannot fail
	}
	return string(b)
}
