package newsletter

import (
	"context"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// change reads an issue in a transaction, lets f change its state and writes
// it, unless f says that nothing is to change. The deliveries are counted after
// it and not in it: on PostgreSQL every intent that is written during the count
// would undo the transaction, so that an issue under way could not be stopped.
func (s *Store) change(ctx context.Context, id, version int64, f func(tx *db.Tx, i *Issue, now time.Time) (bool, error)) (Issue, error) {
	now := s.Now()
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		i, err := at(ctx, tx, id, version)
		if err != nil {
			return err
		}
		changed, err := f(tx, &i, now)
		if err != nil || !changed {
			return err
		}
		return move(ctx, tx, i, db.Ms(now))
	})
	if err != nil {
		return Issue{}, err
	}
	return s.Issue(ctx, id)
}

// Schedule has the issue start at a time. When it returns, the promise holds:
// whatever is killed from now on, the issue is sent.
func (s *Store) Schedule(ctx context.Context, id, version int64, at time.Time) (i Issue, err error) {
	defer fault.Wrap(&err, "newsletter.Schedule(%d)", id)
	return s.change(ctx, id, version, func(tx *db.Tx, i *Issue, now time.Time) (bool, error) {
		if at.Before(now.Add(-time.Minute)) {
			return false, field("scheduled_at", "This time has passed; choose a later one, or send now.")
		}
		return true, schedule(ctx, tx, i, at)
	})
}

// Send starts the issue now.
func (s *Store) Send(ctx context.Context, id, version, by int64) (i Issue, err error) {
	defer fault.Wrap(&err, "newsletter.Send(%d) by %d", id, by)
	return s.change(ctx, id, version, func(tx *db.Tx, i *Issue, now time.Time) (bool, error) {
		return true, schedule(ctx, tx, i, now)
	})
}

func schedule(ctx context.Context, tx *db.Tx, i *Issue, at time.Time) error {
	switch i.State {
	case Draft, Planned, Scheduled:
	case Paused:
		return fault.New(fault.Conflict, "This issue is paused; resume it instead.")
	default:
		return fault.New(fault.Conflict, "This issue has started already.")
	}
	if err := sendable(ctx, tx, *i, at); err != nil {
		return err
	}
	i.State, i.ScheduledAt = Scheduled, at
	return nil
}

