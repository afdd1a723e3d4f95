package newsletter

import (
	"context"
	"crypto/rand"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/page"
)

const issueColumns = `id, newsletter_id, slug, subject, preheader, intro, state, pause_reason, paused_from, trouble, scheduled_at, started_at, finished_at,
	audience, sent, failed, skipped, uncertain, version, created_by, created_at, updated_at`

func scanIssue(r db.Row) (i Issue, err error) {
	var scheduled, started, finished, created, updated int64
	c := &i.Counts
	err = r.Scan(&i.ID, &i.NewsletterID, &i.Slug, &i.Subject, &i.Preheader, &i.Intro, &i.State, &i.PauseReason, &i.pausedFrom, &i.Trouble, &scheduled, &started, &finished,
		&i.Audience, &c.Sent, &c.Failed, &c.Skipped, &c.Uncertain, &i.Version, &i.CreatedBy, &created, &updated)
	i.ScheduledAt, i.StartedAt, i.FinishedAt, i.CreatedAt, i.UpdatedAt = db.Time(scheduled), db.Time(started), db.Time(finished), db.Time(created), db.Time(updated)
	if strings.HasPrefix(i.Slug, "~") {
		i.Slug = ""
	}
	return i, err
}

func foundIssue(i Issue, err error) (Issue, error) {
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "This issue was not found; it may have been removed.").Because(err)
	}
	return i, err
}

// bareIssue reads an issue without its posts and counts.
func bareIssue(ctx context.Context, q db.Querier, id int64) (Issue, error) {
	return foundIssue(db.One(ctx, q, scanIssue, `SELECT `+issueColumns+` FROM issue WHERE id = $1`, id))
}

// fill adds posts and counts. Those of a finished issue stand in its row; those
// of an open one are counted by counter.
func (i *Issue) fill(ctx context.Context, q db.Querier, counter func(context.Context, db.Querier, int64) (Counts, error)) (err error) {
	i.PostIDs, err = db.All(ctx, q, db.Value[int64], `SELECT post_id FROM issue_post WHERE issue_id = $1 ORDER BY position`, i.ID)
	if err != nil || i.StartedAt.IsZero() || !i.FinishedAt.IsZero() {
		return err
	}
	i.Counts, err = counter(ctx, q, i.ID)
	return err
}

// counted is what a counting of deliveries gave, and how long it took.
type counted struct {
	Counts
	at   time.Time
	took time.Duration
}

// Counts of a large issue are shown twenty times as long as they took to make,
// so that a progress bar does not keep the database busy: for a million
// recipients they are a few seconds old.
const (
	countLarge  = 100_000
	countSeldom = 20
)

// counts are the counts of an open issue, a little old if it is large.
func (s *Store) counts(ctx context.Context, q db.Querier, issueID int64) (Counts, error) {
	start := time.Now()
	if last, ok := s.counted.Load(issueID); ok {
		if c := last.(counted); start.Sub(c.at) < countSeldom*c.took {
			return c.Counts, nil
		}
	}
	c, err := count(ctx, q, issueID)
	if err == nil && c.Total() >= countLarge {
		s.counted.Store(issueID, counted{c, start, time.Since(start)})
	}
	return c, err
}

// count sums the deliveries of an issue by state.
func count(ctx context.Context, q db.Querier, issueID int64) (c Counts, err error) {
	into := map[string]*int64{
		DeliveryPending: &c.Pending, DeliveryCommitting: &c.Committing, DeliverySent: &c.Sent,
		DeliveryFailed: &c.Failed, DeliverySkipped: &c.Skipped, DeliveryUncertain: &c.Uncertain,
	}
	_, err = db.All(ctx, q, func(r db.Row) (_ struct{}, err error) {
		var state string
		var n int64
		if err = r.Scan(&state, &n); err == nil {
			*into[state] = n
		}
		return struct{}{}, err
	}, `SELECT state, count(*) FROM delivery WHERE issue_id = $1 GROUP BY state ORDER BY state`, issueID)
	return c, err
}

