// Package job is the durable queue. A job is written in the transaction of the
// change that causes it, so it exists exactly if the change does; it runs at
// least once, so every reaction is idempotent.
//
// Invariants:
//  1. A job row is deleted only after its reaction returned nil.
//  2. A running job belongs to one epoch; whoever lost the lease to a later
//     epoch changes nothing any more.
//  3. A job that failed for the last time stays as "dead" until a person
//     retries or discards it, or DeadMost newer ones have failed.
package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sort"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Reaction does what one event asks for, for the subject with this id. It may
// be run again after a crash.
type Reaction func(ctx context.Context, id int64) error

// Queue is the one queue of a database; every process opens its own.
type Queue struct {
	d         *db.DB
	log       *slog.Logger
	now       func() time.Time
	events    map[string][]string
	reactions map[string]Reaction
	every     map[string]time.Duration
	wake      chan struct{}
}

// New makes a queue over d. Reactions are added with On before Run.
func New(d *db.DB, log *slog.Logger) *Queue {
	return &Queue{
		d: d, log: log, now: time.Now,
		events:    map[string][]string{},
		reactions: map[string]Reaction{},
		every:     map[string]time.Duration{},
		wake:      make(chan struct{}, 1),
	}
}

// On has fn react to an event. The reaction's name stands in the job row, so
// it stays the same from release to release.
func (q *Queue) On(event, reaction string, fn Reaction) {
	name := event + "/" + reaction
	if _, twice := q.reactions[name]; twice {
		panic("job: two reactions named " + name)
	}
	q.events[event] = append(q.events[event], name)
	q.reactions[name] = fn
}

// Every has fn run about every d, on one node at a time, the first time soon
// after Run.
func (q *Queue) Every(name string, d time.Duration, fn func(ctx context.Context) error) {
	name = "every/" + name
	q.every[name] = d
	q.reactions[name] = func(ctx context.Context, _ int64) error { return fn(ctx) }
}

// Wiring lists each event with its reactions, in order of name, for the page
// that answers "what happens when".
func (q *Queue) Wiring() map[string][]string {
	out := make(map[string][]string, len(q.events))
	for event, names := range q.events {
		out[event] = append([]string(nil), names...)
		sort.Strings(out[event])
	}
	return out
}

// Add writes one job per reaction to the event, in the caller's transaction.
func (q *Queue) Add(ctx context.Context, tx *db.Tx, event string, id int64) error {
	return q.AddAt(ctx, tx, event, id, time.Time{})
}

// AddAt is Add for a time to come; the zero time is now.
func (q *Queue) AddAt(ctx context.Context, tx *db.Tx, event string, id int64, at time.Time) error {
	names := q.events[event]
	if len(names) == 0 {
		return fmt.Errorf("job: nobody reacts to %q", event)
	}
	now := db.Ms(q.now())
	run := max(now, db.Ms(at))
	for _, name := range names {
		const insert = `INSERT INTO job (name, subject_id, run_at, created_at) VALUES ($1, $2, $3, $4)`
		if _, err := tx.Exec(ctx, insert, name, id, run, now); err != nil {
			return fmt.Errorf("job: add %s: %w", name, err)
		}
	}
	tx.OnCommit(q.poke)
	return nil
}

// Job is a row of the queue, for people who look after it.
type Job struct {
	ID          int64
	Name        string
	SubjectID   int64
	State       string
	Attempts    int64
	MaxAttempts int64
	LastError   string
	RunAt       time.Time
	CreatedAt   time.Time
	epoch       int64
}

const columns = `id, name, subject_id, state, attempts, max_attempts, last_error, run_at, created_at, epoch`

func scan(r db.Row) (j Job, err error) {
	var run, created int64
	err = r.Scan(&j.ID, &j.Name, &j.SubjectID, &j.State, &j.Attempts, &j.MaxAttempts, &j.LastError, &run, &created, &j.epoch)
	j.RunAt, j.CreatedAt = db.Time(run), db.Time(created)
	return j, err
}

