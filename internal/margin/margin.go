// Package margin keeps what the staff say beside a text: remarks on a passage,
// in threads, and who has the text open. None of it is ever part of a post, so
// that no page, feed, mail or answer can carry it.
package margin

import (
	"context"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Limits, in characters unless they say otherwise.
const (
	MaxBody    = 2000
	MaxQuote   = 500
	MaxRemarks = 500 // of one post
)

// Store keeps remarks and presence.
type Store struct {
	d   *db.DB
	now func() time.Time
}

// New makes a store over d.
func New(d *db.DB, now func() time.Time) *Store { return &Store{d, now} }

// Remark is what one of the staff said.
type Remark struct {
	ID, PostID int64
	By         int64 // staff; 0 when gone
	At         time.Time
	Body       string
	thread     int64
}

// Thread is a remark about some words, with what was answered.
type Thread struct {
	Remark
	Anchor
	Replies   []Remark
	SettledBy int64
	SettledAt time.Time // zero while it is open
}

// Open tells whether nobody settled the thread yet.
func (t Thread) Open() bool { return t.SettledAt.IsZero() }

// Threads lists the threads of a post, the first first.
func (s *Store) Threads(ctx context.Context, postID int64) (out []Thread, err error) {
	defer fault.Wrap(&err, "margin.Threads(%d)", postID)
	rows, err := db.All(ctx, s.d, scanThread, `SELECT r.id, r.post_id, r.thread_id, COALESCE(r.staff_id, 0), r.body, r.quote, r.before, r.after, r.place, r.created_at,
		COALESCE(s.staff_id, 0), COALESCE(s.at, 0) FROM remark r LEFT JOIN remark_settled s ON s.remark_id = r.id
		WHERE r.post_id = $1 ORDER BY r.id LIMIT $2`, postID, MaxRemarks)
	at := map[int64]int{}
	for _, t := range rows {
		if t.thread == 0 {
			at[t.ID] = len(out)
			out = append(out, t)
		} else if i, ok := at[t.thread]; ok {
			out[i].Replies = append(out[i].Replies, t.Remark)
		}
	}
	return out, err
}

func scanThread(r db.Row) (t Thread, err error) {
	var at, settled int64
	err = r.Scan(&t.ID, &t.PostID, &t.thread, &t.By, &t.Body, &t.Quote, &t.Before, &t.After, &t.Place, &at, &t.SettledBy, &settled)
	t.At, t.SettledAt = db.Time(at), db.Time(settled)
	return t, err
}

// Add begins a thread about some words of text, or about the whole post where
// the anchor has none. Words that do not stand in the text are fault.Invalid.
func (s *Store) Add(ctx context.Context, postID, by int64, text string, about Anchor, body string) (id int64, err error) {
	defer fault.Wrap(&err, "margin.Add(post %d)", postID)
	var p fault.Problems
	body = said(&p, body)
	about.Quote = strings.TrimSpace(about.Quote)
	if about.Quote != "" {
		placed, ok := about.in(text)
		switch {
		case utf8.RuneCountInString(about.Quote) > MaxQuote:
			p.Add("remark_quote", "Choose a shorter passage: at most %d characters.", MaxQuote)
		case !ok:
			p.Add("remark_quote", "These words do not stand in the text as it is saved; copy them from there.")
		}
		about = placed
	}
	if err := p.Err(); err != nil {
		return 0, err
	}
	return s.insert(ctx, Thread{Remark: Remark{PostID: postID, By: by, Body: body}, Anchor: about})
}

// Reply answers a thread of a post. One that is not there is fault.NotFound.
func (s *Store) Reply(ctx context.Context, postID, threadID, by int64, body string) (id int64, err error) {
	defer fault.Wrap(&err, "margin.Reply(post %d, thread %d)", postID, threadID)
	var p fault.Problems
	body = said(&p, body)
	if err := p.Err(); err != nil {
		return 0, err
	}
	return s.insert(ctx, Thread{Remark: Remark{PostID: postID, By: by, Body: body, thread: threadID}})
}

func said(p *fault.Problems, body string) string {
	body = strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(body, "\r\n", "\n"), "\r", "\n"))
	switch n := utf8.RuneCountInString(body); {
	case body == "":
		p.Add("remark_body", "Say something first.")
	case n > MaxBody:
		p.Add("remark_body", "This is too long: it has %d characters, and at most %d fit.", n, MaxBody)
	case !utf8.ValidString(body) || strings.ContainsFunc(body, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }):
		p.Add("remark_body", "This has control characters in it; take them out.")
	}
	return body
}

