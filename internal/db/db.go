// Package db opens the database and gives the two ways to use it: Read, one
// read-only snapshot, and Write, one serialisable transaction. The same SQL
// text runs on SQLite and PostgreSQL; what differs is in dialect.go.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"onrecord/internal/fault"
)

// DB is an open database. It is safe for use by many goroutines.
type DB struct {
	Engine Engine
	URL    string // as given to Open; it may hold a password, so never log it

	write *sql.DB
	read  *sql.DB

	listeners listeners
}

// Querier is what both a DB and a Tx can do: read.
type Querier interface {
	Query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRow(ctx context.Context, query string, args ...any) *sql.Row
}

// Row is one row to scan.
type Row interface{ Scan(dest ...any) error }

// Tx is an open transaction.
type Tx struct {
	Engine Engine

	tx        *sql.Tx
	onCommit  []func()
	listeners *listeners
}

// Exec runs a statement and tells how many rows it touched.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	res, err := t.tx.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// Query runs a statement that gives rows.
func (t *Tx) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return t.tx.QueryContext(ctx, query, args...)
}

// QueryRow runs a statement that gives one row.
func (t *Tx) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	return t.tx.QueryRowContext(ctx, query, args...)
}

// OnCommit has f called once, after the transaction was committed.
func (t *Tx) OnCommit(f func()) { t.onCommit = append(t.onCommit, f) }

// Query runs one reading statement outside a transaction.
func (d *DB) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return d.read.QueryContext(ctx, query, args...)
}

// QueryRow runs one reading statement outside a transaction.
func (d *DB) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	return d.read.QueryRowContext(ctx, query, args...)
}

// Read gives fn one read-only snapshot.
func (d *DB) Read(ctx context.Context, fn func(tx *Tx) error) error {
	opts := &sql.TxOptions{ReadOnly: true}
	if d.Engine == Postgres {
		opts.Isolation = sql.LevelRepeatableRead
	}
	tx, err := d.read.BeginTx(ctx, opts)
	if err != nil {
		return busy(err)
	}
	defer tx.Rollback() //nolint:errcheck // a read has nothing to lose
	return fn(&Tx{Engine: d.Engine, tx: tx, listeners: &d.listeners})
}

// How often and how long Write tries again when another writer got in the way.
const (
	writeTries = 40
	retryFirst = 2 * time.Millisecond
	retryMost  = 250 * time.Millisecond
)

// Write gives fn one serialisable transaction and commits it when fn returns
// nil. When another writer got in the way fn is run again, so it must touch
// nothing but tx; what has to happen outside leaves by a job or by OnCommit.
func (d *DB) Write(ctx context.Context, fn func(tx *Tx) error) error {
	wait := retryFirst
	for try := 1; ; try++ {
		err := d.writeOnce(ctx, fn)
		if err == nil || !isRetry(err) || ctx.Err() != nil {
			return full(err)
		}
		if try == writeTries {
			return busy(err)
		}
		if err := pause(ctx, wait/2+rand.N(wait)); err != nil {
			return err
		}
		wait = min(wait*2, retryMost)
	}
}

func (d *DB) writeOnce(ctx context.Context, fn func(tx *Tx) error) error {
	sqlTx, err := d.write.BeginTx(ctx, d.Engine.writeOptions())
	if err != nil {
		return err
	}
	defer sqlTx.Rollback() //nolint:errcheck // after Commit it does nothing
	tx := &Tx{Engine: d.Engine, tx: sqlTx, listeners: &d.listeners}
	if err := fn(tx); err != nil {
		return err
	}
	if err := sqlTx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	for _, f := range tx.onCommit {
		f()
	}
	return nil
}

func busy(err error) error {
	if !isRetry(err) {
		return err
	}
	return fault.New(fault.Unavailable, "The database is busy; please try again in a moment.").Because(err)
}

func full(err error) error {
	if !isFull(err) {
		return err
	}
	return fault.New(fault.Unavailable, "There is no room left for the database, so nothing was saved; free some space and try again.").Because(err)
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// Ping tells whether the database answers.
func (d *DB) Ping(ctx context.Context) error { return d.read.PingContext(ctx) }

// Again is d with listeners of its own on the same connections, for tests that
// hand a database on: closing either closes both.
func (d *DB) Again() *DB {
	return &DB{Engine: d.Engine, URL: d.URL, write: d.write, read: d.read}
}

// Close closes every connection.
func (d *DB) Close() error {
	return errors.Join(d.read.Close(), d.write.Close())
}
