package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"onrecord/internal/fault"
)

// Pool sizes. SQLite reads in parallel beside its one writer.
const (
	sqliteReaders = 8
	postgresRead  = 16
	postgresWrite = 16
	openPatience  = 10 * time.Second
)

// oldestSQLite is the first release without the faults we know of in older ones.
const oldestSQLite = "3.53.4"

// Open opens "sqlite:PATH" or "postgres://…". It does not migrate. A SQLite
// file is made if it is missing, readable by its owner alone.
func Open(ctx context.Context, rawURL string) (d *DB, err error) {
	ctx, cancel := context.WithTimeout(ctx, openPatience)
	defer cancel()
	switch {
	case strings.HasPrefix(rawURL, "sqlite:"):
		d, err = openSQLite(strings.TrimPrefix(rawURL, "sqlite:"))
	case strings.HasPrefix(rawURL, "postgres://"), strings.HasPrefix(rawURL, "postgresql://"):
		d, err = openPostgres(rawURL)
	default:
		return nil, fault.New(fault.Invalid, "The database must be given as sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME.")
	}
	if err != nil {
		return nil, err
	}
	d.URL = rawURL
	if err := d.check(ctx); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

func openSQLite(path string) (*DB, error) {
	if dir := filepath.Dir(path); dir != "." {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fmt.Errorf("folder of the database: %w", err)
		}
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("database file: %w", err)
	}
	f.Close() // before the engine opens it: closing it later would drop the engine's locks
	write, err := sql.Open("sqlite", sqliteDSN(path, "immediate", "synchronous(FULL)", "cache_size(-65536)"))
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	read, err := sql.Open("sqlite", sqliteDSN(path, "deferred", "query_only(1)", "cache_size(-16384)"))
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	read.SetMaxOpenConns(sqliteReaders)
	read.SetMaxIdleConns(sqliteReaders)
	return &DB{Engine: SQLite, write: write, read: read}, nil
}

func sqliteDSN(path, lock string, pragmas ...string) string {
	q := url.Values{"_txlock": {lock}}
	all := append([]string{"busy_timeout(10000)", "journal_mode(WAL)", "foreign_keys(1)", "temp_store(MEMORY)", "mmap_size(268435456)"}, pragmas...)
	for _, p := range all {
		q.Add("_pragma", p)
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

func openPostgres(rawURL string) (*DB, error) {
	config, err := pgx.ParseConfig(rawURL)
	if err != nil {
		return nil, badPostgres(err)
	}
	write := stdlib.OpenDB(*config, stdlib.OptionAfterConnect(durable))
	read := stdlib.OpenDB(*config)
	for p, n := range map[*sql.DB]int{write: postgresWrite, read: postgresRead} {
		p.SetMaxOpenConns(n)
		p.SetMaxIdleConns(n)
		p.SetConnMaxIdleTime(5 * time.Minute)
	}
	return &DB{Engine: Postgres, write: write, read: read}, nil
}

// durable has what is committed be on disk, also where the server was set to
// say so before it is: mail is sent by what stands there.
func durable(ctx context.Context, c *pgx.Conn) error {
	_, err := c.Exec(ctx, `SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'`)
	return err
}

func badPostgres(err error) error {
	return fault.New(fault.Invalid, "The PostgreSQL address cannot be read; it looks like postgres://USER:PASSWORD@HOST:5432/NAME.").Because(err)
}

func (d *DB) check(ctx context.Context) error {
	if err := d.write.PingContext(ctx); err != nil {
		return fault.New(fault.Unavailable, "The database cannot be opened; is it running, and may this program write to it?").Because(err)
	}
	if d.Engine != SQLite {
		return nil
	}
	var version string
	if err := d.write.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version); err != nil {
		return err
	}
	if older(version, oldestSQLite) {
		return fmt.Errorf("SQLite %s is linked in; %s or newer is needed", version, oldestSQLite)
	}
	return nil
}

func older(a, b string) bool {
	var x, y [3]int
	fmt.Sscanf(a, "%d.%d.%d", &x[0], &x[1], &x[2]) //nolint:errcheck // zeros sort first
	fmt.Sscanf(b, "%d.%d.%d", &y[0], &y[1], &y[2]) //nolint:errcheck // as above
	for i := range x {
		if x[i] != y[i] {
			return x[i] < y[i]
		}
	}
	return false
}
