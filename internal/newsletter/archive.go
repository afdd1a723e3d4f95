package newsletter

import (
	"context"
	"math"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// shown are the issues that everybody may see: those that have started and
// were not cancelled before anybody got them.
const shown = ` i.started_at > 0 AND (i.state <> 'cancelled' OR i.sent > 0) `

func scanPublic(r db.Row) (p PublicIssue, err error) {
	var at int64
	err = r.Scan(&p.ID, &p.NewsletterID, &p.Slug, &p.Subject, &p.Preheader, &at)
	p.SentAt = db.Time(at)
	return p, err
}

const publicColumns = `i.id, i.newsletter_id, i.slug, i.subject, i.preheader, i.started_at`

// Archive lists what was sent, newest first; newsletterID 0 means by all
// newsletters. Next is 0 at the end, else the next before.
func (s *Store) Archive(ctx context.Context, newsletterID, before int64, limit int) (list []PublicIssue, next int64, err error) {
	defer fault.Wrap(&err, "newsletter.Archive(%d, %d)", newsletterID, before)
	if limit < 1 || limit > issuesMost {
		limit = issuesPage
	}
	if before < 1 {
		before = math.MaxInt64
	}
	list, err = db.All(ctx, s.DB, scanPublic, `SELECT `+publicColumns+` FROM issue i WHERE i.id < $1 AND (i.newsletter_id = $2 OR $2 = 0) AND`+shown+
		`ORDER BY i.id DESC LIMIT $3`, before, newsletterID, limit+1)
	if err != nil {
		return nil, 0, err
	}
	if len(list) > limit {
		list = list[:limit]
		next = list[limit-1].ID
	}
	byID := map[int64]Newsletter{}
	all, err := s.List(ctx, true)
	for _, n := range all {
		byID[n.ID] = n
	}
	for n := range list {
		list[n].Newsletter = byID[list[n].NewsletterID]
	}
	return list, next, err
}

// IssueBySlug is the public view of an issue that has started.
func (s *Store) IssueBySlug(ctx context.Context, slug string) (p PublicIssue, err error) {
	defer fault.Wrap(&err, "newsletter.IssueBySlug(%q)", slug)
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		p, err = db.One(ctx, tx, scanPublic, `SELECT `+publicColumns+` FROM issue i WHERE i.slug = $1 AND`+shown, clip(slug))
		if err != nil {
			return err
		}
		err = tx.QueryRow(ctx, `SELECT public_html, public_text FROM issue_content WHERE issue_id = $1`, p.ID).Scan(&p.HTML, &p.Text)
		if err != nil {
			return err
		}
		p.Newsletter, err = get(ctx, tx, p.NewsletterID)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "This issue was not found; it may have been removed.").Because(err)
	}
	return p, err
}
