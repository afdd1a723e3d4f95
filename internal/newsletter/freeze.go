package newsletter

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"onrecord/internal/claim"
	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/page"
)

// start freezes what a due issue says. From then on nothing that anybody
// changes in posts, newsletter or site reaches it.
func (s *Store) start(ctx context.Context, id int64) (err error) {
	defer fault.Wrap(&err, "newsletter.start(%d)", id)
	i, err := s.Issue(ctx, id)
	if err != nil {
		return err
	}
	now := s.Now()
	if i.State != Scheduled || i.ScheduledAt.After(now) {
		return nil
	}
	waits, err := s.waitsFor(ctx, id, now)
	if err != nil {
		return err
	}
	if waits != "" {
		return s.setTrouble(ctx, id, "The issue waits for “"+waits+"” to be published, which is due.")
	}
	d, c, err := s.made(ctx, i, now)
	if err != nil {
		return s.hinder(ctx, i, err)
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error { return s.freeze(ctx, tx, i, d, c) })
}

// made renders what the issue says, or tells what is in its way.
func (s *Store) made(ctx context.Context, i Issue, now time.Time) (d draft, c content, err error) {
	if d, err = s.ready(ctx, i, now); err != nil {
		return d, c, err
	}
	if d.slug, err = s.freeSlug(ctx, d.subject()); err != nil {
		return d, c, err
	}
	if c, err = s.render(ctx, d); err != nil {
		return d, c, err
	}
	return d, c, s.tryOut(ctx, i.ID, c)
}

// hinder pauses an issue that a person must do something about. Other failures
// are given back: they pass by themselves.
func (s *Store) hinder(ctx context.Context, i Issue, blocked error) error {
	if k := fault.KindOf(blocked); k == fault.Internal || k == fault.Unavailable {
		return blocked
	}
	if _, err := s.pause(ctx, i.ID, i.Version, fault.Sentence(blocked)); !fault.Is(err, fault.Conflict) {
		return err
	}
	return nil // somebody changed it in between; it is looked at again
}

// waitsFor is the headline of a post that is due to be published but is not
// yet: the queue has it in hand.
func (s *Store) waitsFor(ctx context.Context, id int64, now time.Time) (string, error) {
	list, err := db.All(ctx, s.DB, db.Value[string], `SELECT p.headline FROM issue_post ip JOIN post p ON p.id = ip.post_id
		WHERE ip.issue_id = $1 AND p.status = 'scheduled' AND p.scheduled_at <= $2 ORDER BY ip.position LIMIT 1`, id, db.Ms(now))
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0], nil
}

// ready reads what the issue is made of, or tells what is in its way.
func (s *Store) ready(ctx context.Context, i Issue, now time.Time) (draft, error) {
	err := s.DB.Read(ctx, func(tx *db.Tx) error { return sendable(ctx, tx, i, now) })
	if err != nil {
		return draft{}, err
	}
	return s.gather(ctx, i, now, false)
}

// freeSlug finds an address for the issue. That it stays free until it is
// written is up to the constraint; a lost race is run again.
func (s *Store) freeSlug(ctx context.Context, subject string) (string, error) {
	for _, try := range slugTries(subject, "issue") {
		n, err := db.One(ctx, s.DB, db.Value[int64], `SELECT count(*) FROM issue WHERE slug = $1`, try)
		if err != nil || n == 0 {
			return try, err
		}
	}
	return "issue-" + rand.Text(), nil
}