// sendable tells what is in the way of sending the issue at a time.
func sendable(ctx context.Context, tx *db.Tx, i Issue, at time.Time) error {
	n, err := get(ctx, tx, i.NewsletterID)
	if err != nil {
		return err
	}
	if !n.ArchivedAt.IsZero() {
		return fault.New(fault.Conflict, "This newsletter is retired, so nothing can be sent by it.")
	}
	posts, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM issue_post WHERE issue_id = $1`, i.ID)
	if err != nil {
		return err
	}
	if posts == 0 && i.Intro == "" {
		return field("posts", "An issue needs a post or an introduction.")
	}
	if posts == 0 && i.Subject == "" {
		return field("subject", "An issue without a post needs a subject.")
	}
	return unpublished(ctx, tx, i.ID, at)
}

// unpublished names the first post that readers will not see at a time.
func unpublished(ctx context.Context, tx *db.Tx, issueID int64, at time.Time) error {
	headlines, err := db.All(ctx, tx, db.Value[string], `SELECT p.headline FROM issue_post ip JOIN post p ON p.id = ip.post_id
		WHERE ip.issue_id = $1 AND p.status <> 'published' AND NOT (p.status = 'scheduled' AND p.scheduled_at <= $2) ORDER BY ip.position LIMIT 1`, issueID, db.Ms(at))
	if err != nil || len(headlines) == 0 {
		return err
	}
	return field("posts", "“%s” will not be published by then; publish it, or take it out of the issue.", headlines[0])
}

// Unschedule makes a scheduled issue a draft again.
func (s *Store) Unschedule(ctx context.Context, id, version int64) (i Issue, err error) {
	defer fault.Wrap(&err, "newsletter.Unschedule(%d)", id)
	return s.change(ctx, id, version, func(_ *db.Tx, i *Issue, _ time.Time) (bool, error) {
		if i.State == Draft {
			return false, nil
		}
		if i.State != Scheduled && (i.State != Paused || i.pausedFrom != Scheduled) {
			return false, fault.New(fault.Conflict, "This issue is not on the schedule any more; it has started or ended.")
		}
		i.State, i.ScheduledAt, i.PauseReason, i.pausedFrom = Draft, time.Time{}, "", ""
		return true, nil
	})
}

// Pause stops an issue that is scheduled or under way: no further final dot is
// released, and what is owed is waited for.
func (s *Store) Pause(ctx context.Context, id int64) (i Issue, err error) {
	defer fault.Wrap(&err, "newsletter.Pause(%d)", id)
	return s.pause(ctx, id, 0, "")
}

func (s *Store) pause(ctx context.Context, id, version int64, reason string) (Issue, error) {
	return s.change(ctx, id, version, func(_ *db.Tx, i *Issue, _ time.Time) (bool, error) {
		switch i.State {
		case Paused:
			return false, nil
		case Scheduled, Freezing, Sending:
			i.State, i.pausedFrom, i.PauseReason = Paused, i.State, reason
			return true, nil
		}
		return false, fault.New(fault.Conflict, "Only an issue that is scheduled or under way can be paused.")
	})
}

// Resume takes a paused issue up where it stopped.
func (s *Store) Resume(ctx context.Context, id int64) (i Issue, err error) {
	defer fault.Wrap(&err, "newsletter.Resume(%d)", id)
	return s.change(ctx, id, 0, func(_ *db.Tx, i *Issue, _ time.Time) (bool, error) {
		switch i.State {
		case Paused:
			i.State, i.pausedFrom, i.PauseReason = i.pausedFrom, "", ""
			return true, nil
		case Scheduled, Freezing, Sending:
			return false, nil
		}
		return false, fault.New(fault.Conflict, "This issue is not paused.")
	})
}

// Cancel ends an issue for good; whoever has not got it is skipped.
func (s *Store) Cancel(ctx context.Context, id int64) (i Issue, err error) {
	defer fault.Wrap(&err, "newsletter.Cancel(%d)", id)
	return s.change(ctx, id, 0, func(_ *db.Tx, i *Issue, now time.Time) (bool, error) {
		switch i.State {
		case Cancelled:
			return false, nil
		case Planned, Scheduled, Freezing, Sending, Paused:
			i.State, i.pausedFrom, i.PauseReason = Cancelled, "", ""
			if i.StartedAt.IsZero() {
				i.FinishedAt = now
			}
			return true, nil
		case Draft:
			return false, fault.New(fault.Conflict, "This is a draft; delete it instead.")
		}
		return false, fault.New(fault.Conflict, "This issue has been sent already.")
	})
}

// PlanOnPublication has the post sent to the newsletter when it is published;
// asked twice, it gives the issue it made before.
func (s *Store) PlanOnPublication(ctx context.Context, by, postID, newsletterID int64) (i Issue, err error) {
	defer fault.Wrap(&err, "newsletter.PlanOnPublication(%d, %d)", postID, newsletterID)
	now := db.Ms(s.Now())
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		planned, err := plans(ctx, tx, postID, newsletterID)
		if err != nil {
			return err
		}
		if len(planned) > 0 {
			i, err = full(ctx, tx, planned[0])
			return err
		}
		status, err := db.One(ctx, tx, db.Value[string], `SELECT status FROM post WHERE id = $1`, postID)
		if fault.Is(err, fault.NotFound) {
			return fault.New(fault.NotFound, "This post was not found; it may have been removed.")
		}
		if err == nil && status == "published" {
			return fault.New(fault.Conflict, "This post is published already; make an issue of it and send that.")
		}
		if err != nil {
			return err
		}
		i, err = insertIssue(ctx, tx, by, IssueInput{NewsletterID: newsletterID, PostIDs: []int64{postID}}, Planned, now)
		return err
	})
	return i, err
}

// plans are the issues that wait for a post; newsletter 0 means any.
func plans(ctx context.Context, tx *db.Tx, postID, newsletterID int64) ([]int64, error) {
	return db.All(ctx, tx, db.Value[int64], `SELECT i.id FROM issue i JOIN issue_post p ON p.issue_id = i.id
		WHERE p.post_id = $1 AND i.state = 'planned' AND (i.newsletter_id = $2 OR $2 = 0) ORDER BY i.id`, postID, newsletterID)
}

// Unplan takes back PlanOnPublication, if the post has not been published yet.
func (s *Store) Unplan(ctx context.Context, postID, newsletterID int64) (err error) {
	defer fault.Wrap(&err, "newsletter.Unplan(%d, %d)", postID, newsletterID)
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		planned, err := plans(ctx, tx, postID, newsletterID)
		if err != nil {
			return err
		}
		for _, id := range planned {
			if _, err := tx.Exec(ctx, `DELETE FROM issue WHERE id = $1`, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// OnPublished is the reaction to a post's publication: what is planned for it
// starts, or is held where the site was restored and not released since, for a
// schedule that came out of the backup must not send by itself. Called again, it
// changes nothing.
func (s *Store) OnPublished(ctx context.Context, postID int64) (err error) {
	defer fault.Wrap(&err, "newsletter.OnPublished(%d)", postID)
	now := s.Now()
	paper, err := s.Site.Get(ctx)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		planned, err := plans(ctx, tx, postID, 0)
		if err != nil {
			return err
		}
		for _, id := range planned {
			i, err := bareIssue(ctx, tx, id)
			if err != nil {
				return err
			}
			i.State, i.ScheduledAt = Scheduled, now
			if !paper.RestoredAt.IsZero() {
				i.State, i.pausedFrom, i.PauseReason = Paused, Scheduled, restoredReason
			}
			if err := move(ctx, tx, i, db.Ms(now)); err != nil {
				return err
			}
		}
		return nil
	})
}
