package post

import (
	"context"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// The states of a hand-in.
const (
	Waiting   = "waiting"    // the editors have it
	Returned  = "returned"   // with a note
	TakenBack = "taken back" // by the writer
	Accepted  = "accepted"   // it was published or scheduled
)

// HandIn is one time that a post was handed in for review, and how that ended.
type HandIn struct {
	ID, PostID int64
	State      string
	Note       string // to the editors
	By         int64  // staff; 0 when gone
	At         time.Time
	Answer     string // to the writer
	EndedBy    int64
	EndedAt    time.Time // zero while it waits
}

// MaxHandIns is how many of a post HandIns lists.
const MaxHandIns = 50

// MaxReviewNote is how many characters a note or an answer may have.
const MaxReviewNote = 2000

const handInColumns = `h.id, h.post_id, h.state, h.note, COALESCE(h.handed_by, 0), h.handed_at, h.answer, COALESCE(h.ended_by, 0), h.ended_at`

func scanHandIn(r db.Row) (h HandIn, err error) {
	var at, ended int64
	err = r.Scan(&h.ID, &h.PostID, &h.State, &h.Note, &h.By, &at, &h.Answer, &h.EndedBy, &ended)
	h.At, h.EndedAt = db.Time(at), db.Time(ended)
	return h, err
}

// HandIn gives a post to the editors for review, with a word to them. Its
// version goes up, so that nothing that was typed before comes in behind it. A
// post that they have already is given as it is. Version 0 asks for no
// particular version.
func (s *Store) HandIn(ctx context.Context, id, by, version int64, note string) (p Post, err error) {
	defer fault.Wrap(&err, "post.HandIn(%d, version %d)", id, version)
	note, err = reviewNote("handin_note", note)
	if err != nil {
		return Post{}, err
	}
	now := db.Ms(s.Now())
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		old, err := loadVersion(ctx, tx, id, version)
		if err != nil {
			return err
		}
		if p = old; !old.HandedInAt.IsZero() {
			return nil
		}
		if err := reviewable(old); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO hand_in (post_id, state, note, handed_by, handed_at) VALUES ($1, 'waiting', $2, $3, $4)`,
			id, note, db.NullID(by), now)
		if err != nil {
			return err
		}
		p, err = touch(ctx, tx, id, by, now)
		return err
	})
	return p, err
}

// reviewable tells what a post still needs before editors are asked to read it.
func reviewable(p Post) error {
	switch {
	case p.Status == Scheduled:
		return fault.New(fault.Conflict, "This post is scheduled already, so there is nothing to hand in.")
	case p.Status == Live && !p.Changed:
		return fault.New(fault.Conflict, "Readers see this post as it stands, so there is nothing to hand in.")
	}
	return publishable(p.Input)
}

func reviewNote(field, note string) (string, error) {
	var p fault.Problems
	note = text(&p, field, note, MaxReviewNote)
	return note, p.Err()
}

// touch raises the version of a post and says who did so.
func touch(ctx context.Context, tx *db.Tx, id, by, now int64) (Post, error) {
	_, err := tx.Exec(ctx, `UPDATE post SET updated_by = $1, updated_at = $2, version = version + 1 WHERE id = $3`, db.NullID(by), now, id)
	if err != nil {
		return Post{}, err
	}
	return load(ctx, tx, id)
}

// TakeBack ends a hand-in so that its writer can go on. A post that is not
// handed in is given as it is.
func (s *Store) TakeBack(ctx context.Context, id, by int64) (p Post, err error) {
	defer fault.Wrap(&err, "post.TakeBack(%d)", id)
	now := db.Ms(s.Now())
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if _, err := endHandIn(ctx, tx, id, TakenBack, "", by, now); err != nil {
			return err
		}
		p, err = load(ctx, tx, id)
		return err
	})
	return p, err
}

// Return gives a handed-in post back to its writer, with a note of what it
// still needs. One that nobody handed in is fault.Conflict.
func (s *Store) Return(ctx context.Context, id, by int64, answer string) (p Post, err error) {
	defer fault.Wrap(&err, "post.Return(%d)", id)
	answer, err = reviewNote("return_note", answer)
	if err == nil && answer == "" {
		err = invalid(nil, "return_note", "Say in a sentence what it still needs.")
	}
	if err != nil {
		return Post{}, err
	}
	now := db.Ms(s.Now())
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		ended, err := endHandIn(ctx, tx, id, Returned, answer, by, now)
		if err != nil {
			return err
		}
		if !ended {
			return fault.New(fault.Conflict, "This post is no longer handed in: it was taken back, returned or published meanwhile.")
		}
		p, err = load(ctx, tx, id)
		return err
	})
	return p, err
}

// endHandIn ends the hand-in of a post that waits, and tells whether one did.
func endHandIn(ctx context.Context, tx *db.Tx, postID int64, state, answer string, by, now int64) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE hand_in SET state = $1, answer = $2, ended_by = $3, ended_at = $4 WHERE post_id = $5 AND state = 'waiting'`,
		state, answer, db.NullID(by), now, postID)
	return n > 0, err
}

// HandIns lists the hand-ins of a post, the newest first.
func (s *Store) HandIns(ctx context.Context, postID int64) (list []HandIn, err error) {
	defer fault.Wrap(&err, "post.HandIns(%d)", postID)
	return db.All(ctx, s.DB, scanHandIn, `SELECT `+handInColumns+` FROM hand_in h WHERE h.post_id = $1 ORDER BY h.id DESC LIMIT $2`, postID, MaxHandIns)
}

// CountHandedIn counts the posts that wait for the editors.
func (s *Store) CountHandedIn(ctx context.Context) (n int64, err error) {
	defer fault.Wrap(&err, "post.CountHandedIn()")
	return db.One(ctx, s.DB, db.Value[int64], `SELECT count(*) FROM hand_in WHERE state = 'waiting'`)
}

// ReturnedTo lists what was returned to a person and not handed in again or
// published since, the last returned first: at most limit.
func (s *Store) ReturnedTo(ctx context.Context, staffID int64, limit int) (list []HandIn, err error) {
	defer fault.Wrap(&err, "post.ReturnedTo(%d)", staffID)
	return db.All(ctx, s.DB, scanHandIn, `SELECT `+handInColumns+` FROM hand_in h JOIN post p ON p.id = h.post_id
		WHERE h.handed_by = $1 AND h.state = 'returned' AND p.status <> 'scheduled' AND (p.status <> 'published' OR p.changed = 1)
		AND NOT EXISTS (SELECT 1 FROM hand_in n WHERE n.post_id = h.post_id AND n.id > h.id)
		ORDER BY h.id DESC LIMIT $2`, staffID, clamp(limit, listMost))
}