// Issue finds an issue, with its posts and counts.
func (s *Store) Issue(ctx context.Context, id int64) (i Issue, err error) {
	defer fault.Wrap(&err, "newsletter.Issue(%d)", id)
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		if i, err = bareIssue(ctx, tx, id); err != nil {
			return err
		}
		return i.fill(ctx, tx, s.counts)
	})
	return i, err
}

// full is an issue with its posts and counts as they are in this transaction.
func full(ctx context.Context, tx *db.Tx, id int64) (Issue, error) {
	i, err := bareIssue(ctx, tx, id)
	if err != nil {
		return i, err
	}
	return i, i.fill(ctx, tx, count)
}

// Issue pages.
const (
	issuesPage = 50
	issuesMost = 200
)

// Issues lists issues newest first; next is 0 at the end, else the next Before.
func (s *Store) Issues(ctx context.Context, f IssueFilter) (list []Issue, next int64, err error) {
	defer fault.Wrap(&err, "newsletter.Issues(%+v)", f)
	if f.Limit < 1 || f.Limit > issuesMost {
		f.Limit = issuesPage
	}
	if f.Before < 1 {
		f.Before = math.MaxInt64
	}
	query, args := `SELECT `+issueColumns+` FROM issue i WHERE id < $1`, []any{f.Before}
	for _, c := range []struct {
		clause string
		value  any
		on     bool
	}{
		{` AND newsletter_id = `, f.NewsletterID, f.NewsletterID != 0},
		{` AND state = `, f.State, f.State != ""},
		{` AND EXISTS (SELECT 1 FROM issue_post p WHERE p.issue_id = i.id AND p.post_id = `, f.PostID, f.PostID != 0},
	} {
		if c.on {
			args = append(args, c.value)
			query += c.clause + db.In(1, len(args))
		}
	}
	if f.PostID != 0 {
		query += `)`
	}
	args = append(args, f.Limit+1)
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		list, err = db.All(ctx, tx, scanIssue, query+` ORDER BY id DESC LIMIT `+db.In(1, len(args)), args...)
		if err != nil {
			return err
		}
		if next = 0; len(list) > f.Limit {
			list = list[:f.Limit]
			next = list[f.Limit-1].ID
		}
		for n := range list {
			if err := list[n].fill(ctx, tx, s.counts); err != nil {
				return err
			}
		}
		return nil
	})
	return list, next, err
}

// CreateIssue makes a draft.
func (s *Store) CreateIssue(ctx context.Context, by int64, in IssueInput) (i Issue, err error) {
	defer fault.Wrap(&err, "newsletter.CreateIssue(%d)", in.NewsletterID)
	if err := in.check(); err != nil {
		return i, err
	}
	now := db.Ms(s.Now())
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		i, err = insertIssue(ctx, tx, by, in, Draft, now)
		return err
	})
	return i, err
}

func insertIssue(ctx context.Context, tx *db.Tx, by int64, in IssueInput, state string, now int64) (Issue, error) {
	n, err := get(ctx, tx, in.NewsletterID)
	if fault.Is(err, fault.NotFound) || err == nil && !n.ArchivedAt.IsZero() {
		return Issue{}, field("newsletter_id", "Choose a newsletter that is not retired.")
	}
	if err != nil {
		return Issue{}, err
	}
	id, err := db.One(ctx, tx, db.Value[int64], `INSERT INTO issue (newsletter_id, slug, subject, preheader, intro, state, created_by, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) RETURNING id`, n.ID, "~"+rand.Text(), in.Subject, in.Preheader, in.Intro, state, by, now)
	if err != nil {
		return Issue{}, err
	}
	if err := setPosts(ctx, tx, id, in.PostIDs); err != nil {
		return Issue{}, err
	}
	return full(ctx, tx, id)
}

func setPosts(ctx context.Context, tx *db.Tx, id int64, posts []int64) error {
	if _, err := tx.Exec(ctx, `DELETE FROM issue_post WHERE issue_id = $1`, id); err != nil {
		return err
	}
	rows := make([][]any, len(posts))
	for n, p := range posts {
		rows[n] = []any{id, int64(n), p}
	}
	err := tx.InsertMany(ctx, "issue_post", []string{"issue_id", "position", "post_id"}, rows)
	if db.IsForeign(err) {
		return field("posts", "One of these posts is not there any more; choose again.")
	}
	return err
}

