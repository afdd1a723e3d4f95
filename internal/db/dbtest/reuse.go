package dbtest

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync"
	"syscall"
	"testing"

	"onrecord/internal/db"
)

// Making a database and connecting to it costs some 300 ms, emptying one that
// is connected a few, so a test's database is emptied and handed on to the next
// test of this process. One that cannot be emptied in time is dropped instead.

// kept is how many emptied databases wait for the next test.
const kept = 2

type spare struct {
	name string
	d    *db.DB
}

var spares struct {
	mu   sync.Mutex
	free []spare
}

func takeSpare() (spare, bool) {
	spares.mu.Lock()
	defer spares.mu.Unlock()
	n := len(spares.free)
	if n == 0 {
		return spare{}, false
	}
	s := spares.free[n-1]
	spares.free = spares.free[:n-1]
	return s, true
}

// handOn empties the database and keeps it for the next test, or drops it.
func (s spare) handOn(t testing.TB, admin *sql.DB) {
	ctx := context.Background()
	if t.Failed() || s.empty(ctx) != nil || !keepSpare(s) {
		s.d.Close() //nolint:errcheck // it is dropped next
		drop(t, admin, s.name)
	}
}

func keepSpare(s spare) bool {
	spares.mu.Lock()
	defer spares.mu.Unlock()
	if len(spares.free) >= kept {
		return false
	}
	spares.free = append(spares.free, s)
	return true
}

// emptying leaves every table as the migrations left it, which is empty. What
// grew large is truncated, so that its dead rows slow no later test. Whoever
// still holds a lock makes it fail.
const emptying = `DO $$
DECLARE t record; large text;
BEGIN
	SET LOCAL lock_timeout = '2s';
	SET LOCAL session_replication_role = replica;
	SELECT string_agg(quote_ident(relname), ', ') INTO large FROM pg_class
		WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'goose_db_version' AND pg_relation_size(oid) > 131072;
	IF large IS NOT NULL THEN EXECUTE 'TRUNCATE ' || large || ' CASCADE'; END IF;
	FOR t IN SELECT relname, relkind FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE 'goose_%'
		AND (relkind = 'r' AND pg_relation_size(oid) > 0 OR relkind = 'S' AND pg_sequence_last_value(oid) IS NOT NULL) LOOP
		IF t.relkind = 'r' THEN EXECUTE format('DELETE FROM %I', t.relname);
		ELSE EXECUTE format('ALTER SEQUENCE %I RESTART', t.relname);
		END IF;
	END LOOP;
END $$`

func (s spare) empty(ctx context.Context) error {
	return s.d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, emptying)
		return err
	})
}

func drop(t testing.TB, admin *sql.DB, name string) {
	if _, err := admin.Exec("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)"); err != nil {
		t.Errorf("drop: %v", err)
	}
}

// sweepDatabases drops what processes left that are gone, on a server that
// outlives them.
func sweepDatabases(ctx context.Context, admin *sql.DB) error {
	rows, err := admin.QueryContext(ctx, `SELECT datname FROM pg_database WHERE datname LIKE 't\_%\_%'`)
	if err != nil {
		return err
	}
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		names = append(names, name)
	}
	for _, name := range names {
		var pid, n int
		if _, err := fmt.Sscanf(strings.ReplaceAll(name, "_", " "), "t %d %d", &pid, &n); err == nil && syscall.Kill(pid, 0) == syscall.ESRCH {
			if _, err := admin.ExecContext(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
				return err
			}
		}
	}
	return rows.Err()
}
