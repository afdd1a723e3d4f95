package post

import (
	"context"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// scheduleMost is how far ahead a publication can be set.
const scheduleMost = 10 * 365 * 24 * time.Hour

// Schedule has a post that is not published appear at a time to come. It can be
// set again to another time. What is published then is the working copy as it
// is then. Version 0 asks for no particular version.
func (s *Store) Schedule(ctx context.Context, id, by, version int64, at time.Time) (p Post, err error) {
	defer fault.Wrap(&err, "post.Schedule(%d, version %d, %v)", id, version, at)
	now, _ := s.clock(ctx)
	if !at.After(now) || at.After(now.Add(scheduleMost)) {
		return Post{}, invalid(nil, "scheduled_at", "Choose a time to come, within ten years.")
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		old, err := loadVersion(ctx, tx, id, version)
		if err != nil {
			return err
		}
		if old.Status == Live {
			return fault.New(fault.Conflict, "This post is published; only one that is not can be scheduled.")
		}
		if err := publishable(old.Input); err != nil {
			return err
		}
		b, err := s.bind(ctx, tx, old.Input, time.UTC)
		if err != nil {
			return err
		}
		if err := b.publishable(""); err != nil {
			return err
		}
		if _, err := endHandIn(ctx, tx, id, Accepted, "", by, db.Ms(now)); err != nil {
			return err
		}
		p, err = setSchedule(ctx, tx, old, Scheduled, at, by, now)
		if err != nil {
			return err
		}
		return s.Jobs.AddAt(ctx, tx, "post.due", id, p.ScheduledAt)
	})
	return p, err
}

// Unschedule takes back Schedule. A post that is not scheduled is given as it
// is, unless it was published in the meantime: fault.Conflict.
func (s *Store) Unschedule(ctx context.Context, id, by, version int64) (p Post, err error) {
	defer fault.Wrap(&err, "post.Unschedule(%d, version %d)", id, version)
	now, _ := s.clock(ctx)
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		p, err = load(ctx, tx, id)
		switch {
		case err != nil:
			return err
		case p.Status == Live:
			return fault.New(fault.Conflict, "This post has been published already; unpublish it to take it down.")
		case p.Status != Scheduled:
			return nil
		case version != 0 && version != p.Version:
			return conflict(Input{}, p)
		}
		status := Draft
		if !p.FirstPublishedAt.IsZero() {
			status = Unpublished
		}
		p, err = setSchedule(ctx, tx, p, status, time.Time{}, by, now)
		return err
	})
	return p, err
}

func setSchedule(ctx context.Context, tx *db.Tx, p Post, status string, at time.Time, by int64, now time.Time) (Post, error) {
	scheduledBy := by
	if at.IsZero() {
		scheduledBy = 0
	}
	_, err := tx.Exec(ctx, `UPDATE post SET status = $1, scheduled_at = $2, scheduled_by = $3,
		updated_by = $4, updated_at = $5, version = version + 1 WHERE id = $6`,
		status, db.Ms(at), scheduledBy, db.NullID(by), db.Ms(now), p.ID)
	if err != nil {
		return Post{}, err
	}
	return load(ctx, tx, p.ID)
}

// PublishDue publishes a post whose time has come. It is the reaction to
// "post.due" and may run any number of times: a post that is gone, published or
// no longer scheduled is left alone, and one that is set to a later time waits
// for it.
func (s *Store) PublishDue(ctx context.Context, id int64) (err error) {
	defer fault.Wrap(&err, "post.PublishDue(%d)", id)
	now, zone := s.clock(ctx)
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		p, err := load(ctx, tx, id)
		switch {
		case fault.Is(err, fault.NotFound):
			return nil
		case err != nil || p.Status != Scheduled:
			return err
		case p.ScheduledAt.After(now):
			// Either it was set to a later time, which has its own job, or the
			// clock was put back: then this job was the only one.
			return s.Jobs.AddAt(ctx, tx, "post.due", id, p.ScheduledAt)
		}
		_, err = s.publish(ctx, tx, p, p.scheduledBy, PublishOptions{}, now.In(zone))
		return err
	})
}