// at reads an issue for a change; a stale version is a fault.Conflict. Version
// 0 stands for whatever it is.
func at(ctx context.Context, tx *db.Tx, id, version int64) (Issue, error) {
	i, err := bareIssue(ctx, tx, id)
	if err == nil && version != 0 && i.Version != version {
		err = fault.New(fault.Conflict, "Somebody else changed this issue in the meantime; look at what is there now and change it again.")
	}
	return i, err
}

// frozen tells whether what the issue says cannot change any more.
func (i *Issue) frozen() bool {
	return !i.StartedAt.IsZero() || i.State == Sent || i.State == Cancelled
}

func tooLate() error {
	return fault.New(fault.Conflict, "This issue has started, so what it says cannot change any more.")
}

// UpdateIssue changes an issue whose content is not frozen yet. The newsletter
// of an issue does not change. A planned issue whose posts are all published by
// now would wait for ever: it becomes a draft.
func (s *Store) UpdateIssue(ctx context.Context, id, version int64, in IssueInput) (i Issue, err error) {
	defer fault.Wrap(&err, "newsletter.UpdateIssue(%d)", id)
	if err := in.check(); err != nil {
		return i, err
	}
	now := db.Ms(s.Now())
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		old, err := at(ctx, tx, id, version)
		if err != nil {
			return err
		}
		if old.frozen() {
			return tooLate()
		}
		if err := old.fill(ctx, tx, count); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE issue SET subject = $1, preheader = $2, intro = $3, updated_at = $4, version = version + 1 WHERE id = $5`,
			in.Subject, in.Preheader, in.Intro, now, id); err != nil {
			return err
		}
		if err := setPosts(ctx, tx, id, in.PostIDs); err != nil {
			return err
		}
		// The same posts, all published, are those of a publication that is just being reacted to.
		if old.State == Planned && !slices.Equal(old.PostIDs, in.PostIDs) {
			if err := unplan(ctx, tx, id); err != nil {
				return err
			}
		}
		i, err = full(ctx, tx, id)
		return err
	})
	return i, err
}

// unplan makes a draft of a planned issue that waits for no post.
func unplan(ctx context.Context, tx *db.Tx, id int64) error {
	_, err := tx.Exec(ctx, `UPDATE issue SET state = 'draft' WHERE id = $1 AND state = 'planned' AND NOT EXISTS (
		SELECT 1 FROM issue_post ip JOIN post p ON p.id = ip.post_id WHERE ip.issue_id = $1 AND p.status <> 'published')`, id)
	return err
}

// DeleteIssue removes a draft or a planned issue.
func (s *Store) DeleteIssue(ctx context.Context, id, version int64) (err error) {
	defer fault.Wrap(&err, "newsletter.DeleteIssue(%d)", id)
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		i, err := at(ctx, tx, id, version)
		if err != nil {
			return err
		}
		if i.State != Draft && i.State != Planned {
			return fault.New(fault.Conflict, "Only a draft can be deleted; take this issue off the schedule or cancel it.")
		}
		_, err = tx.Exec(ctx, `DELETE FROM issue WHERE id = $1`, id)
		return err
	})
}

// move sets the state of an issue and what goes with it.
func move(ctx context.Context, tx *db.Tx, i Issue, now int64) error {
	_, err := tx.Exec(ctx, `UPDATE issue SET state = $1, pause_reason = $2, paused_from = $3, trouble = '', scheduled_at = $4, finished_at = $5,
		updated_at = $6, version = version + 1 WHERE id = $7`, i.State, i.PauseReason, i.pausedFrom, db.Ms(i.ScheduledAt), db.Ms(i.FinishedAt), now, i.ID)
	if err != nil || i.StartedAt.IsZero() {
		return err
	}
	return page.Changed(ctx, tx, fmt.Sprintf("issue:%d", i.ID), "issues")
}
