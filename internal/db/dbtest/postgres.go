package dbtest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"sync"
	"testing"

	"onrecord/internal/db"
)

// Variable names the server that tests use: a URL of a role that may create
// databases. Without it a server is started for this process.
const Variable = "ONRECORD_TEST_POSTGRES"

// Postgres opens an empty, migrated PostgreSQL database of its own.
func Postgres(t testing.TB) *db.DB {
	t.Helper()
	return open(t, PostgresURL(t))
}

// PostgresURL names a fresh, migrated PostgreSQL database, dropped at the end
// of the test.
func PostgresURL(t testing.TB) string {
	t.Helper()
	server, err := server()
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("PostgreSQL is needed: %v", err)
		}
		t.Skipf("PostgreSQL was not found, so this half is skipped; install it (Debian: apt-get install postgresql): %v", err)
	}
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { admin.Close() })
	name := fmt.Sprintf("t_%d_%d", os.Getpid(), next())
	ctx := context.Background()
	if err := template(ctx, admin, server); err != nil {
		t.Fatal(err)
	}
	if _, err := admin.ExecContext(ctx, "CREATE DATABASE "+name+" TEMPLATE "+templateName()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.ExecContext(ctx, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("drop: %v", err)
		}
	})
	return named(server, name)
}

var next = func() func() int {
	var mu sync.Mutex
	n := 0
	return func() int {
		mu.Lock()
		defer mu.Unlock()
		n++
		return n
	}
}()

func templateName() string { return "template_" + db.Fingerprint() }

// template makes the migrated template database once per schema, whoever comes
// first among the processes that share the server.
func template(ctx context.Context, admin *sql.DB, server string) error {
	conn, err := admin.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock(20261)"); err != nil {
		return err
	}
	defer conn.ExecContext(ctx, "SELECT pg_advisory_unlock(20261)") //nolint:errcheck // the connection ends here anyway
	var n int
	if err := conn.QueryRowContext(ctx, "SELECT count(*) FROM pg_database WHERE datname = $1", templateName()).Scan(&n); err != nil || n > 0 {
		return err
	}
	raw := templateName() + "_raw"
	for _, q := range []string{"DROP DATABASE IF EXISTS " + raw + " WITH (FORCE)", "CREATE DATABASE " + raw} {
		if _, err := conn.ExecContext(ctx, q); err != nil {
			return err
		}
	}
	d, err := db.Open(ctx, named(server, raw))
	if err != nil {
		return err
	}
	if err := d.Migrate(ctx); err != nil {
		return err
	}
	if err := d.Close(); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "ALTER DATABASE "+raw+" RENAME TO "+templateName())
	return err
}

func named(server, database string) string {
	u, err := url.Parse(server)
	if err != nil {
		return server
	}
	u.Path = "/" + database
	return u.String()
}