func (s *Store) insert(ctx context.Context, t Thread) (id int64, err error) {
	now := db.Ms(s.now())
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		if t.thread != 0 {
			if err := thread(ctx, tx, t.PostID, t.thread); err != nil {
				return err
			}
		}
		n, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM remark WHERE post_id = $1`, t.PostID)
		if err != nil {
			return err
		}
		if n >= MaxRemarks {
			return fault.New(fault.Conflict, "This post has %d comments, and more cannot be kept; talk about the rest elsewhere.", MaxRemarks)
		}
		id, err = db.One(ctx, tx, db.Value[int64], `INSERT INTO remark (post_id, thread_id, staff_id, body, quote, before, after, place, created_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`,
			t.PostID, t.thread, db.NullID(t.By), t.Body, t.Quote, t.Before, t.After, t.Place, now)
		return err
	})
	return id, err
}

// thread refuses what is no thread of the post.
func thread(ctx context.Context, tx *db.Tx, postID, id int64) error {
	n, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM remark WHERE id = $1 AND post_id = $2 AND thread_id = 0`, id, postID)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "This comment was not found; it may have gone with its post.")
	}
	return err
}

// Settle marks a thread as settled. One that is settled already stays as it is.
func (s *Store) Settle(ctx context.Context, postID, threadID, by int64) (err error) {
	defer fault.Wrap(&err, "margin.Settle(post %d, thread %d)", postID, threadID)
	now := db.Ms(s.now())
	return s.d.Write(ctx, func(tx *db.Tx) error {
		if err := thread(ctx, tx, postID, threadID); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO remark_settled (remark_id, post_id, staff_id, at) VALUES ($1, $2, $3, $4) ON CONFLICT (remark_id) DO NOTHING`,
			threadID, postID, db.NullID(by), now)
		return err
	})
}

// Reopen takes back Settle.
func (s *Store) Reopen(ctx context.Context, postID, threadID int64) (err error) {
	defer fault.Wrap(&err, "margin.Reopen(post %d, thread %d)", postID, threadID)
	return s.d.Write(ctx, func(tx *db.Tx) error {
		if err := thread(ctx, tx, postID, threadID); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DELETE FROM remark_settled WHERE remark_id = $1`, threadID)
		return err
	})
}

// State is what may change in the margin of a post, to be compared: another
// remark, or another thread that is settled or open again.
type State struct {
	Remarks, Last, Settled, SettledAt int64
}

// State reads the state of a post's margin.
func (s *Store) State(ctx context.Context, postID int64) (v State, err error) {
	defer fault.Wrap(&err, "margin.State(%d)", postID)
	return db.One(ctx, s.d, func(r db.Row) (v State, err error) {
		err = r.Scan(&v.Remarks, &v.Last, &v.Settled, &v.SettledAt)
		return v, err
	}, `SELECT count(*), COALESCE(max(id), 0), (SELECT count(*) FROM remark_settled WHERE post_id = $1),
		COALESCE((SELECT max(at) FROM remark_settled WHERE post_id = $1), 0) FROM remark WHERE post_id = $1`, postID)
}

// CountOpen counts the threads of a post that are open.
func (s *Store) CountOpen(ctx context.Context, postID int64) (n int64, err error) {
	defer fault.Wrap(&err, "margin.CountOpen(%d)", postID)
	return db.One(ctx, s.d, db.Value[int64], `SELECT count(*) FROM remark r WHERE r.post_id = $1 AND r.thread_id = 0
		AND NOT EXISTS (SELECT 1 FROM remark_settled s WHERE s.remark_id = r.id)`, postID)
}