// List gives up to limit jobs in a state ("ready", "running", "dead", "held"),
// the newest first, those with an id under before; 0 means from the newest on.
func (q *Queue) List(ctx context.Context, state string, before int64, limit int) ([]Job, error) {
	if before == 0 {
		before = 1<<63 - 1
	}
	return db.All(ctx, q.d, scan, `SELECT `+columns+` FROM job WHERE state = $1 AND id < $2 ORDER BY id DESC LIMIT $3`, state, before, limit)
}

// Dead lists the jobs that failed for the last time.
func (q *Queue) Dead(ctx context.Context, before int64, limit int) ([]Job, error) {
	return q.List(ctx, "dead", before, limit)
}

// Counts gives the number of jobs in each state.
func (q *Queue) Counts(ctx context.Context) (map[string]int64, error) {
	rows, err := q.d.Query(ctx, `SELECT state, count(*) FROM job GROUP BY state ORDER BY state`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]int64{}
	for rows.Next() {
		var state string
		var n int64
		if err := rows.Scan(&state, &n); err != nil {
			return nil, err
		}
		out[state] = n
	}
	return out, rows.Err()
}

// Retry puts a dead job back in the queue, with all its attempts before it.
func (q *Queue) Retry(ctx context.Context, id int64) (err error) {
	defer fault.Wrap(&err, "job.Retry(%d)", id)
	now := db.Ms(q.now())
	return q.change(ctx, `UPDATE job SET state = 'ready', attempts = 0, run_at = $1 WHERE id = $2 AND state = 'dead'`, now, id)
}

// Discard removes a dead job for good.
func (q *Queue) Discard(ctx context.Context, id int64) (err error) {
	defer fault.Wrap(&err, "job.Discard(%d)", id)
	return q.change(ctx, `DELETE FROM job WHERE id = $1 AND state = 'dead'`, id)
}

// DeadMost is how many jobs are kept that failed for the last time.
const DeadMost = 1000

// purgeMost is how many are discarded in one transaction.
const purgeMost = 10_000

// Purge discards the oldest of the jobs that failed for the last time beyond
// DeadMost; run it about hourly. Those that run by the clock come back by
// themselves and are left alone.
func (q *Queue) Purge(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "job.Purge()")
	kept, err := db.All(ctx, q.d, db.Value[int64], `SELECT id FROM job WHERE state = 'dead' AND subject_id <> -1 ORDER BY id DESC LIMIT $1`, DeadMost)
	if err != nil || len(kept) < DeadMost {
		return err
	}
	for gone := int64(purgeMost); gone == purgeMost; {
		gone, err = q.update(ctx, `DELETE FROM job WHERE id IN (SELECT id FROM job WHERE state = 'dead' AND subject_id <> -1 AND id < $1 ORDER BY id LIMIT $2)`, kept[DeadMost-1], purgeMost)
		if err != nil {
			return err
		}
		if gone > 0 {
			q.log.Warn("jobs that failed long ago were discarded, since only so many are kept", "discarded", gone, "kept", DeadMost)
		}
	}
	return nil
}

func (q *Queue) change(ctx context.Context, query string, args ...any) error {
	return q.d.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, query, args...)
		if err == nil && n == 0 {
			return fault.New(fault.NotFound, "This job is no longer waiting for a decision; look at the list again.")
		}
		tx.OnCommit(q.poke)
		return err
	})
}

// Hold keeps every waiting job from running until Release: after a restore
// nothing may leave by itself.
func Hold(ctx context.Context, tx *db.Tx) (held int64, err error) {
	return tx.Exec(ctx, `UPDATE job SET state = 'held' WHERE state IN ('ready', 'running') AND subject_id <> -1`)
}

// Release lets held jobs run.
func (q *Queue) Release(ctx context.Context) (released int64, err error) {
	err = q.d.Write(ctx, func(tx *db.Tx) error {
		released, err = tx.Exec(ctx, `UPDATE job SET state = 'ready' WHERE state = 'held'`)
		tx.OnCommit(q.poke)
		return err
	})
	return released, err
}

// Never marks an error as one that no retry will cure: the job is dead at once.
func Never(err error) error { return &never{err} }

type never struct{ error }

func (n *never) Unwrap() error { return n.error }

func isNever(err error) bool {
	_, ok := errors.AsType[*never](err)
	return ok
}

func (q *Queue) poke() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}