// freeze writes the content, if the issue is still as it was rendered.
func (s *Store) freeze(ctx context.Context, tx *db.Tx, i Issue, d draft, c content) error {
	at := db.Ms(d.at)
	n, err := tx.Exec(ctx, `UPDATE issue SET state = 'freezing', slug = $1, subject = $2, preheader = $3, started_at = $4, trouble = '', updated_at = $4,
		version = version + 1 WHERE id = $5 AND state = 'scheduled' AND version = $6`, d.slug, c.head.Subject, c.preheader, at, i.ID, i.Version)
	if err != nil || n == 0 {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO issue_content (issue_id, head, text, html, public_text, public_html) VALUES ($1, $2, $3, $4, $5, $6)`,
		i.ID, encode(c.head), encode(c.text), encode(c.html), c.publicText, c.publicHTML)
	if err != nil {
		return err
	}
	if err := s.Posts.Claims.Used(ctx, tx, claim.Surface{Kind: claim.Issue, ID: i.ID}, c.prints); err != nil {
		return err
	}
	for n, p := range d.posts {
		if _, err := tx.Exec(ctx, `UPDATE issue_post SET revision_id = $1 WHERE issue_id = $2 AND post_id = $3`, c.revisions[n], i.ID, p.PostID); err != nil {
			return err
		}
	}
	return page.Changed(ctx, tx, fmt.Sprintf("issue:%d", i.ID), "issues")
}

// sizes of the freezing. A batch is one transaction, short enough that nobody
// waits for it; a chunk is what one engine takes on by one lease.
type sizes struct{ batch, chunk int }

// freezeAudience adds the next recipients of a freezing issue, in the order of
// their IDs, and has the sending begin when there are no more. It may be killed
// and called again, by anybody: each recipient comes in once.
func (s *Store) freezeAudience(ctx context.Context, id int64, z sizes) (done bool, err error) {
	defer fault.Wrap(&err, "newsletter.freezeAudience(%d)", id)
	now := db.Ms(s.Now())
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		done = true
		var newsletter, from int64
		err := tx.QueryRow(ctx, `SELECT newsletter_id, frozen_to FROM issue WHERE id = $1 AND state = 'freezing'`, id).Scan(&newsletter, &from)
		if fault.Is(err, fault.NotFound) {
			return nil // paused or cancelled
		}
		if err != nil {
			return err
		}
		var to, n int64
		err = tx.QueryRow(ctx, `SELECT COALESCE(max(member_id), 0), count(*) FROM (
			SELECT member_id FROM subscription WHERE newsletter_id = $1 AND member_id > $2 ORDER BY member_id LIMIT $3) AS next`, newsletter, from, z.batch).Scan(&to, &n)
		if err != nil {
			return err
		}
		if n == 0 {
			return begin(ctx, tx, id, now)
		}
		done = false
		return addRecipients(ctx, tx, id, newsletter, from, to, z.chunk, now)
	})
	return done, err
}

// addRecipients freezes the subscribers after one member up to another, and
// puts them into chunks. Whoever may not be written to stands in the ledger as
// skipped, with the reason; whoever unsubscribed does not, and nobody whose
// address has been another's since the freezing began: it is in already.
func addRecipients(ctx context.Context, tx *db.Tx, id, newsletter, from, to int64, chunk int, now int64) error {
	var last, number int64
	if err := tx.QueryRow(ctx, `SELECT COALESCE(max(last_id), 0), COALESCE(max(number), 0) FROM delivery_chunk WHERE issue_id = $1`, id).Scan(&last, &number); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `INSERT INTO delivery (issue_id, member_id, email, email_norm, name, state, reply, updated_at)
		SELECT CAST($1 AS BIGINT), m.id, m.email, m.email_norm, m.name, CASE WHEN m.status = 'active' THEN 'pending' ELSE 'skipped' END,
			CASE WHEN m.status = 'active' THEN '' ELSE m.status END, CAST($2 AS BIGINT)
		FROM subscription s JOIN member m ON m.id = s.member_id
		WHERE s.newsletter_id = $3 AND s.member_id > $4 AND s.member_id <= $5 AND s.state = 'subscribed' AND m.status <> 'unsubscribed'
		ORDER BY s.member_id ON CONFLICT DO NOTHING`, id, now, newsletter, from, to)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE issue SET frozen_to = $1, audience = audience + $2 WHERE id = $3`, to, n, id); err != nil || n == 0 {
		return err
	}
	// "+ 0" keeps the planners on the key: the new rows are the last ones. Before
	// the first there is no last one, and the issue has no other rows.
	rows := `id > $4 AND issue_id + 0 = $1`
	if last == 0 {
		rows = `id > $4 AND issue_id = $1`
	}
	_, err = tx.Exec(ctx, `INSERT INTO delivery_chunk (issue_id, number, first_id, last_id, state)
		SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT) + part, min(id), max(id), 'ready'
		FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) / CAST($3 AS BIGINT) AS part FROM delivery WHERE `+rows+`) AS numbered
		GROUP BY part`, id, number+1, chunk, last)
	return err
}

// begin has the sending begin.
func begin(ctx context.Context, tx *db.Tx, id, now int64) error {
	if _, err := tx.Exec(ctx, `UPDATE issue SET state = 'sending', updated_at = $1, version = version + 1 WHERE id = $2`, now, id); err != nil {
		return err
	}
	return finish(ctx, tx, id, now)
}

// finish ends an issue that has no open delivery, and only then.
func finish(ctx context.Context, tx *db.Tx, id, now int64) error {
	ready, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM issue i WHERE i.id = $1 AND i.state IN ('sending', 'cancelled') AND i.finished_at = 0
		AND NOT EXISTS (SELECT 1 FROM delivery_chunk c WHERE c.issue_id = i.id AND c.state <> 'done')
		AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.issue_id = i.id AND d.state IN ('pending', 'committing'))`, id)
	if err != nil || ready == 0 {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE issue SET state = CASE WHEN state = 'sending' THEN 'sent' ELSE state END, finished_at = $1, trouble = '' WHERE id = $2`, now, id); err != nil {
		return err
	}
	return recount(ctx, tx, id, now)
}

// recount keeps the counts of a finished issue in its row; they sum to the audience.
func recount(ctx context.Context, tx *db.Tx, id, now int64) error {
	c, err := count(ctx, tx, id)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE issue SET sent = $1, failed = $2, skipped = $3, uncertain = $4, updated_at = $5, version = version + 1 WHERE id = $6 AND finished_at > 0`,
		c.Sent, c.Failed, c.Skipped, c.Uncertain, now, id)
	if err != nil || n == 0 {
		return err
	}
	return page.Changed(ctx, tx, fmt.Sprintf("issue:%d", id), "issues")
}
